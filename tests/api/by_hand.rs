//! Payments by hand, here and at Twikey, and money that Twikey tells of in words that we do not know: each counts once.

use chrono::TimeDelta;
use mandato::{
    domain::money::Cents,
    feeds::{Feed, read},
    invoices::{Invoice, State},
    payments::{self, Balance},
    sandbox::state::{booking::InvoiceChange, incoming::Arrival, invoice as at_twikey},
    user::Role,
};
use serde_json::{Value, json};

use super::handover::{confirm_one, pay_by_hand, stored, twikeys};
use crate::support::{TestApp, html, make};

/// An invoice of 121 € that Twikey has, of a customer without a mandate.
async fn open(app: &TestApp) -> Invoice {
    let customer = make::customer(app).await;
    let invoice = confirm_one(app, &customer).await;
    app.work().await;
    app.advance(TimeDelta::minutes(1));
    stored(app, &invoice).await
}

async fn balance(app: &TestApp, invoice: &Invoice) -> Balance {
    let mut tx = app.app.db.read().await.unwrap();
    payments::balance(&mut tx, invoice.id).await.unwrap()
}

/// Somebody at Twikey says that a part, or all that is open, was paid.
fn pay_at_twikey(app: &TestApp, invoice: &Invoice, amount: Option<i64>) {
    let id = twikeys(app, invoice).unwrap().id;
    app.at_twikey(|world, now| world.pay_manually(id, amount.map(Cents), "cash".into(), now.date_naive(), now))
        .unwrap();
}

/// Somebody at Twikey says that it was not paid after all.
fn take_back_at_twikey(app: &TestApp, invoice: &Invoice) {
    let id = twikeys(app, invoice).unwrap().id;
    let change = InvoiceChange { state: Some(at_twikey::State::Booked), ..InvoiceChange::default() };
    app.at_twikey(|world, now| world.change_invoice(id, change, now)).unwrap();
}

async fn read_feed(app: &TestApp, feed: Feed) {
    read::to_the_end(&app.app, app.app.twikey.as_ref().unwrap(), feed).await.unwrap();
}

#[actix_web::test]
async fn what_staff_noted_in_part_and_twikeys_own_people_for_the_rest_is_paid() {
    for in_payment_feed in [true, false] {
        let app = TestApp::with_twikey().await;
        app.at_twikey(|world, _| world.settings.other_payments_in_feed = in_payment_feed);
        let invoice = open(&app).await;

        pay_by_hand(&app, &invoice, 2_100).await;
        app.hear().await;
        app.advance(TimeDelta::minutes(1));
        assert_eq!(twikeys(&app, &invoice).unwrap().open(), Cents(10_000), "it was handed over anew");
        for part in [Some(4_000), None] {
            pay_at_twikey(&app, &invoice, part);
            app.hear().await;
            app.advance(TimeDelta::minutes(1));
        }

        assert_eq!(stored(&app, &invoice).await.state, State::Paid, "{in_payment_feed}");
        assert_eq!(balance(&app, &invoice).await.received(), Cents(12_100), "{in_payment_feed}");
    }
}

#[actix_web::test]
async fn a_payment_by_hand_that_is_taken_back_at_twikey_opens_the_invoice_and_is_no_failed_debit() {
    for noted_here in [true, false] {
        let app = TestApp::with_twikey().await;
        let invoice = open(&app).await;
        if noted_here {
            pay_by_hand(&app, &invoice, 12_100).await;
        } else {
            pay_at_twikey(&app, &invoice, None);
        }
        app.hear().await;
        app.hear().await;
        assert_eq!(stored(&app, &invoice).await.state, State::Paid, "{noted_here}");
        app.advance(TimeDelta::minutes(1));

        take_back_at_twikey(&app, &invoice);
        app.hear().await;

        let reopened = stored(&app, &invoice).await;
        assert_eq!((reopened.state, reopened.failure_code), (State::HandedOver, None), "{noted_here}");
        assert_eq!(balance(&app, &invoice).await.open(), Cents(12_100), "{noted_here}");
        let mut tx = app.app.db.read().await.unwrap();
        let told: Vec<(String,)> =
            tx.query("SELECT kind FROM messages WHERE kind = 'debit_failed'").all().await.unwrap();
        assert_eq!(told, [], "the customer's bank has refused nothing");
        drop(tx);
        let staff = app.signed_in(Role::Staff).await;
        let sheet = staff.page(&format!("/invoices/{}", invoice.id)).await;
        assert!(html::texts(&sheet, "#money table").concat().contains("Payment taken back"));
    }
}

/// The payment feed's next page, with one payment for the invoice.
fn tell_of_payment(app: &TestApp, invoice: &Invoice, amount: f64, details: &Value) {
    let page = json!({"Payments": [{
        "eventId": "evt_other", "eventType": "payment", "amount": amount, "currency": "EUR",
        "occurredAt": app.clock.now(), "details": details,
        "origin": {"object": "invoice", "id": invoice.twikey_id, "number": invoice.number},
    }]});
    app.fault(json!({"path": "/invoice/payment/feed", "status": 200, "body": page.to_string()}));
}

/// The invoice feed has told of a transfer of 121 €, which it calls 1.
async fn transferred(app: &TestApp) -> Invoice {
    app.lose_callbacks();
    app.at_twikey(|world, _| world.settings.other_payments_in_feed = false);
    let invoice = open(app).await;
    let message = invoice.reference.as_ref().unwrap().written();
    let arrival = Arrival { amount: Cents(12_100), message, ..Arrival::default() };
    app.at_twikey(|world, now| world.receive_transfer(arrival, now)).unwrap();
    read_feed(app, Feed::Invoices).await;
    assert_eq!(stored(app, &invoice).await.state, State::Paid);
    invoice
}

#[actix_web::test]
async fn money_that_the_payment_feed_has_another_word_for_counts_once() {
    for details in [json!({"source": "bank_transfer"}), json!({"source": "transfer"}), Value::Null] {
        let app = TestApp::with_twikey().await;
        let invoice = Box::pin(transferred(&app)).await;

        tell_of_payment(&app, &invoice, 121.0, &details);
        read_feed(&app, Feed::Payments).await;

        let balance = balance(&app, &invoice).await;
        assert_eq!((balance.received(), balance.overpaid()), (Cents(12_100), Cents::ZERO), "{details}");
    }
}

#[actix_web::test]
async fn the_sheet_says_of_a_payment_what_its_event_said() {
    let app = TestApp::with_twikey().await;
    let invoice = Box::pin(transferred(&app)).await;

    tell_of_payment(&app, &invoice, 120.0, &json!({"source": "transfer", "transferId": 1}));
    read_feed(&app, Feed::Payments).await;

    assert_eq!(stored(&app, &invoice).await.state, State::HandedOver);
    let staff = app.signed_in(Role::Staff).await;
    let sheet = staff.page(&format!("/invoices/{}", invoice.id)).await;
    let movements = html::texts(&sheet, "#money table td.numeric").concat();
    assert!(movements.contains("€120.00") && !movements.contains("121"), "{movements}");
    assert!(html::texts(&sheet, "#money .facts").concat().contains("Paid€120.00"));
}
