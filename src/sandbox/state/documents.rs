//! The files of invoices: PDF and UBL. Those of the newest invoices are kept; all of them would not fit when thousands are
//! handed over.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How many bytes are kept in all.
const KEPT: usize = 32 * 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Base64.
    Pdf,
    /// The XML text.
    Ubl,
}

/// All files that are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Documents {
    files: BTreeMap<Uuid, BTreeMap<Kind, String>>,
    /// The invoices that have files, oldest first.
    order: VecDeque<Uuid>,
    bytes: usize,
}

impl Documents {
    /// Keeps a file; it takes the place of the invoice's older one.
    pub fn keep(&mut self, invoice: Uuid, kind: Kind, content: String) {
        let files = self.files.entry(invoice).or_default();
        if files.is_empty() {
            self.order.push_back(invoice);
        }
        self.bytes += content.len();
        self.bytes -= files.insert(kind, content).map_or(0, |older| older.len());
        while self.bytes > KEPT
            && let Some(oldest) = self.order.front().copied()
        {
            self.forget(oldest);
        }
    }

    pub fn find(&self, invoice: Uuid, kind: Kind) -> Option<&str> {
        self.files.get(&invoice)?.get(&kind).map(String::as_str)
    }

    pub fn forget(&mut self, invoice: Uuid) {
        let Some(files) = self.files.remove(&invoice) else { return };
        self.bytes -= files.values().map(String::len).sum::<usize>();
        match self.order.front() {
            Some(oldest) if *oldest == invoice => drop(self.order.pop_front()),
            _ => self.order.retain(|known| *known != invoice),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_files_make_room_for_new_ones() {
        let mut documents = Documents::default();
        let [one, two, three] = [1, 2, 3].map(Uuid::from_u128);
        let half = "x".repeat(KEPT / 2);
        documents.keep(one, Kind::Pdf, half.clone());
        documents.keep(two, Kind::Pdf, half.clone());
        documents.keep(two, Kind::Pdf, half.clone());
        assert!(documents.find(one, Kind::Pdf).is_some(), "another file of the second takes no further room");

        documents.keep(three, Kind::Pdf, half);

        assert!(documents.find(one, Kind::Pdf).is_none());
        assert!(documents.find(two, Kind::Pdf).is_some());
        assert!(documents.find(three, Kind::Ubl).is_none());
        documents.forget(two);
        assert!(documents.find(two, Kind::Pdf).is_none());
    }
}
