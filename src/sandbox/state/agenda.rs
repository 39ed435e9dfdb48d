//! What will happen by itself at a known time: the simulator's pending work.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::money::Cents;

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
    /// The debtor's bank answers a debit.
    DebitResult { debit: u64 },
    /// A debit that was reported as paid too early fails (source 4.5).
    DebitFailure { debit: u64, code: String },
    /// The next part of a payment plan is due.
    Instalment { invoice: Uuid, mandate: String, amount: Cents },
    /// An invoice's due date has passed.
    InvoiceDue { invoice: Uuid },
    /// A payment link reaches the end of its life.
    LinkEnd { link: u64 },
    /// The next debit of a subscription is made.
    SubscriptionRun { subscription: u64 },
    /// The creditor's bank carries out a batch of refunds.
    RefundsPaid { batch: u64 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Entry {
    at: DateTime<Utc>,
    work: Work,
}

/// Pending work by its time; in the order it was planned where times are equal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<Entry>", into = "Vec<Entry>")]
pub struct Agenda(BTreeMap<DateTime<Utc>, VecDeque<Work>>);

impl Agenda {
    pub fn add(&mut self, at: DateTime<Utc>, work: Work) {
        self.0.entry(at).or_default().push_back(work);
    }

    /// The earliest work that is due by `now`, with its time.
    pub fn take_due(&mut self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Work)> {
        let mut first = self.0.first_entry().filter(|first| *first.key() <= now)?;
        let (at, work) = (*first.key(), first.get_mut().pop_front());
        if first.get().is_empty() {
            first.remove();
        }
        work.map(|work| (at, work))
    }

    /// Takes all work of a kind, whenever it is due.
    pub fn take_all(&mut self, wanted: impl Fn(&Work) -> bool) -> Vec<Work> {
        let mut taken = Vec::new();
        self.0.retain(|_, planned| {
            let (wanted, kept) = std::mem::take(planned).into_iter().partition(|work| wanted(work));
            taken.extend::<VecDeque<_>>(wanted);
            *planned = kept;
            !planned.is_empty()
        });
        taken
    }

    pub fn next(&self) -> Option<DateTime<Utc>> {
        self.0.first_key_value().map(|(at, _)| *at)
    }
}

impl From<Vec<Entry>> for Agenda {
    fn from(entries: Vec<Entry>) -> Self {
        let mut agenda = Self::default();
        for Entry { at, work } in entries {
            agenda.add(at, work);
        }
        agenda
    }
}

impl From<Agenda> for Vec<Entry> {
    fn from(agenda: Agenda) -> Self {
        let entries = agenda.0.into_iter().flat_map(|(at, planned)| planned.into_iter().map(move |work| (at, work)));
        entries.map(|(at, work)| Entry { at, work }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: u32) -> DateTime<Utc> {
        format!("2026-11-23T12:{minute:02}:00Z").parse().unwrap()
    }

    fn work(name: &str) -> Work {
        Work::Remind { reference: name.into() }
    }

    #[test]
    fn work_is_done_in_the_order_of_its_times() {
        let mut agenda = Agenda::default();
        agenda.add(at(30), work("fourth"));
        agenda.add(at(10), work("first"));
        agenda.add(at(20), work("second"));
        agenda.add(at(20), work("third"));

        assert_eq!(agenda.next(), Some(at(10)));
        assert_eq!(agenda.take_due(at(20)), Some((at(10), work("first"))));
        assert_eq!(agenda.take_due(at(20)), Some((at(20), work("second"))));
        assert_eq!(agenda.take_due(at(20)), Some((at(20), work("third"))));
        assert_eq!(agenda.take_due(at(20)), None);
    }

    #[test]
    fn work_of_one_kind_is_taken_and_the_rest_stays() {
        let mut agenda = Agenda::default();
        agenda.add(at(10), work("this"));
        agenda.add(at(10), work("that"));
        agenda.add(at(20), work("this"));

        assert_eq!(agenda.take_all(|it| *it == work("this")), [work("this"), work("this")]);
        assert_eq!(agenda.take_due(at(59)), Some((at(10), work("that"))));
        assert_eq!(agenda.take_due(at(59)), None);
    }
}
