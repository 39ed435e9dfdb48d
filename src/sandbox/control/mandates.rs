//! What customers and banks do to one mandate: `/_sandbox/mandates/{ref}/…`, and replies to SMS.

use actix_web::{
    HttpResponse,
    web::{Json, Path},
};
use serde::Deserialize;

use super::{Shared, or_default, refused, unknown, view};
use crate::sandbox::{refusal::Refusal, state::signing::Attempt};

/// `POST …/signature`: the customer is on the signing page.
pub async fn sign(shared: Shared, reference: Path<String>, attempt: Json<Attempt>) -> HttpResponse {
    let finished = shared.change(|world, now| {
        let key = world.mandate(&reference)?.link.key.clone();
        world.open_link(&key, now);
        world.sign(&reference, attempt.into_inner(), now)
    });
    finished.map_or_else(|refusal| refused(&refusal), |finished| HttpResponse::Ok().json(finished))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Cancellation {
    reason: Option<String>,
}

/// `POST …/cancellation`: the debtor cancels in the portal.
pub async fn cancel(shared: Shared, reference: Path<String>, body: Option<Json<Cancellation>>) -> HttpResponse {
    let reason = or_default(body).reason.unwrap_or_else(|| "Cancelled by the debtor".into());
    let done = shared.change(|world, now| {
        let by = world.debtor_of(&reference)?;
        world.cancel(&reference, &reason, &by, now)
    });
    show(&shared, &reference, done)
}

/// `POST …/suspension`: somebody at the creditor suspends it on Twikey's own pages.
pub async fn suspend(shared: Shared, reference: Path<String>) -> HttpResponse {
    let done = shared.change(|world, now| {
        let by = world.creditor.email.clone();
        world.suspend(&reference, &by, now)
    });
    show(&shared, &reference, done)
}

/// `DELETE …/suspension`: and resumes it.
pub async fn resume(shared: Shared, reference: Path<String>) -> HttpResponse {
    let done = shared.change(|world, now| {
        let by = world.creditor.email.clone();
        world.resume(&reference, &by, now)
    });
    show(&shared, &reference, done)
}

/// `POST …/expiry`: the link ends before its time.
pub async fn expire(shared: Shared, reference: Path<String>) -> HttpResponse {
    let done = shared.change(|world, now| world.expire(&reference, now));
    show(&shared, &reference, done)
}

#[derive(Deserialize)]
pub struct Account {
    iban: String,
    bic: Option<String>,
}

/// `PUT …/account`: the debtor changes the account in the portal.
pub async fn change_account(shared: Shared, reference: Path<String>, account: Json<Account>) -> HttpResponse {
    let done = shared.change(|world, now| {
        let by = world.debtor_of(&reference)?;
        world.change_account(&reference, Some(&account.iban), account.bic.as_deref(), &by, now)
    });
    show(&shared, &reference, done)
}

#[derive(Deserialize)]
pub struct Reply {
    text: String,
}

/// `POST /_sandbox/phone/{id}/reply`: the customer answers an SMS.
pub async fn reply(shared: Shared, id: Path<u64>, reply: Json<Reply>) -> HttpResponse {
    match shared.change(|world, now| world.reply(*id, &reply.text, now)) {
        Some(Ok(finished)) => HttpResponse::Ok().json(finished),
        Some(Err(refusal)) => refused(&refusal),
        None => unknown("no such SMS, or it is answered already"),
    }
}

fn show(shared: &Shared, reference: &str, done: Result<(), Refusal>) -> HttpResponse {
    match done {
        Ok(()) => view::show(shared, reference),
        Err(refusal) => refused(&refusal),
    }
}
