//! Which of a customer's mandates collects what is owed, and who does so. No I/O.

use super::{Mandate, Origin, profile::profile_of};
use crate::{
    config,
    customers::{Customer, PaymentMethod},
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
}
