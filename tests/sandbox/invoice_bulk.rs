use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::helpers::{Answer, Twikey, invoice};

async fn result(twikey: &Twikey, created: &Answer) -> Answer {
    twikey.client.get(&format!("/invoice/bulk?batchId={}", created.body["batchId"].as_str().unwrap())).await
}

#[tokio::test]
async fn many_invoices_are_booked_in_one_call_and_one_that_is_refused_holds_up_no_other() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let mut known_id = invoice("INV-2", "C-2", 100.0);
    known_id["id"] = json!("d9e601e7-18ee-4a88-a71c-bc68ace0021e");
    known_id["amount"] = json!("much");
    let mut again = invoice("INV-4", "C-4", 100.0);
    again["id"] = json!("58073359-7fd0-4683-a60f-8c08096a189e");
    let rows = json!([
        invoice("INV-1", "C-1", 100.0),
        known_id,
        invoice("INV-1", "C-3", 100.0),
        "no invoice",
        again.clone(),
        again,
    ]);

    let created = twikey.client.post_json("/invoice/bulk", &rows).await;
    let done = result(&twikey, &created).await;

    assert_eq!(done.status, 200, "few rows are ready at once");
    let rows = done.body.as_array().unwrap();
    let statuses: Vec<_> = rows.iter().map(|row| row["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["OK", "err_invalid_amount", "err_duplicate_ref", "err_invalid_params", "OK", "OK"]);
    assert_eq!((&rows[1]["id"], &rows[1]["extra"]), (&json!("d9e601e7-18ee-4a88-a71c-bc68ace0021e"), &json!("amount")));
    assert_eq!(twikey.state_of_invoice(rows[0]["id"].as_str().unwrap()).await, "PENDING");
    assert_eq!(twikey.client.invoices().await.len(), 2);
}

#[tokio::test]
async fn a_batch_is_ready_after_a_moment_and_unknown_ones_are_refused() {
    let twikey = Twikey::start().await;
    let many = |name: &str| Value::Array((0..11).map(|row| invoice(&format!("{name}-{row}"), "C-1", 100.0)).collect());
    let looked_at = twikey.client.post_json("/invoice/bulk", &many("A")).await;
    let waited_for = twikey.client.post_json("/invoice/bulk", &many("B")).await;

    assert_eq!(result(&twikey, &looked_at).await.status, 409);
    assert_eq!(result(&twikey, &looked_at).await.body[10]["status"], "OK");
    twikey.advance(TimeDelta::seconds(1));
    assert_eq!(result(&twikey, &waited_for).await.body[10]["status"], "OK");
    for unknown in ["?batchId=3d775df4-c339-4c39-828f-6746b7a4c210", "?batchId=nonsense"] {
        assert_eq!(twikey.client.get(&format!("/invoice/bulk{unknown}")).await.code(), "err_not_found");
    }
    assert_eq!(twikey.client.get("/invoice/bulk").await.code(), "err_missing_params");
}

#[tokio::test]
async fn a_call_takes_five_thousand_invoices_and_no_more() {
    let twikey = Twikey::start().await;
    let row = invoice("INV-1", "C-1", 100.0);

    let too_many = twikey.client.post_json("/invoice/bulk", &Value::Array(vec![row; 5001])).await;

    assert_eq!(too_many.code(), "err_invalid_params");
    assert_eq!(twikey.client.post_json("/invoice/bulk", &json!({})).await.code(), "err_invalid_params");
    assert_eq!(twikey.client.post_json("/invoice/bulk", &json!([])).await.code(), "err_invalid_params");
    let rows: Vec<_> =
        (0..5000).map(|number| invoice(&format!("INV-{number}"), &format!("C-{number}"), 100.0)).collect();
    let created = twikey.client.post_json("/invoice/bulk", &Value::Array(rows)).await;
    result(&twikey, &created).await;
    let done = result(&twikey, &created).await.body;
    assert!(done.as_array().unwrap().iter().all(|row| row["status"] == "OK"));
}
