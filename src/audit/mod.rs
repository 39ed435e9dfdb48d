//! The audit trail: who did what to what when, with old and new value. Written in the transaction of the change.

mod queries;
mod words; // who it was

pub use queries::{of_customer, of_subject, page, record};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use strum::{EnumIter, EnumString, IntoStaticStr};
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

/// What it was done to. Stored by its name in snake case, as [`Action`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Subject {
    Customer,
    Mandate,
    Invoice,
    User,
    /// A file that was imported.
    Import,
    /// A list that was taken along.
    Export,
    Settings,
    Template,
    /// What Twikey reported and somebody has to decide about.
    TwikeyEvent,
    TwikeyAccount,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Action {
    Created,
    Changed,
    Removed,
    // Mandates.
    Requested,
    RequestedAgain,
    Invited,
    Entered,
    AwaitingBank,
    Signed,
    Suspended,
    Resumed,
    Amended,
    Cancelled,
    Refused,
    Expired,
    // Invoices and their money.
    Draft,
    Confirmed,
    Credited,
    HandedOver,
    TriedAgain,
    Collected,
    Collecting,
    Paid,
    Reopened,
    Payment,
    PaymentRecorded,
    PaymentTakenBack,
    DebitFailed,
    Refund,
    RefundAsked,
    RefundRecorded,
    RefundTriedAgain,
    RefundDropped,
    // Accounts.
    SetUp,
    SignedIn,
    Left,
    SignedOut,
    SignInFailed,
    LockedOut,
    PasswordChanged,
    Enabled,
    Disabled,
    // What Twikey reported.
    Assigned,
    Dismissed,
    Acknowledged,
    // Lists that were imported or taken along.
    Customers,
    Mandates,
    Invoices,
    Messages,
    Users,
    Audit,
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
    pub subject: Subject,
    pub subject_id: Option<Uuid>,
    pub action: Action,
    pub changes: Vec<Change>,
}

impl Entry {
    pub fn new(actor: Actor, subject: Subject, subject_id: Uuid, action: Action) -> Self {
        Self { actor, customer: None, subject, subject_id: Some(subject_id), action, changes: Vec::new() }
    }

    /// Of what is done to no one record.
    pub fn without_record(actor: Actor, subject: Subject, action: Action) -> Self {
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
    subject: String,
    pub subject_id: Option<Uuid>,
    action: String,
    /// The invoice that it is about, while there is one.
    pub invoice_id: Option<Uuid>,
    pub invoice_number: Option<String>,
    changes: String,
}

impl Recorded {
    /// None: a newer version of the portal wrote it, and so of the action.
    pub fn subject(&self) -> Option<Subject> {
        self.subject.parse().ok()
    }

    pub fn action(&self) -> Option<Action> {
        self.action.parse().ok()
    }

    pub fn changes(&self) -> Vec<Change> {
        serde_json::from_str(&self.changes).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use strum::IntoEnumIterator;

    use super::*;

    /// Stored words are read back for ever: each has one, and no two are the same.
    fn words<T: IntoEnumIterator + Copy + Into<&'static str> + Debug + PartialEq + std::str::FromStr>() -> usize
    where
        T::Err: Debug,
    {
        let words: std::collections::BTreeSet<&str> = T::iter().map(Into::into).collect();
        assert_eq!(words.len(), T::iter().count());
        for one in T::iter() {
            let word: &str = one.into();
            assert_eq!(word.parse::<T>().unwrap(), one, "{word}");
            assert!(word.chars().all(|sign| sign.is_ascii_lowercase() || sign == '_'), "{word}");
        }
        words.len()
    }

    #[test]
    fn every_subject_and_every_action_is_stored_under_a_word_of_its_own() {
        assert_eq!((words::<Subject>(), words::<Action>()), (10, 51));
    }
}
