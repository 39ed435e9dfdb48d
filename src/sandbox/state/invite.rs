//! Inviting a customer: a mandate is prepared, with a link to sign it (source 2.1).

use std::collections::BTreeMap;

use chrono::{DateTime, Months, TimeDelta, Utc};

use super::{
    World,
    agenda::Work,
    customer::Customer,
    mandate::{FirstDebit, Link, Mandate, Standing, What},
    method::Method,
};
use crate::sandbox::refusal::Refusal;

/// First segments of the sandbox's own addresses, which a link's `prefix` must not hide.
const RESERVED: [&str; 10] =
    ["_sandbox", "access", "api", "console", "creditor", "invoice", "mailbox", "payment", "phone", "static"];

/// What `/invite` and `/sign` are given, checked.
#[derive(Clone, Debug, Default)]
pub struct Invitation {
    pub profile: u32,
    /// The customer's details; its `id` means nothing.
    pub details: Customer,
    pub iban: Option<String>,
    pub bic: Option<String>,
    pub place: Option<String>,
    /// The creditor's own reference, already in the form Twikey keeps it.
    pub reference: Option<String>,
    /// Return the customer's mandate in this profile when there is a valid one.
    pub check: bool,
    /// When the link shall expire, instead of Twikey's usual time.
    pub expires_at: Option<DateTime<Utc>>,
    pub token: Option<String>,
    pub contract_number: Option<String>,
    pub campaign: Option<String>,
    pub prefix: Option<String>,
    pub require_validation: bool,
    pub reminder_days: Option<u16>,
    pub attributes: BTreeMap<String, String>,
    /// Debited once it is signed.
    pub first_debit: Option<FirstDebit>,
    pub registered_via: String,
    /// The way to sign that `/sign` chose.
    pub method: Option<Method>,
    /// The new link's key: unguessable, made by the caller.
    pub key: String,
}

/// The mandate an invitation leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invited {
    New {
        reference: String,
    },
    /// `check` found a valid mandate: nothing was prepared.
    Existing {
        reference: String,
    },
}

impl World {
    /// Prepares a mandate. The customer's older unsigned mandate in the profile is removed, as Twikey does by default.
    pub fn prepare(&mut self, invitation: Invitation, now: DateTime<Utc>) -> Result<Invited, Refusal> {
        let profile_id = invitation.profile;
        if !self.profiles.contains_key(&profile_id) {
            return Err(Refusal::new("err_no_such_ct"));
        }
        let customer = self.customer_like(&invitation.details);
        if invitation.check
            && let Some(reference) = self.valid_mandate(&invitation, customer)
        {
            return Ok(Invited::Existing { reference });
        }
        let replaced = self.replaced_by(profile_id, customer);
        let reference = self.new_reference(&invitation, &replaced)?;

        let customer = self.keep_customer(customer, &invitation.details);
        for older in replaced {
            self.remove(&older, older != reference, now);
        }
        let mandate = self.prepared(reference.clone(), customer, invitation, now);
        self.agenda.add(mandate.link.expires_at, Work::ExpireLink { reference: reference.clone() });
        self.mandates.insert(mandate);
        Ok(Invited::New { reference })
    }

    fn prepared(&mut self, reference: String, customer: u64, invitation: Invitation, now: DateTime<Utc>) -> Mandate {
        if let Some(days) = invitation.reminder_days {
            self.agenda.add(now + TimeDelta::days(days.into()), Work::Remind { reference: reference.clone() });
        }
        let prefix = invitation.prefix.filter(|prefix| !RESERVED.contains(&prefix.as_str()));
        let mut mandate = Mandate {
            reference,
            profile: invitation.profile,
            customer,
            standing: Standing::Prepared,
            link: Link {
                key: invitation.key,
                prefix: prefix.unwrap_or_else(|| self.creditor.company.clone()),
                // A link that is never opened lives for a year (2.1).
                expires_at: invitation.expires_at.unwrap_or(now + Months::new(12)),
                fixed: invitation.expires_at.is_some(),
                opened_at: None,
                method: invitation.method,
            },
            iban: invitation.iban,
            bic: invitation.bic,
            place: invitation.place,
            token: invitation.token,
            contract_number: invitation.contract_number,
            campaign: invitation.campaign,
            require_validation: invitation.require_validation,
            attributes: invitation.attributes,
            created_at: now,
            registered_via: invitation.registered_via,
            signature: None,
            automatic_check: true,
            ending: None,
            document: None,
            first_debit: invitation.first_debit,
            invoices: Vec::new(),
            set_up_on: None,
            history: Vec::new(),
        };
        let via = mandate.registered_via.clone();
        mandate.note(now, What::Prepared, Some(via));
        mandate
    }

    /// The known customer that details speak of: by number, or without one by e-mail address.
    pub(super) fn customer_like(&self, details: &Customer) -> Option<u64> {
        let known = match (&details.number, &details.email) {
            (Some(number), _) => self.customers.by_number(number),
            (None, Some(email)) => self.customers.by_email(email),
            (None, None) => None,
        };
        known.map(|customer| customer.id)
    }

    pub(super) fn keep_customer(&mut self, known: Option<u64>, details: &Customer) -> u64 {
        let Some(id) = known else { return self.customers.add(details) };
        self.customers.change(id, |customer| customer.take(details));
        id
    }

    /// The mandate that `check` finds: signed, for the same profile, by reference or customer. An unsigned one is not
    /// valid yet, so a new invitation takes its place (emulator choice; Twikey only says "an existing mandate").
    fn valid_mandate(&self, invitation: &Invitation, customer: Option<u64>) -> Option<String> {
        let valid = |mandate: &&Mandate| {
            mandate.profile == invitation.profile
                && matches!(mandate.standing, Standing::Signed | Standing::SignedPendingDebtorBank)
                && (invitation.reference.as_ref() == Some(&mandate.reference) || customer == Some(mandate.customer))
        };
        self.mandates.values().filter(valid).max_by_key(|mandate| mandate.created_at).map(|it| it.reference.clone())
    }

    /// The customer's unsigned mandates that a new one replaces.
    fn replaced_by(&self, profile_id: u32, customer: Option<u64>) -> Vec<String> {
        if self.profiles.get(&profile_id).is_some_and(|profile| profile.keep_unsigned) {
            return Vec::new();
        }
        let replaced = |mandate: &&Mandate| mandate.profile == profile_id && mandate.standing == Standing::Prepared;
        let own = customer.into_iter().flat_map(|customer| self.mandates.of(customer));
        own.filter(replaced).map(|mandate| mandate.reference.clone()).collect()
    }

    /// The reference of a new mandate: the creditor's own, or the profile's next number.
    fn new_reference(&mut self, invitation: &Invitation, replaced: &[String]) -> Result<String, Refusal> {
        if let Some(own) = &invitation.reference {
            let free = self.mandate(own).is_err() || replaced.contains(own);
            // Which code Twikey gives for a reference that is taken is unknown (emulator choice).
            return if free { Ok(own.clone()) } else { Err(Refusal::about("err_duplicate_ref", "mandateNumber")) };
        }
        let profile = self.profiles.get_mut(&invitation.profile).ok_or(Refusal::new("err_no_such_ct"))?;
        if profile.number_required {
            return Err(Refusal::missing("mandateNumber"));
        }
        loop {
            let reference = format!("{}{:05}", profile.number_prefix, profile.next_number);
            profile.next_number += 1;
            if !self.mandates.contains_key(&reference) {
                return Ok(reference);
            }
        }
    }

    /// An unsigned mandate is withdrawn. Only the webhook says so, never the feed (source 2.6).
    pub(super) fn remove(&mut self, reference: &str, ring: bool, now: DateTime<Utc>) {
        if let Some(mandate) = self.mandates.get_mut(reference) {
            let state = mandate.standing.code();
            mandate.standing = Standing::Removed;
            mandate.note(now, What::Removed, None);
            if ring {
                self.ring_contract(reference, "Invite", Some(state), Some("removed"), now);
            }
        }
    }

    /// `/sign` completes a prepared mandate with what it knows more.
    pub fn complete_invitation(&mut self, reference: &str, more: Invitation) -> Result<(), Refusal> {
        let mandate = self.mandate_mut(reference)?;
        mandate.iban = more.iban.or(mandate.iban.take());
        mandate.bic = more.bic.or(mandate.bic.take());
        mandate.place = more.place.or(mandate.place.take());
        mandate.link.method = more.method;
        mandate.attributes.extend(more.attributes);
        self.correct_details(reference, &more.details)
    }

    /// The customer opens the signing page. From then on the link lives for half a year (source 2.1).
    pub fn open_link(&mut self, key: &str, now: DateTime<Utc>) {
        let reference = self.mandate_by_key(key).map(|mandate| mandate.reference.clone());
        let Some(mandate) = reference.and_then(|reference| self.mandates.get_mut(&reference)) else { return };
        if mandate.standing.is_open() && mandate.link.opened_at.is_none() {
            mandate.link.opened_at = Some(now);
            mandate.note(now, What::LinkOpened, None);
            if !mandate.link.fixed {
                mandate.link.expires_at = now + Months::new(6);
                let reference = mandate.reference.clone();
                self.agenda.add(now + Months::new(6), Work::ExpireLink { reference });
            }
        }
    }
}
