//! What Twikey reports to Mandato: finds the mandate that an entry of the feed is about, and writes what it changes.
//!
//! A mandate is found by its reference; one that was made elsewhere by its customer's number, or, when Twikey gives
//! none, by an e-mail address that only one customer has. What fits nothing is left to a person: all that could go wrong
//! is decided before anything is written, so an entry never spoils the transaction of the others.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    mandate::{Mandate, Origin, Scheme, State},
    queries,
    report::{Fact, Report},
};
use crate::{
    audit::{self, Action, Actor, Change, Subject},
    clock::Clock,
    customers::{self, payment},
    db::{Result, Tx},
    domain::{bic::Bic, email::EmailAddress, iban::Iban},
    jobs::{self, CheckReason, Task},
    messages,
    settings::{self, CollectOpen},
    twikey::{self, Event, EventKind},
};

/// Twikey's clock and ours may be so far apart.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(5);

/// What an entry came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The mandate with this id changed, or is new.
    Applied(Uuid),
    /// The mandate was so already, or is newer.
    Unchanged(Uuid),
    Unmatched(Problem),
}

/// Why an entry fits nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Not in a form that Twikey describes.
    Unreadable,
    /// Neither customer number nor e-mail address is of a customer of ours.
    UnknownCustomer,
    /// Several customers have this e-mail address.
    AmbiguousEmail,
    /// The end of a mandate that we never knew.
    UnknownMandate,
    /// The customer has another signed mandate of this scheme.
    SecondMandate,
    /// Another mandate has the new reference.
    ReferenceTaken,
    /// Neither CORE nor B2B.
    OtherScheme,
}

impl Problem {
    pub const ALL: [Self; 7] = [
        Self::Unreadable,
        Self::UnknownCustomer,
        Self::AmbiguousEmail,
        Self::UnknownMandate,
        Self::SecondMandate,
        Self::ReferenceTaken,
        Self::OtherScheme,
    ];

    /// As it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::UnknownCustomer => "unknown_customer",
            Self::AmbiguousEmail => "ambiguous_email",
            Self::UnknownMandate => "unknown_mandate",
            Self::SecondMandate => "second_mandate",
            Self::ReferenceTaken => "reference_taken",
            Self::OtherScheme => "other_scheme",
        }
    }
}

/// Applies an entry of the mandate feed.
pub async fn apply(tx: &mut Tx, clock: &Clock, event: &Event, sequence: i64) -> Result<Outcome> {
    if let Some(mandate) = queries::take_by_reference(tx, &event.reference).await? {
        return hear(tx, clock, mandate, &report(clock, event, sequence)).await;
    }
    let Some(at_twikey) = &event.mandate else { return Ok(Outcome::Unmatched(Problem::UnknownMandate)) };
    match owner(tx, at_twikey).await? {
        Ok(customer) => apply_to(tx, clock, customer, event, sequence).await,
        Err(problem) => Ok(Outcome::Unmatched(problem)),
    }
}

/// Applies an entry about a mandate that we do not know, to this customer.
pub async fn apply_to(tx: &mut Tx, clock: &Clock, customer: Uuid, event: &Event, sequence: i64) -> Result<Outcome> {
    let report = report(clock, event, sequence);
    if let Some(mandate) = queries::take_by_reference(tx, &event.reference).await? {
        return hear(tx, clock, mandate, &report).await;
    }
    let Some(at_twikey) = &event.mandate else { return Ok(Outcome::Unmatched(Problem::UnknownMandate)) };
    let Some(scheme) = scheme(at_twikey) else { return Ok(Outcome::Unmatched(Problem::OtherScheme)) };
    let reference = Some(event.reference.clone());
    match queries::take_live(tx, customer, scheme).await? {
        Some(requested) if answers(event, &report, &requested) => {
            hear(tx, clock, Mandate { reference, ..requested }, &report).await
        }
        _ => {
            let mandate =
                Mandate::made_at_twikey(Uuid::now_v7(), customer, event.reference.clone(), scheme, clock.now());
            begin(tx, clock, mandate, &report).await
        }
    }
}

/// Whether the customer signed what we asked for before Twikey's answer to our request was written down.
fn answers(event: &Event, report: &Report, requested: &Mandate) -> bool {
    event.kind == EventKind::New
        && requested.state == State::Requested
        && requested.reference.is_none()
        && requested.requested_at.is_some_and(|asked_at| asked_at <= report.at + CLOCKS_DIFFER)
}

/// What we know of the customer of a mandate that was made elsewhere.
async fn owner(tx: &mut Tx, mandate: &twikey::Mandate) -> Result<std::result::Result<Uuid, Problem>> {
    if let Some(number) = &mandate.customer_number {
        return Ok(customers::by_number(tx, number).await?.map(|customer| customer.id).ok_or(Problem::UnknownCustomer));
    }
    let Some(email) = mandate.email.as_ref().and_then(|text| text.parse::<EmailAddress>().ok()) else {
        return Ok(Err(Problem::UnknownCustomer));
    };
    // Two are as many as it takes to know that it is not clear.
    Ok(match customers::by_email(tx, &email, 2).await?.as_slice() {
        [] => Err(Problem::UnknownCustomer),
        [only] => Ok(only.id),
        _ => Err(Problem::AmbiguousEmail),
    })
}

/// Writes what a report changes in a mandate of ours, with its effects and its history.
pub(super) async fn hear(tx: &mut Tx, clock: &Clock, mut mandate: Mandate, report: &Report) -> Result<Outcome> {
    let before = (mandate.state, mandate.feed_sequence);
    let changes = mandate.hear(report, clock.now());
    if changes.is_empty() {
        if mandate.feed_sequence != before.1 {
            queries::update(tx, &mandate).await?;
        }
        return Ok(Outcome::Unchanged(mandate.id));
    }
    if let Some(problem) = make_room(tx, clock, &mandate).await? {
        return Ok(Outcome::Unmatched(problem));
    }
    queries::update(tx, &mandate).await?;
    follow(tx, clock, &mandate, before.0, changes).await?;
    Ok(Outcome::Applied(mandate.id))
}

/// Writes a mandate that began at Twikey, as the report leaves it.
async fn begin(tx: &mut Tx, clock: &Clock, mut mandate: Mandate, report: &Report) -> Result<Outcome> {
    let before = mandate.state;
    let changes = mandate.hear(report, clock.now());
    if let Some(problem) = make_room(tx, clock, &mandate).await? {
        return Ok(Outcome::Unmatched(problem));
    }
    queries::insert(tx, &mandate).await?;
    follow(tx, clock, &mandate, before, changes).await?;
    Ok(Outcome::Applied(mandate.id))
}

/// A customer has one live mandate of a scheme: what the customer signed at Twikey takes the place of what is not signed,
/// or was only entered by hand. Of two signed at Twikey a person has to choose.
async fn make_room(tx: &mut Tx, clock: &Clock, mandate: &Mandate) -> Result<Option<Problem>> {
    if let Some(reference) = &mandate.reference
        && queries::take_by_reference(tx, reference).await?.is_some_and(|other| other.id != mandate.id)
    {
        return Ok(Some(Problem::ReferenceTaken));
    }
    if !mandate.state.is_live() {
        return Ok(None);
    }
    let Some(mut other) =
        queries::take_live(tx, mandate.customer_id, mandate.scheme).await?.filter(|it| it.id != mandate.id)
    else {
        return Ok(None);
    };
    let gives_way = other.origin == Origin::ByHand || matches!(other.state, State::Requested | State::Invited);
    if !gives_way {
        return Ok(Some(Problem::SecondMandate));
    }
    let now = clock.now();
    let before = other.state;
    let changes = other.hear(&Report::new(Fact::Replaced, now), now);
    queries::update(tx, &other).await?;
    record(tx, now, &other, before, changes).await?;
    Ok(None)
}

/// What follows from a changed mandate: its history, the customer's bank account, what is open, the question to the bank.
async fn follow(tx: &mut Tx, clock: &Clock, mandate: &Mandate, before: State, changes: Vec<Change>) -> Result<()> {
    let now = clock.now();
    record(tx, now, mandate, before, changes).await?;
    if before.is_open() && !mandate.state.is_open() {
        messages::withdraw(tx, now, mandate.id).await?;
    }
    match mandate.state {
        State::Signed => {
            let account = mandate.iban.as_ref().map(|iban| (iban, mandate.bic.as_ref()));
            payment::collect_from(tx, now, mandate.customer_id, account, Actor::Twikey).await?;
            if before != State::Signed {
                collect_open(tx, now, mandate).await?;
            }
        }
        State::AwaitingBank if before != State::AwaitingBank => {
            let task = Task::CheckMandate { mandate: mandate.id, reason: CheckReason::Bank };
            jobs::enqueue_unless_waiting(tx, now, &task).await?;
        }
        _ => {}
    }
    let was_in_force = matches!(before, State::Signed | State::Suspended);
    if was_in_force && mandate.state == State::Cancelled && !queries::has_signed(tx, mandate.customer_id).await? {
        payment::stop_collecting(tx, now, mandate.customer_id, Actor::Twikey).await?;
    }
    Ok(())
}

/// What the customer owes already is collected with it, as the settings say. By a task: invoices stand above mandates.
async fn collect_open(tx: &mut Tx, now: DateTime<Utc>, mandate: &Mandate) -> Result<()> {
    let settings = settings::read(tx).await?;
    let is_wanted =
        settings.twikey_on && settings.collect_open != CollectOpen::Never && mandate.origin == Origin::Twikey;
    if is_wanted && queries::has_handed_over(tx, mandate.customer_id).await? {
        jobs::enqueue_unless_waiting(tx, now, &Task::CollectOpen { customer: mandate.customer_id }).await?;
    }
    Ok(())
}

async fn record(tx: &mut Tx, now: DateTime<Utc>, mandate: &Mandate, before: State, changes: Vec<Change>) -> Result<()> {
    let action = match (before, mandate.state) {
        (before, after) if before == after => Action::Amended,
        (State::Suspended, State::Signed) => Action::Resumed,
        (_, State::Requested) => Action::Requested,
        (_, State::Invited) => Action::Invited,
        (_, State::AwaitingBank) => Action::AwaitingBank,
        (_, State::Signed) => Action::Signed,
        (_, State::Suspended) => Action::Suspended,
        (_, State::Refused) => Action::Refused,
        (_, State::Expired) => Action::Expired,
        (_, State::Cancelled) => Action::Cancelled,
    };
    let entry = audit::Entry::new(Actor::Twikey, Subject::Mandate, mandate.id, action)
        .of_customer(mandate.customer_id)
        .with(changes);
    audit::record(tx, now, entry).await
}

fn scheme(mandate: &twikey::Mandate) -> Option<Scheme> {
    match mandate.scheme.as_deref() {
        None | Some("CORE") => Some(Scheme::Core),
        Some("B2B") => Some(Scheme::B2b),
        Some(_) => None,
    }
}

/// An entry of the feed in our terms.
fn report(clock: &Clock, event: &Event, sequence: i64) -> Report {
    let mandate = event.mandate.as_ref();
    let at = event.occurred_at.unwrap_or_else(|| clock.now());
    let fact = match event.kind {
        EventKind::Cancelled => Fact::Cancelled,
        EventKind::Amended => match event.reason.as_deref().map(|reason| reason.split('|').next().unwrap_or(reason)) {
            Some("uncollectable") => Fact::Suspended,
            Some("collectable") => Fact::Resumed,
            _ => Fact::Amended,
        },
        // Whether a business mandate is in the feed before its bank has agreed is not documented: it is asked.
        EventKind::New if mandate.and_then(scheme) == Some(Scheme::B2b) => Fact::AwaitingBank,
        EventKind::New => Fact::Signed,
    };
    let reason = event.reason.clone().filter(|_| event.kind == EventKind::Cancelled);
    let report = Report { sequence: Some(sequence), reason, ..Report::new(fact, at) };
    match mandate {
        Some(mandate) => with_details(report, mandate, clock),
        None => report,
    }
}

/// The report with what Twikey's description of the mandate tells. What is no IBAN or BIC is left out.
pub(super) fn with_details(report: Report, mandate: &twikey::Mandate, clock: &Clock) -> Report {
    Report {
        reference: Some(mandate.reference.clone()),
        iban: mandate.iban.as_ref().and_then(|text| text.parse::<Iban>().ok()),
        bic: mandate.bic.as_ref().and_then(|text| text.parse::<Bic>().ok()),
        signed_on: mandate.signed.map(|moment| moment.date_in(clock.zone())),
        place: mandate.place.clone(),
        method: mandate.method.clone(),
        ..report
    }
}
