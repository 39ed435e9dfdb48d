use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{Answer, IBAN, Twikey};

async fn subscribe(twikey: &Twikey, mandate: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = more.to_vec();
    form.extend([("mndtId", mandate), ("message", "Membership"), ("ref", "SUB-1"), ("amount", "10")]);
    form.push(("start", "2026-12-01"));
    twikey.client.post("/subscription", &form).await
}

async fn shown(twikey: &Twikey, mandate: &str) -> Value {
    twikey.client.get(&format!("/subscription/{mandate}/SUB-1")).await.body
}

fn debits(twikey: &Twikey) -> Vec<String> {
    twikey.sandbox.change(|world, _| world.debits.values().map(|debit| debit.date.date_naive().to_string()).collect())
}

#[tokio::test]
async fn a_subscription_makes_its_debits_and_closes_after_the_last_one() {
    let mut twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;

    let made = subscribe(&twikey, &mandate, &[("recurrence", "2m"), ("stopAfter", "2")]).await.body;
    twikey.days_pass(30).await;
    let once = shown(&twikey, &mandate.to_lowercase()).await;
    twikey.days_pass(200).await;

    let expected = json!({
        "id": 1, "state": "active", "amount": 10.0, "message": "Membership", "ref": "SUB-1", "plan": 0, "runs": 0,
        "stopAfter": 2, "start": "2026-12-01", "last": null, "next": "2026-12-01", "recurrence": "2m",
        "mndtId": mandate,
    });
    assert_eq!(made, expected);
    assert_eq!((&once["runs"], &once["last"], &once["next"]), (&json!(1), &json!("2026-12-01"), &json!("2027-02-01")));
    assert_eq!(debits(&twikey), ["2026-12-01", "2027-02-01"]);
    let closed = shown(&twikey, &mandate).await;
    assert_eq!((&closed["state"], &closed["runs"], &closed["next"]), (&json!("closed"), &json!(2), &Value::Null));
    let debit = twikey.client.get("/transaction/detail?ref=SUB-1").await.body["Entries"][0].clone();
    assert_eq!((&debit["msg"], &debit["amount"]), (&json!("Membership"), &json!(10.0)));
}

#[tokio::test]
async fn what_is_wrong_with_a_subscription_is_named() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let unsigned = twikey.invite("1", "C-2").await;
    let refusal = async |more: &[(&str, &str)]| subscribe(&twikey, &mandate, more).await.code().to_owned();

    assert_eq!(refusal(&[("start", "2026-11-23")]).await, "err_invalid_date", "not a day to come");
    assert_eq!(refusal(&[("start", "")]).await, "err_missing_params");
    assert_eq!(refusal(&[("amount", "0")]).await, "err_invalid_amount");
    assert_eq!(refusal(&[("recurrence", "5m")]).await, "err_invalid_params");
    assert_eq!(refusal(&[("message", "€")]).await, "err_invalid_sepachars");
    assert_eq!(subscribe(&twikey, "NONE", &[]).await.code(), "err_no_contract");
    assert_eq!(subscribe(&twikey, &unsigned, &[]).await.code(), "err_invalid_state");
    assert_eq!(subscribe(&twikey, &mandate, &[]).await.status, 200);
    assert_eq!(refusal(&[]).await, "err_duplicate_ref");
    assert_eq!(twikey.client.get(&format!("/subscription/{mandate}/NONE")).await.code(), "err_not_found");
}

#[tokio::test]
async fn a_subscription_is_changed_suspended_resumed_and_cancelled() {
    let mut twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    subscribe(&twikey, &mandate, &[]).await;
    let path = format!("/subscription/{mandate}/SUB-1");

    assert_eq!(twikey.client.post(&path, &[("amount", "149")]).await.status, 204);
    let partly = Answer::of(twikey.client.request(Method::PATCH, &format!("{path}?message=Updated"))).await;
    assert_eq!((partly.status.as_u16(), &partly.body["message"]), (200, &json!("Updated")));
    let changed = shown(&twikey, &mandate).await;
    assert_eq!((&changed["amount"], &changed["message"]), (&json!(149.0), &json!("Updated")));
    assert_eq!(twikey.client.post(&path, &[("start", "2026-12-10")]).await.status, 204);
    assert_eq!(twikey.client.post(&format!("{path}/suspend"), &[]).await.status, 204);
    twikey.days_pass(60).await;
    assert_eq!(shown(&twikey, &mandate).await["state"], "suspended");
    assert_eq!(twikey.client.post(&format!("{path}/resume"), &[]).await.status, 204);
    assert_eq!(twikey.client.post(&format!("{path}/dance"), &[]).await.code(), "err_invalid_params");
    twikey.days_pass(30).await;

    assert_eq!(debits(&twikey), ["2027-02-10"], "what was missed is not made up for");
    assert_eq!(twikey.client.delete(&path).await.status, 204);
    assert_eq!(twikey.client.delete(&path).await.code(), "err_invalid_state");
    twikey.days_pass(60).await;
    assert_eq!((debits(&twikey).len(), &shown(&twikey, &mandate).await["state"]), (1, &json!("cancelled")));
    assert_eq!(subscribe(&twikey, &mandate, &[("start", "2028-01-01")]).await.status, 200, "its key is free again");
}

#[tokio::test]
async fn a_subscription_moves_to_another_mandate_and_ends_with_it() {
    let mut twikey = Twikey::start().await;
    let first = twikey.signed("1", "C-1").await;
    let second = twikey.signed("1", "C-2").await;
    subscribe(&twikey, &first, &[]).await;

    twikey.client.post(&format!("/subscription/{first}/SUB-1"), &[("mndtId", &second)]).await;
    twikey.client.post("/mandate/update", &[("mndtId", &second), ("state", "passive")]).await;
    twikey.days_pass(10).await;
    let resting = shown(&twikey, &second).await;
    twikey.client.delete(&format!("/mandate?mndtId={second}&rsn=x")).await;
    twikey.days_pass(30).await;

    assert_eq!(
        (&resting["runs"], &resting["next"]),
        (&json!(0), &json!("2027-01-01")),
        "none without a mandate in use"
    );
    assert_eq!(shown(&twikey, &second).await["state"], "cancelled");
    assert_eq!(debits(&twikey), [] as [String; 0]);
    assert_eq!(twikey.client.get(&format!("/subscription/{first}/SUB-1")).await.code(), "err_not_found");
}

#[tokio::test]
async fn subscriptions_are_found_by_mandate_customer_and_state() {
    let twikey = Twikey::start().await;
    let one = twikey.signed("1", "C-1").await;
    let form = [("ct", "1"), ("method", "import"), ("iban", IBAN), ("customerNumber", "C-2")];
    let two = twikey.client.post("/sign", &form).await.body["MndtId"].as_str().unwrap().to_owned();
    subscribe(&twikey, &one, &[]).await;
    subscribe(&twikey, &two, &[]).await;
    twikey.client.delete(&format!("/subscription/{two}/SUB-1")).await;
    let found = async |query: &str| {
        let answer = twikey.client.get(&format!("/subscription/query?{query}")).await;
        let all = answer.body["Subscriptions"].as_array().cloned().unwrap_or_default();
        all.iter().map(|it| it["mndtId"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    assert_eq!(found("").await, [one.clone(), two.clone()]);
    assert_eq!(found(&format!("mndtId={}", one.to_lowercase())).await.join(" "), one);
    assert_eq!(found("customerNumber=C-2").await.join(" "), two);
    assert_eq!((found("state=active").await, found("state=cancelled").await), (vec![one], vec![two]));
    let limited = twikey.client.get("/subscription/query").await;
    assert!(limited.header("x-rate-limit-remaining").is_some());
}
