//! What time it is. Nobody else asks the machine, so tests and the sandbox can move time.
//!
//! Portals that share a database go by its clock: [`Clock::follow`] is told every few seconds what time it is there, and in between time
//! goes on by a clock that nobody can set. So whoever sets the machine's clock is noticed, and leases can be careful for a while.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use chrono_tz::Tz;

/// The time, in UTC, and the date where the office is.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: Tz,
    source: Arc<Mutex<Source>>,
    /// Until when it shows that the clock was set.
    set_until: Arc<Mutex<Option<DateTime<Utc>>>>,
}

/// More than this between two looks at another clock, and it was set.
const JUMP: TimeDelta = TimeDelta::seconds(30);

/// It shows for so long that the clock was set: longer than any lease that was given before.
const SHOWS: TimeDelta = TimeDelta::minutes(3);

#[derive(Debug)]
enum Source {
    /// The machine's clock, so much ahead.
    Running { ahead: TimeDelta },
    /// As the database said, some time ago.
    Following { said: DateTime<Utc>, at: Instant },
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
        Self { zone, source: Arc::new(Mutex::new(source)), set_until: Arc::default() }
    }

    /// Now, in whole microseconds: PostgreSQL keeps no more, and a stored time must equal the original.
    pub fn now(&self) -> DateTime<Utc> {
        match *self.source.lock().unwrap_or_else(PoisonError::into_inner) {
            Source::Running { ahead } => (machine_time() + ahead).trunc_subsecs(6),
            Source::Following { said, at } => {
                (said + TimeDelta::from_std(at.elapsed()).unwrap_or_default()).trunc_subsecs(6)
            }
            Source::Frozen { at } => at,
        }
    }

    /// Takes over what time it is at the database; None: its machine is ours.
    pub fn follow(&self, said: Option<DateTime<Utc>>) {
        let expected = self.now();
        {
            let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
            if matches!(*source, Source::Frozen { .. }) {
                return;
            }
            *source = Source::Following { said: said.unwrap_or_else(machine_time), at: Instant::now() };
        }
        let jump = self.now() - expected;
        if jump.abs() > JUMP {
            tracing::warn!(seconds = jump.num_seconds(), "The clock was set");
            self.note_jump();
        }
    }

    /// Whether the clock was set a short time ago: what seems to have lapsed may not have.
    pub fn was_set(&self) -> bool {
        let now = self.now();
        let set_until = *self.set_until.lock().unwrap_or_else(PoisonError::into_inner);
        set_until.is_some_and(|until| now < until && until <= now + SHOWS)
    }

    /// Sets this clock and all its clones, as somebody sets a machine's.
    pub fn set(&self, by: TimeDelta) {
        self.advance(by);
        self.note_jump();
    }

    fn note_jump(&self) {
        let until = self.now() + SHOWS;
        *self.set_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
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
            Source::Following { said, .. } => *said += by,
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
