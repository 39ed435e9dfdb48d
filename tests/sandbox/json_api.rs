//! The JSON API under `/_sandbox`: what is not tested beside the thing it plays.

use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{BIC, IBAN, REFUSED_IBAN, Twikey};

#[tokio::test]
async fn a_mandate_is_shown_with_its_customer_history_and_signing_address() {
    let twikey = Twikey::start().await;
    let reference = twikey.invite("1", "C-1").await;
    twikey.sign(&reference, IBAN).await;

    let mandate = twikey.console(Method::GET, &format!("/mandates/{reference}"), Value::Null).await.body;

    assert_eq!((&mandate["standing"], &mandate["scheme"]), (&json!("SIGNED"), &json!("CORE")));
    assert_eq!((&mandate["iban"], &mandate["bic"]), (&json!(IBAN), &json!(BIC)));
    assert_eq!(mandate["customer"]["number"], "C-1");
    assert!(mandate["signing_url"].as_str().unwrap().starts_with(twikey.sandbox.public_url()));
    let history: Vec<_> = mandate["history"].as_array().unwrap().iter().map(|it| it["what"].clone()).collect();
    assert_eq!(history, ["prepared", "link_opened", "signed"]);
    assert_eq!(twikey.console(Method::GET, "/mandates/NONE", Value::Null).await.status, 404);
}

#[tokio::test]
async fn the_world_can_be_played_call_by_call() {
    let twikey = Twikey::start().await;
    let reference = twikey.invite("1", "C-1").await;
    twikey.sign(&reference, IBAN).await;
    let open = twikey.invite("1", "C-2").await;
    let at = |what: &str| format!("/mandates/{reference}/{what}");
    let play = async |method: Method, path: String, body: Value| {
        twikey.console(method, &path, body).await.body["standing"].as_str().unwrap_or("refused").to_owned()
    };

    assert_eq!(play(Method::POST, at("suspension"), Value::Null).await, "SUSPENDED");
    assert_eq!(play(Method::DELETE, at("suspension"), Value::Null).await, "SIGNED");
    assert_eq!(play(Method::PUT, at("account"), json!({ "iban": REFUSED_IBAN })).await, "SIGNED");
    assert_eq!(play(Method::PUT, at("account"), json!({ "iban": "BE00" })).await, "refused");
    assert_eq!(play(Method::POST, at("expiry"), Value::Null).await, "refused", "it is signed");
    assert_eq!(play(Method::POST, at("cancellation"), Value::Null).await, "CANCELLED");
    assert_eq!(play(Method::POST, format!("/mandates/{open}/expiry"), Value::Null).await, "EXPIRED");
}

#[tokio::test]
async fn the_state_says_what_will_happen_next() {
    let twikey = Twikey::start().await;
    let reference = twikey.invite("2", "C-1").await;
    twikey.sign(&reference, IBAN).await;

    let state = twikey.console(Method::GET, "/state", Value::Null).await.body;
    let moved = twikey.console(Method::POST, "/clock", json!({ "advance_seconds": 300 })).await.body;

    assert_eq!(state["next_moment"], "2026-11-23T12:05:00Z");
    assert_eq!(moved["now"], "2026-11-23T12:05:00Z");
    assert_eq!(twikey.state_of(&reference).await, "SIGNED");
    assert_eq!(twikey.console(Method::POST, "/clock", json!({ "advance_seconds": -1 })).await.status, 400);
}

#[tokio::test]
async fn settings_change_one_by_one_and_null_takes_one_away() {
    let twikey = Twikey::start().await;
    let change = json!({
        "exit_url": "https://portal.example/{0}",
        "creditor_name": "Firma AG",
        "profiles": { "1": { "number_prefix": "acme", "attributes": [{ "name": "plate", "type": "text", "options": [] }] } },
    });

    let changed = twikey.console(Method::PUT, "/settings", change).await.body;
    let cleared = twikey.console(Method::PUT, "/settings", json!({ "exit_url": null })).await.body;

    assert_eq!(changed["exit_url"], "https://portal.example/{0}");
    assert_eq!((&cleared["exit_url"], &cleared["creditor"]["name"]), (&Value::Null, &json!("Firma AG")));
    let form = [("ct", "1"), ("method", "import"), ("iban", IBAN), ("plate", "1-ABC-234")];
    assert_eq!(twikey.client.post("/sign", &form).await.body["MndtId"], "ACME00001");
    let entry = twikey.client.feed().await.remove(0);
    assert_eq!(entry["Mndt"]["Cdtr"]["Nm"], "Firma AG");
    let data = entry["Mndt"]["SplmtryData"].as_array().unwrap();
    assert!(data.contains(&json!({ "Key": "plate", "Value": "1-ABC-234" })));
    let unknown = json!({ "profiles": { "9": {} } });
    assert_eq!(twikey.console(Method::PUT, "/settings", unknown).await.body["code"], "err_no_such_ct");
}

#[tokio::test]
async fn ended_sessions_make_clients_log_in_again() {
    let twikey = Twikey::start().await;

    twikey.console(Method::DELETE, "/sessions", Value::Null).await;

    assert_eq!(twikey.client.get("/mandate").await.status, 401);
}

#[tokio::test]
async fn a_pending_b2b_mandate_can_be_in_the_feed_when_the_settings_say_so() {
    let twikey = Twikey::start().await;
    twikey.console(Method::PUT, "/settings", json!({ "pending_in_feed": true, "bank_seconds": 60 })).await;
    let reference = twikey.invite("2", "C-1").await;
    twikey.sign(&reference, IBAN).await;

    assert_eq!(twikey.client.feed().await.len(), 1);
    twikey.advance(chrono::TimeDelta::minutes(1));
    assert_eq!(twikey.client.feed().await.len(), 1);
}
