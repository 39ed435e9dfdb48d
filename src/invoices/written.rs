//! What was typed of an invoice, once everything is right. No I/O.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Line, Totals};
use crate::i18n::Language;

/// What was typed, once everything is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The invoice that this takes back, if it is a credit note.
    pub credits: Option<Uuid>,
    pub customer: Uuid,
    pub language: Language,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub note: String,
    pub lines: Vec<Line>,
    pub totals: Totals,
}
