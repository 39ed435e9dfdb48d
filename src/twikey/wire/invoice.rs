//! Invoices as Twikey describes them: in answers and in the invoice feed.

use serde_json::Value;
use uuid::Uuid;

use super::{
    Malformed, Moment, number_made_of,
    page::{self, Numbered, Piece},
    text,
};
use crate::{
    domain::money::Cents,
    twikey::{CustomerLink, Error, Hosts, Result, transport::Answer},
};

/// An invoice as it stands at Twikey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceSnapshot {
    pub id: Uuid,
    pub number: Option<String>,
    pub state: InvoiceState,
    pub amount: Option<Cents>,
    /// The page where it can be paid. An error: Twikey's link leads elsewhere.
    pub link: Result<Option<CustomerLink>>,
    /// What is left to pay of an invoice that was paid in part (`meta.partial`; how Twikey fills it is not documented).
    pub still_open: Option<Cents>,
    /// Newest first.
    pub last_payments: Vec<LastPayment>,
}

/// Twikey's states. There is none for a failed debit: the invoice is open again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvoiceState {
    Booked,
    /// A debit is under way.
    Pending,
    Paid,
    /// Past its due date, and still payable.
    Expired,
    Archived,
    Other(String),
}

/// A line of `lastpayment`: how an invoice was paid, without the amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastPayment {
    /// `sdd`, `rcc`, `paylink`, `transfer`, `manual`.
    pub method: String,
    /// `payment`, `payment_fail`.
    pub action: String,
    /// Twikey's number of the debit or transfer.
    pub id: Option<String>,
    pub link: Option<String>,
    pub e2e: Option<String>,
    /// The bank's code; `PAID` is none.
    pub reason: Option<String>,
    pub message: Option<String>,
    pub at: Option<Moment>,
}

/// A page of the invoice feed: each changed invoice as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoicePage {
    /// None when the feed is read to its end.
    pub entries: Vec<InvoiceEntry>,
    /// The position to store once these entries are taken care of.
    pub last: Option<i64>,
}

/// An entry of the invoice feed, whether it can be read or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceEntry {
    /// Twikey's number of it. An entry without number gets a negative one that is always the same for it.
    pub sequence: i64,
    /// As it came, as JSON.
    pub raw: String,
    pub snapshot: Result<InvoiceSnapshot, Malformed>,
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    pub id: Uuid,
    /// Why it was refused, in Twikey's word; none when it was taken.
    pub refusal: Option<String>,
}

impl InvoiceSnapshot {
    pub(in crate::twikey) fn of(answer: &Answer, hosts: &Hosts) -> Result<Self> {
        // Twikey answers an odd number with nothing at all (source 4).
        if answer.body.is_empty() {
            return Err(Error::unreadable());
        }
        Self::read(&answer.json()?, hosts).map_err(|Malformed| Error::unreadable())
    }

    fn read(value: &Value, hosts: &Hosts) -> Result<Self, Malformed> {
        let state = text(value.get("state")).or_else(|| text(value.get("status"))).ok_or(Malformed)?;
        let payments = value.get("lastpayment").and_then(Value::as_array);
        Ok(Self {
            id: text(value.get("id")).and_then(|id| id.parse().ok()).ok_or(Malformed)?,
            number: text(value.get("number")),
            state: InvoiceState::of(&state),
            amount: text(value.get("amount")).and_then(|amount| cents(&amount)),
            link: text(value.get("url")).map(|link| hosts.check(&link)).transpose(),
            still_open: text(value.pointer("/meta/partial")).and_then(|amount| cents(&amount)),
            last_payments: payments.map(|list| list.iter().filter_map(LastPayment::of).collect()).unwrap_or_default(),
        })
    }
}

impl InvoiceState {
    fn of(text: &str) -> Self {
        match text.to_ascii_uppercase().as_str() {
            "BOOKED" => Self::Booked,
            "PENDING" => Self::Pending,
            "PAID" => Self::Paid,
            "EXPIRED" => Self::Expired,
            "ARCHIVED" => Self::Archived,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl LastPayment {
    fn of(value: &Value) -> Option<Self> {
        Some(Self {
            method: text(value.get("method"))?.to_lowercase(),
            action: text(value.get("action")).unwrap_or_else(|| "payment".to_owned()),
            id: text(value.get("id")),
            link: text(value.get("link")),
            e2e: text(value.get("e2e")),
            reason: text(value.get("rc")).filter(|code| code != "PAID"),
            message: text(value.get("msg")),
            at: Moment::of(value.get("date")),
        })
    }
}

impl InvoicePage {
    pub(in crate::twikey) fn of(answer: &Answer, hosts: &Hosts) -> Result<Self> {
        let pieces = Piece::all_of(answer, "Invoices")?;
        let mut entries: Vec<_> = pieces.into_iter().map(|piece| InvoiceEntry::of(piece, hosts)).collect();
        let last = page::settle(answer, &mut entries);
        Ok(Self { entries, last })
    }
}

impl InvoiceEntry {
    fn of(piece: Piece, hosts: &Hosts) -> Self {
        let Some(value) = piece.value else {
            return Self { sequence: number_made_of(&piece.raw), snapshot: Err(Malformed), raw: piece.raw };
        };
        let raw = value.to_string();
        let sequence = page::number_of(value.get("seq")).or_else(|| page::number_of(value.get("EvtId")));
        Self {
            sequence: sequence.unwrap_or_else(|| number_made_of(&raw)),
            snapshot: InvoiceSnapshot::read(&value, hosts),
            raw,
        }
    }
}

impl Numbered for InvoiceEntry {
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

impl BatchRow {
    /// Of a batch that is done; what names no invoice of ours is left out.
    pub(in crate::twikey) fn all_of(answer: &Answer) -> Result<Vec<Self>> {
        let body = answer.json()?;
        let rows = body.as_array().ok_or(Error::unreadable())?;
        Ok(rows.iter().filter_map(Self::of).collect())
    }

    fn of(value: &Value) -> Option<Self> {
        let status = text(value.get("status")).unwrap_or_default();
        let refusal = (!status.eq_ignore_ascii_case("ok")).then_some(status);
        Some(Self { id: text(value.get("id"))?.parse().ok()?, refusal })
    }
}

/// The id of the batch that Twikey works at.
pub(in crate::twikey) fn batch_of(answer: &Answer) -> Result<String> {
    text(answer.json()?.get("batchId")).ok_or(Error::unreadable())
}

/// No payment is larger (EPC rulebooks, AT-T002); so no sum of what is reported is more than can be stored.
const LARGEST: Cents = Cents(99_999_999_999);

/// A decimal number of euros in cents, exactly; none when it has parts of a cent, or is no amount that can be paid.
pub(super) fn cents(text: &str) -> Option<Cents> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (euros, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if euros.is_empty() || !all_digits(euros) || !all_digits(fraction) || fraction.len() > 2 {
        return None;
    }
    let cents: i64 = format!("{euros}{fraction:0<2}").parse().ok().filter(|cents| *cents <= LARGEST.0)?;
    Some(Cents(if negative { -cents } else { cents }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_invoice_is_read_whichever_way_it_is_written() {
        let id = "d9e601e7-18ee-4a88-a71c-bc68ace0021e";
        let hosts = Hosts::new(&"https://api.twikey.com".parse().unwrap(), &[]).unwrap();
        let read = |value: Value| InvoiceSnapshot::read(&value, &hosts);
        let invoice = read(
            json!({"id": id, "number": 42, "state": "PAID", "amount": "100.00", "url": "javascript:alert(1)",
            "lastpayment": [{"method": "sdd", "action": "payment", "id": 7_868_235, "rc": "PAID", "date": "2026-01-20"}, {}]}),
        );
        let invoice = invoice.unwrap();
        assert_eq!((invoice.state, invoice.amount), (InvoiceState::Paid, Some(Cents(10_000))));
        assert_eq!(invoice.number.as_deref(), Some("42"));
        assert!(invoice.link.unwrap_err().is(crate::twikey::code::FOREIGN_LINK));
        assert_eq!(invoice.last_payments.len(), 1);
        assert_eq!(invoice.last_payments[0].reason, None);

        let older = read(json!({"id": id, "status": "booked", "amount": 30.5})).unwrap();
        assert_eq!((older.state, older.amount), (InvoiceState::Booked, Some(Cents(3_050))));
        assert_eq!(read(json!({"id": "42", "state": "PAID"})), Err(Malformed));
        assert_eq!(read(json!({"id": id})), Err(Malformed));
        assert_eq!(read(json!([])), Err(Malformed));
    }

    #[test]
    fn amounts_are_read_to_the_cent_or_not_at_all() {
        assert_eq!(cents("121"), Some(Cents(12_100)));
        assert_eq!(cents("121.5"), Some(Cents(12_150)));
        assert_eq!(cents("-0.050"), Some(Cents(-5)));
        for wrong in ["", "-", "1,5", "1e3", "0.125", "NaN", ".5", "99999999999999999999", "1000000000"] {
            assert_eq!(cents(wrong), None, "{wrong}");
        }
    }
}
