//! The audit trail: who did what to what when, with old and new value. Written in the transaction of the change.

mod queries;
mod words; // who it was

pub use queries::{of_customer, of_subject, page, record};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    User(Uuid),
    /// The customer, on a page of theirs.
    Customer,
    /// Twikey reported it.
    Twikey,
    /// The portal itself, as when a link expires.
    System,
    /// Somebody on the command line.
    Command,
}

impl Actor {
    pub const fn code(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Customer => "customer",
            Self::Twikey => "twikey",
            Self::System => "system",
            Self::Command => "command",
        }
    }

    /// The account, if it was somebody of the office.
    pub const fn user(self) -> Option<Uuid> {
        match self {
            Self::User(id) => Some(id),
            _ => None,
        }
    }
}

/// One value that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field's name in the table.
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

impl Change {
    /// The change of a field, if it is one. An empty text is no value.
    pub fn between(field: &str, old: Option<&str>, new: Option<&str>) -> Option<Self> {
        let (old, new) = (old.filter(|text| !text.is_empty()), new.filter(|text| !text.is_empty()));
        (old != new).then(|| Self { field: field.to_owned(), old: old.map(str::to_owned), new: new.map(str::to_owned) })
    }
}

/// What is written down.
#[derive(Clone, Debug)]
pub struct Entry {
    pub actor: Actor,
    /// Whose sheet shows it.
    pub customer: Option<Uuid>,
    /// "customer", "mandate", "template", "user", "settings", …
    pub subject: &'static str,
    pub subject_id: Option<Uuid>,
    /// "created", "changed", "requested", "signed", …
    pub action: &'static str,
    pub changes: Vec<Change>,
}

impl Entry {
    pub fn new(actor: Actor, subject: &'static str, subject_id: Uuid, action: &'static str) -> Self {
        Self { actor, customer: None, subject, subject_id: Some(subject_id), action, changes: Vec::new() }
    }

    /// Of what is done to no one record.
    pub fn without_record(actor: Actor, subject: &'static str, action: &'static str) -> Self {
        Self { actor, customer: None, subject, subject_id: None, action, changes: Vec::new() }
    }

    /// Shown on this customer's sheet.
    pub fn of_customer(self, customer: Uuid) -> Self {
        Self { customer: Some(customer), ..self }
    }

    pub fn with(self, changes: Vec<Change>) -> Self {
        Self { changes, ..self }
    }
}

/// An entry as pages show it.
#[derive(Clone, Debug, FromRow)]
pub struct Recorded {
    pub id: Uuid,
    pub occurred_at: DateTime<Utc>,
    pub actor: String,
    /// The user's name, if it was one.
    pub user_name: Option<String>,
    pub customer_id: Option<Uuid>,
    pub subject: String,
    pub subject_id: Option<Uuid>,
    pub action: String,
    /// The invoice that it is about, while there is one.
    pub invoice_id: Option<Uuid>,
    pub invoice_number: Option<String>,
    changes: String,
}

impl Recorded {
    pub fn changes(&self) -> Vec<Change> {
        serde_json::from_str(&self.changes).unwrap_or_default()
    }
}
