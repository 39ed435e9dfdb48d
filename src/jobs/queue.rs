//! The table of jobs.

use std::iter;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    failure::{Failure, Next, TaskResult, Wait, delay_after},
    task::{self, Task},
};
use crate::{
    app::App,
    clock::Clock,
    db::{Result, Tx},
    workers::{Lane, Place},
};

/// How many kinds [`lease`] asks for at once: no lane has more.
pub(super) const KINDS: usize = 5;

/// Times that are farther ahead than this were written by a clock that was wrong.
pub const SKEW: TimeDelta = TimeDelta::seconds(10);

/// A job that waits for a place is tried at least this often: it may be the only one, and nobody would wake it.
const LONGEST: TimeDelta = TimeDelta::minutes(15);

/// How long a job waits at least that was woken so often and failed again: at first not at all, then longer.
fn wakes_after(woken: i64) -> TimeDelta {
    const SECONDS: [i64; 5] = [0, 5, 15, 60, 300];
    TimeDelta::seconds(SECONDS[usize::try_from(woken).unwrap_or(0).min(SECONDS.len() - 1)])
}

/// A job that this worker holds.
#[derive(Clone, Debug, FromRow)]
pub struct Job {
    pub id: Uuid,
    pub kind: String,
    pub payload: String,
    /// This try included. Together with the id it proves that the lease is still ours.
    pub attempts: i64,
    /// How often it was woken because the place it waits for had answered somebody.
    pub(super) woken: i64,
}

/// What goes first among jobs that are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Somebody waits for it.
    Person,
    /// One of many: what the portal does by itself for all of them.
    Mass,
}

impl Priority {
    /// As it is stored.
    const fn rank(self) -> i64 {
        match self {
            Self::Person => 0,
            Self::Mass => 1,
        }
    }
}

/// Writes down that `task`, for which somebody waits, is to be done as soon as a worker is free. It takes the place of the same
/// task that failed.
pub async fn enqueue(tx: &mut Tx, now: DateTime<Utc>, task: &Task) -> Result<()> {
    enqueue_with(tx, now, task, Priority::Person).await
}

/// The same, for whomever it is done.
pub async fn enqueue_with(tx: &mut Tx, now: DateTime<Utc>, task: &Task, priority: Priority) -> Result<()> {
    settle_failed(tx, now, task).await?;
    tx.query(
        "INSERT INTO jobs (id, kind, payload, subject_id, created_at, run_at, attempts, priority)
         VALUES ($1, $2, $3, $4, $5, $5, 0, $6)",
    )
    .bind(Uuid::now_v7())
    .bind(task.kind().name())
    .bind(task.payload())
    .bind(task.subject())
    .bind(now)
    .bind(priority.rank())
    .execute()
    .await?;
    Ok(())
}

/// The same, unless the same task waits already. One that is being done does not count: it may have looked too early.
pub async fn enqueue_unless_waiting(tx: &mut Tx, now: DateTime<Utc>, task: &Task) -> Result<()> {
    enqueue_at(tx, now, now, task, Priority::Person).await
}

/// Writes down that `task` is to be done at `run_at`, or soon after. One that waits for a later time, because it was
/// planned or put off, is brought forward instead of doing it twice; one that waits among many is not any more once somebody
/// waits for it.
pub async fn enqueue_at(
    tx: &mut Tx,
    now: DateTime<Utc>,
    run_at: DateTime<Utc>,
    task: &Task,
    priority: Priority,
) -> Result<()> {
    settle_failed(tx, now, task).await?;
    tx.query(
        "UPDATE jobs SET run_at = CASE WHEN run_at > $3 THEN $3 ELSE run_at END,
                         priority = CASE WHEN priority > $4 THEN $4 ELSE priority END
         WHERE kind = $1 AND payload = $2 AND (run_at > $3 OR priority > $4) AND done_at IS NULL AND failed_at IS NULL
           AND leased_until IS NULL",
    )
    .bind(task.kind().name())
    .bind(task.payload())
    .bind(run_at)
    .bind(priority.rank())
    .execute()
    .await?;
    tx.query(
        "INSERT INTO jobs (id, kind, payload, subject_id, created_at, run_at, attempts, priority)
         SELECT $1, $2, $3, $4, $5, $6, 0, $7
         WHERE NOT EXISTS (SELECT 1 FROM jobs
                           WHERE kind = $2 AND payload = $3 AND done_at IS NULL AND failed_at IS NULL
                             AND leased_until IS NULL)",
    )
    .bind(Uuid::now_v7())
    .bind(task.kind().name())
    .bind(task.payload())
    .bind(task.subject())
    .bind(now)
    .bind(run_at)
    .bind(priority.rank())
    .execute()
    .await?;
    Ok(())
}

/// Writes it down unless it waits already, or one like it was written down less than `interval` ago.
pub async fn enqueue_every(tx: &mut Tx, now: DateTime<Utc>, interval: TimeDelta, task: &Task) -> Result<()> {
    tx.query(
        "INSERT INTO jobs (id, kind, payload, subject_id, created_at, run_at, attempts)
         SELECT $1, $2, $3, $4, $5, $5, 0
         WHERE NOT EXISTS (SELECT 1 FROM jobs
                           WHERE kind = $2 AND payload = $3
                             AND ((done_at IS NULL AND failed_at IS NULL)
                                  OR (created_at > $6 AND created_at <= $7)))",
    )
    .bind(Uuid::now_v7())
    .bind(task.kind().name())
    .bind(task.payload())
    .bind(task.subject())
    .bind(now)
    .bind(now - interval)
    .bind(now + SKEW)
    .execute()
    .await?;
    Ok(())
}

/// Takes the next job of a lane that is due, for as long as `lease`. Leases that others hold count as lapsed as `lapsed` says.
///
/// The outer `WHERE` repeats the condition: on PostgreSQL a worker that waited for another's update checks it again
/// and gets nothing, instead of the same job a second time. Each kind is looked up for itself, so jobs of other kinds are never
/// come by, those among them that only a newer version knows. So is each priority: what is planned for later is not come by either.
pub(super) async fn lease(
    tx: &mut Tx,
    now: DateTime<Utc>,
    lease: TimeDelta,
    lapsed: &Lapsed,
    lane: Lane,
) -> Result<Option<Job>> {
    let mut query = tx
        .query(
            "WITH kinds (kind) AS (VALUES ($5), ($6), ($7), ($8), ($9)),
                  priorities (priority) AS (VALUES (0), (1))
             UPDATE jobs SET leased_until = $2, attempts = attempts + 1, waits_for = NULL
             WHERE done_at IS NULL AND failed_at IS NULL
               AND (leased_until IS NULL OR leased_until <= $3 OR leased_until > $4)
               AND id = (SELECT id FROM jobs
                         WHERE id IN (SELECT (SELECT id FROM jobs
                                              WHERE jobs.kind = kinds.kind AND jobs.priority = priorities.priority
                                                AND done_at IS NULL AND failed_at IS NULL AND run_at <= $1
                                                AND (leased_until IS NULL OR leased_until <= $3 OR leased_until > $4)
                                              ORDER BY run_at, id LIMIT 1)
                                      FROM kinds CROSS JOIN priorities)
                         ORDER BY priority, run_at, id LIMIT 1)
             RETURNING id, kind, payload, attempts, woken",
        )
        .bind(now)
        .bind(now + lease)
        .bind(lapsed.until)
        .bind(lapsed.from);
    let kinds = task::kinds(lane).map(Some).chain(iter::repeat(None));
    for kind in kinds.take(KINDS) {
        query = query.bind(kind);
    }
    query.optional().await
}

/// Which leases have lapsed: those that end until one time, and those that no clock that is right could have given.
pub(super) struct Lapsed {
    until: DateTime<Utc>,
    from: DateTime<Utc>,
}

impl Lapsed {
    /// After the clock was set nobody can tell for a while.
    pub fn at(clock: &Clock, lease: TimeDelta) -> Self {
        if clock.was_set() {
            return Self { until: DateTime::UNIX_EPOCH, from: clock.now() + TimeDelta::days(100_000) };
        }
        Self { until: clock.now(), from: clock.now() + lease * 2 }
    }
}

/// Leaves a job to a newer version of the portal. It was no try.
pub(super) async fn put_off(tx: &mut Tx, job: &Job, run_at: DateTime<Utc>, code: &'static str) -> Result<()> {
    tx.query(
        "UPDATE jobs SET leased_until = NULL, run_at = $3, attempts = attempts - 1, error_code = $4, error_detail = NULL
         WHERE id = $1 AND attempts = $2 AND done_at IS NULL AND failed_at IS NULL",
    )
    .bind(job.id)
    .bind(job.attempts)
    .bind(run_at)
    .bind(code)
    .execute()
    .await?;
    Ok(())
}

/// Gives a job back whose work was cut off, for whoever comes next, from `run_at` on.
pub(super) async fn give_back(tx: &mut Tx, job: &Job, run_at: DateTime<Utc>) -> Result<()> {
    tx.query(
        "UPDATE jobs SET leased_until = NULL, run_at = $3
         WHERE id = $1 AND attempts = $2 AND done_at IS NULL AND failed_at IS NULL AND leased_until IS NOT NULL",
    )
    .bind(job.id)
    .bind(job.attempts)
    .bind(run_at)
    .execute()
    .await?;
    Ok(())
}

/// Ends the job well, in the transaction that writes what it brought about.
///
/// Fails when the lease has lapsed and another worker took the job; then nothing of this transaction may be kept.
pub async fn finish(tx: &mut Tx, now: DateTime<Utc>, job: &Job) -> Result<(), Failure> {
    let changed = tx
        .query(
            "UPDATE jobs SET done_at = $3, leased_until = NULL, error_code = NULL, error_detail = NULL
             WHERE id = $1 AND attempts = $2 AND done_at IS NULL AND failed_at IS NULL",
        )
        .bind(job.id)
        .bind(job.attempts)
        .bind(now)
        .execute()
        .await?;
    if changed == 1 { Ok(()) } else { Err(Failure::lapsed()) }
}

/// Ends a job that brought about nothing that is to be written down.
pub async fn done(app: &App, job: &Job) -> TaskResult {
    let mut tx = app.db.write().await?;
    finish(&mut tx, app.clock.now(), job).await?;
    Ok(tx.commit().await?)
}

/// Writes down that this try failed: the job waits for its next try, or for a person.
pub async fn fail(tx: &mut Tx, now: DateTime<Utc>, job: &Job, failure: &Failure) -> Result<(), Failure> {
    let (run_at, failed_at) = match failure.next {
        Next::Retry(Wait::Asked(wait)) => (now + wait, None),
        Next::Retry(Wait::Growing { at_most }) => {
            let at_most = if failure.waits_for.is_some() { at_most.min(LONGEST) } else { at_most };
            (now + delay_after(job.attempts).min(at_most), None)
        }
        Next::NeedsPerson => (now, Some(now)),
        Next::Lapsed => return Ok(()),
    };
    let changed = tx
        .query(
            "UPDATE jobs SET leased_until = NULL, run_at = $3, failed_at = $4, error_code = $5, error_detail = $6,
                             waits_for = $7, wake_from = $8
             WHERE id = $1 AND attempts = $2 AND done_at IS NULL AND failed_at IS NULL",
        )
        .bind(job.id)
        .bind(job.attempts)
        .bind(run_at)
        .bind(failed_at)
        .bind(failure.code.clone())
        .bind(&failure.detail)
        .bind(failure.waits_for.map(Place::name))
        .bind(now + wakes_after(job.woken))
        .execute()
        .await?;
    if changed == 1 { Ok(()) } else { Err(Failure::lapsed()) }
}

/// A task that is written down once more is done by that: nothing of it is left to wait for a person.
async fn settle_failed(tx: &mut Tx, now: DateTime<Utc>, task: &Task) -> Result<()> {
    let Some(subject) = task.subject() else { return Ok(()) };
    tx.query(
        "UPDATE jobs SET done_at = $4, error_code = NULL, error_detail = NULL
         WHERE kind = $1 AND subject_id = $2 AND payload = $3 AND failed_at IS NOT NULL AND done_at IS NULL",
    )
    .bind(task.kind().name())
    .bind(subject)
    .bind(task.payload())
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

/// Ends what waits of a task, for its next try or for a person: what it was to bring about has come about, or nobody wants it
/// any more. One that is being done ends by itself.
pub async fn settle(tx: &mut Tx, now: DateTime<Utc>, task: &Task) -> Result<()> {
    tx.query(
        "UPDATE jobs SET done_at = $4, error_code = NULL, error_detail = NULL, waits_for = NULL
         WHERE kind = $1 AND subject_id = $2 AND payload = $3 AND done_at IS NULL AND leased_until IS NULL",
    )
    .bind(task.kind().name())
    .bind(task.subject())
    .bind(task.payload())
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

/// What [`try_again`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// No such job waits.
    Nothing,
    /// It runs again, and its record has to know.
    Of(Task),
    /// It cannot be read: it fails again, and says so.
    Unreadable,
}

/// Lets a failed or waiting job run now, before what is done for many: somebody waits for it. Whoever calls it tells the record that it is about.
pub async fn try_again(tx: &mut Tx, now: DateTime<Utc>, id: Uuid) -> Result<Again> {
    let payload: Option<(String,)> = tx
        .query(
            "UPDATE jobs SET failed_at = NULL, run_at = $2, waits_for = NULL, priority = $3
             WHERE id = $1 AND done_at IS NULL AND leased_until IS NULL RETURNING payload",
        )
        .bind(id)
        .bind(now)
        .bind(Priority::Person.rank())
        .optional()
        .await?;
    let Some((payload,)) = payload else { return Ok(Again::Nothing) };
    Ok(Task::read(&payload).map_or(Again::Unreadable, Again::Of))
}

/// Forgets jobs that were done before this moment and were about no record: they are done again every few minutes.
pub async fn forget_routine(tx: &mut Tx, before: DateTime<Utc>) -> Result<()> {
    tx.query("DELETE FROM jobs WHERE subject_id IS NULL AND done_at < $1").bind(before).execute().await?;
    Ok(())
}
