use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::helpers::{Answer, Twikey, invoice};

async fn hand_over(twikey: &Twikey, rows: &Value) -> String {
    let answer = twikey.client.post_json("/transaction/bulk", rows).await;
    answer.body["batchId"].as_str().unwrap_or_else(|| panic!("{}", answer.text)).to_owned()
}

async fn result(twikey: &Twikey, batch: &str) -> Answer {
    twikey.client.get(&format!("/transaction/bulk?batchId={batch}")).await
}

#[tokio::test]
async fn each_debit_of_a_batch_is_made_or_refused_by_itself() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let unsigned = twikey.invite("1", "C-2").await;
    let rows = json!([
        { "mndtId": mandate, "message": "Order 7", "amount": 10.5, "reqcolldt": "2026-12-01" },
        { "mndtId": unsigned, "message": "Order 8", "amount": 10, "ref": "eight" },
        { "mndtId": mandate, "message": "Order 9", "amount": "much" },
        "nothing",
    ]);

    let batch = hand_over(&twikey, &rows).await;

    let rows = result(&twikey, &batch).await.body;
    assert_eq!(rows[0], json!({ "id": 1, "ref": null, "mndtId": mandate, "status": "OK" }), "ready at the first look");
    assert_eq!(
        (&rows[1]["id"], &rows[1]["ref"], &rows[1]["status"]),
        (&Value::Null, &json!("eight"), &json!("err_invalid_state"))
    );
    assert_eq!((&rows[2]["status"], &rows[3]["status"]), (&json!("err_invalid_amount"), &json!("err_invalid_params")));
    let made = twikey.client.get("/transaction/detail?id=1").await.body["Entries"][0].clone();
    assert_eq!((&made["amount"], &made["reqcolldt"]), (&json!(10.5), &json!("2026-12-01")));
}

#[tokio::test]
async fn a_large_batch_takes_a_moment() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let row = json!({ "mndtId": mandate, "message": "Order 7", "amount": 10 });

    let batch = hand_over(&twikey, &json!(vec![row; 11])).await;

    assert_eq!(result(&twikey, &batch).await.status, 409);
    twikey.advance(TimeDelta::seconds(1));
    assert_eq!(result(&twikey, &batch).await.body.as_array().unwrap().len(), 11);
}

#[tokio::test]
async fn what_is_no_batch_of_debits_is_refused() {
    let twikey = Twikey::start().await;
    let invoices = json!([invoice("INV-1", "C-1", 100.0)]);
    let invoices = twikey.client.post_json("/invoice/bulk", &invoices).await.body["batchId"].clone();

    assert_eq!(twikey.client.post_json("/transaction/bulk", &json!({})).await.code(), "err_invalid_params");
    assert_eq!(result(&twikey, "d9e601e7-18ee-4a88-a71c-bc68ace0021e").await.code(), "err_not_found");
    assert_eq!(result(&twikey, invoices.as_str().unwrap()).await.code(), "err_not_found", "that one has invoices");
}
