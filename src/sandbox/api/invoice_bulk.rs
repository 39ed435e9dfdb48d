//! `POST /creditor/invoice/bulk` and `GET /creditor/invoice/bulk?batchId=` (source 4.4).

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{
    Answer, bulk,
    call::Call,
    invoice::{Manner, parse},
};
use crate::sandbox::{
    refusal::Refusal,
    state::bulk::{InvoiceRow, ReadInvoice, Rows},
};

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
    let manner = Manner::of(call);
    let invoices = bulk::rows(call)?.iter().map(|row| read(row, &manner)).collect();
    let batch = Uuid::new_v4();
    call.shared.change(|world, now| world.book_all(batch, invoices, now));
    Ok(bulk::created(batch))
}

fn read(row: &Value, manner: &Manner) -> ReadInvoice {
    let id = || row["id"].as_str().and_then(|id| Uuid::try_parse(id).ok()).unwrap_or_else(Uuid::new_v4);
    let object = row.as_object().ok_or_else(|| (id(), Refusal::new("err_invalid_params")))?;
    parse(object, manner).map_err(|refusal| (id(), refusal))
}

/// What became of each row; 409 while the batch is being worked off.
pub fn result(call: &Call) -> Answer {
    bulk::result(call, |rows| match rows {
        Rows::Invoices(rows) => Some(rows.iter().map(entry).collect()),
        Rows::Debits(_) => None,
    })
}

fn entry(row: &InvoiceRow) -> Entry {
    let (status, extra) = bulk::status(row.refused.as_ref());
    Entry { id: row.invoice, status, extra }
}
