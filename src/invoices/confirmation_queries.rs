//! Confirmations of many drafts in the database.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    confirm::Refusal,
    filter::Filter,
    list_queries::{bind, matching},
};
use crate::{
    customers,
    db::{Result, Tx},
    domain::money::Cents,
};

/// How far a confirmation of many has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Progress {
    pub id: Uuid,
    pub requested_at: DateTime<Utc>,
    pub requested_by: Option<Uuid>,
    pub total: i64,
    pub confirmed: i64,
    pub refused: i64,
    pub finished_at: Option<DateTime<Utc>>,
}

/// A draft whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Item {
    pub position: i64,
    pub invoice_id: Uuid,
}

/// One that could not be confirmed.
#[derive(Clone, Debug, FromRow)]
pub struct Refused {
    pub invoice_id: Uuid,
    pub refusal_code: String,
    company_name: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    pub total: Option<Cents>,
}

impl Refused {
    /// The customer, while the draft exists.
    pub fn customer(&self) -> Option<String> {
        let name = |name: &Option<String>| name.clone().unwrap_or_default();
        self.total?;
        Some(customers::called(&name(&self.company_name), &name(&self.first_name), &name(&self.last_name)))
    }
}

pub async fn insert(tx: &mut Tx, id: Uuid, now: DateTime<Utc>, by: Uuid) -> Result<()> {
    tx.query(
        "INSERT INTO confirmations (id, requested_at, requested_by, total, confirmed, refused) VALUES ($1, $2, $3, 0, 0, 0)",
    )
    .bind(id)
    .bind(now)
    .bind(by)
    .execute()
    .await?;
    Ok(())
}

/// Adds a draft at its position. What is no draft any more is left out.
pub async fn add(tx: &mut Tx, confirmation: Uuid, position: i64, invoice: Uuid) -> Result<()> {
    tx.query(
        "INSERT INTO confirmation_items (confirmation_id, position, invoice_id, done)
         SELECT $1, $2, id, FALSE FROM invoices WHERE id = $3 AND state = 'draft'",
    )
    .bind(confirmation)
    .bind(position)
    .bind(invoice)
    .execute()
    .await?;
    Ok(())
}

/// Adds every draft that the filter matches, by date and then in the order they were written.
pub async fn add_matching(tx: &mut Tx, confirmation: Uuid, filter: &Filter, today: NaiveDate) -> Result<()> {
    let query = tx.query(concat!(
        "INSERT INTO confirmation_items (confirmation_id, position, invoice_id, done)
         SELECT $10, ROW_NUMBER() OVER (ORDER BY i.issued_on, i.id), i.id, FALSE
         FROM invoices i JOIN customers c ON c.id = i.customer_id
         WHERE i.state = 'draft' AND ",
        matching!()
    ));
    bind(query, filter, today).bind(confirmation).execute().await?;
    Ok(())
}

/// Counts what was added; says how many those are.
pub async fn count(tx: &mut Tx, confirmation: Uuid) -> Result<i64> {
    let (total,): (i64,) = tx
        .query(
            "UPDATE confirmations
             SET total = (SELECT COUNT(*) FROM confirmation_items WHERE confirmation_id = confirmations.id)
             WHERE id = $1 RETURNING total",
        )
        .bind(confirmation)
        .one()
        .await?;
    Ok(total)
}

pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Progress>> {
    tx.query(
        "SELECT id, requested_at, requested_by, total, confirmed, refused, finished_at FROM confirmations WHERE id = $1",
    )
    .bind(id)
    .optional()
    .await
}

/// Reads it in order to go on with it: nobody else does until this transaction ends.
pub async fn take(tx: &mut Tx, id: Uuid) -> Result<Option<Progress>> {
    tx.query(
        "UPDATE confirmations SET total = total WHERE id = $1
         RETURNING id, requested_at, requested_by, total, confirmed, refused, finished_at",
    )
    .bind(id)
    .optional()
    .await
}

/// The next drafts after this position, at most `limit`.
pub async fn next(tx: &mut Tx, confirmation: Uuid, limit: i64) -> Result<Vec<Item>> {
    tx.query(
        "SELECT position, invoice_id FROM confirmation_items
         WHERE confirmation_id = $1 AND NOT done ORDER BY position LIMIT $2",
    )
    .bind(confirmation)
    .bind(limit)
    .all()
    .await
}

/// Writes down what became of one.
pub async fn decide(tx: &mut Tx, confirmation: Uuid, position: i64, refusal: Option<Refusal>) -> Result<()> {
    tx.query(
        "UPDATE confirmation_items SET done = TRUE, refusal_code = $3 WHERE confirmation_id = $1 AND position = $2",
    )
    .bind(confirmation)
    .bind(position)
    .bind(refusal.map(Refusal::code))
    .execute()
    .await?;
    Ok(())
}

/// Writes down how far it has come.
pub async fn advance(tx: &mut Tx, progress: &Progress) -> Result<()> {
    tx.query("UPDATE confirmations SET confirmed = $2, refused = $3, finished_at = $4 WHERE id = $1")
        .bind(progress.id)
        .bind(progress.confirmed)
        .bind(progress.refused)
        .bind(progress.finished_at)
        .execute()
        .await?;
    Ok(())
}

/// Those that could not be confirmed, at most `limit`.
pub async fn refused(tx: &mut Tx, confirmation: Uuid, limit: i64) -> Result<Vec<Refused>> {
    tx.query(
        "SELECT r.invoice_id, r.refusal_code, c.company_name, c.first_name, c.last_name, i.total
         FROM confirmation_items r
         LEFT JOIN invoices i ON i.id = r.invoice_id
         LEFT JOIN customers c ON c.id = i.customer_id
         WHERE r.confirmation_id = $1 AND r.refusal_code IS NOT NULL ORDER BY r.position LIMIT $2",
    )
    .bind(confirmation)
    .bind(limit)
    .all()
    .await
}
