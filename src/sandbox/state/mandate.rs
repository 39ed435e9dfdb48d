//! One mandate and what can happen to it (source 2.6).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::method::Method;
use crate::domain::money::Cents;

/// Where a mandate stands. The names are those of `X-STATE`; `SUSPENDED` and `EXPIRED` are an emulator choice (2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Standing {
    Prepared,
    Print,
    SignedPendingDebtorBank,
    Signed,
    Suspended,
    Cancelled,
    Expired,
    /// An unsigned mandate that was withdrawn. The API no longer knows it; the console still shows it.
    Removed,
}

impl Standing {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Prepared => "PREPARED",
            Self::Print => "PRINT",
            Self::SignedPendingDebtorBank => "SIGNED_PENDING_DEBTOR_BANK",
            Self::Signed => "SIGNED",
            Self::Suspended => "SUSPENDED",
            Self::Cancelled => "CANCELLED",
            Self::Expired => "EXPIRED",
            Self::Removed => "REMOVED",
        }
    }

    /// Not signed yet, and can still be.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Prepared | Self::Print)
    }

    /// Signed by the customer and not ended.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::SignedPendingDebtorBank | Self::Signed | Self::Suspended)
    }
}

/// A mandate from its invitation to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mandate {
    /// `mndtId`: at most 35 characters, upper case.
    pub reference: String,
    pub profile: u32,
    /// The id of the customer.
    pub customer: u64,
    pub standing: Standing,
    pub link: Link,
    pub iban: Option<String>,
    pub bic: Option<String>,
    pub place: Option<String>,
    /// Goes back to the creditor in the exit address.
    pub token: Option<String>,
    pub contract_number: Option<String>,
    pub campaign: Option<String>,
    /// The data form is shown even when nothing is missing.
    pub require_validation: bool,
    /// Values of the profile's attributes.
    pub attributes: BTreeMap<String, String>,
    pub created_at: DateTime<Utc>,
    /// "Api", or what the caller named in `X-PARTNER`.
    pub registered_via: String,
    pub signature: Option<Signature>,
    /// B2B: the bank decides by itself. Off (`manualCheck`), it decides only when somebody runs it.
    pub automatic_check: bool,
    pub ending: Option<Ending>,
    /// An uploaded scan, base64.
    pub document: Option<String>,
    /// What is debited as soon as it is in use.
    #[serde(default)]
    pub first_debit: Option<FirstDebit>,
    /// Invoices on whose pages it was set up: they are collected once it is in use.
    #[serde(default)]
    pub invoices: Vec<Uuid>,
    /// The invoice on whose page it was last asked for: signing leads back from there.
    #[serde(default)]
    pub set_up_on: Option<Uuid>,
    pub history: Vec<Happening>,
}

/// The short link of an invitation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Unguessable, part of the address.
    pub key: String,
    /// The company's part of the address, unless the invitation brought its own `prefix`.
    pub prefix: String,
    pub expires_at: DateTime<Utc>,
    /// `ed` was given: opening the link does not shorten its life.
    pub fixed: bool,
    pub opened_at: Option<DateTime<Utc>>,
    /// `/sign` named the method: the page goes straight there.
    pub method: Option<Method>,
}

/// The debit that comes with an invitation (`transactionAmount` and its companions, 2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstDebit {
    pub amount: Cents,
    pub message: String,
    pub reference: Option<String>,
}

/// How and when a mandate was signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    pub method: Method,
    pub signer: String,
    pub place: Option<String>,
    pub at: DateTime<Utc>,
    /// A drawn signature: PNG in base64.
    pub payload: Option<String>,
}

/// How and when a mandate ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ending {
    pub reason: String,
    /// The e-mail address of who ended it.
    pub by: String,
    pub at: DateTime<Utc>,
}

/// One line of a mandate's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Happening {
    pub at: DateTime<Utc>,
    pub what: What,
    /// The way to sign, the reason, the recipient: what belongs to this line.
    pub detail: Option<String>,
}

/// What happened to a mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Prepared,
    InviteMailed,
    ReminderMailed,
    AccessMailed,
    SmsSent,
    LinkOpened,
    SigningFailed,
    SigningCancelled,
    Printed,
    Uploaded,
    Signed,
    BankAccepted,
    BankRefused,
    Amended,
    Suspended,
    Resumed,
    Cancelled,
    Expired,
    Removed,
}

impl Mandate {
    /// Writes a line of history.
    pub fn note(&mut self, at: DateTime<Utc>, what: What, detail: Option<String>) {
        self.history.push(Happening { at, what, detail });
    }

    /// Whether debits can be made with it: `X-COLLECTABLE`.
    pub fn is_collectable(&self) -> bool {
        self.standing == Standing::Signed
    }
}
