//! All mandates, found by reference and by customer.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Deref,
};

use serde::{Deserialize, Serialize, Serializer};

use super::mandate::Mandate;

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(from = "BTreeMap<String, Mandate>")]
pub struct Mandates {
    by_reference: BTreeMap<String, Mandate>,
    by_customer: HashMap<u64, BTreeSet<String>>,
}

impl Mandates {
    /// A new mandate takes the place of one with the same reference.
    pub fn insert(&mut self, mandate: Mandate) {
        let reference = mandate.reference.clone();
        if let Some(older) = self.by_reference.get(&reference) {
            self.by_customer.entry(older.customer).or_default().remove(&reference);
        }
        self.by_customer.entry(mandate.customer).or_default().insert(reference.clone());
        self.by_reference.insert(reference, mandate);
    }

    /// A mandate to change, except for its reference and its customer.
    pub fn get_mut(&mut self, reference: &str) -> Option<&mut Mandate> {
        self.by_reference.get_mut(reference)
    }

    /// A mandate gets another customer.
    pub fn hand_to(&mut self, reference: &str, customer: u64) {
        if let Some(mut mandate) = self.by_reference.get(reference).cloned() {
            mandate.customer = customer;
            self.insert(mandate);
        }
    }

    /// The mandates of a customer.
    pub fn of(&self, customer: u64) -> impl Iterator<Item = &Mandate> {
        let references = self.by_customer.get(&customer).into_iter().flatten();
        references.filter_map(|reference| self.by_reference.get(reference))
    }
}

impl Deref for Mandates {
    type Target = BTreeMap<String, Mandate>;

    fn deref(&self) -> &Self::Target {
        &self.by_reference
    }
}

impl From<BTreeMap<String, Mandate>> for Mandates {
    fn from(by_reference: BTreeMap<String, Mandate>) -> Self {
        let mut mandates = Self::default();
        for mandate in by_reference.into_values() {
            mandates.insert(mandate);
        }
        mandates
    }
}

impl Serialize for Mandates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.by_reference.serialize(serializer)
    }
}
