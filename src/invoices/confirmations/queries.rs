//! Confirmations of many drafts in the database.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::super::{
    confirm::Refusal,
    list_queries::{bind, matching},
};
use crate::{
    customers,
    db::{Query, Result, Tx},
    domain::money::Cents,
    invoices::filter::Filter,
};

/// Boxes that can be ticked together: the rows on a page of the list.
pub const BOXES: usize = 50;

/// What whoever confirms has seen of the drafts. Written as text it tells whether that is still so: one that came or was
/// saved since is newer, one that went is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Seen {
    pub drafts: i64,
    pub total: Cents,
    /// When the last of them was saved.
    newest: Option<DateTime<Utc>>,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let newest = self.newest.map_or(0, |at| at.timestamp_micros());
        write!(f, "{} {} {newest}", self.drafts, self.total.0)
    }
}

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
    /// What it said when it was chosen.
    pub version: i64,
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

/// The condition of ticked drafts, bound by [`choosing`]: [`BOXES`] ids.
macro_rules! ticked {
    () => {
        "i.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
                  $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44,
                  $45, $46, $47, $48, $49, $50)"
    };
}

/// The drafts that a condition chooses, in the order in which they get their numbers: by date, then as they were written.
macro_rules! chosen {
    ($($condition:tt)+) => {
        concat!(
            "(SELECT i.id, i.version, i.total, i.updated_at, ROW_NUMBER() OVER (ORDER BY i.issued_on, i.id) AS position
              FROM invoices i JOIN customers c ON c.id = i.customer_id
              WHERE i.state = 'draft' AND ",
            $($condition)+,
            ") AS chosen"
        )
    };
}

macro_rules! seen {
    ($($drafts:tt)+) => {
        concat!(
            "SELECT COUNT(*) AS drafts, CAST(COALESCE(SUM(total), 0) AS BIGINT) AS total, MAX(updated_at) AS newest FROM ",
            $($drafts)+
        )
    };
}

macro_rules! add {
    ($confirmation:literal, $($drafts:tt)+) => {
        concat!(
            "INSERT INTO confirmation_items (confirmation_id, position, invoice_id, version, done) SELECT ",
            $confirmation,
            ", position, id, version, FALSE FROM ",
            $($drafts)+
        )
    };
}

/// The statement for either way of choosing, with the choice bound.
fn choosing<'t>(
    tx: &'t mut Tx,
    chosen: &Chosen,
    today: NaiveDate,
    [of_ticked, of_matching]: [&'static str; 2],
) -> Query<'t> {
    match chosen {
        Chosen::Ticked(ids) => (0..BOXES).fold(tx.query(of_ticked), |query, at| query.bind(ids.get(at).copied())),
        Chosen::Matching(filter) => bind(tx.query(of_matching), filter, today),
    }
}

/// What there is to see of the drafts that are chosen.
pub async fn seen(tx: &mut Tx, chosen: &Chosen, today: NaiveDate) -> Result<Seen> {
    let statements = [seen!(chosen!(ticked!())), seen!(chosen!(matching!()))];
    choosing(tx, chosen, today, statements).one().await
}

/// Adds the drafts that are chosen, as they are now.
pub async fn add(tx: &mut Tx, confirmation: Uuid, chosen: &Chosen, today: NaiveDate) -> Result<()> {
    let statements = [add!("$51", chosen!(ticked!())), add!("$10", chosen!(matching!()))];
    choosing(tx, chosen, today, statements).bind(confirmation).execute().await?;
    Ok(())
}

/// What there is to see of the drafts that were added.
pub async fn added(tx: &mut Tx, confirmation: Uuid) -> Result<Seen> {
    tx.query(seen!(
        "confirmation_items item JOIN invoices i ON i.id = item.invoice_id AND i.version = item.version
         WHERE item.confirmation_id = $1"
    ))
    .bind(confirmation)
    .one()
    .await
}

/// Writes down how many they are.
pub async fn count(tx: &mut Tx, confirmation: Uuid, drafts: i64) -> Result<()> {
    tx.query("UPDATE confirmations SET total = $2 WHERE id = $1").bind(confirmation).bind(drafts).execute().await?;
    Ok(())
}

/// The columns of a [`Progress`].
macro_rules! progress {
    () => {
        "id, requested_at, requested_by, total, confirmed, refused, finished_at"
    };
}

pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Progress>> {
    tx.query(concat!("SELECT ", progress!(), " FROM confirmations WHERE id = $1")).bind(id).optional().await
}

/// Reads it in order to go on with it: nobody else does until this transaction ends.
pub async fn take(tx: &mut Tx, id: Uuid) -> Result<Option<Progress>> {
    tx.query(concat!("UPDATE confirmations SET total = total WHERE id = $1 RETURNING ", progress!()))
        .bind(id)
        .optional()
        .await
}

/// The drafts whose turn is next, at most `limit`.
pub async fn next(tx: &mut Tx, confirmation: Uuid, limit: i64) -> Result<Vec<Item>> {
    tx.query(
        "SELECT position, invoice_id, version FROM confirmation_items
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

/// Which drafts are meant.
#[derive(Clone, Debug)]
pub enum Chosen {
    /// Those with a ticked box: at most [`queries::BOXES`], as many as a page of the list has.
    Ticked(Vec<Uuid>),
    /// All that the list's filter matches.
    Matching(Filter),
}
