//! `/creditor/subscription` and below: debits that are made again and again (source 5.2).

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::Number;

use super::{Answer, call::Call, fields::Fields, page::PageLinks};
use crate::{
    domain::money::Cents,
    sandbox::{
        amount,
        api::fields::message,
        refusal::Refusal,
        state::subscription::{NewSubscription, Recurrence, Subscription, SubscriptionChange},
    },
};

/// Subscriptions of one page (emulator choice, as for mandates).
const PAGE: usize = 500;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SubscriptionWire {
    id: u64,
    state: &'static str,
    amount: Number,
    message: String,
    #[serde(rename = "ref")]
    reference: String,
    /// The sandbox has no plans.
    plan: u32,
    runs: u32,
    stop_after: Option<u32>,
    start: String,
    last: Option<String>,
    next: Option<String>,
    recurrence: String,
    mndt_id: String,
}

#[derive(Serialize)]
struct Found {
    #[serde(rename = "Subscriptions")]
    subscriptions: Vec<SubscriptionWire>,
    #[serde(rename = "_links")]
    links: PageLinks,
}

/// `POST`: the first debit is made on a day to come.
pub fn create(call: &Call) -> Answer {
    let form = call.form();
    let new = NewSubscription {
        mandate: form.reference()?,
        reference: form.short("ref", 250, "err_invalid_params")?,
        message: message(&form)?.ok_or(Refusal::missing("message"))?,
        amount: positive(&form)?.ok_or(Refusal::missing("amount"))?,
        start: form.date("start")?.ok_or(Refusal::missing("start"))?,
        recurrence: recurrence(&form)?.unwrap_or(Recurrence::Months(1)),
        stop_after: form.number("stopAfter")?.filter(|most| *most > 0),
    };
    call.shared.change(|world, now| Ok(HttpResponse::Ok().json(wire(world.subscribe(new, now)?))))
}

/// `GET …/{mndtId}/{ref}`
pub fn detail(call: &Call) -> Answer {
    let (mandate, reference) = named(call);
    call.shared.look(|world, _| Ok(HttpResponse::Ok().json(wire(world.subscription(&mandate, &reference)?))))
}

/// `POST …/{mndtId}/{ref}`. What is absent stays as it is: ND sends only what it changes.
pub fn update(call: &Call) -> Answer {
    change(call)?;
    Ok(HttpResponse::NoContent().finish())
}

/// `PATCH …/{mndtId}/{ref}`: the same, answered with the subscription.
pub fn patch(call: &Call) -> Answer {
    Ok(HttpResponse::Ok().json(change(call)?))
}

fn change(call: &Call) -> Result<SubscriptionWire, Refusal> {
    let (mandate, reference) = named(call);
    let form = call.form();
    let change = SubscriptionChange {
        mandate: form.text("mndtId").map(|other| other.to_uppercase()),
        message: message(&form)?,
        amount: positive(&form)?,
        start: form.date("start")?,
        recurrence: recurrence(&form)?,
        stop_after: form.number("stopAfter")?.filter(|most| *most > 0),
    };
    call.shared.change(|world, now| world.change_subscription(&mandate, &reference, change, now).map(wire))
}

/// `DELETE …/{mndtId}/{ref}`
pub fn cancel(call: &Call) -> Answer {
    let (mandate, reference) = named(call);
    call.shared.change(|world, _| world.cancel_subscription(&mandate, &reference))?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST …/{mndtId}/{ref}/{action}`
pub fn act(call: &Call) -> Answer {
    let (mandate, reference, action): (String, String, String) = call.segments();
    let resting = match action.as_str() {
        "suspend" => true,
        "resume" => false,
        _ => return Err(Refusal::invalid("action").into()),
    };
    let mandate = mandate.to_uppercase();
    call.shared.change(|world, now| world.rest_subscription(&mandate, &reference, resting, now))?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET …/query?mndtId=&customerNumber=&state=&page=`. The answer's shape is that of the other queries (emulator choice).
pub fn query(call: &Call) -> Answer {
    let query = call.query();
    let mandate = query.text("mndtId").map(|reference| reference.to_uppercase());
    let (number, state) = (query.text("customerNumber"), query.text("state"));
    let page: usize = query.number("page")?.unwrap_or(0);
    call.shared.look(|world, _| {
        let owner = |it: &Subscription| world.mandates.get(&it.mandate).and_then(|it| world.customer_of(it).number);
        let wanted = |it: &&Subscription| {
            mandate.as_ref().is_none_or(|mandate| *mandate == it.mandate)
                && (number.is_none() || owner(it) == number)
                && state.as_deref().is_none_or(|state| state == it.state.code())
        };
        let found = world.subscriptions.values().filter(wanted).skip(page.saturating_mul(PAGE));
        let subscriptions: Vec<_> = found.clone().take(PAGE).map(wire).collect();
        let link = |page| format!("/creditor/subscription/query?page={page}");
        let links = PageLinks { this: link(page), next: found.clone().nth(PAGE).map(|_| link(page + 1)) };
        Ok(HttpResponse::Ok().json(Found { subscriptions, links }))
    })
}

/// Mandate and key as the address names them.
fn named(call: &Call) -> (String, String) {
    let (mandate, reference): (String, String) = call.segments();
    (mandate.to_uppercase(), reference)
}

fn positive(form: &Fields) -> Result<Option<Cents>, Refusal> {
    match form.amount("amount")? {
        Some(amount) if amount <= Cents::ZERO => Err(Refusal::about("err_invalid_amount", "amount")),
        amount => Ok(amount),
    }
}

fn recurrence(form: &Fields) -> Result<Option<Recurrence>, Refusal> {
    form.text("recurrence").map(|given| given.parse().map_err(|_| Refusal::invalid("recurrence"))).transpose()
}

fn wire(subscription: &Subscription) -> SubscriptionWire {
    SubscriptionWire {
        id: subscription.id,
        state: subscription.state.code(),
        amount: amount::number(subscription.amount),
        message: subscription.message.clone(),
        reference: subscription.reference.clone(),
        plan: 0,
        runs: subscription.runs,
        stop_after: subscription.stop_after,
        start: subscription.start.to_string(),
        last: subscription.last.map(|day| day.to_string()),
        next: subscription.next.map(|day| day.to_string()),
        recurrence: subscription.recurrence.to_string(),
        mndt_id: subscription.mandate.clone(),
    }
}
