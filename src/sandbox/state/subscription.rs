//! Debits that are made again and again with a mandate: `/subscription` (source 5.2).

use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::{DateTime, Days, Months, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::{World, agenda::Work, debit::NewDebit, mandate::Standing, next_id};
use crate::{domain::money::Cents, sandbox::refusal::Refusal};

/// Where a subscription stands, in Twikey's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Active,
    Suspended,
    /// Ended by the creditor, or with its mandate.
    Cancelled,
    /// All its debits were made.
    Closed,
}

impl State {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Cancelled => "cancelled",
            Self::Closed => "closed",
        }
    }

    const fn is_over(self) -> bool {
        matches!(self, Self::Cancelled | Self::Closed)
    }
}

/// How often a debit is made: `1w`, `1m`, `2m`, `3m`, `4m`, `6m` or `12m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Recurrence {
    Weekly,
    Months(u32),
}

/// No recurrence is written so.
#[derive(Debug, thiserror::Error)]
#[error("not a recurrence")]
pub struct UnknownRecurrence;

impl Recurrence {
    /// The day of a turn; the first one is that of the start. Counted from the start, so that a month's end stays one.
    fn day(self, start: NaiveDate, turn: u32) -> Option<NaiveDate> {
        match self {
            Self::Weekly => start.checked_add_days(Days::new(7 * u64::from(turn))),
            Self::Months(months) => start.checked_add_months(Months::new(months.checked_mul(turn)?)),
        }
    }
}

impl FromStr for Recurrence {
    type Err = UnknownRecurrence;

    fn from_str(text: &str) -> Result<Self, UnknownRecurrence> {
        match text {
            "1w" => Ok(Self::Weekly),
            "1m" => Ok(Self::Months(1)),
            "2m" => Ok(Self::Months(2)),
            "3m" => Ok(Self::Months(3)),
            "4m" => Ok(Self::Months(4)),
            "6m" => Ok(Self::Months(6)),
            "12m" => Ok(Self::Months(12)),
            _ => Err(UnknownRecurrence),
        }
    }
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weekly => f.write_str("1w"),
            Self::Months(months) => write!(f, "{months}m"),
        }
    }
}

impl TryFrom<String> for Recurrence {
    type Error = UnknownRecurrence;

    fn try_from(text: String) -> Result<Self, UnknownRecurrence> {
        text.parse()
    }
}

impl From<Recurrence> for String {
    fn from(recurrence: Recurrence) -> Self {
        recurrence.to_string()
    }
}

/// One subscription.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subscription {
    pub id: u64,
    pub mandate: String,
    /// The creditor's own key, once for each mandate.
    pub reference: String,
    /// On the bank statement.
    pub message: String,
    pub amount: Cents,
    pub start: NaiveDate,
    pub recurrence: Recurrence,
    /// It ends after so many debits.
    pub stop_after: Option<u32>,
    /// How many debits were made.
    pub runs: u32,
    pub last: Option<NaiveDate>,
    /// When the next debit is made, unless it is suspended until then.
    pub next: Option<NaiveDate>,
    pub state: State,
}

/// What `POST /subscription` is given, checked.
#[derive(Clone, Debug)]
pub struct NewSubscription {
    pub mandate: String,
    pub reference: Option<String>,
    pub message: String,
    pub amount: Cents,
    pub start: NaiveDate,
    pub recurrence: Recurrence,
    pub stop_after: Option<u32>,
}

/// What an update is given, checked. Absent means unchanged.
#[derive(Clone, Debug, Default)]
pub struct SubscriptionChange {
    /// Another mandate for it.
    pub mandate: Option<String>,
    pub message: Option<String>,
    pub amount: Option<Cents>,
    pub start: Option<NaiveDate>,
    pub recurrence: Option<Recurrence>,
    pub stop_after: Option<u32>,
}

/// All subscriptions, by id.
pub type Subscriptions = BTreeMap<u64, Subscription>;

impl World {
    /// The subscription of a mandate with a key: the newest, since a key may be used again after an end.
    pub fn subscription(&self, mandate: &str, reference: &str) -> Result<&Subscription, Refusal> {
        let named = |it: &&Subscription| it.mandate == mandate && it.reference == reference;
        let known = self.subscriptions.values().rev().find(named);
        known.ok_or_else(|| Refusal::about("err_not_found", reference))
    }

    /// Makes a subscription with a mandate that is in use.
    pub fn subscribe(&mut self, new: NewSubscription, now: DateTime<Utc>) -> Result<&Subscription, Refusal> {
        let mandate = self.mandate(&new.mandate)?;
        if !mandate.is_collectable() {
            return Err(Refusal::about("err_invalid_state", mandate.standing.code()));
        }
        require_future(new.start, now)?;
        let id = next_id(&self.subscriptions);
        let reference = new.reference.unwrap_or_else(|| id.to_string());
        self.require_free(&new.mandate, &reference)?;
        let subscription = Subscription {
            id,
            mandate: new.mandate,
            reference,
            message: new.message,
            amount: new.amount,
            start: new.start,
            recurrence: new.recurrence,
            stop_after: new.stop_after,
            runs: 0,
            last: None,
            next: Some(new.start),
            state: State::Active,
        };
        self.subscriptions.insert(id, subscription);
        self.plan_run(id);
        self.subscriptions.get(&id).ok_or_else(|| Refusal::about("err_not_found", id.to_string()))
    }

    fn require_free(&self, mandate: &str, reference: &str) -> Result<(), Refusal> {
        let taken = self.subscription(mandate, reference).is_ok_and(|it| !it.state.is_over());
        if taken { Err(Refusal::about("err_duplicate_ref", "ref")) } else { Ok(()) }
    }

    /// Changes what is still to come of a subscription.
    pub fn change_subscription(
        &mut self,
        mandate: &str,
        reference: &str,
        change: SubscriptionChange,
        now: DateTime<Utc>,
    ) -> Result<&Subscription, Refusal> {
        let (id, state) = self.subscription(mandate, reference).map(|it| (it.id, it.state))?;
        if state.is_over() {
            return Err(Refusal::about("err_invalid_state", state.code()));
        }
        if let Some(start) = change.start {
            require_future(start, now)?;
        }
        if let Some(other) = change.mandate.as_deref().filter(|other| *other != mandate) {
            if !self.mandate(other)?.is_collectable() {
                return Err(Refusal::about("err_invalid_state", "mndtId"));
            }
            self.require_free(other, reference)?;
        }
        let unknown = || Refusal::about("err_not_found", reference);
        let subscription = self.subscriptions.get_mut(&id).ok_or_else(unknown)?;
        let moved = change.start.is_some() || change.recurrence.is_some();
        subscription.mandate = change.mandate.unwrap_or(std::mem::take(&mut subscription.mandate));
        subscription.message = change.message.unwrap_or(std::mem::take(&mut subscription.message));
        subscription.amount = change.amount.unwrap_or(subscription.amount);
        subscription.start = change.start.unwrap_or(subscription.start);
        subscription.recurrence = change.recurrence.unwrap_or(subscription.recurrence);
        subscription.stop_after = change.stop_after.or(subscription.stop_after);
        subscription.close_at_its_end();
        if moved {
            subscription.await_turn_after(now.date_naive());
            self.plan_run(id);
        }
        self.subscriptions.get(&id).ok_or_else(unknown)
    }

    /// Suspends a subscription, or resumes it: debits that would have been made meanwhile are not made up for (emulator
    /// choice).
    pub fn rest_subscription(
        &mut self,
        mandate: &str,
        reference: &str,
        resting: bool,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let (id, state) = self.subscription(mandate, reference).map(|it| (it.id, it.state))?;
        if state.is_over() {
            return Err(Refusal::about("err_invalid_state", state.code()));
        }
        let Some(subscription) = self.subscriptions.get_mut(&id) else { return Ok(()) };
        subscription.state = if resting { State::Suspended } else { State::Active };
        if !resting && state == State::Suspended {
            subscription.await_turn_after(now.date_naive());
            self.plan_run(id);
        }
        Ok(())
    }

    /// The creditor ends a subscription.
    pub fn cancel_subscription(&mut self, mandate: &str, reference: &str) -> Result<(), Refusal> {
        let (id, state) = self.subscription(mandate, reference).map(|it| (it.id, it.state))?;
        if state.is_over() {
            return Err(Refusal::about("err_invalid_state", state.code()));
        }
        if let Some(subscription) = self.subscriptions.get_mut(&id) {
            (subscription.state, subscription.next) = (State::Cancelled, None);
        }
        Ok(())
    }

    fn plan_run(&mut self, id: u64) {
        let next = self.subscriptions.get(&id).and_then(|subscription| subscription.next);
        if let Some(day) = next {
            self.agenda.add(day.and_time(NaiveTime::MIN).and_utc(), Work::SubscriptionRun { subscription: id });
        }
    }

    /// The day of a debit has come, unless it was moved since. With a mandate that is not in use for a while none is made;
    /// one that has ended ends the subscription.
    pub(super) fn run_subscription(&mut self, id: u64, now: DateTime<Utc>) {
        let today = now.date_naive();
        let due = |it: &&Subscription| it.state == State::Active && it.next == Some(today);
        let Some(subscription) = self.subscriptions.get(&id).filter(due) else { return };
        let standing = self.mandates.get(&subscription.mandate).map_or(Standing::Removed, |mandate| mandate.standing);
        let debit = NewDebit {
            mandate: subscription.mandate.clone(),
            amount: subscription.amount,
            message: subscription.message.clone(),
            reference: Some(subscription.reference.clone()),
            ..NewDebit::default()
        };
        let made = self.add_debit(debit, now).is_ok();
        let Some(subscription) = self.subscriptions.get_mut(&id) else { return };
        if made {
            subscription.runs += 1;
            subscription.last = Some(today);
        } else if matches!(standing, Standing::Cancelled | Standing::Removed) {
            (subscription.state, subscription.next) = (State::Cancelled, None);
            return;
        }
        subscription.await_turn_after(today);
        subscription.close_at_its_end();
        self.plan_run(id);
    }
}

impl Subscription {
    fn await_turn_after(&mut self, day: NaiveDate) {
        let days = (0..).map_while(|turn| self.recurrence.day(self.start, turn));
        self.next = days.into_iter().find(|turn| *turn > day);
    }

    fn close_at_its_end(&mut self) {
        if self.stop_after.is_some_and(|most| self.runs >= most) {
            (self.state, self.next) = (State::Closed, None);
        }
    }
}

fn require_future(start: NaiveDate, now: DateTime<Utc>) -> Result<(), Refusal> {
    if start <= now.date_naive() { Err(Refusal::about("err_invalid_date", "start")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_at_a_months_end_stays_there() {
        let start: NaiveDate = "2026-12-31".parse().unwrap();
        let monthly: Recurrence = "1m".parse().unwrap();
        let days: Vec<_> = (0..4).filter_map(|turn| monthly.day(start, turn)).map(|day| day.to_string()).collect();
        assert_eq!(days, ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"]);
        assert_eq!(Recurrence::Weekly.day(start, 2).map(|day| day.to_string()).as_deref(), Some("2027-01-14"));
    }

    #[test]
    fn only_twikeys_recurrences_are_known() {
        for known in ["1w", "1m", "2m", "3m", "4m", "6m", "12m"] {
            assert_eq!(known.parse::<Recurrence>().map(|it| it.to_string()).ok().as_deref(), Some(known));
        }
        for unknown in ["", "5m", "2w", "monthly"] {
            assert!(unknown.parse::<Recurrence>().is_err(), "{unknown}");
        }
    }
}
