//! Which of a customer's mandates collects what is owed, and who does so. No I/O.

use super::{Invoice, Kind, State};
use crate::{
    config,
    customers::{Customer, PaymentMethod},
    mandates::{Mandate, Origin, ask::profile_of},
};

/// Who collects from a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collector<'a> {
    /// Twikey does.
    Twikey(&'a Mandate),
    /// The office does at its bank: the mandate is on paper.
    Office(&'a Mandate),
    /// The customer pays.
    Nobody,
}

impl<'a> Collector<'a> {
    /// By the customer's mandates, newest first. `account` is ours at Twikey, unless Twikey is switched off.
    pub fn of(account: Option<&config::Twikey>, customer: &Customer, mandates: &'a [Mandate]) -> Self {
        if customer.payment_method != PaymentMethod::DirectDebit {
            return Self::Nobody;
        }
        // Suspended and cancelled ones never collect.
        let in_force = |origin| {
            let is_good = move |mandate: &&Mandate| {
                mandate.origin == origin && mandate.is_collectable() && mandate.reference.is_some()
            };
            mandates.iter().filter(is_good)
        };
        let has_profile =
            |mandate: &&Mandate| account.is_some_and(|account| profile_of(account, mandate.scheme).is_some());
        let twikeys = in_force(Origin::Twikey).find(has_profile).map(Self::Twikey);
        twikeys.or_else(|| in_force(Origin::ByHand).next().map(Self::Office)).unwrap_or(Self::Nobody)
    }

    pub const fn mandate(self) -> Option<&'a Mandate> {
        match self {
            Self::Twikey(mandate) | Self::Office(mandate) => Some(mandate),
            Self::Nobody => None,
        }
    }

    /// The mandate that Twikey collects with.
    pub const fn at_twikey(self) -> Option<&'a Mandate> {
        match self {
            Self::Twikey(mandate) => Some(mandate),
            Self::Office(_) | Self::Nobody => None,
        }
    }

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
