//! What we ask of Twikey about invoices, and how it is written as JSON or as a form.

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::NaiveDate;
use serde_json::{Map, Number, Value, json};
use url::Url;
use uuid::Uuid;

use super::{Debtor, Form};
use crate::{domain::money::Cents, i18n::Language};

/// An invoice, or with a negative amount a credit note.
#[derive(Clone, PartialEq, Eq)]
pub struct NewInvoice {
    /// Chosen by us, so that a second call after an unclear answer makes no second invoice.
    pub id: Uuid,
    pub number: String,
    /// What the customer gives with a transfer; at most 140 characters.
    pub remittance: Option<String>,
    /// Comes back in the feeds: our own id of the invoice.
    pub reference: String,
    /// The profile (`ct`).
    pub template: u32,
    pub amount: Cents,
    /// The part of it that is paid already; a debit is for the rest.
    pub paid: Cents,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub language: Language,
    pub payer: Payer,
    /// Twikey is not to begin a debit by itself.
    pub manual: bool,
    pub pdf: Option<Vec<u8>>,
    /// Where the customer goes after paying.
    pub redirect: Option<Url>,
    /// The number of the invoice that a credit note takes back.
    pub credits: Option<String>,
}

/// Who owes it.
#[derive(Clone, PartialEq, Eq)]
pub enum Payer {
    /// The customer of this mandate, which it is also collected with.
    Mandate(String),
    Debtor(Box<Debtor>),
}

/// Something for Twikey to do with an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvoiceAction {
    /// Debit what is open with the customer's mandate.
    Collect,
    /// It was paid elsewhere: no debit any more.
    PaidElsewhere { reason: String, on: NaiveDate },
    /// Pay money back to the customer.
    Refund { message: String, amount: Cents },
}

/// States that an invoice can be put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutState {
    Archived,
}

impl NewInvoice {
    pub(in crate::twikey) fn json(&self) -> Value {
        let mut invoice = json!({
            "id": self.id,
            "number": self.number,
            "title": self.number,
            "ref": self.reference,
            "ct": self.template,
            "amount": decimal(self.amount),
            "date": self.issued_on,
            "duedate": self.due_on,
            "locale": self.language.code(),
            "manual": self.manual,
        });
        let optional = [
            ("remittance", self.remittance.clone().map(Value::from)),
            ("paidamount", (self.paid > Cents::ZERO).then(|| Value::from(decimal(self.paid)))),
            ("pdf", self.pdf.as_ref().map(|pdf| BASE64_STANDARD.encode(pdf).into())),
            ("redirectUrl", self.redirect.as_ref().map(|url| url.as_str().into())),
            ("relatedInvoiceNumber", self.credits.clone().map(Value::from)),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                invoice[name] = value;
            }
        }
        match &self.payer {
            Payer::Mandate(reference) => invoice["customerByDocument"] = reference.clone().into(),
            Payer::Debtor(debtor) => invoice["customer"] = customer(debtor),
        }
        invoice
    }
}

/// The customer as an object; its fields are those of a mandate's form, less the account.
fn customer(debtor: &Debtor) -> Value {
    let fields = debtor.form().into_iter().filter(|(name, _)| !matches!(*name, "iban" | "bic"));
    fields.map(|(name, value)| (name.to_owned(), Value::from(value))).collect::<Map<_, _>>().into()
}

impl InvoiceAction {
    pub(in crate::twikey) fn form(&self) -> Form {
        match self {
            Self::Collect => vec![("type", "reoffer".to_owned())],
            Self::PaidElsewhere { reason, on } => {
                vec![("type", "manualPayment".to_owned()), ("rsn", reason.clone()), ("date", on.to_string())]
            }
            Self::Refund { message, amount } => vec![
                ("type", "refund".to_owned()),
                ("message", message.clone()),
                ("amount", decimal(*amount).to_string()),
            ],
        }
    }
}

impl PutState {
    /// Lower case in requests, upper case in answers.
    pub(in crate::twikey) const fn code(self) -> &'static str {
        match self {
            Self::Archived => "archived",
        }
    }
}

/// Euros with a dot, exact: at most eleven digits survive any reader's floating point.
fn decimal(amount: Cents) -> Number {
    let (sign, cents) = (if amount.0 < 0 { "-" } else { "" }, amount.0.unsigned_abs());
    let text = match cents % 100 {
        0 => format!("{sign}{}", cents / 100),
        part => format!("{sign}{}.{part:02}", cents / 100),
    };
    text.parse().expect("digits with a dot are a JSON number")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invoice() -> NewInvoice {
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        NewInvoice {
            id: Uuid::nil(),
            number: "R2026-0001".into(),
            remittance: Some("+++090/9337/55493+++".into()),
            reference: "our-id".into(),
            template: 1047,
            amount: Cents(12_150),
            paid: Cents::ZERO,
            issued_on: day,
            due_on: day,
            language: Language::De,
            payer: Payer::Mandate("ACME00012".into()),
            manual: false,
            pdf: None,
            redirect: None,
            credits: None,
        }
    }

    #[test]
    fn an_invoice_with_a_mandate_names_the_mandate_and_nothing_that_is_not_known() {
        let expected = json!({
            "id": "00000000-0000-0000-0000-000000000000", "number": "R2026-0001", "title": "R2026-0001", "ref": "our-id",
            "ct": 1047, "amount": 121.5, "date": "2026-11-23", "duedate": "2026-11-23", "locale": "de", "manual": false,
            "remittance": "+++090/9337/55493+++", "customerByDocument": "ACME00012",
        });
        assert_eq!(invoice().json(), expected);
    }

    #[test]
    fn a_customer_without_mandate_is_described_without_the_account() {
        let debtor = Debtor {
            customer_number: "C-1".into(),
            last_name: Some("Peeters".into()),
            iban: Some("BE16645348971174".into()),
            ..Debtor::default()
        };
        let json = NewInvoice { payer: Payer::Debtor(Box::new(debtor)), paid: Cents(50), ..invoice() }.json();
        assert_eq!(json["customer"], json!({"customerNumber": "C-1", "l": "en", "lastname": "Peeters"}));
        assert_eq!(json["paidamount"], json!(0.5));
        assert_eq!(json.get("customerByDocument"), None);
    }

    #[test]
    fn amounts_are_exact_up_to_the_most_that_sepa_moves() {
        let written = |cents| decimal(Cents(cents)).to_string();
        assert_eq!(written(99_999_999_999), "999999999.99");
        assert_eq!([written(-12_105), written(5), written(10), written(700)], ["-121.05", "0.05", "0.1", "7"]);
    }
}
