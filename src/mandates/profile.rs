//! Which profile at Twikey a mandate is made in. No I/O.

use super::Scheme;
use crate::config;

/// The profile of a scheme, if the account has one.
pub fn profile_of(account: &config::Twikey, scheme: Scheme) -> Option<u32> {
    match scheme {
        Scheme::Core => Some(account.template),
        Scheme::B2b => account.template_b2b,
    }
}
