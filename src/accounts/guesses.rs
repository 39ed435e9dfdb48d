//! How many guesses are free, and how long the next one has to wait. No I/O.
//!
//! A guess is counted before the password is looked at, as if it were wrong; a right one is taken back. So of many at
//! once no more are looked at than are free.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

/// After the free ones the next guess waits a minute, and each further one twice as long, up to this.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

/// How long a guess is remembered. No wait is longer, so whoever goes on guessing is never forgotten sooner.
const REMEMBERED: TimeDelta = TimeDelta::hours(1);

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// An account from one network, or from a browser that its owner has signed in with.
    Account,
    /// An account from wherever it is not known: what many networks guess together. It slows down strangers, and the owner
    /// only where they have not signed in before.
    Strangers,
    /// Any account from one network: an office has many people behind one address.
    Network,
    /// Entries in the audit trail about names that nobody has.
    Trail,
}

impl Limit {
    const fn free(self) -> i64 {
        match self {
            Self::Account => 5,
            Self::Strangers | Self::Trail => 20,
            Self::Network => 30,
        }
    }
}

/// What was counted so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Tally {
    pub guesses: i64,
    /// The last one.
    pub guessed_at: DateTime<Utc>,
    pub waits_until: Option<DateTime<Utc>>,
}

impl Tally {
    /// How long the next guess has to wait; none when it is free.
    pub fn wait(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let wait = self.waits_until? - now;
        // A longer one was written by a clock that was wrong.
        (TimeDelta::zero() < wait && wait <= LONGEST_WAIT).then_some(wait)
    }

    /// With one more guess, made now.
    pub fn and_one(self, limit: Limit, now: DateTime<Utc>) -> Self {
        let forgotten = ((now - self.guessed_at).num_seconds() / REMEMBERED.num_seconds()).max(0);
        let guesses = (self.guesses - forgotten).max(0) + 1;
        let beyond = u32::try_from(guesses - limit.free()).ok();
        let wait = beyond.map(|beyond| TimeDelta::minutes(1 << beyond.min(6)).min(LONGEST_WAIT));
        Self { guesses, guessed_at: now, waits_until: wait.map(|wait| now + wait) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn nothing() -> Tally {
        Tally { guesses: 0, guessed_at: start(), waits_until: None }
    }

    /// The waits after each of so many guesses in a row, each as early as it may be.
    fn waits(limit: Limit, guesses: usize) -> Vec<i64> {
        let (mut tally, mut now) = (nothing(), start());
        (0..guesses)
            .map(|_| {
                now += tally.wait(now).unwrap_or_default();
                tally = tally.and_one(limit, now);
                tally.wait(now).map_or(0, |wait| wait.num_minutes())
            })
            .collect()
    }

    #[test]
    fn waits_grow_from_a_minute_to_an_hour_and_no_further() {
        assert_eq!(waits(Limit::Account, 14), [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
        assert_eq!(waits(Limit::Network, 31)[28..], [0, 1, 2]);
    }

    #[test]
    fn a_guess_is_forgotten_after_an_hour_and_whoever_goes_on_is_not() {
        let mut tally = nothing();
        for _ in 0..5 {
            tally = tally.and_one(Limit::Account, start());
        }
        let later = start() + TimeDelta::hours(3);
        assert_eq!(tally.wait(later), None);
        assert_eq!(tally.and_one(Limit::Account, later).guesses, 3);
        assert_eq!(tally.and_one(Limit::Account, start() + TimeDelta::days(30)).guesses, 1);
        let day_of_guesses = waits(Limit::Account, 100);
        assert!(day_of_guesses[20..].iter().all(|wait| *wait >= 32), "{day_of_guesses:?}");
    }

    #[test]
    fn a_clock_that_was_days_ahead_does_not_lock_for_days() {
        let mut tally = nothing();
        for _ in 0..9 {
            tally = tally.and_one(Limit::Account, start() + TimeDelta::days(3));
        }
        assert_eq!(tally.wait(start()), None);
        assert_eq!(tally.and_one(Limit::Account, start()).guesses, 10, "nothing is forgotten by it either");
    }
}
