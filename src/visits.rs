//! How often an address may ask for landing pages. Whoever tries tokens out gets the same page more and more slowly.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::{sync::Semaphore, time::timeout};

use crate::domain::network::network;

/// What an address may ask: a hundred pages at once, then one a second.
const QUOTA: Quota = Quota::per_second(NonZeroU32::MIN).allow_burst(NonZeroU32::MIN.saturating_add(99));

/// A token that opens nothing costs as much as so many pages.
const MISS: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

/// How long a page waits for its turn before it is refused.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many pages may wait at the same time. Any more are refused at once, so that waiting costs the server next to nothing.
const WAITING: usize = 200;

/// After so many pages, the addresses that have been quiet are forgotten.
const TIDY_AFTER: usize = 10_000;

/// Counts what each address asks. Kept in memory: each process of many counts for itself.
pub struct Visits {
    counts: DefaultKeyedRateLimiter<String>,
    waiting: Semaphore,
    asked: AtomicUsize,
}

impl Default for Visits {
    fn default() -> Self {
        Self { counts: RateLimiter::keyed(QUOTA), waiting: Semaphore::new(WAITING), asked: AtomicUsize::new(0) }
    }
}

impl Visits {
    /// Waits until it is this address's turn for another page. False: that would take too long.
    pub async fn admit(&self, address: &str) -> bool {
        if self.asked.fetch_add(1, Ordering::Relaxed) % TIDY_AFTER == TIDY_AFTER - 1 {
            self.counts.retain_recent();
        }
        let network = network(address);
        if self.counts.check_key(&network).is_ok() {
            return true;
        }
        let Ok(_waits) = self.waiting.try_acquire() else { return false };
        timeout(PATIENCE, self.counts.until_key_ready(&network)).await.is_ok()
    }

    /// The address has asked for a page that does not exist.
    pub fn missed(&self, address: &str) {
        // With less left than a miss costs, it has to wait for each page anyway.
        let _ = self.counts.check_key_n(&network(address), MISS);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn whoever_tries_tokens_out_gets_one_a_second_and_nobody_else_waits() {
        let visits = Visits::default();
        let start = Instant::now();
        for _ in 0..12 {
            assert!(visits.admit("192.0.2.1").await);
            visits.missed("192.0.2.1");
        }
        assert!(start.elapsed() > Duration::from_secs(2), "ten are had at once, each further one costs a second");
        let start = Instant::now();
        assert!(visits.admit("192.0.2.2").await);
        assert!(start.elapsed() < Duration::from_millis(500));
    }

    #[tokio::test]
    async fn whoever_asks_for_many_at_once_is_refused_most_of_them_after_a_while() {
        let visits = Visits::default();
        let admitted = join_all((0..500).map(|_| visits.admit("192.0.2.1"))).await;
        let admitted = admitted.into_iter().filter(|admitted| *admitted).count();
        assert!((100..110).contains(&admitted), "{admitted}");
    }

    #[tokio::test]
    async fn an_ordinary_visit_is_far_from_the_limit() {
        let visits = Visits::default();
        let start = Instant::now();
        for _ in 0..50 {
            assert!(visits.admit("192.0.2.1").await);
        }
        assert!(start.elapsed() < Duration::from_millis(500));
    }
}
