//! One invoice: what it says, what is owed on it, where it stands (source 4.1, 4.5).

use std::{
    collections::{BTreeMap, HashMap},
    ops::Deref,
};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use uuid::Uuid;

use super::posting::Posting;
use crate::domain::money::Cents;

/// Where an invoice stands. There is no state for failed ones: they are open again (4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum State {
    /// Open and payable, also after a failed debit.
    Booked,
    /// A debit is under way.
    Pending,
    Paid,
    /// The due date has passed; it can still be paid.
    Expired,
    /// Closed by the creditor.
    Archived,
}

impl State {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Booked => "BOOKED",
            Self::Pending => "PENDING",
            Self::Paid => "PAID",
            Self::Expired => "EXPIRED",
            Self::Archived => "ARCHIVED",
        }
    }

    /// Whether it waits for somebody to pay.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Booked | Self::Expired)
    }
}

/// An invoice as the creditor handed it over, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invoice {
    pub id: Uuid,
    pub number: String,
    pub title: String,
    /// The payment message of a transfer.
    pub remittance: String,
    /// `ref`: the creditor's own key.
    pub reference: Option<String>,
    pub profile: u32,
    /// The id of the customer.
    pub customer: u64,
    /// Negative for a credit note.
    pub amount: Cents,
    /// `paidamount`: what was paid before it was handed over.
    pub paid_before: Cents,
    pub date: NaiveDate,
    pub due: NaiveDate,
    pub locale: Option<String>,
    /// No debit is made by itself.
    pub manual: bool,
    pub state: State,
    /// The mandate it is collected with.
    pub mandate: Option<String>,
    /// All debits that were made for it.
    pub debits: Vec<u64>,
    /// The debit that is under way.
    pub collecting: Option<u64>,
    /// What credit notes took off; on a credit note, what it took off elsewhere, negative.
    pub credited: Cents,
    /// The number of the invoice that a credit note is about.
    pub related: Option<String>,
    /// All that happened with its money, oldest first.
    pub postings: Vec<Posting>,
    pub archived: bool,
    pub pdf_url: Option<String>,
    pub redirect_url: Option<String>,
    /// Another address for this invoice's e-mail.
    pub email: Option<String>,
    pub campaign: Option<String>,
    /// Custom attributes.
    pub extra: BTreeMap<String, String>,
    /// What is billed, line by line, as it was handed over.
    #[serde(default)]
    pub lines: Vec<Value>,
    pub reminder_level: u8,
    /// The bank's code of the last failure, until somebody pays.
    pub last_error: Option<String>,
    pub created_at: DateTime<Utc>,
    /// "Api", or what the caller named in `X-PARTNER`.
    pub registered_via: String,
    /// The number of its latest entry in the invoice feed.
    pub sequence: u64,
}

impl Invoice {
    /// What was paid through Twikey, less what went back.
    pub fn paid(&self) -> Cents {
        Cents(self.postings.iter().map(Posting::effect).sum())
    }

    /// What is still to be paid: negative when too much was, or on a credit note that is not used up.
    pub fn open(&self) -> Cents {
        Cents(self.amount.0 - self.paid_before.0 - self.credited.0 - self.paid().0)
    }

    pub const fn is_credit_note(&self) -> bool {
        self.amount.0 < 0
    }

    /// Nothing is left to pay, or to credit.
    pub fn is_settled(&self) -> bool {
        if self.is_credit_note() { self.open() >= Cents::ZERO } else { self.open() <= Cents::ZERO }
    }

    /// The state that follows from everything else.
    pub fn state_on(&self, today: NaiveDate) -> State {
        if self.archived {
            State::Archived
        } else if self.is_settled() {
            State::Paid
        } else if self.collecting.is_some() {
            State::Pending
        } else if self.due < today && !self.is_credit_note() {
            State::Expired
        } else {
            State::Booked
        }
    }

    /// What is still open of an invoice of which a part was paid (`meta.partial`; its content is unconfirmed, 4.5).
    pub fn partial(&self) -> Option<Cents> {
        let open = self.open();
        (!self.is_credit_note() && open > Cents::ZERO && open < self.amount).then_some(open)
    }

    /// The latest posting that brought money and was not undone.
    pub fn last_payment(&self) -> Option<&Posting> {
        self.postings.iter().rev().find(|posting| posting.effect() > 0)
    }
}

/// All invoices by id, found by number as well.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(from = "BTreeMap<Uuid, Invoice>")]
pub struct Invoices {
    by_id: BTreeMap<Uuid, Invoice>,
    by_number: HashMap<String, Uuid>,
}

impl Invoices {
    pub fn insert(&mut self, invoice: Invoice) {
        self.by_number.insert(invoice.number.clone(), invoice.id);
        self.by_id.insert(invoice.id, invoice);
    }

    pub fn remove(&mut self, id: Uuid) -> Option<Invoice> {
        let invoice = self.by_id.remove(&id)?;
        self.by_number.remove(&invoice.number);
        Some(invoice)
    }

    pub fn by_number(&self, number: &str) -> Option<&Invoice> {
        self.by_id.get(self.by_number.get(number)?)
    }

    /// An invoice to change, except for its id and number.
    pub(super) fn get_mut(&mut self, id: Uuid) -> Option<&mut Invoice> {
        self.by_id.get_mut(&id)
    }
}

impl Deref for Invoices {
    type Target = BTreeMap<Uuid, Invoice>;

    fn deref(&self) -> &Self::Target {
        &self.by_id
    }
}

impl From<BTreeMap<Uuid, Invoice>> for Invoices {
    fn from(by_id: BTreeMap<Uuid, Invoice>) -> Self {
        let by_number = by_id.values().map(|invoice| (invoice.number.clone(), invoice.id)).collect();
        Self { by_id, by_number }
    }
}

impl Serialize for Invoices {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.by_id.serialize(serializer)
    }
}
