use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{Answer, Twikey, invoice};

async fn act(twikey: &Twikey, invoice: &str, form: &[(&str, &str)]) -> Answer {
    twikey.client.post(&format!("/invoice/{invoice}/action"), form).await
}

#[tokio::test]
async fn reoffering_collects_with_the_mandate_that_was_signed_in_the_meantime() {
    let twikey = Twikey::start().await;
    let id = twikey.invoice("INV-1", "C-1", 100.0).await;
    let none = act(&twikey, &id, &[("type", "reoffer")]).await;
    twikey.signed("1", "C-1").await;

    let offered = act(&twikey, "INV-1", &[("type", "reoffer")]).await;
    let again = act(&twikey, &id, &[("type", "reoffer")]).await;

    assert_eq!((none.code(), offered.status.as_u16(), offered.text.as_str()), ("err_no_contract", 204, ""));
    assert_eq!((again.code(), &again.body["extra"]), ("err_invalid_state", &json!("PENDING")), "one debit at a time");
    twikey.run_bank().await;
    assert_eq!(twikey.state_of_invoice(&id).await, "PAID");
}

#[tokio::test]
async fn a_failed_invoice_is_offered_again_as_another_debit() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let id = twikey.invoice("INV-1", "C-1", 5.0).await;
    twikey.run_bank().await;

    let patch = twikey.client.request(Method::PATCH, &format!("/invoice/{id}/reoffer")).send().await.unwrap();
    twikey.run_bank().await;

    assert_eq!(patch.status(), 204);
    let events = twikey.client.payments().await;
    let ids: Vec<_> = events.iter().map(|event| event["details"]["paymentId"].clone()).collect();
    assert_eq!(ids, [1, 2]);
}

#[tokio::test]
async fn a_refund_reduces_what_is_paid() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let id = twikey.invoice("INV-1", "C-1", 100.0).await;
    let early = act(&twikey, &id, &[("type", "refund"), ("message", "sorry")]).await;
    twikey.run_bank().await;
    twikey.pay(&id, json!({ "method": "transfer" })).await;

    let silent = act(&twikey, &id, &[("type", "refund")]).await;
    let too_much = act(&twikey, &id, &[("type", "refund"), ("message", "sorry"), ("amount", "200.01")]).await;
    let double = act(&twikey, &id, &[("type", "refund"), ("message", "paid twice")]).await;
    assert_eq!(
        (early.code(), silent.code(), too_much.code()),
        ("err_invalid_amount", "err_msg_missing", "err_invalid_amount")
    );
    assert_eq!((double.status.as_u16(), twikey.state_of_invoice(&id).await.as_str()), (204, "PAID"));

    act(&twikey, &id, &[("type", "refund"), ("message", "sorry"), ("amount", "40")]).await;
    let open = twikey.client.get(&format!("/invoice/{id}?include=meta")).await.body;
    assert_eq!((&open["state"], &open["meta"]["partial"]), (&json!("BOOKED"), &json!("40.00")));
    let refund = twikey.client.payments().await.pop().unwrap();
    assert_eq!((&refund["eventType"], &refund["amount"]), (&json!("refund"), &json!(40)));
    assert_eq!(
        (&refund["details"]["source"], &refund["details"]["customerIban"]),
        (&json!("credit_transfer"), &json!("BE16645348971174"))
    );
}

#[tokio::test]
async fn a_payment_by_hand_stops_a_debit_that_is_not_at_the_bank_yet() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let id = twikey.invoice("INV-1", "C-1", 100.0).await;

    let missing = act(&twikey, &id, &[("type", "manualPayment")]).await;
    let paid = act(&twikey, &id, &[("type", "manualPayment"), ("rsn", "in cash"), ("date", "2026-11-20")]).await;

    assert_eq!((missing.code(), &missing.body["extra"]), ("err_missing_params", &json!("rsn")));
    assert_eq!((paid.status.as_u16(), twikey.state_of_invoice(&id).await.as_str()), (204, "PAID"));
    assert_eq!(twikey.run_bank().await["debits"], json!([]));
    let last = twikey.client.get(&format!("/invoice/{id}?include=lastpayment")).await.body["lastpayment"][0].clone();
    assert_eq!((&last["msg"], &last["date"]), (&json!("in cash"), &json!("2026-11-20T12:00:00Z")));
}

#[tokio::test]
async fn letters_and_texts_about_an_invoice_reach_the_customer() {
    let twikey = Twikey::start().await;
    let mut new = invoice("INV-1", "C-1", 100.0);
    new["customer"]["mobile"] = json!("+32499123445");
    new["locale"] = json!("nl_nl");
    let id = twikey.client.post_json("/invoice", &new).await.body["id"].as_str().unwrap().to_owned();

    for kind in ["send", "email", "reminder", "letter", "sms", "smsreminder"] {
        assert_eq!(act(&twikey, &id, &[("type", kind)]).await.status, 204, "{kind}");
    }

    let mails = twikey.console(Method::GET, "/mailbox", Value::Null).await.body;
    let subjects: Vec<_> = mails.as_array().unwrap().iter().map(|mail| mail["subject"].as_str().unwrap()).collect();
    assert_eq!(subjects.len(), 4);
    assert_eq!(subjects[3], "Uw factuur INV-1 van Sandbox NV");
    let url = twikey.client.get(&format!("/invoice/{id}?include=meta")).await.body;
    assert!(mails[0]["text"].as_str().unwrap().contains(url["url"].as_str().unwrap()));
    let texts = twikey.console(Method::GET, "/phone", Value::Null).await.body;
    assert_eq!((texts.as_array().unwrap().len(), &texts[0]["to"]), (2, &json!("+32499123445")));
    assert_eq!(url["meta"]["reminderLevel"], 2);

    assert_eq!(act(&twikey, &id, &[("type", "peppol")]).await.code(), "err_no_integration");
    assert_eq!(act(&twikey, &id, &[("type", "pigeon")]).await.code(), "err_invalid_params");
    twikey.console(Method::PUT, "/settings", json!({ "email_enabled": false })).await;
    assert_eq!(act(&twikey, &id, &[("type", "email")]).await.code(), "err_email_disabled");
    assert_eq!(act(&twikey, "INV-9", &[("type", "email")]).await.code(), "err_not_found");
}

#[tokio::test]
async fn a_payment_plan_is_collected_month_by_month() {
    let mut twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let mut new = invoice("INV-1", "C-1", 200.0);
    new["manual"] = json!(true);
    twikey.client.post_json("/invoice", &new).await;
    for missing in ["initialAmount", "recurringAmount", "terms"] {
        let form = [("type", "paymentplan"), ("initialAmount", "100"), ("recurringAmount", "60"), ("terms", "2")];
        let form: Vec<_> = form.into_iter().filter(|(name, _)| *name != missing).collect();
        let refused = act(&twikey, "INV-1", &form).await;
        assert_eq!((refused.code(), &refused.body["extra"]), ("err_missing_params", &json!(missing)));
    }

    let form = [("type", "paymentplan"), ("initialAmount", "100"), ("recurringAmount", "60"), ("terms", "2")];
    assert_eq!(act(&twikey, "INV-1", &form).await.status, 204);
    twikey.run_bank().await;
    assert_eq!(twikey.state_of_invoice("INV-1").await, "BOOKED");
    twikey.days_pass(60).await;

    assert_eq!(twikey.state_of_invoice("INV-1").await, "PAID");
    let amounts: Vec<_> = twikey.client.payments().await.iter().map(|event| event["amount"].clone()).collect();
    assert_eq!(amounts, [100, 60, 40]);
}

#[tokio::test]
async fn the_files_of_an_invoice_are_handed_out() {
    let twikey = Twikey::start().await;
    let mut new = invoice("INV-1", "C-1", 100.0);
    new["pdf"] = json!("JVBERi0xLjQ=");
    let booked = twikey.client.post_json("/invoice", &new).await.body;
    twikey.invoice("INV-2", "C-1", 100.0).await;

    let pdf = twikey.client.get("/invoice/INV-1/pdf").await;
    let qr = twikey.client.get("/invoice/INV-1/qr").await;

    assert_eq!((pdf.header("content-type"), pdf.text.as_str()), (Some("application/pdf"), "%PDF-1.4"));
    assert!(pdf.header("content-disposition").unwrap().contains(booked["id"].as_str().unwrap()));
    assert_eq!((&qr.body["url"], qr.header("x-encoded-url")), (&booked["url"], booked["url"].as_str()));
    assert!(qr.body["qr"].as_str().unwrap().starts_with("<svg"));
    for missing in ["/invoice/INV-2/pdf", "/invoice/INV-1/ubl"] {
        assert_eq!(twikey.client.get(missing).await.status, 404, "{missing}");
    }
    assert_eq!(twikey.client.get("/invoice/INV-9/pdf").await.status, 400);
    let replaced = json!({ "date": "2026-11-23", "duedate": "2026-12-23", "pdf": "JVBERi0xLjc=" });
    twikey.client.put_json("/invoice/INV-1", &replaced).await;
    assert_eq!(twikey.client.get("/invoice/INV-1/pdf").await.text, "%PDF-1.7");
}
