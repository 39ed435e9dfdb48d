use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::helpers::Twikey;

#[tokio::test]
async fn a_collection_sends_what_waits_in_its_profile() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    twikey.signed("2", "C-2").await;
    twikey.invoice("INV-1", "C-1", 100.0).await;
    twikey.invoice("INV-2", "C-1", 50.5).await;

    let sent = twikey.client.post("/collect", &[("ct", "1"), ("colltndt", "2026-11-25")]).await.body;
    let nothing = twikey.client.post("/collect", &[("ct", "1")]).await.body;
    let other = twikey.client.post("/collect", &[("ct", "2")]).await.body;

    let name = sent["rcurMsgId"].as_str().unwrap().to_owned();
    assert_eq!(nothing, json!({ "frstMsgId": null, "rcurMsgId": null }));
    assert_eq!(other, nothing, "the mandate of another profile has no debit");
    let batch = twikey.client.get(&format!("/collect?pmtinfid={name}")).await;
    assert!(batch.header("x-rate-limit-remaining").is_some());
    assert_eq!(
        batch.body["Sdds"],
        json!([{ "id": 1, "pmtinfid": name, "ct": 1, "tx": 2, "amount": 150.5, "final": false }])
    );
    twikey.advance(TimeDelta::minutes(5));
    assert_eq!(twikey.client.get("/collect?id=1").await.body["Sdds"][0]["final"], true);
    let last = twikey.client.get("/invoice/INV-1?include=lastpayment").await.body;
    assert_eq!(last["lastpayment"][0]["pmtinf"], json!(name));
}

#[tokio::test]
async fn a_debit_is_collected_on_its_day_and_only_once() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let form = [("mndtId", mandate.as_str()), ("message", "later"), ("amount", "50"), ("reqcolldt", "2026-11-25")];
    twikey.client.post("/transaction", &form).await;
    let collect = async |more: &[(&str, &str)]| {
        let form = [&[("ct", "1")], more].concat();
        twikey.client.post("/collect", &form).await.body["rcurMsgId"].clone()
    };

    assert_eq!(collect(&[]).await, Value::Null, "not before its day");
    assert_eq!(collect(&[("until", "1"), ("colltndt", "2026-11-25")]).await, Value::Null, "made later");
    assert!(collect(&[("colltndt", "2026-11-25")]).await.is_string());
    assert_eq!(collect(&[("colltndt", "2026-11-25")]).await, Value::Null);
    assert_eq!(twikey.client.post("/collect", &[("ct", "9")]).await.code(), "err_no_such_ct");
    assert_eq!(twikey.client.post("/collect", &[]).await.code(), "err_no_such_ct");
    assert_eq!(twikey.client.post("/collect", &[("ct", "1"), ("colltndt", "soon")]).await.code(), "err_invalid_date");
}

#[tokio::test]
async fn collections_are_listed_by_profile_and_dates() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    twikey.invoice("INV-1", "C-1", 100.0).await;
    twikey.client.post("/collect", &[("ct", "1")]).await;
    let list = async |query: &str| {
        let answer = twikey.client.get(&format!("/collect/query?{query}")).await;
        answer.body["collections"].as_array().map_or(0, Vec::len)
    };

    assert_eq!(list("ct=1").await, 1);
    assert_eq!(list("ct=2").await, 0);
    assert_eq!(list("generated=2026-11-23&state=sent").await, 1);
    assert_eq!(list("from=2026-11-24").await, 0);
    assert_eq!(list("until=2026-11-23").await, 0);
    assert_eq!(list("page=1").await, 0);
    let batch = twikey.client.get("/collect/query").await.body["collections"][0].clone();
    assert_eq!(
        (&batch["amount"], &batch["status"], &batch["reqcolldt"]),
        (&json!("100.00"), &json!("Sent"), &json!("2026-11-23"))
    );
    assert_eq!(twikey.client.get("/collect/query?state=lost").await.code(), "err_invalid_state");
}
