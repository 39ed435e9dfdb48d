//! What moves the whole sandbox: its clock, its banks, its faults, its webhooks.

use actix_web::{
    HttpResponse,
    web::{Json, Path},
};
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::json;

use super::{Shared, unknown, view::Now};
use crate::sandbox::state::{World, faults::Fault};

/// A test that moves the clock further has made a mistake.
const FARTHEST: i64 = 10 * 366 * 86_400;

/// `POST /_sandbox/bank-run`.
pub async fn run_bank(shared: Shared) -> HttpResponse {
    let run = shared.change(World::run_bank);
    let decision = |(reference, accepted): &(String, bool)| json!({ "reference": reference, "accepted": accepted });
    let decisions: Vec<_> = run.mandates.iter().map(decision).collect();
    HttpResponse::Ok().json(json!({ "decisions": decisions, "debits": run.debits, "refunds": run.refunds }))
}

/// `GET /_sandbox/clock`.
pub async fn clock(shared: Shared) -> HttpResponse {
    HttpResponse::Ok().json(Now { now: shared.now() })
}

#[derive(Deserialize)]
pub struct Advance {
    advance_seconds: i64,
}

/// `POST /_sandbox/clock`: time moves ahead only.
pub async fn advance(shared: Shared, body: Json<Advance>) -> HttpResponse {
    if !(0..=FARTHEST).contains(&body.advance_seconds) {
        let message = "advance_seconds must be positive and at most ten years";
        return HttpResponse::BadRequest().json(json!({ "code": "err_invalid_params", "message": message }));
    }
    shared.advance(TimeDelta::seconds(body.advance_seconds));
    HttpResponse::Ok().json(Now { now: shared.now() })
}

/// `GET /_sandbox/faults`: those still to strike.
pub async fn faults(shared: Shared) -> HttpResponse {
    shared.look(|world, _| HttpResponse::Ok().json(&world.faults))
}

/// `POST /_sandbox/faults`.
pub async fn add_fault(shared: Shared, fault: Json<Fault>) -> HttpResponse {
    shared.change(|world, _| {
        world.faults.push(fault.into_inner());
        HttpResponse::Ok().json(&world.faults)
    })
}

/// `DELETE /_sandbox/faults`.
pub async fn clear_faults(shared: Shared) -> HttpResponse {
    shared.change(|world, _| world.faults.clear());
    HttpResponse::NoContent().finish()
}

/// `DELETE /_sandbox/mailbox`.
pub async fn clear_mailbox(shared: Shared) -> HttpResponse {
    shared.change(|world, _| world.mailbox.clear());
    HttpResponse::NoContent().finish()
}

/// `POST /_sandbox/webhooks/{id}/repetition`.
pub async fn repeat_webhook(shared: Shared, id: Path<u64>) -> HttpResponse {
    if shared.change(|world, now| world.deliveries.repeat(*id, now)) {
        HttpResponse::NoContent().finish()
    } else {
        unknown("no such delivery")
    }
}

/// `POST /_sandbox/webhook-test`: the test button of Twikey's settings.
pub async fn test_webhook(shared: Shared) -> HttpResponse {
    let called = shared.change(World::ring_test);
    HttpResponse::Ok().json(json!({ "webhooks": called }))
}

/// `POST /_sandbox/feed-reset`.
pub async fn reset_feeds(shared: Shared) -> HttpResponse {
    shared.change(|world, _| world.reset_feeds());
    HttpResponse::NoContent().finish()
}

/// `DELETE /_sandbox/sessions`: every client must log in again.
pub async fn end_sessions(shared: Shared) -> HttpResponse {
    shared.change(|world, _| world.sessions.close_all());
    HttpResponse::NoContent().finish()
}

/// `POST /_sandbox/quiet`: waits until every webhook that is due was tried.
pub async fn quiet(shared: Shared) -> HttpResponse {
    shared.webhooks_tried().await;
    HttpResponse::NoContent().finish()
}
