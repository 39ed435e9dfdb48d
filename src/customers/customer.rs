//! What a customer is. No I/O.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    audit::Change,
    domain::{bic::Bic, country::Country, email::EmailAddress, iban::Iban, mobile::Mobile, vat::VatNumber},
    i18n::{Language, fold},
};

/// A person or company that owes money now and then.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Customer {
    pub id: Uuid,
    /// The office's own number; Twikey's `customerNumber`.
    pub number: String,
    pub kind: Kind,
    /// Empty for a person.
    pub company_name: String,
    /// For a company whom to address; may be empty.
    pub first_name: String,
    pub last_name: String,
    pub vat_number: Option<VatNumber>,
    /// The language the customer is written to.
    pub language: Language,
    pub email: Option<EmailAddress>,
    pub mobile: Option<Mobile>,
    pub street: String,
    pub postal_code: String,
    pub city: String,
    pub country: Country,
    pub iban: Option<Iban>,
    pub bic: Option<Bic>,
    pub payment_method: PaymentMethod,
    pub notes: String,
    /// Counts the changes: who saves must have seen the newest.
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Whether a customer is a human being.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Person,
    #[default]
    Company,
}

impl Kind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Company => "company",
        }
    }
}

/// How a customer pays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    #[default]
    Transfer,
    DirectDebit,
}

impl PaymentMethod {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::DirectDebit => "direct_debit",
        }
    }
}

impl Customer {
    /// A customer of whom nothing but this is known.
    pub fn new(id: Uuid, now: DateTime<Utc>, number: &str, language: Language, country: Country) -> Self {
        Self {
            id,
            number: number.to_owned(),
            kind: Kind::default(),
            company_name: String::new(),
            first_name: String::new(),
            last_name: String::new(),
            vat_number: None,
            language,
            email: None,
            mobile: None,
            street: String::new(),
            postal_code: String::new(),
            city: String::new(),
            country,
            iban: None,
            bic: None,
            payment_method: PaymentMethod::default(),
            notes: String::new(),
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    /// What the customer is called: the company, or first and last name.
    pub fn name(&self) -> String {
        full_name(self.kind, &self.company_name, &self.first_name, &self.last_name)
    }

    /// First and last name; for a company whom to address, if that is known.
    pub fn person(&self) -> String {
        full_name(Kind::Person, "", &self.first_name, &self.last_name)
    }

    /// What lists are sorted by: a person by last name.
    pub fn sort_name(&self) -> String {
        match self.kind {
            Kind::Company => fold(&self.company_name),
            Kind::Person => fold(&format!("{} {}", self.last_name, self.first_name)),
        }
    }

    /// Everything a search looks at, folded.
    pub fn searchable(&self) -> String {
        let parts = [
            self.number.as_str(),
            &self.company_name,
            &self.first_name,
            &self.last_name,
            self.email.as_ref().map_or("", EmailAddress::as_str),
            self.mobile.as_ref().map_or("", Mobile::as_str),
            self.vat_number.as_ref().map_or("", VatNumber::as_str),
            self.iban.as_ref().map_or("", Iban::as_str),
            &self.street,
            &self.postal_code,
            &self.city,
        ];
        fold(&parts.join(" "))
    }

    /// What people can change, by the names of the columns, in the order of the form. Codes and normal forms, not words.
    pub fn values(&self) -> [(&'static str, String); 17] {
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        [
            ("number", self.number.clone()),
            ("kind", self.kind.code().to_owned()),
            ("company_name", self.company_name.clone()),
            ("first_name", self.first_name.clone()),
            ("last_name", self.last_name.clone()),
            ("vat_number", text(self.vat_number.as_ref().map(VatNumber::as_str))),
            ("language", self.language.code().to_owned()),
            ("email", text(self.email.as_ref().map(EmailAddress::as_str))),
            ("mobile", text(self.mobile.as_ref().map(Mobile::as_str))),
            ("street", self.street.clone()),
            ("postal_code", self.postal_code.clone()),
            ("city", self.city.clone()),
            ("country", self.country.code().to_owned()),
            ("iban", text(self.iban.as_ref().map(Iban::as_str))),
            ("bic", text(self.bic.as_ref().map(Bic::as_str))),
            ("payment_method", self.payment_method.code().to_owned()),
            ("notes", self.notes.clone()),
        ]
    }

    /// What `after` has different, for the audit trail.
    pub fn changes_to(&self, after: &Self) -> Vec<Change> {
        let pairs = self.values().into_iter().zip(after.values());
        pairs.filter_map(|((field, old), (_, new))| Change::between(field, Some(&old), Some(&new))).collect()
    }
}

/// What a customer is called, of what lists read: the company, or the person.
pub fn called(company_name: &str, first_name: &str, last_name: &str) -> String {
    let kind = if company_name.is_empty() { Kind::Person } else { Kind::Company };
    full_name(kind, company_name, first_name, last_name)
}

pub(super) fn full_name(kind: Kind, company_name: &str, first_name: &str, last_name: &str) -> String {
    match kind {
        Kind::Company => company_name.to_owned(),
        Kind::Person => format!("{first_name} {last_name}").trim().to_owned(),
    }
}

/// The number after this one, as a proposal for the next customer: `C-1009` → `C-1010`, `K0099` → `K0100`. None if it does
/// not end in digits.
pub fn number_after(number: &str) -> Option<String> {
    let head = number.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &number[head.len()..];
    let next: u64 = digits.parse::<u64>().ok()?.checked_add(1)?;
    Some(format!("{head}{next:0width$}", width = digits.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn els() -> Customer {
        let now = DateTime::UNIX_EPOCH;
        let mut els = Customer::new(Uuid::nil(), now, "C-1001", Language::Nl, Country::BELGIUM);
        els.kind = Kind::Person;
        els.first_name = "Els".to_owned();
        els.last_name = "Peeters".to_owned();
        els.iban = Some("BE68 5390 0754 7034".parse().unwrap());
        els
    }

    #[test]
    fn a_person_is_sorted_by_last_name_and_a_company_by_its_own() {
        let els = els();
        assert_eq!((els.name().as_str(), els.sort_name().as_str()), ("Els Peeters", "peeters els"));
        let company = Customer { kind: Kind::Company, company_name: "Müller & Söhne".to_owned(), ..els };
        assert_eq!((company.name().as_str(), company.sort_name().as_str()), ("Müller & Söhne", "muller & sohne"));
        assert_eq!(company.person(), "Els Peeters");
    }

    #[test]
    fn a_customer_is_found_by_name_number_and_account() {
        let searchable = els().searchable();
        for part in ["peeters", "c-1001", "be68539007547034"] {
            assert!(searchable.contains(part), "{part}");
        }
    }

    #[test]
    fn a_change_of_bank_data_is_known_with_old_and_new_value() {
        let before = els();
        let after = Customer { iban: Some("NL91ABNA0417164300".parse().unwrap()), ..before.clone() };
        let expected = Change::between("iban", Some("BE68539007547034"), Some("NL91ABNA0417164300"))
            .into_iter()
            .collect::<Vec<_>>();
        assert_eq!(before.changes_to(&after), expected);
        assert_eq!(before.changes_to(&before), []);
    }

    #[test]
    fn the_next_number_counts_on_from_the_last() {
        assert_eq!(number_after("C-1009").as_deref(), Some("C-1010"));
        assert_eq!(number_after("K0099").as_deref(), Some("K0100"));
        assert_eq!(number_after("99").as_deref(), Some("100"));
        assert_eq!(number_after("2026-A"), None);
        assert_eq!(number_after("18446744073709551615"), None);
        assert_eq!(number_after(""), None);
    }
}
