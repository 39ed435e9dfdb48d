//! The words of invoices, credit notes and receipts.

// What the office's pages call by the same words.
pub use super::super::words::{CREDIT_NOTE, DESCRIPTION, INVOICE, QUANTITY, VAT};
use crate::{
    i18n::{Language, Text},
    payments::Source,
};

pub const RECEIPT: Text =
    Text { de: "Zahlungsbestätigung", nl: "Betalingsbewijs", fr: "Reçu de paiement", en: "Receipt" };
pub const DRAFT: Text = Text { de: "Entwurf", nl: "concept", fr: "brouillon", en: "draft" };

pub const NUMBER: Text = Text { de: "Nummer", nl: "Nummer", fr: "Numéro", en: "Number" };
pub const DATE: Text = Text { de: "Datum", nl: "Datum", fr: "Date", en: "Date" };
pub const DUE: Text =
    Text { de: "Zahlbar bis", nl: "Te betalen uiterlijk op", fr: "À payer au plus tard le", en: "Due on" };
pub const CUSTOMER_NUMBER: Text =
    Text { de: "Kundennummer", nl: "Klantnummer", fr: "Numéro de client", en: "Customer number" };
pub const YOUR_VAT_NUMBER: Text =
    Text { de: "Ihre USt-IdNr.", nl: "Uw btw-nummer", fr: "Votre nº de TVA", en: "Your VAT number" };

pub const PRICE: Text = Text { de: "Preis", nl: "Prijs", fr: "Prix", en: "Price" };
pub const AMOUNT: Text = Text { de: "Betrag", nl: "Bedrag", fr: "Montant", en: "Amount" };

pub const NET: Text = Text { de: "Summe netto", nl: "Totaal excl. btw", fr: "Total HTVA", en: "Total without VAT" };
pub const TOTAL: Text = Text { de: "Gesamtbetrag", nl: "Totaal", fr: "Total", en: "Total" };
pub const PAID: Text = Text { de: "Bereits bezahlt", nl: "Al betaald", fr: "Déjà payé", en: "Already paid" };
pub const CREDITED: Text = Text { de: "Gutgeschrieben", nl: "Gecrediteerd", fr: "Crédité", en: "Credited" };
pub const OPEN: Text = Text { de: "Noch offen", nl: "Nog open", fr: "Reste à payer", en: "Still open" };

pub const HOW_TO_PAY: Text = Text { de: "So bezahlen Sie", nl: "Zo betaalt u", fr: "Comment payer", en: "How to pay" };
pub const BENEFICIARY: Text = Text { de: "Empfänger", nl: "Begunstigde", fr: "Bénéficiaire", en: "Beneficiary" };
pub const REFERENCE: Text = Text { de: "Referenz", nl: "Mededeling", fr: "Communication", en: "Reference" };
pub const MANDATE: Text = Text { de: "SEPA-Mandat", nl: "SEPA-mandaat", fr: "Mandat SEPA", en: "SEPA mandate" };
pub const ACCOUNT: Text = Text { de: "Ihr Konto", nl: "Uw rekening", fr: "Votre compte", en: "Your account" };
pub const CREDITOR_ID: Text =
    Text {
        de: "Gläubiger-ID", nl: "Schuldeiseridentificatie", fr: "Identifiant créancier", en: "Creditor identifier"
    };
pub const TRANSFER_CODE: Text = Text {
    de: "Überweisen: mit Ihrer Banking-App scannen",
    nl: "Overschrijven: scan met uw bankapp",
    fr: "Virement\u{a0}: scannez avec votre app bancaire",
    en: "Transfer: scan with your banking app",
};
pub const PAGE_CODE: Text = Text {
    de: "Online: einmal bezahlen oder Mandat erteilen",
    nl: "Online: eenmalig betalen of mandaat geven",
    fr: "En ligne\u{a0}: payer ou donner un mandat",
    en: "Online: pay once or sign a mandate",
};
pub const READ_ONLINE: Text = Text {
    de: "Stand der Rechnung online ansehen",
    nl: "Stand van de factuur online",
    fr: "Suivre la facture en ligne",
    en: "See the invoice online",
};
pub const COLLECTED: Text = Text {
    de: "Wir ziehen den Betrag von Ihrem Konto ein",
    nl: "We innen het bedrag van uw rekening",
    fr: "Nous prélevons le montant sur votre compte",
    en: "We collect the amount from your account",
};
pub const NOTHING_TO_DO: Text = Text {
    de: "Bitte überweisen Sie nichts.",
    nl: "U hoeft niets over te schrijven.",
    fr: "Vous n’avez aucun virement à faire.",
    en: "Please do not transfer anything.",
};
pub const SETTLED: Text = Text {
    de: "Diese Rechnung ist vollständig bezahlt.",
    nl: "Deze factuur is volledig betaald.",
    fr: "Cette facture est entièrement payée.",
    en: "This invoice is fully paid.",
};
pub const CANCELLED: Text = Text {
    de: "Diese Rechnung ist durch eine Gutschrift aufgehoben. Es ist nichts zu bezahlen.",
    nl: "Deze factuur is opgeheven door een creditnota. Er is niets te betalen.",
    fr: "Cette facture est annulée par une note de crédit. Il n’y a rien à payer.",
    en: "This invoice is cancelled by a credit note. There is nothing to pay.",
};
pub const CREDIT_NOTHING: Text = Text {
    de: "Der Betrag wird Ihnen gutgeschrieben. Es ist nichts zu bezahlen.",
    nl: "Het bedrag wordt u gecrediteerd. Er is niets te betalen.",
    fr: "Le montant est porté à votre crédit. Il n’y a rien à payer.",
    en: "The amount is credited to you. There is nothing to pay.",
};
pub const RECEIVED: Text =
    Text { de: "Wir haben erhalten", nl: "Wij ontvingen", fr: "Nous avons reçu", en: "We have received" };
pub const GIVEN_BACK: Text = Text { de: "zurückgegeben", nl: "teruggegeven", fr: "rendu", en: "given back" };

/// `zu Rechnung R2026-0042`
pub fn for_invoice(number: &str, language: Language) -> String {
    match language {
        Language::De => format!("zu Rechnung {number}"),
        Language::Nl => format!("bij factuur {number}"),
        Language::Fr => format!("pour la facture {number}"),
        Language::En => format!("for invoice {number}"),
    }
}

/// `MwSt. 21 % auf 100,00 €`
pub fn vat_on(rate: &str, net: &str, language: Language) -> String {
    match language {
        Language::De => format!("MwSt. {rate} auf {net}"),
        Language::Nl => format!("Btw {rate} op {net}"),
        Language::Fr => format!("TVA {rate} sur {net}"),
        Language::En => format!("VAT {rate} on {net}"),
    }
}

/// The creditor's.
pub fn vat_number(number: &str, language: Language) -> String {
    match language {
        Language::De => format!("USt-IdNr. {number}"),
        Language::Nl => format!("Btw {number}"),
        Language::Fr => format!("TVA {number}"),
        Language::En => format!("VAT {number}"),
    }
}

/// `Seite 1 von 3`
pub fn page(number: usize, count: usize, language: Language) -> String {
    match language {
        Language::De => format!("Seite {number} von {count}"),
        Language::Nl => format!("Pagina {number} van {count}"),
        Language::Fr => format!("Page {number} sur {count}"),
        Language::En => format!("Page {number} of {count}"),
    }
}

/// When a debit is made.
pub fn collected_on(date: &str, language: Language) -> String {
    match language {
        Language::De => format!("am {date} oder kurz danach"),
        Language::Nl => format!("op {date} of kort daarna"),
        Language::Fr => format!("le {date} ou peu après"),
        Language::En => format!("on {date} or soon after"),
    }
}

/// How money came, to the customer.
pub const fn source(source: Source) -> &'static Text {
    match source {
        Source::DirectDebit => {
            &Text { de: "Lastschrift", nl: "Domiciliëring", fr: "Domiciliation", en: "Direct debit" }
        }
        Source::Card => &Text { de: "Kreditkarte", nl: "Kredietkaart", fr: "Carte de crédit", en: "Credit card" },
        Source::PaymentLink => {
            &Text { de: "Online-Zahlung", nl: "Onlinebetaling", fr: "Paiement en ligne", en: "Online payment" }
        }
        Source::Transfer => &Text { de: "Überweisung", nl: "Overschrijving", fr: "Virement", en: "Bank transfer" },
        Source::CreditNote => &CREDIT_NOTE,
        Source::Manual | Source::Other => &Text { de: "Zahlung", nl: "Betaling", fr: "Paiement", en: "Payment" },
    }
}
