//! The debtor behind mandates, as Twikey keeps him.

use serde::{Deserialize, Serialize};

/// A customer of the creditor. Several mandates can belong to one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    pub id: u64,
    /// The creditor's own number for this customer.
    pub number: Option<String>,
    pub email: Option<String>,
    /// International, `+32499123445`.
    pub mobile: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub company: Option<String>,
    /// The enterprise number: `vatno` or `coc`.
    pub vat_number: Option<String>,
    pub address: Option<String>,
    pub zip: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    /// One of Twikey's seven languages.
    pub language: Option<String>,
}

impl Customer {
    /// The person who signs.
    pub fn signer(&self) -> String {
        [self.first_name.as_deref(), self.last_name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// The debtor's name on the mandate: the company, or else the person.
    pub fn name(&self) -> String {
        self.company.clone().unwrap_or_else(|| self.signer())
    }

    /// Takes over every detail that `newer` has. Says whether anything changed.
    pub fn take(&mut self, newer: &Self) -> bool {
        let before = self.clone();
        let fields = [
            (&mut self.number, &newer.number),
            (&mut self.email, &newer.email),
            (&mut self.mobile, &newer.mobile),
            (&mut self.first_name, &newer.first_name),
            (&mut self.last_name, &newer.last_name),
            (&mut self.company, &newer.company),
            (&mut self.vat_number, &newer.vat_number),
            (&mut self.address, &newer.address),
            (&mut self.zip, &newer.zip),
            (&mut self.city, &newer.city),
            (&mut self.country, &newer.country),
            (&mut self.language, &newer.language),
        ];
        for (mine, new) in fields {
            if new.is_some() {
                mine.clone_from(new);
            }
        }
        *self != before
    }

    /// The feed's reason for the change from `older` (source 3.4), the most important one when there are several.
    pub fn changed_since(&self, older: &Self) -> Option<&'static str> {
        let name =
            |customer: &Self| (customer.first_name.clone(), customer.last_name.clone(), customer.company.clone());
        let address = |customer: &Self| {
            (customer.address.clone(), customer.zip.clone(), customer.city.clone(), customer.country.clone())
        };
        if address(self) != address(older) {
            Some("_T51")
        } else if name(self) != name(older) {
            Some("_T53")
        } else if self.email != older.email {
            Some("_T54")
        } else if self.mobile != older.mobile {
            Some("_T55")
        } else if self.language != older.language {
            Some("_T56")
        } else if self.number != older.number || self.vat_number != older.vat_number {
            Some("_T57")
        } else {
            None
        }
    }
}
