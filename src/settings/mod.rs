//! Settings: what an administrator may change while the portal runs.

pub mod edit;
mod queries;

use sqlx::FromRow;

pub use queries::{read, save};

/// The one row of settings.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Settings {
    /// The company as customers know it.
    pub creditor_name: String,
    /// Off: everything Twikey disappears from the pages.
    pub twikey_on: bool,
    /// How many days a signing link is good for.
    pub mandate_link_days: i64,
    /// Counts changes, so that two people who edit at once notice each other.
    pub version: i64,
}
