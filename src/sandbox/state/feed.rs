//! What the feeds have in common: a log that every API key reads from its own position (source 3.1).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{World, account::ApiKey};

/// Entries of one answer; Twikey's page size is unknown (12, question 14).
pub const PAGE: usize = 100;

/// The queues an API key drains, each with a position of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feed {
    Mandates,
    Invoices,
    Payments,
    Transactions,
    Links,
    Refunds,
}

impl Feed {
    pub const ALL: [Self; 6] =
        [Self::Mandates, Self::Invoices, Self::Payments, Self::Transactions, Self::Links, Self::Refunds];
}

impl ApiKey {
    /// The number of the last entry of a feed that this key was given.
    pub const fn position(&self, feed: Feed) -> u64 {
        match feed {
            Feed::Mandates => self.mandate_position,
            Feed::Invoices => self.invoice_position,
            Feed::Payments => self.payment_position,
            Feed::Transactions => self.transaction_position,
            Feed::Links => self.link_position,
            Feed::Refunds => self.refund_position,
        }
    }

    pub const fn move_to(&mut self, feed: Feed, position: u64) {
        match feed {
            Feed::Mandates => self.mandate_position = position,
            Feed::Invoices => self.invoice_position = position,
            Feed::Payments => self.payment_position = position,
            Feed::Transactions => self.transaction_position = position,
            Feed::Links => self.link_position = position,
            Feed::Refunds => self.refund_position = position,
        }
    }
}

/// Something that happened, with its number and time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry<T> {
    /// The sequence number, rising without gaps.
    pub id: u64,
    pub at: DateTime<Utc>,
    #[serde(flatten)]
    pub what: T,
}

/// All that happened of one kind, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Log<T>(Vec<Entry<T>>);

/// One page of a log for one reader.
#[derive(Debug)]
pub struct Page<'log, T> {
    pub entries: Vec<&'log Entry<T>>,
    /// Where the reader now stands, also when everything on the way was filtered out.
    pub position: u64,
}

/// An entry that only says what changed. What became of it is read from the world, so that a reader is given the thing as
/// it is now, once, however often it changed (source 4.6: one snapshot per changed invoice).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed<Id> {
    pub changed: Id,
}

impl<T> Default for Log<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Log<T> {
    /// Appends what happened and says its number.
    pub fn append(&mut self, at: DateTime<Utc>, what: T) -> u64 {
        let id = self.next_id();
        self.0.push(Entry { id, at, what });
        id
    }

    /// The number of the entry that comes next.
    pub fn next_id(&self) -> u64 {
        self.0.last().map_or(1, |last| last.id + 1)
    }

    /// The entry with a number.
    pub fn get(&self, id: u64) -> Option<&Entry<T>> {
        let at = self.0.partition_point(|entry| entry.id < id);
        self.0.get(at).filter(|entry| entry.id == id)
    }

    /// The next entries after `position` that are wanted.
    pub fn after(&self, position: u64, wanted: impl Fn(&Entry<T>) -> bool) -> Page<'_, T> {
        let start = self.0.partition_point(|entry| entry.id <= position);
        let mut page = Page { entries: Vec::new(), position };
        for entry in &self.0[start..] {
            if page.entries.len() == PAGE {
                break;
            }
            page.position = entry.id;
            if wanted(entry) {
                page.entries.push(entry);
            }
        }
        page
    }

    /// The position from which everything since `time` is read again.
    pub fn position_before(&self, time: DateTime<Utc>) -> u64 {
        let start = self.0.partition_point(|entry| entry.at < time);
        start.checked_sub(1).map_or(0, |last| self.0[last].id)
    }

    pub fn entries(&self) -> &[Entry<T>] {
        &self.0
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl World {
    /// The position in a feed from which everything since `time` is read again.
    pub fn position_before(&self, feed: Feed, time: DateTime<Utc>) -> u64 {
        match feed {
            Feed::Mandates => self.events.position_before(time),
            Feed::Invoices => self.invoice_changes.position_before(time),
            Feed::Payments => self.payments.position_before(time),
            Feed::Transactions => self.transaction_changes.position_before(time),
            Feed::Links => self.link_changes.position_before(time),
            Feed::Refunds => self.refund_changes.position_before(time),
        }
    }

    /// "Reset feed" in Twikey's settings: every key is given everything again.
    pub fn reset_feeds(&mut self) {
        for key in self.keys.values_mut() {
            for feed in Feed::ALL {
                key.move_to(feed, 0);
            }
        }
    }
}
