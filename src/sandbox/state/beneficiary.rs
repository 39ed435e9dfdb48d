//! Accounts that the creditor may send money to: `/transfers/beneficiaries` (source 5.1).

use serde::{Deserialize, Serialize};

use super::{World, customer::Customer};
use crate::sandbox::{account_number, refusal::Refusal};

/// A customer's account that money may go to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Beneficiary {
    pub customer: Option<u64>,
    pub name: String,
    pub iban: String,
    pub bic: Option<String>,
    pub street: Option<String>,
    pub zip: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    /// Not disabled.
    pub available: bool,
}

/// What `POST /transfers/beneficiaries` is given, checked.
#[derive(Clone, Debug)]
pub struct NewBeneficiary {
    pub name: Option<String>,
    /// The customer's details; what is missing of a known customer is known.
    pub details: Customer,
    pub iban: String,
    pub bic: Option<String>,
}

impl World {
    /// Registers an account, or changes it: then it is available again.
    pub fn add_beneficiary(&mut self, new: NewBeneficiary) -> Result<&Beneficiary, Refusal> {
        let NewBeneficiary { name, mut details, iban, bic } = new;
        let known = self.customer_like(&details);
        let mut owner = known.and_then(|id| self.customers.get(&id).cloned()).unwrap_or_default();
        owner.take(&details);
        if owner.name().is_empty() {
            details.last_name.clone_from(&name);
        }
        let name = details.company.clone().or(name).unwrap_or_else(|| owner.name());
        if name.is_empty() {
            return Err(Refusal::about("err_name_required", "name"));
        }
        // Banks want at least these two of an address; what Twikey wants is unknown (emulator choice).
        if owner.city.is_none() || owner.country.is_none() {
            return Err(Refusal::about("register_address_missing", "address"));
        }
        let named = details.number.is_some() || details.email.is_some();
        let customer = named.then(|| self.keep_customer(known, &details));
        let beneficiary = Beneficiary {
            customer,
            name,
            bic: bic.or_else(|| account_number::bic_of(&iban)),
            iban,
            street: owner.address,
            zip: owner.zip,
            city: owner.city,
            country: owner.country,
            available: true,
        };
        self.beneficiaries.retain(|it| (it.customer, &it.iban) != (customer, &beneficiary.iban));
        Ok(self.beneficiaries.push_mut(beneficiary))
    }

    /// No money goes to an account any more: to all with this IBAN, or to that of one customer.
    pub fn disable_beneficiary(&mut self, iban: &str, number: Option<&str>) -> Result<(), Refusal> {
        let customer = number.and_then(|number| self.customers.by_number(number)).map(|customer| customer.id);
        let meant = |it: &&mut Beneficiary| it.iban == iban && (number.is_none() || it.customer == customer);
        let mut found = false;
        for beneficiary in self.beneficiaries.iter_mut().filter(meant) {
            beneficiary.available = false;
            found = true;
        }
        if found { Ok(()) } else { Err(Refusal::about("err_not_found", iban)) }
    }

    /// The BIC of an account that money may go to: one that is registered, or that of a mandate in use.
    pub(super) fn account_to_pay(&self, customer: Option<u64>, iban: &str) -> Result<Option<String>, Refusal> {
        let theirs = |it: &&Beneficiary| {
            it.iban == iban && (customer.is_none() || it.customer.is_none() || it.customer == customer)
        };
        let mut registered = self.beneficiaries.iter().filter(theirs);
        if let Some(beneficiary) = registered.clone().find(|it| it.available) {
            return Ok(beneficiary.bic.clone());
        }
        let mut mandates = customer.into_iter().flat_map(|customer| self.mandates.of(customer));
        let own = mandates.find(|it| it.standing.is_live() && it.iban.as_deref() == Some(iban));
        match (own, registered.next()) {
            (Some(mandate), _) => Ok(mandate.bic.clone()),
            (None, Some(_)) => Err(Refusal::about("err_invalid_state", iban)),
            (None, None) => Err(Refusal::about("err_not_found", iban)),
        }
    }
}
