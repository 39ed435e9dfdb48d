//! Names that nobody can guess: link keys, session tokens, access tokens.

use rand::distr::{Alphanumeric, SampleString};

/// The key of a short link. Twikey's have four letters; ours are longer, because the sandbox may be reached by others.
pub fn link_key() -> String {
    Alphanumeric.sample_string(&mut rand::rng(), 10)
}

/// A session token in Twikey's form.
pub fn session_token() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// The token of a link into the debtor's portal.
pub fn access_token() -> String {
    Alphanumeric.sample_string(&mut rand::rng(), 32)
}

/// The key of a payment link, as long as Twikey's behind its `tr_`.
pub fn payment_key() -> String {
    Alphanumeric.sample_string(&mut rand::rng(), 16)
}
