//! Debits that are sent to the bank together: `/collect` (source 5).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{World, debit::Debit, next_id};
use crate::domain::money::Cents;

/// All collections, by id.
pub type Collections = BTreeMap<u64, Collection>;

/// Debits that went to the bank together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Collection {
    pub id: u64,
    /// The batch's name at the bank.
    pub pmtinf: String,
    pub profile: u32,
    pub at: DateTime<Utc>,
    pub requested_on: NaiveDate,
    pub debits: Vec<u64>,
    pub amount: Cents,
}

impl World {
    /// Sends the debits of a profile that are not at the bank yet, made before `until`. `None` when there are none.
    pub fn collect(
        &mut self,
        profile: u32,
        requested_on: Option<NaiveDate>,
        until: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Option<u64> {
        let day = requested_on.unwrap_or(now.date_naive());
        let fits = |debit: &Debit| {
            self.profile_of(debit) == profile
                && until.is_none_or(|until| debit.date < until)
                && debit.requested_on.is_none_or(|wanted| wanted <= day)
        };
        let waiting = self.unsent.iter().filter_map(|id| self.debits.get(id)).filter(|debit| fits(debit));
        let debits: Vec<_> = waiting.map(|debit| debit.id).collect();
        (!debits.is_empty()).then(|| self.send(debits, profile, day, now))
    }

    fn send(&mut self, debits: Vec<u64>, profile: u32, requested_on: NaiveDate, now: DateTime<Utc>) -> u64 {
        let id = next_id(&self.collections);
        let mut amount = 0;
        for debit in &debits {
            self.unsent.remove(debit);
            if let Some(debit) = self.debits.get_mut(debit) {
                debit.collection = Some(id);
                amount += debit.amount.0;
            }
        }
        let pmtinf = format!("Twikey-{}-{id}", now.format("%Y%m%d"));
        let amount = Cents(amount);
        self.collections.insert(id, Collection { id, pmtinf, profile, at: now, requested_on, debits, amount });
        id
    }

    /// The profile whose account a debit is collected to: that of its mandate.
    pub fn profile_of(&self, debit: &Debit) -> u32 {
        self.mandates.get(&debit.mandate).map_or(0, |mandate| mandate.profile)
    }
}
