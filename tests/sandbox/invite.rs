use chrono::TimeDelta;
use reqwest::Method;
use serde_json::Value;

use crate::helpers::{IBAN, Receiver, Twikey, noon, settings};

#[tokio::test]
async fn an_invitation_gives_a_reference_and_a_link() {
    let twikey = Twikey::start().await;

    let answer = twikey.client.post("/invite", &[("ct", "1"), ("customerNumber", "C-1"), ("l", "nl")]).await;

    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["mndtId"], "CORE00001");
    let (url, key) = (answer.body["url"].as_str().unwrap(), answer.body["key"].as_str().unwrap());
    assert_eq!(url, format!("{}/sandbox/{key}", twikey.sandbox.public_url()));
    assert_eq!(twikey.state_of("CORE00001").await, "PREPARED");
}

#[tokio::test]
async fn the_creditors_own_reference_is_kept_in_upper_case_and_found_in_any() {
    let twikey = Twikey::start().await;

    let answer = twikey.client.post("/prepare", &[("ct", "1"), ("mandateNumber", "acme-7")]).await;

    assert_eq!(answer.body["mndtId"], "ACME-7");
    assert_eq!(twikey.state_of("ACME-7").await, "PREPARED");
    assert_eq!(twikey.state_of("acme-7").await, "PREPARED");
    let again = twikey.client.post("/invite", &[("ct", "1"), ("mandateNumber", "ACME-7")]).await;
    assert_eq!(again.code(), "err_duplicate_ref");
}

#[tokio::test]
async fn wrong_values_are_refused_with_twikeys_codes() {
    let twikey = Twikey::start().await;
    let cases = [
        (("iban", "BE16645348971175"), "err_invalid_iban", "iban"),
        (("bic", "NO"), "err_invalid_params", "bic"),
        (("email", "jan"), "err_invalid_email", "email"),
        (("country", "XX"), "err_invalid_country", "country"),
        (("l", "zz"), "err_invalid_lang", "l"),
        (("mobile", "0499123445"), "err_invalid_params", "mobile"),
        (("ed", "1"), "err_invalid_date", "ed"),
        (("mandateNumber", "ACME_7"), "err_invalid_params", "mandateNumber"),
        (("sendInvite", "pigeon"), "err_invalid_params", "sendInvite"),
        (("sendInvite", "true"), "err_missing_params", "email"),
        (("sendInvite", "sms"), "err_missing_params", "mobile"),
    ];
    for (field, code, extra) in cases {
        let answer = twikey.client.post("/invite", &[("ct", "1"), field]).await;
        assert_eq!((answer.code(), &answer.body["extra"]), (code, &Value::from(extra)), "{field:?}");
    }
    for ct in ["", "9", "one"] {
        assert_eq!(twikey.client.post("/invite", &[("ct", ct)]).await.code(), "err_no_such_ct");
    }
    let state = twikey.console(Method::GET, "/state", Value::Null).await;
    assert_eq!(state.body["mandates"], serde_json::json!([]), "a refused invitation leaves nothing behind");
}

#[tokio::test]
async fn a_new_invitation_takes_the_place_of_the_customers_unsigned_one() {
    let receiver = Receiver::start();
    let mut settings = settings();
    settings.webhook_url = Some(receiver.url());
    let twikey = Twikey::with(settings).await;
    let first = twikey.invite("1", "C-1").await;
    let of_another = twikey.invite("1", "C-2").await;

    let second = twikey.invite("1", "C-1").await;
    twikey.sandbox.webhooks_tried().await;

    assert_eq!(twikey.state_of(&first).await, "err_no_contract");
    assert_eq!(twikey.state_of(&second).await, "PREPARED");
    assert_eq!(twikey.state_of(&of_another).await, "PREPARED");
    let removed = format!("type=contract&mandateNumber={first}&event=Invite&state=PREPARED&reason=removed");
    assert_eq!(receiver.queries(), [removed]);
    assert_eq!(twikey.client.feed().await, [] as [Value; 0], "the feed stays silent about unsigned mandates");
}

#[tokio::test]
async fn check_returns_a_valid_mandate_without_a_link() {
    let twikey = Twikey::start().await;
    let signed = twikey.invite("1", "C-1").await;
    twikey.sign(&signed, IBAN).await;

    let checked = twikey.client.post("/invite", &[("ct", "1"), ("customerNumber", "C-1"), ("check", "true")]).await;
    let unchecked = twikey.client.post("/invite", &[("ct", "1"), ("customerNumber", "C-1")]).await;

    assert_eq!(checked.text, format!(r#"{{"mndtId":"{signed}"}}"#));
    assert_ne!(unchecked.body["mndtId"], *signed);
    assert!(unchecked.body["url"].is_string());
}

#[tokio::test]
async fn a_link_expires_at_its_date_and_only_the_webhook_says_so() {
    let receiver = Receiver::start();
    let mut settings = settings();
    settings.webhook_url = Some(receiver.url());
    let twikey = Twikey::with(settings).await;
    let expiry = (noon() + TimeDelta::days(14)).timestamp_millis().to_string();
    let answer = twikey.client.post("/invite", &[("ct", "1"), ("ed", &expiry)]).await;
    let reference = answer.body["mndtId"].as_str().unwrap();

    twikey.advance(TimeDelta::days(13));
    assert_eq!(twikey.sign(reference, "BE00").await.code(), "err_invalid_iban", "the link still works");
    twikey.sandbox.webhooks_tried().await;
    assert_eq!(receiver.queries(), [] as [String; 0]);
    twikey.advance(TimeDelta::days(1));
    twikey.sandbox.webhooks_tried().await;

    let expired = format!("type=contract&mandateNumber={reference}&event=Invite&state=PREPARED&reason=expired");
    assert_eq!(receiver.queries(), [expired]);
    assert_eq!(twikey.sign(reference, IBAN).await.code(), "err_invalid_state");
    let client = crate::helpers::Client::login(&twikey.sandbox, mandato::sandbox::API_KEY).await;
    assert_eq!(client.feed().await, [] as [Value; 0]);
}

#[tokio::test]
async fn an_opened_link_lives_for_half_a_year_and_an_unopened_one_for_a_year() {
    let twikey = Twikey::start().await;
    let unopened = twikey.invite("1", "C-1").await;
    let opened = twikey.invite("1", "C-2").await;
    let attempt = serde_json::json!({ "outcome": "cancel", "method": "visa" });
    twikey.console(Method::POST, &format!("/mandates/{opened}/signature"), attempt).await;
    let standing = |reference: &str| twikey.sandbox.change(|world, _| world.mandates[reference].standing.code());

    twikey.advance(TimeDelta::days(190));
    assert_eq!((standing(&unopened), standing(&opened)), ("PREPARED", "EXPIRED"));
    twikey.advance(TimeDelta::days(180));
    assert_eq!(standing(&unopened), "EXPIRED");
}

#[tokio::test]
async fn an_invitation_by_mail_arrives_in_the_customers_language() {
    let twikey = Twikey::start().await;
    let form = [("ct", "1"), ("email", "els@example.com"), ("l", "nl"), ("sendInvite", "true")];

    let answer = twikey.client.post("/invite", &form).await;

    let mailbox = twikey.console(Method::GET, "/mailbox", Value::Null).await;
    let mail = &mailbox.body[0];
    assert_eq!(mail["to"][0], "els@example.com");
    assert_eq!(mail["subject"], "Gelieve uw SEPA-mandaat te ondertekenen");
    assert!(mail["text"].as_str().unwrap().contains(answer.body["url"].as_str().unwrap()));
}
