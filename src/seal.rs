//! Keyed hashes: what nobody can make, or work out, who has not the portal's secret.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// The seal of these parts, for one purpose and no other; 64 signs.
pub fn seal(secret: &SecretString, purpose: &str, parts: &[&str]) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).expect("HMAC takes keys of any length");
    for part in [purpose].iter().chain(parts) {
        // With its length, so that no part can end where another begins.
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    hex::encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_in_anything_has_another_seal() {
        let secret = SecretString::from("secret");
        let made = seal(&secret, "visit", &["ab", "c"]);
        assert_eq!((made.len(), made.as_str()), (64, seal(&secret, "visit", &["ab", "c"]).as_str()));
        for other in [
            seal(&secret, "visit", &["a", "bc"]),
            seal(&secret, "visit", &["abc"]),
            seal(&secret, "session", &["ab", "c"]),
            seal(&SecretString::from("another"), "visit", &["ab", "c"]),
        ] {
            assert_ne!(other, made);
        }
    }
}
