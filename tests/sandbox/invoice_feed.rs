use mandato::sandbox::{
    API_KEY,
    state::{World, feed::Feed},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{Client, Twikey};

fn states(invoices: &[Value]) -> Vec<(&str, &str)> {
    invoices.iter().map(|it| (it["number"].as_str().unwrap(), it["state"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_changed_invoice_is_given_once_as_it_is_now() {
    let twikey = Twikey::start().await;
    let one = twikey.invoice("INV-1", "C-1", 100.0).await;
    twikey.invoice("INV-2", "C-2", 100.0).await;
    twikey.pay(&one, json!({ "method": "transfer", "amount": 40 })).await;
    twikey.pay(&one, json!({ "method": "transfer" })).await;

    assert_eq!(states(&twikey.client.invoices().await), [("INV-2", "BOOKED"), ("INV-1", "PAID")]);
    assert_eq!(twikey.client.invoices().await, [] as [Value; 0]);
    twikey.pay("INV-2", json!({ "method": "manual", "message": "in cash" })).await;
    let paid = twikey.client.invoices().await;

    assert_eq!(states(&paid), [("INV-2", "PAID")]);
    let payment = &paid[0]["lastpayment"][0];
    assert_eq!(
        (&payment["method"], &payment["msg"], &payment["action"]),
        (&json!("manual"), &json!("in cash"), &json!("payment"))
    );
    assert_eq!(paid[0]["meta"]["paymentMethod"], "manual");
}

#[tokio::test]
async fn each_way_to_pay_has_its_own_last_payment() {
    let twikey = Twikey::start().await;
    let reference = twikey.signed("1", "C-1").await;
    for (number, customer) in [("INV-1", "C-1"), ("INV-2", "C-2"), ("INV-3", "C-3")] {
        twikey.invoice(number, customer, 100.0).await;
    }
    twikey.run_bank().await;
    twikey.pay("INV-2", json!({ "method": "paylink" })).await;
    twikey.pay("INV-3", json!({ "method": "transfer", "iban": "BE49473211985171" })).await;

    let invoices = twikey.client.invoices().await;
    let last = |number: &str| &invoices.iter().find(|it| it["number"] == number).unwrap()["lastpayment"][0];

    let debit = last("INV-1");
    assert_eq!((&debit["method"], &debit["mndtId"], &debit["rc"]), (&json!("sdd"), &json!(reference), &json!("PAID")));
    assert_eq!((&debit["date"], &debit["iban"]), (&json!("2026-11-23"), &json!("BE16645348971174")));
    assert_eq!(debit["e2e"].as_str().unwrap().len(), 32);
    assert!(debit["pmtinf"].as_str().unwrap().starts_with("Twikey-20261123-"));
    let link = last("INV-2");
    assert_eq!(
        (&link["method"], &link["link"], &link["date"]),
        (&json!("paylink"), &json!(1), &json!("2026-11-23T12:00:00Z"))
    );
    let transfer = last("INV-3");
    assert_eq!((&transfer["method"], &transfer["iban"]), (&json!("transfer"), &json!("BE49473211985171")));
    assert_eq!(transfer["msg"], "Invoice INV-3");
}

#[tokio::test]
async fn the_feed_has_numbers_pages_and_a_position_for_each_key() {
    let twikey = Twikey::start().await;
    twikey.console(Method::PUT, "/settings", json!({ "api_key": "OTHER0KEY" })).await;
    let other = Client::login(&twikey.sandbox, "OTHER0KEY").await;
    for number in 0..101 {
        twikey.invoice(&format!("INV-{number}"), "C-1", 100.0).await;
    }

    let first = twikey.client.get("/invoice?include=seq").await;
    assert_eq!((first.body["Invoices"].as_array().unwrap().len(), first.header("x-last")), (100, Some("100")));
    assert_eq!(first.body["Invoices"][99]["seq"], 100);
    assert_eq!(twikey.client.invoices().await.len(), 1);
    let empty = twikey.client.get("/invoice").await;
    assert_eq!((&empty.body["Invoices"], empty.header("x-last")), (&json!([]), None));

    let again = twikey.client.get_with("/invoice", &[("X-RESUME-AFTER", "99")]).await;
    assert_eq!(again.body["Invoices"].as_array().unwrap().len(), 2);
    assert_eq!(other.invoices().await.len(), 100);
    assert_eq!(twikey.client.feed().await, [] as [Value; 0], "the mandate feed has its own position");
    twikey.console(Method::POST, "/feed-reset", Value::Null).await;
    assert_eq!(twikey.client.invoices().await.len(), 100);
}

#[tokio::test]
async fn two_feeds_can_be_read_at_once_but_not_one_feed_twice() {
    let twikey = Twikey::start().await;
    let other = Client::login(&twikey.sandbox, API_KEY).await;
    let fault = json!({ "path": "/invoice", "method": "GET", "delay_ms": 700 });
    twikey.console(Method::POST, "/faults", fault).await;

    let (first, second, payments) = tokio::join!(
        twikey.client.get("/invoice"),
        async {
            // The reader of the other feed may come first.
            let is_read = |world: &World| world.readers.iter().any(|(_, feed)| *feed == Feed::Invoices);
            while !twikey.sandbox.change(|world, _| is_read(world)) {
                tokio::task::yield_now().await;
            }
            other.get("/invoice").await
        },
        other.get("/invoice/payment/feed")
    );

    assert_eq!((first.status.as_u16(), second.code(), payments.status.as_u16()), (200, "err_call_in_progress", 200));
}

#[tokio::test]
async fn an_expired_invoice_appears_without_a_payment() {
    let mut twikey = Twikey::start().await;
    twikey.invoice("INV-1", "C-1", 100.0).await;
    twikey.client.invoices().await;

    twikey.days_pass(31).await;

    let expired = twikey.client.invoices().await;
    assert_eq!((&expired[0]["state"], &expired[0]["lastpayment"]), (&json!("EXPIRED"), &json!([])));
}
