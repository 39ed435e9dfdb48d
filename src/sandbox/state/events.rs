//! The log of mandate events that the mandate feed reads from (source 3).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    account::Scheme,
    customer::Customer,
    feed::{Entry, Log},
    mandate::Mandate,
};

/// All mandate events of the account, oldest first.
pub type EventLog = Log<MandateEvent>;

/// One entry of the mandate feed; its number is the `EvtId`.
pub type Event = Entry<MandateEvent>;

/// What happened to a mandate, and the mandate as it was then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MandateEvent {
    pub kind: Kind,
    /// The reference before the change.
    pub original_reference: String,
    pub scheme: Scheme,
    pub mandate: Mandate,
    pub customer: Customer,
}

/// What an entry reports. `by` is the e-mail address of who did it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    New,
    Amendment { reason: String, by: String },
    Cancellation { reason: String, by: String },
}

impl EventLog {
    /// Appends what happened to `mandate`.
    pub fn report(&mut self, at: DateTime<Utc>, kind: Kind, scheme: Scheme, mandate: &Mandate, customer: &Customer) {
        // The history, the scan and the invoices are never in the feed.
        let mandate =
            Mandate { history: Vec::new(), invoices: Vec::new(), document: None, first_debit: None, ..mandate.clone() };
        let original_reference = mandate.reference.clone();
        self.append(at, MandateEvent { kind, original_reference, scheme, mandate, customer: customer.clone() });
    }
}
