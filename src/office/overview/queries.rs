//! What the overview counts: as many statements, whatever there is to count.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;

use crate::{
    db::{Result, Tx},
    domain::money::Cents,
    invoices::State,
};

/// Numbers, each of which leads to the list behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub(super) struct Counts {
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
    pub invoices_refused: i64,
    pub invoices_overdue: i64,
    /// More was paid than is owed.
    pub invoices_overpaid: i64,
    pub customers: i64,
}

/// `soon` is the end of what counts as ending soon; refusals count since `since`.
pub(super) async fn counts(tx: &mut Tx, soon: DateTime<Utc>, since: DateTime<Utc>, today: NaiveDate) -> Result<Counts> {
    tx.query(
        "SELECT (SELECT COUNT(*) FROM messages WHERE state = 'failed') AS messages_failed,
                (SELECT COUNT(*) FROM twikey_events WHERE state = 'unmatched') AS entries_unmatched,
                (SELECT COUNT(*) FROM mandates WHERE state = 'invited' AND link_expires_at <= $1) AS requests_ending,
                (SELECT COUNT(*) FROM mandates WHERE state = 'refused' AND ended_at > $2) AS mandates_refused,
                (SELECT COUNT(*) FROM mandates WHERE state = 'requested') AS mandates_requested,
                (SELECT COUNT(*) FROM mandates WHERE state = 'invited') AS mandates_invited,
                (SELECT COUNT(*) FROM mandates WHERE state = 'awaiting_bank') AS mandates_awaiting_bank,
                (SELECT COUNT(*) FROM mandates WHERE state = 'signed') AS mandates_signed,
                (SELECT COUNT(*) FROM mandates WHERE state = 'suspended') AS mandates_suspended,
                (SELECT COUNT(*) FROM invoices WHERE refusal_code IS NOT NULL AND state = 'confirmed') AS invoices_refused,
                (SELECT COUNT(*) FROM invoices
                 WHERE kind = 'invoice' AND state IN ('confirmed', 'handed_over', 'collecting') AND due_on < $3)
                AS invoices_overdue,
                (SELECT COUNT(*) FROM invoices WHERE overpaid_at IS NOT NULL) AS invoices_overpaid,
                (SELECT COUNT(*) FROM customers) AS customers",
    )
    .bind(soon)
    .bind(since)
    .bind(today)
    .one()
    .await
}

/// Invoices that wait because a debit failed, by the bank's code.
#[derive(Clone, Debug, FromRow)]
pub(super) struct Failed {
    pub code: String,
    pub count: i64,
}

pub(super) async fn failed(tx: &mut Tx) -> Result<Vec<Failed>> {
    tx.query(
        "SELECT failure_code AS code, COUNT(*) AS count FROM invoices
         WHERE failure_code IS NOT NULL AND state IN ('confirmed', 'handed_over') GROUP BY failure_code",
    )
    .all()
    .await
}

/// What is on its way, by state, with what is still owed of it.
#[derive(Clone, Debug, FromRow)]
pub(super) struct UnderWay {
    pub state: State,
    pub count: i64,
    pub open: Cents,
}

pub(super) async fn under_way(tx: &mut Tx) -> Result<Vec<UnderWay>> {
    tx.query(
        "SELECT i.state, COUNT(*) AS count,
                CAST(SUM(i.total - COALESCE((SELECT SUM(p.effect) FROM payments p WHERE p.invoice_id = i.id), 0)) AS BIGINT)
                AS open
         FROM invoices i
         WHERE i.kind = 'invoice' AND i.state IN ('draft', 'confirmed', 'handed_over', 'collecting') GROUP BY i.state",
    )
    .all()
    .await
}

/// Money that came in on a day, less what went back on it.
#[derive(Clone, Debug, FromRow)]
pub(super) struct Income {
    pub day: NaiveDate,
    pub amount: Cents,
}

pub(super) async fn income(tx: &mut Tx, since: NaiveDate) -> Result<Vec<Income>> {
    tx.query(
        "SELECT booked_on AS day, CAST(SUM(effect) AS BIGINT) AS amount FROM payments
         WHERE booked_on >= $1 AND kind <> 'credit' GROUP BY booked_on",
    )
    .bind(since)
    .all()
    .await
}
