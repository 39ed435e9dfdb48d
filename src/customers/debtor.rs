//! A customer in the terms in which Twikey is told of one.

use super::Customer;
use crate::twikey::Debtor;

impl Customer {
    /// Everything that Twikey takes; what is not known is left out.
    pub fn debtor(&self) -> Debtor {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Debtor {
            customer_number: self.number.clone(),
            language: self.language,
            email: self.email.as_ref().map(|email| email.as_str().to_owned()),
            first_name: text(&self.first_name),
            last_name: text(&self.last_name),
            company_name: text(&self.company_name),
            vat_number: self.vat_number.as_ref().map(|number| number.as_str().to_owned()),
            mobile: self.mobile.as_ref().map(|mobile| mobile.as_str().to_owned()),
            address: text(&self.street),
            zip: text(&self.postal_code),
            city: text(&self.city),
            country: Some(self.country.code().to_owned()),
            iban: self.iban.as_ref().map(|iban| iban.as_str().to_owned()),
            bic: self.bic.as_ref().map(|bic| bic.as_str().to_owned()),
        }
    }
}
