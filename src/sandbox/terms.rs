//! The words and legal texts of a mandate, for the signing page, the debtor's portal, the PDF and `GET /creditor/legal`.
//!
//! Twikey's own wording is not public; these say what the SEPA rulebooks ask for.

use crate::i18n::Text;

pub const CORE: Text = Text {
    de: "SEPA-Lastschriftmandat",
    nl: "SEPA-mandaat Europese domiciliëring",
    fr: "Mandat de domiciliation européenne SEPA",
    en: "SEPA direct debit mandate",
};

pub const B2B: Text = Text {
    de: "SEPA-Firmenlastschriftmandat",
    nl: "SEPA-mandaat Europese domiciliëring B2B",
    fr: "Mandat de domiciliation européenne SEPA B2B",
    en: "SEPA business-to-business direct debit mandate",
};

pub const REFERENCE: Text =
    Text { de: "Mandatsreferenz", nl: "Mandaatreferte", fr: "Référence du mandat", en: "Mandate reference" };

pub const CREDITOR: Text = Text { de: "Gläubiger", nl: "Schuldeiser", fr: "Créancier", en: "Creditor" };

pub const CREDITOR_ID: Text = Text {
    de: "Gläubiger-Identifikationsnummer",
    nl: "Identificatie van de schuldeiser",
    fr: "Identifiant du créancier",
    en: "Creditor identifier",
};

pub const DEBTOR: Text = Text { de: "Zahlungspflichtiger", nl: "Schuldenaar", fr: "Débiteur", en: "Debtor" };

/// What the customer agrees to, in every language of the sandbox.
pub const BY_SIGNING: Text = Text {
    de: "Mit der Unterzeichnung dieses Mandats ermächtigen Sie den Gläubiger, Ihrer Bank Aufträge zur Belastung Ihres Kontos zu senden, und Ihre Bank, Ihr Konto nach diesen Aufträgen zu belasten.",
    nl: "Door dit mandaat te ondertekenen geeft u de schuldeiser toestemming om opdrachten naar uw bank te sturen om uw rekening te debiteren, en uw bank toestemming om uw rekening volgens die opdrachten te debiteren.",
    fr: "En signant ce mandat, vous autorisez le créancier à envoyer à votre banque des instructions pour débiter votre compte, et votre banque à débiter votre compte selon ces instructions.",
    en: "By signing this mandate you authorise the creditor to send instructions to your bank to debit your account, and your bank to debit your account in accordance with those instructions.",
};

pub const RIGHTS_CORE: Text = Text {
    de: "Sie haben Anspruch auf Erstattung durch Ihre Bank gemäß den mit ihr vereinbarten Bedingungen. Eine Erstattung ist innerhalb von acht Wochen ab der Belastung zu verlangen.",
    nl: "U hebt recht op terugbetaling door uw bank volgens de voorwaarden van uw overeenkomst met haar. Een terugbetaling moet binnen acht weken na de debitering worden gevraagd.",
    fr: "Vous avez droit à un remboursement par votre banque selon les conditions de votre convention avec elle. Il doit être demandé dans les huit semaines suivant le débit.",
    en: "You are entitled to a refund from your bank under the terms of your agreement with it. A refund must be claimed within eight weeks of the debit.",
};

pub const RIGHTS_B2B: Text = Text {
    de: "Dieses Mandat ist nur für Lastschriften zwischen Unternehmen bestimmt. Nach der Belastung haben Sie keinen Anspruch auf Erstattung; bis zum Fälligkeitstag können Sie Ihre Bank anweisen, Ihr Konto nicht zu belasten.",
    nl: "Dit mandaat is enkel bestemd voor domiciliëringen tussen ondernemingen. Na de debitering hebt u geen recht op terugbetaling; tot de vervaldag kunt u uw bank vragen uw rekening niet te debiteren.",
    fr: "Ce mandat est réservé aux domiciliations entre entreprises. Après le débit, vous n’avez pas droit à un remboursement ; jusqu’à l’échéance, vous pouvez demander à votre banque de ne pas débiter votre compte.",
    en: "This mandate is only intended for business-to-business debits. You are not entitled to a refund after your account was debited, but until the due date you may ask your bank not to debit it.",
};

pub const INFO_CORRECT: Text = Text {
    de: "Mit der Unterzeichnung dieses Dokuments bestätigen Sie, dass Ihre Angaben richtig sind.",
    nl: "Door dit document te ondertekenen bevestigt u dat uw gegevens juist zijn.",
    fr: "En signant ce document, vous confirmez que vos données sont exactes.",
    en: "By signing this document you confirm that your details are correct.",
};
