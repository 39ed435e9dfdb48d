//! Handing over to Twikey: the task that tells it of confirmed invoices and credit notes, one alone, many in a batch.
//!
//! What is said is written down first: how much was settled, and which mandate collects. So a repeated try says the same,
//! under the same id of ours, and Twikey's "I have it already" is a yes after comparing. Every invoice is answered for
//! itself: a refused one waits for a person and holds up nobody.

pub mod anew; // taken back, and handed over once more
mod answer; // pure: what Twikey's words mean for each invoice
mod attempts; // a refused invoice is tried again
mod follow; // what follows once Twikey has it
mod offer; // what Twikey is told
mod talk; // how it is told, and asked

pub use self::{
    attempts::{create as try_again, in_trouble},
    follow::{amount_changed, follow, money_moved},
};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use self::{
    answer::{Answer, Answered, Told},
    offer::Offer,
    talk::Talk,
};
use super::{Invoice, Kind, mail, queries};
use crate::{
    app::App,
    audit::{self, Action, Actor, Entry, Subject},
    customers,
    db::{self, Tx},
    jobs::{self, Failure, Job, Task, TaskResult, Topic},
    mandates::{self, Collector},
    payments,
    settings::{self, Settings},
    twikey::NewInvoice,
};

/// At most this many invoices are handed over by one job: their PDFs fit into a request of a few megabytes.
const CHUNK: i64 = 100;

/// How long one job may spend talking to Twikey. A worker gives it longer: the answers are written down at the end.
const TALK: TimeDelta = TimeDelta::seconds(60);

/// How long a claim keeps other workers away from the same invoices: longer than a job may take, shorter than its lease.
const CLAIM: TimeDelta = TimeDelta::seconds(110);

/// What follows when an invoice is confirmed: Twikey is told, or without Twikey the customer.
pub async fn begin(tx: &mut Tx, app: &App, settings: &Settings, invoice: &Invoice) -> db::Result<()> {
    let is_on = app.twikey_on(settings).is_some();
    if is_on {
        jobs::enqueue_unless_waiting(tx, app.clock.now(), &Task::HandOverInvoices).await?;
    }
    match invoice.kind {
        Kind::CreditNote => mail::announce(tx, app, settings, invoice, None).await,
        Kind::Invoice if is_on => Ok(()),
        Kind::Invoice => {
            let customer = customers::by_id(tx, invoice.customer_id).await?.ok_or(db::Error::RowNotFound)?;
            let mandates = mandates::of_customer(tx, customer.id).await?;
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
    if let Some(twikey) = app.twikey_on(&settings) {
        let talk = Talk { twikey, clock: &app.clock, until: app.clock.now() + TALK };
        let work = Work { app, settings: &settings, talk };
        // What was begun before goes first, and trouble with it holds up nothing else.
        let endings = [work.ask().await, work.poll().await, work.tell().await];
        if let Some(failure) = endings.into_iter().filter_map(Result::err).next_back() {
            return Err(failure);
        }
    }
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    jobs::finish(&mut tx, now, job).await?;
    if settings.twikey_on && is_due(&mut tx, now).await? {
        jobs::enqueue_unless_waiting(&mut tx, now, &Task::HandOverInvoices).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What a job needs for its talks.
struct Work<'a> {
    app: &'a App,
    settings: &'a Settings,
    talk: Talk<'a>,
}

impl Work<'_> {
    /// Finds out whether Twikey has those that were settled meanwhile.
    async fn ask(&self) -> TaskResult {
        let unanswered = queries::unanswered(&mut self.app.db.read().await?, CHUNK).await?;
        self.write(&[], self.talk.ask(&unanswered).await).await
    }

    /// Asks for the outcome of a batch.
    async fn poll(&self) -> TaskResult {
        let invoices = queries::in_batch(&mut self.app.db.read().await?).await?;
        match invoices.first().and_then(|invoice| invoice.twikey_batch.clone()) {
            Some(batch) => self.write(&[], self.talk.poll(&batch, &invoices).await).await,
            None => Ok(()),
        }
    }

    /// Tells Twikey of those that wait.
    async fn tell(&self) -> TaskResult {
        let claimed = self.claim().await?;
        let answered = match claimed.as_slice() {
            [] => return Ok(()),
            claimed => self.tell_all(claimed).await.unwrap_or_else(Answered::later),
        };
        self.write(&claimed, answered).await
    }

    /// Takes what waits for this job alone, and writes down what Twikey is going to be told.
    async fn claim(&self) -> Result<Vec<Uuid>, Failure> {
        let now = self.app.clock.now();
        let mut tx = self.app.db.write().await?;
        let mut claimed = Vec::new();
        for id in queries::waiting(&mut tx, now, CHUNK).await? {
            let Some(mut invoice) = queries::claim(&mut tx, id, now, now + CLAIM).await? else { continue };
            let settled = payments::balance(&mut tx, id).await?.settled;
            let mandate = offer::mandate_for(&mut tx, self.app, self.settings, &invoice).await?;
            if invoice.tell(settled, mandate, now) {
                queries::update(&mut tx, &invoice).await?;
            }
            claimed.push(id);
        }
        tx.commit().await?;
        Ok(claimed)
    }

    /// Tells Twikey of one invoice, or of many at once. Fails when the whole talk has to be repeated.
    async fn tell_all(&self, claimed: &[Uuid]) -> Result<Answered, Failure> {
        let (invoices, offers) = draw(offer::read(self.app, claimed).await?).await?;
        if let [_] = offers.as_slice() {
            return Ok(self.talk.tell_each(&invoices, &offers).await);
        }
        match self.talk.twikey.create_invoices(&offers).await {
            Ok(batch) => {
                self.remember(&batch, &invoices).await?;
                Ok(self.talk.poll(&batch, &invoices).await)
            }
            // Twikey does not take the batch as a whole: one of it must not be in the way of the others.
            Err(error) if answer::is_about_invoices(&error) => Ok(self.talk.tell_each(&invoices, &offers).await),
            Err(error) => Err(answer::later(&error)),
        }
    }

    /// The batch is written down before it is asked about: a process that dies now asks for it again.
    async fn remember(&self, batch: &str, invoices: &[Invoice]) -> db::Result<()> {
        let mut tx = self.app.db.write().await?;
        for invoice in invoices {
            queries::remember_batch(&mut tx, invoice.id, invoice.twikey_id, batch, self.app.clock.now()).await?;
        }
        tx.commit().await
    }

    /// Writes down what Twikey answered, and what follows. What it did not answer is asked again by the next try.
    async fn write(&self, claimed: &[Uuid], answered: Answered) -> TaskResult {
        let mut tx = self.app.db.write().await?;
        for id in claimed {
            queries::release(&mut tx, *id).await?;
        }
        for (told, answer) in &answered.answers {
            apply(&mut tx, self.app, self.settings, told, answer).await?;
        }
        if answered.answers.iter().any(|(_, answer)| matches!(answer, Answer::Taken { link: None, .. })) {
            // Of a batch Twikey says neither where to pay nor whether a debit has begun, and it rings for none (source 5).
            let read = Task::ReadFeeds { topic: Topic::Money };
            jobs::enqueue_unless_waiting(&mut tx, self.app.clock.now(), &read).await?;
        }
        tx.commit().await?;
        answered.failure.map_or(Ok(()), Err)
    }
}

/// Drawing takes its time: other work goes on meanwhile.
async fn draw(offers: Vec<Offer>) -> Result<(Vec<Invoice>, Vec<NewInvoice>), Failure> {
    let drawn = tokio::task::spawn_blocking(|| {
        offers.into_iter().map(|offer| (offer.paper.invoice.clone(), offer.draw())).unzip()
    });
    drawn.await.map_err(|error| Failure::retry("job.panicked", error.to_string()))
}

async fn apply(tx: &mut Tx, app: &App, settings: &Settings, told: &Told, answer: &Answer) -> db::Result<()> {
    let now = app.clock.now();
    // Read again: it may have been paid or credited meanwhile. Handed over anew the answer is not about it any more.
    let taken = queries::take(tx, told.invoice).await?.filter(|invoice| invoice.twikey_id == told.twikey_id);
    let Some(mut invoice) = taken else { return Ok(()) };
    match answer {
        Answer::Taken { link, is_collecting } => {
            // Otherwise a feed was faster, and knows more.
            if !invoice.hand_over(link.clone(), now) {
                return Ok(());
            }
            if *is_collecting {
                invoice.collect(now);
            }
            queries::update(tx, &invoice).await?;
            let entry = Entry::new(Actor::Twikey, Subject::Invoice, invoice.id, Action::HandedOver);
            audit::record(tx, now, entry.of_customer(invoice.customer_id)).await?;
            follow(tx, app, settings, &invoice).await?;
        }
        Answer::Refused { code, detail } => {
            if invoice.refuse(code, detail.as_deref(), now) {
                queries::update(tx, &invoice).await?;
                // What a credit note takes back is not owed, whether or not Twikey takes the note.
                if let Some(credited) = invoice.credits_id {
                    amount_changed(tx, app, credited).await?;
                }
            }
        }
        Answer::Unknown => {
            if invoice.lose(now) {
                queries::update(tx, &invoice).await?;
            }
        }
    }
    Ok(())
}
