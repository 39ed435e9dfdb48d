//! Asking Twikey to give money back.
//!
//! Twikey would pay twice when asked twice, and has no key that tells a repetition. So it is written down first that it is
//! about to be asked; whatever is unclear after that is for a person to look up, and never asked again by itself. What
//! Twikey plainly refuses may be tried again, or be given back at the bank.

use uuid::Uuid;

use super::{Invoice, queries, tell};
use crate::{
    app::App,
    db::{self, Tx},
    jobs::{self, Failure, Job, Task, TaskResult},
    payments::{
        self,
        refund::{self, Most, Refund, UNCLEAR},
    },
    settings,
    twikey::{InvoiceAction, code},
};

/// What pages explain when the money came back, or was given back, in another way.
const NOT_OVERPAID: &str = "refund.not_overpaid";

/// What pages explain when what is paid too much did not come through Twikey.
const NOT_THROUGH_TWIKEY: &str = "refund.not_through_twikey";

pub async fn run(app: &App, job: &Job, id: Uuid) -> TaskResult {
    let mut tx = app.db.write().await?;
    let settings = settings::read(&mut tx).await?;
    let Some(mut refund) = refund::find(&mut tx, id).await?.filter(is_wanted) else {
        drop(tx);
        return jobs::done(app, job).await;
    };
    let invoice = queries::take(&mut tx, refund.invoice_id).await?;
    let at_twikey = invoice.as_ref().and_then(|invoice| invoice.twikey_id);
    let refusal = match (app.twikey_on(&settings), invoice.as_ref().zip(at_twikey)) {
        // Cut off in the middle of it.
        _ if refund.tried_at.is_some() => Err(Failure::needs_person(UNCLEAR, "cut off while Twikey was told")),
        (None, _) => Err(Failure::needs_person(tell::OFF, "Twikey is off")),
        (_, None) => Err(Failure::needs_person(code::NOT_FOUND, "the invoice is not at Twikey")),
        (Some(twikey), Some((invoice, twikey_id))) => {
            may_give(&mut tx, invoice, &refund).await?.map(|()| (twikey, twikey_id))
        }
    };
    let (twikey, twikey_id) = match refusal {
        Ok(found) => found,
        Err(failure) => return fail(tx, app, job, &mut refund, failure).await,
    };
    refund.begin(app.clock.now());
    refund::update(&mut tx, &refund).await?;
    tx.commit().await?;

    let action = InvoiceAction::Refund { message: refund.reason, amount: refund.amount };
    let answer = twikey.invoice_action(twikey_id, &action).await;
    let mut tx = app.db.write().await?;
    // Twikey's report of the money may have been faster than its answer.
    let Some(mut refund) = refund::find(&mut tx, id).await?.filter(is_wanted) else {
        jobs::finish(&mut tx, app.clock.now(), job).await?;
        return Ok(tx.commit().await?);
    };
    match answer {
        Ok(()) => {
            refund.end(app.clock.now());
            refund::update(&mut tx, &refund).await?;
            jobs::finish(&mut tx, app.clock.now(), job).await?;
            Ok(tx.commit().await?)
        }
        Err(error) if error.is_unclear() => {
            let failure = Failure::needs_person(UNCLEAR, "no answer from Twikey");
            fail(tx, app, job, &mut refund, failure).await
        }
        Err(error) => {
            refund.reset();
            let is_temporary = error.is_temporary();
            let failure = Failure::from(error);
            if is_temporary {
                refund::update(&mut tx, &refund).await?;
                tx.commit().await?;
                return Err(failure);
            }
            fail(tx, app, job, &mut refund, failure).await
        }
    }
}

/// Twikey has not taken it yet, and nobody has given it up.
const fn is_wanted(refund: &Refund) -> bool {
    refund.told_at.is_none() && refund.dropped_at.is_none()
}

/// How things stand by now: money may have come back, or been given back, since it was asked for.
async fn may_give(tx: &mut Tx, invoice: &Invoice, refund: &Refund) -> db::Result<Result<(), Failure>> {
    let payments = payments::of_invoice(tx, invoice.id).await?;
    let mut others = refund::of_invoice(tx, invoice.id).await?;
    others.retain(|other| other.id != refund.id);
    let overpaid = payments::balance(tx, invoice.id).await?.overpaid();
    let most = Most::of(invoice.handed_over_at, overpaid, &others, &payments);
    Ok(if refund.amount > most.by_hand {
        Err(Failure::needs_person(NOT_OVERPAID, "not as much is paid too much"))
    } else if refund.amount > most.by_twikey {
        Err(Failure::needs_person(NOT_THROUGH_TWIKEY, "not as much came through Twikey"))
    } else {
        Ok(())
    })
}

/// The record says why, and the job waits for a person.
async fn fail(mut tx: Tx, app: &App, job: &Job, refund: &mut Refund, failure: Failure) -> TaskResult {
    refund.fail(&failure.code);
    refund::update(&mut tx, refund).await?;
    jobs::fail(&mut tx, app.clock.now(), job, &failure).await?;
    Ok(tx.commit().await?)
}

/// Money was reported as given back: what we did not know to be taken is settled by it, and waits for nobody any more.
pub async fn settle(tx: &mut Tx, app: &App, invoice: Uuid) -> db::Result<()> {
    let now = app.clock.now();
    let asked = refund::of_invoice(tx, invoice).await?;
    if asked.iter().all(|refund| refund.told_at.is_some()) {
        return Ok(());
    }
    let payments = payments::of_invoice(tx, invoice).await?;
    for reported in refund::reported(&asked, &payments) {
        let mut refund = reported.clone();
        refund.end(now);
        refund::update(tx, &refund).await?;
        jobs::settle(tx, now, &Task::GiveBack { refund: refund.id, invoice }).await?;
    }
    Ok(())
}
