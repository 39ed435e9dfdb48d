//! Many invoices in one call: a batch that is worked off row by row (source 4.4).

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{World, booking::NewInvoice};
use crate::sandbox::refusal::Refusal;

/// So many batches are remembered.
const KEPT: usize = 100;

/// A batch takes so long, or one look at it (emulator choice: how long Twikey takes is unknown).
const MOMENT: TimeDelta = TimeDelta::seconds(1);

/// A batch of no more rows is ready at once: PY's own test looks only once.
const SMALL: usize = 10;

/// What became of a bulk call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub rows: Vec<Row>,
    /// Somebody asked for the result and was told to wait.
    pub looked_at: bool,
}

/// What became of one invoice of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The invoice's id, also of one that was refused.
    pub invoice: Uuid,
    /// The refusal's code, and what it is about.
    pub refused: Option<(String, Option<String>)>,
}

/// An invoice of a bulk call, read as far as possible.
pub type Read = Result<NewInvoice, (Uuid, Refusal)>;

impl World {
    /// Books what can be booked; a row that is refused does not hold up the others.
    pub fn book_all(&mut self, batch: Uuid, invoices: Vec<Read>, now: DateTime<Utc>) {
        let rows = invoices.into_iter().map(|read| {
            let (invoice, refusal) = match read {
                Ok(new) => (new.id, self.book(new, now).err()),
                Err((id, refusal)) => (id, Some(refusal)),
            };
            Row { invoice, refused: refusal.map(|refusal| (refusal.code.to_owned(), refusal.extra)) }
        });
        let rows = rows.collect();
        self.batches.push_back(Batch { id: batch, at: now, rows, looked_at: false });
        if self.batches.len() > KEPT {
            self.batches.pop_front();
        }
    }

    /// The result of a batch, `None` while it is being worked off.
    pub fn batch(&mut self, id: Uuid, now: DateTime<Utc>) -> Result<Option<&Batch>, Refusal> {
        let found = self.batches.iter_mut().rev().find(|batch| batch.id == id);
        let batch = found.ok_or_else(|| Refusal::about("err_not_found", id.to_string()))?;
        let ready = batch.looked_at || batch.rows.len() <= SMALL || now - batch.at >= MOMENT;
        batch.looked_at = true;
        Ok(ready.then_some(&*batch))
    }
}

/// The latest batches, oldest first.
pub type Batches = VecDeque<Batch>;
