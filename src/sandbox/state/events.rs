//! The log of mandate events that feeds read from (source 3).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{account::Scheme, customer::Customer, mandate::Mandate};

/// Entries of one answer; Twikey's page size is unknown (12, question 14).
pub const PAGE: usize = 100;

/// One entry of the mandate feed: what happened, and the mandate as it was then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// `EvtId`, rising without gaps.
    pub id: u64,
    pub at: DateTime<Utc>,
    pub kind: Kind,
    /// The reference before the change.
    pub original_reference: String,
    pub scheme: Scheme,
    pub mandate: Mandate,
    pub customer: Customer,
}

/// What an entry reports. `by` is the e-mail address of who did it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    New,
    Amendment { reason: String, by: String },
    Cancellation { reason: String, by: String },
}

/// One page of the feed for one reader.
#[derive(Debug)]
pub struct Page<'log> {
    pub events: Vec<&'log Event>,
    /// Where the reader now stands, also when everything on the way was filtered out.
    pub position: u64,
}

/// All mandate events of the account, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EventLog(Vec<Event>);

impl EventLog {
    /// Appends what happened to `mandate`.
    pub fn report(&mut self, at: DateTime<Utc>, kind: Kind, scheme: Scheme, mandate: &Mandate, customer: &Customer) {
        // The history and the scan are never in the feed.
        let mandate = Mandate { history: Vec::new(), document: None, ..mandate.clone() };
        let id = self.0.last().map_or(1, |last| last.id + 1);
        let original_reference = mandate.reference.clone();
        self.0.push(Event { id, at, kind, original_reference, scheme, mandate, customer: customer.clone() });
    }

    /// The next entries after `position` of the wanted schemes.
    pub fn after(&self, position: u64, wanted: impl Fn(&Event) -> bool) -> Page<'_> {
        let start = self.0.partition_point(|event| event.id <= position);
        let mut page = Page { events: Vec::new(), position };
        for event in &self.0[start..] {
            if page.events.len() == PAGE {
                break;
            }
            page.position = event.id;
            if wanted(event) {
                page.events.push(event);
            }
        }
        page
    }

    /// The position from which everything since `time` is read again.
    pub fn position_before(&self, time: DateTime<Utc>) -> u64 {
        let start = self.0.partition_point(|event| event.at < time);
        start.checked_sub(1).map_or(0, |last| self.0[last].id)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
