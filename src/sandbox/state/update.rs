//! Changing a mandate's account or its customer's details: each change is an amendment in the feed (source 2.5, 3.4).

use chrono::{DateTime, Utc};

use super::{
    World,
    account::Scheme,
    customer::Customer,
    events::Kind,
    mandate::{Standing, What},
};
use crate::sandbox::{account_number, refusal::Refusal};

/// What `POST /mandate/update` is given, checked. Absent means unchanged.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub profile: Option<u32>,
    /// `state=active` is true, `state=passive` is false.
    pub active: Option<bool>,
    pub iban: Option<String>,
    pub bic: Option<String>,
    pub details: Customer,
}

impl World {
    /// Changes a mandate as the creditor asks. Nothing is changed when any part of it is refused.
    pub fn update(&mut self, reference: &str, change: &Change, now: DateTime<Utc>) -> Result<(), Refusal> {
        let by = self.creditor.email.clone();
        self.check_change(reference, change)?;
        if let Some(profile) = change.profile {
            self.mandate_mut(reference)?.profile = profile;
        }
        if change.iban.is_some() || change.bic.is_some() {
            self.change_account(reference, change.iban.as_deref(), change.bic.as_deref(), &by, now)?;
        }
        self.change_details(reference, &change.details, now)?;
        match change.active {
            // PY's own test does so with a mandate it has just invited to.
            Some(true) if self.mandate(reference)?.standing.is_open() => Ok(()),
            Some(true) => self.resume(reference, &by, now),
            Some(false) => self.suspend(reference, &by, now),
            None => Ok(()),
        }
    }

    fn check_change(&self, reference: &str, change: &Change) -> Result<(), Refusal> {
        let mandate = self.mandate(reference)?;
        let scheme = self.scheme_of(mandate);
        let edits = change.iban.is_some() || change.bic.is_some() || change.details != Customer::default();
        let restable = match change.active {
            None => true,
            Some(active) => {
                let in_use = matches!(mandate.standing, Standing::Signed | Standing::Suspended);
                in_use || (active && mandate.standing.is_open())
            }
        };
        if (edits && !is_editable(mandate.standing, scheme)) || !restable {
            return Err(Refusal::about("err_invalid_state", mandate.standing.code()));
        }
        match change.profile.map(|id| self.profiles.get(&id)) {
            Some(None) => Err(Refusal::new("err_no_such_ct")),
            Some(Some(profile)) if profile.scheme != scheme => Err(Refusal::new("err_invalid_ct")),
            _ => Ok(()),
        }
    }

    /// Another account for a mandate, by the creditor or by the debtor himself. CORE only, once signed.
    pub fn change_account(
        &mut self,
        reference: &str,
        iban: Option<&str>,
        bic: Option<&str>,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let mandate = self.mandate(reference)?;
        let scheme = self.scheme_of(mandate);
        let live = mandate.standing.is_live();
        if !is_editable(mandate.standing, scheme) {
            return Err(Refusal::about("err_invalid_state", mandate.standing.code()));
        }
        let iban = iban.map(account_number::iban).transpose()?.or_else(|| mandate.iban.clone());
        let bic = match bic {
            Some(bic) => Some(account_number::bic(bic)?),
            None if iban == mandate.iban => mandate.bic.clone(),
            None => iban.as_deref().and_then(account_number::bic_of),
        };
        if (&iban, &bic) == (&mandate.iban, &mandate.bic) {
            return Ok(());
        }
        let mandate = self.mandate_mut(reference)?;
        (mandate.iban, mandate.bic) = (iban, bic);
        mandate.note(now, What::Amended, Some("_T50".into()));
        if live {
            self.report(reference, Kind::Amendment { reason: "_T50".into(), by: by.into() }, now);
            self.ring_contract(reference, "Update", None, None, now);
        }
        Ok(())
    }

    /// Other details of a mandate's customer. A number that another customer has moves the mandate to that one.
    fn change_details(&mut self, reference: &str, details: &Customer, now: DateTime<Utc>) -> Result<(), Refusal> {
        let current = self.mandate(reference)?.customer;
        let owner = |number: &String| self.customers.by_number(number).map(|it| it.id);
        let target = details.number.as_ref().and_then(owner).unwrap_or(current);
        if target != current {
            self.mandates.hand_to(reference, target);
            self.amend(reference, "_T57", now);
        }
        self.change_customer(target, details, now);
        Ok(())
    }

    /// `PATCH /customer`: new details, reported for each of the customer's mandates. No webhook is called (6.2).
    pub fn patch_customer(&mut self, number: &str, details: &Customer, now: DateTime<Utc>) -> Result<(), Refusal> {
        let by_number = |number: &str| self.customers.by_number(number);
        let id = by_number(number).ok_or(Refusal::about("err_debtor_not_found", number))?.id;
        if let Some(other) = details.number.as_deref().and_then(by_number)
            && other.id != id
        {
            return Err(Refusal::about("err_duplicate_ref", "customerNumber"));
        }
        self.change_customer(id, details, now);
        Ok(())
    }

    fn change_customer(&mut self, id: u64, details: &Customer, now: DateTime<Utc>) {
        let changed = self.customers.change(id, |customer| {
            let before = customer.clone();
            customer.take(details);
            customer.changed_since(&before)
        });
        let Some(reason) = changed.flatten() else { return };
        let live = self.mandates.of(id).filter(|it| it.standing.is_live());
        let live: Vec<_> = live.map(|mandate| mandate.reference.clone()).collect();
        for reference in live {
            self.amend(&reference, reason, now);
        }
    }

    /// An amendment without webhook.
    fn amend(&mut self, reference: &str, reason: &str, now: DateTime<Utc>) {
        let by = self.creditor.email.clone();
        if let Some(mandate) = self.mandates.get_mut(reference) {
            mandate.note(now, What::Amended, Some(reason.into()));
            if mandate.standing.is_live() {
                self.report(reference, Kind::Amendment { reason: reason.into(), by }, now);
            }
        }
    }
}

/// "Editable only when in Prepared/Print state or CORE" (OA): a signed B2B mandate can only be suspended and resumed.
fn is_editable(standing: Standing, scheme: Scheme) -> bool {
    standing.is_open() || (standing.is_live() && scheme == Scheme::Core)
}
