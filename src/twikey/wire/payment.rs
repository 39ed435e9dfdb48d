//! The payment feed: every movement of money for invoices, each with an id of its own.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{
    Malformed,
    invoice::cents,
    number_made_of,
    page::{self, Numbered, Piece},
    text, time,
};
use crate::{
    domain::money::Cents,
    twikey::{Result, transport::Answer},
};

/// A page of the payment feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentPage {
    /// Oldest first; none when the feed is read to its end.
    pub entries: Vec<PaymentEntry>,
    /// The position to store once these entries are taken care of.
    pub last: Option<i64>,
}

/// An entry of the payment feed, whether it can be read or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentEntry {
    /// Made from Twikey's name of the event, and always the same for it; negative.
    pub sequence: i64,
    /// As it came, as JSON.
    pub raw: String,
    pub event: Result<PaymentEvent, Malformed>,
}

/// Money came, did not come, or went back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentEvent {
    pub event_id: String,
    pub kind: PaymentEventKind,
    pub occurred_at: Option<DateTime<Utc>>,
    /// Always positive.
    pub amount: Cents,
    /// What it is about; `invoice` is all that we have to do with.
    pub object: String,
    /// Of the invoice, as Twikey knows it.
    pub id: Option<Uuid>,
    pub number: Option<String>,
    /// `ref`: our own id of the invoice, which stays when Twikey's changes.
    pub reference: Option<Uuid>,
    pub source: PaymentSource,
    /// Names the debit, link or transfer, in the words of [`super::LastPayment`].
    pub transaction: Option<String>,
    /// The bank's R-code.
    pub reason: Option<String>,
    /// The bank's reason in Twikey's words.
    pub description: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentEventKind {
    Payment,
    Failure,
    Refund,
}

/// Where money came from. Twikey's list is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentSource {
    DirectDebit,
    PaymentLink,
    /// Paid back to the customer.
    CreditTransfer,
    Transfer,
    Manual,
    Card,
    Other(String),
}

impl PaymentPage {
    pub(in crate::twikey) fn of(answer: &Answer) -> Result<Self> {
        let mut entries: Vec<_> = Piece::all_of(answer, "Payments")?.into_iter().map(PaymentEntry::of).collect();
        let last = page::settle(answer, &mut entries);
        Ok(Self { entries, last })
    }
}

impl PaymentEntry {
    fn of(piece: Piece) -> Self {
        let Some(value) = piece.value else {
            return Self { sequence: number_made_of(&piece.raw), event: Err(Malformed), raw: piece.raw };
        };
        let raw = value.to_string();
        let sequence = number_made_of(&text(value.get("eventId")).unwrap_or_else(|| raw.clone()));
        Self { sequence, event: PaymentEvent::of(&value), raw }
    }
}

impl Numbered for PaymentEntry {
    fn raw(&self) -> &str {
        &self.raw
    }

    fn sequence(&self) -> i64 {
        self.sequence
    }

    fn renumber(&mut self, sequence: i64) {
        self.sequence = sequence;
    }
}

impl PaymentEvent {
    /// Reads an entry that was stored as it came.
    pub fn parse(raw: &str) -> Result<Self, Malformed> {
        Self::of(&page::stored(raw).ok_or(Malformed)?)
    }

    fn of(value: &Value) -> Result<Self, Malformed> {
        let at = |pointer: &str| text(value.pointer(pointer));
        let kind = match at("/eventType").as_deref() {
            Some("payment") => PaymentEventKind::Payment,
            Some("payment_failure") => PaymentEventKind::Failure,
            Some("refund") => PaymentEventKind::Refund,
            _ => return Err(Malformed),
        };
        let amount = at("/amount").and_then(|amount| cents(&amount)).filter(|amount| *amount > Cents::ZERO);
        let (source, transaction) = Self::source(value);
        Ok(Self {
            event_id: at("/eventId").ok_or(Malformed)?,
            kind,
            occurred_at: time(value.get("occurredAt")),
            amount: amount.ok_or(Malformed)?,
            object: at("/origin/object").unwrap_or_else(|| "invoice".to_owned()),
            id: at("/origin/id").and_then(|id| id.parse().ok()),
            number: at("/origin/number"),
            reference: at("/origin/ref").and_then(|id| id.parse().ok()),
            source,
            transaction,
            reason: at("/error/externalCode").or_else(|| at("/error/code")),
            description: at("/error/description"),
        })
    }

    fn source(value: &Value) -> (PaymentSource, Option<String>) {
        let detail = |name: &str| text(value.get("details").and_then(|details| details.get(name)));
        let key = |kind: &str, name: &str| detail(name).map(|id| format!("{kind}:{id}"));
        match detail("source").unwrap_or_default().to_lowercase().as_str() {
            "direct_debit" => {
                (PaymentSource::DirectDebit, key("e2e", "transactionE2e").or_else(|| key("debit", "paymentId")))
            }
            "payment_link" => (PaymentSource::PaymentLink, key("link", "linkId")),
            "credit_transfer" => (PaymentSource::CreditTransfer, key("refund", "refundE2e")),
            "transfer" => (PaymentSource::Transfer, key("transfer", "transferId")),
            "manual" => (PaymentSource::Manual, None),
            "recurring_card" | "rcc" => {
                (PaymentSource::Card, key("e2e", "transactionE2e").or_else(|| key("debit", "paymentId")))
            }
            other => (PaymentSource::Other(other.to_owned()), None),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_failed_debit_names_the_debit_and_the_banks_reason() {
        let event = PaymentEvent::of(&json!({
            "eventId": "evt_2wndunjvlJNQP", "eventType": "payment_failure", "occurredAt": "2026-01-15T15:19:21.976Z",
            "amount": 30, "currency": "EUR",
            "origin": {"object": "invoice", "id": "d9e601e7-18ee-4a88-a71c-bc68ace0021e", "number": "192274614"},
            "details": {"source": "direct_debit", "paymentId": 7_868_235, "transactionE2e": "7864B9BB", "mndtId": "Y3QQ"},
            "error": {"code": "not_routable", "description": "Bank not reachable", "externalCode": "PY01"},
        }))
        .unwrap();
        assert_eq!((event.kind, event.amount), (PaymentEventKind::Failure, Cents(3_000)));
        assert_eq!(event.transaction.as_deref(), Some("e2e:7864B9BB"));
        assert_eq!(event.reason.as_deref(), Some("PY01"));
        assert!(event.id.is_some());
    }

    #[test]
    fn a_source_that_nobody_has_described_is_kept_in_its_own_word() {
        let event = |details: Value| {
            PaymentEvent::of(&json!({"eventId": "e", "eventType": "payment", "amount": "5.25", "details": details}))
        };
        let voucher = event(json!({"source": "voucher"})).unwrap();
        assert_eq!((voucher.source, voucher.transaction), (PaymentSource::Other("voucher".into()), None));
        assert_eq!(event(json!(null)).unwrap().amount, Cents(525));
    }

    #[test]
    fn what_has_no_amount_no_kind_or_no_id_is_malformed() {
        for value in [
            json!({"eventId": "e", "eventType": "payment"}),
            json!({"eventId": "e", "eventType": "payment", "amount": -5}),
            json!({"eventId": "e", "eventType": "chargeback", "amount": 5}),
            json!({"eventType": "payment", "amount": 5}),
            json!("payment"),
        ] {
            assert_eq!(PaymentEvent::of(&value), Err(Malformed), "{value}");
        }
    }
}
