//! `POST /creditor/transaction/bulk` and `GET /creditor/transaction/bulk?batchId=` (source 5).

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Answer, bulk, call::Call, fields::Fields, transaction};
use crate::sandbox::{
    refusal::Refusal,
    state::bulk::{DebitRow, ReadDebit, Rows},
};

/// What the debit is called, and `OK` or the code of the refusal (ND); `extra` says what that is about (emulator choice).
#[derive(Serialize)]
struct Entry {
    id: Option<u64>,
    #[serde(rename = "ref")]
    reference: Option<String>,
    #[serde(rename = "mndtId")]
    mandate: Option<String>,
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<String>,
}

/// Takes up to 5,000 debits at once.
pub fn create(call: &Call) -> Answer {
    let debits = bulk::rows(call)?.iter().map(read).collect();
    let batch = Uuid::new_v4();
    call.shared.change(|world, now| world.debit_all(batch, debits, now));
    Ok(bulk::created(batch))
}

fn read(row: &Value) -> ReadDebit {
    let Some(object) = row.as_object() else {
        return ReadDebit { mandate: None, reference: None, read: Err(Refusal::new("err_invalid_params")) };
    };
    let fields = Fields::of_object(object);
    ReadDebit { mandate: fields.text("mndtId"), reference: fields.text("ref"), read: transaction::read(&fields) }
}

/// What became of each row; 409 while the batch is being worked off.
pub fn result(call: &Call) -> Answer {
    bulk::result(call, |rows| match rows {
        Rows::Debits(rows) => Some(rows.iter().map(entry).collect()),
        Rows::Invoices(_) => None,
    })
}

fn entry(row: &DebitRow) -> Entry {
    let (status, extra) = bulk::status(row.refused.as_ref());
    Entry { id: row.debit, reference: row.reference.clone(), mandate: row.mandate.clone(), status, extra }
}
