//! Which account we are let into: what tells it from every other account at any Twikey.

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use url::Url;

use super::Login;

/// How much of a digest is kept: enough to tell two keys apart.
const DIGEST_BYTES: usize = 16;

/// Twikey's numbers of companies mean something at one host only: test and production are two worlds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// By Twikey's number of the company. None: the login did not tell it.
    pub name: Option<String>,
    /// By the key alone.
    pub name_by_key: String,
    /// Tells host and key from others, and betrays neither.
    pub key_digest: String,
}

impl Identity {
    pub(super) fn new(base: &Url, api_key: &SecretString, login: Login) -> Self {
        let host = base.host_str().unwrap_or_default().trim_end_matches('.');
        let place = base.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let digest = Sha256::new().chain_update(&place).chain_update("\n").chain_update(api_key.expose_secret());
        let key_digest = hex::encode(&digest.finalize()[..DIGEST_BYTES]);
        Self {
            name: login.merchant.map(|merchant| format!("{place}/{merchant}")),
            name_by_key: format!("{place}/key-{key_digest}"),
            key_digest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(base: &str, key: &str, merchant: Option<i64>) -> Identity {
        Identity::new(&base.parse().unwrap(), &SecretString::from(key), Login { merchant })
    }

    #[test]
    fn an_account_is_the_same_in_every_spelling_of_its_address_and_with_every_key() {
        let name = |base, key| identity(base, key, Some(4521)).name.unwrap();
        let production = name("https://api.twikey.com/creditor", "A");
        assert_eq!(production, "api.twikey.com/4521");
        for base in ["https://API.Twikey.com:443/creditor", "https://api.twikey.com./v1/creditor"] {
            assert_eq!(name(base, "B"), production);
        }
        assert_ne!(name("https://api.beta.twikey.com/creditor", "A"), production);
        assert_ne!(name("http://127.0.0.1:1/creditor", "A"), name("http://127.0.0.1:2/creditor", "A"));
    }

    #[test]
    fn where_twikey_tells_no_number_the_key_stands_for_the_account_and_is_not_shown() {
        let of = |base, key| identity(base, key, None);
        let one = of("https://api.twikey.com/creditor", "SECRET");
        assert_eq!(one.name, None);
        assert_eq!(one, of("https://api.twikey.com./creditor", "SECRET"));
        assert!(!format!("{one:?}").contains("SECRET"));
        for other in [of("https://api.twikey.com/creditor", "OTHER"), of("https://api.beta.twikey.com", "SECRET")] {
            assert_ne!(one.name_by_key, other.name_by_key);
        }
    }
}
