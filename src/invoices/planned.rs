//! Whether Twikey is going to be asked for a debit of an invoice that it has.

use super::{Invoice, State};
use crate::{
    db::{self, Tx},
    jobs::{self, Kind},
};

/// Since the mandate came into force: first the customer's invoices are looked through, then each is asked for.
pub async fn is_planned(tx: &mut Tx, invoice: &Invoice) -> db::Result<bool> {
    Ok(invoice.state == State::HandedOver
        && (jobs::is_under_way(tx, invoice.id, Kind::CollectInvoice).await?
            || jobs::is_under_way(tx, invoice.customer_id, Kind::CollectOpen).await?))
}
