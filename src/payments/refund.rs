//! Money that staff asked Twikey to give back: how far that is, and how much more Twikey could give back. No I/O.

mod by; // who gives it back, and how
mod queries;

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

pub use by::By;
pub use queries::{Stuck, StuckFor, find, insert, of_invoice, stuck_by_reason, stuck_of_customer, update};

use super::{Kind, Payment, Source};
use crate::domain::money::Cents;

/// What pages explain when nobody knows whether Twikey has heard of it.
pub const UNCLEAR: &str = "refund.unclear";

/// Money that staff asked Twikey to give back.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Refund {
    pub id: Uuid,
    pub invoice_id: Uuid,
    pub amount: Cents,
    pub reason: String,
    pub asked_at: DateTime<Utc>,
    pub asked_by: Option<Uuid>,
    /// Twikey was about to be told; none once it has plainly refused.
    pub tried_at: Option<DateTime<Utc>>,
    /// Twikey has taken it: it said so, or reported the money.
    pub told_at: Option<DateTime<Utc>>,
    /// Why it was not, or that nobody knows. It waits for a person.
    pub error_code: Option<String>,
    /// A person does without it.
    pub dropped_at: Option<DateTime<Utc>>,
}

impl Refund {
    /// Twikey is about to be told.
    pub fn begin(&mut self, at: DateTime<Utc>) {
        self.tried_at = Some(at);
        self.error_code = None;
    }

    /// Twikey has surely not done it, and may be asked again.
    pub fn reset(&mut self) {
        self.tried_at = None;
        self.told_at = None;
    }

    /// Twikey has not taken it, or nobody knows.
    pub fn fail(&mut self, code: &str) {
        self.error_code = Some(code.to_owned());
    }

    /// Twikey has taken it.
    pub fn end(&mut self, at: DateTime<Utc>) {
        self.tried_at.get_or_insert(at);
        self.told_at = Some(at);
        self.error_code = None;
    }

    /// A person has looked, and wants Twikey to be asked again.
    pub fn try_again(&mut self) -> bool {
        let was_stuck = self.is_stuck();
        if was_stuck {
            self.reset();
            self.error_code = None;
        }
        was_stuck
    }

    /// A person does without it: not needed any more, or given back in another way.
    pub fn give_up(&mut self, at: DateTime<Utc>) -> bool {
        let was_stuck = self.is_stuck();
        if was_stuck {
            self.dropped_at = Some(at);
        }
        was_stuck
    }

    /// Waits for a person.
    pub const fn is_stuck(&self) -> bool {
        self.error_code.is_some() && self.dropped_at.is_none()
    }

    /// Nobody knows whether Twikey was told.
    pub const fn is_unclear(&self) -> bool {
        self.error_code.is_some() && self.tried_at.is_some() && self.told_at.is_none()
    }

    /// Whether a report of money may be about it.
    const fn is_possible(&self) -> bool {
        self.error_code.is_none() || self.tried_at.is_some()
    }
}

/// What was asked and not yet reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnderWay {
    /// Twikey gives it back, as far as anybody knows.
    pub expected: Cents,
    /// Nobody knows, and nobody has looked yet.
    pub unclear: Cents,
}

pub fn under_way(asked: &[Refund], payments: &[Payment]) -> UnderWay {
    let (_, open) = matched(asked, payments);
    let sum = |is: &dyn Fn(&Refund) -> bool| Cents(open.iter().filter(|it| is(it)).map(|it| it.amount.0).sum());
    UnderWay {
        expected: sum(&|refund| refund.error_code.is_none()),
        unclear: sum(&|refund| refund.is_stuck() && refund.is_unclear()),
    }
}

/// Those of which Twikey has reported the money, though we were not told that it has taken them.
pub fn reported<'a>(asked: &'a [Refund], payments: &[Payment]) -> Vec<&'a Refund> {
    let (reported, _) = matched(asked, payments);
    reported.into_iter().filter(|refund| refund.tried_at.is_some() && refund.told_at.is_none()).collect()
}

/// Those that are reported and those that are not. Nothing names a refund at Twikey, so a report counts for the oldest of
/// its amount that was asked for by then; one made at Twikey itself counts for none.
fn matched<'a>(asked: &'a [Refund], payments: &[Payment]) -> (Vec<&'a Refund>, Vec<&'a Refund>) {
    let is_report = |payment: &&Payment| payment.kind == Kind::Refund && payment.event_id.is_some();
    let mut reports: Vec<&Payment> = payments.iter().filter(is_report).collect();
    asked.iter().filter(|refund| refund.is_possible()).partition(|refund| {
        // By our own clock: Twikey's may differ by more than the bank needs.
        let is_this = |payment: &&Payment| payment.amount == refund.amount && payment.recorded_at >= refund.asked_at;
        reports.iter().position(is_this).map(|index| reports.remove(index)).is_some()
    })
}

/// How much of an invoice's money came through Twikey, by its own report and under the id that it has there `since`, and has
/// not gone back the same way. Cash and what staff saw at the bank is not among it, though Twikey may have been told of it:
/// Twikey would count it as paid no more, and ask the customer for it.
pub fn through_twikey(since: Option<DateTime<Utc>>, payments: &[Payment]) -> Cents {
    let Some(since) = since else { return Cents::ZERO };
    let is_collected =
        |source| matches!(source, Source::DirectDebit | Source::Card | Source::PaymentLink | Source::Transfer);
    let is_twikeys = |payment: &&Payment| {
        payment.recorded_by.is_none()
            && payment.recorded_at >= since
            && match payment.kind {
                Kind::Payment | Kind::Failure => is_collected(payment.source),
                Kind::Refund => true,
                Kind::Credit => false,
            }
    };
    Cents(payments.iter().filter(is_twikeys).map(|payment| payment.effect.0).sum::<i64>().max(0))
}

/// How much can be given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    pub by_hand: Cents,
    /// Never more than that.
    pub by_twikey: Cents,
}

impl Most {
    /// Twikey gives back what passed through it. What is unclear it may be giving back already.
    pub fn of(handed_over_at: Option<DateTime<Utc>>, overpaid: Cents, asked: &[Refund], payments: &[Payment]) -> Self {
        let under_way = under_way(asked, payments);
        let through = through_twikey(handed_over_at, payments);
        let by_hand = (overpaid.0 - under_way.expected.0).max(0);
        let by_twikey = (by_hand - under_way.unclear.0).min(through.0 - under_way.expected.0 - under_way.unclear.0);
        Self { by_hand: Cents(by_hand), by_twikey: Cents(by_twikey.max(0)) }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::payments::Source;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    fn asked(minute: i64, amount: i64) -> Refund {
        Refund {
            id: Uuid::nil(),
            invoice_id: Uuid::nil(),
            amount: Cents(amount),
            reason: String::new(),
            asked_at: at(minute),
            asked_by: None,
            tried_at: Some(at(minute)),
            told_at: Some(at(minute)),
            error_code: None,
            dropped_at: None,
        }
    }

    fn unclear(minute: i64, amount: i64) -> Refund {
        Refund { told_at: None, error_code: Some("refund.unclear".to_owned()), ..asked(minute, amount) }
    }

    fn refused(minute: i64, amount: i64) -> Refund {
        Refund { tried_at: None, ..unclear(minute, amount) }
    }

    fn reported_at(minute: i64, amount: i64) -> Payment {
        Payment {
            id: Uuid::nil(),
            invoice_id: Uuid::nil(),
            kind: Kind::Refund,
            source: Source::Transfer,
            amount: Cents(amount),
            effect: Cents(-amount),
            transaction_key: None,
            event_id: Some(minute.to_string()),
            reason_code: None,
            note: String::new(),
            occurred_at: at(minute),
            booked_on: at(minute).date_naive(),
            recorded_at: at(minute),
            recorded_by: None,
        }
    }

    fn expected(cents: i64) -> UnderWay {
        UnderWay { expected: Cents(cents), ..UnderWay::default() }
    }

    #[test]
    fn what_was_asked_is_under_way_until_it_is_reported() {
        assert_eq!(under_way(&[asked(1, 500), asked(2, 700)], &[]), expected(1200));
        assert_eq!(under_way(&[asked(1, 500), asked(2, 700)], &[reported_at(3, 700)]), expected(500));
        assert_eq!(under_way(&[asked(1, 500), asked(2, 500)], &[reported_at(3, 500)]), expected(500));
        assert_eq!(under_way(&[asked(1, 500)], &[reported_at(3, 500)]), expected(0));
    }

    #[test]
    fn a_refund_that_twikeys_own_people_made_hides_none_that_is_at_the_bank() {
        assert_eq!(under_way(&[asked(2, 500)], &[reported_at(1, 500)]), expected(500));
        assert_eq!(under_way(&[asked(2, 500)], &[reported_at(3, 400)]), expected(500));
    }

    #[test]
    fn a_refund_that_was_unclear_and_went_through_hides_no_later_one() {
        assert_eq!(under_way(&[unclear(1, 500), asked(2, 700)], &[reported_at(3, 500)]), expected(700));
        assert_eq!(under_way(&[unclear(1, 500), asked(2, 500)], &[reported_at(3, 500)]), expected(500));
        let looked_up = UnderWay { unclear: Cents(500), ..UnderWay::default() };
        assert_eq!(under_way(&[unclear(1, 500)], &[]), looked_up, "a person looks it up");
        let dropped = Refund { dropped_at: Some(at(2)), ..unclear(1, 500) };
        assert_eq!(under_way(&[dropped], &[]), expected(0), "and has done so");
        assert_eq!(under_way(&[refused(1, 500), asked(2, 500)], &[reported_at(3, 500)]), expected(0));
    }

    #[test]
    fn an_unclear_refund_is_settled_by_its_report_and_by_no_other() {
        let asked = [unclear(2, 500), unclear(2, 700), refused(2, 900)];
        let ids = |payments: &[Payment]| reported(&asked, payments).iter().map(|it| it.amount.0).collect::<Vec<_>>();
        assert_eq!(ids(&[reported_at(3, 700), reported_at(3, 900)]), [700]);
        assert_eq!(ids(&[reported_at(1, 500), reported_at(3, 400)]), [0; 0]);
    }
}
