//! The talks about invoices: what is slow, late or lost, and what happens meanwhile.

use std::time::Duration;

use chrono::TimeDelta;
use mandato::{
    feeds::{Feed, read},
    invoices::{self, Invoice, State},
    mandates::Scheme,
    sandbox::state::World,
};
use serde_json::json;
use uuid::Uuid;

use super::handover::{confirm, confirm_one, customer_with_mandate, pay_by_hand, stored, twikeys};
use crate::support::{TestApp, make};

/// Waits while a talk goes on.
async fn until(is_so: impl AsyncFn() -> bool) {
    while !is_so().await {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn has_begun(app: &TestApp, invoice: &Invoice) -> bool {
    stored(app, invoice).await.told_settled.is_some()
}

/// Twikey does not take a batch as a whole.
fn one_by_one(app: &TestApp) {
    app.fault(json!({"path": "/invoice/bulk", "method": "POST", "status": 400, "code": "err_invalid_params"}));
}

fn slow(app: &TestApp, delay_ms: u64) {
    app.fault(json!({"path": "/invoice", "method": "POST", "delay_ms": delay_ms}));
}

async fn jobs_of(app: &TestApp, kind: &str) -> i64 {
    let mut tx = app.app.db.read().await.unwrap();
    let (count,): (i64,) =
        tx.query("SELECT COUNT(*) FROM jobs WHERE kind = $1").bind(kind.to_owned()).one().await.unwrap();
    count
}

#[actix_web::test]
async fn two_workers_never_tell_of_the_same_invoice() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let first = confirm_one(&app, &customer).await;
    slow(&app, 1_500);

    let (_, second) = tokio::join!(mandato::tasks::run_one(&app.app), async {
        until(async || has_begun(&app, &first).await).await;
        let second = confirm_one(&app, &customer).await;
        mandato::tasks::run_one(&app.app).await.unwrap();
        second
    });

    app.work().await;
    for invoice in [&first, &second] {
        assert_eq!(stored(&app, invoice).await.state, State::HandedOver);
    }
    assert_eq!(app.at_twikey(|world, _| world.batches.len()), 0, "together they would have been a batch");
    app.hear().await;
}

#[actix_web::test]
async fn an_answer_that_comes_late_says_nothing_of_what_was_handed_over_anew() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    one_by_one(&app);
    slow(&app, 0);
    slow(&app, 4_000);
    let invoices = confirm(&app, &customer, &[10_000, 20_000]).await;
    let first = &invoices[0];

    let anew = async {
        // Another worker hears of the first from the feed, and takes it back, while the second is talked about.
        until(async || twikeys(&app, first).is_some()).await;
        let twikey = app.app.twikey.as_ref().unwrap();
        read::to_the_end(&app.app, twikey, Feed::Invoices).await.unwrap();
        twikey.delete_invoice(first.id).await.unwrap();
        let mut tx = app.app.db.write().await.unwrap();
        let mut taken = invoices::take(&mut tx, first.id).await.unwrap().unwrap();
        assert!(taken.hand_over_anew(Uuid::now_v7(), app.clock.now()));
        invoices::update(&mut tx, &taken).await.unwrap();
        tx.commit().await.unwrap();
    };
    tokio::join!(app.work(), anew);
    app.hear().await;

    let stored = stored(&app, first).await;
    assert_eq!(stored.state, State::HandedOver);
    assert_eq!(twikeys(&app, first).map(|invoice| invoice.id), stored.twikey_id);
    assert!(app.leads_to(stored.link.as_ref()).unwrap().contains(&stored.twikey_id.unwrap().to_string()));
}

#[actix_web::test]
async fn what_was_answered_is_written_down_before_the_time_is_over() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    one_by_one(&app);
    for _ in 0..4 {
        slow(&app, 400);
    }
    let invoices = confirm(&app, &customer, &[10_000; 4]).await;

    let time = async {
        until(async || twikeys(&app, &invoices[0]).is_some()).await;
        app.advance(TimeDelta::seconds(61));
    };
    tokio::join!(app.work(), time);

    for invoice in &invoices {
        assert_eq!(stored(&app, invoice).await.state, State::HandedOver);
    }
    assert_eq!(jobs_of(&app, "hand_over_invoices").await, 2, "the rest is the next job's");
    app.hear().await;
}

#[actix_web::test]
async fn a_batch_that_is_never_done_holds_up_nothing_and_is_given_up() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    // Each try looks four times.
    app.fault(json!({"path": "/invoice/bulk", "method": "GET", "status": 409, "count": 12}));
    let stuck = confirm(&app, &customer, &[10_000, 20_000]).await;
    app.work().await;

    let other = confirm_one(&app, &customer).await;
    app.work().await;
    assert_eq!(stored(&app, &other).await.state, State::HandedOver);
    assert!(stored(&app, &stuck[0]).await.twikey_batch.is_some());

    app.advance(TimeDelta::minutes(61));
    app.work().await;
    app.advance(TimeDelta::minutes(1));
    app.work().await;

    for invoice in &stuck {
        assert_eq!(stored(&app, invoice).await.state, State::HandedOver);
    }
    assert_eq!(app.at_twikey(|world, _| (world.batches.len(), world.invoices.len())), (2, 3));
    app.hear().await;
}

#[actix_web::test]
async fn a_batch_that_twikey_does_not_know_or_leaves_invoices_out_of_is_told_again() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    for (times, fault) in (1..).zip([
        json!({"path": "/invoice/bulk", "method": "GET", "status": 400, "code": "err_not_found"}),
        json!({"path": "/invoice/bulk", "method": "GET", "status": 200, "body": "[]"}),
    ]) {
        app.fault(fault);
        let invoices = confirm(&app, &customer, &[10_000, 20_000]).await;
        app.work().await;
        let waiting = stored(&app, &invoices[0]).await;
        assert_eq!((waiting.state, waiting.twikey_batch), (State::Confirmed, None));

        app.advance(TimeDelta::minutes(1));
        app.work().await;

        for invoice in &invoices {
            assert_eq!(stored(&app, invoice).await.state, State::HandedOver);
        }
        assert_eq!(app.at_twikey(|world, _| world.invoices.len()), 2 * times);
    }
    app.hear().await;
}

#[actix_web::test]
async fn what_twikey_does_not_say_of_one_holds_up_none_of_the_others() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    one_by_one(&app);
    app.fault(json!({"path": "/invoice", "method": "POST", "status": 400, "code": "err_duplicate_ref"}));
    app.fault(json!({"path": "/invoice/*", "method": "GET", "status": 400, "code": "err_invalid_params"}));

    let invoices = confirm(&app, &customer, &[10_000, 20_000]).await;
    app.work().await;
    let first = stored(&app, &invoices[0]).await;
    assert_eq!((first.state, first.refusal_code), (State::Confirmed, None));
    assert_eq!(stored(&app, &invoices[1]).await.state, State::HandedOver);

    app.advance(TimeDelta::minutes(1));
    app.work().await;
    assert_eq!(stored(&app, &invoices[0]).await.state, State::HandedOver);
    app.hear().await;
}

#[actix_web::test]
async fn a_mandate_signed_while_twikey_is_being_told_collects() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let invoice = confirm_one(&app, &customer).await;
    slow(&app, 1_500);

    let signing = async {
        until(async || has_begun(&app, &invoice).await).await;
        app.signed_elsewhere(Some(&customer.number), None, Scheme::Core);
        read::to_the_end(&app.app, app.app.twikey.as_ref().unwrap(), Feed::Mandates).await.unwrap();
    };
    tokio::join!(app.work(), signing);
    app.hear().await;

    let stored = stored(&app, &invoice).await;
    assert_eq!((stored.state, stored.mandate_id.is_some()), (State::Collecting, true));
    assert_eq!(twikeys(&app, &invoice).unwrap().debits.len(), 1);
}

#[actix_web::test]
async fn what_was_paid_during_a_debit_that_failed_is_not_debited_again() {
    let app = TestApp::with_twikey().await;
    let customer = customer_with_mandate(&app, Scheme::Core).await;
    // The bank refuses debits of 6 to 10 €.
    let invoice = confirm(&app, &customer, &[650]).await.remove(0);
    app.work().await;
    assert_eq!(stored(&app, &invoice).await.state, State::Collecting);
    pay_by_hand(&app, &invoice, 200).await;
    app.work().await;

    app.advance(TimeDelta::days(1));
    app.at_twikey(World::run_bank);
    app.hear().await;
    app.hear().await;

    let twikeys = twikeys(&app, &invoice).unwrap();
    assert_ne!(twikeys.id, invoice.id);
    assert_eq!((twikeys.paid_before.0, twikeys.open().0), (200, 587));
}
