//! How invoices are collected, and how the banks answer.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{IBAN, REFUSED_IBAN, Receiver, Twikey, invoice, settings};

#[tokio::test]
async fn an_invoice_is_collected_with_the_newest_signed_mandate_of_its_profile() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    twikey.advance(TimeDelta::hours(1));
    let newest = twikey.signed("1", "C-1").await;
    twikey.signed("2", "C-1").await;

    let id = twikey.invoice("INV-1", "C-1", 121.0).await;
    assert_eq!(twikey.state_of_invoice(&id).await, "PENDING");
    twikey.advance(TimeDelta::minutes(5));

    assert_eq!(twikey.state_of_invoice(&id).await, "PAID");
    assert_eq!(twikey.client.payments().await[0]["details"]["mndtId"], json!(newest));
}

#[tokio::test]
async fn nothing_is_collected_by_hand_in_another_profile_or_with_a_mandate_that_rests() {
    let twikey = Twikey::start().await;
    let reference = twikey.signed("1", "C-1").await;
    let state = async |change: &dyn Fn(&mut Value), number: &str| {
        let mut new = invoice(number, "C-1", 100.0);
        change(&mut new);
        twikey.client.post_json("/invoice", &new).await.body["state"].clone()
    };

    assert_eq!(state(&|new| new["manual"] = json!(true), "INV-1").await, "BOOKED");
    assert_eq!(state(&|new| new["manual"] = json!("true"), "INV-2").await, "BOOKED", "as a text");
    assert_eq!(state(&|new| new["ct"] = json!(2), "INV-3").await, "BOOKED");
    assert_eq!(state(&|new| new["paidamount"] = json!(100), "INV-4").await, "PAID");
    twikey.console(Method::POST, &format!("/mandates/{reference}/suspension"), Value::Null).await;
    assert_eq!(state(&|_| (), "INV-5").await, "BOOKED");
    let forced = twikey.client.request(Method::POST, "/invoice").header("X-Force-Transaction", "true");
    let forced = forced.json(&invoice("INV-6", "C-1", 100.0)).send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!(forced["state"], "PENDING");
}

#[tokio::test]
async fn what_was_paid_before_is_not_collected() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let mut new = invoice("INV-1", "C-1", 121.0);
    new["paidamount"] = json!(21);

    twikey.client.post_json("/invoice", &new).await;
    twikey.run_bank().await;

    assert_eq!(twikey.client.payments().await[0]["amount"], 100);
    assert_eq!(twikey.state_of_invoice("INV-1").await, "PAID");
}

#[tokio::test]
async fn the_amount_decides_how_the_bank_answers() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let amounts = [
        (1.0, "MS03"),
        (6.0, "AM04"),
        (15.99, "MS02"),
        (20.0, "MD06"),
        (22.0, "AC04"),
        (30.0, "PY01"),
        (32.0, "SL01"),
        (33.0, "PAID"),
    ];
    for (number, (amount, _)) in amounts.iter().enumerate() {
        twikey.invoice(&format!("INV-{number}"), "C-1", *amount).await;
    }

    let run = twikey.run_bank().await;

    assert_eq!(run["debits"].as_array().unwrap().len(), amounts.len());
    for (number, (_, code)) in amounts.iter().enumerate() {
        let answer = twikey.client.get(&format!("/invoice/INV-{number}?include=lastpayment&include=meta")).await.body;
        assert_eq!(answer["lastpayment"][0]["rc"], *code);
        let paid = *code == "PAID";
        assert_eq!(answer["state"], if paid { "PAID" } else { "BOOKED" });
        assert_eq!(answer["lastpayment"][0]["action"], if paid { "payment" } else { "payment_fail" });
        assert_eq!(answer["meta"]["lastError"], if paid { Value::Null } else { json!(code) });
    }
    assert_eq!(twikey.run_bank().await["debits"], json!([]), "no debit is answered twice");
}

#[tokio::test]
async fn a_debit_fails_when_its_mandate_has_ended_in_the_meantime() {
    let twikey = Twikey::start().await;
    let reference = twikey.signed("1", "C-1").await;
    let id = twikey.invoice("INV-1", "C-1", 100.0).await;

    twikey.console(Method::POST, &format!("/mandates/{reference}/cancellation"), Value::Null).await;
    twikey.run_bank().await;

    assert_eq!(twikey.state_of_invoice(&id).await, "BOOKED");
    assert_eq!(twikey.client.payments().await[0]["error"]["externalCode"], "MD01");
}

#[tokio::test]
async fn a_paid_debit_can_come_back_weeks_later() {
    let mut twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let id = twikey.invoice("INV-1", "C-1", 100.0).await;
    twikey.run_bank().await;
    twikey.days_pass(49).await;

    let reversal = twikey.console(Method::POST, &format!("/invoices/{id}/reversal"), json!({ "code": "MD06" })).await;
    let again = twikey.console(Method::POST, &format!("/invoices/{id}/reversal"), Value::Null).await;

    assert_eq!((&reversal.body["state"], again.status.as_u16()), (&json!("EXPIRED"), 404));
    let events = twikey.client.payments().await;
    assert_eq!((&events[0]["eventType"], &events[1]["eventType"]), (&json!("payment"), &json!("payment_failure")));
    assert_eq!(events[0]["details"], events[1]["details"], "the same payment");
    assert_eq!(events[1]["error"]["externalCode"], "MD06");
}

#[tokio::test]
async fn a_payment_while_a_debit_is_under_way_makes_the_debit_a_double_one() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let id = twikey.invoice("INV-1", "C-1", 100.0).await;

    twikey.pay(&id, json!({ "method": "paylink" })).await;
    assert_eq!(twikey.state_of_invoice(&id).await, "PAID");
    twikey.run_bank().await;

    let payments = twikey.client.get(&format!("/invoice/{id}?include=lastpayment")).await.body["lastpayment"].clone();
    assert_eq!((&payments[0]["method"], &payments[0]["double"]), (&json!("sdd"), &json!(true)));
    assert_eq!((&payments[1]["method"], &payments[1]["double"]), (&json!("paylink"), &json!(false)));
}

#[tokio::test]
async fn a_mandate_signed_from_the_invoice_collects_it_and_one_signed_elsewhere_does_not() {
    let twikey = Twikey::start().await;
    let id = twikey.invoice("INV-1", "C-1", 100.0).await;
    let uuid = id.parse().unwrap();
    let elsewhere = twikey.invoice("INV-2", "C-2", 100.0).await;

    let set_up = |key: &str| twikey.sandbox.change(|world, now| world.set_up_debit(uuid, key.into(), now)).unwrap();
    let first = set_up("one");
    assert_eq!(first, set_up("two"), "pressed twice");
    let mandato::sandbox::state::invoice_page::SetUp::Sign { reference, .. } = first else { panic!("{first:?}") };
    twikey.sign(&reference, IBAN).await;
    twikey.signed("1", "C-2").await;

    assert_eq!(twikey.state_of_invoice(&id).await, "PENDING");
    assert_eq!(twikey.state_of_invoice(&elsewhere).await, "BOOKED");
}

#[tokio::test]
async fn a_b2b_mandate_from_the_invoice_collects_once_its_bank_accepted_it() {
    let twikey = Twikey::start().await;
    for (number, iban, state) in [("INV-1", IBAN, "PENDING"), ("INV-2", REFUSED_IBAN, "BOOKED")] {
        let mut new = invoice(number, number, 100.0);
        new["ct"] = json!(2);
        let id = twikey.client.post_json("/invoice", &new).await.body["id"].as_str().unwrap().parse().unwrap();
        let set_up = twikey.sandbox.change(|world, now| world.set_up_debit(id, number.into(), now)).unwrap();
        let mandato::sandbox::state::invoice_page::SetUp::Mailed { reference } = set_up else { panic!("{set_up:?}") };
        twikey.sign(&reference, iban).await;
        assert_eq!(twikey.state_of_invoice(number).await, "BOOKED", "the bank decides first");

        twikey.sandbox.change(|world, now| world.decide_as(&reference, iban == IBAN, now)).unwrap();

        assert_eq!(twikey.state_of_invoice(number).await, state);
    }
}

#[tokio::test]
async fn many_changes_ring_once_until_somebody_answers() {
    let receiver = Receiver::start();
    let mut settings = settings();
    settings.webhook_url = Some(receiver.url());
    let twikey = Twikey::with(settings).await;
    twikey.signed("1", "C-1").await;
    for number in 0..20 {
        twikey.invoice(&format!("INV-{number}"), "C-1", 100.0).await;
    }
    twikey.sandbox.webhooks_tried().await;
    let before = receiver.queries().len();

    twikey.run_bank().await;
    twikey.sandbox.webhooks_tried().await;

    let rung = receiver.queries().split_off(before);
    assert!(!rung.is_empty() && rung.len() < 20, "{rung:?}");
    assert!(rung.iter().all(|query| query == "type=payment"));
}
