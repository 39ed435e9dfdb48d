//! Money that staff asked Twikey to give back, and what of it is still under way. No I/O.

pub mod dialog; // asks for one, or records one

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Kind, Payment};
use crate::domain::money::Cents;

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
    pub told_at: Option<DateTime<Utc>>,
    /// Why it was not, or that nobody knows.
    pub error_code: Option<String>,
}

impl Refund {
    /// Whether Twikey gives it back, as far as anybody knows.
    const fn is_expected(&self) -> bool {
        self.error_code.is_none()
    }

    /// Whether Twikey may give it back all the same: nobody knows whether it was told.
    const fn is_possible(&self) -> bool {
        self.error_code.is_none() || self.tried_at.is_some()
    }
}

/// What was asked and not yet reported. Nothing names a refund at Twikey, so a report counts for the oldest of its amount
/// that was asked for by then; one made at Twikey itself counts for none.
pub fn under_way(asked: &[Refund], payments: &[Payment]) -> Cents {
    let is_reported = |payment: &&Payment| payment.kind == Kind::Refund && payment.event_id.is_some();
    let mut reported: Vec<&Payment> = payments.iter().filter(is_reported).collect();
    let mut under_way = 0;
    for refund in asked.iter().filter(|refund| refund.is_possible()) {
        // By our own clock: Twikey's may differ by more than the bank needs.
        let is_this = |payment: &&Payment| payment.amount == refund.amount && payment.recorded_at >= refund.asked_at;
        match reported.iter().position(is_this) {
            Some(index) => drop(reported.remove(index)),
            None if refund.is_expected() => under_way += refund.amount.0,
            None => {}
        }
    }
    Cents(under_way)
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
        }
    }

    fn unclear(minute: i64, amount: i64) -> Refund {
        Refund { told_at: None, error_code: Some("refund.unclear".to_owned()), ..asked(minute, amount) }
    }

    fn refused(minute: i64, amount: i64) -> Refund {
        Refund { tried_at: None, ..unclear(minute, amount) }
    }

    fn reported(minute: i64, amount: i64) -> Payment {
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

    #[test]
    fn what_was_asked_is_under_way_until_it_is_reported() {
        assert_eq!(under_way(&[asked(1, 500), asked(2, 700)], &[]), Cents(1200));
        assert_eq!(under_way(&[asked(1, 500), asked(2, 700)], &[reported(3, 700)]), Cents(500));
        assert_eq!(under_way(&[asked(1, 500), asked(2, 500)], &[reported(3, 500)]), Cents(500));
        assert_eq!(under_way(&[asked(1, 500)], &[reported(3, 500)]), Cents::ZERO);
    }

    #[test]
    fn a_refund_that_twikeys_own_people_made_hides_none_that_is_at_the_bank() {
        assert_eq!(under_way(&[asked(2, 500)], &[reported(1, 500)]), Cents(500));
        assert_eq!(under_way(&[asked(2, 500)], &[reported(3, 400)]), Cents(500));
    }

    #[test]
    fn a_refund_that_was_unclear_and_went_through_hides_no_later_one() {
        assert_eq!(under_way(&[unclear(1, 500), asked(2, 700)], &[reported(3, 500)]), Cents(700));
        assert_eq!(under_way(&[unclear(1, 500), asked(2, 500)], &[reported(3, 500)]), Cents(500));
        assert_eq!(under_way(&[unclear(1, 500)], &[]), Cents::ZERO, "a person looks it up");
        assert_eq!(under_way(&[refused(1, 500), asked(2, 500)], &[reported(3, 500)]), Cents::ZERO);
    }
}
