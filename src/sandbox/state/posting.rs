//! Money on an invoice: what came, what failed to come, what went back. Each is an event of the payment feed (source 4.7).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::World;
use crate::domain::money::Cents;

/// One line of an invoice's account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Posting {
    pub at: DateTime<Utc>,
    pub kind: PostingKind,
    /// Positive.
    pub amount: Cents,
    pub source: Source,
    /// The invoice was paid already.
    pub double: bool,
}

/// What a posting reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostingKind {
    Payment,
    /// Money did not come, or (`undoes`) went back after it had come.
    Failure {
        /// The bank's reason; a manual payment is taken back without one.
        code: Option<String>,
        undoes: bool,
    },
    Refund,
}

/// How the money moved. The variants are `lastpayment.method` of the invoice feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    DirectDebit {
        debit: u64,
        e2e: String,
        pmtinf: String,
        mandate: String,
        iban: Option<String>,
    },
    PaymentLink {
        link: u64,
        method: String,
    },
    Transfer {
        transfer: u64,
        iban: Option<String>,
        bic: Option<String>,
        message: String,
    },
    /// Somebody at the creditor says that it was paid.
    Manual {
        message: String,
        date: NaiveDate,
    },
    /// Paid back to the customer's account.
    CreditTransfer {
        iban: Option<String>,
        e2e: String,
        message: String,
    },
}

impl Posting {
    /// What it changes of what was paid, in cents.
    pub const fn effect(&self) -> i64 {
        match self.kind {
            PostingKind::Payment => self.amount.0,
            PostingKind::Failure { undoes: false, .. } => 0,
            PostingKind::Failure { undoes: true, .. } | PostingKind::Refund => -self.amount.0,
        }
    }
}

/// An entry of the payment feed: a posting, and the invoice it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentEvent {
    /// `eventId`: never the same twice, also not after the sandbox began anew.
    pub event: String,
    pub invoice: Uuid,
    pub number: String,
    pub reference: Option<String>,
    pub posting: Posting,
}

impl World {
    /// Books money on an invoice: its state follows, both feeds have it, the webhooks are called. What somebody at the
    /// creditor says was paid is not debited any more, unless the debit is at the bank already (emulator choice).
    pub(super) fn post(&mut self, id: Uuid, kind: PostingKind, amount: Cents, source: Source, now: DateTime<Utc>) {
        let sequence = self.payments.next_id();
        let Some(invoice) = self.invoices.get_mut(id) else { return };
        let double = kind == PostingKind::Payment && invoice.is_settled();
        match &kind {
            PostingKind::Payment => invoice.last_error = None,
            PostingKind::Failure { code, .. } => invoice.last_error.clone_from(code),
            PostingKind::Refund => {}
        }
        let by_hand = matches!(source, Source::Manual { .. });
        let posting = Posting { at: now, kind, amount, source, double };
        invoice.postings.push(posting.clone());
        if self.settings.reports(&posting.source) {
            let event = format!("evt_{}", derived(&[id.as_bytes(), &sequence.to_be_bytes(), &bytes(now)], 13));
            let (number, reference) = (invoice.number.clone(), invoice.reference.clone());
            self.payments.append(now, PaymentEvent { event, invoice: id, number, reference, posting });
        }
        if by_hand {
            self.adjust_debit(id, now);
        }
        self.invoice_changed(id, now);
    }
}

/// A name that follows from `parts` and looks like chance: the world has none of its own, and two sandboxes that began
/// at different times must not use the same one.
pub fn derived(parts: &[&[u8]], length: usize) -> String {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let letter = |byte: &u8| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]);
    hash(parts).iter().take(length).map(letter).collect()
}

/// As [`derived`], in the form of Twikey's end-to-end ids: 32 hexadecimal digits.
pub fn derived_hex(parts: &[&[u8]]) -> String {
    hex::encode_upper(&hash(parts)[..16])
}

/// A number that follows from a text.
pub fn derived_number(text: &str) -> u32 {
    let bytes = hash(&[text.as_bytes()]);
    u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]])
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    digest.finalize().into()
}

/// A time as part of a [`derived`] name.
pub fn bytes(at: DateTime<Utc>) -> [u8; 8] {
    at.timestamp_micros().to_be_bytes()
}
