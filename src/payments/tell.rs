//! Telling Twikey that money came another way, so that it stops collecting what is not owed any more.

use uuid::Uuid;

use super::{Balance, queries};
use crate::{
    app::App,
    domain::money::Cents,
    invoices::{self, Invoice, State},
    jobs::{self, Failure, Job, TaskResult},
    mandates,
    tasks::Task,
    twikey::{self, InvoiceAction, code},
};

/// What Twikey has to hear.
enum News {
    /// Nothing is owed: paid elsewhere.
    Settled,
    /// Less is owed than Twikey knows: its record is taken back, and the invoice handed over anew with what is paid.
    Less,
    /// Nothing that can be said: it was never handed over, or a debit is under way and may bring more than is owed.
    Nothing,
}

/// Repeating it is harmless: an invoice that is paid or gone at Twikey cannot be paid or taken back again.
pub async fn run(app: &App, job: &Job, id: Uuid) -> TaskResult {
    let mut tx = app.db.read().await?;
    let invoice = invoices::find(&mut tx, id).await?;
    let balance = queries::balance(&mut tx, id).await?;
    drop(tx);
    let Some((invoice, twikey_id)) = invoice.and_then(|invoice| Some((invoice.clone(), invoice.twikey_id?))) else {
        return finish(app, job).await;
    };
    let twikey = app.twikey.as_ref().ok_or_else(mandates::no_twikey)?;
    match news(&invoice, balance) {
        News::Nothing => finish(app, job).await,
        News::Settled => {
            let reason = invoice.number.clone().unwrap_or_default();
            let paid = InvoiceAction::PaidElsewhere { reason, on: app.clock.today() };
            match twikey.invoice_action(twikey_id, &paid).await {
                Err(error) if !is_over(&error) => Err(error.into()),
                _ => finish(app, job).await,
            }
        }
        News::Less => match twikey.delete_invoice(twikey_id).await {
            Err(error) if !error.is(code::NOT_FOUND) => Err(error.into()),
            _ => hand_over_anew(app, job, &invoice).await,
        },
    }
}

fn news(invoice: &Invoice, balance: Balance) -> News {
    match invoice.state {
        State::Paid if balance.received() > Cents::ZERO => News::Settled,
        State::HandedOver if balance.settled > Cents::ZERO && balance.open() > Cents::ZERO => News::Less,
        _ => News::Nothing,
    }
}

/// Twikey knows it as paid or gone already.
fn is_over(error: &twikey::Error) -> bool {
    [code::NOT_FOUND, code::INVALID_STATE].iter().any(|code| error.is(code))
}

/// Under another id, because Twikey keeps the one that was taken back.
async fn hand_over_anew(app: &App, job: &Job, told: &Invoice) -> TaskResult {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let taken = invoices::take(&mut tx, told.id).await?;
    // Something else may have moved it meanwhile; then Twikey's feeds tell how it stands.
    if let Some(mut invoice) = taken.filter(|invoice| invoice.twikey_id == told.twikey_id)
        && invoice.hand_over_anew(Uuid::now_v7(), now)
    {
        invoices::update(&mut tx, &invoice).await?;
        jobs::enqueue_unless_waiting(&mut tx, now, &Task::HandOverInvoices).await?;
    }
    jobs::finish(&mut tx, now, job).await?;
    Ok(tx.commit().await?)
}

async fn finish(app: &App, job: &Job) -> TaskResult {
    let mut tx = app.db.write().await?;
    jobs::finish(&mut tx, app.clock.now(), job).await?;
    tx.commit().await.map_err(Failure::from)
}
