//! Refunds in the database.

use sqlx::FromRow;
use uuid::Uuid;

use super::Refund;
use crate::{
    db::{Result, Tx},
    domain::money::Cents,
};

/// What staff asked Twikey to give back, oldest first.
pub async fn of_invoice(tx: &mut Tx, invoice: Uuid) -> Result<Vec<Refund>> {
    tx.query(
        "SELECT id, invoice_id, amount, reason, asked_at, asked_by, tried_at, told_at, error_code, dropped_at
         FROM refunds WHERE invoice_id = $1 ORDER BY asked_at, id",
    )
    .bind(invoice)
    .all()
    .await
}

pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Refund>> {
    tx.query(
        "SELECT id, invoice_id, amount, reason, asked_at, asked_by, tried_at, told_at, error_code, dropped_at
         FROM refunds WHERE id = $1",
    )
    .bind(id)
    .optional()
    .await
}

/// Writes down that money is to be given back.
pub async fn insert(tx: &mut Tx, refund: &Refund) -> Result<()> {
    tx.query(
        "INSERT INTO refunds (id, invoice_id, amount, reason, asked_at, asked_by) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(refund.id)
    .bind(refund.invoice_id)
    .bind(refund.amount)
    .bind(refund.reason.clone())
    .bind(refund.asked_at)
    .bind(refund.asked_by)
    .execute()
    .await?;
    Ok(())
}

/// How far it is has changed.
pub async fn update(tx: &mut Tx, refund: &Refund) -> Result<()> {
    tx.query("UPDATE refunds SET tried_at = $2, told_at = $3, error_code = $4, dropped_at = $5 WHERE id = $1")
        .bind(refund.id)
        .bind(refund.tried_at)
        .bind(refund.told_at)
        .bind(refund.error_code.clone())
        .bind(refund.dropped_at)
        .execute()
        .await?;
    Ok(())
}

/// A refund that waits for a person, as the customer's sheet tells of it.
#[derive(Clone, Debug, FromRow)]
pub struct Stuck {
    pub invoice_id: Uuid,
    pub invoice_number: Option<String>,
    pub amount: Cents,
    pub error_code: String,
}

/// A customer's refunds that wait for a person, newest first.
pub async fn stuck_of_customer(tx: &mut Tx, customer: Uuid, limit: i64) -> Result<Vec<Stuck>> {
    tx.query(
        "SELECT r.invoice_id, i.number AS invoice_number, r.amount, r.error_code
         FROM refunds r JOIN invoices i ON i.id = r.invoice_id
         WHERE i.customer_id = $1 AND r.error_code IS NOT NULL AND r.dropped_at IS NULL ORDER BY r.id DESC LIMIT $2",
    )
    .bind(customer)
    .bind(limit)
    .all()
    .await
}

/// How many refunds wait for a person, by reason.
#[derive(Clone, Debug, FromRow)]
pub struct StuckFor {
    pub error_code: String,
    pub count: i64,
}

pub async fn stuck_by_reason(tx: &mut Tx) -> Result<Vec<StuckFor>> {
    tx.query(
        "SELECT error_code, COUNT(*) AS count FROM refunds
         WHERE error_code IS NOT NULL AND dropped_at IS NULL GROUP BY error_code ORDER BY error_code",
    )
    .all()
    .await
}
