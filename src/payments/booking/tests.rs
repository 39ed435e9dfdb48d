use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn report(event: Option<&str>, kind: Kind, source: Source, amount: i64, key: Option<&str>) -> Report {
    let owned = |text: &str| text.to_owned();
    Report { event_id: event.map(owned), kind, source, amount: Cents(amount), transaction: key.map(owned) }
}

fn payment(event: Option<&str>, source: Source, amount: i64, key: Option<&str>) -> Report {
    report(event, Kind::Payment, source, amount, key)
}

/// The account of an invoice of which Twikey was told when nothing was settled.
#[derive(Default)]
struct Account(Vec<Payment>);

impl Account {
    fn settled(&self) -> i64 {
        self.0.iter().map(|payment| payment.effect.0).sum()
    }

    /// As `invoices::untold`.
    fn untold(&self) -> Cents {
        let untold = self.0.iter().filter(|it| it.recorded_by.is_some() && it.event_id.is_none());
        Cents(untold.map(|payment| payment.effect.0).sum())
    }

    /// Writes what is decided, as the database would.
    fn apply(&mut self, report: &Report) -> Booking {
        let booking = book(&self.0, self.untold(), report);
        match &booking {
            Booking::Known => {}
            Booking::Claim { index, line } => {
                let known = &mut self.0[*index];
                assert_eq!(known.event_id, None, "what has an event is not claimed by another one");
                known.event_id.clone_from(&report.event_id);
                known.transaction_key.clone_from(&line.transaction_key);
                (known.amount, known.effect) = (line.amount, line.effect);
            }
            Booking::New(line) => self.push(report, line, None),
        }
        booking
    }

    /// Staff write down what they saw.
    fn note(&mut self, source: Source, amount: i64) {
        let line = Line { transaction_key: None, amount: Cents(amount), effect: Cents(amount) };
        self.push(&payment(None, source, amount, None), &line, Some(Uuid::nil()));
    }

    fn push(&mut self, report: &Report, line: &Line, by: Option<Uuid>) {
        let minutes = i64::try_from(self.0.len()).unwrap();
        self.0.push(Payment {
            id: Uuid::nil(),
            invoice_id: Uuid::nil(),
            kind: report.kind,
            source: report.source,
            amount: line.amount,
            effect: line.effect,
            transaction_key: line.transaction_key.clone(),
            event_id: report.event_id.clone(),
            reason_code: None,
            note: String::new(),
            occurred_at: DateTime::UNIX_EPOCH,
            booked_on: DateTime::UNIX_EPOCH.date_naive(),
            recorded_at: DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes),
            recorded_by: by,
        });
    }
}

#[test]
fn a_debit_that_pays_and_comes_back_leaves_nothing() {
    let mut account = Account::default();
    account.apply(&payment(Some("1"), Source::DirectDebit, 3000, Some("e2e:A")));
    assert_eq!(account.settled(), 3000);
    account.apply(&report(Some("2"), Kind::Failure, Source::DirectDebit, 3000, Some("e2e:A")));
    assert_eq!(account.settled(), 0);
}

#[test]
fn a_debit_that_was_refused_at_once_takes_nothing_away() {
    let mut account = Account::default();
    account.apply(&payment(Some("1"), Source::Transfer, 500, Some("transfer:1")));
    account.note(Source::Manual, 700);
    account.apply(&report(Some("2"), Kind::Failure, Source::DirectDebit, 3000, Some("e2e:A")));
    account.apply(&report(Some("3"), Kind::Failure, Source::Other, 3000, None));
    account.apply(&report(Some("4"), Kind::Failure, Source::Other, 700, None));
    assert_eq!(account.settled(), 1200);
}

#[test]
fn a_debit_offered_again_under_its_old_name_counts_each_time() {
    let mut account = Account::default();
    for (event, kind) in [("1", Kind::Payment), ("2", Kind::Failure), ("3", Kind::Payment)] {
        account.apply(&report(Some(event), kind, Source::DirectDebit, 3000, Some("e2e:A")));
    }
    assert_eq!(account.settled(), 3000);
    account.apply(&report(Some("4"), Kind::Failure, Source::DirectDebit, 3000, Some("e2e:A")));
    assert_eq!(account.settled(), 0);
}

#[test]
fn a_transfer_that_both_feeds_tell_of_counts_once_with_the_amount_of_the_event() {
    let mut account = Account::default();
    let guess = payment(None, Source::Transfer, 12_100, Some("transfer:7"));
    account.apply(&guess);
    assert_eq!(account.apply(&guess), Booking::Known);
    account.apply(&payment(Some("1"), Source::Transfer, 12_000, Some("transfer:7")));
    assert_eq!((account.settled(), account.0[0].amount), (12_000, Cents(12_000)));
    assert_eq!(account.apply(&guess), Booking::Known);
}

#[test]
fn two_transfers_are_two_payments() {
    let mut account = Account::default();
    account.apply(&payment(Some("1"), Source::Transfer, 12_100, Some("transfer:7")));
    account.apply(&payment(Some("2"), Source::Transfer, 12_100, Some("transfer:8")));
    assert_eq!(account.settled(), 24_200);
}

#[test]
fn money_counts_once_under_a_word_or_without_a_name_that_the_other_feed_has() {
    for (event, in_snapshot) in [
        (payment(Some("1"), Source::Other, 12_100, None), Some("transfer:55012")),
        (payment(Some("1"), Source::Transfer, 12_100, None), Some("transfer:55012")),
        (payment(Some("1"), Source::Transfer, 12_100, Some("transfer:55012")), None),
    ] {
        let mut account = Account::default();
        account.apply(&payment(None, Source::Transfer, 12_100, in_snapshot));
        account.apply(&event);
        assert_eq!((account.settled(), account.0.len()), (12_100, 1), "{event:?}");

        account.apply(&Report { event_id: Some("2".into()), kind: Kind::Failure, ..event.clone() });
        assert_eq!(account.settled(), 0, "and it comes back: {event:?}");
    }
}

#[test]
fn another_amount_or_another_way_is_other_money() {
    for event in [
        payment(Some("1"), Source::Other, 100, None),
        payment(Some("1"), Source::Card, 12_100, None),
        payment(Some("1"), Source::PaymentLink, 12_100, None),
    ] {
        let mut account = Account::default();
        account.apply(&payment(None, Source::Transfer, 12_100, Some("transfer:7")));
        account.apply(&event);
        assert_eq!(account.settled(), 12_100 + event.amount.0, "{event:?}");
    }
}

#[test]
fn what_staff_noted_and_told_twikey_is_not_counted_again_whatever_twikey_calls_it() {
    for (noted, word) in
        [(Source::Manual, Source::Manual), (Source::Transfer, Source::Manual), (Source::Manual, Source::Other)]
    {
        let mut account = Account::default();
        account.note(noted, 12_100);
        account.apply(&payment(Some("1"), word, 12_100, None));
        assert_eq!(account.settled(), 12_100, "{noted:?} {word:?}");
        account.apply(&report(Some("2"), Kind::Failure, word, 12_100, None));
        assert_eq!(account.settled(), 0, "and it is taken back: {noted:?} {word:?}");
    }
}

#[test]
fn several_notes_that_twikey_was_told_of_at_once_are_taken_back_at_once() {
    let mut account = Account::default();
    account.note(Source::Manual, 5_000);
    account.note(Source::Transfer, 7_100);
    account.apply(&payment(Some("1"), Source::Manual, 12_100, None));
    assert_eq!(account.settled(), 12_100);
    account.apply(&report(Some("2"), Kind::Failure, Source::Manual, 12_100, None));
    assert_eq!(account.settled(), 0);
}

#[test]
fn more_than_is_owed_stays_when_twikey_repeats_what_it_was_told() {
    let mut account = Account::default();
    account.note(Source::Manual, 15_000);
    account.apply(&payment(Some("1"), Source::Manual, 12_100, None));
    assert_eq!(account.settled(), 15_000);
}

#[test]
fn all_paid_by_hand_at_twikey_is_all_paid_although_staff_noted_a_part_in_the_meantime() {
    // The invoice feed says what is new to us.
    for guess in [None, Some(payment(None, Source::Manual, 10_000, None))] {
        let mut account = Account::default();
        account.note(Source::Manual, 2_100);
        if let Some(guess) = &guess {
            account.apply(guess);
        }
        account.apply(&payment(Some("1"), Source::Manual, 12_100, None));
        assert_eq!(account.settled(), 12_100, "{guess:?}");
    }
}

#[test]
fn payments_by_hand_count_each_although_the_invoice_feed_told_of_them_as_one() {
    let mut account = Account::default();
    account.apply(&payment(None, Source::Manual, 12_100, None));
    account.apply(&payment(Some("1"), Source::Manual, 5_000, None));
    account.apply(&payment(Some("2"), Source::Manual, 7_100, None));
    assert_eq!(account.settled(), 12_100);
}

#[test]
fn a_second_payment_by_hand_is_news_where_only_the_invoice_feed_tells_of_it() {
    let mut account = Account::default();
    account.apply(&payment(None, Source::Manual, 5_000, None));
    account.apply(&payment(None, Source::Manual, 7_100, None));
    assert_eq!(account.settled(), 12_100);
}

const TOTAL: i64 = 10_000;

/// What happens at Twikey, or here.
#[derive(Clone, Copy, Debug)]
enum Step {
    Transfer(i64),
    /// A part of what is open comes by transfer, which the payment feed has no name for, or not even a known word.
    Nameless(Source),
    DebitPays,
    DebitComesBack,
    /// Somebody at Twikey says that a part, so many percent, of what is open was paid.
    PaidByHand(i64),
    TakenBackByHand,
    /// Staff note that all that is open was paid, and Twikey is told.
    StaffNote,
    ReadPayments,
    ReadInvoice,
    /// Twikey's "reset feed".
    ReadPaymentsAgain,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1..15_000_i64).prop_map(Step::Transfer),
        prop_oneof![Just(Source::Transfer), Just(Source::Other)].prop_map(Step::Nameless),
        Just(Step::DebitPays),
        Just(Step::DebitComesBack),
        (1..=100_i64).prop_map(Step::PaidByHand),
        Just(Step::TakenBackByHand),
        Just(Step::StaffNote),
        Just(Step::ReadPayments),
        Just(Step::ReadInvoice),
        Just(Step::ReadPaymentsAgain),
    ]
}

/// How the invoice feed says that money came: the way, and its name.
type Snapshot = (Source, Option<String>);

/// An invoice at Twikey, and here.
#[derive(Default)]
struct World {
    account: Account,
    /// The payment feed, with what the invoice feed calls the same, if it tells of it at all.
    events: Vec<(Report, Option<Snapshot>)>,
    read: usize,
    /// What Twikey counts as paid.
    paid: i64,
    /// Of which by hand.
    by_hand: i64,
    debits: Vec<(String, i64)>,
    /// What really came.
    real: i64,
}

impl World {
    fn open(&self) -> i64 {
        (TOTAL - self.paid).max(0)
    }

    fn happen(&mut self, event: Report, in_snapshot: Option<Snapshot>) {
        let effect = if event.kind == Kind::Failure { -event.amount.0 } else { event.amount.0 };
        (self.paid, self.real) = (self.paid + effect, self.real + effect);
        if event.source == Source::Manual {
            self.by_hand += effect;
        }
        self.events.push((event, in_snapshot));
    }

    fn go(&mut self, step: Step) {
        let number = self.events.len();
        let event = Some(number.to_string());
        let event = event.as_deref();
        match step {
            Step::Transfer(amount) => {
                let key = format!("transfer:{number}");
                let name = (Source::Transfer, Some(key.clone()));
                self.happen(payment(event, Source::Transfer, amount, Some(&key)), Some(name));
            }
            Step::Nameless(word) if self.open() > 0 => {
                let name = (Source::Transfer, Some(format!("transfer:{number}")));
                self.happen(payment(event, word, (self.open() + 1) / 2, None), Some(name));
            }
            Step::DebitPays if self.open() > 0 => {
                let (key, amount) = (format!("e2e:{number}"), self.open());
                self.debits.push((key.clone(), amount));
                self.happen(payment(event, Source::DirectDebit, amount, Some(&key)), None);
            }
            Step::DebitComesBack => {
                if let Some((key, amount)) = self.debits.pop() {
                    self.happen(report(event, Kind::Failure, Source::DirectDebit, amount, Some(&key)), None);
                }
            }
            Step::PaidByHand(percent) if self.open() > 0 => {
                let amount = (self.open() * percent / 100).max(1);
                self.happen(payment(event, Source::Manual, amount, None), Some((Source::Manual, None)));
            }
            Step::TakenBackByHand if self.by_hand > 0 => {
                self.happen(report(event, Kind::Failure, Source::Manual, self.by_hand, None), None);
            }
            Step::StaffNote => {
                self.read_payments();
                let open = self.open();
                if open > 0 {
                    self.account.note(Source::Transfer, open);
                    let number = self.events.len().to_string();
                    self.happen(payment(Some(&number), Source::Manual, open, None), Some((Source::Manual, None)));
                }
            }
            Step::ReadPayments => self.read_payments(),
            Step::ReadInvoice => self.read_invoice(),
            Step::ReadPaymentsAgain => {
                self.read = 0;
                self.read_payments();
            }
            _ => {}
        }
    }

    fn read_payments(&mut self) {
        self.read_until(self.events.len());
    }

    fn read_until(&mut self, end: usize) {
        for (event, _) in &self.events[self.read.min(end)..end] {
            self.account.apply(event);
        }
        self.read = self.read.max(end);
    }

    /// The payment feed is always read before; something may happen in between.
    fn read_invoice(&mut self) {
        self.read_until(self.events.len().saturating_sub(1));
        let Some((newest, Some((source, key)))) = self.events.last() else { return };
        let amount = (TOTAL - self.account.settled()).max(0) - self.open();
        if newest.kind == Kind::Payment && amount > 0 {
            self.account.apply(&payment(None, *source, amount, key.as_deref()));
        }
    }
}

proptest! {
    /// Whichever feed is faster, whatever the invoice feed guesses and however often events are repeated: in the end what
    /// really came is what is settled, and every line is worth what it says.
    #[test]
    fn any_mixture_of_the_two_feeds_ends_with_what_really_came(
        steps in prop::collection::vec(step(), 0..40),
    ) {
        let mut world = World::default();
        for step in steps {
            world.go(step);
            if matches!(step, Step::ReadPayments | Step::ReadPaymentsAgain) {
                prop_assert_eq!(world.account.settled(), world.real);
            }
        }
        world.go(Step::ReadPayments);
        world.go(Step::ReadInvoice);
        prop_assert_eq!(world.account.settled(), world.real);
        for line in world.account.0.iter().filter(|line| line.kind == Kind::Payment) {
            prop_assert_eq!(line.amount, line.effect);
        }
    }
}
