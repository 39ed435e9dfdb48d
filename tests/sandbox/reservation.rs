use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;

use crate::helpers::{Answer, Twikey};

async fn reserve(twikey: &Twikey, mandate: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = more.to_vec();
    form.extend([("mndtId", mandate), ("message", "Order 7"), ("amount", "10.9"), ("reservation", "true")]);
    twikey.client.post("/reservation", &form).await
}

async fn debit(twikey: &Twikey, mandate: &str, amount: &str, reservation: &str) -> Answer {
    let form = [("mndtId", mandate), ("message", "Order 7"), ("amount", amount)];
    let request = twikey.client.request(Method::POST, "/transaction").header("X-RESERVATION", reservation);
    Answer::of(request.form(&form)).await
}

fn debits(twikey: &Twikey) -> usize {
    twikey.sandbox.change(|world, _| world.debits.len())
}

#[tokio::test]
async fn a_reservation_is_used_up_by_one_debit() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;

    let reserved = reserve(&twikey, &mandate, &[]).await.body;
    let id = reserved["id"].as_str().unwrap();

    let expected = json!({ "id": id, "mndtId": mandate, "reservedAmount": 10.9, "expires": "2026-11-24T12:00:00Z" });
    assert_eq!((&reserved, debits(&twikey)), (&expected, 0), "nothing is debited yet");
    assert_eq!(debit(&twikey, &mandate, "10.91", id).await.code(), "err_billing_overdrawn");
    assert_eq!(debit(&twikey, &mandate, "9.5", id).await.body["Entries"][0]["amount"], 9.5);
    assert_eq!(debit(&twikey, &mandate, "1", id).await.code(), "err_not_found", "it is used up");
    assert_eq!(debit(&twikey, &mandate, "1", "mine").await.code(), "err_not_found");
    assert_eq!(debits(&twikey), 1);
}

#[tokio::test]
async fn a_mandate_has_one_reservation_at_a_time() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let first = reserve(&twikey, &mandate, &[]).await.body["id"].as_str().unwrap().to_owned();

    assert_eq!(reserve(&twikey, &mandate, &[]).await.code(), "err_not_authorised");
    let second = reserve(&twikey, &mandate, &[("force", "true")]).await.body["id"].as_str().unwrap().to_owned();

    assert_eq!(debit(&twikey, &mandate, "5", &first).await.code(), "err_not_found", "another took its place");
    let give_up = |path: &'static str, id: &str| {
        Answer::of(twikey.client.request(Method::DELETE, path).header("X-RESERVATION", id))
    };
    assert_eq!(give_up("/transaction", &second).await.status, 204);
    assert_eq!(give_up("/reservation", &second).await.code(), "err_not_found");
    let third = reserve(&twikey, &mandate, &[]).await.body["id"].as_str().unwrap().to_owned();
    assert_eq!(give_up("/reservation", &third).await.status, 204);
}

#[tokio::test]
async fn a_reservation_ends_and_is_refused_as_a_debit_would_be() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let unsigned = twikey.invite("1", "C-2").await;
    let until = [("reservationExpiration", "2026-11-23T13:00:00Z")];
    let id = reserve(&twikey, &mandate, &until).await.body["id"].as_str().unwrap().to_owned();

    assert_eq!(reserve(&twikey, "NONE", &[]).await.code(), "err_no_contract");
    assert_eq!(reserve(&twikey, &unsigned, &[]).await.code(), "err_invalid_state");
    assert_eq!(reserve(&twikey, &mandate, &[("amount", "0")]).await.code(), "err_invalid_amount");
    let past = [("force", "true"), ("reservationExpiration", "2026-11-23T11:00:00Z")];
    assert_eq!(reserve(&twikey, &mandate, &past).await.code(), "err_invalid_date");
    twikey.advance(TimeDelta::hours(1));
    assert_eq!(debit(&twikey, &mandate, "5", &id).await.code(), "err_not_found");
    assert!(reserve(&twikey, &mandate, &[]).await.body["id"].is_string(), "the other one is over");
}

#[tokio::test]
async fn a_transaction_may_be_asked_for_as_a_reservation() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let form = [("mndtId", mandate.as_str()), ("message", "Order 7"), ("amount", "10.9"), ("reservation", "true")];

    let reserved = twikey.client.post("/transaction", &form).await.body;

    assert_eq!((&reserved["reservedAmount"], debits(&twikey)), (&json!(10.9), 0));
}
