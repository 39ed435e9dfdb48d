//! Settings: what an administrator may change while the portal runs.

mod queries;
mod words;

use sqlx::FromRow;

use crate::domain::{
    bic::Bic, country::Country, creditor_identifier::CreditorIdentifier, email::EmailAddress, iban::Iban,
    number_pattern::Pattern, vat::VatNumber,
};

pub use queries::{has_logo, logo, read, remove_logo, save, save_logo};
pub use words::{label, readable};

/// The one row of settings.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Settings {
    /// The company as customers know it.
    pub creditor_name: String,
    /// Off: everything Twikey disappears from the pages.
    pub twikey_on: bool,
    /// How many days a signing link is good for.
    pub mandate_link_days: i64,
    pub street: String,
    pub postal_code: String,
    pub city: String,
    /// Of the company; it decides about VAT rates and the form of references.
    pub country: Country,
    pub vat_number: Option<VatNumber>,
    /// Where customers ask.
    pub contact_email: Option<EmailAddress>,
    pub contact_phone: String,
    /// Where transfers go.
    pub iban: Option<Iban>,
    pub bic: Option<Bic>,
    /// Of SEPA direct debit: `BE54ZZZ0533800797`.
    pub creditor_identifier: Option<CreditorIdentifier>,
    pub invoice_numbers: Pattern,
    pub credit_note_numbers: Pattern,
    /// From the date of an invoice to its due date.
    pub payment_days: i64,
    pub collect_open: CollectOpen,
    /// Customers are told by e-mail before a debit.
    pub announces_debits: bool,
    /// Customers are told by e-mail when a debit failed.
    pub mails_failures: bool,
    /// Counts changes, so that two people who edit at once notice each other.
    pub version: i64,
}

/// The picture on invoices, as it was uploaded.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Logo {
    /// `image/png` or `image/jpeg`.
    pub media_type: String,
    /// In base64.
    pub content: String,
}

/// When a new mandate collects the invoices that are open already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum CollectOpen {
    AtOnce,
    OnDueDate,
    /// Staff press the button.
    Never,
}

impl Settings {
    /// What invoices lack, by the names of the fields: without an address and a VAT number they are none (Directive
    /// 2006/112/EC, article 226), without an account nobody can pay them.
    pub fn gaps(&self, collects: bool) -> Vec<&'static str> {
        let gaps = [
            ("creditor_name", self.creditor_name.is_empty()),
            ("street", self.street.is_empty()),
            ("postal_code", self.postal_code.is_empty()),
            ("city", self.city.is_empty()),
            ("vat_number", self.vat_number.is_none()),
            ("iban", self.iban.is_none()),
            ("creditor_identifier", collects && self.creditor_identifier.is_none()),
        ];
        gaps.into_iter().filter(|(_, is_missing)| *is_missing).map(|(field, _)| field).collect()
    }
}
