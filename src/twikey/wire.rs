//! What Twikey answers, read tolerantly: fields may be absent, null, strings or numbers, and there are always more of them.

mod invoice;
mod page; // what all feeds have in common
mod payment;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use sha2::{Digest, Sha256};

use self::page::{Numbered, Piece};
use super::{CustomerLink, Error, Hosts, Result, transport::Answer};

pub(super) use invoice::batch_of;
pub use invoice::{BatchRow, InvoiceEntry, InvoicePage, InvoiceSnapshot, InvoiceState, LastPayment};
pub use payment::{PaymentEntry, PaymentEvent, PaymentEventKind, PaymentPage, PaymentSource};

/// Longer texts than any that Twikey stores are cut.
const TEXT_CHARS: usize = 500;

/// A mandate that Twikey prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// The mandate's reference as Twikey writes it (upper case).
    pub reference: String,
    /// The signing page. Absent when the customer signs by SMS, or had a mandate already.
    pub link: Option<CustomerLink>,
}

/// A page of the mandate feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MandatePage {
    /// Oldest first; none when the feed is read to its end.
    pub entries: Vec<MandateEntry>,
    /// The position to store once these entries are taken care of.
    pub last: Option<i64>,
}

/// An entry of the mandate feed, whether it can be read or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MandateEntry {
    /// Twikey's number of the event. An event without number gets a negative one that is always the same for it.
    pub sequence: i64,
    /// The entry as it came, as JSON.
    pub raw: String,
    pub event: Result<Event, Malformed>,
}

/// What happened to a mandate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub kind: EventKind,
    pub occurred_at: Option<DateTime<Utc>>,
    /// The reference under which the mandate is known to us: the one before the event.
    pub reference: String,
    /// Why it was amended or cancelled: a code such as `_T50` or `uncollectable|user`, or free text.
    pub reason: Option<String>,
    /// The mandate after the event; a cancellation may come without.
    pub mandate: Option<Mandate>,
    /// The creditor identifier on the mandate, as Twikey writes it.
    pub creditor_identifier: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    New,
    Amended,
    Cancelled,
}

/// The entry is not what Twikey describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither a mandate nor a reference in it")]
pub struct Malformed;

/// A mandate as Twikey describes it. Nothing in it is checked.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Mandate {
    pub reference: String,
    /// `CORE`, `B2B` or another scheme.
    pub scheme: Option<String>,
    pub iban: Option<String>,
    pub bic: Option<String>,
    pub bank: Option<String>,
    pub customer_number: Option<String>,
    pub email: Option<String>,
    pub mobile: Option<String>,
    pub name: Option<String>,
    pub language: Option<String>,
    /// The profile (`ct`).
    pub template: Option<i64>,
    pub signed: Option<Moment>,
    pub place: Option<String>,
    /// `itsme`, `eid`, `sms`, `import`, …
    pub method: Option<String>,
}

/// Twikey gives some times as a moment and some as a day only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    At(DateTime<Utc>),
    On(NaiveDate),
}

/// A mandate asked for by its reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MandateDetail {
    pub state: MandateState,
    /// Whether debits may be made with it now.
    pub collectable: bool,
    pub mandate: Mandate,
}

/// A mandate in a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MandateSummary {
    pub reference: String,
    pub state: MandateState,
    pub scheme: Option<String>,
    pub iban: Option<String>,
    pub bic: Option<String>,
    pub signed: Option<Moment>,
}

/// Twikey's states; the list is not documented to be complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MandateState {
    Prepared,
    Printed,
    AwaitingBank,
    Signed,
    Suspended,
    Cancelled,
    Expired,
    Other(String),
}

impl Invited {
    /// From `/invite` (`mndtId`) and `/sign` (`MndtId`).
    pub(super) fn of(answer: &Answer, hosts: &Hosts) -> Result<Self> {
        let body = answer.json()?;
        let reference = text(body.get("mndtId")).or_else(|| text(body.get("MndtId"))).ok_or(Error::unreadable())?;
        let link = text(body.get("url")).map(|link| hosts.check(&link)).transpose()?;
        Ok(Self { reference, link })
    }
}

impl MandatePage {
    pub(super) fn of(answer: &Answer) -> Result<Self> {
        let mut entries: Vec<_> = Piece::all_of(answer, "Messages")?.into_iter().map(MandateEntry::of).collect();
        let last = page::settle(answer, &mut entries);
        Ok(Self { entries, last })
    }
}

impl MandateEntry {
    fn of(piece: Piece) -> Self {
        let Some(value) = piece.value else {
            return Self { sequence: number_made_of(&piece.raw), event: Err(Malformed), raw: piece.raw };
        };
        let raw = without_drawings(&value).to_string();
        let sequence = page::number_of(value.get("EvtId")).unwrap_or_else(|| number_made_of(&raw));
        Self { sequence, event: Event::of(&value), raw }
    }
}

impl Numbered for MandateEntry {
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

impl Event {
    /// Reads an entry that was stored as it came.
    pub fn parse(raw: &str) -> Result<Self, Malformed> {
        Self::of(&page::stored(raw).ok_or(Malformed)?)
    }

    fn of(value: &Value) -> Result<Self, Malformed> {
        let present = |name: &str| value.get(name).is_some_and(|value| !value.is_null());
        let kind = if present("CxlRsn") {
            EventKind::Cancelled
        } else if present("AmdmntRsn") {
            EventKind::Amended
        } else {
            EventKind::New
        };
        let mandate = value.get("Mndt").and_then(Mandate::of);
        let original = text(value.get("OrgnlMndtId"));
        let reference = original.or_else(|| Some(mandate.as_ref()?.reference.clone())).ok_or(Malformed)?;
        if mandate.is_none() && kind != EventKind::Cancelled {
            return Err(Malformed);
        }
        let reason = text(value.pointer("/CxlRsn/Rsn")).or_else(|| text(value.pointer("/AmdmntRsn/Rsn")));
        let creditor_identifier = text(value.pointer("/Mndt/CdtrSchmeId")).or_else(|| text(value.get("CdtrSchmeId")));
        Ok(Self { kind, occurred_at: time(value.get("EvtTime")), reference, reason, mandate, creditor_identifier })
    }
}

impl Mandate {
    /// None without a reference.
    fn of(value: &Value) -> Option<Self> {
        let at = |pointer: &str| text(value.pointer(pointer));
        let extra = |key: &str| supplementary(value, key);
        let signed = extra("SignerDate#0").and_then(|value| Moment::of(Some(value)));
        Some(Self {
            reference: at("/MndtId")?,
            scheme: at("/LclInstrm").map(|scheme| scheme.to_uppercase()),
            iban: at("/DbtrAcct"),
            bic: at("/DbtrAgt/FinInstnId/BICFI"),
            bank: at("/DbtrAgt/FinInstnId/Nm"),
            customer_number: at("/Dbtr/CtctDtls/Othr"),
            email: at("/Dbtr/CtctDtls/EmailAdr"),
            mobile: at("/Dbtr/CtctDtls/MobNb"),
            name: at("/Dbtr/Nm"),
            language: text(extra("Language")),
            template: number(extra("TemplateId")),
            // The start of its validity is the next best: Twikey sets it to the day of the signature.
            signed: signed.or_else(|| Moment::of(value.pointer("/Ocrncs/Drtn/FrDt"))),
            place: text(extra("SignerPlace#0")),
            method: text(extra("SignerMethod#0")),
        })
    }
}

impl MandateDetail {
    pub(super) fn of(answer: &Answer) -> Result<Self> {
        let mandate = answer.json()?.get("Mndt").and_then(Mandate::of).ok_or(Error::unreadable())?;
        let state = MandateState::of(answer.header("X-STATE").unwrap_or_default());
        let collectable = answer.header("X-COLLECTABLE").map_or(state == MandateState::Signed, |text| text == "true");
        Ok(Self { state, collectable, mandate })
    }
}

impl MandateSummary {
    /// A page of a search; what has no reference is left out.
    pub(super) fn all_of(answer: &Answer) -> Result<Vec<Self>> {
        let body = answer.json()?;
        let contracts = body.get("Contracts").and_then(Value::as_array).ok_or(Error::unreadable())?;
        Ok(contracts.iter().filter_map(Self::of).collect())
    }

    fn of(value: &Value) -> Option<Self> {
        Some(Self {
            reference: text(value.get("mandateNumber"))?,
            state: MandateState::of(&text(value.get("state")).unwrap_or_default()),
            scheme: text(value.get("type")).map(|scheme| scheme.to_uppercase()),
            iban: text(value.get("iban")),
            bic: text(value.get("bic")),
            signed: Moment::of(value.get("signDate")),
        })
    }
}

impl MandateState {
    fn of(text: &str) -> Self {
        match text.trim().to_ascii_uppercase().as_str() {
            "PREPARED" => Self::Prepared,
            "PRINT" => Self::Printed,
            "SIGNED_PENDING_DEBTOR_BANK" => Self::AwaitingBank,
            "SIGNED" => Self::Signed,
            "SUSPENDED" => Self::Suspended,
            "CANCELLED" => Self::Cancelled,
            "EXPIRED" => Self::Expired,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl Moment {
    /// The day of it where the office is.
    pub fn date_in(self, zone: Tz) -> NaiveDate {
        match self {
            Self::At(time) => time.with_timezone(&zone).date_naive(),
            Self::On(date) => date,
        }
    }

    /// As a moment: a day is its noon in UTC, which is on that day everywhere in Europe.
    pub fn instant(self) -> DateTime<Utc> {
        match self {
            Self::At(time) => time,
            Self::On(date) => date.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default()).and_utc(),
        }
    }

    fn of(value: Option<&Value>) -> Option<Self> {
        let day = || text(value)?.get(..10)?.parse().ok().filter(|day: &NaiveDate| YEARS.contains(&day.year()));
        time(value).map(Self::At).or_else(|| day().map(Self::On))
    }
}

/// A text worth storing: a string, number or truth value, without control characters (PostgreSQL takes no NUL).
fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    let clean: String = text.chars().filter(|c| !c.is_control()).take(TEXT_CHARS).collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}

fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Nothing that Twikey could tell of happened before, or will happen after; and later years, or those before Christ, are
/// more than the databases and the calendar take.
const YEARS: std::ops::Range<i32> = 1900..2200;

/// A moment in one of Twikey's writings: `2026-01-14T10:19:58Z`, with fractions, with an offset, or without any zone (UTC).
fn time(value: Option<&Value>) -> Option<DateTime<Utc>> {
    let text = text(value)?;
    let with_offset = DateTime::parse_from_rfc3339(&text).or_else(|_| text.parse()).map(|time| time.to_utc());
    let time =
        with_offset.or_else(|_| DateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f%z").map(|time| time.to_utc()));
    let time =
        time.or_else(|_| NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f").map(|time| time.and_utc()));
    time.ok().filter(|time| YEARS.contains(&time.year())).map(|time| time.trunc_subsecs(6))
}

/// The value of a key in the list `SplmtryData`; sources write the names in either case.
fn supplementary<'v>(mandate: &'v Value, key: &str) -> Option<&'v Value> {
    mandate.get("SplmtryData")?.as_array()?.iter().find_map(|pair| {
        let name = pair.get("Key").or_else(|| pair.get("key"))?.as_str()?;
        (name == key).then(|| pair.get("Value").or_else(|| pair.get("value")))?
    })
}

/// The entry without the pictures of signatures drawn by hand: nobody reads them here, and each is as long as a book.
fn without_drawings(entry: &Value) -> Value {
    let mut entry = entry.clone();
    if let Some(pairs) = entry.pointer_mut("/Mndt/SplmtryData").and_then(Value::as_array_mut) {
        pairs.retain(|pair| {
            let key = pair.get("Key").or_else(|| pair.get("key")).and_then(Value::as_str);
            key.is_none_or(|key| !key.starts_with("SignerPayload#"))
        });
    }
    entry
}

/// A number for an entry that has none: always the same for its text, and below zero, so that it never meets one of Twikey's.
pub fn number_made_of(raw: &str) -> i64 {
    let digest = Sha256::digest(raw);
    let first = [digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7]];
    // The top bit set makes any number negative.
    i64::from_be_bytes(first) | i64::MIN
}

#[cfg(test)]
mod tests;
