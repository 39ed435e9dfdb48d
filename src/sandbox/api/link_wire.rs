//! A payment link as its feed and its detail write it (source 5).

use serde::Serialize;
use serde_json::Number;

use super::{
    Answer,
    call::Call,
    feed::{Batch, drain},
    fields::Fields,
    instant,
    invoice_wire::{CustomerWire, customer},
};
use crate::sandbox::{
    amount,
    state::{
        World,
        feed::Feed,
        link::{LinkRefund, PaymentLink, State},
    },
};

/// Which further data the caller wants (`include`).
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each word of `include`")]
pub struct Include {
    sequence: bool,
    time: bool,
    meta: bool,
    refunds: bool,
    customer: bool,
}

impl Include {
    pub fn from(query: &Fields) -> Self {
        Self {
            sequence: query.includes("seq"),
            time: query.includes("time"),
            meta: query.includes("meta"),
            refunds: query.includes("refunds"),
            customer: query.includes("customer"),
        }
    }
}

#[derive(Serialize)]
pub struct Links {
    #[serde(rename = "Links")]
    links: Vec<Link>,
}

#[derive(Serialize)]
struct Link {
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<Times>,
}

/// PY reads these three.
#[derive(Serialize)]
struct Times {
    creation: String,
    expiration: Option<String>,
    lastupdate: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    /// Whether it can still be paid.
    active: bool,
    /// The way to pay that was chosen, by the creditor or by the customer (PY, JV).
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// The one it was paid with.
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
    let (all, include) = (query.flag("all"), Include::from(&query));
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
        seq: include.sequence.then_some(link.sequence),
        id: link.id,
        ct: link.profile,
        amount: amount::number(link.amount),
        msg: link.title.clone(),
        reference: link.reference.clone(),
        state: link.state.code(),
        meta: include.meta.then(|| meta(world, link)),
        customer: owner.filter(|_| include.customer).map(customer),
        refunds: include.refunds.then(|| link.refunds.iter().map(refund).collect()),
        time: include.time.then(|| times(world, link)),
    }
}

fn times(world: &World, link: &PaymentLink) -> Times {
    let changed = world.link_changes.get(link.sequence).map_or(link.created_at, |entry| entry.at);
    Times { creation: instant(link.created_at), expiration: link.expires_at.map(instant), lastupdate: instant(changed) }
}

fn meta(world: &World, link: &PaymentLink) -> Meta {
    let invoice = link.invoice.and_then(|id| world.invoices.get(&id));
    Meta {
        active: link.can_be_paid(),
        method: link.method.clone(),
        payment_method: link.method.clone().filter(|_| link.state == State::Paid),
        invoice: invoice.map(|invoice| invoice.number.clone()),
        expiry: link.expires_at.map(instant),
        tx: link.debits.clone(),
    }
}

fn refund(refund: &LinkRefund) -> Refund {
    Refund { id: refund.id.clone(), amount: amount::number(refund.amount), timestamp: instant(refund.at) }
}
