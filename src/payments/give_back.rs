//! Asking Twikey to give money back.
//!
//! Twikey would pay twice when asked twice, and has no key that tells a repetition. So it is written down first that it is
//! about to be asked; whatever is unclear after that is for a person to look up, and never asked again by itself. What
//! Twikey plainly refuses may be tried again, or be given back at the bank.

use uuid::Uuid;

use super::{queries, refund, tell};
use crate::{
    app::App,
    db::Tx,
    domain::money::Cents,
    invoices,
    jobs::{self, Failure, Job, TaskResult},
    settings,
    twikey::{self, InvoiceAction, code},
};

/// What pages explain when nobody knows whether Twikey has heard it.
const UNCLEAR: &str = "refund.unclear";

/// What pages explain when the money came back, or was given back, in another way.
const NOT_OVERPAID: &str = "refund.not_overpaid";

pub async fn run(app: &App, job: &Job, id: Uuid) -> TaskResult {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let settings = settings::read(&mut tx).await?;
    let Some(refund) = queries::refund(&mut tx, id).await?.filter(|refund| refund.told_at.is_none()) else {
        drop(tx);
        return jobs::done(app, job).await;
    };
    let invoice = invoices::take(&mut tx, refund.invoice_id).await?;
    let payments = queries::of_invoice(&mut tx, refund.invoice_id).await?;
    let mut others = queries::refunds(&mut tx, refund.invoice_id).await?;
    others.retain(|other| other.id != id);
    let overpaid = queries::balance(&mut tx, refund.invoice_id).await?.overpaid();
    let most = Cents(overpaid.0 - refund::under_way(&others, &payments).0);

    let twikey = app.twikey_on(&settings);
    let refusal = match (twikey, invoice.and_then(|invoice| invoice.twikey_id)) {
        // Cut off in the middle of it.
        _ if refund.tried_at.is_some() => Err(Failure::needs_person(UNCLEAR, "cut off while Twikey was told")),
        (None, _) => Err(Failure::needs_person(tell::OFF, "Twikey is off")),
        (_, None) => Err(Failure::needs_person(code::NOT_FOUND, "the invoice is not at Twikey")),
        _ if refund.amount > most => Err(Failure::needs_person(NOT_OVERPAID, "not as much is paid too much")),
        (Some(twikey), Some(twikey_id)) => Ok((twikey, twikey_id)),
    };
    let (twikey, twikey_id) = match refusal {
        Ok(found) => found,
        Err(failure) => return fail(tx, app, job, id, failure).await,
    };
    queries::begin_refund(&mut tx, id, now).await?;
    tx.commit().await?;

    let action = InvoiceAction::Refund { message: refund.reason, amount: refund.amount };
    match twikey.invoice_action(twikey_id, &action).await {
        Ok(()) => {
            let mut tx = app.db.write().await?;
            queries::end_refund(&mut tx, id, now).await?;
            jobs::finish(&mut tx, app.clock.now(), job).await?;
            Ok(tx.commit().await?)
        }
        Err(error) if is_unheard(&error) => {
            let mut tx = app.db.write().await?;
            queries::reset_refund(&mut tx, id).await?;
            tx.commit().await?;
            Err(error.into())
        }
        Err(error) if error.is_temporary() || error.is_unclear() => {
            let failure = Failure::needs_person(UNCLEAR, "no answer from Twikey");
            fail(app.db.write().await?, app, job, id, failure).await
        }
        Err(error) => {
            let mut tx = app.db.write().await?;
            queries::reset_refund(&mut tx, id).await?;
            fail(tx, app, job, id, error.into()).await
        }
    }
}

/// Twikey did not get as far as doing anything, and it passes.
fn is_unheard(error: &twikey::Error) -> bool {
    [code::UNREACHABLE, code::RATE_LIMIT, code::CALL_IN_PROGRESS].iter().any(|code| error.is(code))
}

/// The record says why, and the job waits for a person.
async fn fail(mut tx: Tx, app: &App, job: &Job, id: Uuid, failure: Failure) -> TaskResult {
    queries::fail_refund(&mut tx, id, &failure.code).await?;
    jobs::fail(&mut tx, app.clock.now(), job, &failure).await?;
    Ok(tx.commit().await?)
}
