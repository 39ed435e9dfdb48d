//! Does the jobs. Production loops over the jobs of a lane until told to stop, tests drain all lanes by [`run_one`].

use std::{panic::AssertUnwindSafe, time::Duration};

use chrono::TimeDelta;
use futures_util::{FutureExt, future::BoxFuture};
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};
use tracing::{Instrument, Span, error, info, info_span, warn};

use super::{
    failure::{Failure, Next, TaskResult},
    queue::{self, Job, Lapsed},
    task::Task,
    waiting_queries,
};
use crate::{
    app::App,
    db,
    workers::{Lane, Place, Worker},
};

/// How long a worker may hold a job before another may take it.
pub const LEASE: TimeDelta = TimeDelta::minutes(2);

/// A task is stopped this long after it began: well before another worker may take its job.
const TIME_LIMIT: Duration = Duration::from_secs(100);

/// How long the database may take to give a job or to take its ending.
const DATABASE: Duration = Duration::from_secs(15);

/// How often an idle worker looks for jobs that became due, or that another process wrote.
const IDLE: Duration = Duration::from_secs(1);

/// A job whose work was cut off is done again after this long: what was sent may still be on its way, and the next try has to
/// find what came of it.
const SETTLING: TimeDelta = TimeDelta::seconds(5);

/// A job that a newer version wrote is looked at again after this long: this process may be of that version by then.
const PUT_OFF: TimeDelta = TimeDelta::minutes(1);

/// Why it was put off.
pub const NEWER: &str = "job.newer_version";

/// Does a task, and finishes the job itself, in the transaction that writes what came of it. The one function that there is
/// (`tasks::run`) calls all slices, so it stands above them and is handed in.
pub type Run = for<'a> fn(&'a App, &'a Job, Task) -> BoxFuture<'a, TaskResult>;

/// Does jobs of a lane until `stop` says so; the one under way may go on for as long as [`App::grace`].
pub async fn work(app: App, run: Run, worker: Worker, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        app.pulse.beat(worker, Instant::now());
        match AssertUnwindSafe(step(&app, run, worker.lane, &mut stop)).catch_unwind().await {
            Ok(Ok(true)) => continue,
            Ok(Ok(false)) => {}
            Ok(Err(error)) => error!(%error, "The job queue cannot be used; trying again in a second"),
            // A worker that ends would leave its lane undone, and nobody would know.
            Err(_) => error!("A worker panicked; it goes on in a second"),
        }
        tokio::select! {
            () = app.new_jobs.notified() => {}
            () = sleep(IDLE) => {}
            _ = stop.changed() => {}
        }
    }
    app.pulse.leave(worker);
}

/// Does the next job of the lane. Says whether there was one.
async fn step(app: &App, run: Run, lane: Lane, stop: &mut watch::Receiver<bool>) -> db::Result<bool> {
    if Place::of(lane).is_some_and(|place| !app.places.may_try(place, Instant::now())) {
        return Ok(false);
    }
    let Some(job) = within(take(app, lane)).await? else { return Ok(false) };
    tokio::select! {
        done = carry_out(app, run, lane, &job) => done?,
        () = grace_is_over(app, stop) => {
            info!(job = %job.id, kind = %job.kind, "The job was cut off; it is done again");
            let mut tx = app.db.write().await?;
            queue::give_back(&mut tx, &job, app.clock.now() + SETTLING).await?;
            tx.commit().await?;
        }
    }
    Ok(true)
}

async fn grace_is_over(app: &App, stop: &mut watch::Receiver<bool>) {
    // An error means that nobody can ask us to stop any more: then we should.
    let _ = stop.wait_for(|stop| *stop).await;
    sleep(app.grace).await;
}

/// Does the next job that is due, of whatever lane. Says whether there was one.
pub async fn run_one(app: &App, run: Run) -> db::Result<bool> {
    for lane in Lane::ALL {
        if let Some(job) = take(app, lane).await? {
            Box::pin(carry_out(app, run, lane, &job)).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

async fn take(app: &App, lane: Lane) -> db::Result<Option<Job>> {
    let mut tx = app.db.write().await?;
    let lapsed = Lapsed::at(&app.clock, LEASE);
    let job = queue::lease(&mut tx, app.clock.now(), LEASE, &lapsed, lane).await?;
    tx.commit().await?;
    Ok(job)
}

/// Does the job, and writes down how it ended if it did not end well.
async fn carry_out(app: &App, run: Run, lane: Lane, job: &Job) -> db::Result<()> {
    let span = info_span!("job", id = %job.id, kind = %job.kind, attempt = job.attempts);
    let task = match Task::read(&job.payload) {
        Ok(task) => task,
        Err(error) => {
            span.in_scope(|| warn!(%error, "A newer version of the portal wrote this job; it is left to it"));
            return within(leave(app, job)).await;
        }
    };
    let ending = attempt(app, run, job, task).instrument(span.clone()).await;
    if let Err(failure) = ending {
        write_down(app, job, &failure, &span).await?;
    }
    match Place::of(lane) {
        Some(place) => within(look_at(app, job, place)).await,
        None => Ok(()),
    }
}

async fn leave(app: &App, job: &Job) -> db::Result<()> {
    let mut tx = app.db.write().await?;
    queue::put_off(&mut tx, job, app.clock.now() + PUT_OFF, NEWER).await?;
    tx.commit().await
}

/// Wakes what waits for the place if the job got through to it.
async fn look_at(app: &App, job: &Job, place: Place) -> db::Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.read().await?;
    match waiting_queries::ending(&mut tx, job.id).await? {
        Some((true, _)) => app.places.answered(place),
        Some((false, Some(_))) => {
            app.places.failed(place, Instant::now());
            return Ok(());
        }
        _ => return Ok(()),
    }
    if waiting_queries::are_waiting(&mut tx, now, place).await? {
        drop(tx);
        let mut tx = app.db.write().await?;
        let woken = waiting_queries::wake(&mut tx, now, place).await?;
        tx.commit().await?;
        info!(?place, woken, "It answers again: what waits for it is done now");
        app.new_jobs.notify_waiters();
    }
    Ok(())
}

async fn write_down(app: &App, job: &Job, failure: &Failure, span: &Span) -> db::Result<()> {
    span.in_scope(|| log(failure));
    within(async {
        let mut tx = app.db.write().await?;
        match queue::fail(&mut tx, app.clock.now(), job, failure).await {
            Ok(()) => tx.commit().await?,
            // Somebody else has the job, or the database went away: the lease lapses and the job is repeated.
            Err(again) => warn!(code = again.code, "The failure of job {} could not be written down", job.id),
        }
        Ok(())
    })
    .await
}

/// A database that does not answer must not hold a worker for ever.
async fn within<T>(work: impl Future<Output = db::Result<T>>) -> db::Result<T> {
    timeout(DATABASE, work).await.unwrap_or(Err(db::Error::PoolTimedOut))
}

/// One try. A panic ends it and nothing else.
async fn attempt(app: &App, run: Run, job: &Job, task: Task) -> Result<(), Failure> {
    let ending = end(db::one_at_a_time(run(app, job, task))).await;
    match task.longest_wait(&app.config) {
        Some(longest) => ending.map_err(|failure| failure.within(longest)),
        None => ending,
    }
}

/// The work's own ending, or that it had none.
async fn end(work: impl Future<Output = TaskResult>) -> TaskResult {
    match AssertUnwindSafe(timeout(TIME_LIMIT, work)).catch_unwind().await {
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
