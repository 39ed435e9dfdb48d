//! How the money for an invoice comes, as far as paper and landing page say it. No I/O.

use chrono::NaiveDate;

use super::super::{Invoice, Kind, State};
use crate::{
    domain::iban::Iban,
    mandates::{Mandate, State as MandateState},
    payments::Balance,
};

/// How the money comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Collected {
    /// Nothing is to be paid: a draft, a credit note, or nothing is open.
    Nothing,
    /// The customer pays.
    ByCustomer,
    /// We collect it with this mandate.
    ByMandate { reference: String, iban: Option<Iban>, on: NaiveDate },
}

impl Collected {
    /// Of an invoice with the mandates of its customer, newest first.
    pub fn of(invoice: &Invoice, balance: Balance, mandates: &[Mandate]) -> Self {
        if invoice.kind == Kind::CreditNote || !invoice.state.is_open() || balance.open().0 == 0 {
            return Self::Nothing;
        }
        // After a debit that failed the customer is asked to pay, until the next one is under way.
        if invoice.failure_code.is_some() {
            return Self::ByCustomer;
        }
        let chosen = mandates.iter().find(|mandate| Some(mandate.id) == invoice.mandate_id);
        let mandate = match invoice.state {
            State::Collecting => chosen,
            _ => chosen.filter(|mandate| mandate.is_collectable()),
        };
        let mandate = mandate.or_else(|| mandates.iter().find(|mandate| mandate.state == MandateState::Signed));
        match mandate {
            Some(Mandate { reference: Some(reference), iban, .. }) => {
                Self::ByMandate { reference: reference.clone(), iban: iban.clone(), on: invoice.due_on }
            }
            _ => Self::ByCustomer,
        }
    }
}
