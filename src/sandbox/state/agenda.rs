//! What will happen by itself at a known time: the simulator's pending work.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Work that is due at a time of the sandbox's clock. Carrying it out checks again whether it still applies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// A signing link reaches the end of its life.
    ExpireLink { reference: String },
    /// The debtor's bank decides on a B2B mandate.
    BankDecision { reference: String },
    /// An unsigned mandate's customer is reminded.
    Remind { reference: String },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Entry {
    at: DateTime<Utc>,
    work: Work,
}

/// Pending work, latest first, so that what is due is taken from the end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Agenda(Vec<Entry>);

impl Agenda {
    pub fn add(&mut self, at: DateTime<Utc>, work: Work) {
        let place = self.0.partition_point(|entry| entry.at > at);
        self.0.insert(place, Entry { at, work });
    }

    /// The earliest work that is due by `now`, with its time.
    pub fn take_due(&mut self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Work)> {
        self.0.pop_if(|entry| entry.at <= now).map(|entry| (entry.at, entry.work))
    }

    /// Takes all work of a kind, whenever it is due.
    pub fn take_all(&mut self, wanted: impl Fn(&Work) -> bool) -> Vec<Work> {
        self.0.extract_if(.., |entry| wanted(&entry.work)).map(|entry| entry.work).collect()
    }

    pub fn next(&self) -> Option<DateTime<Utc>> {
        self.0.last().map(|entry| entry.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_done_in_the_order_of_its_times() {
        let at = |minute: u32| format!("2026-11-23T12:{minute:02}:00Z").parse().unwrap();
        let work = |name: &str| Work::Remind { reference: name.into() };
        let mut agenda = Agenda::default();
        agenda.add(at(30), work("third"));
        agenda.add(at(10), work("first"));
        agenda.add(at(20), work("second"));

        assert_eq!(agenda.next(), Some(at(10)));
        assert_eq!(agenda.take_due(at(20)), Some((at(10), work("first"))));
        assert_eq!(agenda.take_due(at(20)), Some((at(20), work("second"))));
        assert_eq!(agenda.take_due(at(20)), None);
    }
}
