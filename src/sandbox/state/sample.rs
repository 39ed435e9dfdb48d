//! A customer who has signed already: what an integration, or the test suite of a client, begins with.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    World,
    customer::Customer,
    invite::{Invitation, Invited},
    method::Method,
    signing::{Attempt, Outcome},
};
use crate::sandbox::refusal::Refusal;

/// An account that exists as an example only.
const IBAN: &str = "BE16645348971174";

impl World {
    /// The customer signs a mandate for this account in the first profile. Returns its reference.
    pub fn sign_for(&mut self, customer: Customer, iban: &str, now: DateTime<Utc>) -> Result<String, Refusal> {
        let place = customer.city.clone();
        let key = Uuid::new_v4().simple().to_string();
        let profile = self.profiles.keys().next().copied().unwrap_or_default();
        let invitation = Invitation { profile, details: customer, key, ..Invitation::default() };
        let (Invited::New { reference } | Invited::Existing { reference }) = self.prepare(invitation, now)?;
        let attempt = Attempt {
            iban: Some(iban.to_owned()),
            bic: None,
            place,
            method: Method::Itsme,
            outcome: Outcome::Success,
            signer: None,
            payload: None,
        };
        self.sign(&reference, attempt, now)?;
        Ok(reference)
    }

    /// The mandate of a sample customer, signed now unless one was signed before.
    pub fn sample_mandate(&mut self, now: DateTime<Utc>) -> Result<String, Refusal> {
        let sample = sample();
        let known = self
            .mandates
            .values()
            .find(|mandate| mandate.is_collectable() && self.customer_of(mandate).number == sample.number);
        match known {
            Some(mandate) => Ok(mandate.reference.clone()),
            None => self.sign_for(sample, IBAN, now),
        }
    }
}

fn sample() -> Customer {
    let text = |text: &str| Some(text.to_owned());
    Customer {
        number: text("SAMPLE-1"),
        language: text("en"),
        email: text("sam.sample@customers.example"),
        first_name: text("Sam"),
        last_name: text("Sample"),
        address: text("Sample Street 1"),
        zip: text("1000"),
        city: text("Brussels"),
        country: text("BE"),
        ..Customer::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_has_signed_once_however_often_it_is_asked_for() {
        let (mut world, now) = (World::default(), "2026-11-24T09:00:00Z".parse().unwrap());
        let reference = world.sample_mandate(now).unwrap();
        assert_eq!(world.sample_mandate(now).unwrap(), reference);
        assert_eq!(world.mandates.len(), 1);
    }
}
