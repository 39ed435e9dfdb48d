//! What time it is. Nobody else asks the machine, so tests and the sandbox can move time.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use chrono_tz::Tz;

/// The time, in UTC, and the date where the office is.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: Tz,
    source: Arc<Mutex<Source>>,
}

#[derive(Debug)]
enum Source {
    /// The machine's clock, so much ahead.
    Running { ahead: TimeDelta },
    /// Stands still until it is moved.
    Frozen { at: DateTime<Utc> },
}

impl Clock {
    /// The machine's clock. `zone` decides which date it is.
    pub fn system(zone: Tz) -> Self {
        Self::from(zone, Source::Running { ahead: TimeDelta::zero() })
    }

    /// A clock that stands still until [`Clock::advance`] moves it.
    pub fn frozen(zone: Tz, at: DateTime<Utc>) -> Self {
        Self::from(zone, Source::Frozen { at: at.trunc_subsecs(6) })
    }

    fn from(zone: Tz, source: Source) -> Self {
        Self { zone, source: Arc::new(Mutex::new(source)) }
    }

    /// Now, in whole microseconds: PostgreSQL keeps no more, and a stored time must equal the original.
    pub fn now(&self) -> DateTime<Utc> {
        match *self.source.lock().unwrap_or_else(PoisonError::into_inner) {
            Source::Running { ahead } => (machine_time() + ahead).trunc_subsecs(6),
            Source::Frozen { at } => at,
        }
    }

    /// Today where the office is.
    pub fn today(&self) -> NaiveDate {
        self.date_of(self.now())
    }

    /// The date of a moment where the office is.
    pub fn date_of(&self, time: DateTime<Utc>) -> NaiveDate {
        time.with_timezone(&self.zone).date_naive()
    }

    /// The zone that decides which date it is.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Moves this clock and all its clones ahead.
    pub fn advance(&self, by: TimeDelta) {
        match &mut *self.source.lock().unwrap_or_else(PoisonError::into_inner) {
            Source::Running { ahead } => *ahead += by,
            Source::Frozen { at } => *at += by,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else has to ask")]
fn machine_time() -> DateTime<Utc> {
    Utc::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortly_before_midnight_in_utc_it_is_already_tomorrow_in_the_office() {
        let clock = Clock::frozen(chrono_tz::Europe::Brussels, "2026-11-23T23:30:00Z".parse().unwrap());
        assert_eq!(clock.today().to_string(), "2026-11-24");
    }

    #[test]
    fn clones_move_together() {
        let clock = Clock::frozen(chrono_tz::UTC, "2026-11-23T12:00:00Z".parse().unwrap());
        let clone = clock.clone();
        clock.advance(TimeDelta::hours(2));
        assert_eq!(clone.now().to_rfc3339(), "2026-11-23T14:00:00+00:00");
    }
}
