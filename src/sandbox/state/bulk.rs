//! Many invoices, or many debits, in one call: a batch that is worked off row by row (source 4.4, 5).

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{World, booking::NewInvoice, debit::NewDebit};
use crate::sandbox::refusal::Refusal;

/// How many batches are remembered.
const KEPT: usize = 100;

/// A batch takes so long, or one look at it (emulator choice: how long Twikey takes is unknown).
const MOMENT: TimeDelta = TimeDelta::seconds(1);

/// A batch of no more rows is ready at once: the tests of PY and ND look only once.
const SMALL: usize = 10;

/// What became of a bulk call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub rows: Rows,
    /// Somebody asked for the result and was told to wait.
    pub looked_at: bool,
}

/// The rows of a batch, which are all of a kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Rows {
    Invoices(Vec<InvoiceRow>),
    Debits(Vec<DebitRow>),
}

impl Rows {
    pub const fn len(&self) -> usize {
        match self {
            Self::Invoices(rows) => rows.len(),
            Self::Debits(rows) => rows.len(),
        }
    }

    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What became of one invoice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoiceRow {
    /// The invoice's id, also of one that was refused.
    pub invoice: Uuid,
    pub refused: Option<Refused>,
}

/// What became of one debit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DebitRow {
    /// A debit that was refused has none.
    pub debit: Option<u64>,
    pub mandate: Option<String>,
    pub reference: Option<String>,
    pub refused: Option<Refused>,
}

/// The refusal's code, and what it is about.
pub type Refused = (String, Option<String>);

/// An invoice of a bulk call, read as far as possible.
pub type ReadInvoice = Result<NewInvoice, (Uuid, Refusal)>;

/// The same for a debit, with the mandate and the key it names.
#[derive(Debug)]
pub struct ReadDebit {
    pub mandate: Option<String>,
    pub reference: Option<String>,
    pub read: Result<NewDebit, Refusal>,
}

impl World {
    /// Books what can be booked; a row that is refused does not hold up the others.
    pub fn book_all(&mut self, batch: Uuid, invoices: Vec<ReadInvoice>, now: DateTime<Utc>) {
        let rows = invoices.into_iter().map(|read| {
            let (invoice, refusal) = match read {
                Ok(new) => (new.id, self.book(new, now).err()),
                Err((id, refusal)) => (id, Some(refusal)),
            };
            InvoiceRow { invoice, refused: refusal.map(refused) }
        });
        let rows = Rows::Invoices(rows.collect());
        self.remember(batch, rows, now);
    }

    /// Makes the debits that can be made.
    pub fn debit_all(&mut self, batch: Uuid, debits: Vec<ReadDebit>, now: DateTime<Utc>) {
        let rows = debits.into_iter().map(|ReadDebit { mandate, reference, read }| {
            let (debit, refusal) = match read.and_then(|new| self.add_debit(new, now)) {
                Ok(debit) => (Some(debit), None),
                Err(refusal) => (None, Some(refusal)),
            };
            DebitRow { debit, mandate, reference, refused: refusal.map(refused) }
        });
        let rows = Rows::Debits(rows.collect());
        self.remember(batch, rows, now);
    }

    fn remember(&mut self, id: Uuid, rows: Rows, now: DateTime<Utc>) {
        self.batches.push_back(Batch { id, at: now, rows, looked_at: false });
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

fn refused(refusal: Refusal) -> Refused {
    (refusal.code.to_owned(), refusal.extra)
}

/// The latest batches, oldest first.
pub type Batches = VecDeque<Batch>;
