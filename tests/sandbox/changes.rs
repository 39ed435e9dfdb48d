use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{Answer, IBAN, REFUSED_IBAN, Receiver, Twikey, settings};

async fn with_signed_mandate() -> (Twikey, Receiver, String) {
    let receiver = Receiver::start();
    let mut settings = settings();
    settings.webhook_url = Some(receiver.url());
    let twikey = Twikey::with(settings).await;
    let reference = twikey.invite("1", "C-1").await;
    twikey.sign(&reference, IBAN).await;
    twikey.client.feed().await;
    twikey.sandbox.webhooks_tried().await;
    (twikey, receiver, reference)
}

#[tokio::test]
async fn a_cancelled_mandate_is_reported_by_feed_and_webhook() {
    let (twikey, receiver, reference) = with_signed_mandate().await;
    assert_eq!(twikey.client.delete(&format!("/mandate?mndtId={reference}")).await.code(), "err_provide_reason");

    let answer = twikey.client.delete(&format!("/mandate?mndtId={reference}&rsn=Klant%20weg")).await;
    twikey.sandbox.webhooks_tried().await;

    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
    assert_eq!(twikey.state_of(&reference).await, "CANCELLED");
    let feed = twikey.client.feed().await;
    assert_eq!(feed[0]["OrgnlMndtId"], *reference);
    assert_eq!(feed[0]["CxlRsn"]["Rsn"], "Klant weg");
    assert_eq!(feed[0].get("Mndt"), None, "only with include=cancelled_mandate");
    let event = format!("type=contract&mandateNumber={reference}&event=Cancel&state=SIGNED&reason=Klant%20weg");
    assert_eq!(receiver.queries().last(), Some(&event));
    let again = twikey.client.delete(&format!("/mandate?mndtId={reference}&rsn=again")).await;
    assert_eq!(again.code(), "err_invalid_state");
}

#[tokio::test]
async fn a_cancelled_entry_carries_the_mandate_when_asked_for() {
    let (twikey, _receiver, reference) = with_signed_mandate().await;
    twikey.console(Method::POST, &format!("/mandates/{reference}/cancellation"), json!({ "reason": "moved" })).await;

    let answer = twikey.client.get("/mandate?include=cancelled_mandate").await;

    let entry = &answer.body["Messages"][0];
    assert_eq!(entry["Mndt"]["MndtId"], *reference);
    assert_eq!(entry["CxlRsn"]["Orgtr"]["CtctDtls"]["EmailAdr"], "jan@example.com");
}

#[tokio::test]
async fn an_unsigned_mandate_is_removed_by_cancelling_it() {
    let twikey = Twikey::start().await;
    let reference = twikey.invite("1", "C-1").await;

    assert_eq!(twikey.client.delete(&format!("/mandate?mndtId={reference}&rsn=x")).await.status, 200);

    assert_eq!(twikey.state_of(&reference).await, "err_no_contract");
    assert_eq!(twikey.client.delete("/mandate?mndtId=NONE&rsn=x").await.code(), "err_no_contract");
}

#[tokio::test]
async fn a_suspended_mandate_is_not_collectable_until_it_is_resumed() {
    let (twikey, _receiver, reference) = with_signed_mandate().await;
    let detail = format!("/mandate/detail?mndtId={reference}");

    let suspended = twikey.client.post("/mandate/update", &[("mndtId", &reference), ("state", "passive")]).await;
    let while_suspended = twikey.client.get(&detail).await;
    let resumed = twikey.client.post("/mandate/update", &[("mndtId", &reference), ("state", "active")]).await;

    let open = twikey.invite("1", "C-9").await;
    let activated = twikey.client.post("/mandate/update", &[("mndtId", &open), ("state", "active")]).await;
    let rested = twikey.client.post("/mandate/update", &[("mndtId", &open), ("state", "passive")]).await;
    assert_eq!((suspended.status.as_u16(), resumed.status.as_u16()), (204, 204));
    assert_eq!((activated.status.as_u16(), rested.code()), (204, "err_invalid_state"));
    assert_eq!(twikey.state_of(&open).await, "PREPARED", "an open one is not signed by that");
    assert_eq!(while_suspended.header("x-state"), Some("SUSPENDED"));
    assert_eq!(while_suspended.header("x-collectable"), Some("false"));
    assert_eq!(twikey.client.get(&detail).await.header("x-collectable"), Some("true"));
    let reasons: Vec<_> = twikey.client.feed().await.iter().map(|it| it["AmdmntRsn"]["Rsn"].clone()).collect();
    assert_eq!(reasons, ["uncollectable|user", "collectable|user"]);
}

#[tokio::test]
async fn another_account_is_an_amendment_with_the_whole_mandate() {
    let (twikey, receiver, reference) = with_signed_mandate().await;

    let form = [("mndtId", reference.as_str()), ("iban", REFUSED_IBAN)];
    assert_eq!(twikey.client.post("/mandate/update", &form).await.status, 204);
    twikey.sandbox.webhooks_tried().await;

    let feed = twikey.client.feed().await;
    assert_eq!(feed[0]["AmdmntRsn"]["Rsn"], "_T50");
    assert_eq!(feed[0]["Mndt"]["DbtrAcct"], REFUSED_IBAN);
    assert_eq!(feed[0]["Mndt"]["DbtrAgt"]["FinInstnId"]["BICFI"], "KREDBEBB");
    assert_eq!(receiver.queries().last(), Some(&format!("type=contract&mandateNumber={reference}&event=Update")));
}

#[tokio::test]
async fn a_signed_b2b_mandate_keeps_its_account() {
    let twikey = Twikey::start().await;
    let form = [("ct", "2"), ("method", "import"), ("iban", IBAN), ("bankSignature", "true")];
    let reference = twikey.client.post("/sign", &form).await.body["MndtId"].as_str().unwrap().to_owned();

    let change = [("mndtId", reference.as_str()), ("iban", REFUSED_IBAN)];

    assert_eq!(twikey.client.post("/mandate/update", &change).await.code(), "err_invalid_state");
    let rest = [("mndtId", reference.as_str()), ("state", "passive")];
    assert_eq!(twikey.client.post("/mandate/update", &rest).await.status, 204);
}

#[tokio::test]
async fn new_contact_details_are_in_the_feed_but_no_webhook_is_called() {
    let (twikey, receiver, reference) = with_signed_mandate().await;
    let before = receiver.queries().len();

    let form = [("mndtId", reference.as_str()), ("address", "Kerkstraat 5"), ("zip", "2000"), ("city", "Antwerpen")];
    twikey.client.post("/mandate/update", &form).await;
    twikey.sandbox.webhooks_tried().await;

    let feed = twikey.client.feed().await;
    assert_eq!(feed[0]["AmdmntRsn"]["Rsn"], "_T51");
    assert_eq!(feed[0]["Mndt"]["Dbtr"]["PstlAdr"]["TwnNm"], "Antwerpen");
    assert_eq!(receiver.queries().len(), before);
}

#[tokio::test]
async fn the_detail_of_an_unsigned_mandate_needs_force() {
    let twikey = Twikey::start().await;
    let reference = twikey.invite("1", "C-1").await;

    assert_eq!(twikey.client.get(&format!("/mandate/detail?mndtId={reference}")).await.code(), "err_invalid_state");
    let forced = twikey.client.get(&format!("/mandate/detail?mndtId={reference}&force=1")).await;
    assert_eq!(forced.header("x-state"), Some("PREPARED"));
    assert_eq!(forced.header("x-collectable"), Some("false"));
    assert_eq!(forced.header("x-rate-limit-remaining"), Some("58"));
    assert_eq!(forced.body["Mndt"]["MndtId"], *reference);
}

#[tokio::test]
async fn details_are_limited_to_sixty_a_minute() {
    let twikey = Twikey::start().await;
    let reference = twikey.invite("1", "C-1").await;
    let detail = format!("/mandate/detail?force=true&mndtId={reference}");
    for left in (0..60).rev() {
        let answer: Answer = twikey.client.get(&detail).await;
        assert_eq!(answer.header("x-rate-limit-remaining"), Some(left.to_string().as_str()));
    }

    let refused = twikey.client.get(&detail).await;

    assert_eq!((refused.status.as_u16(), refused.text.as_str()), (429, ""));
    assert_eq!(refused.header("x-rate-limit-retry-after-seconds"), Some("60"));
    twikey.advance(chrono::TimeDelta::minutes(1));
    assert_eq!(twikey.client.get(&detail).await.status, 200);
}

#[tokio::test]
async fn the_customers_link_into_the_portal_lasts_two_minutes() {
    let (twikey, _receiver, reference) = with_signed_mandate().await;

    let answer = twikey.client.post("/customeraccess", &[("mndtId", &reference)]).await;

    let token = answer.body["token"].as_str().unwrap().to_owned();
    assert!(answer.body["url"].as_str().unwrap().ends_with(&token));
    let opens = || twikey.sandbox.change(|world, now| world.mandate_by_access(&token, now).is_some());
    assert!(opens());
    twikey.advance(chrono::TimeDelta::minutes(2));
    assert!(!opens());
    twikey.advance(chrono::TimeDelta::minutes(1));
    let newest = twikey.invite("2", "C-1").await;
    let access = async |number: &str| twikey.client.post("/customeraccess", &[("customerNumber", number)]).await;
    let token = access("C-1").await.body["token"].as_str().unwrap().to_owned();
    let opened =
        twikey.sandbox.change(|world, now| world.mandate_by_access(&token, now).map(|it| it.reference.clone()));
    assert_eq!(opened, Some(newest));
    assert_eq!(access("C-9").await.code(), "err_debtor_not_found");
}

#[tokio::test]
async fn actions_answer_204_and_fail_when_mail_is_off() {
    let twikey = Twikey::start().await;
    let reference = twikey.invite("1", "C-1").await;
    let path = format!("/mandate/{reference}/action");

    assert_eq!(twikey.client.post(&path, &[("type", "invite")]).await.status, 204);
    let reminder = [("type", "reminder"), ("reminder", "1")];
    assert_eq!(twikey.client.post(&path, &reminder).await.status, 204);
    let signed = twikey.signed("1", "C-2").await;
    let of_signed = twikey.client.post(&format!("/mandate/{signed}/action"), &reminder).await;
    assert_eq!(of_signed.status, 204, "and mails nothing");
    assert_eq!(twikey.client.post(&path, &[("type", "access")]).await.status, 204);
    assert_eq!(twikey.client.post(&path, &[("type", "reminder")]).await.body["extra"], "reminder");
    assert_eq!(twikey.client.post(&path, &[("type", "dance")]).await.code(), "err_invalid_params");
    assert_eq!(twikey.client.post("/mandate/NONE/action", &[("type", "invite")]).await.code(), "err_not_found");
    let mailbox = twikey.console(Method::GET, "/mailbox", Value::Null).await;
    assert_eq!(mailbox.body.as_array().unwrap().len(), 3);

    twikey.console(Method::PUT, "/settings", json!({ "email_enabled": false })).await;
    assert_eq!(twikey.client.post(&path, &[("type", "invite")]).await.code(), "err_email_disabled");
}
