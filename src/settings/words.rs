//! What the settings are called, in the form and in the audit trail, and their values as people read them.

use super::CollectOpen;
use crate::i18n::{Language, Text};

/// The name of a setting; fields that customers have as well are named there.
pub fn label(field: &str, language: Language) -> Option<&'static str> {
    let words = match field {
        "creditor_name" => CREDITOR_NAME,
        "twikey_on" => TWIKEY,
        "mandate_link_days" => MANDATE_LINK_DAYS,
        "contact_email" => CONTACT_EMAIL,
        "contact_phone" => CONTACT_PHONE,
        "creditor_identifier" => CREDITOR_IDENTIFIER,
        "invoice_numbers" => INVOICE_NUMBERS,
        "credit_note_numbers" => CREDIT_NOTE_NUMBERS,
        "next_invoice" => NEXT_INVOICE,
        "next_credit_note" => NEXT_CREDIT_NOTE,
        "payment_days" => PAYMENT_DAYS,
        "collect_open" => COLLECT_OPEN,
        "announces_debits" => ANNOUNCES_DEBITS,
        "mails_failures" => MAILS_FAILURES,
        "logo" => LOGO,
        _ => return None,
    };
    Some(words.get(language))
}

/// A value in words, where it is not the words themselves.
pub fn readable(field: &str, value: &str, language: Language) -> Option<String> {
    let words = match (field, value) {
        ("twikey_on" | "announces_debits" | "mails_failures", "true") => &YES,
        ("twikey_on" | "announces_debits" | "mails_failures", "false") => &NO,
        ("collect_open", code) => CollectOpen::from_code(code)?.name(),
        _ => return None,
    };
    Some(words.get(language).to_owned())
}

const CREDITOR_NAME: Text =
    Text { de: "Name der Firma", nl: "Naam van het bedrijf", fr: "Nom de l’entreprise", en: "Name of the company" };
const TWIKEY: Text = Text { de: "Twikey", nl: "Twikey", fr: "Twikey", en: "Twikey" };
const MANDATE_LINK_DAYS: Text = Text {
    de: "Ein Link zum Unterzeichnen gilt so viele Tage",
    nl: "Een link om te ondertekenen is zoveel dagen geldig",
    fr: "Validité d’un lien de signature, en jours",
    en: "A signing link is good for so many days",
};
const CONTACT_EMAIL: Text = Text {
    de: "E-Mail-Adresse für Kunden",
    nl: "E-mailadres voor klanten",
    fr: "Adresse e-mail pour les clients",
    en: "E-mail address for customers",
};
const CONTACT_PHONE: Text = Text {
    de: "Telefon für Kunden",
    nl: "Telefoon voor klanten",
    fr: "Téléphone pour les clients",
    en: "Telephone for customers",
};
const CREDITOR_IDENTIFIER: Text = Text {
    de: "Gläubiger-Identifikationsnummer",
    nl: "Schuldeiseridentificatie",
    fr: "Identifiant créancier SEPA",
    en: "Creditor identifier",
};
const INVOICE_NUMBERS: Text = Text {
    de: "Nummern der Rechnungen",
    nl: "Nummers van facturen",
    fr: "Numéros des factures",
    en: "Numbers of invoices",
};
const CREDIT_NOTE_NUMBERS: Text = Text {
    de: "Nummern der Gutschriften",
    nl: "Nummers van creditnota’s",
    fr: "Numéros des notes de crédit",
    en: "Numbers of credit notes",
};
const NEXT_INVOICE: Text = Text {
    de: "Nächste laufende Nummer",
    nl: "Volgend volgnummer",
    fr: "Prochain numéro d’ordre",
    en: "Next running number",
};
const NEXT_CREDIT_NOTE: Text = Text {
    de: "Nächste laufende Nummer (Gutschriften)",
    nl: "Volgend volgnummer (creditnota’s)",
    fr: "Prochain numéro d’ordre (notes de crédit)",
    en: "Next running number (credit notes)",
};
const PAYMENT_DAYS: Text = Text {
    de: "Zahlbar binnen (Tage)",
    nl: "Te betalen binnen (dagen)",
    fr: "Payable sous (jours)",
    en: "Days to pay",
};
const COLLECT_OPEN: Text = Text {
    de: "Neues Mandat zieht offene Rechnungen ein",
    nl: "Nieuw mandaat int openstaande facturen",
    fr: "Un nouveau mandat encaisse les factures ouvertes",
    en: "A new mandate collects open invoices",
};
const ANNOUNCES_DEBITS: Text = Text {
    de: "Lastschriften ankündigen",
    nl: "Domiciliëringen aankondigen",
    fr: "Annoncer les domiciliations",
    en: "Announce debits",
};
const MAILS_FAILURES: Text = Text {
    de: "Gescheiterte Lastschriften melden",
    nl: "Mislukte domiciliëringen melden",
    fr: "Signaler les domiciliations échouées",
    en: "Tell customers of failed debits",
};
const LOGO: Text = Text { de: "Logo", nl: "Logo", fr: "Logo", en: "Logo" };
const YES: Text = Text { de: "ja", nl: "ja", fr: "oui", en: "yes" };
const NO: Text = Text { de: "nein", nl: "nee", fr: "non", en: "no" };

impl CollectOpen {
    pub const ALL: [Self; 3] = [Self::AtOnce, Self::OnDueDate, Self::Never];

    /// As in the database and in the form.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::OnDueDate => "on_due_date",
            Self::Never => "never",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|when| when.code() == code)
    }

    pub const fn name(self) -> &'static Text {
        match self {
            Self::AtOnce => &AT_ONCE,
            Self::OnDueDate => &ON_DUE_DATE,
            Self::Never => &NEVER,
        }
    }
}

const AT_ONCE: Text = Text { de: "Sofort", nl: "Meteen", fr: "Tout de suite", en: "At once" };

const ON_DUE_DATE: Text =
    Text { de: "Zum Fälligkeitstag", nl: "Op de vervaldag", fr: "À l’échéance", en: "On the due date" };

const NEVER: Text =
    Text { de: "Nur auf Knopfdruck", nl: "Enkel met de knop", fr: "Sur demande", en: "Only when asked" };
