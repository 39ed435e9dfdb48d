use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{BIC, IBAN, Twikey, settings};

#[tokio::test]
async fn a_customer_who_signs_on_the_page_is_sent_back_with_a_signed_address() {
    let mut settings = settings();
    settings.exit_url = Some("http://portal.example/back?m={{mandateNumber}}&st={{status}}&s={{s}}&t={{token}}".into());
    settings.website_key = "BE04823F732EDB2B7F82252DDAF6DE787D647B43A66AE97B32773F77CCF12765".into();
    let twikey = Twikey::with(settings).await;
    let form = [("ct", "1"), ("mandateNumber", "ACME00012"), ("token", "a1b2c3d4")];
    twikey.client.post("/invite", &form).await;

    let cancelled = json!({ "method": "visa", "outcome": "cancel" });
    let cancelled = twikey.console(Method::POST, "/mandates/ACME00012/signature", cancelled).await;
    let signed = twikey.sign("ACME00012", "BE16 6453 4897 1174").await;

    assert_eq!((&cancelled.body["status"], &cancelled.body["state"]), (&json!("cancel"), &json!("PREPARED")));
    assert_eq!((&signed.body["status"], &signed.body["state"]), (&json!("ok"), &json!("SIGNED")));
    // The known signature for this reference, status and token (source 7).
    assert_eq!(
        signed.body["exit_url"],
        "http://portal.example/back?m=ACME00012&st=ok\
         &s=962077A88782D8D5339B55CD9A52CA6780AA5A0C865DC2B721FF8A81AFEF4408&t=a1b2c3d4"
    );
    let entry = &twikey.client.feed().await[0]["Mndt"];
    assert_eq!((&entry["DbtrAcct"], &entry["DbtrAgt"]["FinInstnId"]["BICFI"]), (&json!(IBAN), &json!(BIC)));
    assert_eq!(twikey.sign("ACME00012", IBAN).await.code(), "err_invalid_state", "nobody signs twice");
}

#[tokio::test]
async fn an_import_is_signed_at_once_on_its_date() {
    let twikey = Twikey::start().await;
    let form = [("ct", "1"), ("method", "import"), ("iban", IBAN), ("signDate", "2025-03-01"), ("place", "Gent")];

    let answer = twikey.client.post("/sign", &form).await;

    assert_eq!(answer.text, r#"{"Msg":"OK","MndtId":"CORE00001"}"#);
    assert_eq!(twikey.state_of("CORE00001").await, "SIGNED");
    let feed = twikey.client.feed().await;
    assert_eq!(feed[0]["Mndt"]["Ocrncs"]["Drtn"]["FrDt"], "2025-03-01");
}

#[tokio::test]
async fn the_reply_ok_to_the_sms_signs() {
    let twikey = Twikey::start().await;
    let sms = [("ct", "1"), ("method", "sms"), ("iban", IBAN), ("bic", BIC), ("mobile", "+32499123445"), ("l", "fr")];

    let reference = twikey.client.post("/sign", &sms).await.body["MndtId"].as_str().unwrap().to_owned();
    assert_eq!(twikey.state_of(&reference).await, "PREPARED");
    let phone = twikey.console(Method::GET, "/phone", Value::Null).await;
    let (id, text) = (&phone.body[0]["id"], phone.body[0]["text"].as_str().unwrap());
    let reply = twikey.console(Method::POST, &format!("/phone/{id}/reply"), json!({ "text": " Ok. " })).await;

    assert!(text.contains("Répondez OK"), "{text}");
    assert_eq!(reply.body["status"], "ok");
    assert_eq!(twikey.state_of(&reference).await, "SIGNED");
    let again = twikey.console(Method::POST, &format!("/phone/{id}/reply"), json!({ "text": "OK" })).await;
    assert_eq!(again.status, 404);
}

#[tokio::test]
async fn any_other_reply_leaves_the_mandate_unsigned() {
    let twikey = Twikey::start().await;
    let sms = [("ct", "1"), ("method", "sms"), ("iban", IBAN), ("bic", BIC), ("mobile", "+32499123445")];
    let reference = twikey.client.post("/sign", &sms).await.body["MndtId"].as_str().unwrap().to_owned();

    let reply = twikey.console(Method::POST, "/phone/1/reply", json!({ "text": "nee dank u" })).await;

    assert_eq!(reply.body["status"], "fail");
    assert_eq!(twikey.state_of(&reference).await, "PREPARED");
}

#[tokio::test]
async fn an_sms_needs_mobile_number_iban_and_bic() {
    let twikey = Twikey::start().await;
    let all = [("mobile", "+32499123445"), ("iban", IBAN), ("bic", BIC)];
    for missing in 0..all.len() {
        let mut form = vec![("ct", "1"), ("method", "sms")];
        form.extend(all.iter().enumerate().filter(|(index, _)| *index != missing).map(|(_, field)| *field));

        let answer = twikey.client.post("/sign", &form).await;

        assert_eq!((answer.code(), &answer.body["extra"]), ("err_missing_params", &json!(all[missing].0)));
    }
}

#[tokio::test]
async fn methods_that_happen_elsewhere_answer_with_an_address() {
    let twikey = Twikey::start().await;
    for method in ["itsme", "bcmc", "visa", "auto"] {
        let answer = twikey.client.post("/sign", &[("ct", "1"), ("method", method)]).await;
        assert!(answer.body["url"].is_string(), "{method}");
    }
    assert_eq!(twikey.client.post("/sign", &[("ct", "1"), ("method", "iDIN")]).await.body["extra"], "bic");
    assert_eq!(twikey.client.post("/sign", &[("ct", "1"), ("method", "pigeon")]).await.body["extra"], "method");
    assert_eq!(twikey.client.post("/sign", &[("ct", "1")]).await.body["extra"], "method");
}

#[tokio::test]
async fn the_key_of_an_invitation_signs_the_mandate_it_prepared() {
    let twikey = Twikey::start().await;
    let invited = twikey.client.post("/invite", &[("ct", "1"), ("lastname", "Peeters")]).await;
    let key = invited.body["key"].as_str().unwrap();

    let form = [("ct", "1"), ("method", "import"), ("iban", IBAN), ("key", key)];
    let signed = twikey.client.post("/sign", &form).await;

    assert_eq!(signed.body["MndtId"], invited.body["mndtId"]);
    assert_eq!(twikey.client.feed().await[0]["Mndt"]["Dbtr"]["Nm"], "Peeters");
    assert_eq!(twikey.client.post("/sign", &form).await.code(), "err_invalid_state");
}

#[tokio::test]
async fn a_drawn_signature_must_be_a_small_png() {
    let twikey = Twikey::start().await;
    let sign = async |digsig: &str| {
        let form = [("ct", "1"), ("method", "digisign"), ("iban", IBAN), ("digsig", digsig)];
        twikey.client.post("/sign", &form).await
    };
    // The eight bytes every PNG begins with.
    assert_eq!(sign("iVBORw0KGgo=").await.body["Msg"], "OK");
    assert_eq!(sign("aGVsbG8=").await.body["extra"], "digsig");
    assert_eq!(sign("###").await.body["extra"], "digsig");
    assert_eq!(sign("").await.code(), "err_missing_params");
}

#[tokio::test]
async fn an_sms_asked_for_on_the_page_is_signed_with_the_account_entered_there() {
    let twikey = Twikey::start().await;
    let form = [("ct", "1"), ("mandateNumber", "ACME-9"), ("lastname", "Peeters"), ("mobile", "+32499123445")];
    twikey.client.post("/invite", &form).await;

    let needs_details = twikey.sandbox.change(|world, now| {
        world.fill_in("ACME-9", "be16 6453 4897 1174", None, Some("Gent")).unwrap();
        world.send_sms("ACME-9", now).unwrap();
        world.needs_details(world.mandate("ACME-9").unwrap())
    });
    twikey.console(Method::POST, "/phone/1/reply", json!({ "text": "OK" })).await;

    assert!(needs_details, "there is no e-mail address");
    let entry = twikey.client.feed().await.remove(0);
    assert_eq!(entry["Mndt"]["DbtrAcct"], IBAN);
    let data = entry["Mndt"]["SplmtryData"].as_array().unwrap();
    assert!(data.contains(&json!({ "Key": "SignerPlace#0", "Value": "Gent" })));
    assert!(data.contains(&json!({ "Key": "SignerMethod#0", "Value": "sms" })));
}
