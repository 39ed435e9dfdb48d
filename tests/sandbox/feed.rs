use chrono::TimeDelta;
use mandato::sandbox::API_KEY;
use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{Client, IBAN, Twikey};

async fn signed(twikey: &Twikey, ct: &str, customer: &str) -> String {
    let form = [
        ("ct", ct),
        ("method", "import"),
        ("iban", IBAN),
        ("customerNumber", customer),
        ("firstname", "Jan"),
        ("lastname", "Peeters"),
        ("l", "nl"),
        ("place", "Gent"),
        ("bankSignature", "true"),
    ];
    twikey.client.post("/sign", &form).await.body["MndtId"].as_str().unwrap().to_owned()
}

fn references(messages: &[Value]) -> Vec<&str> {
    messages.iter().map(|it| it["Mndt"]["MndtId"].as_str().or(it["OrgnlMndtId"].as_str()).unwrap()).collect()
}

#[tokio::test]
async fn the_feed_gives_each_entry_once() {
    let twikey = Twikey::start().await;
    let one = signed(&twikey, "1", "C-1").await;

    let first = twikey.client.get("/mandate?include=seq").await;
    let second = twikey.client.get("/mandate?include=seq").await;

    assert_eq!(references(first.body["Messages"].as_array().unwrap()), [one]);
    assert_eq!(first.header("x-last"), Some("1"));
    assert_eq!(first.body["Messages"][0]["EvtId"], 1);
    assert_eq!(second.body["Messages"], json!([]));
    assert_eq!(second.header("x-last"), None, "absent when the page is empty");
}

#[tokio::test]
async fn resuming_after_a_number_gives_later_entries_again() {
    let twikey = Twikey::start().await;
    let mut all = Vec::new();
    for customer in ["C-1", "C-2", "C-3"] {
        all.push(signed(&twikey, "1", customer).await);
    }
    twikey.client.feed().await;

    let again = twikey.client.get_with("/mandate", &[("X-RESUME-AFTER", "1")]).await;

    assert_eq!(references(again.body["Messages"].as_array().unwrap()), all[1..]);
    assert_eq!(again.header("x-last"), Some("3"));
    assert_eq!(twikey.client.feed().await, [] as [Value; 0]);
    twikey.client.get_with("/mandate", &[("X-RESUME-AFTER", "999999")]).await;
    signed(&twikey, "1", "C-4").await;
    assert_eq!(twikey.client.feed().await.len(), 1, "a number beyond the last one does not block the feed");
    let wrong = twikey.client.get_with("/mandate", &[("X-RESUME-AFTER", "soon")]).await;
    assert_eq!(wrong.code(), "err_invalid_params");
}

#[tokio::test]
async fn the_feed_comes_in_pages_of_a_hundred() {
    let twikey = Twikey::start().await;
    for number in 0..101 {
        signed(&twikey, "1", &format!("C-{number}")).await;
    }

    let sizes = [twikey.client.feed().await.len(), twikey.client.feed().await.len(), twikey.client.feed().await.len()];

    assert_eq!(sizes, [100, 1, 0]);
}

#[tokio::test]
async fn every_api_key_has_its_own_position() {
    let twikey = Twikey::start().await;
    let settings = json!({ "api_key": "OTHER0KEY" });
    assert_eq!(twikey.console(Method::PUT, "/settings", settings).await.status, 200);
    let other = Client::login(&twikey.sandbox, "OTHER0KEY").await;
    signed(&twikey, "1", "C-1").await;

    assert_eq!(twikey.client.feed().await.len(), 1);
    assert_eq!(other.feed().await.len(), 1);
    assert_eq!(twikey.client.feed().await.len(), 0);
}

#[tokio::test]
async fn resetting_the_feed_replays_everything() {
    let twikey = Twikey::start().await;
    signed(&twikey, "1", "C-1").await;
    twikey.advance(TimeDelta::hours(1));
    let late = signed(&twikey, "1", "C-2").await;
    assert_eq!(twikey.client.feed().await.len(), 2);

    let since = twikey.client.get_with("/mandate", &[("X-RESET", "2026-11-23T12:30:00Z")]).await;
    assert_eq!(references(since.body["Messages"].as_array().unwrap()), [late]);
    twikey.console(Method::POST, "/feed-reset", Value::Null).await;
    assert_eq!(twikey.client.feed().await.len(), 2);
}

#[tokio::test]
async fn further_data_comes_only_when_it_is_included() {
    let twikey = Twikey::start().await;
    signed(&twikey, "1", "C-1").await;
    let keys = async |include: &str| {
        let answer = twikey.client.get_with(&format!("/mandate?{include}"), &[("X-RESUME-AFTER", "0")]).await;
        let data = answer.body["Messages"][0]["Mndt"]["SplmtryData"].as_array().cloned().unwrap_or_default();
        data.into_iter().map(|it| it["Key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    assert_eq!(keys("").await, [] as [&str; 0]);
    assert_eq!(keys("include=nonsense").await, [] as [&str; 0]);
    assert_eq!(keys("include=mandate").await, ["MandateName", "TemplateId"]);
    assert_eq!(keys("include=person").await, ["Language", "FirstName", "LastName"]);
    assert_eq!(keys("include=signature").await, ["SignerMethod#0", "Signer#0", "SignerPlace#0", "SignerDate#0"]);
    assert_eq!(keys("include=signature&include=person").await.len(), 7);
}

#[tokio::test]
async fn a_reader_gets_only_the_types_it_asks_for() {
    let twikey = Twikey::start().await;
    let core = signed(&twikey, "1", "C-1").await;
    let b2b = signed(&twikey, "2", "C-1").await;
    let of = async |types: &str| {
        let headers = [("X-RESUME-AFTER", "0"), ("X-TYPES", types)];
        let answer = twikey.client.get_with("/mandate", &headers).await;
        references(answer.body["Messages"].as_array().unwrap()).join(" ")
    };

    assert_eq!(of("CORE").await, core);
    assert_eq!(of("B2B").await, b2b);
    assert_eq!(of("CORE,B2B").await, format!("{core} {b2b}"));
    assert_eq!(of("CREDITCARD").await, "");
}

#[tokio::test]
async fn a_second_reader_with_the_same_key_is_refused_while_the_first_one_reads() {
    let twikey = Twikey::start().await;
    let other = Client::login(&twikey.sandbox, API_KEY).await;
    signed(&twikey, "1", "C-1").await;
    let fault = json!({ "path": "/mandate", "method": "GET", "delay_ms": 700 });
    twikey.console(Method::POST, "/faults", fault).await;

    let (first, second) = tokio::join!(twikey.client.get("/mandate"), async {
        // The first reader is at work once its fault is taken.
        while !twikey.sandbox.change(|world, _| !world.readers.is_empty()) {
            tokio::task::yield_now().await;
        }
        other.get("/mandate").await
    });

    assert_eq!(first.body["Messages"].as_array().unwrap().len(), 1);
    assert_eq!((second.status.as_u16(), second.code()), (400, "err_call_in_progress"));
    assert_eq!(other.get("/mandate").await.status, 200);
}
