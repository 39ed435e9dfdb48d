//! How often an address may ask for landing pages. Whoever tries tokens out is soon told nothing any more.

use std::{net::IpAddr, num::NonZeroU32};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// What an address may ask: a hundred pages at once, then one a second.
const QUOTA: Quota = Quota::per_second(NonZeroU32::MIN).allow_burst(NonZeroU32::MIN.saturating_add(99));

/// A token that opens nothing costs as much as so many pages.
const MISS: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

/// So many addresses are remembered before those that have been quiet are forgotten.
const REMEMBERED: usize = 10_000;

/// Counts what each address asks. Kept in memory: each process of many counts for itself.
pub struct Visits(DefaultKeyedRateLimiter<String>);

impl Default for Visits {
    fn default() -> Self {
        Self(RateLimiter::keyed(QUOTA))
    }
}

impl Visits {
    /// Whether this address may ask for another page.
    pub fn admit(&self, address: &str) -> bool {
        if self.0.len() > REMEMBERED {
            self.0.retain_recent();
        }
        self.0.check_key(&network(address)).is_ok()
    }

    /// The address has asked for a page that does not exist.
    pub fn missed(&self, address: &str) {
        // Whether it has anything left does not matter: it is asked before the next page.
        let _ = self.0.check_key_n(&network(address), MISS);
    }
}

/// Whoever has an address of IPv6 has all of its network of 64 bits.
fn network(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_tries_tokens_out_is_soon_turned_away_and_nobody_else_is() {
        let visits = Visits::default();
        let tries = (0..1000).take_while(|_| {
            let admitted = visits.admit("192.0.2.1");
            visits.missed("192.0.2.1");
            admitted
        });
        assert!(tries.count() < 15);
        assert!(visits.admit("192.0.2.2"));
    }

    #[test]
    fn an_ordinary_visit_is_far_from_the_limit() {
        let visits = Visits::default();
        assert!((0..50).all(|_| visits.admit("192.0.2.1")));
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("192.0.2.1"), "192.0.2.1");
    }
}
