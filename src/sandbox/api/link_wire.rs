//! A payment link as its feed and its detail write it (source 5).

use serde::Serialize;
use serde_json::Number;

use super::{
    Answer,
    call::Call,
    feed::{Batch, drain},
    invoice_wire::{CustomerWire, customer, instant},
};
use crate::sandbox::{
    amount,
    state::{
        World,
        feed::Feed,
        link::{LinkRefund, PaymentLink, State},
    },
};

/// Which further data the caller wants (`include`). What `time` brings at Twikey is unknown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Include {
    meta: bool,
    refunds: bool,
    customer: bool,
}

impl Include {
    pub fn from(words: &[&str]) -> Self {
        let has = |word: &str| words.iter().any(|it| it.eq_ignore_ascii_case(word));
        Self { meta: has("meta"), refunds: has("refunds"), customer: has("customer") }
    }
}

#[derive(Serialize)]
pub struct Links {
    #[serde(rename = "Links")]
    links: Vec<Link>,
}

#[derive(Serialize)]
struct Link {
    id: u64,
    ct: Option<u32>,
    amount: Number,
    msg: String,
    #[serde(rename = "ref")]
    reference: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<CustomerWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refunds: Option<Vec<Refund>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    /// Whether it can still be paid.
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoice: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiry: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tx: Vec<u64>,
}

#[derive(Serialize)]
struct Refund {
    id: String,
    amount: Number,
    timestamp: String,
}

/// `GET /creditor/payment/link/feed`: links that were paid or, with `all`, that changed in any way.
pub fn feed(call: &Call) -> Answer {
    let query = call.query();
    let (all, include) = (query.flag("all"), Include::from(&query.all("include")));
    drain(call, Feed::Links, |world, start, _| {
        let latest = |id: u64, entry| {
            world.links.get(&id).is_some_and(|link| link.sequence == entry && (all || link.state == State::Paid))
        };
        let page = world.link_changes.after(start, |entry| latest(entry.what.changed, entry.id));
        let changed: Vec<_> = page.entries.iter().filter_map(|entry| world.links.get(&entry.what.changed)).collect();
        Batch::new(&page, links(world, &changed, include))
    })
}

pub fn links(world: &World, links: &[&PaymentLink], include: Include) -> Links {
    Links { links: links.iter().map(|it| link(world, it, include)).collect() }
}

fn link(world: &World, link: &PaymentLink, include: Include) -> Link {
    let owner = link.customer.and_then(|id| world.customers.get(&id));
    Link {
        id: link.id,
        ct: link.profile,
        amount: amount::number(link.amount),
        msg: link.title.clone(),
        reference: link.reference.clone(),
        state: link.state.code(),
        meta: include.meta.then(|| meta(world, link)),
        customer: owner.filter(|_| include.customer).map(customer),
        refunds: include.refunds.then(|| link.refunds.iter().map(refund).collect()),
    }
}

fn meta(world: &World, link: &PaymentLink) -> Meta {
    let invoice = link.invoice.and_then(|id| world.invoices.get(&id));
    Meta {
        active: link.can_be_paid(),
        payment_method: link.method.clone().filter(|_| link.state == State::Paid),
        invoice: invoice.map(|invoice| invoice.number.clone()),
        expiry: link.expires_at.map(instant),
        tx: link.debits.clone(),
    }
}

fn refund(refund: &LinkRefund) -> Refund {
    Refund { id: refund.id.clone(), amount: amount::number(refund.amount), timestamp: instant(refund.at) }
}
