//! A movement of money, and what movements leave to be paid. No I/O.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::domain::money::Cents;

/// A movement of money for an invoice, or its failure. Never taken away again; what the invoice feed told of first is set
/// right once by the event of the payment feed.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Payment {
    pub id: Uuid,
    pub invoice_id: Uuid,
    pub kind: Kind,
    pub source: Source,
    /// Always positive. As reported, less what is in another line already.
    pub amount: Cents,
    /// What it changes in what is paid. See [`Kind::effect`].
    pub effect: Cents,
    /// Names the debit, link or transfer at Twikey, whichever feed tells of it.
    pub transaction_key: Option<String>,
    /// Twikey's, of the payment feed.
    pub event_id: Option<String>,
    /// The bank's R-code.
    pub reason_code: Option<String>,
    /// What staff wrote, or the bank's words; may be empty.
    pub note: String,
    pub occurred_at: DateTime<Utc>,
    /// `occurred_at` where the office is.
    pub booked_on: NaiveDate,
    pub recorded_at: DateTime<Utc>,
    pub recorded_by: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Kind {
    /// Money came in.
    Payment,
    /// A debit was rejected, or what it brought went back.
    Failure,
    /// Money was given back on purpose.
    Refund,
    /// A credit note has taken back a part of what is owed. No money moved.
    Credit,
}

/// How money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Source {
    DirectDebit,
    /// A recurring credit card.
    Card,
    /// Paid once through a payment provider.
    PaymentLink,
    Transfer,
    /// Noted by staff.
    Manual,
    CreditNote,
    Other,
}

impl Kind {
    /// What a movement changes in what is paid. A failed debit takes back what it had brought: nothing, when it was never
    /// reported as paid.
    pub fn effect(self, amount: Cents, brought_before: Cents) -> Cents {
        match self {
            Self::Payment | Self::Credit => amount,
            Self::Failure => Cents(-brought_before.0),
            Self::Refund => Cents(-amount.0),
        }
    }
}

impl Source {
    pub const ALL: [Self; 7] =
        [Self::DirectDebit, Self::Card, Self::PaymentLink, Self::Transfer, Self::Manual, Self::CreditNote, Self::Other];

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == code)
    }

    /// As in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DirectDebit => "direct_debit",
            Self::Card => "card",
            Self::PaymentLink => "payment_link",
            Self::Transfer => "transfer",
            Self::Manual => "manual",
            Self::CreditNote => "credit_note",
            Self::Other => "other",
        }
    }
}

/// What an invoice comes to, and what was done about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Balance {
    pub total: Cents,
    /// The sum of all effects: money and credit notes.
    pub settled: Cents,
    /// By credit notes alone.
    pub credited: Cents,
}

impl Balance {
    /// Of an invoice's total and all its movements.
    pub fn of(total: Cents, payments: &[Payment]) -> Self {
        let sum = |payments: &mut dyn Iterator<Item = &Payment>| Cents(payments.map(|payment| payment.effect.0).sum());
        let settled = sum(&mut payments.iter());
        Self { total, settled, credited: sum(&mut payments.iter().filter(|payment| payment.kind == Kind::Credit)) }
    }

    /// What is still owed; nothing when more was paid than that.
    pub fn open(self) -> Cents {
        Cents((self.total.0 - self.settled.0).max(0))
    }

    /// What was paid beyond what is owed, and can be given back.
    pub fn overpaid(self) -> Cents {
        Cents((self.settled.0 - self.total.0).max(0))
    }

    /// Money that came in and stayed.
    pub fn received(self) -> Cents {
        Cents(self.settled.0 - self.credited.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_debit_takes_back_just_what_it_had_brought() {
        assert_eq!(Kind::Failure.effect(Cents(1000), Cents::ZERO), Cents::ZERO);
        assert_eq!(Kind::Failure.effect(Cents(1000), Cents(1000)), Cents(-1000));
        assert_eq!(Kind::Payment.effect(Cents(1000), Cents::ZERO), Cents(1000));
        assert_eq!(Kind::Refund.effect(Cents(400), Cents::ZERO), Cents(-400));
    }

    #[test]
    fn what_is_paid_twice_is_overpaid_and_never_less_than_nothing_is_owed() {
        let balance = Balance { total: Cents(1000), settled: Cents(1500), credited: Cents(500) };
        assert_eq!((balance.open(), balance.overpaid(), balance.received()), (Cents::ZERO, Cents(500), Cents(1000)));
    }
}
