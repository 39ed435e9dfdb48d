//! What a report of money adds to what is known of an invoice. No I/O.
//!
//! Two feeds tell of the same money, in any order and more than once. Each debit, link or transfer has a key; the payment
//! feed gives each event an id besides. A payment that we know without an event id (staff noted it and told Twikey, or the
//! invoice feed was faster) is not counted again when its event comes: the event claims it.

use super::{Kind, Payment, Source};
use crate::domain::money::Cents;

/// Money as one of the feeds reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Of the payment feed; the invoice feed has none.
    pub event_id: Option<String>,
    pub kind: Kind,
    pub source: Source,
    pub amount: Cents,
    /// Names the debit, link or transfer.
    pub transaction: Option<String>,
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Booking {
    /// Nothing: it is known.
    Known,
    /// The payment at this place of the list is the one that the event reports.
    Claim { index: usize, effect: Cents },
    /// A new line.
    New { transaction_key: Option<String>, effect: Cents },
}

/// Decides by all that is known of the invoice, oldest first.
pub fn book(known: &[Payment], report: &Report) -> Booking {
    if report.event_id.is_some() && known.iter().any(|payment| payment.event_id == report.event_id) {
        return Booking::Known;
    }
    if let Some(index) = known.iter().position(|payment| is_same(payment, report)) {
        // What the invoice feed brought was as much as was open; the event knows the amount. What staff noted is theirs.
        let effect = if report.source == Source::Manual { known[index].effect } else { report.amount };
        return if report.event_id.is_some() { Booking::Claim { index, effect } } else { Booking::Known };
    }
    let effect = report.kind.effect(report.amount, brought(known, report));
    Booking::New { transaction_key: free_key(known, report), effect }
}

/// Whether this line is the very movement that is reported.
fn is_same(payment: &Payment, report: &Report) -> bool {
    if payment.kind != report.kind || report.kind == Kind::Credit {
        return false;
    }
    // The payment feed tells everything once: under another event id it is another movement.
    if report.event_id.is_some() && payment.event_id.is_some() {
        return false;
    }
    match &report.transaction {
        Some(key) => payment.transaction_key.as_deref().is_some_and(|known| is_key(known, key)),
        // By hand: told to Twikey by us, whatever way staff saw the money come, or by somebody at Twikey. Neither has a name.
        None => report.source == Source::Manual && (payment.source == Source::Manual || payment.recorded_by.is_some()),
    }
}

/// What this debit has brought so far, and may go back.
fn brought(known: &[Payment], report: &Report) -> Cents {
    let Some(key) = &report.transaction else { return Cents::ZERO };
    let of_debit = known.iter().filter(|it| it.transaction_key.as_deref().is_some_and(|known| is_key(known, key)));
    let net: i64 = of_debit.map(|payment| payment.effect.0).sum();
    Cents(net.clamp(0, report.amount.0))
}

/// A debit that is offered again under its old name pays or fails a second time; that line gets a name of its own.
fn free_key(known: &[Payment], report: &Report) -> Option<String> {
    let key = report.transaction.as_ref()?;
    let is_taken =
        |it: &&Payment| it.kind == report.kind && it.transaction_key.as_deref().is_some_and(|known| is_key(known, key));
    match known.iter().filter(is_taken).count() {
        0 => Some(key.clone()),
        times => Some(format!("{key}#{}", times + 1)),
    }
}

fn is_key(known: &str, key: &str) -> bool {
    known == key || known.strip_prefix(key).is_some_and(|rest| rest.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn report(event: Option<&str>, kind: Kind, source: Source, amount: i64, key: Option<&str>) -> Report {
        let owned = |text: &str| text.to_owned();
        Report { event_id: event.map(owned), kind, source, amount: Cents(amount), transaction: key.map(owned) }
    }

    /// Writes what is decided, as the database would.
    fn apply(known: &mut Vec<Payment>, report: &Report) -> Booking {
        let booking = book(known, report);
        match &booking {
            Booking::Known => {}
            Booking::Claim { index, effect } => {
                known[*index].event_id.clone_from(&report.event_id);
                known[*index].effect = *effect;
            }
            Booking::New { transaction_key, effect } => known.push(Payment {
                id: Uuid::nil(),
                invoice_id: Uuid::nil(),
                kind: report.kind,
                source: report.source,
                amount: report.amount,
                effect: *effect,
                transaction_key: transaction_key.clone(),
                event_id: report.event_id.clone(),
                reason_code: None,
                note: String::new(),
                occurred_at: DateTime::UNIX_EPOCH,
                booked_on: DateTime::UNIX_EPOCH.date_naive(),
                recorded_at: DateTime::UNIX_EPOCH,
                recorded_by: None,
            }),
        }
        booking
    }

    fn settled(known: &[Payment]) -> i64 {
        known.iter().map(|payment| payment.effect.0).sum()
    }

    #[test]
    fn a_debit_that_pays_and_comes_back_leaves_nothing() {
        let mut known = Vec::new();
        apply(&mut known, &report(Some("1"), Kind::Payment, Source::DirectDebit, 3000, Some("e2e:A")));
        assert_eq!(settled(&known), 3000);
        apply(&mut known, &report(Some("2"), Kind::Failure, Source::DirectDebit, 3000, Some("e2e:A")));
        assert_eq!(settled(&known), 0);
    }

    #[test]
    fn a_debit_that_was_refused_at_once_takes_nothing_away() {
        let mut known = Vec::new();
        apply(&mut known, &report(Some("1"), Kind::Payment, Source::Transfer, 500, Some("transfer:1")));
        apply(&mut known, &report(Some("2"), Kind::Failure, Source::DirectDebit, 3000, Some("e2e:A")));
        assert_eq!(settled(&known), 500);
    }

    #[test]
    fn a_debit_offered_again_under_its_old_name_counts_each_time() {
        let mut known = Vec::new();
        for (event, kind) in [("1", Kind::Payment), ("2", Kind::Failure), ("3", Kind::Payment)] {
            apply(&mut known, &report(Some(event), kind, Source::DirectDebit, 3000, Some("e2e:A")));
        }
        assert_eq!(settled(&known), 3000);
        apply(&mut known, &report(Some("4"), Kind::Failure, Source::DirectDebit, 3000, Some("e2e:A")));
        assert_eq!(settled(&known), 0);
    }

    #[test]
    fn a_transfer_that_both_feeds_tell_of_counts_once_with_the_amount_of_the_event() {
        let mut known = Vec::new();
        apply(&mut known, &report(None, Kind::Payment, Source::Transfer, 12_100, Some("transfer:7")));
        assert_eq!(
            apply(&mut known, &report(None, Kind::Payment, Source::Transfer, 12_100, Some("transfer:7"))),
            Booking::Known
        );
        apply(&mut known, &report(Some("1"), Kind::Payment, Source::Transfer, 12_000, Some("transfer:7")));
        assert_eq!(settled(&known), 12_000);
        assert_eq!(
            apply(&mut known, &report(None, Kind::Payment, Source::Transfer, 12_100, Some("transfer:7"))),
            Booking::Known
        );
    }

    #[test]
    fn what_staff_noted_and_told_twikey_is_not_counted_again() {
        let mut known = Vec::new();
        apply(&mut known, &report(None, Kind::Payment, Source::Manual, 12_100, None));
        apply(&mut known, &report(Some("1"), Kind::Payment, Source::Manual, 12_100, None));
        apply(&mut known, &report(None, Kind::Payment, Source::Manual, 12_100, None));
        assert_eq!(settled(&known), 12_100);
    }

    #[test]
    fn a_transfer_that_staff_noted_is_not_counted_again_when_twikey_calls_it_paid_by_hand() {
        let mut known = Vec::new();
        apply(&mut known, &report(None, Kind::Payment, Source::Transfer, 12_100, None));
        known[0].recorded_by = Some(Uuid::nil());
        apply(&mut known, &report(Some("1"), Kind::Payment, Source::Manual, 12_100, None));
        assert_eq!(settled(&known), 12_100);
    }

    #[test]
    fn two_transfers_are_two_payments() {
        let mut known = Vec::new();
        apply(&mut known, &report(Some("1"), Kind::Payment, Source::Transfer, 12_100, Some("transfer:7")));
        apply(&mut known, &report(Some("2"), Kind::Payment, Source::Transfer, 12_100, Some("transfer:8")));
        assert_eq!(settled(&known), 24_200);
    }

    proptest! {
        /// Whatever the invoice feed says in between and however often events are repeated, the events alone decide.
        #[test]
        fn any_mixture_of_the_two_feeds_ends_in_the_same_balance(
            order in prop::collection::vec(0_usize..8, 0..40),
        ) {
            let debit = |event, kind| report(Some(event), kind, Source::DirectDebit, 3000, Some("e2e:A"));
            let transfer = |event| report(event, Kind::Payment, Source::Transfer, 700, Some("transfer:7"));
            let manual = |event| report(event, Kind::Payment, Source::Manual, 900, None);
            let told = [
                debit("1", Kind::Payment), debit("2", Kind::Failure), transfer(Some("3")), transfer(None),
                manual(Some("4")), manual(None), report(Some("5"), Kind::Refund, Source::Transfer, 300, Some("refund:1")),
                report(Some("6"), Kind::Payment, Source::PaymentLink, 50, Some("link:1")),
            ];
            let mut known = Vec::new();
            for index in order {
                // A debit comes back after it was paid, never before.
                if index == 1 { apply(&mut known, &told[0]); }
                apply(&mut known, &told[index]);
            }
            for each in &told { apply(&mut known, each); }
            for each in told.iter().rev() { apply(&mut known, each); }
            prop_assert_eq!(settled(&known), 700 + 900 - 300 + 50);
        }
    }
}
