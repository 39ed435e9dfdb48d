//! `POST`, `GET` and `DELETE /creditor/payment/link`, `POST …/refund`, `GET /creditor/payment/methods` (source 5).

use actix_web::HttpResponse;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Serialize;
use serde_json::Number;

use super::{
    Answer,
    call::Call,
    channel::Channel,
    fields::Fields,
    link_wire::{self, Include},
};
use crate::{
    domain::money::Cents,
    sandbox::{
        amount, ids,
        refusal::Refusal,
        state::{
            World, debit,
            link::{METHODS, NewLink},
        },
    },
};

/// The ways to pay that a link may name; the pretended provider offers fewer by itself.
const NAMED_METHODS: [&str; 12] = [
    "bancontact",
    "ideal",
    "maestro",
    "mastercard",
    "visa",
    "inghomepay",
    "kbc",
    "belfius",
    "paypal",
    "googlepay",
    "applepay",
    "banktrans",
];

/// What the calls echo. A new link comes with its address.
#[derive(Serialize)]
struct Echo {
    id: u64,
    amount: Number,
    msg: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// Makes a payment link and, when asked to, sends it. Twikey's clients write `message` for `title` and `ref` for
/// `remittance`.
pub fn create(call: &Call) -> Answer {
    let form = call.form();
    let channel = Channel::asked_for(&form)?;
    call.shared.change(|world, now| {
        let new = read(&form, world, now)?;
        Channel::require(channel, world, &new.details)?;
        let id = world.add_link(new, now)?;
        match channel {
            Some(Channel::Email) => world.mail_link(id, now)?,
            Some(Channel::Sms) => world.text_link(id, now)?,
            None => {}
        }
        let link = world.link(id)?;
        let url = Some(world.link_url(link));
        Ok(HttpResponse::Ok().json(Echo { id, amount: amount::number(link.amount), msg: link.title.clone(), url }))
    })
}

fn read(form: &Fields, world: &World, now: DateTime<Utc>) -> Result<NewLink, Refusal> {
    const OTHER: &str = "err_invalid_params";
    let title = form.short("title", 140, OTHER)?.or(form.short("message", 140, OTHER)?);
    let amount = form.amount("amount")?.ok_or(Refusal::about("err_invalid_amount", "amount"))?;
    let method = form.text("method").map(|method| method.to_ascii_lowercase());
    if amount <= Cents::ZERO {
        return Err(Refusal::about("err_invalid_amount", "amount"));
    }
    if method.as_ref().is_some_and(|method| !NAMED_METHODS.contains(&method.as_str())) {
        return Err(Refusal::invalid("method"));
    }
    Ok(NewLink {
        key: ids::payment_key(),
        details: form.customer()?,
        // .NET always writes it, 0 when unset.
        profile: form.text("ct").filter(|ct| ct != "0").map(|_| form.profile()).transpose()?,
        title: title.ok_or(Refusal::about("err_msg_missing", "title"))?,
        reference: form.short("remittance", 140, OTHER)?.or(form.short("ref", 140, OTHER)?),
        amount,
        invoice: form.text("invoice"),
        debits: form.text("txref").map(|reference| failed_debits(world, &reference)).transpose()?.unwrap_or_default(),
        method,
        redirect_url: form.web_address("redirectUrl")?,
        place: form.short("place", 70, OTHER)?,
        expires_at: expiry(form, now)?,
    })
}

/// The failed debits with a reference; the link pays them.
fn failed_debits(world: &World, reference: &str) -> Result<Vec<u64>, Refusal> {
    let failed = world
        .debits
        .values()
        .filter(|debit| debit.state == debit::State::Error && debit.reference.as_deref() == Some(reference));
    let ids: Vec<_> = failed.map(|debit| debit.id).collect();
    if ids.is_empty() { Err(Refusal::about("err_no_transaction", "txref")) } else { Ok(ids) }
}

/// `expiry`: a time, or a day that is over at its end.
fn expiry(form: &Fields, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Refusal> {
    let is_day = form.text("expiry").is_some_and(|given| given.parse::<NaiveDate>().is_ok());
    let at = form.moment("expiry")?.map(|at| at.to_utc() + TimeDelta::days(i64::from(is_day)));
    if at.is_some_and(|at| at <= now) { Err(Refusal::about("err_invalid_date", "expiry")) } else { Ok(at) }
}

/// The link with an id, or the newest one with a reference.
pub fn detail(call: &Call) -> Answer {
    let query = call.query();
    let include = Include::from(&query);
    let (id, reference) = (query.text("id"), query.text("ref"));
    let wanted = id.as_ref().or(reference.as_ref()).cloned().ok_or(Refusal::missing("id"))?;
    call.shared.look(|world, _| {
        let by_id = |id: &String| world.links.get(&id.parse().ok()?);
        let by_reference = |reference: &String| world.links.values().rev().find(|link| link.reference == *reference);
        let found = id.as_ref().map_or_else(|| reference.as_ref().and_then(by_reference), by_id);
        let link = found.ok_or(Refusal::about("err_not_found", wanted))?;
        Ok(HttpResponse::Ok().json(link_wire::links(world, &[link], include)))
    })
}

/// Takes a link back: one that nobody opened is gone, any other one can only not be paid any more.
pub fn remove(call: &Call) -> Answer {
    let id = id(&call.query())?;
    call.shared.change(|world, now| world.remove_link(id, now))?;
    Ok(HttpResponse::Ok().finish())
}

/// Pays back what a link brought. The echo names the link, not the refund (5).
pub fn refund(call: &Call) -> Answer {
    let form = call.form();
    let id = id(&form)?;
    // PHP writes `msg`.
    let message = form.text("message").or_else(|| form.text("msg"));
    let message = message.ok_or(Refusal::about("err_msg_missing", "message"))?;
    let wanted = form.amount("amount")?;
    call.shared.change(|world, now| {
        let paid_back = world.refund_link(id, wanted, message.clone(), now)?;
        Ok(HttpResponse::Ok().json(Echo { id, amount: amount::number(paid_back), msg: message, url: None }))
    })
}

fn id(fields: &Fields) -> Result<u64, Refusal> {
    let given = fields.required("id")?;
    given.parse().map_err(|_| Refusal::about("err_not_found", given))
}

/// The ways to pay on a profile: every profile has those of the pretended provider. The answer's shape is inferred.
pub fn methods(call: &Call) -> Answer {
    let profile = call.query().profile()?;
    if !call.shared.look(|world, _| world.profiles.contains_key(&profile)) {
        return Err(Refusal::new("err_no_such_ct").into());
    }
    Ok(HttpResponse::Ok().json(METHODS))
}
