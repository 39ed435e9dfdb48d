//! The files of invoices: PDF and UBL. The newest are kept; all of them would not fit when thousands are handed over.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// So many bytes are kept together.
const KEPT: usize = 64 * 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Base64.
    Pdf,
    /// The XML text.
    Ubl,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Document {
    invoice: Uuid,
    kind: Kind,
    content: String,
}

/// All files that are kept, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Documents {
    files: VecDeque<Document>,
    bytes: usize,
}

impl Documents {
    /// Keeps a file; it takes the place of the invoice's older one.
    pub fn keep(&mut self, invoice: Uuid, kind: Kind, content: String) {
        self.drop_if(|file| file.invoice == invoice && file.kind == kind);
        self.bytes += content.len();
        self.files.push_back(Document { invoice, kind, content });
        while self.bytes > KEPT
            && let Some(oldest) = self.files.pop_front()
        {
            self.bytes -= oldest.content.len();
        }
    }

    pub fn find(&self, invoice: Uuid, kind: Kind) -> Option<&str> {
        let file = self.files.iter().rev().find(|file| file.invoice == invoice && file.kind == kind);
        file.map(|file| file.content.as_str())
    }

    pub fn forget(&mut self, invoice: Uuid) {
        self.drop_if(|file| file.invoice == invoice);
    }

    fn drop_if(&mut self, unwanted: impl Fn(&Document) -> bool) {
        self.files.retain(|file| !unwanted(file));
        self.bytes = self.files.iter().map(|file| file.content.len()).sum();
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
    }
}
