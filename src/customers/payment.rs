//! How a customer pays follows from the mandate: signed, the account it names is collected from; ended, no longer.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Customer, PaymentMethod, Saved, by_id, save};
use crate::{
    audit::Actor,
    db::{Result, Tx},
    domain::{bic::Bic, iban::Iban},
};

/// The customer signed: money is collected by direct debit, from this account if the mandate names one.
pub async fn collect_from(
    tx: &mut Tx,
    now: DateTime<Utc>,
    id: Uuid,
    account: Option<(&Iban, Option<&Bic>)>,
    actor: Actor,
) -> Result<()> {
    change(tx, now, id, actor, |customer| {
        customer.payment_method = PaymentMethod::DirectDebit;
        if let Some((iban, bic)) = account {
            customer.iban = Some(iban.clone());
            customer.bic = bic.cloned();
        }
    })
    .await
}

/// Nothing can be collected any more: the customer pays by transfer.
pub async fn stop_collecting(tx: &mut Tx, now: DateTime<Utc>, id: Uuid, actor: Actor) -> Result<()> {
    change(tx, now, id, actor, |customer| customer.payment_method = PaymentMethod::Transfer).await
}

async fn change(tx: &mut Tx, now: DateTime<Utc>, id: Uuid, actor: Actor, change: impl Fn(&mut Customer)) -> Result<()> {
    // Somebody may save the sheet between reading and writing; then their change is read and kept.
    while let Some(before) = by_id(tx, id).await? {
        let mut after = before.clone();
        change(&mut after);
        if save(tx, now, actor, &before, &after).await? == Saved::Yes {
            break;
        }
    }
    Ok(())
}
