//! The task that forgets sessions and sign-in failures of no use any more.

use super::queries;
use crate::{
    app::App,
    jobs::{self, Job, TaskResult},
};

pub async fn run(app: &App, job: &Job) -> TaskResult {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    queries::forget_what_ended(&mut tx, now).await?;
    jobs::finish(&mut tx, now, job).await?;
    tx.commit().await?;
    Ok(())
}
