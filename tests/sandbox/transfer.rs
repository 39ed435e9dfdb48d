use chrono::TimeDelta;
use mandato::sandbox::state::account::Creditor;
use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{Answer, IBAN, Twikey};

const ACCOUNT: &str = "NL46ABNA8910219718";

/// An account of a new customer.
async fn beneficiary(twikey: &Twikey, number: &str) -> Answer {
    let form = [
        ("customerNumber", number),
        ("email", "info@example.com"),
        ("name", "Info Example"),
        ("l", "en"),
        ("address", "Abby road 1"),
        ("city", "Liverpool"),
        ("zip", "1526"),
        ("country", "BE"),
        ("mobile", ""),
        ("iban", ACCOUNT),
        ("bic", "ABNANL2A"),
    ];
    twikey.client.post("/transfers/beneficiaries", &form).await
}

async fn transfer(twikey: &Twikey, number: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = more.to_vec();
    form.extend([
        ("customerNumber", number),
        ("iban", ACCOUNT),
        ("message", "Refund faulty item"),
        ("amount", "10.99"),
    ]);
    twikey.client.post("/transfer", &form).await
}

async fn complete(twikey: &Twikey) -> Value {
    twikey.client.post("/transfer/complete", &[("ct", "1")]).await.body["CreditTransfers"].clone()
}

async fn feed(twikey: &Twikey) -> Vec<Value> {
    twikey.client.get("/transfer?include=seq").await.body["Entries"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_account_is_registered_with_what_is_known_of_its_customer() {
    let twikey = Twikey::start().await;
    let add = async |form: &[(&str, &str)]| twikey.client.post("/transfers/beneficiaries", form).await;

    let made = beneficiary(&twikey, "C-1").await.body;
    let again = add(&[("customerNumber", "C-1"), ("iban", IBAN)]).await.body;

    let address = json!({ "street": "Abby road 1", "zip": "1526", "city": "Liverpool", "country": "BE" });
    let expected =
        json!({ "name": "Info Example", "iban": ACCOUNT, "bic": "ABNANL2A", "available": true, "address": address });
    assert_eq!(made, expected);
    assert_eq!(
        (&again["name"], &again["bic"], &again["address"]),
        (&json!("Info Example"), &json!("JVBABE22"), &address)
    );
    assert_eq!(add(&[("iban", IBAN)]).await.code(), "err_name_required");
    assert_eq!(add(&[("name", "Jan")]).await.code(), "err_invalid_iban");
    assert_eq!(add(&[("name", "Jan"), ("iban", "BE00")]).await.code(), "err_invalid_iban");
    assert_eq!(add(&[("name", "Jan"), ("iban", IBAN), ("bic", "NO")]).await.code(), "err_invalid_bic");
    assert_eq!(add(&[("name", "Jan"), ("iban", IBAN)]).await.code(), "register_address_missing");
    let list = twikey.client.get("/transfers/beneficiaries").await.body["beneficiaries"].clone();
    assert_eq!((list.as_array().unwrap().len(), &list[0]["address"]), (2, &Value::Null));
    let list = twikey.client.get("/transfer/beneficiaries?withAddress=true").await.body["beneficiaries"].clone();
    assert_eq!(list[0]["address"], address);
}

#[tokio::test]
async fn money_goes_to_the_account_with_its_batch_and_is_then_in_the_feed() {
    let twikey = Twikey::start().await;
    beneficiary(&twikey, "C-1").await;

    let made = transfer(&twikey, "C-1", &[("place", "Gent")]).await.body["Entries"][0].clone();
    let id = made["id"].as_str().unwrap().to_owned();
    assert_eq!(feed(&twikey).await, [] as [Value; 0]);
    let batch = complete(&twikey).await;
    assert_eq!(complete(&twikey).await, json!([]), "nothing waits any more");
    let sent = twikey.client.get("/transfer/complete?id=1").await;
    twikey.advance(TimeDelta::minutes(5));

    let common = json!({
        "id": id, "iban": ACCOUNT, "bic": "ABNANL2A", "amount": 10.99, "msg": "Refund faulty item", "place": "Gent",
        "ref": "Refund faulty item", "date": "2026-11-23",
    });
    assert_eq!(made, common);
    assert!(id.len() == 25 && id.ends_with("20261123120000000"), "{id}");
    assert_eq!(batch, json!([{ "id": 1, "pmtinfid": "Twikey-20261123120000000", "entries": 1 }]));
    assert_eq!(sent.body["CreditTransfers"][0]["progress"], "sent");
    assert!(sent.header("x-rate-limit-remaining").is_some());
    let by_name = twikey.client.get("/transfer/complete?pmtinfid=Twikey-20261123120000000").await.body;
    assert_eq!(by_name, sent.body);
    let mut paid = common;
    paid["state"] = json!("PAID");
    paid["bkdate"] = json!("2026-11-23T12:05:00Z");
    assert_eq!(twikey.client.get(&format!("/transfer/detail?id={id}")).await.body["Entries"], json!([paid]));
    paid["seq"] = json!(1);
    assert_eq!(feed(&twikey).await, [paid]);
    assert_eq!(feed(&twikey).await, [] as [Value; 0]);
    let again = twikey.client.get_with("/transfer", &[("X-RESUME-AFTER", "0")]).await;
    assert_eq!(again.header("x-last"), Some("1"));
}

#[tokio::test]
async fn money_goes_only_to_accounts_that_are_known() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-2").await;
    beneficiary(&twikey, "C-1").await;
    let refusal = async |number: &str, more: &[(&str, &str)]| transfer(&twikey, number, more).await.code().to_owned();

    assert_eq!(transfer(&twikey, "C-2", &[("iban", IBAN)]).await.status, 200, "that of the customer's mandate");
    assert_eq!(refusal("C-2", &[]).await, "err_not_found", "somebody else's");
    assert_eq!(refusal("C-9", &[]).await, "err_not_found");
    assert_eq!(refusal("C-1", &[("iban", "BE00")]).await, "err_invalid_iban");
    assert_eq!(refusal("C-1", &[("amount", "0")]).await, "err_invalid_amount");
    assert_eq!(refusal("C-1", &[("date", "soon")]).await, "err_invalid_date");
    assert_eq!(refusal("C-1", &[("message", "€")]).await, "err_invalid_sepachars");
    assert_eq!(transfer(&twikey, "C-1", &[("ref", "one")]).await.status, 200);
    assert_eq!(refusal("C-1", &[("ref", "one")]).await, "err_duplicate_ref");
    assert_eq!(transfer(&twikey, "C-2", &[("iban", IBAN), ("ref", "one")]).await.status, 200, "PY does so");
    let unknown = format!("/transfers/beneficiaries/{ACCOUNT}?customerNumber=C-9");
    assert_eq!(twikey.client.delete(&unknown).await.code(), "err_not_found");
    let disabled = twikey.client.delete(&format!("/transfers/beneficiaries/{ACCOUNT}?customerNumber=C-1")).await;
    assert_eq!((disabled.status.as_u16(), refusal("C-1", &[]).await.as_str()), (204, "err_invalid_state"));
    beneficiary(&twikey, "C-1").await;
    assert_eq!(transfer(&twikey, "C-1", &[]).await.status, 200, "available again");
    assert_eq!(twikey.client.delete(&format!("/transfer/beneficiaries?iban={ACCOUNT}")).await.status, 204);
}

#[tokio::test]
async fn money_can_be_held_back_until_it_is_sent() {
    let twikey = Twikey::start().await;
    beneficiary(&twikey, "C-1").await;
    let id = |answer: &Answer| answer.body["Entries"][0]["id"].as_str().unwrap().to_owned();
    let removed = id(&transfer(&twikey, "C-1", &[]).await);
    let sent = id(&transfer(&twikey, "C-1", &[]).await);
    let later = id(&transfer(&twikey, "C-1", &[("date", "2026-12-24")]).await);
    let delete = async |id: &str| twikey.client.delete(&format!("/transfer?id={id}")).await;

    let first = delete(&removed).await;
    assert_eq!((first.status.as_u16(), first.text.as_str()), (200, ""));
    assert_eq!(delete(&removed).await.code(), "err_no_transaction");
    assert_eq!(twikey.client.get(&format!("/transfer/detail?id={removed}")).await.code(), "err_no_transaction");
    assert_eq!(complete(&twikey).await[0]["entries"], 1);
    assert_eq!(delete(&sent).await.code(), "err_not_authorised");
    assert_eq!(delete(&later).await.status, 200, "its day has not come");
    assert_eq!(twikey.run_bank().await["refunds"], json!([sent]));
    twikey.advance(TimeDelta::minutes(5));
    assert_eq!(feed(&twikey).await.len(), 1, "it is paid once");
}

#[tokio::test]
async fn what_is_wrong_with_a_batch_is_named() {
    let twikey = Twikey::start().await;
    let refusal = async |form: &[(&str, &str)]| twikey.client.post("/transfer/complete", form).await.code().to_owned();

    assert_eq!(refusal(&[]).await, "err_missing_params");
    assert_eq!(refusal(&[("ct", "9")]).await, "err_no_such_ct");
    assert_eq!(refusal(&[("iban", ACCOUNT)]).await, "err_invalid_iban", "not the creditor's");
    let own = Creditor::default().iban;
    assert_eq!(
        twikey.client.post("/transfer/complete", &[("iban", own.as_str())]).await.text,
        r#"{"CreditTransfers":[]}"#
    );
    assert_eq!(twikey.client.get("/transfer/complete").await.code(), "err_invalid_params");
    assert_eq!(twikey.client.get("/transfer/complete?id=9").await.code(), "err_invalid_params");
}

#[tokio::test]
async fn the_refund_of_a_debit_is_a_transfer_like_any_other() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let form = [("mndtId", mandate.as_str()), ("message", "Order 7"), ("amount", "50")];
    let debit = twikey.client.post("/transaction", &form).await.body["Entries"][0]["id"].to_string();
    twikey.run_bank().await;
    let refund = [("id", debit.as_str()), ("message", "sorry"), ("amount", "40")];

    let made = twikey.client.post("/transaction/refund", &refund).await.body;
    let id = made["Entries"][0]["id"].as_str().unwrap().to_owned();

    assert_eq!(twikey.client.get(&format!("/transfer/detail?id={id}")).await.body, made);
    assert_eq!(twikey.client.delete(&format!("/transfer?id={id}")).await.status, 200);
    assert_eq!(twikey.client.post("/transaction/refund", &refund).await.status, 200, "as if it had never been");
    let state = twikey.console(Method::GET, "/state", Value::Null).await.body;
    assert_eq!((&state["refunds"][0]["state"], &state["refunds"][1]["state"]), (&json!("removed"), &json!("waiting")));
}
