//! Mandates in the database.

use uuid::Uuid;

use super::{Mandate, Scheme};
use crate::db::{Result, Tx};

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

/// A customer's mandates, newest first, at most `limit`.
pub async fn of_customer(tx: &mut Tx, customer: Uuid, limit: i64) -> Result<Vec<Mandate>> {
    tx.query(select_mandate!("WHERE customer_id = $1 ORDER BY id DESC LIMIT $2")).bind(customer).bind(limit).all().await
}

/// The customer's live mandate of a scheme.
pub async fn live(tx: &mut Tx, customer: Uuid, scheme: Scheme) -> Result<Option<Mandate>> {
    tx.query(select_mandate!(
        "WHERE customer_id = $1 AND scheme = $2
           AND state IN ('requested', 'invited', 'awaiting_bank', 'signed', 'suspended')"
    ))
    .bind(customer)
    .bind(scheme)
    .optional()
    .await
}
