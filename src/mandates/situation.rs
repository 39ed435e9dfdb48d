//! What the dialogs of a request are about. No I/O.

use super::{Mandate, Scheme, channels::Offer};
use crate::customers::Customer;

/// What the dialogs are about.
pub(super) struct Situation {
    pub customer: Customer,
    pub scheme: Scheme,
    /// The customer's live mandate of the scheme.
    pub live: Option<Mandate>,
    pub offer: Offer,
}

impl Situation {
    /// A request is open: what is sent goes out again.
    pub fn is_resend(&self) -> bool {
        self.live.as_ref().is_some_and(|mandate| mandate.state.is_open())
    }

    pub fn is_in_force(&self) -> bool {
        self.live.as_ref().is_some_and(|mandate| !mandate.state.is_open())
    }
}
