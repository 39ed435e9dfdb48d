use chrono::TimeDelta;
use mandato::sandbox::state::link::Outcome;
use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{Answer, Receiver, Twikey, settings};

async fn link(twikey: &Twikey, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![("title", "Order 7"), ("amount", "55.66"), ("ct", "1"), ("ref", "order-7")];
    form.extend(more);
    twikey.client.post("/payment/link", &form).await
}

fn pay(twikey: &Twikey, id: u64, outcome: Outcome) -> Option<String> {
    twikey.sandbox.change(|world, now| {
        world.start_link(id, now);
        world.pay_link(id, "visa", outcome, now).unwrap().exit_url
    })
}

#[tokio::test]
async fn a_link_has_an_address_and_is_found_by_id_and_by_reference() {
    let twikey = Twikey::start().await;

    let made = link(&twikey, &[("customerNumber", "C-1"), ("lastname", "Peeters")]).await.body;

    assert_eq!((&made["id"], &made["amount"], &made["msg"]), (&json!(1), &json!(55.66), &json!("Order 7")));
    assert!(made["url"].as_str().unwrap().starts_with(&format!("{}/payment/tr_", twikey.sandbox.public_url())));
    let by_id = twikey.client.get("/payment/link?id=1").await;
    assert!(by_id.header("x-rate-limit-remaining").is_some());
    assert_eq!(
        by_id.body["Links"],
        json!([{ "id": 1, "ct": 1, "amount": 55.66, "msg": "Order 7", "ref": "order-7", "state": "created" }])
    );
    let by_reference = twikey.client.get("/payment/link?ref=order-7&include=meta&include=refunds").await.body;
    assert_eq!(
        (&by_reference["Links"][0]["meta"], &by_reference["Links"][0]["refunds"]),
        (&json!({ "active": true }), &json!([]))
    );
    assert_eq!(twikey.client.get("/payment/link").await.code(), "err_missing_params");
    assert_eq!(twikey.client.get("/payment/link?id=9").await.code(), "err_not_found");
}

#[tokio::test]
async fn what_is_wrong_with_a_link_is_named() {
    let twikey = Twikey::start().await;
    let refusal = async |form: &[(&str, &str)]| twikey.client.post("/payment/link", form).await.code().to_owned();

    assert_eq!(refusal(&[("amount", "5")]).await, "err_msg_missing");
    assert_eq!(refusal(&[("title", "x")]).await, "err_invalid_amount");
    assert_eq!(refusal(&[("title", "x"), ("amount", "-1")]).await, "err_invalid_amount");
    assert_eq!(refusal(&[("title", "x"), ("amount", "1"), ("email", "nobody")]).await, "err_invalid_email");
    assert_eq!(refusal(&[("title", "x"), ("amount", "1"), ("expiry", "soon")]).await, "err_invalid_date");
    assert_eq!(refusal(&[("title", "x"), ("amount", "1"), ("expiry", "2026-11-22")]).await, "err_invalid_date");
    let ended = [("title", "x"), ("amount", "1"), ("expiry", "2026-11-23T11:59:59Z")];
    let over = twikey.client.post("/payment/link", &ended).await.body;
    assert_eq!((&over["code"], &over["message"]), (&json!("err_invalid_date"), &json!("Invalid expiry date")));
    assert_eq!(refusal(&[("title", "x"), ("amount", "1"), ("method", "shells")]).await, "err_invalid_params");
    assert_eq!(refusal(&[("title", "x"), ("amount", "1"), ("redirectUrl", "ftp://x")]).await, "err_invalid_params");
    assert_eq!(refusal(&[("title", "x"), ("amount", "1"), ("ct", "9")]).await, "err_no_such_ct");
    assert_eq!(refusal(&[("title", "x"), ("amount", "1"), ("invoice", "INV-9")]).await, "err_not_found");
    assert_eq!(refusal(&[("title", "x"), ("amount", "1"), ("txref", "none")]).await, "err_no_transaction");
    assert_eq!(refusal(&[("title", "x"), ("amount", "1"), ("sendInvite", "SMS")]).await, "err_missing_params");
}

#[tokio::test]
async fn a_link_goes_its_way_and_every_step_is_called_back() {
    let receiver = Receiver::start();
    let mut settings = settings();
    settings.webhook_url = Some(receiver.url());
    let twikey = Twikey::with(settings).await;
    link(&twikey, &[("redirectUrl", "https://portal.example/paid")]).await;

    for outcome in [Outcome::Cancel, Outcome::Failure, Outcome::Pending, Outcome::Success] {
        assert_eq!(pay(&twikey, 1, outcome).as_deref(), Some("https://portal.example/paid"));
    }
    twikey.sandbox.webhooks_tried().await;

    let calls = receiver.queries();
    let step = |status| format!("type=payment&id=1&ref=order-7&status={status}");
    assert_eq!(calls, ["started", "declined", "pending", "paid"].map(step));
    let twice = twikey.sandbox.change(|world, now| world.pay_link(1, "visa", Outcome::Success, now));
    assert_eq!(twice.unwrap_err().code, "err_invalid_state");
}

#[tokio::test]
async fn the_feed_has_paid_links_or_all_of_them() {
    let twikey = Twikey::start().await;
    for _ in 0..3 {
        link(&twikey, &[("customerNumber", "C-1")]).await;
    }
    pay(&twikey, 2, Outcome::Success);
    let ids = |answer: &Answer| {
        answer.body["Links"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect::<Vec<_>>()
    };

    let paid = twikey.client.get("/payment/link/feed?include=meta&include=customer").await;
    let all = twikey.client.get_with("/payment/link/feed?all=true", &[("X-RESUME-AFTER", "0")]).await;

    assert_eq!((ids(&paid), ids(&all)), (vec![json!(2)], vec![json!(1), json!(3), json!(2)]));
    assert_eq!(paid.body["Links"][0]["meta"], json!({ "active": false, "method": "visa", "paymentMethod": "visa" }));
    let customer = &paid.body["Links"][0]["customer"];
    assert_eq!((&customer["id"], &customer["customerNumber"]), (&json!(1), &json!("C-1")));
    assert_eq!(twikey.client.get("/payment/link/feed").await.body["Links"], json!([]));
}

#[tokio::test]
async fn a_link_for_an_invoice_pays_it() {
    let twikey = Twikey::start().await;
    let id = twikey.invoice("INV-1", "C-1", 100.0).await;
    let too_much = link(&twikey, &[("invoice", "INV-1"), ("amount", "100.01")]).await;
    assert_eq!(too_much.body["id"], 1, "the first amount counts");
    let form = [("title", "INV-1"), ("amount", "100.01"), ("invoice", "INV-1")];
    assert_eq!(twikey.client.post("/payment/link", &form).await.code(), "err_not_found");

    pay(&twikey, 1, Outcome::Success);
    let part = twikey.client.get(&format!("/invoice/{id}?include=meta")).await.body;
    assert_eq!((&part["state"], &part["meta"]["partial"]), (&json!("BOOKED"), &json!("44.34")));
    twikey.pay(&id, json!({ "method": "paylink" })).await;

    assert_eq!(twikey.state_of_invoice(&id).await, "PAID");
    let form = [("title", "INV-1"), ("amount", "1"), ("invoice", "INV-1")];
    assert_eq!(twikey.client.post("/payment/link", &form).await.code(), "err_invalid_state");
}

#[tokio::test]
async fn a_link_that_nobody_opened_can_be_removed_and_any_other_one_is_archived() {
    let twikey = Twikey::start().await;
    link(&twikey, &[]).await;
    link(&twikey, &[]).await;
    pay(&twikey, 2, Outcome::Cancel);

    assert_eq!(twikey.client.delete("/payment/link?id=1").await.status, 200);
    assert_eq!(twikey.client.delete("/payment/link?id=2").await.status, 200);

    assert_eq!(twikey.client.get("/payment/link?id=1").await.code(), "err_not_found");
    let archived = twikey.client.get("/payment/link?id=2&include=meta").await.body;
    assert_eq!(
        (&archived["Links"][0]["state"], &archived["Links"][0]["meta"]["active"]),
        (&json!("started"), &json!(false))
    );
    assert!(twikey.sandbox.change(|world, now| world.pay_link(2, "visa", Outcome::Success, now)).is_err());
    link(&twikey, &[]).await;
    let console = twikey.client.http.get(format!("{}/console/links", twikey.sandbox.public_url()));
    let console = Answer::of(console).await.text;
    assert!(console.contains("/console/links/3/payment"), "{console}");
    assert!(!console.contains("/console/links/2/payment"), "the console offers no payment either");
}

#[tokio::test]
async fn a_removed_links_end_does_not_end_the_next_one() {
    let twikey = Twikey::start().await;
    link(&twikey, &[("expiry", "2026-11-23T13:00:00Z")]).await;
    twikey.client.delete("/payment/link?id=1").await;

    let next = link(&twikey, &[("expiry", "2026-12-23T13:00:00Z")]).await.body;
    twikey.advance(TimeDelta::hours(2));

    assert_eq!(next["id"], 2, "an id is used once");
    assert_eq!(twikey.client.get("/payment/link?id=2").await.body["Links"][0]["state"], "created");
}

#[tokio::test]
async fn a_link_tells_its_number_in_the_feed_and_its_times_when_asked() {
    let twikey = Twikey::start().await;
    link(&twikey, &[("expiry", "2026-11-24")]).await;
    twikey.advance(TimeDelta::minutes(5));
    pay(&twikey, 1, Outcome::Success);

    let paid = twikey.client.get("/payment/link/feed?include=seq&include=time").await;

    let times = json!({
        "creation": "2026-11-23T12:00:00Z", "expiration": "2026-11-25T00:00:00Z", "lastupdate": "2026-11-23T12:05:00Z",
    });
    assert_eq!(paid.body["Links"][0]["time"], times);
    assert_eq!(paid.header("x-last"), Some(paid.body["Links"][0]["seq"].to_string().as_str()));
}

#[tokio::test]
async fn a_link_for_an_invoice_and_its_failed_debit_brings_its_money_once() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let invoice = twikey.invoice("INV-1", "C-1", 5.0).await;
    twikey.run_bank().await;
    let form = [("title", "Again"), ("amount", "5"), ("txref", "INV-1"), ("invoice", "INV-1")];
    let id = twikey.client.post("/payment/link", &form).await.body["id"].as_u64().unwrap();

    pay(&twikey, id, Outcome::Success);

    let paid: Vec<_> = twikey.client.payments().await.iter().map(|it| it["eventType"].clone()).collect();
    assert_eq!(paid, ["payment_failure", "payment"]);
    assert_eq!(twikey.state_of_invoice(&invoice).await, "PAID");
    assert_eq!(twikey.client.get("/transaction/detail?ref=INV-1").await.body["Entries"][0]["state"], "PAID");
}

#[tokio::test]
async fn a_link_expires_when_it_says_so() {
    let twikey = Twikey::start().await;
    link(&twikey, &[("expiry", "2026-11-23T13:00:00Z")]).await;
    link(&twikey, &[("expiry", "2026-11-23")]).await;
    let state =
        async |id: u64| twikey.client.get(&format!("/payment/link?id={id}")).await.body["Links"][0]["state"].clone();

    twikey.advance(TimeDelta::hours(1));
    assert_eq!((state(1).await, state(2).await), (json!("expired"), json!("created")));
    twikey.advance(TimeDelta::hours(11));
    assert_eq!(state(2).await, "expired");
}

#[tokio::test]
async fn a_paid_link_is_refunded_once_for_each_amount() {
    let twikey = Twikey::start().await;
    twikey.invoice("INV-1", "C-1", 55.66).await;
    link(&twikey, &[("invoice", "INV-1")]).await;
    let refund = async |form: &[(&str, &str)]| twikey.client.post("/payment/link/refund", form).await;
    assert_eq!(refund(&[("id", "1"), ("message", "sorry")]).await.code(), "err_invalid_state");
    pay(&twikey, 1, Outcome::Success);

    let part = refund(&[("id", "1"), ("msg", "sorry"), ("amount", "5.66")]).await;

    assert_eq!(part.body, json!({ "id": 1, "amount": 5.66, "msg": "sorry" }), "the echo names the link");
    assert_eq!(refund(&[("id", "1"), ("message", "sorry"), ("amount", "5.66")]).await.code(), "err_fail_integration");
    assert_eq!(refund(&[("id", "1"), ("message", "sorry")]).await.code(), "err_invalid_amount", "more than is left");
    assert_eq!(refund(&[("id", "1"), ("amount", "1")]).await.code(), "err_msg_missing");
    assert_eq!(refund(&[("id", "9"), ("message", "sorry")]).await.code(), "err_not_found");
    let refunds = twikey.client.get("/payment/link?id=1&include=refunds").await.body["Links"][0]["refunds"].clone();
    assert!(refunds[0]["id"].as_str().unwrap().starts_with("re_"));
    let event = twikey.client.payments().await.pop().unwrap();
    assert_eq!((&event["eventType"], &event["amount"]), (&json!("refund"), &json!(5.66)));
    assert_eq!(twikey.state_of_invoice("INV-1").await, "BOOKED");
}

#[tokio::test]
async fn a_link_can_be_sent_by_mail_and_by_sms() {
    let twikey = Twikey::start().await;
    let customer = [("email", "jan@example.com"), ("mobile", "+32499123445"), ("l", "fr")];

    let mailed = link(&twikey, &[customer.as_slice(), &[("sendInvite", "email")]].concat()).await.body;
    let texted = link(&twikey, &[customer.as_slice(), &[("sendInvite", "SMS")]].concat()).await.body;

    let mail = twikey.console(Method::GET, "/mailbox", Value::Null).await.body;
    assert_eq!(mail[0]["subject"], "Sandbox NV vous demande 55,66\u{a0}€");
    assert!(mail[0]["text"].as_str().unwrap().contains(mailed["url"].as_str().unwrap()));
    let sms = twikey.console(Method::GET, "/phone", Value::Null).await.body;
    assert_eq!(sms[0]["link"], texted["url"]);
    let reply = twikey.console(Method::POST, "/phone/1/reply", json!({ "text": "OK" })).await;
    assert_eq!(reply.status, 404, "there is nothing to sign");
}

#[tokio::test]
async fn an_idempotency_key_is_used_once_a_day() {
    let mut twikey = Twikey::start().await;
    let form = [("title", "Order 7"), ("amount", "5")];
    let make = async |twikey: &Twikey, form: &[(&str, &str)], key: &str| {
        Answer::of(twikey.client.request(Method::POST, "/payment/link").header("Idempotency-Key", key).form(form)).await
    };

    assert_eq!(make(&twikey, &form[..1], "key-1").await.code(), "err_invalid_amount");
    assert_eq!(make(&twikey, &form, "key-1").await.status, 200, "what was refused did not use it up");
    let again = make(&twikey, &form, "key-1").await;
    assert_eq!((again.status.as_u16(), again.code()), (409, "err_duplicate_ref"));
    assert_eq!(make(&twikey, &form, "key-2").await.status, 200);
    assert_eq!(make(&twikey, &form, &"k".repeat(65)).await.code(), "err_invalid_params");
    twikey.days_pass(1).await;
    assert_eq!(make(&twikey, &form, "key-1").await.status, 200);
}

#[tokio::test]
async fn a_profile_tells_its_ways_to_pay() {
    let twikey = Twikey::start().await;

    let methods = twikey.client.get("/payment/methods?ct=1").await.body;

    assert!(methods.as_array().unwrap().contains(&json!("bancontact")));
    assert_eq!(twikey.client.get("/payment/methods?ct=9").await.code(), "err_no_such_ct");
}
