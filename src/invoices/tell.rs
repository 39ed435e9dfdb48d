//! Telling Twikey that money came another way, so that it stops collecting what is not owed any more.

use chrono::{NaiveDate, TimeDelta};
use uuid::Uuid;

use super::{
    Invoice, State,
    handover::anew::{self, AtTwikey},
    queries, untold,
};
use crate::{
    app::App,
    domain::money::Cents,
    jobs::{self, Failure, Job, TaskResult},
    payments::{self, Balance, Kind, Payment},
    settings,
    twikey::{InvoiceAction, PutState},
};

/// A debit that Twikey has begun and we have not heard of decides first; Twikey is asked again after so long.
const DEBIT_UNDER_WAY: TimeDelta = TimeDelta::hours(1);

/// How often to check whether Twikey has been switched on again in the settings.
const SWITCHED_OFF: TimeDelta = TimeDelta::hours(1);

/// What pages explain while Twikey is switched off in the settings.
pub const OFF: &str = "job.twikey_off";

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
    let settings = settings::read(&mut tx).await?;
    let invoice = queries::find(&mut tx, id).await?;
    let payments = payments::of_invoice(&mut tx, id).await?;
    drop(tx);
    let Some((invoice, twikey_id)) = invoice.and_then(|invoice| Some((invoice.clone(), invoice.twikey_id?))) else {
        return jobs::done(app, job).await;
    };
    let news = news(&invoice, &payments);
    if news == News::Nothing {
        return jobs::done(app, job).await;
    }
    // Otherwise Twikey would collect it once it is switched on again.
    let twikey = app.twikey_on(&settings).ok_or_else(|| Failure::retry_after(SWITCHED_OFF, OFF, "told later"))?;
    let standing = match news {
        News::Settled => {
            let reason = invoice.number.clone().unwrap_or_default();
            let on = noted_on(&payments).unwrap_or_else(|| app.clock.today());
            let answer = twikey.invoice_action(twikey_id, &InvoiceAction::PaidElsewhere { reason, on }).await;
            anew::after(twikey, twikey_id, answer, AtTwikey::Over).await?
        }
        News::Credited => {
            let answer = twikey.put_invoice(twikey_id, PutState::Archived, invoice.issued_on, invoice.due_on).await;
            anew::after(twikey, twikey_id, answer, AtTwikey::Over).await?
        }
        News::Less | News::Nothing => anew::take_back(twikey, twikey_id).await?,
    };
    match (standing, news) {
        (AtTwikey::Collecting | AtTwikey::Open, _) => {
            Err(Failure::retry_after(DEBIT_UNDER_WAY, "invoice.debit_under_way", "a debit is under way"))
        }
        (AtTwikey::Gone, News::Less) => hand_over_anew(app, job, &invoice).await,
        _ => jobs::done(app, job).await,
    }
}

fn news(invoice: &Invoice, payments: &[Payment]) -> News {
    let balance = Balance::of(invoice.total, payments);
    match invoice.state {
        _ if invoice.handed_over_at.is_none() => News::Nothing,
        // What Twikey brought itself it need not be told.
        State::Paid if balance.received() > Cents::ZERO && untold(invoice, payments) > Cents::ZERO => News::Settled,
        State::Cancelled => News::Credited,
        State::HandedOver if balance.open() > Cents::ZERO && untold(invoice, payments) != Cents::ZERO => News::Less,
        _ => News::Nothing,
    }
}

/// When staff say that the last of the money came.
fn noted_on(payments: &[Payment]) -> Option<NaiveDate> {
    let noted = payments.iter().filter(|payment| payment.kind == Kind::Payment && payment.recorded_by.is_some());
    noted.map(|payment| payment.booked_on).max()
}

async fn hand_over_anew(app: &App, job: &Job, told: &Invoice) -> TaskResult {
    let mut tx = app.db.write().await?;
    let taken = queries::take(&mut tx, told.id).await?;
    // Something else may have moved it meanwhile; then Twikey's feeds tell how it stands.
    if let Some(mut invoice) = taken.filter(|invoice| invoice.twikey_id == told.twikey_id) {
        anew::hand_over_anew(&mut tx, app, &mut invoice).await?;
    }
    jobs::finish(&mut tx, app.clock.now(), job).await?;
    Ok(tx.commit().await?)
}
