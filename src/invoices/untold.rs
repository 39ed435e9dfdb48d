//! What Twikey has not heard of yet. No I/O.

use super::Invoice;
use crate::{
    domain::money::Cents,
    payments::{Balance, Kind, Payment},
};

/// What is settled beyond what Twikey was told and what it has reported itself since.
pub fn untold(invoice: &Invoice, payments: &[Payment]) -> Cents {
    let Some(since) = invoice.handed_over_at else { return Cents::ZERO };
    // With an event it has repeated what it was told.
    let is_twikeys = |payment: &Payment| payment.recorded_by.is_none() || payment.event_id.is_some();
    let is_reported =
        |payment: &&Payment| payment.kind != Kind::Credit && is_twikeys(payment) && payment.recorded_at >= since;
    let reported: i64 = payments.iter().filter(is_reported).map(|payment| payment.effect.0).sum();
    let told = invoice.told_settled.unwrap_or_default();
    Cents(Balance::of(invoice.total, payments).settled.0 - told.0 - reported)
}
