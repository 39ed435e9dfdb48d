//! How the work on a record stands, for its page and for other work on it.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{queue::Job, task::Kind};
use crate::db::{Result, Tx};

/// How the newest job about a record stands, for the record's page.
#[derive(Clone, Debug, FromRow)]
pub struct Status {
    pub id: Uuid,
    pub kind: String,
    pub attempts: i64,
    pub run_at: DateTime<Utc>,
    pub error_code: Option<String>,
    pub failed_at: Option<DateTime<Utc>>,
    pub done_at: Option<DateTime<Utc>>,
}

/// What other jobs did, or are doing, about the same record.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Others {
    /// A job of the kind was tried, whatever came of it.
    pub begun: bool,
    /// One that was written down before is being done right now.
    pub under_way: bool,
}

/// Of the same kind, this one aside.
pub async fn others(tx: &mut Tx, now: DateTime<Utc>, job: &Job, subject: Uuid) -> Result<Others> {
    tx.query(
        "SELECT COUNT(CASE WHEN attempts > 0 THEN 1 END) > 0 AS begun,
                COUNT(CASE WHEN id < $3 AND done_at IS NULL AND failed_at IS NULL AND leased_until > $4 THEN 1 END) > 0
                AS under_way
         FROM jobs WHERE subject_id = $1 AND kind = $2 AND id <> $3",
    )
    .bind(subject)
    .bind(job.kind.clone())
    .bind(job.id)
    .bind(now)
    .one()
    .await
}

/// The newest job about a record.
pub async fn of_subject(tx: &mut Tx, subject: Uuid) -> Result<Option<Status>> {
    tx.query(
        "SELECT id, kind, attempts, run_at, error_code, failed_at, done_at FROM jobs
         WHERE subject_id = $1 ORDER BY id DESC LIMIT 1",
    )
    .bind(subject)
    .optional()
    .await
}

/// The jobs about a record that have met trouble and were not done since, oldest first.
pub async fn in_trouble(tx: &mut Tx, subject: Uuid) -> Result<Vec<Status>> {
    tx.query(
        "SELECT id, kind, attempts, run_at, error_code, failed_at, done_at FROM jobs
         WHERE subject_id = $1 AND done_at IS NULL AND error_code IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM jobs newer
                           WHERE newer.subject_id = jobs.subject_id AND newer.payload = jobs.payload
                             AND newer.id > jobs.id)
         ORDER BY id",
    )
    .bind(subject)
    .all()
    .await
}

/// Whether a task of this kind about a record is still to be done by itself.
pub async fn is_under_way(tx: &mut Tx, subject: Uuid, kind: Kind) -> Result<bool> {
    let found: Option<(Uuid,)> = tx
        .query(
            "SELECT id FROM jobs
             WHERE subject_id = $1 AND kind = $2 AND done_at IS NULL AND failed_at IS NULL LIMIT 1",
        )
        .bind(subject)
        .bind(kind.name())
        .optional()
        .await?;
    Ok(found.is_some())
}
