//! Does the jobs. Production loops [`run_one`] until told to stop, tests drain it.

use std::{panic::AssertUnwindSafe, time::Duration};

use chrono::TimeDelta;
use futures_util::FutureExt;
use tokio::sync::watch;
use tracing::{Instrument, error, info, info_span, warn};

use super::{
    failure::{Failure, Next, TaskResult},
    queue::{self, Job},
};
use crate::{
    app::App,
    db,
    tasks::{self, Task},
};

/// How long a worker may hold a job before another may take it.
pub const LEASE: TimeDelta = TimeDelta::minutes(2);

/// A task is stopped this long after it began: well before another worker may take its job.
const TIME_LIMIT: Duration = Duration::from_secs(100);

/// How often an idle worker looks for jobs that became due, or that another process wrote.
const IDLE: Duration = Duration::from_secs(1);

/// Does jobs until `stop` says so; the one under way is brought to its end.
pub async fn work(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match run_one(&app).await {
            Ok(true) => {}
            Ok(false) => {
                tokio::select! {
                    () = app.new_jobs.notified() => {}
                    () = tokio::time::sleep(IDLE) => {}
                    _ = stop.changed() => {}
                }
            }
            Err(error) => {
                error!(%error, "The job queue cannot be read; trying again in a second");
                tokio::time::sleep(IDLE).await;
            }
        }
    }
}

/// Does the next job that is due. Says whether there was one.
pub async fn run_one(app: &App) -> db::Result<bool> {
    let mut tx = app.db.write().await?;
    let job = queue::lease(&mut tx, app.clock.now(), LEASE).await?;
    tx.commit().await?;
    let Some(job) = job else { return Ok(false) };

    let span = info_span!("job", id = %job.id, kind = %job.kind, attempt = job.attempts);
    let ending = attempt(app, &job).instrument(span.clone()).await;
    if let Err(failure) = ending {
        span.in_scope(|| log(&failure));
        let mut tx = app.db.write().await?;
        match queue::fail(&mut tx, app.clock.now(), &job, &failure).await {
            Ok(()) => tx.commit().await?,
            // Somebody else has the job, or the database went away: the lease lapses and the job is repeated.
            Err(again) => warn!(code = again.code, "The failure of job {} could not be written down", job.id),
        }
    }
    Ok(true)
}

/// One try. A panic ends it and nothing else.
async fn attempt(app: &App, job: &Job) -> Result<(), Failure> {
    let task = Task::read(&job.payload)
        .map_err(|error| Failure::needs_person("job.unreadable", format!("unknown task: {error}")))?;
    let ending = end(Box::pin(tasks::run(app, job, task))).await;
    match tasks::longest_wait(app, task) {
        Some(longest) => ending.map_err(|failure| failure.within(longest)),
        None => ending,
    }
}

/// The work's own ending, or that it had none.
async fn end(work: impl Future<Output = TaskResult>) -> TaskResult {
    match AssertUnwindSafe(tokio::time::timeout(TIME_LIMIT, work)).catch_unwind().await {
        Ok(Ok(ending)) => ending,
        Ok(Err(_)) => Err(Failure::retry("job.too_slow", format!("not done after {} s", TIME_LIMIT.as_secs()))),
        // The task shares nothing that a panic could leave half changed: records change in transactions only.
        Err(_) => Err(Failure::retry("job.panicked", "the task panicked; the log has the place")),
    }
}

fn log(failure: &Failure) {
    match failure.next {
        Next::Retry(_) => info!(code = failure.code, detail = failure.detail, "The job failed and will be tried again"),
        Next::NeedsPerson => warn!(code = failure.code, detail = failure.detail, "The job failed and needs a person"),
        Next::Lapsed => warn!("The job took longer than its lease; another worker has it"),
    }
}
