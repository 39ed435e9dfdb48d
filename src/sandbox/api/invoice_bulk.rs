//! `POST /creditor/invoice/bulk` and `GET /creditor/invoice/bulk?batchId=` (source 4.4).

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{
    Answer,
    call::Call,
    error::Failure,
    invoice::{Manner, parse},
};
use crate::sandbox::{
    refusal::Refusal,
    state::bulk::{Read, Row},
};

/// Twikey's limit for one call.
const MOST: usize = 5000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    batch_id: Uuid,
}

/// `OK`, or the code of the refusal; `extra` says what it is about (emulator choice).
#[derive(Serialize)]
struct Entry {
    id: Uuid,
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<String>,
}

/// Takes up to 5,000 invoices at once.
pub fn create(call: &Call) -> Answer {
    let rows: Vec<Value> = serde_json::from_slice(&call.body).map_err(|_| Refusal::new("err_invalid_params"))?;
    if rows.is_empty() || rows.len() > MOST {
        return Err(Refusal::new("err_invalid_params").into());
    }
    let manner = Manner::of(call);
    let invoices = rows.iter().map(|row| read(row, &manner)).collect();
    let batch_id = Uuid::new_v4();
    call.shared.change(|world, now| world.book_all(batch_id, invoices, now));
    Ok(HttpResponse::Ok().json(Created { batch_id }))
}

fn read(row: &Value, manner: &Manner) -> Read {
    let id = || row["id"].as_str().and_then(|id| Uuid::try_parse(id).ok()).unwrap_or_else(Uuid::new_v4);
    let object = row.as_object().ok_or_else(|| (id(), Refusal::new("err_invalid_params")))?;
    parse(object, manner).map_err(|refusal| (id(), refusal))
}

/// What became of each row; 409 while the batch is being worked off.
pub fn result(call: &Call) -> Answer {
    let given = call.query().required("batchId")?;
    let id = Uuid::try_parse(&given).map_err(|_| Refusal::about("err_not_found", &given))?;
    call.shared.change(|world, now| match world.batch(id, now)? {
        Some(batch) => Ok(HttpResponse::Ok().json(batch.rows.iter().map(entry).collect::<Vec<_>>())),
        None => Err(Failure::Conflict(Refusal::about("err_call_in_progress", &given))),
    })
}

fn entry(row: &Row) -> Entry {
    let (status, extra) = row.refused.clone().unwrap_or_else(|| ("OK".into(), None));
    Entry { id: row.invoice, status, extra }
}
