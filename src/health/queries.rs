//! Proves that the database takes writes, and reads how the work goes. Each asks for one row by an index.

use chrono::{DateTime, Utc};

use crate::db::{Result, Tx};

/// Writes a row. Only the commit proves it.
pub async fn prove_write(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    tx.query(
        "INSERT INTO heartbeats (name, beat_at) VALUES ('write', $1)
         ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at",
    )
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

/// Since when the job is due that no worker has taken for longest.
pub(super) async fn due_since(tx: &mut Tx, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    let found: Option<(DateTime<Utc>,)> = tx
        .query(
            "SELECT run_at FROM jobs
             WHERE done_at IS NULL AND failed_at IS NULL AND leased_until IS NULL AND run_at <= $1
             ORDER BY run_at, id LIMIT 1",
        )
        .bind(now)
        .optional()
        .await?;
    Ok(found.map(|(run_at,)| run_at))
}

pub(super) async fn count_failed(tx: &mut Tx) -> Result<i64> {
    let (count,): (i64,) =
        tx.query("SELECT COUNT(*) FROM jobs WHERE failed_at IS NOT NULL AND done_at IS NULL").one().await?;
    Ok(count)
}

/// When the feed of the account in use was read that was not read for longest. None: there is one that never was.
pub(super) async fn feeds_read_at(tx: &mut Tx) -> Result<Option<DateTime<Utc>>> {
    let feeds: Vec<(Option<DateTime<Utc>>,)> = tx
        .query(
            "SELECT read_at FROM feed_positions
             WHERE account = (SELECT number FROM twikey_accounts ORDER BY turn DESC, number DESC LIMIT 1)",
        )
        .all()
        .await?;
    Ok(feeds.into_iter().map(|(read_at,)| read_at).min().flatten())
}

pub(super) async fn is_twikey_on(tx: &mut Tx) -> Result<bool> {
    let (is_on,): (bool,) = tx.query("SELECT twikey_on FROM settings").one().await?;
    Ok(is_on)
}
