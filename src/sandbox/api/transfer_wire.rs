//! A refund as its feed and the other calls write it (source 5.1).

use serde::Serialize;
use serde_json::Number;

use super::{
    Answer,
    call::Call,
    feed::{Batch, drain},
    instant,
};
use crate::sandbox::{
    amount,
    state::{feed::Feed, refund::Refund},
};

#[derive(Serialize)]
pub struct Entries {
    #[serde(rename = "Entries")]
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    id: String,
    iban: Option<String>,
    bic: Option<String>,
    amount: Number,
    msg: String,
    place: Option<String>,
    /// JV takes it for granted: the message when there is none.
    #[serde(rename = "ref")]
    reference: String,
    date: String,
    /// Only that of paid ones is known (JV).
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bkdate: Option<String>,
}

/// `GET /creditor/transfer`: the refunds that were paid since the last reading.
pub fn feed(call: &Call) -> Answer {
    let sequence = call.query().includes("seq");
    drain(call, Feed::Refunds, |world, start, _| {
        let page = world.refund_changes.after(start, |_| true);
        let paid = page.entries.iter().filter_map(|entry| world.refunds.get(entry.what.changed));
        let entries = paid.map(|refund| Entry { seq: sequence.then_some(refund.sequence), ..entry(refund) }).collect();
        Batch::new(&page, Entries { entries })
    })
}

/// One refund, in the list that every call answers.
pub fn one(refund: &Refund) -> Entries {
    Entries { entries: vec![entry(refund)] }
}

fn entry(refund: &Refund) -> Entry {
    Entry {
        seq: None,
        id: refund.id.clone(),
        iban: refund.iban.clone(),
        bic: refund.bic.clone(),
        amount: amount::number(refund.amount),
        msg: refund.message.clone(),
        place: refund.place.clone(),
        reference: refund.reference.clone().unwrap_or_else(|| refund.message.clone()),
        date: refund.wanted_on.unwrap_or(refund.at.date_naive()).to_string(),
        state: refund.paid_at.map(|_| "PAID"),
        bkdate: refund.paid_at.map(instant),
    }
}
