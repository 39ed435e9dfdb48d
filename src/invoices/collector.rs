//! Which mandate takes what is open of an invoice. No I/O.

use super::{Invoice, Kind, State};
use crate::mandates::{Collector, Mandate};

impl<'a> Collector<'a> {
    /// The mandate that takes what is open of an invoice, unless something comes between; none when the customer is to pay.
    /// `mandates` are the customer's; `is_planned` says that Twikey is going to be asked for a debit.
    pub fn of_invoice(self, invoice: &Invoice, mandates: &'a [Mandate], is_planned: bool) -> Option<&'a Mandate> {
        let told = || mandates.iter().find(|mandate| Some(mandate.id) == invoice.mandate_id);
        if invoice.kind == Kind::CreditNote || invoice.failure_code.is_some() {
            // After a debit that failed the customer is asked to pay, until the next one is under way.
            return None;
        }
        match (invoice.state, self) {
            // A debit that is under way goes on, whatever becomes of the mandate.
            (State::Collecting, _) => told().or(self.mandate()),
            (State::Confirmed, _) | (State::HandedOver, Self::Office(_)) => self.mandate(),
            (State::HandedOver, _) => {
                // Twikey begins by itself with the mandate that it was told, and when it is asked with one that came later.
                let begins = told().filter(|mandate| mandate.is_collectable());
                begins.or_else(|| self.mandate().filter(|_| is_planned))
            }
            (State::Draft | State::Paid | State::Cancelled, _) => None,
        }
    }
}
