//! A debit as the transaction feed and the other calls write it (source 5).

use serde::Serialize;
use serde_json::Number;

use super::{
    Answer,
    call::Call,
    feed::{Batch, drain},
    fields::Fields,
    instant,
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
#[expect(clippy::struct_excessive_bools, reason = "one for each word of `include`")]
pub struct Include {
    sequence: bool,
    collection: bool,
    last_update: bool,
    link: bool,
    action: bool,
}

impl Include {
    pub fn from(query: &Fields) -> Self {
        Self {
            sequence: query.includes("seq"),
            collection: query.includes("collection"),
            last_update: query.includes("lastupdate"),
            link: query.includes("link"),
            action: query.includes("action"),
        }
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
    contract: String,
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
    collection: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lastupdate: Option<String>,
    /// The address of the payment link that stands for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    /// The steps of Twikey's dunning, which the sandbox does not play: always none, and so there is no `stage` either.
    #[serde(skip_serializing_if = "Option::is_none")]
    actions: Option<[(); 0]>,
}

/// `GET /creditor/transaction`: the debits that changed since the last reading, each as it is now.
pub fn feed(call: &Call) -> Answer {
    let include = Include::from(&call.query());
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
    let link = || world.links.values().rev().find(|link| link.debits.contains(&debit.id));
    Entry {
        seq: include.sequence.then_some(debit.sequence),
        id: debit.id,
        // The sandbox has no numbers for mandates.
        contract_id: derived_number(&debit.mandate),
        mandate: debit.mandate.clone(),
        contract: mandate.map(|mandate| world.contract_number_of(mandate).to_owned()).unwrap_or_default(),
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
        collection: debit.collection.filter(|_| include.collection),
        lastupdate: include.last_update.then(|| instant(debit.booked_at.unwrap_or(debit.date))),
        link: include.link.then(link).flatten().map(|link| world.link_url(link)),
        actions: include.action.then_some([]),
    }
}
