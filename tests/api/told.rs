//! What Twikey is told of money that came another way: when, and what if it does not listen just then.

use chrono::TimeDelta;
use mandato::{
    invoices::{Invoice, State},
    jobs::{self, Task},
    mandates::Scheme,
    sandbox::state::{World, invoice as at_twikey, posting::Source},
    user::Role,
};
use serde_json::json;

use super::{
    handover::{confirm_one, customer_with_mandate, pay_by_hand, stored, twikeys},
    payments::record,
};
use crate::support::{TestApp, kill::killed_after, make};

/// An invoice of 121 € that Twikey has, of a customer without a mandate.
async fn open(app: &TestApp) -> Invoice {
    let customer = make::customer(app).await;
    let invoice = confirm_one(app, &customer).await;
    app.work().await;
    app.advance(TimeDelta::minutes(1));
    stored(app, &invoice).await
}

/// One whose debit is under way.
async fn collecting(app: &TestApp) -> Invoice {
    let customer = customer_with_mandate(app, Scheme::Core).await;
    let invoice = confirm_one(app, &customer).await;
    app.work().await;
    app.advance(TimeDelta::minutes(1));
    stored(app, &invoice).await
}

/// The debit that is under way fails: its mandate has ended.
fn fail_debit(app: &TestApp, invoice: &Invoice) {
    let mandate = twikeys(app, invoice).unwrap().mandate.unwrap();
    app.at_twikey(|world, now| {
        world.cancel(&mandate, "moved", "creditor", now).unwrap();
        world.run_bank(now)
    });
}

#[actix_web::test]
async fn of_a_payment_while_a_debit_is_under_way_twikey_hears_once_that_has_failed() {
    let app = TestApp::with_twikey().await;
    let invoice = collecting(&app).await;
    assert_eq!(invoice.state, State::Collecting);
    app.fault(json!({"path": "/invoice/*", "method": "POST", "status": 400, "code": "err_invalid_state"}));

    pay_by_hand(&app, &invoice, 12_100).await;
    app.hear().await;
    assert_eq!(stored(&app, &invoice).await.state, State::Paid);
    assert_eq!(twikeys(&app, &invoice).unwrap().state, at_twikey::State::Pending);
    fail_debit(&app, &invoice);
    app.hear().await;
    app.advance(TimeDelta::hours(1));
    app.hear().await;
    app.hear().await;

    assert_eq!(twikeys(&app, &invoice).unwrap().state, at_twikey::State::Paid, "so nothing is collected again");
    assert_eq!(stored(&app, &invoice).await.state, State::Paid);
}

#[actix_web::test]
async fn a_debit_that_we_have_not_heard_of_is_waited_for() {
    let app = TestApp::with_twikey().await;
    let invoice = collecting(&app).await;
    fail_debit(&app, &invoice);
    app.hear().await;
    app.lose_callbacks();
    let number = make::stored(&app, invoice.customer_id).await.number;
    app.signed_elsewhere(Some(&number), None, Scheme::Core);
    app.at_twikey(|world, now| world.reoffer(invoice.id, now)).unwrap();

    pay_by_hand(&app, &invoice, 2_100).await;
    app.work().await;

    let waiting = stored(&app, &invoice).await;
    assert_eq!((waiting.state, waiting.twikey_id), (State::HandedOver, Some(invoice.id)));
    app.at_twikey(World::run_bank);
    app.advance(TimeDelta::hours(1));
    app.work().await;
    assert_eq!(stored(&app, &invoice).await.twikey_id, Some(invoice.id), "the debit was paid");
}

#[actix_web::test]
async fn what_twikey_brought_itself_it_is_not_told() {
    let app = TestApp::with_twikey().await;
    let invoice = collecting(&app).await;
    app.at_twikey(World::run_bank);
    app.hear().await;
    assert_eq!(stored(&app, &invoice).await.state, State::Paid);
    app.fault(json!({"path": "/invoice/*", "status": 500}));

    let mut tx = app.app.db.write().await.unwrap();
    jobs::enqueue(&mut tx, app.clock.now(), &Task::TellPayment { invoice: invoice.id }).await.unwrap();
    tx.commit().await.unwrap();
    app.work().await;

    assert_eq!(app.at_twikey(|world, _| world.faults.len()), 1, "nobody has called");
}

#[actix_web::test]
async fn switched_off_in_the_settings_twikey_hears_once_it_is_on_again() {
    let app = TestApp::with_twikey().await;
    let invoice = open(&app).await;
    let set = async |sql: &'static str| {
        let mut tx = app.app.db.write().await.unwrap();
        tx.query(sql).execute().await.unwrap();
        tx.commit().await.unwrap();
    };
    set("UPDATE settings SET twikey_on = FALSE").await;

    pay_by_hand(&app, &invoice, 12_100).await;
    app.hear().await;
    assert_eq!(twikeys(&app, &invoice).unwrap().state, at_twikey::State::Booked);
    assert_eq!(stored(&app, &invoice).await.state, State::Paid);

    set("UPDATE settings SET twikey_on = TRUE").await;
    app.advance(TimeDelta::hours(1));
    app.hear().await;
    app.hear().await;
    assert_eq!(twikeys(&app, &invoice).unwrap().state, at_twikey::State::Paid);
}

#[actix_web::test]
async fn twikey_is_told_of_the_day_on_which_the_money_came() {
    let app = TestApp::with_twikey().await;
    let invoice = open(&app).await;
    let browser = app.signed_in(Role::Staff).await;

    record(&browser, &invoice, &[("amount", "121"), ("paid_on", "2026-11-19")]).await;
    app.hear().await;
    app.hear().await;

    let source = twikeys(&app, &invoice).unwrap().postings[0].source.clone();
    assert!(matches!(source, Source::Manual { date, .. } if date.to_string() == "2026-11-19"), "{source:?}");
}

#[actix_web::test]
async fn killed_at_any_step_twikey_is_told_of_a_payment_and_no_money_counts_twice() {
    for part in [2_100, 12_100] {
        let app = TestApp::with_twikey().await;
        let mut polls = 0;
        loop {
            let invoice = open(&app).await;
            pay_by_hand(&app, &invoice, part).await;
            let got_through = killed_after(polls, app.work()).await;

            // The portal comes up again. Whatever the dead one held is free once its lease has lapsed.
            for _ in 0..2 {
                app.advance(jobs::LEASE + TimeDelta::minutes(5));
                mandato::tasks::schedule(&app.app).await.unwrap();
                app.hear().await;
            }

            let (stored, at_twikey) = (stored(&app, &invoice).await, twikeys(&app, &invoice).unwrap());
            assert_eq!(at_twikey.open().0, 12_100 - part, "after {polls} polls");
            assert_eq!(Some(at_twikey.id), stored.twikey_id, "after {polls} polls");
            let state = if part == 12_100 { State::Paid } else { State::HandedOver };
            assert_eq!(stored.state, state, "after {polls} polls");
            if got_through {
                break;
            }
            polls += 1;
        }
        assert!(polls > 5, "the work has more steps than {polls}");
    }
}
