//! The audit trail in the database.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Entry, Recorded};
use crate::db::{Result, Tx};

/// Writes an entry.
pub async fn record(tx: &mut Tx, now: DateTime<Utc>, entry: Entry) -> Result<()> {
    let changes = serde_json::to_string(&entry.changes).expect("texts are always JSON");
    tx.query(
        "INSERT INTO audit_entries (id, occurred_at, actor, user_id, customer_id, subject, subject_id, action, changes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(Uuid::now_v7())
    .bind(now)
    .bind(entry.actor.code())
    .bind(entry.actor.user())
    .bind(entry.customer)
    .bind(<&str>::from(entry.subject))
    .bind(entry.subject_id)
    .bind(<&str>::from(entry.action))
    .bind(changes)
    .execute()
    .await?;
    Ok(())
}

/// Entries as a [`Recorded`] has them.
macro_rules! recorded {
    ($which:literal) => {
        concat!(
            "SELECT a.id, a.occurred_at, a.actor, users.name AS user_name, a.customer_id, a.subject, a.subject_id, a.action,
                    a.changes, invoices.id AS invoice_id, invoices.number AS invoice_number
             FROM audit_entries a
             LEFT JOIN users ON users.id = a.user_id
             LEFT JOIN invoices ON a.subject = 'invoice' AND invoices.id = a.subject_id
             WHERE ",
            $which
        )
    };
}

/// The newest entries on a customer's sheet, at most `limit`.
pub async fn of_customer(tx: &mut Tx, customer: Uuid, limit: i64) -> Result<Vec<Recorded>> {
    tx.query(recorded!("a.customer_id = $1 ORDER BY a.id DESC LIMIT $2")).bind(customer).bind(limit).all().await
}

/// The history of one record, newest first, at most `limit`.
pub async fn of_subject(tx: &mut Tx, subject: Uuid, limit: i64) -> Result<Vec<Recorded>> {
    tx.query(recorded!("a.subject_id = $1 ORDER BY a.id DESC LIMIT $2")).bind(subject).bind(limit).all().await
}

/// A page of the whole trail, newest first: entries before `before`.
pub async fn page(tx: &mut Tx, before: Option<Uuid>, limit: i64) -> Result<Vec<Recorded>> {
    tx.query(recorded!("a.id < $1 ORDER BY a.id DESC LIMIT $2"))
        .bind(before.unwrap_or(Uuid::max()))
        .bind(limit)
        .all()
        .await
}
