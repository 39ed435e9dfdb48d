//! Mandates in the database.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Mandate, Scheme, State};
use crate::{
    customers,
    db::{Result, Tx, contains},
    domain::iban::Iban,
    i18n::{Language, fold},
    paging::{LIMIT, Start},
    twikey::KeptLink,
};

/// Writes a new mandate. Fails when the customer has a live one of the scheme already.
pub async fn insert(tx: &mut Tx, mandate: &Mandate) -> Result<()> {
    tx.query(
        "INSERT INTO mandates (id, customer_id, reference, origin, scheme, channel, state, requested_at, requested_on,
                               requested_by, link, link_expires_at, iban, bic, signed_on, place, method, ended_at,
                               ended_reason, feed_sequence, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
    )
    .bind(mandate.id)
    .bind(mandate.customer_id)
    .bind(mandate.reference.clone())
    .bind(mandate.origin)
    .bind(mandate.scheme)
    .bind(mandate.channel)
    .bind(mandate.state)
    .bind(mandate.requested_at)
    .bind(mandate.requested_on)
    .bind(mandate.requested_by)
    .bind(mandate.link.clone())
    .bind(mandate.link_expires_at)
    .bind(mandate.iban.clone())
    .bind(mandate.bic.clone())
    .bind(mandate.signed_on)
    .bind(mandate.place.clone())
    .bind(mandate.method.clone())
    .bind(mandate.ended_at)
    .bind(mandate.ended_reason.clone())
    .bind(mandate.feed_sequence)
    .bind(mandate.created_at)
    .bind(mandate.updated_at)
    .execute()
    .await?;
    Ok(())
}

/// `RETURNING` of a whole mandate, after what is given.
macro_rules! take_mandate {
    ($condition:literal) => {
        concat!(
            "UPDATE mandates SET state = state WHERE ",
            $condition,
            " RETURNING id, customer_id, reference, origin, scheme, channel, state, requested_at, requested_on,
                        requested_by, link, link_expires_at, iban, bic, signed_on, place, method, ended_at,
                        ended_reason, feed_sequence, created_at, updated_at"
        )
    };
}

/// Reads a mandate in order to change it: nobody else changes it until this transaction ends. (`SELECT … FOR UPDATE`
/// is not to be had on SQLite; an update that changes nothing takes the same lock.)
pub async fn take(tx: &mut Tx, id: Uuid) -> Result<Option<Mandate>> {
    tx.query(take_mandate!("id = $1")).bind(id).optional().await
}

/// The same, by Twikey's reference.
pub async fn take_by_reference(tx: &mut Tx, reference: &str) -> Result<Option<Mandate>> {
    tx.query(take_mandate!("reference = $1")).bind(reference.to_owned()).optional().await
}

/// The same: the customer's live mandate of a scheme.
pub async fn take_live(tx: &mut Tx, customer: Uuid, scheme: Scheme) -> Result<Option<Mandate>> {
    tx.query(take_mandate!(
        "customer_id = $1 AND scheme = $2 AND state IN ('requested', 'invited', 'awaiting_bank', 'signed', 'suspended')"
    ))
    .bind(customer)
    .bind(scheme)
    .optional()
    .await
}

/// Writes what a transition changed. Customer, origin and scheme of a mandate never change.
pub async fn update(tx: &mut Tx, mandate: &Mandate) -> Result<()> {
    tx.query(
        "UPDATE mandates
         SET reference = $2, channel = $3, state = $4, link = $5, link_expires_at = $6, iban = $7, bic = $8,
             signed_on = $9, place = $10, method = $11, ended_at = $12, ended_reason = $13, feed_sequence = $14,
             updated_at = $15
         WHERE id = $1",
    )
    .bind(mandate.id)
    .bind(mandate.reference.clone())
    .bind(mandate.channel)
    .bind(mandate.state)
    .bind(mandate.link.clone())
    .bind(mandate.link_expires_at)
    .bind(mandate.iban.clone())
    .bind(mandate.bic.clone())
    .bind(mandate.signed_on)
    .bind(mandate.place.clone())
    .bind(mandate.method.clone())
    .bind(mandate.ended_at)
    .bind(mandate.ended_reason.clone())
    .bind(mandate.feed_sequence)
    .bind(mandate.updated_at)
    .execute()
    .await?;
    Ok(())
}

/// What comes next is no older than anything: Twikey's numbers of another account say nothing of ours.
pub async fn forget_sequences(tx: &mut Tx) -> Result<()> {
    tx.query("UPDATE mandates SET feed_sequence = NULL WHERE feed_sequence IS NOT NULL").execute().await?;
    Ok(())
}

/// `SELECT` of a whole mandate, followed by what is given.
macro_rules! select_mandate {
    ($rest:literal) => {
        concat!(
            "SELECT id, customer_id, reference, origin, scheme, channel, state, requested_at, requested_on,
                    requested_by, link, link_expires_at, iban, bic, signed_on, place, method, ended_at, ended_reason,
                    feed_sequence, created_at, updated_at
             FROM mandates ",
            $rest
        )
    };
}

pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Mandate>> {
    tx.query(select_mandate!("WHERE id = $1")).bind(id).optional().await
}

pub async fn find_by_reference(tx: &mut Tx, reference: &str) -> Result<Option<Mandate>> {
    tx.query(select_mandate!("WHERE reference = $1")).bind(reference.to_owned()).optional().await
}

/// How many mandates of a customer are looked at: of each scheme at most one is live, the others are history.
const OF_CUSTOMER: i64 = 20;

/// A customer's mandates, newest first.
pub async fn of_customer(tx: &mut Tx, customer: Uuid) -> Result<Vec<Mandate>> {
    let sql = select_mandate!("WHERE customer_id = $1 ORDER BY id DESC LIMIT $2");
    tx.query(sql).bind(customer).bind(OF_CUSTOMER).all().await
}

/// Writes down the invoice whose landing page the customer goes to the signing page from.
pub async fn remember_way(tx: &mut Tx, mandate: Uuid, invoice: Uuid) -> Result<()> {
    tx.query("UPDATE mandates SET requested_for = $2 WHERE id = $1").bind(mandate).bind(invoice).execute().await?;
    Ok(())
}

/// The token of the landing page that the customer came to the signing page from.
pub async fn way_back(tx: &mut Tx, reference: &str) -> Result<Option<String>> {
    let found: Option<(String,)> = tx
        .query(
            "SELECT invoices.token FROM mandates JOIN invoices ON invoices.id = mandates.requested_for
             WHERE mandates.reference = $1 AND invoices.token IS NOT NULL",
        )
        .bind(reference.to_owned())
        .optional()
        .await?;
    Ok(found.map(|(token,)| token))
}

/// Every reference that a customer's mandates have or had.
pub(super) async fn references(tx: &mut Tx, customer: Uuid) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .query("SELECT reference FROM mandates WHERE customer_id = $1 AND reference IS NOT NULL")
        .bind(customer)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(reference,)| reference).collect())
}

/// A line of the list of mandates.
#[derive(Debug, FromRow)]
pub(crate) struct Line {
    pub id: Uuid,
    pub reference: Option<String>,
    pub state: State,
    pub requested_on: Option<NaiveDate>,
    pub signed_on: Option<NaiveDate>,
    pub iban: Option<Iban>,
    pub customer_number: String,
    company_name: String,
    first_name: String,
    last_name: String,
}

impl Line {
    /// The customer: company, or person.
    pub fn customer(&self) -> String {
        customers::called(&self.company_name, &self.first_name, &self.last_name)
    }
}

macro_rules! listed {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.reference, m.state, m.requested_on, m.signed_on, m.iban,
                    c.number AS customer_number, c.company_name, c.first_name, c.last_name
             FROM mandates m JOIN customers c ON c.id = m.customer_id
             WHERE (CAST($2 AS TEXT) IS NULL OR m.state = $2)
               AND (m.reference LIKE $3 ESCAPE '\\' OR c.searchable LIKE $4 ESCAPE '\\') ",
            $rest
        )
    };
}

/// A page of the list, in `state` if one is given, newest first; in the order that
/// [`Part::new`](crate::paging::Part::new) takes.
pub(super) async fn page(tx: &mut Tx, state: Option<State>, words: &str, start: Start) -> Result<Vec<Line>> {
    // Ids grow with time, so what comes later in the list has smaller ones.
    let (sql, at) = match start {
        Start::First => (listed!("AND m.id < $1 ORDER BY m.id DESC LIMIT $5"), Uuid::max()),
        Start::After(id) => (listed!("AND m.id < $1 ORDER BY m.id DESC LIMIT $5"), id),
        Start::Before(id) => (listed!("AND m.id > $1 ORDER BY m.id LIMIT $5"), id),
    };
    tx.query(sql)
        .bind(at)
        .bind(state)
        // References are upper case at Twikey; what customers are called is folded.
        .bind(contains(&words.to_uppercase()))
        .bind(contains(&fold(words)))
        .bind(LIMIT)
        .all()
        .await
}

/// Whether anything can be collected from the customer, or could be if it were resumed.
pub(super) async fn has_signed(tx: &mut Tx, customer: Uuid) -> Result<bool> {
    let found: Option<(Uuid,)> = tx
        .query("SELECT id FROM mandates WHERE customer_id = $1 AND state IN ('signed', 'suspended') LIMIT 1")
        .bind(customer)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Open mandates whose link ended before `ended_before`, and those a bank decides on, that Twikey was not asked about
/// since `asked_before`; at most `limit`.
pub(super) async fn overdue(
    tx: &mut Tx,
    ended_before: DateTime<Utc>,
    asked_before: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Mandate>> {
    tx.query(select_mandate!(
        "WHERE ((state = 'invited' AND link_expires_at <= $1 AND (checked_at IS NULL OR checked_at <= $2))
                OR (state = 'awaiting_bank' AND COALESCE(checked_at, updated_at) <= $2))
           AND reference IS NOT NULL
         ORDER BY id LIMIT $3"
    ))
    .bind(ended_before)
    .bind(asked_before)
    .bind(limit)
    .all()
    .await
}

/// Writes down that Twikey is asked how the mandate stands.
pub(super) async fn checked(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    tx.query("UPDATE mandates SET checked_at = $2 WHERE id = $1").bind(id).bind(now).execute().await?;
    Ok(())
}

/// Whom a mandate's signing page was for.
#[derive(Clone, Debug, FromRow)]
pub struct Signer {
    pub language: Language,
    /// The signing page, while it is of use.
    pub link: Option<KeptLink>,
}

pub async fn signer(tx: &mut Tx, reference: &str) -> Result<Option<Signer>> {
    tx.query(
        "SELECT customers.language, mandates.link FROM mandates JOIN customers ON customers.id = mandates.customer_id
         WHERE mandates.reference = $1",
    )
    .bind(reference.to_owned())
    .optional()
    .await
}

/// Whether Twikey has an invoice of the customer's that nobody collects yet.
pub(super) async fn has_handed_over(tx: &mut Tx, customer: Uuid) -> Result<bool> {
    let found: Option<(Uuid,)> = tx
        .query("SELECT id FROM invoices WHERE customer_id = $1 AND kind = 'invoice' AND state = 'handed_over' LIMIT 1")
        .bind(customer)
        .optional()
        .await?;
    Ok(found.is_some())
}
