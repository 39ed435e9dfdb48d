//! What Twikey's own client libraries write and read that its description does not tell.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{Answer, IBAN, Twikey, invoice};

#[tokio::test]
async fn a_mobile_number_needs_no_plus_sign_and_names_may_have_a_capital() {
    let twikey = Twikey::start().await;
    let form = [("ct", "1"), ("customerNumber", "C-1"), ("mobile", "32498665995"), ("firstName", "Jan"), ("l", "nl")];

    let reference = twikey.client.post("/invite", &form).await.body["mndtId"].as_str().unwrap().to_owned();
    let update = [("mndtId", reference.as_str()), ("mobile", "32498665996"), ("lastName", "Maes")];
    assert_eq!(twikey.client.post("/mandate/update", &update).await.status, 204);

    let mandate = twikey.client.get(&format!("/mandate/detail?force=true&mndtId={reference}")).await.body;
    assert_eq!(mandate["Mndt"]["Dbtr"]["CtctDtls"]["MobNb"], "+32498665996");
    assert_eq!(mandate["Mndt"]["Dbtr"]["Nm"], "Jan Maes");
}

#[tokio::test]
async fn parameters_of_a_post_may_be_in_the_address() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let invoice = twikey.invoice("INV-1", "C-1", 100.0).await;
    let post = async |path: String| Answer::of(twikey.client.request(Method::POST, &path)).await;

    let update = format!("/mandate/update?mndtId={mandate}");
    assert_eq!(twikey.client.post(&update, &[("city", "Gent")]).await.status, 204);
    assert!(post(format!("/customeraccess?mndtId={mandate}")).await.body["url"].is_string());
    assert_eq!(post(format!("/invoice/{invoice}/action?type=email")).await.status, 204);
    assert!(post("/collect?ct=1".into()).await.body["rcurMsgId"].is_string());
}

#[tokio::test]
async fn an_expiry_that_is_no_number_is_ignored() {
    let twikey = Twikey::start().await;
    let form = [("ct", "1"), ("method", "import"), ("iban", IBAN), ("ed", "2025-07-31")];

    assert_eq!(twikey.client.post("/sign", &form).await.status, 200);
    assert_eq!(twikey.client.post("/invite", &[("ct", "1"), ("ed", "1")]).await.code(), "err_invalid_date");
}

#[tokio::test]
async fn a_debit_takes_times_without_a_zone() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let form = [
        ("mndtId", mandate.as_str()),
        ("message", "Order 7"),
        ("amount", "50"),
        ("date", "2026-11-20T08:13:21"),
        ("reqcolldt", "2026-12-01T00:00:00"),
    ];

    let entry = twikey.client.post("/transaction", &form).await.body["Entries"][0].clone();

    assert_eq!((&entry["date"], &entry["reqcolldt"]), (&json!("2026-11-20T08:13:21Z"), &json!("2026-12-01")));
}

#[tokio::test]
async fn a_mandate_always_has_the_fields_that_are_read_without_asking() {
    let twikey = Twikey::start().await;
    let reference = twikey.client.post("/invite", &[("ct", "1")]).await.body["mndtId"].as_str().unwrap().to_owned();
    let profile = json!({ "profiles": { "1": { "contract_number": "CONTRACT-1" } } });

    let before =
        twikey.client.get(&format!("/mandate/detail?force=true&mndtId={reference}")).await.body["Mndt"].clone();
    twikey.console(Method::PUT, "/settings", profile).await;
    let after = twikey.client.get(&format!("/mandate/detail?force=true&mndtId={reference}")).await.body["Mndt"].clone();
    let own = twikey.client.post("/invite", &[("ct", "1"), ("contractNumber", "OWN-1")]).await.body["mndtId"].clone();
    let own = twikey.client.get(&format!("/mandate/detail?force=true&mndtId={}", own.as_str().unwrap())).await.body;

    assert_eq!((&before["Dbtr"]["PstlAdr"], &before["DbtrAgt"]), (&json!({}), &json!({ "FinInstnId": {} })));
    assert!(before["SplmtryData"].is_array());
    assert_eq!((&before["RfrdDoc"], &after["RfrdDoc"]), (&json!(""), &json!("CONTRACT-1")));
    assert_eq!(own["Mndt"]["RfrdDoc"], "OWN-1");
}

#[tokio::test]
async fn errors_that_are_compared_have_twikeys_words() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let form = [("mndtId", mandate.as_str()), ("message", "Order 7"), ("amount", "50")];
    let id = twikey.client.post("/transaction", &form).await.body["Entries"][0]["id"].clone();
    twikey.client.post("/collect", &[("ct", "1")]).await;
    let english = async |request: reqwest::RequestBuilder| {
        Answer::of(request.header("Accept-Language", "en")).await.body["message"].clone()
    };

    let unknown = twikey.client.request(Method::GET, "/mandate/detail?mndtId=NONE");
    let sent = twikey.client.request(Method::DELETE, &format!("/transaction?id={id}"));

    assert_eq!(english(unknown).await, "No contract was found");
    assert_eq!(english(sent).await, "Not authorised");
}

#[tokio::test]
async fn zero_stands_for_no_profile_of_a_link_and_for_no_reminder() {
    let twikey = Twikey::start().await;

    let link = twikey.client.post("/payment/link", &[("ct", "0"), ("title", "Order 7"), ("amount", "5")]).await;
    let form = [("ct", "1"), ("email", "jan@example.com"), ("reminderDays", "0")];
    twikey.client.post("/invite", &form).await;
    twikey.advance(TimeDelta::hours(1));

    assert_eq!((link.status.as_u16(), &link.body["amount"]), (200, &json!(5.0)), "with a decimal, as PHP wants it");
    assert_eq!(twikey.console(Method::GET, "/mailbox", Value::Null).await.body, json!([]));
}

#[tokio::test]
async fn an_invoice_keeps_what_is_written_beside_its_own_fields() {
    let twikey = Twikey::start().await;
    let mandate = twikey.signed("1", "C-1").await;
    let mut new = invoice("INV-1", "C-1", 100.0);
    new["customer"] = json!({ "customerByDocument": mandate });
    new["lines"] = json!([{ "code": "A", "description": "Apples", "quantity": 2, "unitprice": 50.0 }]);
    new["campaign"] = json!("autumn");
    new["cost_centre"] = json!("K7");
    twikey.client.post_json("/invoice", &new).await;
    let mut other = invoice("INV-2", "C-1", 100.0);
    other["customer"] = json!({ "customerNumber": "C-2", "lang": "fr" });
    twikey.client.post_json("/invoice", &other).await;

    let kept = twikey.client.get("/invoice/INV-1?include=customer,meta").await.body;

    assert_eq!((&kept["extra"], &kept["lines"]), (&json!({ "cost_centre": "K7" }), &new["lines"]));
    assert_eq!((&kept["state"], &kept["customer"]["customerNumber"]), (&json!("PENDING"), &json!("C-1")));
    assert!(kept["meta"].is_object(), "a comma list includes as well");
    assert_eq!(twikey.client.get("/invoice/INV-2?include=customer").await.body["customer"]["l"], "fr");
    let mut unknown = invoice("INV-3", "C-1", 100.0);
    unknown["customer"] = json!({ "customerByRef": "C-9" });
    assert_eq!(twikey.client.post_json("/invoice", &unknown).await.code(), "err_debtor_not_found");
}
