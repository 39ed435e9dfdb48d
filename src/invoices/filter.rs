//! Which invoices a list, its sums, its export and a confirmation of many are about: what the address says.

use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::words::Standing;
use crate::{
    i18n::read,
    paging::{self, Start},
};

/// Invoices that money is still expected for: a choice besides the standings.
pub const OPEN: &str = "open";

/// More was paid than is owed: another.
pub const OVERPAID: &str = "overpaid";

/// What the address asks for. What it cannot mean counts as left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Each word must occur; the fourth and all after it count as one.
    pub q: String,
    pub state: String,
    pub customer: String,
    pub due_from: String,
    pub due_to: String,
}

impl Filter {
    /// The standing, [`OPEN`] or [`OVERPAID`]; empty for all.
    pub fn state(&self) -> &str {
        let known = [OPEN, OVERPAID].contains(&self.state.as_str())
            || Standing::ALL.iter().any(|standing| standing.code() == self.state);
        if known { &self.state } else { "" }
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

    /// As they stand in addresses and hidden fields.
    pub fn pairs(&self) -> [(&'static str, &str); 5] {
        [
            ("q", &self.q),
            ("state", self.state()),
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
