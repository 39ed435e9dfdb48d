//! Which invoices a list, its sums, its export and a confirmation of many are about: what the address says.

use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::words::Standing;
use crate::{
    i18n::read,
    paging::{self, Start},
    payments::Group,
};

/// Invoices that money is still expected for: a choice besides the standings.
pub const OPEN: &str = "open";

/// More was paid than is owed: another.
pub const OVERPAID: &str = "overpaid";

/// A refund waits for a person: another.
pub const REFUND_STUCK: &str = "refund_stuck";

/// What the address asks for. What it cannot mean counts as left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Each word must occur; the fourth and all after it count as one.
    pub q: String,
    pub state: String,
    /// Of failed debits.
    pub cause: String,
    pub customer: String,
    pub due_from: String,
    pub due_to: String,
}

impl Filter {
    /// The standing, [`OPEN`], [`OVERPAID`] or [`REFUND_STUCK`]; empty for all.
    pub fn state(&self) -> &str {
        let known = [OPEN, OVERPAID, REFUND_STUCK].contains(&self.state.as_str())
            || Standing::ALL.iter().any(|standing| standing.code() == self.state);
        if known { &self.state } else { "" }
    }

    /// Which failed debits, when the list is about these.
    pub fn cause(&self) -> Option<Group> {
        Group::from_code(&self.cause).filter(|_| self.state() == Standing::Failed.code())
    }

    /// The standing as the statements take it: with a cause come the bank's codes that it stands for, or does not.
    pub fn standing(&self) -> String {
        let codes = |groups: &[Group]| groups.iter().flat_map(|group| group.codes()).collect::<Vec<_>>().join(",");
        match self.cause() {
            None => self.state().to_owned(),
            // A code that is not known is another cause, too.
            Some(Group::Other) => format!("failed but for ,{},", codes(&[Group::Cannot, Group::WillNot])),
            Some(group) => format!("failed for ,{},", codes(&[group])),
        }
    }

    pub fn customer(&self) -> Option<Uuid> {
        self.customer.parse().ok()
    }

    pub fn due_from(&self) -> Option<NaiveDate> {
        read::date(&self.due_from).ok()
    }

    pub fn due_to(&self) -> Option<NaiveDate> {
        read::date(&self.due_to).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.pairs().iter().all(|(_, value)| value.trim().is_empty())
    }

    /// Of names and values, as [`pairs`](Self::pairs) gives them.
    pub fn of(pairs: &[(String, String)]) -> Self {
        let value = |name| pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone());
        let value = |name| value(name).unwrap_or_default();
        Self {
            q: value("q"),
            state: value("state"),
            cause: value("cause"),
            customer: value("customer"),
            due_from: value("due_from"),
            due_to: value("due_to"),
        }
    }

    /// As they stand in addresses and hidden fields.
    pub fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("q", &self.q),
            ("state", self.state()),
            ("cause", self.cause().map_or("", Group::code)),
            ("customer", &self.customer),
            ("due_from", &self.due_from),
            ("due_to", &self.due_to),
        ]
    }

    /// An address with this filter.
    pub fn address(&self, path: &str, start: Start) -> String {
        paging::address(path, &self.pairs(), start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_comes_back_from_its_names_and_values() {
        let filter = Filter {
            q: "a".to_owned(),
            state: "failed".to_owned(),
            cause: "cannot".to_owned(),
            customer: "c".to_owned(),
            due_from: "d".to_owned(),
            due_to: "e".to_owned(),
        };
        let pairs = filter.pairs().map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert!(pairs.iter().all(|(_, value)| !value.is_empty()));
        assert_eq!(Filter::of(&pairs).pairs(), filter.pairs());
    }
}
