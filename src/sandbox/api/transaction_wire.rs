//! A debit as the transaction feed and the other calls write it (source 5).

use serde::Serialize;
use serde_json::Number;

use super::{
    Answer,
    call::Call,
    feed::{Batch, drain},
    invoice_wire::instant,
};
use crate::sandbox::{
    amount,
    state::{
        World,
        debit::{Debit, State},
        feed::Feed,
        posting::derived_number,
        reason,
    },
};

/// Which further data the caller wants (`include`).
#[derive(Clone, Copy, Debug, Default)]
pub struct Include {
    sequence: bool,
    collection: bool,
    last_update: bool,
}

impl Include {
    pub fn from(words: &[&str]) -> Self {
        let has = |word: &str| words.iter().any(|it| it.eq_ignore_ascii_case(word));
        Self { sequence: has("seq"), collection: has("collection"), last_update: has("lastupdate") }
    }
}

#[derive(Serialize)]
pub struct Entries {
    #[serde(rename = "Entries")]
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    id: u64,
    #[serde(rename = "contractId")]
    contract_id: u32,
    #[serde(rename = "mndtId")]
    mandate: String,
    contract: Option<String>,
    amount: Number,
    msg: String,
    place: Option<String>,
    #[serde(rename = "ref")]
    reference: Option<String>,
    /// The bank has spoken: the sandbox plays no dunning that would go on.
    #[serde(rename = "final")]
    is_final: bool,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bkerror: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bkmsg: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bkdate: Option<String>,
    reqcolldt: Option<String>,
    date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    collection: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lastupdate: Option<String>,
}

/// `GET /creditor/transaction`: the debits that changed since the last reading, each as it is now.
pub fn feed(call: &Call) -> Answer {
    let include = Include::from(&call.query().all("include"));
    drain(call, Feed::Transactions, |world, start, _| {
        let latest = |id: u64, entry| {
            world.debits.get(&id).is_some_and(|debit| debit.sequence == entry && debit.state != State::Withdrawn)
        };
        let page = world.transaction_changes.after(start, |entry| latest(entry.what.changed, entry.id));
        let changed = page.entries.iter().filter_map(|entry| world.debits.get(&entry.what.changed));
        Batch::new(&page, entries(world, changed, include))
    })
}

pub fn entries<'world>(world: &World, debits: impl IntoIterator<Item = &'world Debit>, include: Include) -> Entries {
    Entries { entries: debits.into_iter().map(|debit| entry(world, debit, include)).collect() }
}

fn entry(world: &World, debit: &Debit, include: Include) -> Entry {
    let mandate = world.mandates.get(&debit.mandate);
    let collection = debit.collection.and_then(|id| world.collections.get(&id));
    Entry {
        seq: include.sequence.then_some(debit.sequence),
        id: debit.id,
        // The sandbox has no numbers for mandates.
        contract_id: derived_number(&debit.mandate),
        mandate: debit.mandate.clone(),
        contract: mandate.and_then(|mandate| mandate.contract_number.clone()),
        amount: amount::number(debit.amount),
        msg: debit.message.clone(),
        place: debit.place.clone(),
        reference: debit.reference.clone(),
        is_final: debit.state != State::Open,
        state: debit.state.code(),
        bkmsg: debit.code.as_deref().map(|code| reason::of(code).description),
        bkerror: debit.code.clone(),
        bkdate: debit.booked_at.map(instant),
        reqcolldt: debit.requested_on.map(|day| day.to_string()),
        date: instant(debit.date),
        collection: collection.filter(|_| include.collection).map(|it| it.pmtinf.clone()),
        lastupdate: include.last_update.then(|| instant(debit.booked_at.unwrap_or(debit.date))),
    }
}
