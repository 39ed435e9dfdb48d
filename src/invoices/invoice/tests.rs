use chrono::TimeDelta;

use super::*;
use crate::domain::country::Country;

fn now() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

fn draft() -> Invoice {
    let today = now().date_naive();
    let draft = Draft {
        kind: Kind::Invoice,
        customer: Uuid::nil(),
        credits: None,
        language: Language::De,
        issued_on: today,
        due_on: today + TimeDelta::days(14),
        note: String::new(),
        by: None,
    };
    let totals = Totals { net: Cents(1000), vat: Cents(210), total: Cents(1210), by_rate: Vec::new() };
    Invoice::draft(Uuid::nil(), draft, &totals, now())
}

fn confirmed() -> Invoice {
    let mut invoice = draft();
    let confirmation = Confirmation {
        number: "R2026-0001".to_owned(),
        reference: Reference::of(1, Country::BELGIUM),
        token: "t".repeat(26),
        twikey_id: Uuid::nil(),
        by: None,
        at: now(),
    };
    assert!(invoice.confirm(confirmation));
    invoice
}

fn handed_over() -> Invoice {
    let mut invoice = confirmed();
    assert!(invoice.hand_over(Some("https://twikey.example/invoice".into()), now()));
    invoice
}

fn balance(settled: i64, credited: i64) -> Balance {
    Balance { total: Cents(1210), settled: Cents(settled), credited: Cents(credited) }
}

#[test]
fn a_debit_under_way_is_not_money() {
    let mut invoice = handed_over();
    assert!(invoice.collect(now()));
    assert!(!invoice.settle(balance(0, 0), now()));
    assert_eq!(invoice.state, State::Collecting);
    assert!(invoice.settle(balance(1210, 0), now()));
    assert_eq!(invoice.state, State::Paid);
}

#[test]
fn each_step_can_be_repeated_and_changes_nothing_the_second_time() {
    let mut invoice = handed_over();
    assert!(!invoice.hand_over(None, now()));
    assert!(invoice.collect(now()));
    assert!(!invoice.collect(now()));
    assert!(invoice.settle(balance(1210, 0), now()));
    assert!(!invoice.settle(balance(1210, 0), now()));
    assert!(!invoice.collect(now()), "a late word of a debit does not undo the money");
    assert!(!invoice.stop_collecting(now()));
}

#[test]
fn a_debit_that_comes_back_opens_the_invoice_again_with_its_reason() {
    let mut invoice = handed_over();
    invoice.collect(now());
    invoice.settle(balance(1210, 0), now());
    assert!(invoice.fail("MD06", balance(0, 0), now()));
    assert_eq!((invoice.state, invoice.failure_code.as_deref()), (State::HandedOver, Some("MD06")));
    assert_eq!(invoice.paid_at, None);
    assert!(!invoice.fail("MD06", balance(0, 0), now()), "heard a second time");
}

#[test]
fn a_failed_debit_says_nothing_when_the_money_came_another_way() {
    let mut invoice = handed_over();
    invoice.settle(balance(1210, 0), now());
    assert!(!invoice.fail("AM04", balance(1210, 0), now()));
    assert_eq!((invoice.state, invoice.failure_code), (State::Paid, None));
}

#[test]
fn the_next_debit_and_the_money_take_the_reason_away() {
    let mut invoice = handed_over();
    invoice.collect(now());
    invoice.fail("AM04", balance(0, 0), now());
    assert!(invoice.collect(now()));
    assert_eq!(invoice.failure_code, None);
    invoice.fail("AM04", balance(0, 0), now());
    invoice.settle(balance(1210, 0), now());
    assert_eq!((invoice.state, invoice.failure_code), (State::Paid, None));
}

#[test]
fn a_part_that_is_paid_leaves_the_invoice_open() {
    let mut invoice = handed_over();
    assert!(!invoice.settle(balance(1209, 0), now()));
    assert_eq!(invoice.state, State::HandedOver);
}

#[test]
fn credit_notes_alone_cancel_and_with_money_they_settle() {
    let mut invoice = handed_over();
    assert!(invoice.settle(balance(1210, 1210), now()));
    assert_eq!(invoice.state, State::Cancelled);
    let mut invoice = handed_over();
    assert!(invoice.settle(balance(1210, 200), now()));
    assert_eq!(invoice.state, State::Paid);
}

#[test]
fn what_is_paid_too_much_is_dated_once_until_it_is_given_back() {
    let mut invoice = handed_over();
    let later = now() + TimeDelta::days(1);
    invoice.settle(balance(1210, 0), now());
    assert_eq!(invoice.overpaid_at, None);
    assert!(!invoice.settle(balance(1211, 0), now()), "it was paid before");
    invoice.settle(balance(2420, 0), later);
    assert_eq!(invoice.overpaid_at, Some(now()));
    invoice.settle(balance(1210, 0), later);
    assert_eq!((invoice.state, invoice.overpaid_at), (State::Paid, None));
}

#[test]
fn an_invoice_that_twikey_never_saw_opens_again_as_confirmed() {
    let mut invoice = confirmed();
    assert!(invoice.settle(balance(1210, 0), now()));
    assert!(invoice.settle(balance(0, 0), now()));
    assert_eq!(invoice.state, State::Confirmed);
}

#[test]
fn a_refused_invoice_waits_for_a_person_and_can_be_handed_over_later() {
    let mut invoice = confirmed();
    assert!(invoice.refuse("twikey.invalid", Some("customer.email"), now()));
    assert_eq!(invoice.state, State::Confirmed);
    assert!(invoice.hand_over(None, now()));
    assert_eq!((invoice.refusal_code.clone(), invoice.refusal_detail.clone()), (None, None));
    assert!(!invoice.refuse("twikey.invalid", None, now()), "Twikey has it by now");
}

#[test]
fn a_draft_is_not_touched_by_what_twikey_says() {
    let mut invoice = draft();
    assert!(!invoice.collect(now()) && !invoice.hand_over(None, now()) && !invoice.settle(balance(1210, 0), now()));
    assert!(!invoice.fail("AM04", balance(0, 0), now()));
    assert_eq!(invoice, draft());
}

#[test]
fn an_open_invoice_is_overdue_from_the_day_after_its_due_date() {
    let invoice = handed_over();
    assert!(!invoice.is_overdue(invoice.due_on));
    assert!(invoice.is_overdue(invoice.due_on + TimeDelta::days(1)));
    let mut paid = handed_over();
    paid.settle(balance(1210, 0), now());
    assert!(!paid.is_overdue(paid.due_on + TimeDelta::days(1)));
}

#[test]
fn what_failed_before_the_debit_that_is_under_way_was_another_one() {
    let mut invoice = handed_over();
    assert!(!invoice.is_collecting_anew_since(now() - TimeDelta::minutes(1)));
    invoice.collect(now());
    assert!(invoice.is_collecting_anew_since(now() - TimeDelta::minutes(1)));
    assert!(!invoice.is_collecting_anew_since(now() + TimeDelta::days(3)));
}
