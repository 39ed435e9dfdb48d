//! Amounts that are set aside for a debit to come: `/reservation` (source 5).

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{World, debit::NewDebit};
use crate::{domain::money::Cents, sandbox::refusal::Refusal};

/// Twikey's usual life of a reservation (OA).
const LIFE: TimeDelta = TimeDelta::hours(24);

/// An amount that may still be debited with a mandate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reservation {
    pub id: Uuid,
    pub mandate: String,
    pub amount: Cents,
    pub expires_at: DateTime<Utc>,
}

/// What `POST /reservation` is given, checked.
#[derive(Clone, Debug)]
pub struct NewReservation {
    /// Made by the caller.
    pub id: Uuid,
    pub mandate: String,
    pub amount: Cents,
    /// Less will do, down to this: the sandbox, which knows no ceilings, always reserves all of it (emulator choice).
    pub least: Option<Cents>,
    pub expires_at: Option<DateTime<Utc>>,
    /// Takes the place of the mandate's earlier one.
    pub force: bool,
}

impl World {
    /// Sets an amount aside. A mandate has one reservation at a time.
    pub fn reserve(&mut self, new: NewReservation, now: DateTime<Utc>) -> Result<&Reservation, Refusal> {
        let mandate = self.mandate(&new.mandate)?;
        if !mandate.is_collectable() {
            return Err(Refusal::about("err_invalid_state", mandate.standing.code()));
        }
        if new.amount <= Cents::ZERO || new.least.is_some_and(|least| least > new.amount) {
            return Err(Refusal::about("err_invalid_amount", "amount"));
        }
        let expires_at = new.expires_at.unwrap_or(now + LIFE);
        if expires_at <= now {
            return Err(Refusal::about("err_invalid_date", "reservationExpiration"));
        }
        self.reservations.retain(|_, it| it.expires_at > now);
        if !new.force && self.reservations.values().any(|it| it.mandate == new.mandate) {
            return Err(Refusal::about("err_not_authorised", new.mandate));
        }
        self.reservations.retain(|_, it| it.mandate != new.mandate);
        let NewReservation { id, mandate, amount, .. } = new;
        Ok(self.reservations.entry(id).or_insert(Reservation { id, mandate, amount, expires_at }))
    }

    /// A debit for which an amount was reserved, with the reservation's mandate.
    pub fn add_reserved_debit(&mut self, id: Uuid, new: NewDebit, now: DateTime<Utc>) -> Result<u64, Refusal> {
        let reserved = self.reservations.get(&id).filter(|it| it.expires_at > now && it.mandate == new.mandate);
        let reserved = reserved.ok_or_else(|| Refusal::about("err_not_found", id.to_string()))?;
        if new.amount > reserved.amount {
            return Err(Refusal::about("err_billing_overdrawn", "amount"));
        }
        let debit = self.add_debit(new, now)?;
        self.reservations.remove(&id);
        Ok(debit)
    }

    /// The creditor does not need it any more.
    pub fn release(&mut self, id: Uuid, now: DateTime<Utc>) -> Result<(), Refusal> {
        let known = self.reservations.remove(&id).filter(|it| it.expires_at > now);
        known.map(drop).ok_or_else(|| Refusal::about("err_not_found", id.to_string()))
    }
}

/// All reservations, by id.
pub type Reservations = BTreeMap<Uuid, Reservation>;
