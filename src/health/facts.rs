//! What the database knows of the work: since when jobs wait, and when Twikey's feeds were last read. In words for operators.

use chrono::{DateTime, TimeDelta, Utc};

use super::queries;
use crate::{
    config::Config,
    db::{Result, Tx},
};

/// A job that is due waits no longer than this where workers are about.
const JOBS_WAIT: TimeDelta = TimeDelta::minutes(10);

/// How many readings in a row a feed may miss before that is said.
const POLLS: i32 = 3;

/// How the work goes.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Since when the job has been due that waits longest for a worker.
    pub due_since: Option<DateTime<Utc>>,
    /// Jobs that need a person.
    pub failed: i64,
    /// When the feed was read that was not read for longest. None: never, or Twikey is off.
    pub feeds_read_at: Option<DateTime<Utc>>,
    /// How often feeds are read. None: Twikey is off.
    pub poll: Option<TimeDelta>,
}

impl Facts {
    pub async fn read(tx: &mut Tx, now: DateTime<Utc>, config: &Config) -> Result<Self> {
        let is_on = queries::is_twikey_on(tx).await?;
        let poll = config.account(is_on).map(|account| TimeDelta::seconds(account.poll_seconds.into()));
        Ok(Self {
            due_since: queries::due_since(tx, now).await?,
            failed: queries::count_failed(tx).await?,
            feeds_read_at: if poll.is_some() { queries::feeds_read_at(tx).await? } else { None },
            poll,
        })
    }

    /// Jobs that are due and that nobody takes.
    pub fn jobs_wait(&self, now: DateTime<Utc>) -> Option<String> {
        let wait = now - self.due_since?;
        (wait > JOBS_WAIT)
            .then(|| format!("jobs have been due for {} minutes and nobody does them", wait.num_minutes()))
    }

    /// Feeds that were not read for several polls, of which at least so many could have been since `started_at`.
    pub fn feeds_wait(&self, now: DateTime<Utc>, started_at: Option<DateTime<Utc>>) -> Option<String> {
        let poll = self.poll?;
        let since = self.feeds_read_at.max(started_at);
        match since {
            Some(since) if now - since <= poll * POLLS + TimeDelta::minutes(1) => None,
            Some(since) => Some(format!("Twikey's feeds were not read for {} minutes", (now - since).num_minutes())),
            None => Some("Twikey's feeds were never read".to_owned()),
        }
    }
}
