//! What the pages of all feeds have in common: each entry is read for itself, and its number is believed or not.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, value::RawValue};

use super::number_made_of;
use crate::twikey::{Error, Result, lenient, transport::Answer};

/// No feed counts further: a thousand entries a second for thirty years.
const MOST: i64 = 1 << 40;

/// An entry before it is read: its value, unless it is none, and its text.
pub(super) struct Piece {
    pub value: Option<Value>,
    /// As it came.
    pub raw: String,
}

impl Piece {
    /// The entries of the list `name`. One that is no JSON for serde (nested too deep, a number too large) spoils no other.
    pub fn all_of(answer: &Answer, name: &str) -> Result<Vec<Self>> {
        let text = answer.text();
        let unreadable = |_| Error::unreadable();
        let page: BTreeMap<String, &RawValue> = serde_json::from_str(&text).map_err(unreadable)?;
        let list = page.get(name).ok_or(Error::unreadable())?;
        let pieces: Vec<&RawValue> = serde_json::from_str(list.get()).map_err(unreadable)?;
        Ok(pieces.into_iter().map(|piece| Self::of(piece.get())).collect())
    }

    fn of(raw: &str) -> Self {
        Self { value: serde_json::from_str(raw).ok(), raw: raw.to_owned() }
    }
}

/// An entry that was stored as it came.
pub(super) fn stored(raw: &str) -> Option<Value> {
    serde_json::from_str(&lenient::readable(raw.as_bytes())).ok()
}

/// Twikey's number of something, if it may be one.
pub(super) fn number_of(value: Option<&Value>) -> Option<i64> {
    super::number(value).filter(|number| (1..=MOST).contains(number))
}

/// What numbering needs of an entry.
pub(super) trait Numbered {
    fn raw(&self) -> &str;
    fn sequence(&self) -> i64;
    fn renumber(&mut self, sequence: i64);
}

/// Where the page ends, by Twikey's word or else by its entries.
///
/// A number beyond the end that Twikey states, or of two entries at once, is nobody's: believed, it would hide from us
/// what comes after it. Such an entry counts as one without.
pub(super) fn settle<E: Numbered>(answer: &Answer, entries: &mut [E]) -> Option<i64> {
    let stated = answer.header("X-LAST").and_then(|last| last.trim().parse().ok());
    let stated = stated.filter(|last| (1..=MOST).contains(last));
    let mut first = HashMap::new();
    let mut shared = HashSet::new();
    for entry in entries.iter() {
        if *first.entry(entry.sequence()).or_insert_with(|| entry.raw()) != entry.raw() {
            shared.insert(entry.sequence());
        }
    }
    for entry in entries.iter_mut() {
        let sequence = entry.sequence();
        if sequence > 0 && (stated.is_some_and(|last| sequence > last) || shared.contains(&sequence)) {
            let sequence = number_made_of(entry.raw());
            entry.renumber(sequence);
        }
    }
    stated.or_else(|| entries.iter().map(Numbered::sequence).filter(|number| *number > 0).max())
}
