//! The task that forgets sessions, guesses at passwords, routine jobs and files of no use any more.

use chrono::TimeDelta;

use crate::{
    accounts,
    app::App,
    import,
    jobs::{self, Job, TaskResult},
};

/// How long `/jobs` can be asked what the portal did by itself. Work on a record stays with the record.
const ROUTINE_KEPT: TimeDelta = TimeDelta::days(7);

/// After so long without another guess nothing of them counts any more.
const GUESSES_KEPT: TimeDelta = TimeDelta::days(7);

/// How long a file that was sent is kept with its report, whether it was imported or not.
const IMPORTS_KEPT: TimeDelta = TimeDelta::days(30);

pub async fn run(app: &App, job: &Job) -> TaskResult {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    accounts::forget_ended_sessions(&mut tx, now).await?;
    accounts::forget_old_guesses(&mut tx, now - GUESSES_KEPT).await?;
    jobs::forget_routine(&mut tx, now - ROUTINE_KEPT).await?;
    import::forget(&mut tx, now - IMPORTS_KEPT).await?;
    jobs::finish(&mut tx, now, job).await?;
    tx.commit().await?;
    Ok(())
}
