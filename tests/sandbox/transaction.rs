use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{Answer, Twikey};

async fn debit(twikey: &Twikey, mandate: &str, amount: &str, reference: &str) -> u64 {
    let form = [("mndtId", mandate), ("message", "Order 7"), ("amount", amount), ("ref", reference)];
    let answer = twikey.client.post("/transaction", &form).await;
    answer.body["Entries"][0]["id"].as_u64().unwrap_or_else(|| panic!("{}", answer.text))
}

async fn changed(twikey: &Twikey) -> Vec<Value> {
    let answer = twikey.client.get("/transaction?include=seq&include=collection&include=lastupdate").await;
    answer.body["Entries"].as_array().unwrap().clone()
}

async fn detail(twikey: &Twikey, query: &str) -> Vec<u64> {
    let answer = twikey.client.get(&format!("/transaction/detail?{query}")).await;
    answer.body["Entries"].as_array().unwrap().iter().map(|entry| entry["id"].as_u64().unwrap()).collect()
}

async fn act(twikey: &Twikey, id: u64, action: &str) -> Answer {
    twikey.client.post("/transaction/action", &[("id", &id.to_string()), ("action", action)]).await
}

#[tokio::test]
async fn a_debit_is_made_with_a_signed_mandate_and_answered_by_the_bank() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let paid = debit(&twikey, &mandate.to_lowercase(), "50.5", "one").await;
    let failed = debit(&twikey, &mandate, "5", "two").await;

    let open = changed(&twikey).await;
    twikey.advance(TimeDelta::minutes(5));
    let answered = changed(&twikey).await;

    assert_eq!(
        (&open[0]["state"], &open[0]["final"], &open[0]["amount"]),
        (&json!("OPEN"), &json!(false), &json!(50.5))
    );
    assert_eq!(
        (&open[0]["mndtId"], &open[0]["msg"], &open[0]["ref"]),
        (&json!(mandate), &json!("Order 7"), &json!("one"))
    );
    assert_eq!(
        (&answered[0]["id"], &answered[0]["state"], &answered[0]["final"]),
        (&json!(paid), &json!("PAID"), &json!(true))
    );
    assert_eq!((&answered[1]["id"], &answered[1]["state"]), (&json!(failed), &json!("ERROR")));
    assert_eq!((&answered[1]["bkerror"], &answered[1]["bkmsg"]), (&json!("MS03"), &json!("No reason specified")));
    assert_eq!(answered[1]["bkdate"], "2026-11-23T12:05:00Z");
    assert_eq!(answered[0]["collection"], 1);
    assert_eq!(changed(&twikey).await, [] as [Value; 0]);
    assert_eq!(twikey.client.payments().await, [] as [Value; 0], "that feed is about invoices");
}

#[tokio::test]
async fn what_is_wrong_with_a_debit_is_named() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let unsigned = twikey.invite("1", "C-2").await;
    let refusal = async |form: &[(&str, &str)]| twikey.client.post("/transaction", form).await.code().to_owned();

    assert_eq!(refusal(&[("message", "x"), ("amount", "5")]).await, "err_missing_params");
    assert_eq!(refusal(&[("mndtId", "NONE"), ("message", "x"), ("amount", "5")]).await, "err_no_contract");
    assert_eq!(refusal(&[("mndtId", &unsigned), ("message", "x"), ("amount", "5")]).await, "err_invalid_state");
    assert_eq!(refusal(&[("mndtId", &mandate), ("message", "x"), ("amount", "0")]).await, "err_invalid_amount");
    assert_eq!(refusal(&[("mndtId", &mandate), ("message", "€",), ("amount", "5")]).await, "err_invalid_sepachars");
    let date = [("mndtId", mandate.as_str()), ("message", "x"), ("amount", "5"), ("reqcolldt", "soon")];
    assert_eq!(refusal(&date).await, "err_invalid_date");
}

#[tokio::test]
async fn debits_are_found_by_id_reference_mandate_and_state() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let other = twikey.signed("1", "C-2").await;
    let one = debit(&twikey, &mandate, "50", "one").await;
    twikey.run_bank().await;
    let two = debit(&twikey, &mandate, "50", "two").await;
    let three = debit(&twikey, &other, "50", "three").await;

    assert_eq!(detail(&twikey, &format!("id={one}&id={three}")).await, [one, three]);
    assert_eq!(detail(&twikey, "ref=two").await, [two]);
    assert_eq!(detail(&twikey, &format!("mndtId={mandate}")).await, [one, two]);
    assert_eq!(detail(&twikey, "state=PAID").await, [one]);
    assert_eq!(detail(&twikey, "").await, [two, three], "all that are open");
    assert_eq!(detail(&twikey, "id=999").await, [] as [u64; 0]);
    assert_eq!(twikey.client.get("/transaction/detail?id=abc").await.code(), "err_invalid_params");
    let comma = debit(&twikey, &other, "50", "three, again").await;
    assert_eq!(detail(&twikey, "ref=three%2C%20again").await, [comma]);
    assert_eq!(detail(&twikey, "ref=three").await, [three]);
    twikey.client.delete(&format!("/transaction?id={comma}")).await;
    let all = twikey.client.get("/transaction/query?fromId=-1").await.body;
    assert_eq!(all["Entries"].as_array().unwrap().len(), 3, "a negative number is before the first");
    let later = twikey.client.get(&format!("/transaction/query?fromId={one}")).await.body;
    assert_eq!(later["Entries"].as_array().unwrap().len(), 2);
    assert_eq!(twikey.client.get("/transaction/query").await.code(), "err_missing_params");
}

#[tokio::test]
async fn a_debit_can_be_changed_and_removed_until_it_is_at_the_bank() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let id = debit(&twikey, &mandate, "50", "one").await.to_string();
    let put =
        async |form: &[(&str, &str)]| Answer::of(twikey.client.request(Method::PUT, "/transaction").form(form)).await;

    assert_eq!(put(&[("id", &id), ("amount", "60"), ("reqcolldt", "2026-12-01")]).await.status, 204);
    twikey.advance(TimeDelta::hours(1));
    let waiting = changed(&twikey).await;
    assert_eq!((&waiting[0]["state"], &waiting[0]["amount"]), (&json!("OPEN"), &json!(60.0)), "not before its day");
    assert_eq!(put(&[("id", "999"), ("amount", "60")]).await.code(), "err_no_transaction");

    assert_eq!(twikey.client.delete("/transaction?ref=one").await.status, 204);
    assert_eq!(detail(&twikey, &format!("id={id}")).await, [] as [u64; 0]);
    assert_eq!(twikey.client.delete(&format!("/transaction?id={id}")).await.code(), "err_not_found");

    let sent = debit(&twikey, &mandate, "50", "two").await;
    twikey.client.post("/collect", &[("ct", "1")]).await;
    assert_eq!(twikey.client.delete(&format!("/transaction?id={sent}")).await.code(), "err_not_authorised");
    debit(&twikey, &mandate, "50", "two").await;
    assert_eq!(twikey.client.delete("/transaction?ref=two").await.code(), "err_duplicate_tx");
}

#[tokio::test]
async fn removing_the_debit_of_an_invoice_opens_the_invoice() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let invoice = twikey.invoice("INV-1", "C-1", 100.0).await;

    twikey.client.delete("/transaction?ref=INV-1").await;

    assert_eq!(twikey.state_of_invoice(&invoice).await, "BOOKED");
    assert_eq!(twikey.run_bank().await["debits"], json!([]));
}

#[tokio::test]
async fn actions_move_a_debit_where_its_state_allows_it() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let id = debit(&twikey, &mandate, "5", "one").await;
    let state = async || twikey.client.get("/transaction/detail?ref=one").await.body["Entries"][0]["state"].clone();
    assert_eq!((act(&twikey, id, "reoffer").await.status.as_u16(), state().await), (204, json!("OPEN")), "as it is");
    assert_eq!(act(&twikey, id, "unsettle").await.code(), "err_transaction_invalid_action", "it is under way");
    twikey.run_bank().await;
    assert_eq!(changed(&twikey).await.len(), 1, "it was offered once");

    assert_eq!((act(&twikey, id, "reoffer").await.status.as_u16(), state().await), (204, json!("OPEN")));
    twikey.run_bank().await;
    assert_eq!((act(&twikey, id, "paid").await.status.as_u16(), state().await), (204, json!("PAID")));
    assert_eq!((act(&twikey, id, "unsettle").await.status.as_u16(), state().await), (204, json!("ERROR")));
    assert_eq!(act(&twikey, id, "archive").await.status, 204);
    assert_eq!(act(&twikey, id, "backup").await.code(), "err_no_integration");
    assert_eq!(act(&twikey, id, "dance").await.code(), "err_invalid_params");
    assert_eq!(act(&twikey, 999, "paid").await.code(), "err_no_transaction");
}

#[tokio::test]
async fn reoffering_the_debit_of_an_invoice_makes_another_one() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let invoice = twikey.invoice("INV-1", "C-1", 5.0).await;
    twikey.run_bank().await;
    let failed = detail(&twikey, "ref=INV-1").await[0];

    assert_eq!(act(&twikey, failed, "reoffer").await.status, 204);

    assert_eq!(twikey.state_of_invoice(&invoice).await, "PENDING");
    assert_eq!(detail(&twikey, "ref=INV-1").await.len(), 2);
}

#[tokio::test]
async fn a_paid_debit_is_refunded_to_the_mandates_account() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    twikey.invoice("INV-1", "C-1", 100.0).await;
    let id = detail(&twikey, "ref=INV-1").await[0].to_string();
    let refund = async |form: &[(&str, &str)]| twikey.client.post("/transaction/refund", form).await;
    assert_eq!(refund(&[("id", &id), ("message", "sorry"), ("amount", "40")]).await.code(), "err_invalid_state");
    twikey.run_bank().await;

    let done = refund(&[("id", &id), ("message", "sorry"), ("amount", "40")]).await.body;

    let entry = &done["Entries"][0];
    assert!(entry["id"].is_string());
    assert_eq!(
        (&entry["iban"], &entry["amount"], &entry["msg"]),
        (&json!("BE16645348971174"), &json!(40.0), &json!("sorry"))
    );
    assert_eq!(refund(&[("id", &id), ("message", "sorry"), ("amount", "40")]).await.code(), "err_fail_integration");
    assert_eq!(refund(&[("id", &id), ("message", "sorry"), ("amount", "61")]).await.code(), "err_invalid_amount");
    assert_eq!(refund(&[("id", &id), ("amount", "1")]).await.code(), "err_msg_missing");
    assert_eq!(refund(&[("id", "999"), ("message", "sorry"), ("amount", "1")]).await.code(), "err_no_transaction");
    assert_eq!(twikey.state_of_invoice("INV-1").await, "PAID", "the money went nowhere yet");
    assert_eq!(twikey.client.post("/transfer/complete", &[("ct", "1")]).await.body["CreditTransfers"][0]["entries"], 1);
    twikey.run_bank().await;
    assert_eq!(twikey.client.payments().await.pop().unwrap()["eventType"], "refund");
    let state = twikey.console(Method::GET, "/state", Value::Null).await.body;
    assert_eq!(state["refunds"][0]["id"], entry["id"]);
    assert_eq!(twikey.state_of_invoice("INV-1").await, "BOOKED");
}

#[tokio::test]
async fn the_debit_of_an_invitation_is_made_once_it_is_signed() {
    let twikey = Twikey::start().await;
    let form = [
        ("ct", "1"),
        ("customerNumber", "C-1"),
        ("email", "jan@example.com"),
        ("transactionAmount", "50"),
        ("transactionMessage", "First month"),
        ("transactionRef", "first"),
    ];
    let reference = twikey.client.post("/invite", &form).await.body["mndtId"].as_str().unwrap().to_owned();
    assert_eq!(detail(&twikey, "").await, [] as [u64; 0]);

    twikey.sign(&reference, crate::helpers::IBAN).await;

    let made = changed(&twikey).await;
    assert_eq!(
        (&made[0]["amount"], &made[0]["msg"], &made[0]["ref"]),
        (&json!(50.0), &json!("First month"), &json!("first"))
    );
    let wrong = [("ct", "1"), ("transactionAmount", "lots")];
    assert_eq!(twikey.client.post("/invite", &wrong).await.code(), "err_invalid_amount");
}

#[tokio::test]
async fn a_failed_debit_is_paid_by_a_link_instead() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let invoice = twikey.invoice("INV-1", "C-1", 5.0).await;
    twikey.run_bank().await;

    let form = [("title", "Again"), ("amount", "5"), ("txref", "INV-1")];
    let id = twikey.client.post("/payment/link", &form).await.body["id"].as_u64().unwrap();
    twikey
        .sandbox
        .change(|world, now| world.pay_link(id, "visa", mandato::sandbox::state::link::Outcome::Success, now))
        .unwrap();

    assert_eq!(twikey.state_of_invoice(&invoice).await, "PAID");
    let paid = twikey.client.get("/transaction/detail?ref=INV-1&include=link,action").await.body["Entries"][0].clone();
    assert_eq!((&paid["state"], &paid["actions"]), (&json!("PAID"), &json!([])));
    assert!(paid["link"].as_str().unwrap().contains("/payment/tr_"));
}
