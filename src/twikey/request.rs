//! What we ask of Twikey about mandates, and how it is written as a form.

mod invoice; // the same about invoices

use chrono::{DateTime, Utc};

pub use invoice::{InvoiceAction, NewInvoice, Payer, PutState};

use crate::i18n::Language;

/// A form's fields under Twikey's names.
pub(super) type Form = Vec<(&'static str, String)>;

/// The customer, as Twikey shows them on the signing page and in the mandate.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Debtor {
    /// Our customer number: the key that ties mandates and invoices of one customer together at Twikey.
    pub customer_number: String,
    pub language: Language,
    pub email: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub company_name: Option<String>,
    pub vat_number: Option<String>,
    /// E.164, such as `+32499123445`.
    pub mobile: Option<String>,
    pub address: Option<String>,
    pub zip: Option<String>,
    pub city: Option<String>,
    /// ISO 3166, two letters.
    pub country: Option<String>,
    pub iban: Option<String>,
    pub bic: Option<String>,
}

/// A mandate to prepare, answered with a link to the signing page.
#[derive(Clone, PartialEq, Eq)]
pub struct Invite {
    /// The profile at Twikey (`ct`).
    pub template: u32,
    pub debtor: Debtor,
    /// Comes back in the exit address and is part of its signature; under 100 characters.
    pub token: Option<String>,
    /// When the link ends; at most twelve months ahead.
    pub expires_at: Option<DateTime<Utc>>,
    /// Whether Twikey itself mails the link.
    pub send_by_twikey: bool,
}

/// A mandate that the customer signs by answering an SMS from Twikey.
#[derive(Clone, PartialEq, Eq)]
pub struct SmsSignature {
    /// The profile at Twikey (`ct`).
    pub template: u32,
    /// Twikey needs mobile number, IBAN and BIC of it.
    pub debtor: Debtor,
}

/// A change to a mandate that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// No debits until it is resumed.
    Suspend,
    Resume,
}

/// Something for Twikey to do with a mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Mail the invitation, again.
    Invite,
    /// Mail one of the four reminders.
    Reminder(u8),
}

impl Debtor {
    fn form(&self) -> Form {
        let mut form = vec![("l", self.language.code().to_owned()), ("customerNumber", self.customer_number.clone())];
        // Twikey's limits: whoever is called longer than that signs with the beginning of the name.
        // What cannot be shortened without becoming something else is left to Twikey to refuse.
        let fields = [
            ("email", &self.email, usize::MAX),
            ("firstname", &self.first_name, 50),
            ("lastname", &self.last_name, 50),
            ("companyName", &self.company_name, 140),
            ("vatno", &self.vat_number, usize::MAX),
            ("mobile", &self.mobile, usize::MAX),
            ("address", &self.address, 70),
            ("zip", &self.zip, 50),
            ("city", &self.city, 50),
            ("country", &self.country, usize::MAX),
            ("iban", &self.iban, usize::MAX),
            ("bic", &self.bic, usize::MAX),
        ];
        for (name, value, limit) in fields {
            if let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) {
                form.push((name, value.chars().take(limit).collect()));
            }
        }
        form
    }
}

impl Invite {
    pub(super) fn form(&self) -> Form {
        let mut form = vec![("ct", self.template.to_string()), ("sendInvite", self.send_by_twikey.to_string())];
        form.extend(self.debtor.form());
        if let Some(token) = &self.token {
            form.push(("token", token.clone()));
        }
        if let Some(expires_at) = self.expires_at {
            form.push(("ed", expires_at.timestamp_millis().to_string()));
        }
        form
    }
}

impl SmsSignature {
    pub(super) fn form(&self) -> Form {
        let mut form = vec![("ct", self.template.to_string()), ("method", "sms".to_owned())];
        form.extend(self.debtor.form());
        form
    }
}

impl Change {
    pub(super) fn form(self, reference: &str) -> Form {
        let state = match self {
            Self::Suspend => "passive",
            Self::Resume => "active",
        };
        vec![("mndtId", reference.to_owned()), ("state", state.to_owned())]
    }
}

impl Action {
    pub(super) fn form(self) -> Form {
        match self {
            Self::Invite => vec![("type", "invite".to_owned())],
            Self::Reminder(number) => vec![("type", "reminder".to_owned()), ("reminder", number.to_string())],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_says_what_we_know_and_leaves_out_what_we_do_not() {
        let invite = Invite {
            template: 1047,
            debtor: Debtor {
                customer_number: "C-1001".into(),
                language: Language::Nl,
                email: Some("jan@example.com".into()),
                last_name: Some(" Peeters ".into()),
                first_name: Some("  ".into()),
                ..Debtor::default()
            },
            token: Some("a1b2c3d4".into()),
            expires_at: DateTime::from_timestamp(1_800_000_000, 0),
            send_by_twikey: false,
        };
        let form = serde_html_form::to_string(invite.form()).unwrap();
        assert_eq!(
            form,
            "ct=1047&sendInvite=false&l=nl&customerNumber=C-1001&email=jan%40example.com&lastname=Peeters\
             &token=a1b2c3d4&ed=1800000000000"
        );
    }

    #[test]
    fn a_long_name_is_cut_to_what_twikey_takes() {
        let debtor = Debtor { last_name: Some("é".repeat(60)), ..Debtor::default() };
        let form = debtor.form();
        assert_eq!(form.iter().find(|(name, _)| *name == "lastname").unwrap().1, "é".repeat(50));
    }
}
