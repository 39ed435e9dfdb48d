//! The words of the page.

use crate::{
    i18n::{Language, Text},
    mandates::sync::Problem,
};

/// Why an entry fits nothing, and what to do about it.
pub const fn problem(problem: Problem) -> &'static Text {
    match problem {
        Problem::Unreadable => &Text {
            de: "Diese Meldung ist unverständlich. Sehen Sie bei Twikey nach, ob sich etwas geändert hat, und legen Sie die Meldung dann ab.",
            nl: "Deze melding is onbegrijpelijk. Kijk bij Twikey na of er iets is gewijzigd en verwerp de melding daarna.",
            fr: "Ce message est illisible. Vérifiez chez Twikey si quelque chose a changé, puis écartez le message.",
            en: "This report cannot be read. Check at Twikey whether anything has changed, then dismiss the report.",
        },
        Problem::UnknownCustomer => &Text {
            de: "Das Mandat gehört zu keinem unserer Kunden. Legen Sie den Kunden an, wenn es ihn noch nicht gibt, und ordnen Sie das Mandat dann zu.",
            nl: "Het mandaat hoort bij geen enkele klant. Maak de klant aan als die nog niet bestaat en wijs het mandaat daarna toe.",
            fr: "Le mandat n’appartient à aucun de nos clients. Créez le client s’il n’existe pas encore, puis attribuez-lui le mandat.",
            en: "The mandate belongs to none of our customers. Create the customer if there is none yet, then assign the mandate.",
        },
        Problem::AmbiguousEmail => &Text {
            de: "Mehrere Kunden haben diese E-Mail-Adresse. Wählen Sie, zu welchem das Mandat gehört.",
            nl: "Meerdere klanten hebben dit e-mailadres. Kies bij welke klant het mandaat hoort.",
            fr: "Plusieurs clients ont cette adresse e-mail. Choisissez à qui appartient le mandat.",
            en: "Several customers have this e-mail address. Choose the one that the mandate belongs to.",
        },
        Problem::UnknownMandate => &Text {
            de: "Dieses Mandat kennen wir nicht; bei Twikey ist es beendet. Es ist nichts zu tun: Sie können die Meldung ablegen.",
            nl: "Dit mandaat kennen we niet; bij Twikey is het beëindigd. U hoeft niets te doen en kunt de melding verwerpen.",
            fr: "Nous ne connaissons pas ce mandat\u{a0}; chez Twikey, il a pris fin. Il n’y a rien à faire\u{a0}: vous pouvez écarter le message.",
            en: "We do not know this mandate; at Twikey it has ended. There is nothing to do: you can dismiss the report.",
        },
        Problem::SecondMandate => &Text {
            de: "Der Kunde hat schon ein anderes unterzeichnetes Mandat. Widerrufen Sie eines der beiden; danach können Sie dieses zuordnen oder ablegen.",
            nl: "De klant heeft al een ander ondertekend mandaat. Annuleer een van de twee; daarna kunt u dit toewijzen of verwerpen.",
            fr: "Le client a déjà un autre mandat signé. Révoquez l’un des deux\u{a0}; vous pourrez ensuite attribuer celui-ci ou l’écarter.",
            en: "The customer has another signed mandate already. Cancel one of the two; then you can assign this one or dismiss it.",
        },
        Problem::ReferenceTaken => &Text {
            de: "Die neue Mandatsreferenz trägt bei uns schon ein anderes Mandat. Klären Sie bei Twikey, welches gilt.",
            nl: "De nieuwe mandaatreferentie is bij ons al van een ander mandaat. Ga bij Twikey na welk mandaat geldt.",
            fr: "La nouvelle référence est déjà celle d’un autre mandat chez nous. Vérifiez chez Twikey lequel est valable.",
            en: "Another mandate of ours has the new reference already. Find out at Twikey which one is valid.",
        },
        Problem::OtherScheme => &Text {
            de: "Das ist kein SEPA-Mandat (Core oder B2B). Es ist nichts zu tun: Sie können die Meldung ablegen.",
            nl: "Dit is geen SEPA-mandaat (Core of B2B). U hoeft niets te doen en kunt de melding verwerpen.",
            fr: "Ce n’est pas un mandat SEPA (Core ou B2B). Il n’y a rien à faire\u{a0}: vous pouvez écarter le message.",
            en: "This is not a SEPA mandate (Core or B2B). There is nothing to do: you can dismiss the report.",
        },
    }
}

/// What the entry reports, as its title.
pub fn kind(kind: &str, reference: Option<&str>, language: Language) -> String {
    let text = match kind {
        "new" => Text { de: "Neues Mandat", nl: "Nieuw mandaat", fr: "Nouveau mandat", en: "New mandate" },
        "amended" => {
            Text { de: "Geändertes Mandat", nl: "Gewijzigd mandaat", fr: "Mandat modifié", en: "Changed mandate" }
        }
        "cancelled" => {
            Text { de: "Beendetes Mandat", nl: "Beëindigd mandaat", fr: "Mandat terminé", en: "Ended mandate" }
        }
        "payment" => Text { de: "Zahlung", nl: "Betaling", fr: "Paiement", en: "Payment" },
        "payment_failure" => Text {
            de: "Gescheiterte Lastschrift",
            nl: "Mislukte domiciliëring",
            fr: "Domiciliation échouée",
            en: "Failed debit",
        },
        "invoice" => Text { de: "Rechnung", nl: "Factuur", fr: "Facture", en: "Invoice" },
        "refund" => Text { de: "Erstattung", nl: "Terugbetaling", fr: "Remboursement", en: "Refund" },
        _ => {
            Text { de: "Unlesbare Meldung", nl: "Onleesbare melding", fr: "Message illisible", en: "Unreadable report" }
        }
    };
    match reference {
        Some(reference) => format!("{} {reference}", text.get(language)),
        None => text.get(language).to_owned(),
    }
}

pub const TITLE: Text = Text {
    de: "Nicht zugeordnete Meldungen",
    nl: "Niet-toegewezen meldingen",
    fr: "Messages non attribués",
    en: "Unassigned reports",
};
pub const INTRODUCTION: Text = Text {
    de: "Twikey hat das gemeldet, und es konnte nicht übernommen werden. Nichts davon geht verloren: Bei jedem steht, warum und was zu tun ist.",
    nl: "Twikey heeft dit gemeld en het kon niet worden overgenomen. Er gaat niets verloren: bij elke melding staat waarom en wat te doen.",
    fr: "Twikey a signalé ceci, qui n’a pas pu être repris. Rien n’est perdu\u{a0}: chaque message dit pourquoi et ce qu’il faut faire.",
    en: "Twikey reported this, and it could not be taken over. Nothing is lost: each report says why and what to do.",
};
pub const NONE: Text = Text {
    de: "Alles ist zugeordnet",
    nl: "Alles is toegewezen",
    fr: "Tout est attribué",
    en: "Everything is assigned",
};
pub const NONE_TEXT: Text = Text {
    de: "Meldungen von Twikey, die zu keinem Kunden passen, erscheinen hier.",
    nl: "Meldingen van Twikey die bij geen enkele klant passen, verschijnen hier.",
    fr: "Les messages de Twikey qui ne correspondent à aucun client apparaissent ici.",
    en: "Reports from Twikey that fit no customer appear here.",
};
pub const NO_SUCH_NUMBER: Text = Text {
    de: "Es gibt keinen Kunden mit dieser Nummer. Sie finden die Nummer auf dem Kundenblatt.",
    nl: "Er is geen klant met dit nummer. U vindt het nummer op de klantenfiche.",
    fr: "Aucun client ne porte ce numéro. Vous trouverez le numéro sur la fiche client.",
    en: "No customer has this number. You find the number on the customer sheet.",
};
pub const UNKNOWN_INVOICE: Text = Text {
    de: "Diese Rechnung kennen wir nicht; sie wurde nicht hier geschrieben. Ordnen Sie das Geld einer Rechnung zu, oder legen Sie die Meldung ab, wenn es anderswo verbucht wird.",
    nl: "Deze factuur kennen we niet; ze werd niet hier gemaakt. Wijs het geld toe aan een factuur, of verwerp de melding als het elders wordt geboekt.",
    fr: "Nous ne connaissons pas cette facture\u{a0}; elle n’a pas été créée ici. Attribuez l’argent à une facture, ou écartez le message s’il est comptabilisé ailleurs.",
    en: "We do not know this invoice; it was not written here. Assign the money to an invoice, or dismiss the report if it is booked elsewhere.",
};
pub const NOT_APPLIED: Text = Text {
    de: "Etwas in dieser Meldung konnte nicht übernommen werden; alles andere wurde gelesen. Sehen Sie bei Twikey nach, was sich geändert hat, tragen Sie es hier von Hand ein und legen Sie die Meldung dann ab.",
    nl: "Iets in deze melding kon niet worden overgenomen; al het andere is gelezen. Kijk bij Twikey na wat er is gewijzigd, voer het hier handmatig in en verwerp de melding daarna.",
    fr: "Un élément de ce message n’a pas pu être repris\u{a0}; tout le reste a été lu. Vérifiez chez Twikey ce qui a changé, saisissez-le ici à la main, puis écartez le message.",
    en: "Something in this report could not be taken over; everything else was read. Check at Twikey what has changed, enter it here by hand, then dismiss the report.",
};
pub const NO_SUCH_INVOICE: Text = Text {
    de: "Es gibt keine Rechnung mit dieser Nummer. Sie finden die Nummer in der Liste der Rechnungen.",
    nl: "Er is geen factuur met dit nummer. U vindt het nummer in de lijst met facturen.",
    fr: "Aucune facture ne porte ce numéro. Vous trouverez le numéro dans la liste des factures.",
    en: "No invoice has this number. You find the number in the list of invoices.",
};
pub const NOT_READABLE: Text = Text {
    de: "Diese Meldung kann nicht zugeordnet werden. Sehen Sie bei Twikey nach und legen Sie sie dann ab.",
    nl: "Deze melding kan niet worden toegewezen. Kijk bij Twikey na en verwerp ze daarna.",
    fr: "Ce message ne peut pas être attribué. Vérifiez chez Twikey, puis écartez-le.",
    en: "This report cannot be assigned. Check at Twikey, then dismiss it.",
};
pub const ASSIGN_TO_INVOICE: Text = Text {
    de: "Zuordnen zu Rechnungsnummer",
    nl: "Toewijzen aan factuurnummer",
    fr: "Attribuer à la facture n°",
    en: "Assign to invoice number",
};
pub const ASSIGN_MONEY_HINT: Text = Text {
    de: "Die Rechnung gilt dann um diesen Betrag als bezahlt.",
    nl: "De factuur geldt dan voor dit bedrag als betaald.",
    fr: "La facture sera alors considérée comme payée à hauteur de ce montant.",
    en: "The invoice then counts as paid by this amount.",
};
pub const AMOUNT: Text = Text { de: "Betrag", nl: "Bedrag", fr: "Montant", en: "Amount" };
pub const INVOICE_NUMBER: Text = Text {
    de: "Rechnungsnummer bei Twikey",
    nl: "Factuurnummer bij Twikey",
    fr: "Numéro de facture chez Twikey",
    en: "Invoice number at Twikey",
};
pub const ASSIGN_TO: Text = Text {
    de: "Zuordnen zu Kundennummer",
    nl: "Toewijzen aan klantnummer",
    fr: "Attribuer au client n°",
    en: "Assign to customer number",
};
pub const ASSIGN_HINT: Text = Text {
    de: "Auch was Twikey später zu diesem Mandat gemeldet hat, wird dann übernommen.",
    nl: "Ook wat Twikey later over dit mandaat heeft gemeld, wordt dan overgenomen.",
    fr: "Ce que Twikey a signalé ensuite sur ce mandat sera repris aussi.",
    en: "What Twikey reported later about this mandate is taken over, too.",
};
pub const ASSIGN: Text = Text { de: "Zuordnen", nl: "Toewijzen", fr: "Attribuer", en: "Assign" };
pub const DISMISS: Text = Text { de: "Ablegen", nl: "Verwerpen", fr: "Écarter", en: "Dismiss" };
pub const AS_RECEIVED: Text = Text {
    de: "Wie von Twikey empfangen",
    nl: "Zoals ontvangen van Twikey",
    fr: "Tel que reçu de Twikey",
    en: "As received from Twikey",
};
pub const REPORTED: Text = Text { de: "Gemeldet", nl: "Gemeld", fr: "Signalé", en: "Reported" };
pub const REASON: Text = Text { de: "Grund", nl: "Reden", fr: "Motif", en: "Reason" };
pub const NAME: Text = Text { de: "Name", nl: "Naam", fr: "Nom", en: "Name" };
pub const EMAIL: Text = Text { de: "E-Mail", nl: "E-mail", fr: "E-mail", en: "E-mail" };
pub const NUMBER: Text = Text {
    de: "Kundennummer bei Twikey",
    nl: "Klantnummer bij Twikey",
    fr: "Numéro de client chez Twikey",
    en: "Customer number at Twikey",
};
pub const SIGNED_ON: Text = Text { de: "Unterzeichnet am", nl: "Ondertekend op", fr: "Signé le", en: "Signed on" };
