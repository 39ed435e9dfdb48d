//! Who decides about a customer's bank account: a mandate that is in force names it.

use uuid::Uuid;

use super::{Origin, queries};
use crate::{
    customers::Account,
    db::{self, Tx},
};

/// Whether a mandate in force names the customer's account.
pub async fn account(tx: &mut Tx, customer: Uuid) -> db::Result<Account> {
    let mandates = queries::of_customer(tx, customer).await?;
    let in_force = mandates.iter().find(|mandate| mandate.state.is_in_force());
    Ok(in_force.map_or(Account::Free, |mandate| match mandate.origin {
        Origin::Twikey => Account::KeptByTwikey,
        Origin::ByHand => Account::EnteredByHand,
    }))
}
