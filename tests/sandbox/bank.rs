use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{IBAN, REFUSED_IBAN, Receiver, Twikey, settings};

#[tokio::test]
async fn a_b2b_mandate_waits_for_its_bank_and_is_then_active() {
    let receiver = Receiver::start();
    let mut settings = settings();
    settings.webhook_url = Some(receiver.url());
    let twikey = Twikey::with(settings).await;
    let reference = twikey.invite("2", "C-1").await;

    let signed = twikey.sign(&reference, IBAN).await;
    let waiting = (twikey.state_of(&reference).await, twikey.client.feed().await);
    twikey.advance(TimeDelta::minutes(5));
    twikey.sandbox.webhooks_tried().await;

    assert_eq!(signed.body["status"], "pending");
    assert_eq!(waiting, ("SIGNED_PENDING_DEBTOR_BANK".to_owned(), Vec::<Value>::new()));
    assert_eq!(twikey.state_of(&reference).await, "SIGNED");
    assert_eq!(twikey.client.feed().await[0]["Mndt"]["LclInstrm"], "B2B");
    let call =
        |event| format!("type=contract&mandateNumber={reference}&event={event}&state=SIGNED_PENDING_DEBTOR_BANK");
    assert_eq!(receiver.queries(), [call("Sign"), call("AcceptedBank")]);
}

#[tokio::test]
async fn a_bank_that_refuses_ends_the_mandate() {
    let twikey = Twikey::start().await;
    let reference = twikey.invite("2", "C-1").await;
    twikey.sign(&reference, REFUSED_IBAN).await;

    let run = twikey.console(Method::POST, "/bank-run", Value::Null).await;

    assert_eq!(run.body["decisions"], json!([{ "reference": reference, "accepted": false }]));
    assert_eq!(twikey.state_of(&reference).await, "CANCELLED");
    assert!(twikey.client.feed().await[0]["CxlRsn"]["Rsn"].is_string());
    let again = twikey.console(Method::POST, "/bank-run", Value::Null).await;
    assert_eq!(again.body["decisions"], json!([]));
}

#[tokio::test]
async fn with_manual_check_the_bank_decides_only_when_it_is_run() {
    let twikey = Twikey::start().await;
    let reference = twikey.invite("2", "C-1").await;
    let action = format!("/mandate/{reference}/action");
    twikey.client.post(&action, &[("type", "manualCheck")]).await;
    twikey.sign(&reference, IBAN).await;

    twikey.advance(TimeDelta::hours(1));
    assert_eq!(twikey.state_of(&reference).await, "SIGNED_PENDING_DEBTOR_BANK");
    twikey.client.post(&action, &[("type", "automaticCheck")]).await;
    twikey.advance(TimeDelta::minutes(5));
    assert_eq!(twikey.state_of(&reference).await, "SIGNED");
}
