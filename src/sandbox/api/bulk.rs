//! What the bulk calls have in common: `/invoice/bulk` and `/transaction/bulk` (source 4.4, 5).

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Answer, call::Call, error::Failure};
use crate::sandbox::{
    refusal::Refusal,
    state::bulk::{Refused, Rows},
};

/// Twikey's limit for one call.
const MOST: usize = 5000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    batch_id: Uuid,
}

/// The rows of a call: a JSON array.
pub fn rows(call: &Call) -> Result<Vec<Value>, Refusal> {
    let rows: Vec<Value> = serde_json::from_slice(&call.body).map_err(|_| Refusal::new("err_invalid_params"))?;
    if rows.is_empty() || rows.len() > MOST { Err(Refusal::new("err_invalid_params")) } else { Ok(rows) }
}

pub fn created(batch_id: Uuid) -> HttpResponse {
    HttpResponse::Ok().json(Created { batch_id })
}

/// What became of each row of the batch that the call names; 409 while it is being worked off. `show` knows one kind of
/// rows: a batch of the other kind is unknown.
pub fn result<E: Serialize>(call: &Call, show: impl FnOnce(&Rows) -> Option<Vec<E>>) -> Answer {
    let given = call.query().required("batchId")?;
    let unknown = || Refusal::about("err_not_found", &given);
    let id = Uuid::try_parse(&given).map_err(|_| unknown())?;
    call.shared.change(|world, now| match world.batch(id, now)? {
        Some(batch) => Ok(HttpResponse::Ok().json(show(&batch.rows).ok_or_else(unknown)?)),
        None => Err(Failure::Conflict(Refusal::about("err_call_in_progress", &given))),
    })
}

/// `OK`, or the code of the refusal, and what that is about.
pub fn status(refused: Option<&Refused>) -> (String, Option<String>) {
    refused.cloned().unwrap_or_else(|| ("OK".into(), None))
}
