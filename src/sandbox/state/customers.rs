//! All customers, found by id, by number and by e-mail address.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Deref,
};

use serde::{Deserialize, Serialize, Serializer};

use super::{customer::Customer, next_id};

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(from = "BTreeMap<u64, Customer>")]
pub struct Customers {
    all: BTreeMap<u64, Customer>,
    by_number: HashMap<String, BTreeSet<u64>>,
    /// In lower case.
    by_email: HashMap<String, BTreeSet<u64>>,
}

impl Customers {
    /// A new customer, known by an id of its own.
    pub fn add(&mut self, details: &Customer) -> u64 {
        let id = next_id(&self.all);
        self.keep(Customer { id, ..details.clone() });
        id
    }

    /// Changes a customer, if there is one with this id. The id itself stays.
    pub fn change<R>(&mut self, id: u64, change: impl FnOnce(&mut Customer) -> R) -> Option<R> {
        let mut customer = self.all.remove(&id)?;
        self.forget(&customer);
        let answer = change(&mut customer);
        self.keep(Customer { id, ..customer });
        Some(answer)
    }

    pub fn by_number(&self, number: &str) -> Option<&Customer> {
        self.first(self.by_number.get(number))
    }

    pub fn by_email(&self, email: &str) -> Option<&Customer> {
        self.first(self.by_email.get(&email.to_lowercase()))
    }

    fn first(&self, ids: Option<&BTreeSet<u64>>) -> Option<&Customer> {
        self.all.get(ids?.first()?)
    }

    fn keep(&mut self, customer: Customer) {
        for (names, name) in self.names(&customer) {
            names.entry(name).or_default().insert(customer.id);
        }
        self.all.insert(customer.id, customer);
    }

    fn forget(&mut self, customer: &Customer) {
        for (names, name) in self.names(customer) {
            if let Some(ids) = names.get_mut(&name) {
                ids.remove(&customer.id);
            }
        }
    }

    /// The indexes a customer is in, and under which name.
    fn names(
        &mut self,
        customer: &Customer,
    ) -> impl Iterator<Item = (&mut HashMap<String, BTreeSet<u64>>, String)> + use<'_> {
        let number = customer.number.clone().map(|number| (&mut self.by_number, number));
        let email = customer.email.as_ref().map(|email| (&mut self.by_email, email.to_lowercase()));
        number.into_iter().chain(email)
    }
}

impl Deref for Customers {
    type Target = BTreeMap<u64, Customer>;

    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

impl From<BTreeMap<u64, Customer>> for Customers {
    fn from(all: BTreeMap<u64, Customer>) -> Self {
        let mut customers = Self::default();
        for customer in all.into_values() {
            customers.keep(customer);
        }
        customers
    }
}

impl Serialize for Customers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.all.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_found_by_what_it_is_called_now() {
        let mut customers = Customers::default();
        let named = |number: &str, email: &str| Customer {
            number: Some(number.into()),
            email: Some(email.into()),
            ..Customer::default()
        };
        let one = customers.add(&named("C-1", "jan@example.com"));
        let two = customers.add(&named("C-2", "jan@example.com"));

        customers.change(one, |customer| customer.take(&named("C-9", "Piet@example.com")));

        assert_eq!(customers.by_number("C-1"), None);
        assert_eq!(customers.by_number("C-9").map(|it| it.id), Some(one));
        assert_eq!(customers.by_email("JAN@example.com").map(|it| it.id), Some(two));
        assert_eq!(customers.by_email("piet@example.com").map(|it| it.id), Some(one));
        let saved = serde_json::to_string(&customers).unwrap();
        assert_eq!(serde_json::from_str::<Customers>(&saved).unwrap().by_number("C-2").map(|it| it.id), Some(two));
    }
}
