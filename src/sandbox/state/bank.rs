//! The banks: what they decide and answer, by the rules of Twikey's test environment (source 9).

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::{World, agenda::Work, debit::State, mandate::Standing, reason};

/// An early positive is undone after so long (4.5: the official example).
const EARLY: TimeDelta = TimeDelta::seconds(2);

/// What the banks decided when they were run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BankRun {
    /// B2B mandates, and whether each was accepted.
    pub mandates: Vec<(String, bool)>,
    pub debits: Vec<Answered>,
    /// Refunds that were carried out.
    pub refunds: Vec<String>,
}

/// A debit and the bank's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answered {
    pub debit: u64,
    pub invoice: Option<Uuid>,
    /// Why it failed; paid without one.
    pub code: Option<String>,
}

impl BankRun {
    /// Nothing waited for a bank.
    pub const fn is_empty(&self) -> bool {
        self.mandates.is_empty() && self.debits.is_empty() && self.refunds.is_empty()
    }
}

impl World {
    /// The banks decide now on everything that waits for them: B2B mandates, also those without automatic check, and
    /// debits, which are collected first. Refunds that were sent are carried out.
    pub fn run_bank(&mut self, now: DateTime<Utc>) -> BankRun {
        let mandates = self.decide_all(now);
        self.agenda.take_all(|work| matches!(work, Work::DebitResult { .. } | Work::RefundsPaid { .. }));
        let open: Vec<_> = self.debits.values().filter(|it| it.state == State::Open).map(|it| it.id).collect();
        let debits = open.into_iter().filter_map(|id| self.answer_debit(id, now)).collect();
        BankRun { mandates, debits, refunds: self.pay_refunds(None, now) }
    }

    /// The usual time of an answer has come; the day that was asked for may have moved since.
    pub(super) fn answer_in_time(&mut self, id: u64, now: DateTime<Utc>) {
        let wanted = self.debits.get(&id).and_then(|debit| debit.requested_on);
        if wanted.is_none_or(|day| day <= now.date_naive()) {
            self.answer_debit(id, now);
        }
    }

    /// The bank's answer to one debit by the rule of Twikey's test environment, if it still waits for one.
    fn answer_debit(&mut self, id: u64, now: DateTime<Utc>) -> Option<Answered> {
        let debit = self.debits.get(&id).filter(|debit| debit.state == State::Open)?;
        if debit.collection.is_none() {
            let (profile, day) = (self.profile_of(debit), debit.requested_on.unwrap_or(now.date_naive()));
            self.collect(profile, Some(day), None, now);
        }
        let debit = self.debits.get(&id)?;
        let (invoice, amount) = (debit.invoice, debit.amount);
        // A debit that was made in spite of its mandate's state goes through, any other one needs the mandate.
        let ended = self.mandates.get(&debit.mandate).is_none_or(|it| it.standing == Standing::Cancelled);
        let code = if ended && !debit.forced { Some("MD01") } else { reason::of_amount(amount) };
        match code {
            Some(code) if self.settings.early_positive => {
                self.book_debit(id, now);
                self.agenda.add(now + EARLY, Work::DebitFailure { debit: id, code: code.into() });
            }
            Some(code) => self.fail_debit(id, code, now),
            None => self.book_debit(id, now),
        }
        Some(Answered { debit: id, invoice, code: code.map(str::to_owned) })
    }
}
