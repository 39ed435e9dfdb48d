//! Invoices and their lines in the database.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Invoice, Line, State};
use crate::{
    db::{Result, Tx},
    domain::{money::Cents, number_pattern::Pattern},
};

/// Writes a new draft, lines aside.
pub async fn insert(tx: &mut Tx, draft: &Invoice) -> Result<()> {
    tx.query(
        "INSERT INTO invoices (id, kind, customer_id, credits_id, language, issued_on, due_on, note, currency, net, vat, total,
                               state, searchable, version, created_at, created_by, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'draft', $13, $14, $15, $16, $17)",
    )
    .bind(draft.id)
    .bind(draft.kind)
    .bind(draft.customer_id)
    .bind(draft.credits_id)
    .bind(draft.language)
    .bind(draft.issued_on)
    .bind(draft.due_on)
    .bind(draft.note.clone())
    .bind(draft.currency)
    .bind(draft.net)
    .bind(draft.vat)
    .bind(draft.total)
    .bind(draft.searchable())
    .bind(draft.version)
    .bind(draft.created_at)
    .bind(draft.created_by)
    .bind(draft.updated_at)
    .execute()
    .await?;
    Ok(())
}

/// The columns of an [`Invoice`].
macro_rules! columns {
    () => {
        "id, kind, customer_id, credits_id, number, reference, language, issued_on, due_on, note, currency, net, vat, total,
         state, confirmed_at, confirmed_by, token, twikey_id, twikey_batch, link, mandate_id, handed_over_at, refusal_code,
         refusal_detail, collecting_since, failure_code, failed_at, paid_at, cancelled_at, overpaid_at, version,
         created_at, created_by, updated_at, told_settled, asked_on"
    };
}

pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Invoice>> {
    tx.query(concat!("SELECT ", columns!(), " FROM invoices WHERE id = $1")).bind(id).optional().await
}

/// The invoice that this token opens.
pub async fn find_by_token(tx: &mut Tx, token: &str) -> Result<Option<Invoice>> {
    tx.query(concat!("SELECT ", columns!(), " FROM invoices WHERE token = $1")).bind(token).optional().await
}

/// Reads an invoice in order to change it: nobody else changes it until this transaction ends. (`SELECT … FOR UPDATE` is
/// not to be had on SQLite; an update that changes nothing takes the same lock.)
pub async fn take(tx: &mut Tx, id: Uuid) -> Result<Option<Invoice>> {
    tx.query(concat!("UPDATE invoices SET state = state WHERE id = $1 RETURNING ", columns!()))
        .bind(id)
        .optional()
        .await
}

/// The same, by what Twikey knows it by.
pub async fn take_by_twikey_id(tx: &mut Tx, twikey_id: Uuid) -> Result<Option<Invoice>> {
    tx.query(concat!("UPDATE invoices SET state = state WHERE twikey_id = $1 RETURNING ", columns!()))
        .bind(twikey_id)
        .optional()
        .await
}

/// The same, by its number.
pub async fn take_by_number(tx: &mut Tx, number: &str) -> Result<Option<Invoice>> {
    tx.query(concat!("UPDATE invoices SET state = state WHERE number = $1 RETURNING ", columns!()))
        .bind(number.to_owned())
        .optional()
        .await
}

/// Confirmed invoices that Twikey is to be told of, oldest first, at most `limit`; less those that wait for an answer
/// about a batch or for a person, and those that another worker is telling it of. A credit note goes there only when Twikey
/// had the invoice before: later it was handed over without what the note takes back.
pub(super) async fn waiting(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = tx
        .query(
            "SELECT i.id FROM invoices i LEFT JOIN invoices credited ON credited.id = i.credits_id
             WHERE i.state = 'confirmed' AND i.refusal_code IS NULL AND i.twikey_batch IS NULL
               AND (i.told_until IS NULL OR i.told_until <= $1)
               AND (i.credits_id IS NULL OR credited.handed_over_at < i.confirmed_at)
             ORDER BY i.confirmed_at, i.id LIMIT $2",
        )
        .bind(now)
        .bind(limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Reads one of them for telling Twikey of it, which is this worker's alone until then. None: another was faster.
pub(super) async fn claim(tx: &mut Tx, id: Uuid, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Option<Invoice>> {
    tx.query(concat!(
        "UPDATE invoices SET told_until = $3
         WHERE id = $1 AND state = 'confirmed' AND refusal_code IS NULL AND twikey_batch IS NULL
           AND (told_until IS NULL OR told_until <= $2)
         RETURNING ",
        columns!()
    ))
    .bind(id)
    .bind(now)
    .bind(until)
    .optional()
    .await
}

/// The talk about it is over, however it ended.
pub(super) async fn release(tx: &mut Tx, id: Uuid) -> Result<()> {
    tx.query("UPDATE invoices SET told_until = NULL WHERE id = $1").bind(id).execute().await?;
    Ok(())
}

/// What Twikey has of a customer and nobody collects yet.
pub(super) async fn handed_over(tx: &mut Tx, customer: Uuid) -> Result<Vec<Invoice>> {
    tx.query(concat!(
        "SELECT ",
        columns!(),
        " FROM invoices WHERE customer_id = $1 AND kind = 'invoice' AND state = 'handed_over' ORDER BY id"
    ))
    .bind(customer)
    .all()
    .await
}

/// Invoices that were settled another way while Twikey was being told of them, so that nobody knows whether it has them.
pub(super) async fn unanswered(tx: &mut Tx, limit: i64) -> Result<Vec<Invoice>> {
    tx.query(concat!(
        "SELECT ",
        columns!(),
        " FROM invoices
         WHERE told_settled IS NOT NULL AND handed_over_at IS NULL AND twikey_batch IS NULL AND state <> 'confirmed'
         ORDER BY id LIMIT $1"
    ))
    .bind(limit)
    .all()
    .await
}

/// The invoices of the oldest batch at Twikey whose outcome is not known.
pub(super) async fn in_batch(tx: &mut Tx) -> Result<Vec<Invoice>> {
    tx.query(concat!(
        "SELECT ",
        columns!(),
        " FROM invoices
         WHERE twikey_batch IS NOT NULL
           AND twikey_batch = (SELECT twikey_batch FROM invoices WHERE twikey_batch IS NOT NULL
                               ORDER BY twikey_batch LIMIT 1)
         ORDER BY id"
    ))
    .all()
    .await
}

/// Whether any invoice waits for the outcome of a batch.
pub(super) async fn is_in_batch(tx: &mut Tx) -> Result<bool> {
    let found: Option<(Uuid,)> =
        tx.query("SELECT id FROM invoices WHERE twikey_batch IS NOT NULL LIMIT 1").optional().await?;
    Ok(found.is_some())
}

/// Writes down Twikey's batch that an invoice is in, under the id that it was told.
pub(super) async fn remember_batch(
    tx: &mut Tx,
    invoice: Uuid,
    twikey_id: Option<Uuid>,
    batch: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    tx.query(
        "UPDATE invoices SET twikey_batch = $3, updated_at = $4
         WHERE id = $1 AND twikey_id = $2 AND handed_over_at IS NULL",
    )
    .bind(invoice)
    .bind(twikey_id)
    .bind(batch.to_owned())
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

/// Writes what a transition, or the saving of a draft, changed. Kind, customer and the invoice it credits never change.
pub async fn update(tx: &mut Tx, invoice: &Invoice) -> Result<()> {
    tx.query(
        "UPDATE invoices
         SET number = $2, reference = $3, language = $4, issued_on = $5, due_on = $6, note = $7, net = $8, vat = $9,
             total = $10, state = $11, confirmed_at = $12, confirmed_by = $13, token = $14, twikey_id = $15,
             twikey_batch = $16, link = $17, mandate_id = $18, handed_over_at = $19, refusal_code = $20,
             refusal_detail = $21, collecting_since = $22, failure_code = $23, failed_at = $24, paid_at = $25,
             cancelled_at = $26, searchable = $27, version = $28, updated_at = $29, told_settled = $30,
             overpaid_at = $31, asked_on = $32
         WHERE id = $1",
    )
    .bind(invoice.id)
    .bind(invoice.number.clone())
    .bind(invoice.reference.clone())
    .bind(invoice.language)
    .bind(invoice.issued_on)
    .bind(invoice.due_on)
    .bind(invoice.note.clone())
    .bind(invoice.net)
    .bind(invoice.vat)
    .bind(invoice.total)
    .bind(invoice.state)
    .bind(invoice.confirmed_at)
    .bind(invoice.confirmed_by)
    .bind(invoice.token.clone())
    .bind(invoice.twikey_id)
    .bind(invoice.twikey_batch.clone())
    .bind(invoice.link.clone())
    .bind(invoice.mandate_id)
    .bind(invoice.handed_over_at)
    .bind(invoice.refusal_code.clone())
    .bind(invoice.refusal_detail.clone())
    .bind(invoice.collecting_since)
    .bind(invoice.failure_code.clone())
    .bind(invoice.failed_at)
    .bind(invoice.paid_at)
    .bind(invoice.cancelled_at)
    .bind(invoice.searchable())
    .bind(invoice.version)
    .bind(invoice.updated_at)
    .bind(invoice.told_settled)
    .bind(invoice.overpaid_at)
    .bind(invoice.asked_on)
    .execute()
    .await?;
    Ok(())
}

/// The lines of an invoice, in their order.
pub async fn lines(tx: &mut Tx, invoice: Uuid) -> Result<Vec<Line>> {
    tx.query(
        "SELECT description, quantity, unit, unit_price, vat_rate FROM invoice_lines
         WHERE invoice_id = $1 ORDER BY position",
    )
    .bind(invoice)
    .all()
    .await
}

/// Writes the lines of a draft in place of those it had.
pub async fn replace_lines(tx: &mut Tx, invoice: Uuid, lines: &[Line]) -> Result<()> {
    tx.query("DELETE FROM invoice_lines WHERE invoice_id = $1").bind(invoice).execute().await?;
    for (position, line) in (1_i64..).zip(lines) {
        tx.query(
            "INSERT INTO invoice_lines (invoice_id, position, description, quantity, unit, unit_price, vat_rate, net)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(invoice)
        .bind(position)
        .bind(line.description.clone())
        .bind(line.quantity)
        .bind(line.unit.clone())
        .bind(line.unit_price)
        .bind(line.vat_rate)
        // Totals that were computed before this are never beyond what a line may come to.
        .bind(line.net().unwrap_or_default())
        .execute()
        .await?;
    }
    Ok(())
}

/// A credit note as the sheet of its invoice shows it.
#[derive(Clone, Debug, FromRow)]
pub struct CreditNote {
    pub id: Uuid,
    pub number: Option<String>,
    pub total: Cents,
    pub state: State,
}

/// The credit notes that take something of an invoice back, oldest first.
pub(super) async fn credit_notes(tx: &mut Tx, invoice: Uuid) -> Result<Vec<CreditNote>> {
    tx.query("SELECT id, number, total, state FROM invoices WHERE credits_id = $1 ORDER BY id")
        .bind(invoice)
        .all()
        .await
}

/// Forgets a draft and its lines.
pub(super) async fn remove_draft(tx: &mut Tx, draft: Uuid) -> Result<()> {
    tx.query("DELETE FROM invoice_lines WHERE invoice_id = $1").bind(draft).execute().await?;
    tx.query("DELETE FROM invoices WHERE id = $1 AND state = 'draft'").bind(draft).execute().await?;
    Ok(())
}

/// The next number of a series: `invoice`, `credit_note` or `reference`. Whoever gets it keeps everybody else waiting until
/// this transaction ends, and gives it back by not committing; so no number is left out.
pub async fn next_in_series(tx: &mut Tx, series: &str, year: i64) -> Result<i64> {
    let (number,): (i64,) = tx
        .query(
            "INSERT INTO number_series (series, year, last) VALUES ($1, $2, 1)
             ON CONFLICT (series, year) DO UPDATE SET last = number_series.last + 1
             RETURNING last",
        )
        .bind(series.to_owned())
        .bind(year)
        .one()
        .await?;
    Ok(number)
}

/// The last number that a series has given; 0 before its first.
pub async fn last_in_series(tx: &mut Tx, series: &str, year: i64) -> Result<i64> {
    let last: Option<(i64,)> = tx
        .query("SELECT last FROM number_series WHERE series = $1 AND year = $2")
        .bind(series.to_owned())
        .bind(year)
        .optional()
        .await?;
    Ok(last.map_or(0, |(last,)| last))
}

/// Lets a series go on after `last`. It never goes back: numbers that were given stay given.
pub async fn raise_series(tx: &mut Tx, series: &str, year: i64, last: i64) -> Result<()> {
    tx.query(
        "INSERT INTO number_series (series, year, last) VALUES ($1, $2, $3)
         ON CONFLICT (series, year) DO UPDATE SET last = excluded.last WHERE number_series.last < excluded.last",
    )
    .bind(series.to_owned())
    .bind(year)
    .bind(last)
    .execute()
    .await?;
    Ok(())
}

/// The highest running number among those that stand on invoices and could be of this pattern; 0 when there is none.
pub async fn highest_written(tx: &mut Tx, pattern: &Pattern, year: i32) -> Result<i64> {
    let numbers: Vec<(String,)> = tx
        .query("SELECT number FROM invoices WHERE number LIKE $1")
        .bind(format!("{}%", pattern.beginning()))
        .all()
        .await?;
    Ok(numbers.iter().filter_map(|(number,)| pattern.read(year, number)).max().unwrap_or_default())
}
