//! What the fields of a customer are called, and their codes in words.

use super::customer::{Kind, PaymentMethod};
use crate::{
    domain::{country::Country, iban::Iban, mobile::Mobile},
    i18n::{Language, Text},
    ui::icon::Icon,
};

pub const CUSTOMERS: Text = Text { de: "Kunden", nl: "Klanten", fr: "Clients", en: "Customers" };
pub const NEW: Text = Text { de: "Neuer Kunde", nl: "Nieuwe klant", fr: "Nouveau client", en: "New customer" };
pub const EDIT: Text = Text { de: "Bearbeiten", nl: "Bewerken", fr: "Modifier", en: "Edit" };

/// The label of a field, by the name of its column.
pub fn label(field: &str, language: Language) -> &'static str {
    own_label(field, language).unwrap_or(OTHER.get(language))
}

/// The same; none when it is not ours.
pub fn own_label(field: &str, language: Language) -> Option<&'static str> {
    let words = match field {
        "number" => NUMBER,
        "kind" => KIND,
        "company_name" => COMPANY_NAME,
        "first_name" => FIRST_NAME,
        "last_name" => LAST_NAME,
        "vat_number" => VAT_NUMBER,
        "language" => LANGUAGE,
        "email" => EMAIL,
        "mobile" => MOBILE,
        "street" => STREET,
        "postal_code" => POSTAL_CODE,
        "city" => CITY,
        "country" => COUNTRY,
        "iban" => IBAN,
        "bic" => BIC,
        "payment_method" => PAYMENT_METHOD,
        "notes" => NOTES,
        _ => return None,
    };
    Some(words.get(language))
}

/// A value as people read it: codes in words, accounts and numbers grouped. None where it is the words themselves.
pub fn readable(field: &str, value: &str, language: Language) -> Option<String> {
    match field {
        "kind" => value.parse().ok().map(|kind| kind_name(kind, language).to_owned()),
        "language" => value.parse().ok().map(|code: Language| code.own_name().to_owned()),
        "country" => value.parse().ok().map(|country: Country| country.name(language).to_owned()),
        "iban" => value.parse().ok().map(|iban: Iban| iban.grouped()),
        "mobile" => value.parse().ok().map(|mobile: Mobile| mobile.grouped()),
        "payment_method" => [PaymentMethod::Transfer, PaymentMethod::DirectDebit]
            .into_iter()
            .find(|method| method.code() == value)
            .map(|method| method.name(language).to_owned()),
        _ => None,
    }
}

pub const fn kind_name(kind: Kind, language: Language) -> &'static str {
    match kind {
        Kind::Person => PERSON.get(language),
        Kind::Company => COMPANY.get(language),
    }
}

impl PaymentMethod {
    pub const fn name(self, language: Language) -> &'static str {
        match self {
            Self::Transfer => TRANSFER.get(language),
            Self::DirectDebit => DIRECT_DEBIT.get(language),
        }
    }

    pub const fn icon(self) -> Icon {
        match self {
            Self::Transfer => Icon::Landmark,
            Self::DirectDebit => Icon::RefreshCw,
        }
    }
}

const NUMBER: Text = Text { de: "Kundennummer", nl: "Klantnummer", fr: "Numéro de client", en: "Customer number" };
const KIND: Text = Text { de: "Art", nl: "Soort", fr: "Type", en: "Kind" };
const COMPANY_NAME: Text = Text { de: "Firmenname", nl: "Bedrijfsnaam", fr: "Raison sociale", en: "Company name" };
const FIRST_NAME: Text = Text { de: "Vorname", nl: "Voornaam", fr: "Prénom", en: "First name" };
const LAST_NAME: Text = Text { de: "Nachname", nl: "Achternaam", fr: "Nom", en: "Last name" };
const VAT_NUMBER: Text = Text { de: "USt-IdNr.", nl: "Btw-nummer", fr: "Numéro de TVA", en: "VAT number" };
const LANGUAGE: Text = Text {
    de: "Sprache der Korrespondenz",
    nl: "Taal van de correspondentie",
    fr: "Langue de correspondance",
    en: "Language of correspondence",
};
const EMAIL: Text = Text { de: "E-Mail-Adresse", nl: "E-mailadres", fr: "Adresse e-mail", en: "E-mail address" };
const MOBILE: Text = Text { de: "Mobilnummer", nl: "Mobiel nummer", fr: "Numéro de mobile", en: "Mobile number" };
const STREET: Text =
    Text { de: "Straße und Hausnummer", nl: "Straat en huisnummer", fr: "Rue et numéro", en: "Street and number" };
const POSTAL_CODE: Text = Text { de: "Postleitzahl", nl: "Postcode", fr: "Code postal", en: "Postal code" };
const CITY: Text = Text { de: "Ort", nl: "Plaats", fr: "Localité", en: "Town or city" };
const COUNTRY: Text = Text { de: "Land", nl: "Land", fr: "Pays", en: "Country" };
const IBAN: Text = Text { de: "IBAN", nl: "IBAN", fr: "IBAN", en: "IBAN" };
const BIC: Text = Text { de: "BIC", nl: "BIC", fr: "BIC", en: "BIC" };
const PAYMENT_METHOD: Text =
    Text { de: "Zahlungsart", nl: "Betaalwijze", fr: "Mode de paiement", en: "Payment method" };
const NOTES: Text = Text { de: "Notizen", nl: "Notities", fr: "Notes", en: "Notes" };
const OTHER: Text = Text { de: "Weiteres", nl: "Overige", fr: "Autre", en: "Other" };
const PERSON: Text = Text { de: "Privatperson", nl: "Particulier", fr: "Particulier", en: "Private person" };
const COMPANY: Text = Text { de: "Firma", nl: "Bedrijf", fr: "Entreprise", en: "Company" };
const TRANSFER: Text = Text { de: "Überweisung", nl: "Overschrijving", fr: "Virement", en: "Bank transfer" };
const DIRECT_DEBIT: Text = Text { de: "Lastschrift", nl: "Domiciliëring", fr: "Domiciliation", en: "Direct debit" };
