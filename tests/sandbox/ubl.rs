use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{Answer, Twikey};

fn document(root: &str, number: &str, total: &str, more: &str) -> String {
    let amount = |name: &str| format!("<cbc:{name} currencyID=\"EUR\">{total}</cbc:{name}>");
    let amounts: String =
        ["LineExtensionAmount", "TaxExclusiveAmount", "TaxInclusiveAmount", "PayableAmount"].map(amount).concat();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2"
    xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-11-23</cbc:IssueDate><cbc:DueDate>2026-12-23</cbc:DueDate>
  {more}
  <cac:AccountingCustomerParty>
    <cbc:SupplierAssignedAccountID>C-1</cbc:SupplierAssignedAccountID>
    <cac:Party>
      <cac:PartyName><cbc:Name>Bakker &amp; Zonen</cbc:Name></cac:PartyName>
      <cac:PostalAddress><cbc:StreetName>Klantstraat 2</cbc:StreetName><cbc:CityName>Brugge</cbc:CityName>
        <cbc:PostalZone>8000</cbc:PostalZone><cac:Country><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:Country>
      </cac:PostalAddress>
      <cac:Contact><cbc:ElectronicMail>jan@example.com</cbc:ElectronicMail></cac:Contact>
    </cac:Party>
  </cac:AccountingCustomerParty>
  <cac:PaymentMeans><cbc:PaymentID>123456789123</cbc:PaymentID></cac:PaymentMeans>
  <cac:LegalMonetaryTotal>{amounts}</cac:LegalMonetaryTotal>
</{root}>"#
    )
}

async fn upload(twikey: &Twikey, xml: String, headers: &[(&str, &str)]) -> Answer {
    let request = twikey.client.request(Method::POST, "/invoice/ubl").header("Content-Type", "application/xml");
    let with = |request: reqwest::RequestBuilder, (name, value): &(&str, &str)| request.header(*name, *value);
    Answer::of(headers.iter().fold(request.body(xml), with)).await
}

#[tokio::test]
async fn a_ubl_invoice_is_booked_as_it_says() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let xml = document("Invoice", "UBL-1", "42.50", "");
    let headers = [
        ("X-INVOICE-ID", "d9e601e7-18ee-4a88-a71c-bc68ace0021e"),
        ("X-MANUAL", "true"),
        ("X-REF", "mine"),
        ("X-ATTR-plate", "1-ABC-234"),
    ];

    let booked = upload(&twikey, xml.clone(), &headers).await.body;

    assert_eq!((&booked["id"], &booked["number"]), (&json!("d9e601e7-18ee-4a88-a71c-bc68ace0021e"), &json!("UBL-1")));
    assert_eq!((&booked["amount"], &booked["state"]), (&json!(42.5), &json!("BOOKED")));
    assert_eq!((&booked["ref"], &booked["remittance"]), (&json!("mine"), &json!("123456789123")));
    assert_eq!(booked["extra"], json!({ "plate": "1-ABC-234" }));
    let full = twikey.client.get("/invoice/UBL-1?include=customer").await.body;
    assert_eq!(
        (&full["customer"]["companyName"], &full["customer"]["zip"]),
        (&json!("Bakker & Zonen"), &json!("8000"))
    );
    let kept = twikey.client.get("/invoice/UBL-1/ubl").await;
    assert_eq!((kept.header("content-type"), kept.text.as_str()), (Some("application/xml"), xml.as_str()));
}

#[tokio::test]
async fn a_number_that_is_known_is_answered_with_its_invoice() {
    let twikey = Twikey::start().await;
    let first = upload(&twikey, document("Invoice", "UBL-1", "42.50", ""), &[]).await.body;

    let again = upload(&twikey, document("Invoice", "UBL-1", "99.00", ""), &[]).await;

    assert_eq!((again.status.as_u16(), &again.body["id"], &again.body["amount"]), (200, &first["id"], &json!(42.5)));
}

#[tokio::test]
async fn a_ubl_credit_note_takes_its_amount_off() {
    let twikey = Twikey::start().await;
    upload(&twikey, document("Invoice", "UBL-1", "42.50", ""), &[]).await;
    let reference = "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>UBL-1</cbc:ID>\
        </cac:InvoiceDocumentReference></cac:BillingReference>";

    let note = upload(&twikey, document("CreditNote", "CN-1", "42.50", reference), &[]).await.body;

    assert_eq!((&note["amount"], &note["relatedInvoiceNumber"]), (&json!(-42.5), &json!("UBL-1")));
    assert_eq!(twikey.state_of_invoice("UBL-1").await, "PAID");
}

#[tokio::test]
async fn what_is_no_invoice_is_refused() {
    let twikey = Twikey::start().await;
    let refusal = async |xml: String| {
        let answer = upload(&twikey, xml, &[]).await;
        (answer.status.as_u16(), answer.code().to_owned())
    };
    let good = document("Invoice", "UBL-1", "42.50", "");

    assert_eq!(refusal("<not-an-invoice/>".into()).await, (400, "invalid_file".into()));
    assert_eq!(refusal("no xml".into()).await, (400, "invalid_file".into()));
    assert_eq!(refusal(good.replace("TaxInclusiveAmount", "Other")).await, (400, "err_invalid_amount".into()));
    assert_eq!(refusal(good.replace("PostalAddress", "Elsewhere")).await, (400, "err_missing_params".into()));
    assert_eq!(refusal(good.replace("2026-12-23", "soon")).await, (400, "err_invalid_date".into()));
    assert_eq!(twikey.client.invoices().await, [] as [Value; 0]);
}
