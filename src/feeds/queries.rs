//! Positions of the feeds, and the entries they gave.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    Feed,
    entry::{Entry, Outcome, Subject},
};
use crate::db::{Result, Tx};

/// How far a feed was read.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Position {
    /// Twikey's number of the last entry taken care of; none before the first.
    pub position: Option<i64>,
}

/// An entry that fits nothing, or did not when it came.
#[derive(Clone, Debug, FromRow)]
pub struct Kept {
    pub id: Uuid,
    /// The one at Twikey that it is of.
    pub account: i64,
    pub feed: Feed,
    /// Twikey's number.
    pub sequence: i64,
    /// See [`Entry::kind`].
    pub kind: String,
    /// The mandate's reference, or the invoice's number.
    pub reference: Option<String>,
    /// JSON as received.
    pub payload: String,
    pub occurred_at: Option<DateTime<Utc>>,
    pub received_at: DateTime<Utc>,
    pub problem: Option<String>,
}

/// Makes `reader` the one reader of the feed until `until`. None: somebody else reads it.
pub async fn take(
    tx: &mut Tx,
    account: i64,
    feed: Feed,
    reader: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Position>> {
    tx.query(
        "UPDATE feed_positions SET leased_by = $3, leased_until = $5
         WHERE account = $1 AND feed = $2 AND (leased_until IS NULL OR leased_until <= $4 OR leased_until > $6)
         RETURNING position",
    )
    .bind(account)
    .bind(feed)
    .bind(reader)
    .bind(now)
    .bind(until)
    // No clock that is right has given a lease that ends so late.
    .bind(until + (until - now))
    .optional()
    .await
}

/// Moves the position on, in the transaction that writes the effects of what was read, and reads on until `until`.
/// False: another reader has the feed now, and nothing of this transaction may be kept.
pub async fn advance(
    tx: &mut Tx,
    account: i64,
    feed: Feed,
    reader: Uuid,
    position: Option<i64>,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE feed_positions SET position = COALESCE($4, position), read_at = $5, leased_until = $6
             WHERE account = $1 AND feed = $2 AND leased_by = $3",
        )
        .bind(account)
        .bind(feed)
        .bind(reader)
        .bind(position)
        .bind(now)
        .bind(until)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Lets the next reader in.
pub async fn release(tx: &mut Tx, account: i64, feed: Feed, reader: Uuid) -> Result<()> {
    tx.query(
        "UPDATE feed_positions SET leased_by = NULL, leased_until = NULL
         WHERE account = $1 AND feed = $2 AND leased_by = $3",
    )
    .bind(account)
    .bind(feed)
    .bind(reader)
    .execute()
    .await?;
    Ok(())
}

/// Whether an entry was kept before.
pub async fn is_kept(tx: &mut Tx, account: i64, feed: Feed, sequence: i64) -> Result<bool> {
    let found: Option<(i64,)> = tx
        .query("SELECT sequence FROM twikey_events WHERE account = $1 AND feed = $2 AND sequence = $3")
        .bind(account)
        .bind(feed)
        .bind(sequence)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Whether any entry of a feed was kept.
pub async fn has_kept(tx: &mut Tx, account: i64, feed: Feed) -> Result<bool> {
    let found: Option<(i64,)> = tx
        .query("SELECT sequence FROM twikey_events WHERE account = $1 AND feed = $2 LIMIT 1")
        .bind(account)
        .bind(feed)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Keeps an entry, with how it ended. One that is kept already stays as it is.
pub async fn keep(
    tx: &mut Tx,
    account: i64,
    feed: Feed,
    entry: &Entry,
    outcome: Outcome,
    now: DateTime<Utc>,
) -> Result<()> {
    let (state, problem, subject) = match outcome {
        Outcome::Applied(subject) => ("applied", None, Some(subject)),
        Outcome::Unchanged(subject) => ("unchanged", None, Some(subject)),
        Outcome::NotOurs => ("unchanged", None, None),
        Outcome::Unmatched(problem) => ("unmatched", Some(problem), None),
    };
    let (mandate, invoice) = match subject {
        Some(Subject::Mandate(mandate)) => (Some(mandate), None),
        Some(Subject::Invoice(invoice)) => (None, Some(invoice)),
        None => (None, None),
    };
    tx.query(
        "INSERT INTO twikey_events
             (id, account, feed, sequence, kind, reference, payload, occurred_at, received_at, state, problem, mandate_id,
              invoice_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (account, feed, sequence) DO NOTHING",
    )
    .bind(Uuid::now_v7())
    .bind(account)
    .bind(feed)
    .bind(entry.sequence())
    .bind(entry.kind())
    .bind(entry.reference().map(str::to_owned))
    .bind(entry.raw().to_owned())
    .bind(entry.occurred_at())
    .bind(now)
    .bind(state)
    .bind(problem)
    .bind(mandate)
    .bind(invoice)
    .execute()
    .await?;
    Ok(())
}

/// Entries that fit nothing, oldest first, at most `limit`.
pub async fn unmatched(tx: &mut Tx, limit: i64) -> Result<Vec<Kept>> {
    tx.query(
        "SELECT id, account, feed, sequence, kind, reference, payload, occurred_at, received_at, problem
         FROM twikey_events
         WHERE state = 'unmatched' ORDER BY id LIMIT $1",
    )
    .bind(limit)
    .all()
    .await
}

/// How many entries fit nothing.
pub async fn count_unmatched(tx: &mut Tx) -> Result<i64> {
    let (count,): (i64,) = tx.query("SELECT COUNT(*) FROM twikey_events WHERE state = 'unmatched'").one().await?;
    Ok(count)
}

/// An entry that fits nothing; none when it does not exist, or somebody has dealt with it.
pub async fn find_unmatched(tx: &mut Tx, id: Uuid) -> Result<Option<Kept>> {
    tx.query(
        "SELECT id, account, feed, sequence, kind, reference, payload, occurred_at, received_at, problem
         FROM twikey_events
         WHERE state = 'unmatched' AND id = $1",
    )
    .bind(id)
    .optional()
    .await
}

/// Everything that an account reported about a reference and that fits nothing, in Twikey's order.
pub async fn unmatched_about(tx: &mut Tx, account: i64, feed: Feed, reference: &str) -> Result<Vec<Kept>> {
    tx.query(
        "SELECT id, account, feed, sequence, kind, reference, payload, occurred_at, received_at, problem
         FROM twikey_events
         WHERE state = 'unmatched' AND account = $1 AND feed = $2 AND reference = $3 ORDER BY sequence",
    )
    .bind(account)
    .bind(feed)
    .bind(reference.to_owned())
    .all()
    .await
}

/// What a person decided about an entry.
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    /// `assigned` or `dismissed`.
    pub state: &'static str,
    pub mandate: Option<Uuid>,
    pub invoice: Option<Uuid>,
    pub by: Uuid,
    pub at: DateTime<Utc>,
}

/// Writes what became of an entry that fitted nothing. False: somebody else was faster.
pub async fn resolve(tx: &mut Tx, id: Uuid, decision: Decision) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE twikey_events SET state = $2, mandate_id = $3, invoice_id = $4, resolved_by = $5, resolved_at = $6
             WHERE id = $1 AND state = 'unmatched'",
        )
        .bind(id)
        .bind(decision.state)
        .bind(decision.mandate)
        .bind(decision.invoice)
        .bind(decision.by)
        .bind(decision.at)
        .execute()
        .await?;
    Ok(changed == 1)
}
