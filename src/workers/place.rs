//! Places outside that jobs wait for. While one is in trouble a single job tries it now and then, and the first that gets through
//! wakes all that wait for it.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::lane::Lane;

/// Who is at the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Mail,
    Twikey,
}

impl Place {
    /// As it is stored.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Twikey => "twikey",
        }
    }

    /// The place that a lane's work is done at; none when it is our own database.
    pub(crate) const fn of(lane: Lane) -> Option<Self> {
        match lane {
            Lane::Mail => Some(Self::Mail),
            Lane::Requests | Lane::Feeds | Lane::HandOver | Lane::Checks => Some(Self::Twikey),
            Lane::Records => None,
        }
    }
}

/// The places as this process finds them. By a clock that nobody can set.
#[derive(Debug, Default)]
pub struct Places {
    in_trouble: Mutex<HashMap<Place, Trouble>>,
}

#[derive(Debug)]
struct Trouble {
    /// Tries in a row that did not get through.
    failures: u32,
    next_try: Instant,
}

impl Places {
    /// How many jobs in a row must fail before the others wait: a single one may fail for reasons of its own.
    const FAILURES: u32 = 3;
    const BETWEEN_TRIES: Duration = Duration::from_secs(10);

    /// Whether a worker may try the place now; while it is in trouble that is one now and then.
    pub(crate) fn may_try(&self, place: Place, now: Instant) -> bool {
        let mut in_trouble = self.in_trouble.lock().unwrap_or_else(PoisonError::into_inner);
        match in_trouble.get_mut(&place) {
            Some(trouble) if trouble.failures >= Self::FAILURES => {
                let may_try = now >= trouble.next_try;
                if may_try {
                    trouble.next_try = now + Self::BETWEEN_TRIES;
                }
                may_try
            }
            _ => true,
        }
    }

    pub(crate) fn failed(&self, place: Place, now: Instant) {
        let mut in_trouble = self.in_trouble.lock().unwrap_or_else(PoisonError::into_inner);
        let trouble = in_trouble.entry(place).or_insert(Trouble { failures: 0, next_try: now });
        trouble.failures += 1;
        trouble.next_try = now + Self::BETWEEN_TRIES;
    }

    pub(crate) fn answered(&self, place: Place) {
        self.in_trouble.lock().unwrap_or_else(PoisonError::into_inner).remove(&place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_trouble_is_tried_by_one_at_a_time_until_one_gets_through() {
        let (places, now) = (Places::default(), Instant::now());
        for _ in 0..Places::FAILURES {
            assert!(places.may_try(Place::Mail, now), "one alone may fail for what it is");
            places.failed(Place::Mail, now);
        }
        assert!(!places.may_try(Place::Mail, now));
        assert!(places.may_try(Place::Twikey, now), "another place");
        let later = now + Places::BETWEEN_TRIES;
        assert!(places.may_try(Place::Mail, later));
        assert!(!places.may_try(Place::Mail, later), "one tries already");
        places.answered(Place::Mail);
        assert!(places.may_try(Place::Mail, later) && places.may_try(Place::Mail, later));
    }
}
