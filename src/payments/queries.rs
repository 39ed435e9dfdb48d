//! Payments in the database.

use uuid::Uuid;

use super::{Balance, Line, Payment};
use crate::db::{Result, Tx};

/// Writes a movement down. Fails when one of the same event, or of the same kind and transaction, is there already.
pub async fn record(tx: &mut Tx, payment: &Payment) -> Result<()> {
    tx.query(
        "INSERT INTO payments (id, invoice_id, kind, source, amount, effect, transaction_key, event_id, reason_code, note,
                               occurred_at, booked_on, recorded_at, recorded_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(payment.id)
    .bind(payment.invoice_id)
    .bind(payment.kind)
    .bind(payment.source)
    .bind(payment.amount)
    .bind(payment.effect)
    .bind(payment.transaction_key.clone())
    .bind(payment.event_id.clone())
    .bind(payment.reason_code.clone())
    .bind(payment.note.clone())
    .bind(payment.occurred_at)
    .bind(payment.booked_on)
    .bind(payment.recorded_at)
    .bind(payment.recorded_by)
    .execute()
    .await?;
    Ok(())
}

/// All movements for an invoice, oldest first.
pub async fn of_invoice(tx: &mut Tx, invoice: Uuid) -> Result<Vec<Payment>> {
    tx.query(
        "SELECT id, invoice_id, kind, source, amount, effect, transaction_key, event_id, reason_code, note, occurred_at,
                booked_on, recorded_at, recorded_by
         FROM payments WHERE invoice_id = $1 ORDER BY occurred_at, id",
    )
    .bind(invoice)
    .all()
    .await
}

/// The event of the payment feed that a payment was: from then on it is known by it, and says what the event says.
pub async fn claim(tx: &mut Tx, payment: Uuid, event_id: &str, line: Line) -> Result<()> {
    tx.query(
        "UPDATE payments SET event_id = $2, transaction_key = $3, amount = $4, effect = $5
         WHERE id = $1 AND event_id IS NULL",
    )
    .bind(payment)
    .bind(event_id.to_owned())
    .bind(line.transaction_key)
    .bind(line.amount)
    .bind(line.effect)
    .execute()
    .await?;
    Ok(())
}

/// What an invoice comes to, and what was done about it.
pub async fn balance(tx: &mut Tx, invoice: Uuid) -> Result<Balance> {
    tx.query(
        "SELECT i.total,
                CAST(COALESCE(SUM(p.effect), 0) AS BIGINT) AS settled,
                CAST(COALESCE(SUM(CASE WHEN p.kind = 'credit' THEN p.effect END), 0) AS BIGINT) AS credited
         FROM invoices i LEFT JOIN payments p ON p.invoice_id = i.id
         WHERE i.id = $1 GROUP BY i.total",
    )
    .bind(invoice)
    .one()
    .await
}

/// Whether a movement with this id is written down.
pub async fn exists(tx: &mut Tx, id: Uuid) -> Result<bool> {
    let found: Option<(Uuid,)> = tx.query("SELECT id FROM payments WHERE id = $1").bind(id).optional().await?;
    Ok(found.is_some())
}
