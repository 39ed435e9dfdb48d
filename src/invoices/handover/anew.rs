//! Handing an invoice over anew, because Twikey's record of it no longer says what is owed or how it is collected: how it
//! stands there, taking it back, and telling Twikey of it once more.

use uuid::Uuid;

use crate::{
    app::App,
    db::{self, Tx},
    invoices::{Invoice, queries},
    jobs::{self, Task},
    twikey::{Client, Error, InvoiceState, code},
};

/// How an invoice stands at Twikey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtTwikey {
    /// Twikey does not know it, or not any more.
    Gone,
    /// It can be paid, collected and taken back.
    Open,
    /// A debit is under way, and decides first.
    Collecting,
    /// Paid or closed; the feeds tell.
    Over,
}

pub async fn look(twikey: &Client, id: Uuid) -> Result<AtTwikey, Error> {
    Ok(match twikey.invoice(id).await?.map(|found| found.state) {
        None => AtTwikey::Gone,
        Some(InvoiceState::Booked | InvoiceState::Expired) => AtTwikey::Open,
        Some(InvoiceState::Pending) => AtTwikey::Collecting,
        Some(InvoiceState::Paid | InvoiceState::Archived | InvoiceState::Other(_)) => AtTwikey::Over,
    })
}

/// How it stands after a call that ends in `done`. A call that came too late for the state that the invoice was in has
/// done nothing.
pub async fn after(twikey: &Client, id: Uuid, answer: Result<(), Error>, done: AtTwikey) -> Result<AtTwikey, Error> {
    match answer {
        Ok(()) => Ok(done),
        Err(error) if error.is(code::INVALID_STATE) || error.is(code::NOT_FOUND) => look(twikey, id).await,
        Err(error) => Err(error),
    }
}

/// Takes Twikey's record back, as long as it is open.
pub async fn take_back(twikey: &Client, id: Uuid) -> Result<AtTwikey, Error> {
    match look(twikey, id).await? {
        AtTwikey::Open => after(twikey, id, twikey.delete_invoice(id).await, AtTwikey::Gone).await,
        other => Ok(other),
    }
}

/// Tells Twikey of it once more, under another id, because Twikey keeps the one that was taken back. The invoice is taken in
/// this transaction.
pub async fn hand_over_anew(tx: &mut Tx, app: &App, invoice: &mut Invoice) -> db::Result<()> {
    let now = app.clock.now();
    if invoice.hand_over_anew(Uuid::now_v7(), now) {
        queries::update(tx, invoice).await?;
        jobs::enqueue_unless_waiting(tx, now, &Task::HandOverInvoices).await?;
    }
    Ok(())
}
