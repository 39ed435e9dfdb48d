//! What `/readyz` answers: found out at most every few seconds, and by one request at a time, however many ask.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use super::{Facts, queries};
use crate::{app::App, db};

/// How long an answer holds.
const HOLDS: TimeDelta = TimeDelta::seconds(2);

/// A database that takes longer takes no writes, as far as anybody who waits can tell.
const PATIENCE: Duration = Duration::from_secs(4);

pub(super) const STANDS_STILL: &str = "a worker stands still; start the portal anew";

/// The last answer, and when it was found out.
#[derive(Debug)]
pub struct Readiness {
    started_at: DateTime<Utc>,
    last: Mutex<Option<(DateTime<Utc>, Verdict)>>,
}

#[derive(Clone, Debug)]
pub(super) struct Verdict {
    /// Why nothing should be asked of this process.
    pub trouble: Option<&'static str>,
    /// What an operator should look at.
    pub warnings: Vec<String>,
}

impl Readiness {
    pub fn new(started_at: DateTime<Utc>) -> Self {
        Self { started_at, last: Mutex::default() }
    }

    pub(super) async fn verdict(&self, app: &App) -> Verdict {
        let mut last = self.last.lock().await;
        let now = app.clock.now();
        if let Some((at, verdict)) = &*last
            && (TimeDelta::zero()..HOLDS).contains(&(now - *at))
        {
            return verdict.clone();
        }
        let verdict = self.find_out(app).await;
        *last = Some((now, verdict.clone()));
        verdict
    }

    async fn find_out(&self, app: &App) -> Verdict {
        let not_ready = |trouble| Verdict { trouble: Some(trouble), warnings: Vec::new() };
        if app.pulse.stands_still(Instant::now()) {
            return not_ready(STANDS_STILL);
        }
        match timeout(PATIENCE, write_and_read(app)).await {
            Ok(Ok(facts)) => {
                let now = app.clock.now();
                let warnings = facts.jobs_wait(now).into_iter().chain(facts.feeds_wait(now, Some(self.started_at)));
                Verdict { trouble: None, warnings: warnings.collect() }
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "The database takes no writes");
                not_ready(if db::is_lost(&error) {
                    "the database file was removed, moved or replaced; put it back, or start the portal anew"
                } else {
                    "the database takes no writes; its disk may be full, or it may be away"
                })
            }
            Err(_) => {
                tracing::error!("The database does not answer");
                not_ready("the database does not answer")
            }
        }
    }
}

async fn write_and_read(app: &App) -> db::Result<Facts> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    queries::prove_write(&mut tx, now).await?;
    tx.commit().await?;
    Facts::read(&mut app.db.read().await?, now, &app.config).await
}
