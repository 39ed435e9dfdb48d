//! What payments are called.

use super::{Source, reason};
use crate::{
    domain::money::Cents,
    i18n::{Language, Text, format},
};

pub const AMOUNT: Text = Text { de: "Betrag", nl: "Bedrag", fr: "Montant", en: "Amount" };

/// What a field is called in the audit trail; none when it is not ours.
pub fn label(field: &str, language: Language) -> Option<&'static str> {
    let words = match field {
        "amount" => AMOUNT,
        "means" | "source" => MEANS,
        _ => return None,
    };
    Some(words.get(language))
}

/// A value in words, where it is not the words themselves.
pub fn readable(field: &str, value: &str, language: Language) -> Option<String> {
    match field {
        "means" | "source" => Source::from_code(value).map(|source| means(source).get(language).to_owned()),
        "reason_code" => Some(format!("{value}: {}", reason(value).meaning.get(language))),
        _ => None,
    }
}

/// How money moved, in words.
pub const fn means(source: Source) -> &'static Text {
    match source {
        Source::DirectDebit => &DIRECT_DEBIT,
        Source::Card => &CARD,
        Source::PaymentLink => &PAYMENT_LINK,
        Source::Transfer => &TRANSFER,
        Source::Manual => &CASH,
        Source::CreditNote => &CREDIT_NOTE,
        Source::Other => &OTHER,
    }
}

pub fn still_open(open: Cents, language: Language) -> String {
    let open = format::amount(open.0, "EUR", language);
    match language {
        Language::De => format!("Noch offen: {open}"),
        Language::Nl => format!("Nog open: {open}"),
        Language::Fr => format!("Reste à payer\u{a0}: {open}"),
        Language::En => format!("Still owed: {open}"),
    }
}

const DIRECT_DEBIT: Text = Text { de: "Lastschrift", nl: "Domiciliëring", fr: "Domiciliation", en: "Direct debit" };
const CARD: Text = Text { de: "Kreditkarte", nl: "Kredietkaart", fr: "Carte de crédit", en: "Credit card" };
const PAYMENT_LINK: Text = Text { de: "Zahlungslink", nl: "Betaallink", fr: "Lien de paiement", en: "Payment link" };
const TRANSFER: Text = Text { de: "Überweisung", nl: "Overschrijving", fr: "Virement", en: "Bank transfer" };
const CASH: Text = Text { de: "Bar", nl: "Contant", fr: "Espèces", en: "Cash" };
const CREDIT_NOTE: Text = Text { de: "Gutschrift", nl: "Creditnota", fr: "Note de crédit", en: "Credit note" };
const OTHER: Text = Text { de: "Anders", nl: "Anders", fr: "Autrement", en: "Another way" };
const MEANS: Text = Text { de: "Weg", nl: "Wijze", fr: "Moyen", en: "Means" };
