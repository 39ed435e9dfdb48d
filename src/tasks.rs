//! THE table of background work: which function does a [`Task`], and what is done every so often.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;
use uuid::Uuid;

use crate::{
    app::App,
    clean_up,
    db::{self, Tx},
    feeds, import, invoices,
    jobs::{self, Again, Job, Task, TaskResult, Topic},
    mandates::{self, check},
    messages, post,
};

/// Does the task. It finishes the job itself, in the transaction that writes what came of it.
pub fn run<'a>(app: &'a App, job: &'a Job, task: Task) -> BoxFuture<'a, TaskResult> {
    Box::pin(async move {
        match task {
            Task::CleanUp => clean_up::run(app, job).await,
            Task::RequestMandate { mandate, message } => mandates::ask::run(app, job, mandate, message).await,
            Task::CancelMandate { mandate, notify } => mandates::cancel::run(app, job, mandate, notify).await,
            Task::SendMessage { message } => post::run(app, job, message).await,
            Task::ReadFeeds { topic } => feeds::read::run(app, job, topic).await,
            Task::CheckMandate { mandate, reason } => check::run(app, job, mandate, reason).await,
            Task::CheckOpenMandates => check::run_all(app, job).await,
            Task::ConfirmInvoices { confirmation } => invoices::confirmations::run(app, job, confirmation).await,
            Task::Import { import } => import::task::run(app, job, import).await,
            Task::HandOverInvoices => invoices::handover::run(app, job).await,
            Task::TellPayment { invoice } => invoices::tell::run(app, job, invoice).await,
            Task::GiveBack { refund, .. } => invoices::give_back::run(app, job, refund).await,
            Task::CollectOpen { customer } => invoices::collect::run_open(app, job, customer).await,
            Task::CollectInvoice { invoice } => invoices::collect::run(app, job, invoice).await,
        }
    })
}

/// Does the next job that is due, of any lane. Says whether there was one.
pub async fn run_one(app: &App) -> db::Result<bool> {
    jobs::run_one(app, run).await
}

/// Writes down what is to be done every so often, if it is time.
pub async fn schedule(app: &App) -> db::Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if jobs::is_set_back(&mut tx, now, jobs::SKEW).await? {
        let jobs = jobs::forget_future(&mut tx, now).await?;
        tracing::warn!(jobs, "The clock was set back; what waits for a time that was wrong is done now");
    }
    jobs::enqueue_every(&mut tx, now, TimeDelta::hours(1), &Task::CleanUp).await?;
    if let Some(twikey) = &app.config.twikey {
        // Callbacks can be lost; what they ring for is found all the same.
        let poll = TimeDelta::seconds(twikey.poll_seconds.into());
        for topic in Topic::ALL {
            jobs::enqueue_every(&mut tx, now, poll, &Task::ReadFeeds { topic }).await?;
        }
        jobs::enqueue_every(&mut tx, now, TimeDelta::minutes(15), &Task::CheckOpenMandates).await?;
        if invoices::handover::is_due(&mut tx, now).await? {
            jobs::enqueue_every(&mut tx, now, poll, &Task::HandOverInvoices).await?;
        }
    }
    tx.commit().await
}

/// Lets a failed or waiting job run now; the record that it is about knows of it. Says whether there was one.
pub async fn try_again(tx: &mut Tx, now: DateTime<Utc>, id: Uuid) -> db::Result<bool> {
    let again = jobs::try_again(tx, now, id).await?;
    if let Again::Of(task) = again {
        revive(tx, task).await?;
    }
    Ok(again != Again::Nothing)
}

/// Somebody lets the task run again that failed: its record waits for it again.
async fn revive(tx: &mut Tx, task: Task) -> db::Result<()> {
    match task {
        Task::SendMessage { message } => messages::revive(tx, message).await,
        Task::GiveBack { refund, .. } => invoices::refund_trouble::revive(tx, refund).await,
        // Their pages show how the job itself stands.
        Task::RequestMandate { .. }
        | Task::CancelMandate { .. }
        | Task::TellPayment { .. }
        | Task::CollectOpen { .. }
        | Task::CollectInvoice { .. }
        | Task::ConfirmInvoices { .. }
        | Task::Import { .. }
        | Task::CleanUp
        | Task::ReadFeeds { .. }
        | Task::CheckMandate { .. }
        | Task::CheckOpenMandates
        | Task::HandOverInvoices => Ok(()),
    }
}
