//! An entry of any of the feeds: what is kept of it, and what it does.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::account;
use crate::{
    app::App,
    db::{Result, Tx},
    domain::creditor_identifier::WrittenIdentifier,
    invoices, mandates,
    mandates::sync::Problem,
    settings::Settings,
    twikey::{self, EventKind, InvoiceEntry, MandateEntry, PaymentEntry, PaymentEventKind},
};

#[derive(Clone, Debug)]
pub enum Entry {
    Mandate(MandateEntry),
    Invoice(InvoiceEntry),
    Payment(PaymentEntry),
}

/// What an entry came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Applied(Subject),
    /// The record was so already, or is newer.
    Unchanged(Subject),
    /// About something that Mandato does not deal with.
    NotOurs,
    /// A person has to look at it: a code for the page.
    Unmatched(&'static str),
}

/// The record that an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Mandate(Uuid),
    Invoice(Uuid),
}

/// Money for an invoice that we do not know.
pub const UNKNOWN_INVOICE: &str = "unknown_invoice";

impl Entry {
    /// Twikey's number; where it gives none, a negative one that is always the same for the entry.
    pub const fn sequence(&self) -> i64 {
        match self {
            Self::Mandate(entry) => entry.sequence,
            Self::Invoice(entry) => entry.sequence,
            Self::Payment(entry) => entry.sequence,
        }
    }

    /// As it came, as JSON.
    pub fn raw(&self) -> &str {
        match self {
            Self::Mandate(entry) => &entry.raw,
            Self::Invoice(entry) => &entry.raw,
            Self::Payment(entry) => &entry.raw,
        }
    }

    /// In one word, as it is stored.
    pub fn kind(&self) -> &'static str {
        let kind = match self {
            Self::Mandate(entry) => entry.event.as_ref().ok().map(|event| match event.kind {
                EventKind::New => "new",
                EventKind::Amended => "amended",
                EventKind::Cancelled => "cancelled",
            }),
            Self::Invoice(entry) => entry.snapshot.as_ref().ok().map(|_| "invoice"),
            Self::Payment(entry) => entry.event.as_ref().ok().map(|event| match event.kind {
                PaymentEventKind::Payment => "payment",
                PaymentEventKind::Failure => "payment_failure",
                PaymentEventKind::Refund => "refund",
            }),
        };
        kind.unwrap_or("unreadable")
    }

    /// The mandate's reference, or the invoice's number.
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Mandate(entry) => entry.event.as_ref().ok().map(|event| event.reference.as_str()),
            Self::Invoice(entry) => entry.snapshot.as_ref().ok()?.number.as_deref(),
            Self::Payment(entry) => entry.event.as_ref().ok()?.number.as_deref(),
        }
    }

    pub fn occurred_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Mandate(entry) => entry.event.as_ref().ok()?.occurred_at,
            // A snapshot is how things stand when it is read.
            Self::Invoice(_) => None,
            Self::Payment(entry) => entry.event.as_ref().ok()?.occurred_at,
        }
    }

    /// Who collects, where it says so.
    pub fn creditor_identifier(&self) -> Option<WrittenIdentifier> {
        match self {
            Self::Mandate(entry) => account::creditor_of(entry.event.as_ref().ok()?),
            Self::Invoice(_) | Self::Payment(_) => None,
        }
    }

    /// Twikey's number is not believed from `farthest` on: the entry counts as one without.
    pub fn doubt(&mut self, farthest: i64) {
        let (sequence, raw) = match self {
            Self::Mandate(entry) => (&mut entry.sequence, &entry.raw),
            Self::Invoice(entry) => (&mut entry.sequence, &entry.raw),
            Self::Payment(entry) => (&mut entry.sequence, &entry.raw),
        };
        if *sequence >= farthest {
            *sequence = twikey::number_made_of(raw);
        }
    }

    /// Whether an entry with the same number is always the same entry. A snapshot is not an event: applying it again does no
    /// harm, and passing over one that looks like an earlier one would.
    pub const fn is_event(&self) -> bool {
        !matches!(self, Self::Invoice(_))
    }

    /// Writes what it changes.
    pub async fn apply(&self, app: &App, tx: &mut Tx, settings: &Settings) -> Result<Outcome> {
        Ok(match self {
            Self::Mandate(entry) => match &entry.event {
                Ok(event) => mandates::sync::apply(tx, &app.clock, event, entry.sequence).await?.into(),
                Err(_) => Problem::Unreadable.into(),
            },
            Self::Invoice(entry) => match &entry.snapshot {
                Ok(snapshot) => invoices::sync::apply_snapshot(tx, app, settings, snapshot).await?.into(),
                Err(_) => Problem::Unreadable.into(),
            },
            Self::Payment(entry) => match &entry.event {
                Ok(event) => invoices::sync::apply_payment(tx, app, settings, event).await?.into(),
                Err(_) => Problem::Unreadable.into(),
            },
        })
    }
}

impl From<Problem> for Outcome {
    fn from(problem: Problem) -> Self {
        Self::Unmatched(problem.code())
    }
}

impl From<mandates::sync::Outcome> for Outcome {
    fn from(outcome: mandates::sync::Outcome) -> Self {
        match outcome {
            mandates::sync::Outcome::Applied(mandate) => Self::Applied(Subject::Mandate(mandate)),
            mandates::sync::Outcome::Unchanged(mandate) => Self::Unchanged(Subject::Mandate(mandate)),
            mandates::sync::Outcome::Unmatched(problem) => problem.into(),
        }
    }
}

impl From<invoices::sync::Outcome> for Outcome {
    fn from(outcome: invoices::sync::Outcome) -> Self {
        match outcome {
            invoices::sync::Outcome::Applied(invoice) => Self::Applied(Subject::Invoice(invoice)),
            invoices::sync::Outcome::Unchanged(invoice) => Self::Unchanged(Subject::Invoice(invoice)),
            invoices::sync::Outcome::NotOurs => Self::NotOurs,
            invoices::sync::Outcome::UnknownInvoice => Self::Unmatched(UNKNOWN_INVOICE),
        }
    }
}
