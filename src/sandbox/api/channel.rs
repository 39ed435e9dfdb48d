//! How Twikey itself tells a customer of a mandate or a payment link: `sendInvite` (source 2.1, 5).

use super::fields::Fields;
use crate::sandbox::{
    refusal::Refusal,
    state::{World, customer::Customer},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Email,
    /// For mandates, Twikey's description knows e-mail only; one of its clients allows a text there (2.3, unconfirmed).
    Sms,
}

impl Channel {
    pub fn asked_for(form: &Fields) -> Result<Option<Self>, Refusal> {
        match form.text("sendInvite").map(|it| it.to_ascii_lowercase()).as_deref() {
            None | Some("false" | "0") => Ok(None),
            Some("true" | "1" | "email" | "registeredemail") => Ok(Some(Self::Email)),
            Some("sms") => Ok(Some(Self::Sms)),
            Some(_) => Err(Refusal::invalid("sendInvite")),
        }
    }

    /// Nothing is made for a customer who cannot be told.
    pub fn require(channel: Option<Self>, world: &World, customer: &Customer) -> Result<(), Refusal> {
        match channel {
            Some(Self::Email) if !world.settings.email_enabled => Err(Refusal::new("err_email_disabled")),
            Some(Self::Email) if customer.email.is_none() => Err(Refusal::missing("email")),
            Some(Self::Sms) if customer.mobile.is_none() => Err(Refusal::missing("mobile")),
            _ => Ok(()),
        }
    }
}
