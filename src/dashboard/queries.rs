//! What the overview counts, in one statement.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::db::{Result, Tx};

/// Numbers, each of which leads to the list behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub(super) struct Counts {
    pub jobs_failed: i64,
    pub messages_failed: i64,
    pub entries_unmatched: i64,
    /// Requests whose link ends soon.
    pub requests_ending: i64,
    pub mandates_refused: i64,
    pub mandates_requested: i64,
    pub mandates_invited: i64,
    pub mandates_awaiting_bank: i64,
    pub mandates_signed: i64,
    pub mandates_suspended: i64,
    pub customers: i64,
}

/// `soon` is the end of what counts as ending soon; refusals count since `since`.
pub(super) async fn counts(tx: &mut Tx, soon: DateTime<Utc>, since: DateTime<Utc>) -> Result<Counts> {
    tx.query(
        "SELECT (SELECT COUNT(*) FROM jobs WHERE failed_at IS NOT NULL AND done_at IS NULL) AS jobs_failed,
                (SELECT COUNT(*) FROM messages WHERE state = 'failed') AS messages_failed,
                (SELECT COUNT(*) FROM twikey_events WHERE state = 'unmatched') AS entries_unmatched,
                (SELECT COUNT(*) FROM mandates WHERE state = 'invited' AND link_expires_at <= $1) AS requests_ending,
                (SELECT COUNT(*) FROM mandates WHERE state = 'refused' AND ended_at > $2) AS mandates_refused,
                (SELECT COUNT(*) FROM mandates WHERE state = 'requested') AS mandates_requested,
                (SELECT COUNT(*) FROM mandates WHERE state = 'invited') AS mandates_invited,
                (SELECT COUNT(*) FROM mandates WHERE state = 'awaiting_bank') AS mandates_awaiting_bank,
                (SELECT COUNT(*) FROM mandates WHERE state = 'signed') AS mandates_signed,
                (SELECT COUNT(*) FROM mandates WHERE state = 'suspended') AS mandates_suspended,
                (SELECT COUNT(*) FROM customers) AS customers",
    )
    .bind(soon)
    .bind(since)
    .one()
    .await
}
