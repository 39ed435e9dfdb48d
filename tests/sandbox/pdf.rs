use reqwest::Method;

use crate::helpers::{Answer, IBAN, Twikey};

#[tokio::test]
async fn a_mandate_can_be_had_as_a_pdf() {
    let twikey = Twikey::start().await;
    let form = [("ct", "1"), ("mandateNumber", "ACME/7"), ("lastname", "Łukasiński 🦊"), ("l", "de")];
    twikey.client.post("/invite", &form).await;
    twikey.sign("ACME%2F7", IBAN).await;

    let response = twikey.client.request(Method::GET, "/mandate/pdf?mndtId=ACME%2F7").send().await.unwrap();

    assert_eq!(response.headers()["content-type"], "application/pdf");
    assert_eq!(response.headers()["content-disposition"], "attachment; filename=\"ACME_7.pdf\"");
    assert_eq!(response.headers()["x-rate-limit-remaining"], "59");
    let file = response.bytes().await.unwrap();
    assert!(file.starts_with(b"%PDF-") && file.len() > 5000, "{} bytes", file.len());
    assert_eq!(twikey.client.get("/mandate/pdf?mndtId=NONE").await.code(), "err_no_contract");
}

#[tokio::test]
async fn an_uploaded_scan_signs_the_printed_mandate_and_comes_back() {
    let twikey = Twikey::start().await;
    let printed = twikey.client.post("/sign", &[("ct", "1"), ("method", "paper"), ("lastname", "Peeters")]).await;
    let reference = printed.body["MndtId"].as_str().unwrap();
    assert_eq!(twikey.state_of(reference).await, "PRINT");
    let path = format!("/mandate/pdf?mndtId={reference}");
    let upload = |content: &'static str| Answer::of(twikey.client.request(Method::POST, &path).body(content));

    assert_eq!(upload("GIF89a").await.body["extra"], "pdf");
    assert_eq!(upload("%PDF-1.4 the scan").await.status, 200);

    assert_eq!(twikey.state_of(reference).await, "SIGNED");
    assert_eq!(twikey.client.get(&path).await.text, "%PDF-1.4 the scan");
    assert_eq!(twikey.client.feed().await.len(), 1);
    let b2b = twikey.invite("2", "C-2").await;
    let path = format!("/mandate/pdf?mndtId={b2b}&bankSignature=False");
    Answer::of(twikey.client.request(Method::POST, &path).body("%PDF-1.4 the scan")).await;
    assert_eq!(twikey.state_of(&b2b).await, "SIGNED", "without its bank, in Python's spelling of false");
}
