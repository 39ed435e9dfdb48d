//! `POST` and `GET /creditor/collect`, `GET /creditor/collect/query` (source 5).

use actix_web::HttpResponse;
use chrono::{DateTime, NaiveDate};
use serde::Serialize;
use serde_json::Number;

use super::{Answer, call::Call, instant, page::PageLinks};
use crate::sandbox::{
    amount,
    refusal::Refusal,
    state::{World, collection::Collection, debit::State},
};

/// Twikey's page size.
const PAGE: usize = 50;

/// One of them is set when a batch was sent; all mandates of the sandbox are recurring.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    frst_msg_id: Option<String>,
    rcur_msg_id: Option<String>,
}

/// Sends what waits in a profile to the bank, which answers later.
pub fn collect(call: &Call) -> Answer {
    let form = call.form();
    let profile = form.profile()?;
    let day = form.date("colltndt")?;
    let until =
        form.number("until")?.map(|millis| DateTime::from_timestamp_millis(millis).ok_or(Refusal::invalid("until")));
    let until = until.transpose()?;
    call.shared.change(|world, now| {
        if !world.profiles.contains_key(&profile) {
            return Err(Refusal::new("err_no_such_ct").into());
        }
        let sent = world.collect(profile, day, until, now).and_then(|id| world.collections.get(&id));
        let rcur_msg_id = sent.map(|collection| collection.pmtinf.clone());
        Ok(HttpResponse::Ok().json(Sent { frst_msg_id: None, rcur_msg_id }))
    })
}

#[derive(Serialize)]
struct Statuses {
    #[serde(rename = "Sdds")]
    sdds: Vec<Status>,
}

#[derive(Serialize)]
struct Status {
    id: u64,
    pmtinfid: String,
    ct: u32,
    tx: usize,
    amount: Number,
    #[serde(rename = "final")]
    is_final: bool,
}

/// One batch by id or name, the latest ones without either.
pub fn detail(call: &Call) -> Answer {
    let query = call.query();
    let id: Option<u64> = query.number("id")?;
    let name = query.text("pmtinfid");
    call.shared.look(|world, _| {
        let wanted =
            |it: &&Collection| id.is_none_or(|id| it.id == id) && name.as_ref().is_none_or(|name| it.pmtinf == *name);
        let found = world.collections.values().rev().filter(wanted).take(PAGE);
        let sdds = found.map(|collection| status(world, collection)).collect();
        Ok(HttpResponse::Ok().json(Statuses { sdds }))
    })
}

fn status(world: &World, collection: &Collection) -> Status {
    Status {
        id: collection.id,
        pmtinfid: collection.pmtinf.clone(),
        ct: collection.profile,
        tx: collection.debits.len(),
        amount: amount::number(collection.amount),
        is_final: is_answered(world, collection),
    }
}

/// Whether the bank has answered all of it.
fn is_answered(world: &World, collection: &Collection) -> bool {
    let open = |id: &u64| world.debits.get(id).is_some_and(|debit| debit.state == State::Open);
    !collection.debits.iter().any(open)
}

#[derive(Serialize)]
struct Found {
    collections: Vec<FoundBatch>,
    #[serde(rename = "_links")]
    links: PageLinks,
}

#[derive(Serialize)]
struct FoundBatch {
    id: u64,
    pmtinfid: String,
    ct: u32,
    tx: usize,
    /// A text here, a number elsewhere.
    amount: String,
    status: &'static str,
    reqcolldt: String,
    generated: String,
    progress: &'static str,
}

/// Batches by profile and dates, newest first. None is ever archived or cancelled here.
pub fn query(call: &Call) -> Answer {
    let query = call.query();
    let profile: Option<u32> = query.number("ct")?;
    let page: usize = query.number("page")?.unwrap_or(0);
    let sent = match query.text("state").map(|state| state.to_ascii_lowercase()).as_deref() {
        None | Some("sent") => true,
        Some("archived" | "cancelled") => false,
        Some(_) => return Err(Refusal::about("err_invalid_state", "state").into()),
    };
    let (generated, requested) = (query.date("generated")?, query.date("reqcolldt")?);
    let (from, until) = (query.date("from")?, query.date("until")?);
    let on = |wanted: Option<NaiveDate>, day: NaiveDate| wanted.is_none_or(|wanted| wanted == day);
    let wanted = |it: &&Collection| {
        let made = it.at.date_naive();
        sent && profile.is_none_or(|profile| it.profile == profile)
            && on(generated, made)
            && on(requested, it.requested_on)
            && from.is_none_or(|from| made >= from)
            && until.is_none_or(|until| made < until)
    };
    call.shared.look(|world, _| {
        let found = world.collections.values().rev().filter(wanted).skip(page.saturating_mul(PAGE)).take(PAGE);
        let collections = found.map(found_batch).collect();
        let links = PageLinks { this: format!("/creditor/collect/query?page={page}"), next: None };
        Ok(HttpResponse::Ok().json(Found { collections, links }))
    })
}

fn found_batch(collection: &Collection) -> FoundBatch {
    FoundBatch {
        id: collection.id,
        pmtinfid: collection.pmtinf.clone(),
        ct: collection.profile,
        tx: collection.debits.len(),
        amount: amount::text(collection.amount),
        status: "Sent",
        reqcolldt: collection.requested_on.to_string(),
        generated: instant(collection.at),
        progress: "sent",
    }
}
