//! Whether the workers of this process go on. By a clock that nobody can set: it is about this process alone.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::Lane;

/// A worker is heard of before each job. A job ends after 100 s at most, and the database has a limit, too.
const LIMIT: Duration = Duration::from_mins(3);

/// One of the workers of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Worker {
    pub lane: Lane,
    pub number: usize,
}

/// When each worker was last heard of.
#[derive(Debug, Default)]
pub struct Pulse {
    beats: Mutex<HashMap<Worker, Instant>>,
}

impl Pulse {
    /// The worker goes on.
    pub fn beat(&self, worker: Worker, now: Instant) {
        self.beats.lock().unwrap_or_else(PoisonError::into_inner).insert(worker, now);
    }

    /// The worker was asked to stop, and has.
    pub fn leave(&self, worker: Worker) {
        self.beats.lock().unwrap_or_else(PoisonError::into_inner).remove(&worker);
    }

    /// Whether a worker that began has not been heard of for too long.
    pub fn stands_still(&self, now: Instant) -> bool {
        let beats = self.beats.lock().unwrap_or_else(PoisonError::into_inner);
        beats.values().any(|beat| now.saturating_duration_since(*beat) > LIMIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_worker_that_stands_still_is_noticed_and_one_that_left_is_not() {
        let pulse = Pulse::default();
        let now = Instant::now();
        assert!(!pulse.stands_still(now), "none has begun");

        let (mail, feeds) = (Worker { lane: Lane::Mail, number: 0 }, Worker { lane: Lane::Feeds, number: 0 });
        pulse.beat(mail, now);
        pulse.beat(feeds, now);
        assert!(!pulse.stands_still(now + LIMIT));
        pulse.beat(mail, now + LIMIT);
        assert!(pulse.stands_still(now + LIMIT * 2), "the other one is not heard of");
        pulse.leave(feeds);
        assert!(!pulse.stands_still(now + LIMIT * 2));
    }
}
