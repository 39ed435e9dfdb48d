//! Handing over to Twikey: the task that tells it of confirmed invoices and credit notes, one alone, many in a batch.
//!
//! What is said is written down first: how much was settled, and which mandate collects. So a repeated try says the same,
//! under the same id of ours, and Twikey's "I have it already" is a yes after comparing. Every invoice is answered for
//! itself: a refused one waits for a person and holds up nobody.

mod answer; // pure: what Twikey's words mean for each invoice
mod attempts; // a refused invoice is tried again
mod follow; // what follows once Twikey has it
mod offer; // what Twikey is told

pub use self::{
    attempts::create as try_again,
    follow::{amount_changed, debit_ended, follow},
};

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use self::{
    answer::{Answer, Answered, of_creation, of_existing},
    offer::Offer,
};
use super::{Collector, Invoice, Kind, collector::MANDATES, mail, queries};
use crate::{
    app::App,
    audit::{self, Actor, Entry},
    customers,
    db::{self, Tx},
    feeds::Feed,
    jobs::{self, Failure, Job, TaskResult},
    mandates, payments,
    settings::{self, Settings},
    tasks::Task,
    twikey::{Client, NewInvoice, code},
};

/// So many invoices are handed over by one job: as many drawings as fit into a request of a few megabytes.
const CHUNK: i64 = 100;

/// Twikey is asked for the outcome of a batch after these waits; then again by a later try.
const POLLS: [Duration; 4] =
    [Duration::ZERO, Duration::from_millis(200), Duration::from_millis(500), Duration::from_secs(1)];

/// When that later try is.
const NEXT_POLL: TimeDelta = TimeDelta::seconds(5);

/// So long no other worker tells Twikey of the same invoices: longer than a job may take, shorter than its lease.
const CLAIM: TimeDelta = TimeDelta::seconds(110);

/// What follows when an invoice is confirmed: Twikey is told, or without Twikey the customer.
pub async fn begin(tx: &mut Tx, app: &App, settings: &Settings, invoice: &Invoice) -> db::Result<()> {
    let is_on = app.twikey.is_some() && settings.twikey_on;
    if is_on {
        jobs::enqueue_unless_waiting(tx, app.clock.now(), &Task::HandOverInvoices).await?;
    }
    match invoice.kind {
        Kind::CreditNote => mail::announce(tx, app, settings, invoice, None).await,
        Kind::Invoice if is_on => Ok(()),
        Kind::Invoice => {
            let customer = customers::by_id(tx, invoice.customer_id).await?.ok_or(db::Error::RowNotFound)?;
            let mandates = mandates::of_customer(tx, customer.id, MANDATES).await?;
            let collector = Collector::of(None, &customer, &mandates);
            mail::announce(tx, app, settings, invoice, collector.mandate()).await
        }
    }
}

/// Whether any invoice waits for being handed over.
pub async fn is_due(tx: &mut Tx, now: DateTime<Utc>) -> db::Result<bool> {
    Ok(!queries::waiting(tx, now, 1).await?.is_empty()
        || !queries::unanswered(tx, 1).await?.is_empty()
        || queries::is_in_batch(tx).await?)
}

/// The task. Invoices that wait are found in their table. Whatever comes in its way, those confirmed since must not wait
/// long for it.
pub async fn run(app: &App, job: &Job) -> TaskResult {
    let poll = app.config.twikey.as_ref().map_or(0, |twikey| twikey.poll_seconds);
    let ending = hand_over(app, job).await;
    ending.map_err(|failure| failure.at_least_every(TimeDelta::seconds(poll.into())))
}

async fn hand_over(app: &App, job: &Job) -> TaskResult {
    let settings = settings::read(&mut app.db.read().await?).await?;
    let Some(twikey) = app.twikey.clone().filter(|_| settings.twikey_on) else {
        return finish(app, job).await;
    };
    let (claimed, answered) = match prepare(app, &settings).await? {
        Step::Nothing => return finish(app, job).await,
        Step::Ask(invoices) => (Vec::new(), ask(&twikey, &invoices).await),
        Step::Poll(batch, invoices) => (Vec::new(), poll(&twikey, &batch, &invoices).await),
        Step::Tell(claimed) => {
            let answered = tell(app, &twikey, &claimed).await.unwrap_or_else(Answered::later);
            (claimed, answered)
        }
    };
    write(app, job, &settings, &claimed, answered).await
}

/// What a job does.
enum Step {
    Nothing,
    /// Finds out whether Twikey has these.
    Ask(Vec<Invoice>),
    /// Asks for the outcome of a batch.
    Poll(String, Vec<Invoice>),
    /// Tells Twikey of these, which are ours to tell.
    Tell(Vec<Uuid>),
}

/// Finds what is to be done, what was begun before first, and writes down what Twikey is going to be told.
async fn prepare(app: &App, settings: &Settings) -> Result<Step, Failure> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let unanswered = queries::unanswered(&mut tx, CHUNK).await?;
    if !unanswered.is_empty() {
        return Ok(Step::Ask(unanswered));
    }
    let in_batch = queries::in_batch(&mut tx).await?;
    if let Some(batch) = in_batch.first().and_then(|invoice| invoice.twikey_batch.clone()) {
        return Ok(Step::Poll(batch, in_batch));
    }
    let mut claimed = Vec::new();
    for id in queries::waiting(&mut tx, now, CHUNK).await? {
        let Some(mut invoice) = queries::claim(&mut tx, id, now, now + CLAIM).await? else { continue };
        let settled = payments::balance(&mut tx, id).await?.settled;
        let mandate = offer::mandate_for(&mut tx, app, settings, &invoice).await?;
        if invoice.tell(settled, mandate, now) {
            queries::update(&mut tx, &invoice).await?;
        }
        claimed.push(id);
    }
    tx.commit().await?;
    Ok(if claimed.is_empty() { Step::Nothing } else { Step::Tell(claimed) })
}

/// Tells Twikey of one invoice, or of many at once. Fails when the whole talk has to be repeated.
async fn tell(app: &App, twikey: &Client, claimed: &[Uuid]) -> Result<Answered, Failure> {
    let (invoices, offers) = draw(offer::read(app, claimed).await?).await?;
    if let [_] = offers.as_slice() {
        return Ok(one_by_one(twikey, &invoices, &offers).await);
    }
    match twikey.create_invoices(&offers).await {
        Ok(batch) => {
            remember(app, &batch, &invoices).await?;
            Ok(poll(twikey, &batch, &invoices).await)
        }
        // Twikey does not take the batch as a whole: one of it must not be in the way of the others.
        Err(error) if answer::is_about_invoices(&error) => Ok(one_by_one(twikey, &invoices, &offers).await),
        Err(error) => Err(answer::later(&error)),
    }
}

/// Drawing takes its time: other work goes on meanwhile.
async fn draw(offers: Vec<Offer>) -> Result<(Vec<Invoice>, Vec<NewInvoice>), Failure> {
    let drawn = tokio::task::spawn_blocking(|| {
        offers.into_iter().map(|offer| (offer.paper.invoice.clone(), offer.draw())).unzip()
    });
    drawn.await.map_err(|error| Failure::retry("job.panicked", error.to_string()))
}

async fn one_by_one(twikey: &Client, invoices: &[Invoice], offers: &[NewInvoice]) -> Answered {
    let mut answered = Answered::default();
    for (invoice, offer) in invoices.iter().zip(offers) {
        let answer = match twikey.create_invoice(offer).await {
            Err(error) if error.is(code::DUPLICATE) => existing(twikey, invoice).await,
            answer => of_creation(invoice, answer),
        };
        if !answered.add(invoice.id, answer) {
            break;
        }
    }
    answered
}

/// The batch is written down before it is asked about: a process that dies now asks for it again.
async fn remember(app: &App, batch: &str, invoices: &[Invoice]) -> db::Result<()> {
    let mut tx = app.db.write().await?;
    for invoice in invoices {
        queries::remember_batch(&mut tx, invoice.id, invoice.twikey_id, batch).await?;
    }
    tx.commit().await
}

/// Asks what became of a batch, until Twikey knows it.
async fn poll(twikey: &Client, batch: &str, invoices: &[Invoice]) -> Answered {
    for wait in POLLS {
        tokio::time::sleep(wait).await;
        match twikey.batch(batch).await {
            Ok(Some(rows)) => {
                let mut answered = Answered::default();
                for invoice in invoices {
                    let answer = match answer::of_row(&rows, invoice) {
                        Answer::Exists => existing(twikey, invoice).await,
                        answer => Ok(answer),
                    };
                    if !answered.add(invoice.id, answer) {
                        break;
                    }
                }
                return answered.with_unknown_later();
            }
            Ok(None) => {}
            Err(error) if error.is(code::NOT_FOUND) => {
                return Answered::all(invoices, &Answer::Unknown).with_unknown_later();
            }
            Err(error) => return Answered::later(answer::later(&error)),
        }
    }
    Answered::later(Failure::retry_after(NEXT_POLL, code::STILL_AT_WORK, "Twikey is still at work on the batch"))
}

/// Finds out whether Twikey has them.
async fn ask(twikey: &Client, invoices: &[Invoice]) -> Answered {
    let mut answered = Answered::default();
    for invoice in invoices {
        let answer = match existing(twikey, invoice).await {
            // Nothing is owed any more: what Twikey has not got it need not get.
            Ok(Answer::Refused { .. }) => Ok(Answer::Unknown),
            answer => answer,
        };
        if !answered.add(invoice.id, answer) {
            break;
        }
    }
    answered
}

/// What Twikey has under our id counts as taken, if it is the invoice.
async fn existing(twikey: &Client, invoice: &Invoice) -> Result<Answer, Failure> {
    let Some(id) = invoice.twikey_id else { return Ok(Answer::Unknown) };
    let found = twikey.invoice(id).await.map_err(|error| answer::later(&error))?;
    Ok(of_existing(invoice, found.as_ref()))
}

/// Writes down what Twikey answered, and what follows. What it did not answer is asked again by the next try.
async fn write(app: &App, job: &Job, settings: &Settings, claimed: &[Uuid], answered: Answered) -> TaskResult {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    for id in claimed {
        queries::release(&mut tx, *id).await?;
    }
    for (id, answer) in &answered.answers {
        apply(&mut tx, app, settings, *id, answer).await?;
    }
    if let Some(failure) = answered.failure {
        tx.commit().await?;
        return Err(failure);
    }
    jobs::finish(&mut tx, now, job).await?;
    if answered.answers.iter().any(|(_, answer)| matches!(answer, Answer::Taken { link: None, .. })) {
        // Of a batch Twikey says neither where to pay nor whether a debit has begun, and it rings for none (dossier 4.4).
        jobs::enqueue_unless_waiting(&mut tx, now, &Task::ReadFeed { feed: Feed::Invoices }).await?;
    }
    if is_due(&mut tx, now).await? {
        jobs::enqueue_unless_waiting(&mut tx, now, &Task::HandOverInvoices).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn apply(tx: &mut Tx, app: &App, settings: &Settings, id: Uuid, answer: &Answer) -> db::Result<()> {
    let now = app.clock.now();
    // Read again: it may have been paid or credited meanwhile.
    let Some(mut invoice) = queries::take(tx, id).await? else { return Ok(()) };
    match answer {
        Answer::Taken { link, is_collecting } => {
            let is_news = invoice.hand_over(link.clone(), now);
            if *is_collecting {
                invoice.collect(now);
            }
            queries::update(tx, &invoice).await?;
            if is_news {
                let entry = Entry::new(Actor::Twikey, "invoice", invoice.id, "handed_over");
                audit::record(tx, now, entry.of_customer(invoice.customer_id)).await?;
                follow(tx, app, settings, &invoice).await?;
            }
        }
        Answer::Refused { code, detail } => {
            if invoice.refuse(code, detail.as_deref(), now) {
                queries::update(tx, &invoice).await?;
            }
        }
        Answer::Exists | Answer::Unknown => {
            if invoice.handed_over_at.is_none() {
                invoice.forget_what_was_told(now);
                queries::update(tx, &invoice).await?;
            }
        }
    }
    Ok(())
}

async fn finish(app: &App, job: &Job) -> TaskResult {
    let mut tx = app.db.write().await?;
    jobs::finish(&mut tx, app.clock.now(), job).await?;
    tx.commit().await?;
    Ok(())
}
