//! Reads a feed to its end: the task behind Twikey's callbacks and the timer, and `mandato sync`.
//!
//! Twikey's feed is a queue: an entry that was given is not given again by itself. So each drain begins after the
//! position that we stored, and that position moves in the transaction that writes the effects. After a crash the same
//! entries come again, and those that were kept are passed over.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{
    Feed,
    account::{self, Account},
    attempt::{NOT_APPLIED, attempt},
    entry::{Entry, Outcome},
    queries,
};
use crate::{
    app::App,
    db::{self, Tx},
    jobs::{self, Failure, Job, Task, TaskResult, Topic},
    settings::{self, Settings},
    twikey::{self, Client},
};

/// A reader that is not heard of for so long has died; longer than Twikey may take for a page.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// A job reads so many pages and leaves the rest to the next one, so that it ends within its own lease.
const PAGES: usize = 20;

/// A feed that could not be read is read again after this long.
const SOON: TimeDelta = TimeDelta::minutes(1);

/// A second reader looks again after this long.
const BUSY: TimeDelta = TimeDelta::seconds(5);

/// Where a drain starts that never stored a position: before Twikey's first event. Without any position a crash
/// within the first page would lose it.
const BEGINNING: i64 = 0;

/// No feed gets so many entries between two of its pages. A position farther on is none: after it nothing would ever come.
const FARTHEST: i64 = 1 << 32;

/// What reading brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub applied: usize,
    /// Known already, or older than what the record says.
    pub unchanged: usize,
    /// Kept for a person to look at.
    pub unmatched: usize,
    /// Whether there is more to read.
    pub unfinished: bool,
}

/// Why a feed could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Twikey(#[from] twikey::Error),
    #[error(transparent)]
    Database(#[from] db::Error),
    #[error("somebody else is reading this feed")]
    Busy,
}

/// The task.
pub async fn run(app: &App, job: &Job, topic: Topic) -> TaskResult {
    let mut unfinished = false;
    let settings = settings::read(&mut app.db.read().await?).await?;
    if let Some(twikey) = app.twikey_on(&settings) {
        for feed in super::of(topic) {
            let report = drain(app, twikey, *feed, PAGES).await.map_err(failure)?;
            unfinished = report.unfinished;
            if unfinished {
                break;
            }
        }
    }
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    jobs::finish(&mut tx, now, job).await?;
    if unfinished {
        jobs::enqueue(&mut tx, now, &Task::ReadFeeds { topic }).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Reads a feed to its end, however long that is: `mandato sync`.
pub async fn to_the_end(app: &App, twikey: &Client, feed: Feed) -> Result<Report, ReadError> {
    drain(app, twikey, feed, usize::MAX).await
}

fn failure(error: ReadError) -> Failure {
    match error {
        ReadError::Busy => Failure::retry_after(BUSY, "feed.busy", "another process is reading this feed"),
        ReadError::Database(error) => error.into(),
        ReadError::Twikey(error) => {
            // Also what would need a person elsewhere: nobody would think of trying a background job again by hand.
            let wait = error.retry_after().unwrap_or(SOON);
            Failure::retry_after(wait, error.code(), "reading the feed")
        }
    }
}

async fn drain(app: &App, twikey: &Client, feed: Feed, pages: usize) -> Result<Report, ReadError> {
    let reader = Uuid::now_v7();
    let identity = twikey.identity().await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let account = account::enter(&mut tx, now, &identity).await?.ok_or(ReadError::Busy)?;
    tx.commit().await?;
    let number = account.number;
    let mut tx = app.db.write().await?;
    let taken = queries::take(&mut tx, number, feed, reader, now, now + LEASE).await?;
    let position = taken.ok_or(ReadError::Busy)?.position;
    // A feed that has given entries and no position knows none (source 2): it goes on by itself. From the beginning it
    // would give its first page for ever.
    let start = match position {
        None if queries::has_kept(&mut tx, number, feed).await? => None,
        position => Some(position.unwrap_or(BEGINNING)),
    };
    tx.commit().await?;

    let mut drain = Drain { app, twikey, account, feed, reader, position, report: Report::default() };
    let outcome = drain.read(start, pages).await;

    let mut tx = app.db.write().await?;
    queries::release(&mut tx, number, feed, reader).await?;
    tx.commit().await?;
    outcome?;
    let Report { applied, unmatched, .. } = drain.report;
    if applied + unmatched > 0 {
        tracing::info!(?feed, applied, unmatched, "Read what Twikey reports");
    }
    Ok(drain.report)
}

/// The feed's one reader at work.
struct Drain<'a> {
    app: &'a App,
    twikey: &'a Client,
    account: Account,
    feed: Feed,
    reader: Uuid,
    position: Option<i64>,
    report: Report,
}

impl Drain<'_> {
    async fn read(&mut self, start: Option<i64>, pages: usize) -> Result<(), ReadError> {
        // On the first call only: with every call Twikey would give the same page for ever.
        let mut resume_after = start;
        for _ in 0..pages {
            if !self.next_page(resume_after.take()).await? {
                return Ok(());
            }
        }
        self.report.unfinished = true;
        Ok(())
    }

    /// Reads a page and writes what it brings. False: there is nothing after it.
    async fn next_page(&mut self, resume_after: Option<i64>) -> Result<bool, ReadError> {
        let Page { mut entries, last } = self.fetch(resume_after).await?;
        let farthest = self.position.map_or(i64::MAX, |position| position.saturating_add(FARTHEST));
        let last = last.filter(|last| *last < farthest);
        for entry in &mut entries {
            entry.doubt(farthest);
        }
        let now = self.app.clock.now();
        let mut tx = self.app.db.write().await?;
        if !queries::advance(&mut tx, self.account.number, self.feed, self.reader, last, now, now + LEASE).await? {
            return Err(ReadError::Busy);
        }
        let settings = settings::read(&mut tx).await?;
        let mut report = self.report;
        let mut account = self.account.clone();
        let mut is_news = false;
        let mut newest = None;
        for entry in &entries {
            let outcome = self.apply(&mut tx, &settings, entry).await?;
            if outcome.is_some()
                && newest.as_ref().is_none_or(|(sequence, _)| *sequence <= entry.sequence())
                && let Some(identifier) = entry.creditor_identifier()
            {
                newest = Some((entry.sequence(), identifier));
            }
            is_news |= match outcome {
                Some(Outcome::Applied(_) | Outcome::Unmatched(_)) => true,
                Some(Outcome::Unchanged(_) | Outcome::NotOurs) => entry.is_event(),
                None => false,
            };
            match outcome {
                Some(Outcome::Applied(_)) => report.applied += 1,
                Some(Outcome::Unmatched(_)) => report.unmatched += 1,
                Some(Outcome::Unchanged(_) | Outcome::NotOurs) | None => report.unchanged += 1,
            }
        }
        if let Some((_, identifier)) = newest {
            account.hear(&mut tx, identifier).await?;
        }
        tx.commit().await?;
        self.account = account;
        self.report = report;
        // A cursor that stands still would give this page for ever; without one, what is new tells.
        let moves = last.map_or(is_news, |last| Some(last) != self.position);
        self.position = last.or(self.position);
        Ok(!entries.is_empty() && moves)
    }

    /// The effect of one entry, and the entry itself. None: it was kept before.
    async fn apply(&self, tx: &mut Tx, settings: &Settings, entry: &Entry) -> db::Result<Option<Outcome>> {
        let (app, account, feed) = (self.app, self.account.number, self.feed);
        if entry.is_event() && queries::is_kept(tx, account, feed, entry.sequence()).await? {
            return Ok(None);
        }
        let outcome = attempt(tx, async |tx| entry.apply(app, tx, settings).await).await?;
        let outcome = outcome.unwrap_or(Outcome::Unmatched(NOT_APPLIED));
        // A snapshot that says nothing new is not worth a row.
        if entry.is_event() || !matches!(outcome, Outcome::Unchanged(_) | Outcome::NotOurs) {
            queries::keep(tx, account, feed, entry, outcome, app.clock.now()).await?;
        }
        Ok(Some(outcome))
    }

    async fn fetch(&self, resume_after: Option<i64>) -> Result<Page, twikey::Error> {
        Ok(match self.feed {
            Feed::Mandates => {
                let page = self.twikey.mandate_feed(resume_after).await?;
                Page { entries: page.entries.into_iter().map(Entry::Mandate).collect(), last: page.last }
            }
            Feed::Invoices => {
                let page = self.twikey.invoice_feed(resume_after).await?;
                Page { entries: page.entries.into_iter().map(Entry::Invoice).collect(), last: page.last }
            }
            Feed::Payments => {
                let page = self.twikey.payment_feed(resume_after).await?;
                Page { entries: page.entries.into_iter().map(Entry::Payment).collect(), last: page.last }
            }
        })
    }
}

/// A page of any feed.
struct Page {
    entries: Vec<Entry>,
    last: Option<i64>,
}
