//! A mandate: its states, and what leads from one to another. No I/O.
//!
//! `requested → invited → signed`; for B2B `invited → awaiting bank → signed | refused`; `invited → expired`;
//! `signed ⇄ suspended`; any `→ cancelled`. By hand: directly `signed`. What has ended stays ended.
//!
//! Every transition can be repeated: it says whether it changed something.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    domain::{bic::Bic, iban::Iban},
    messages::Channel,
    twikey::KeptLink,
};

/// A customer's permission to collect by direct debit, from the request on.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Mandate {
    pub id: Uuid,
    pub customer_id: Uuid,
    /// The SEPA mandate reference; none until Twikey has answered.
    pub reference: Option<String>,
    pub origin: Origin,
    pub scheme: Scheme,
    /// How the customer was asked; none when nobody asked through the portal, or the customer asked for it.
    pub channel: Option<Channel>,
    pub state: State,
    pub requested_at: Option<DateTime<Utc>>,
    /// The date of the request where the office is.
    pub requested_on: Option<NaiveDate>,
    pub requested_by: Option<Uuid>,
    /// The signing link, while it is of use.
    pub link: Option<KeptLink>,
    pub link_expires_at: Option<DateTime<Utc>>,
    pub iban: Option<Iban>,
    pub bic: Option<Bic>,
    pub signed_on: Option<NaiveDate>,
    /// Where it was signed.
    pub place: Option<String>,
    /// How it was signed, in Twikey's word: `itsme`, `eid`, `sms`, …
    pub method: Option<String>,
    pub ended_at: Option<DateTime<Utc>>,
    pub ended_reason: Option<String>,
    /// Twikey's sequence number of the newest feed entry that was applied; older ones change nothing.
    pub feed_sequence: Option<i64>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Where the record comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Origin {
    Twikey,
    ByHand,
}

/// The SEPA direct debit scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Scheme {
    /// Consumers, and companies too: refundable for eight weeks, in force when signed.
    Core,
    /// Between companies: no refund, in force once the debtor's bank has accepted it.
    B2b,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// Written down; Twikey has not answered yet.
    Requested,
    /// Twikey knows it; the customer has not signed yet.
    Invited,
    /// Signed, B2B; the debtor's bank has not accepted it yet. Nothing may be collected.
    AwaitingBank,
    /// In force.
    Signed,
    /// Signed, but nothing may be collected until it is resumed.
    Suspended,
    /// The debtor's bank refused it (B2B).
    Refused,
    /// Not signed in time.
    Expired,
    Cancelled,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Requested,
        Self::Invited,
        Self::AwaitingBank,
        Self::Signed,
        Self::Suspended,
        Self::Refused,
        Self::Expired,
        Self::Cancelled,
    ];

    /// As in the database and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Invited => "invited",
            Self::AwaitingBank => "awaiting_bank",
            Self::Signed => "signed",
            Self::Suspended => "suspended",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    /// A customer has at most one live mandate of a scheme.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Requested | Self::Invited | Self::AwaitingBank | Self::Signed | Self::Suspended)
    }

    /// The customer has signed, and it has not ended: the account it names is the one that money is collected from.
    pub const fn is_in_force(self) -> bool {
        self.is_live() && !self.is_open()
    }

    /// Asked for and not signed yet.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Requested | Self::Invited)
    }
}

impl Scheme {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::B2b => "b2b",
        }
    }

    /// As banks write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Core => "SEPA Core",
            Self::B2b => "SEPA B2B",
        }
    }
}

/// A request as staff make it.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    pub customer: Uuid,
    pub scheme: Scheme,
    pub channel: Channel,
    pub by: Uuid,
    pub at: DateTime<Utc>,
    /// `at` where the office is.
    pub on: NaiveDate,
}

/// A mandate on paper, as staff type it in.
#[derive(Clone, Debug)]
pub struct Paper {
    pub customer: Uuid,
    pub reference: String,
    pub scheme: Scheme,
    pub iban: Iban,
    pub bic: Option<Bic>,
    pub signed_on: NaiveDate,
    pub at: DateTime<Utc>,
}

/// What Twikey answered to a request.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub reference: String,
    /// None by SMS: the customer signs by answering.
    pub link: Option<KeptLink>,
    pub link_expires_at: Option<DateTime<Utc>>,
}

/// What Twikey reports of a signed mandate; what it left out stays as it was.
#[derive(Clone, Debug, Default)]
pub struct Signature {
    pub iban: Option<Iban>,
    pub bic: Option<Bic>,
    pub signed_on: Option<NaiveDate>,
    pub place: Option<String>,
    pub method: Option<String>,
    /// B2B: the debtor's bank has still to accept it.
    pub awaits_bank: bool,
}

impl Mandate {
    /// Staff ask for a mandate. The date of the request is there at once, whatever Twikey does.
    pub fn request(id: Uuid, request: Request) -> Self {
        Self {
            channel: Some(request.channel),
            requested_at: Some(request.at),
            requested_on: Some(request.on),
            requested_by: Some(request.by),
            ..Self::new(id, request.customer, Origin::Twikey, request.scheme, State::Requested, request.at)
        }
    }

    /// The customer wants to sign one, on a page of ours.
    pub fn wanted(id: Uuid, customer: Uuid, scheme: Scheme, at: DateTime<Utc>, on: NaiveDate) -> Self {
        Self {
            requested_at: Some(at),
            requested_on: Some(on),
            ..Self::new(id, customer, Origin::Twikey, scheme, State::Requested, at)
        }
    }

    /// Staff type in a mandate that was signed on paper.
    pub fn by_hand(id: Uuid, paper: Paper) -> Self {
        Self {
            reference: Some(paper.reference),
            iban: Some(paper.iban),
            bic: paper.bic,
            signed_on: Some(paper.signed_on),
            ..Self::new(id, paper.customer, Origin::ByHand, paper.scheme, State::Signed, paper.at)
        }
    }

    /// Twikey reports a mandate that nobody asked for through the portal.
    pub fn made_at_twikey(id: Uuid, customer: Uuid, reference: String, scheme: Scheme, at: DateTime<Utc>) -> Self {
        Self { reference: Some(reference), ..Self::new(id, customer, Origin::Twikey, scheme, State::Invited, at) }
    }

    fn new(id: Uuid, customer_id: Uuid, origin: Origin, scheme: Scheme, state: State, at: DateTime<Utc>) -> Self {
        Self {
            id,
            customer_id,
            reference: None,
            origin,
            scheme,
            channel: None,
            state,
            requested_at: None,
            requested_on: None,
            requested_by: None,
            link: None,
            link_expires_at: None,
            iban: None,
            bic: None,
            signed_on: None,
            place: None,
            method: None,
            ended_at: None,
            ended_reason: None,
            feed_sequence: None,
            created_at: at,
            updated_at: at,
        }
    }

    /// Twikey has taken the request.
    pub fn invite(&mut self, invitation: Invitation, at: DateTime<Utc>) -> bool {
        if !self.state.is_open() {
            return false;
        }
        // Twikey keeps the newest unsigned mandate of a customer only: under another reference the link before is dead,
        // also when the new invitation is an SMS and has none.
        self.reference = Some(invitation.reference);
        self.link = invitation.link;
        self.link_expires_at = invitation.link_expires_at;
        self.enter(State::Invited, at)
    }

    /// The customer has signed, or the data of a signed mandate has changed.
    pub fn sign(&mut self, signature: Signature, at: DateTime<Utc>) -> bool {
        let next = match self.state {
            // What ended stays ended: a late signature does not bring it back.
            State::Refused | State::Cancelled => return false,
            // A link may be used on the last day and reported after it.
            State::Requested | State::Invited | State::Expired if signature.awaits_bank => State::AwaitingBank,
            State::Requested | State::Invited | State::Expired => State::Signed,
            State::AwaitingBank if !signature.awaits_bank => State::Signed,
            unchanged => unchanged,
        };
        let before = self.clone();
        self.iban = signature.iban.or(self.iban.take());
        self.bic = signature.bic.or(self.bic.take());
        self.signed_on = signature.signed_on.or(self.signed_on);
        self.place = signature.place.or(self.place.take());
        self.method = signature.method.or(self.method.take());
        self.link = None;
        self.ended_at = None;
        self.ended_reason = None;
        self.state = next;
        let changed = *self != before;
        if changed {
            self.updated_at = at;
        }
        changed
    }

    /// The debtor's bank has accepted it (B2B).
    pub fn accept(&mut self, at: DateTime<Utc>) -> bool {
        self.state == State::AwaitingBank && self.enter(State::Signed, at)
    }

    /// The debtor's bank has refused it (B2B).
    pub fn refuse(&mut self, reason: &str, at: DateTime<Utc>) -> bool {
        matches!(self.state, State::Requested | State::Invited | State::AwaitingBank)
            && self.end(State::Refused, reason, at)
    }

    /// Nothing may be collected until it is resumed.
    pub fn suspend(&mut self, at: DateTime<Utc>) -> bool {
        self.state == State::Signed && self.enter(State::Suspended, at)
    }

    pub fn resume(&mut self, at: DateTime<Utc>) -> bool {
        self.state == State::Suspended && self.enter(State::Signed, at)
    }

    /// The link ran out before the customer signed.
    pub fn expire(&mut self, reason: &str, at: DateTime<Utc>) -> bool {
        self.state.is_open() && self.end(State::Expired, reason, at)
    }

    /// It ends for good, whoever ended it.
    pub fn cancel(&mut self, reason: &str, at: DateTime<Utc>) -> bool {
        self.state.is_live() && self.end(State::Cancelled, reason, at)
    }

    /// Money may be collected with it now.
    pub fn is_collectable(&self) -> bool {
        self.state == State::Signed
    }

    /// Whether the link still opens the signing page.
    pub fn link_is_good(&self, now: DateTime<Utc>) -> bool {
        self.state.is_open() && self.link.is_some() && self.link_expires_at.is_none_or(|end| end > now)
    }

    fn end(&mut self, state: State, reason: &str, at: DateTime<Utc>) -> bool {
        self.ended_at = Some(at);
        self.ended_reason = Some(reason.to_owned());
        self.link = None;
        self.enter(state, at)
    }

    fn enter(&mut self, state: State, at: DateTime<Utc>) -> bool {
        let changed = self.state != state;
        self.state = state;
        self.updated_at = at;
        changed
    }
}

#[cfg(test)]
mod tests;
