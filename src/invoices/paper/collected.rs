//! How the money for an invoice comes, as far as paper and landing page say it. No I/O.

use chrono::NaiveDate;

use super::super::{Invoice, Kind, State};
use crate::{domain::iban::Iban, mandates::Mandate, payments::Balance, settings::CollectOpen};

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
    pub fn of(invoice: &Invoice, balance: Balance, mandates: &[Mandate], rule: CollectOpen) -> Self {
        if invoice.kind == Kind::CreditNote || !invoice.state.is_open() || balance.open().0 == 0 {
            return Self::Nothing;
        }
        // After a debit that failed the customer is asked to pay, until the next one is under way.
        if invoice.failure_code.is_some() {
            return Self::ByCustomer;
        }
        let chosen = mandates.iter().find(|mandate| Some(mandate.id) == invoice.mandate_id);
        let in_force = || mandates.iter().find(|mandate| mandate.is_collectable());
        let mandate = match invoice.state {
            // A debit that is under way goes on, whatever becomes of the mandate.
            State::Collecting => chosen.or_else(in_force),
            // Twikey has it without a mandate: one that came later collects it by the rule.
            State::HandedOver if invoice.mandate_id.is_none() && rule == CollectOpen::Never => None,
            _ => chosen.filter(|mandate| mandate.is_collectable()).or_else(in_force),
        };
        match mandate {
            Some(Mandate { reference: Some(reference), iban, .. }) => {
                Self::ByMandate { reference: reference.clone(), iban: iban.clone(), on: due(invoice) }
            }
            _ => Self::ByCustomer,
        }
    }
}

/// Not before the due date; a debit that began after it has a day of its own.
fn due(invoice: &Invoice) -> NaiveDate {
    let began = invoice.collecting_since.filter(|_| invoice.state == State::Collecting);
    began.map_or(invoice.due_on, |began| began.date_naive().max(invoice.due_on))
}
