use std::collections::BTreeSet;

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::Twikey;

#[tokio::test]
async fn a_debit_is_written_as_in_twikeys_example() {
    let twikey = Twikey::start().await;
    let reference = twikey.signed("1", "C-1").await;
    let id = twikey.invoice("INV-1", "C-1", 30.0).await;
    twikey.invoice("INV-2", "C-1", 121.05).await;
    twikey.run_bank().await;

    let events = twikey.client.payments().await;

    let failed = &events[0];
    assert!(failed["eventId"].as_str().unwrap().starts_with("evt_"));
    assert_eq!(
        (&failed["eventType"], &failed["occurredAt"]),
        (&json!("payment_failure"), &json!("2026-11-23T12:00:00.000Z"))
    );
    assert_eq!((&failed["amount"], &failed["currency"]), (&json!(30), &json!("EUR")));
    assert_eq!(failed["origin"], json!({ "object": "invoice", "id": id, "number": "INV-1", "ref": "ref-INV-1" }));
    assert_eq!((&failed["gateway"]["type"], &failed["gateway"]["iban"]), (&json!("bank"), &json!("BE71096123456769")));
    assert!(failed["gateway"]["name"].as_str().unwrap().ends_with("BE71XXXXXXXX6769"));
    assert_eq!(
        (&failed["details"]["source"], &failed["details"]["mndtId"]),
        (&json!("direct_debit"), &json!(reference))
    );
    assert_eq!(
        (&failed["details"]["paymentId"], failed["details"]["transactionE2e"].as_str().unwrap().len()),
        (&json!(1), 32)
    );
    assert_eq!(
        failed["error"],
        json!({ "code": "not_routable", "description": "Bank not reachable", "category": "other", "externalCode": "PY01" })
    );
    let paid = &events[1];
    assert_eq!(
        (&paid["eventType"], &paid["amount"], &paid["error"]),
        (&json!("payment"), &json!(121.05), &Value::Null)
    );
}

#[tokio::test]
async fn a_payment_link_is_written_with_the_way_it_was_paid() {
    let twikey = Twikey::start().await;
    twikey.invoice("INV-1", "C-1", 5.0).await;

    for outcome in ["failure", "cancel", "success"] {
        twikey.pay("INV-1", json!({ "method": "paylink", "outcome": outcome })).await;
    }

    let events = twikey.client.payments().await;
    assert_eq!(events.len(), 1, "a declined link is no event of the invoice");
    assert_eq!(events[0]["details"], json!({ "source": "payment_link", "linkId": 1, "linkMethod": "bancontact" }));
    assert_eq!((&events[0]["gateway"]["type"], &events[0]["gateway"]["iban"]), (&json!("psp"), &Value::Null));
}

#[tokio::test]
async fn an_early_positive_is_undone_two_seconds_later() {
    let twikey = Twikey::start().await;
    twikey.console(Method::PUT, "/settings", json!({ "early_positive": true })).await;
    twikey.signed("1", "C-1").await;
    let id = twikey.invoice("INV-1", "C-1", 30.0).await;

    twikey.run_bank().await;
    assert_eq!(twikey.state_of_invoice(&id).await, "PAID");
    twikey.advance(TimeDelta::seconds(2));

    assert_eq!(twikey.state_of_invoice(&id).await, "BOOKED");
    let events = twikey.client.payments().await;
    assert_eq!((&events[0]["eventType"], &events[1]["eventType"]), (&json!("payment"), &json!("payment_failure")));
    assert_eq!((&events[0]["details"], &events[1]["error"]["externalCode"]), (&events[1]["details"], &json!("PY01")));
    assert_eq!(events[1]["occurredAt"], "2026-11-23T12:00:02.000Z");
}

#[tokio::test]
async fn transfers_and_payments_by_hand_are_in_the_feed_unless_the_settings_say_no() {
    let twikey = Twikey::start().await;
    for number in ["INV-1", "INV-2", "INV-3", "INV-4"] {
        twikey.invoice(number, number, 100.0).await;
    }
    twikey.pay("INV-1", json!({ "method": "transfer" })).await;
    twikey.pay("INV-2", json!({ "method": "manual", "message": "in cash" })).await;

    let events = twikey.client.payments().await;
    assert_eq!(events[0]["details"], json!({ "source": "transfer", "transferId": 1 }));
    assert_eq!(events[1]["details"], json!({ "source": "manual", "message": "in cash" }));

    twikey.console(Method::PUT, "/settings", json!({ "other_payments_in_feed": false })).await;
    twikey.pay("INV-3", json!({ "method": "transfer" })).await;
    twikey.pay("INV-4", json!({ "method": "manual" })).await;
    assert_eq!(twikey.client.payments().await, [] as [Value; 0]);
    assert_eq!(twikey.state_of_invoice("INV-3").await, "PAID");
}

#[tokio::test]
async fn transfers_are_recognised_by_what_they_say() {
    let twikey = Twikey::start().await;
    twikey.invoice("INV-1", "C-1", 100.0).await;
    let arrive = async |remittance: &str, amount: f64| {
        let body = json!({ "remittance": remittance, "amount": amount, "name": "Jan Peeters" });
        twikey.console(Method::POST, "/transfers", body).await.body["invoice"].clone()
    };

    assert_eq!(arrive("something else", 100.0).await, Value::Null);
    assert!(arrive("INVOICE  inv-1", 60.0).await.is_string(), "as a person writes the payment message");
    assert_eq!(twikey.client.get("/invoice/INV-1?include=meta").await.body["meta"]["partial"], "40.00");
    assert!(arrive("rest of INV-1, thank you", 40.0).await.is_string(), "or only the number");
    assert_eq!(twikey.state_of_invoice("INV-1").await, "PAID");
    assert!(arrive("INV-1", 100.0).await.is_string());

    let invoice = twikey.client.invoices().await.remove(0);
    assert_eq!((&invoice["state"], &invoice["lastpayment"][0]["double"]), (&json!("PAID"), &json!(true)));
}

#[tokio::test]
async fn every_event_has_an_id_of_its_own_and_is_given_once() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    for number in 0..60 {
        twikey.invoice(&format!("INV-{number}"), "C-1", 50.0).await;
    }
    twikey.run_bank().await;
    for number in 0..60 {
        twikey.console(Method::POST, &format!("/invoices/INV-{number}/reversal"), Value::Null).await;
    }

    let (mut ids, mut pages) = (BTreeSet::new(), Vec::new());
    loop {
        let events = twikey.client.payments().await;
        pages.push(events.len());
        if events.is_empty() {
            break;
        }
        assert!(events.iter().all(|event| ids.insert(event["eventId"].as_str().unwrap().to_owned())));
    }
    assert_eq!(pages, [100, 20, 0]);
}
