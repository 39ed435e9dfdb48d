//! Telling Twikey that money came another way, so that it stops collecting what is not owed any more.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{Balance, Kind, Payment, queries};
use crate::{
    app::App,
    domain::money::Cents,
    invoices::{self, Invoice, State},
    jobs::{self, Failure, Job, TaskResult},
    mandates,
    tasks::Task,
    twikey::{self, Client, InvoiceAction, InvoiceState, PutState, code},
};

/// A debit that Twikey has begun and we have not heard of decides first; Twikey is asked again after so long.
const DEBIT_UNDER_WAY: TimeDelta = TimeDelta::hours(1);

/// What Twikey has to hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum News {
    /// Nothing is owed: paid elsewhere.
    Settled,
    /// Nothing is owed: credit notes have taken it back.
    Credited,
    /// Less is owed than Twikey was told: its record is taken back, and the invoice handed over anew with what is paid.
    Less,
    /// Nothing that can be said: it was never handed over, Twikey knows, or a debit is under way and decides first.
    Nothing,
}

/// Repeating it is harmless: an invoice that is paid or gone at Twikey cannot be paid or taken back again.
pub async fn run(app: &App, job: &Job, id: Uuid) -> TaskResult {
    let mut tx = app.db.read().await?;
    let invoice = invoices::find(&mut tx, id).await?;
    let payments = queries::of_invoice(&mut tx, id).await?;
    drop(tx);
    let Some((invoice, twikey_id)) = invoice.and_then(|invoice| Some((invoice.clone(), invoice.twikey_id?))) else {
        return finish(app, job).await;
    };
    let news = news(&invoice, &payments);
    if news == News::Nothing {
        return finish(app, job).await;
    }
    let twikey = app.twikey.as_ref().ok_or_else(mandates::no_twikey)?;
    let answer = match news {
        News::Settled => {
            let reason = invoice.number.clone().unwrap_or_default();
            let paid = InvoiceAction::PaidElsewhere { reason, on: app.clock.today() };
            twikey.invoice_action(twikey_id, &paid).await
        }
        News::Credited => twikey.put_invoice(twikey_id, PutState::Archived, invoice.issued_on, invoice.due_on).await,
        News::Less => {
            if !take_back(twikey, twikey_id).await? {
                return finish(app, job).await;
            }
            return hand_over_anew(app, job, &invoice).await;
        }
        News::Nothing => Ok(()),
    };
    match answer {
        Err(error) if !is_over(&error) => Err(error.into()),
        _ => finish(app, job).await,
    }
}

fn news(invoice: &Invoice, payments: &[Payment]) -> News {
    let balance = Balance::of(invoice.total, payments);
    match invoice.state {
        _ if invoice.handed_over_at.is_none() => News::Nothing,
        State::Paid if balance.received() > Cents::ZERO => News::Settled,
        State::Cancelled => News::Credited,
        State::HandedOver if balance.open() > Cents::ZERO && untold(invoice, payments) != Cents::ZERO => News::Less,
        _ => News::Nothing,
    }
}

/// What is settled beyond what Twikey was told and what it has reported itself since.
pub fn untold(invoice: &Invoice, payments: &[Payment]) -> Cents {
    let Some(since) = invoice.handed_over_at else { return Cents::ZERO };
    // With an event it has repeated what it was told.
    let is_twikeys = |payment: &Payment| payment.recorded_by.is_none() || payment.event_id.is_some();
    let is_reported =
        |payment: &&Payment| payment.kind != Kind::Credit && is_twikeys(payment) && payment.recorded_at >= since;
    let reported: i64 = payments.iter().filter(is_reported).map(|payment| payment.effect.0).sum();
    let told = invoice.told_settled.unwrap_or_default();
    Cents(Balance::of(invoice.total, payments).settled.0 - told.0 - reported)
}

/// Takes Twikey's record back. False: the money came there meanwhile, and the feeds tell.
async fn take_back(twikey: &Client, id: Uuid) -> Result<bool, Failure> {
    let wait = || Failure::retry_after(DEBIT_UNDER_WAY, "invoice.debit_under_way", "a debit is under way");
    match twikey.invoice(id).await?.map(|found| found.state) {
        // Taken back by a try before this one.
        None => return Ok(true),
        Some(InvoiceState::Pending) => return Err(wait()),
        Some(InvoiceState::Booked | InvoiceState::Expired) => {}
        Some(_) => return Ok(false),
    }
    match twikey.delete_invoice(id).await {
        Err(error) if error.is(code::INVALID_STATE) => Err(wait()),
        Err(error) if !error.is(code::NOT_FOUND) => Err(error.into()),
        _ => Ok(true),
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
