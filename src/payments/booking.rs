//! What a report of money adds to what is known of an invoice. No I/O.
//!
//! Two feeds tell of the same money, in any order and more than once. Each debit, link or transfer has a key; the payment
//! feed gives each event an id besides. The invoice feed names no amount: what it brings is a guess, as much as was open,
//! until the event of it claims the line. So does the event by which Twikey repeats what staff noted and we told it.
//!
//! Twikey's words for transfers, cards and payments by hand are not documented (source 7), nor that it names them. A
//! report without a name is compared by way and amount.

use super::{Kind, Payment, Source};
use crate::domain::money::Cents;

/// Money as one of the feeds reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Of the payment feed; the invoice feed has none.
    pub event_id: Option<String>,
    pub kind: Kind,
    pub source: Source,
    pub amount: Cents,
    /// Names the debit, link or transfer.
    pub transaction: Option<String>,
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Booking {
    /// Nothing: it is known.
    Known,
    /// The payment at this place of the list is the one that the event reports. It says so from now on.
    Claim {
        index: usize,
        line: Line,
    },
    New(Line),
}

/// What a report comes to, as a line of the invoice's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub transaction_key: Option<String>,
    pub amount: Cents,
    pub effect: Cents,
}

/// Decides by all that is known of the invoice. `untold` is what is settled there and Twikey has neither been told nor has
/// reported itself ([`super::untold`]).
pub fn book(known: &[Payment], untold: Cents, report: &Report) -> Booking {
    if report.event_id.is_some() && known.iter().any(|payment| payment.event_id == report.event_id) {
        return Booking::Known;
    }
    if let Some(index) = known.iter().position(|payment| is_named(payment, report)) {
        return if report.event_id.is_some() { claim(known, index, report, report.amount) } else { Booking::Known };
    }
    if let Some(index) = known.iter().position(|it| is_guess(it, report) && it.amount == report.amount) {
        return claim(known, index, report, report.amount);
    }
    let news = Cents(report.amount.0 - repeated(untold, report).0);
    if news == Cents::ZERO {
        return claim_noted(known);
    }
    // Several payments by hand may have been one guess.
    if let Some(index) = known.iter().position(|it| report.source == Source::Manual && is_guess(it, report)) {
        return claim(known, index, report, news);
    }
    Booking::New(line(known, report, news))
}

/// Whether the report names this line.
fn is_named(payment: &Payment, report: &Report) -> bool {
    // The payment feed tells everything once: under another event id it is another movement.
    let is_other = report.event_id.is_some() && payment.event_id.is_some();
    payment.kind == report.kind && !is_other && report.transaction.as_ref().is_some_and(|key| has_key(payment, key))
}

/// Whether the invoice feed brought this line, and the event may be what it is about.
fn is_guess(payment: &Payment, report: &Report) -> bool {
    report.event_id.is_some()
        && payment.event_id.is_none()
        && payment.recorded_by.is_none()
        && payment.kind == report.kind
        && (payment.transaction_key.is_none() || report.transaction.is_none())
        && is_way(payment, report.source)
}

/// Whether money that came this way may be what Twikey calls so.
fn is_way(payment: &Payment, source: Source) -> bool {
    match source {
        // Told to Twikey by us, whatever way staff saw it come, or noted by somebody at Twikey.
        Source::Manual => payment.source == Source::Manual || payment.recorded_by.is_some(),
        // A word that we do not know is not one of those that are documented.
        Source::Other => !matches!(payment.source, Source::DirectDebit | Source::PaymentLink | Source::CreditNote),
        _ => payment.source == source,
    }
}

/// How much of what an event reports is what we told Twikey. A payment by hand is all that was open there: what staff noted
/// in the meantime is part of it. Another word may be Twikey's for that, if the amount is just the same.
fn repeated(untold: Cents, report: &Report) -> Cents {
    match report.source {
        _ if report.event_id.is_none() || report.kind != Kind::Payment || report.transaction.is_some() => Cents::ZERO,
        Source::Manual => untold.clamp(Cents::ZERO, report.amount),
        Source::Other if untold == report.amount => untold,
        _ => Cents::ZERO,
    }
}

/// The event repeats what staff noted last.
fn claim_noted(known: &[Payment]) -> Booking {
    let is_noted = |payment: &Payment| {
        payment.kind == Kind::Payment && payment.recorded_by.is_some() && payment.event_id.is_none()
    };
    let noted = known.iter().enumerate().filter(|(_, payment)| is_noted(payment));
    noted.max_by_key(|(_, payment)| payment.recorded_at).map_or(Booking::Known, |(index, payment)| {
        // What staff saw is theirs to say.
        let Payment { transaction_key, amount, effect, .. } = payment.clone();
        Booking::Claim { index, line: Line { transaction_key, amount, effect } }
    })
}

fn claim(known: &[Payment], index: usize, report: &Report, amount: Cents) -> Booking {
    let line = line(known, report, amount);
    let transaction_key = known[index].transaction_key.clone().or(line.transaction_key);
    Booking::Claim { index, line: Line { transaction_key, ..line } }
}

fn line(known: &[Payment], report: &Report, amount: Cents) -> Line {
    let effect = report.kind.effect(amount, brought(known, report));
    Line { transaction_key: free_key(known, report), amount, effect }
}

/// What this debit, or whatever else comes back, has brought so far.
fn brought(known: &[Payment], report: &Report) -> Cents {
    let is_it = |payment: &&Payment| match &report.transaction {
        Some(key) => has_key(payment, key),
        None => may_come_back(payment, report),
    };
    let net: i64 = known.iter().filter(is_it).map(|payment| payment.effect.0).sum();
    Cents(net.clamp(0, report.amount.0))
}

/// Whether what comes back without a name may be this.
fn may_come_back(payment: &Payment, report: &Report) -> bool {
    matches!(payment.kind, Kind::Payment | Kind::Failure)
        && is_way(payment, report.source)
        && match report.source {
            // As much as Twikey ever counted as paid by hand, of which one event may stand for several notes of ours.
            Source::Manual => true,
            // It may as well have failed without ever bringing anything.
            _ => payment.amount == report.amount && (payment.recorded_by.is_none() || payment.event_id.is_some()),
        }
}

/// A debit that is offered again under its old name pays or fails a second time; that line gets a name of its own.
fn free_key(known: &[Payment], report: &Report) -> Option<String> {
    let key = report.transaction.as_ref()?;
    match known.iter().filter(|payment| payment.kind == report.kind && has_key(payment, key)).count() {
        0 => Some(key.clone()),
        times => Some(format!("{key}#{}", times + 1)),
    }
}

fn has_key(payment: &Payment, key: &str) -> bool {
    let rest = payment.transaction_key.as_deref().and_then(|known| known.strip_prefix(key));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
}

#[cfg(test)]
mod tests;
