//! The cookie by which an account knows the browsers its owner has signed in with. It opens nothing: it says whose guesses
//! at the password are not a stranger's.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, time},
};
use rand::RngExt;
use secrecy::SecretString;
use subtle::ConstantTimeEq;

use super::queries::Credentials;
use crate::{config::Config, cookies, seal::seal};

const COOKIE: &str = "mandato_browser";

/// After this long without a sign-in the browser is a stranger again.
const GOOD_FOR: time::Duration = time::Duration::days(365);

/// Colleagues who share a browser; whoever signed in longest ago makes room.
const MOST_ACCOUNTS: usize = 8;

/// A browser and the accounts that it says know it.
pub struct KnownBrowser {
    /// Which one, among those of an account.
    pub id: String,
    proofs: Vec<String>,
}

impl KnownBrowser {
    /// The browser of a request; one that was never seen is given its id now.
    pub fn of(config: &Config, request: &HttpRequest) -> Self {
        let value = cookies::read(config, request, COOKIE).unwrap_or_default();
        let mut parts = value.split('.').map(str::to_owned);
        match parts.next() {
            Some(id) if id.len() == 32 => Self { id, proofs: parts.take(MOST_ACCOUNTS).collect() },
            _ => {
                let mut random = [0_u8; 16];
                rand::rng().fill(&mut random);
                Self { id: hex::encode(random), proofs: Vec::new() }
            }
        }
    }

    /// Whether the account's owner has signed in with it.
    pub fn is_known(&self, secret: &SecretString, account: &Credentials) -> bool {
        let proof = self.proof(secret, account);
        self.proofs.iter().any(|carried| carried.as_bytes().ct_eq(proof.as_bytes()).into())
    }

    /// The cookie after the account's owner has signed in.
    pub fn knowing(&self, config: &Config, account: &Credentials) -> Cookie<'static> {
        let proof = self.proof(&config.secret, account);
        let others = self.proofs.iter().filter(|carried| **carried != proof).take(MOST_ACCOUNTS - 1);
        let parts: Vec<&str> = [&self.id, &proof].into_iter().chain(others).map(String::as_str).collect();
        cookies::build(config, COOKIE, parts.join(".")).max_age(GOOD_FOR).finish()
    }

    /// With another password it is another one: who knew the old one is a stranger.
    fn proof(&self, secret: &SecretString, account: &Credentials) -> String {
        seal(secret, "known browser", &[&self.id, &account.id.to_string(), &account.password_hash])
    }
}
