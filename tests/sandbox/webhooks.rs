use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{IBAN, Receiver, Twikey, settings};

async fn with_receiver() -> (Twikey, Receiver) {
    let receiver = Receiver::start();
    let mut settings = settings();
    settings.webhook_url = Some(receiver.url());
    settings.api_key = "5845FD1A3D1A9915EA9C879BAF6D1DDE5B457143".into();
    (Twikey::with(settings).await, receiver)
}

#[tokio::test]
async fn the_test_button_sends_the_documented_call_with_its_signature() {
    let (twikey, receiver) = with_receiver().await;

    let pressed = twikey.console(Method::POST, "/webhook-test", Value::Null).await;
    twikey.console(Method::POST, "/quiet", Value::Null).await;

    assert_eq!(pressed.body, json!({ "webhooks": 1 }));
    let call = &receiver.calls()[0];
    assert_eq!(call.query, "msg=dummytest&type=event");
    // The known signature for this key (source 6).
    assert_eq!(call.signature, "F4460212D0DE44494EF95EDA0D2A49603F6540855205740BA0263B7CD18A4A06");
}

#[tokio::test]
async fn a_signed_mandate_rings_once() {
    let (twikey, receiver) = with_receiver().await;
    twikey.client.post("/invite", &[("ct", "1"), ("mandateNumber", "ACME00012")]).await;

    twikey.sign("ACME00012", IBAN).await;
    twikey.sandbox.webhooks_tried().await;

    let calls = receiver.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].query, "type=contract&mandateNumber=ACME00012&event=Sign&state=SIGNED");
    assert_eq!(calls[0].signature, "F80220EBB552731D876FA8009C7C94ED5C2CFD3415D2EF126D037E5D43766909");
}

#[tokio::test]
async fn a_receiver_that_fails_is_called_again_after_one_five_and_thirty_minutes() {
    let (twikey, receiver) = with_receiver().await;
    receiver.refuse_with(500);
    twikey.console(Method::POST, "/webhook-test", Value::Null).await;

    let mut calls = Vec::new();
    for minutes in [0, 1, 5, 30, 600] {
        twikey.advance(TimeDelta::minutes(minutes));
        twikey.sandbox.webhooks_tried().await;
        calls.push(receiver.calls().len());
    }

    assert_eq!(calls, [1, 2, 3, 4, 4]);
    let log = twikey.console(Method::GET, "/webhooks", Value::Null).await;
    assert_eq!(log.body[0]["status"]["state"], "given_up");
    assert_eq!(log.body[0]["tries"][0]["status"], 500);

    receiver.refuse_with(204);
    let id = &log.body[0]["id"];
    twikey.console(Method::POST, &format!("/webhooks/{id}/repetition"), Value::Null).await;
    twikey.sandbox.webhooks_tried().await;
    let log = twikey.console(Method::GET, "/webhooks", Value::Null).await;
    assert_eq!(log.body[0]["status"]["state"], "delivered");
}

#[tokio::test]
async fn a_receiver_that_is_not_there_is_in_the_log() {
    let twikey = Twikey::start().await;
    // Nobody listens on the port of a sandbox that has stopped.
    let gone = Twikey::start().await;
    let url = format!("{}/hook", gone.sandbox.public_url());
    gone.sandbox.stop().await;
    twikey.console(Method::PUT, "/settings", json!({ "webhook_url": url })).await;

    twikey.console(Method::POST, "/webhook-test", Value::Null).await;
    twikey.sandbox.webhooks_tried().await;

    let log = twikey.console(Method::GET, "/webhooks", Value::Null).await;
    assert!(log.body[0]["tries"][0]["error"].as_str().unwrap().contains("refused"), "{}", log.text);
}
