//! Twikey's feeds: read by one reader at a time, each entry kept once, its effect and the position written together.

mod queries;
pub mod read;
pub mod sync;
pub mod unmatched;

pub use queries::count_unmatched;

use serde::{Deserialize, Serialize};

/// A feed of Twikey's, with a position of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Feed {
    Mandates,
}
