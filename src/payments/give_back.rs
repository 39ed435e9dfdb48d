//! Asking Twikey to give money back.
//!
//! Twikey would pay twice when asked twice, and has no key that tells a repetition. So it is written down first that it is
//! about to be asked; whatever is unclear after that is for a person to look up, and never asked again by itself.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::queries;
use crate::{
    app::App,
    invoices,
    jobs::{self, Failure, Job, TaskResult},
    mandates,
    twikey::{self, InvoiceAction, code},
};

/// What pages explain when nobody knows whether Twikey has heard it.
const UNCLEAR: &str = "refund.unclear";

pub async fn run(app: &App, job: &Job, id: Uuid) -> TaskResult {
    let now = app.clock.now();
    let twikey = app.twikey.as_ref().ok_or_else(mandates::no_twikey)?;
    let mut tx = app.db.write().await?;
    let Some(refund) = queries::refund(&mut tx, id).await? else {
        drop(tx);
        return done(app, job, id, None).await;
    };
    let twikey_id = invoices::find(&mut tx, refund.invoice_id).await?.and_then(|invoice| invoice.twikey_id);
    let begins = queries::begin_refund(&mut tx, id, now).await?;
    tx.commit().await?;
    let Some(twikey_id) = twikey_id.filter(|_| begins) else {
        // Told already, or cut off in the middle of it.
        return if refund.told_at.is_some() { done(app, job, id, None).await } else { unclear(app, job, id).await };
    };

    let action = InvoiceAction::Refund { message: refund.reason, amount: refund.amount };
    match twikey.invoice_action(twikey_id, &action).await {
        Ok(()) => done(app, job, id, Some(now)).await,
        Err(error) if is_unheard(&error) => {
            let mut tx = app.db.write().await?;
            queries::reset_refund(&mut tx, id).await?;
            tx.commit().await?;
            Err(error.into())
        }
        Err(error) if error.is_temporary() || error.is_unclear() => unclear(app, job, id).await,
        Err(error) => failed(app, job, id, error.into()).await,
    }
}

/// Twikey did not get as far as doing anything, and it passes.
fn is_unheard(error: &twikey::Error) -> bool {
    [code::UNREACHABLE, code::RATE_LIMIT, code::CALL_IN_PROGRESS].iter().any(|code| error.is(code))
}

async fn done(app: &App, job: &Job, id: Uuid, told_at: Option<DateTime<Utc>>) -> TaskResult {
    let mut tx = app.db.write().await?;
    if told_at.is_some() {
        queries::end_refund(&mut tx, id, told_at, None).await?;
    }
    jobs::finish(&mut tx, app.clock.now(), job).await?;
    Ok(tx.commit().await?)
}

async fn unclear(app: &App, job: &Job, id: Uuid) -> TaskResult {
    failed(app, job, id, Failure::needs_person(UNCLEAR, "cut off while Twikey was told of a refund")).await
}

/// The record says why, and the job waits for a person.
async fn failed(app: &App, job: &Job, id: Uuid, failure: Failure) -> TaskResult {
    let mut tx = app.db.write().await?;
    queries::end_refund(&mut tx, id, None, Some(&failure.code)).await?;
    jobs::fail(&mut tx, app.clock.now(), job, &failure).await?;
    Ok(tx.commit().await?)
}
