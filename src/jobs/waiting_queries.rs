//! Jobs that wait for a place, and jobs whose time was written by a clock that was wrong.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    db::{Result, Tx},
    workers::Place,
};

/// How a job stands after a try: whether it is done, and which place it waits for.
pub(super) async fn ending(tx: &mut Tx, job: Uuid) -> Result<Option<(bool, Option<String>)>> {
    tx.query("SELECT done_at IS NOT NULL, waits_for FROM jobs WHERE id = $1").bind(job).optional().await
}

/// Whether jobs wait for the place that may be woken.
pub(super) async fn are_waiting(tx: &mut Tx, now: DateTime<Utc>, place: Place) -> Result<bool> {
    let found: Option<(Uuid,)> = tx
        .query("SELECT id FROM jobs WHERE waits_for = $1 AND wake_from <= $2 LIMIT 1")
        .bind(place.name())
        .bind(now)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Lets everything that waits for the place run now.
pub(super) async fn wake(tx: &mut Tx, now: DateTime<Utc>, place: Place) -> Result<u64> {
    // One after the other: two that wake the same jobs at once could each wait for the other.
    tx.query(
        "INSERT INTO heartbeats (name, beat_at) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at",
    )
    .bind(place.name())
    .bind(now)
    .execute()
    .await?;
    tx.query(
        "UPDATE jobs SET run_at = CASE WHEN run_at > $2 THEN $2 ELSE run_at END, waits_for = NULL, woken = woken + 1
         WHERE waits_for = $1 AND wake_from <= $2 AND leased_until IS NULL AND done_at IS NULL AND failed_at IS NULL",
    )
    .bind(place.name())
    .bind(now)
    .execute()
    .await
}

/// Writes down what time it is, once a minute. Says whether it was written as later before: then a clock was set back.
pub async fn is_set_back(tx: &mut Tx, now: DateTime<Utc>, skew: TimeDelta) -> Result<bool> {
    let written: Option<(DateTime<Utc>,)> =
        tx.query("SELECT beat_at FROM heartbeats WHERE name = 'schedule'").optional().await?;
    let is_set_back = written.is_some_and(|(at,)| at > now + skew);
    if is_set_back || written.is_none_or(|(at,)| at <= now - TimeDelta::minutes(1)) {
        tx.query(
            "INSERT INTO heartbeats (name, beat_at) VALUES ('schedule', $1)
             ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at",
        )
        .bind(now)
        .execute()
        .await?;
    }
    Ok(is_set_back)
}

/// Lets run now what waits for its next try, or was to be done at once, by a clock that was ahead. What is planned for a day of
/// its own stays planned.
pub async fn forget_future(tx: &mut Tx, now: DateTime<Utc>) -> Result<u64> {
    tx.query(
        "UPDATE jobs SET run_at = $1
         WHERE done_at IS NULL AND failed_at IS NULL AND run_at > $1
           AND (error_code IS NOT NULL OR (created_at > $1 AND run_at <= created_at))",
    )
    .bind(now)
    .execute()
    .await
}
