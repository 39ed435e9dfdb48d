//! How the money for an invoice comes, as far as paper and landing page say it. No I/O.

use chrono::NaiveDate;

use super::super::{Invoice, Kind};
use crate::{
    domain::{iban::Iban, money::Cents},
    mandates::Mandate,
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
    /// Of an invoice with the mandate that takes what is open of it, if any.
    pub fn of(invoice: &Invoice, balance: Balance, mandate: Option<&Mandate>) -> Self {
        if invoice.kind == Kind::CreditNote || !invoice.state.is_open() || balance.open() == Cents::ZERO {
            return Self::Nothing;
        }
        match mandate {
            Some(Mandate { reference: Some(reference), iban, .. }) => {
                Self::ByMandate { reference: reference.clone(), iban: iban.clone(), on: invoice.debited_on() }
            }
            _ => Self::ByCustomer,
        }
    }
}
