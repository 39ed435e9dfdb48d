//! The console's pages about invoices, debits, payment links and transfers as a person without JavaScript uses them.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Page},
    helpers::{IBAN, Twikey},
};

struct Desk {
    twikey: Twikey,
    browser: Browser,
}

impl Desk {
    async fn start() -> Self {
        let twikey = Twikey::start().await;
        let browser = Browser::new(twikey.sandbox.public_url());
        Self { twikey, browser }
    }

    /// Presses a button on the page of an invoice; what the console then says.
    async fn press(&self, id: &str, act: &str) -> String {
        let answer = self.browser.post(&format!("/console/invoices/{id}/{act}"), &[]).await;
        self.browser.get(answer.leads_to()).await.texts(".notice").join(" ")
    }

    async fn sheet(&self, id: &str) -> Page {
        self.browser.get(&format!("/console/invoices/{id}")).await
    }

    /// State and open amount in cents.
    async fn invoice(&self, id: &str) -> (String, i64) {
        let body = self.twikey.console(Method::GET, &format!("/invoices/{id}"), Value::Null).await.body;
        (body["state"].as_str().unwrap().to_owned(), body["open"].as_i64().unwrap())
    }
}

#[tokio::test]
async fn the_list_of_invoices_is_searched_by_number_customer_and_message() {
    let desk = Desk::start().await;
    let empty = desk.browser.get("/console/invoices").await;
    assert!(empty.texts(".example").join(" ").contains("/creditor/invoice"), "{}", empty.text);
    desk.twikey.invoice("INV-1", "C-1", 100.0).await;
    desk.twikey.invoice("<b>2</b>", "C-2", 50.0).await;

    let found =
        async |q: &str| desk.browser.get(&format!("/console/invoices?q={q}")).await.texts("#invoice-list tbody th");

    assert_eq!(found("").await.len(), 2);
    assert_eq!(found("inv-1").await, ["INV-1"]);
    assert_eq!(found("c-2").await, ["<b>2</b>"]);
    assert_eq!(found("invoice%20inv").await, ["INV-1"], "the payment message");
    assert!(found("nothing").await.is_empty());
    assert!(!desk.browser.get("/console/invoices").await.text.contains("<b>2"));
}

#[tokio::test]
async fn a_customer_pays_by_link_and_by_transfer_with_buttons() {
    let desk = Desk::start().await;
    let id = desk.twikey.invoice("INV-1", "C-1", 100.0).await;

    assert_eq!(desk.press(&id, "failed-payment").await, "Done.");
    assert_eq!(desk.invoice(&id).await, ("BOOKED".into(), 10_000));
    assert!(desk.press(&id, "unclear-transfer").await.contains("no invoice has this message"));
    assert!(desk.press(&id, "partial-transfer").await.contains("pays the invoice"));
    assert_eq!(desk.invoice(&id).await, ("BOOKED".into(), 5_000));
    assert_eq!(desk.press(&id, "payment").await, "Done.");
    assert_eq!(desk.invoice(&id).await, ("PAID".into(), 0));
    assert!(desk.press(&id, "payment").await.contains("not possible"), "paid already");
    assert!(desk.press(&id, "transfer").await.contains("not possible"), "nothing is open");
    desk.press(&id, "repeated-transfer").await;

    assert_eq!(desk.invoice(&id).await, ("PAID".into(), -10_000));
    let sheet = desk.sheet(&id).await;
    assert!(sheet.texts(".heading .badge").contains(&"paid twice".to_owned()), "{}", sheet.text);
    let mut history = sheet.texts("#history .title");
    history.sort();
    assert_eq!(history, ["Handed over", "Paid", "Paid", "Paid twice", "Payment link made", "Payment link made"]);
    let transfers = desk.browser.get("/console/transfers").await;
    assert_eq!(transfers.texts("#transfer-list tbody td:last-child"), ["INV-1", "INV-1", "nothing"]);
}

#[tokio::test]
async fn the_bank_answers_a_debit_which_then_comes_back_with_a_reason() {
    let desk = Desk::start().await;
    desk.twikey.signed("1", "C-1").await;
    let id = desk.twikey.invoice("INV-1", "C-1", 100.0).await;
    let failing = desk.twikey.invoice("INV-2", "C-1", 7.0).await;

    let ran = desk.browser.post("/console/bank-run", &[("from", &id)]).await;
    assert_eq!(ran.leads_to(), format!("/console/invoices/{id}?note=bank-ran"));
    assert_eq!((desk.invoice(&id).await.0, desk.invoice(&failing).await.0), ("PAID".into(), "BOOKED".into()));
    let debits = desk.browser.get("/console/debits").await;
    assert_eq!(debits.texts("#debit-list .badge"), ["AM04", "paid"]);
    assert_eq!(debits.texts(".legend div")[1], "€6–10AM04: Insufficient funds");

    let made_up = desk.browser.post("/console/debits/1/reversal", &[("code", "<b>")]).await;
    assert_eq!(made_up.leads_to(), "/console/debits?note=refused");
    let back = desk.browser.post("/console/debits/1/reversal", &[("code", "MD06"), ("from", "invoice")]).await;
    assert_eq!(back.leads_to(), format!("/console/invoices/{id}?note=done"));
    let again = desk.browser.post("/console/debits/1/reversal", &[("code", "MD06")]).await;
    assert_eq!(again.leads_to(), "/console/debits?note=refused");

    let sheet = desk.sheet(&id).await;
    assert_eq!(sheet.texts("#history .title")[0], "Debit came back");
    assert!(sheet.texts("#history .detail")[0].contains("MD06: Refund requested by the debtor"));
    assert!(sheet.texts("#raw pre")[0].contains("\"lastError\": \"MD06\""));
    assert_eq!(desk.press(&id, "collection").await, "Done.");
    assert_eq!(desk.invoice(&id).await.0, "PENDING");
}

#[tokio::test]
async fn the_creditor_says_it_is_paid_refunds_archives_and_deletes() {
    let desk = Desk::start().await;
    let id = desk.twikey.invoice("INV-1", "C-1", 100.0).await;

    for (act, state) in
        [("manual-payment", "PAID"), ("refund", "BOOKED"), ("archive", "ARCHIVED"), ("reopening", "BOOKED")]
    {
        assert_eq!(desk.press(&id, act).await, "Done.", "{act}");
        assert_eq!(desk.invoice(&id).await.0, state, "{act}");
    }
    let removed = desk.browser.post(&format!("/console/invoices/{id}/removal"), &[]).await;

    assert_eq!(removed.leads_to(), "/console/invoices?note=done");
    let gone = desk.sheet(&id).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert!(gone.text.contains("We do not know this invoice"));
    let late = desk.browser.post(&format!("/console/invoices/{id}/archive"), &[("from", "list")]).await;
    assert_eq!(late.leads_to(), "/console/invoices?note=refused");
}

#[tokio::test]
async fn a_transfer_is_typed_and_finds_its_invoice() {
    let desk = Desk::start().await;
    let id = desk.twikey.invoice("INV-1", "C-1", 100.0).await;

    let wrong = [("amount", "much"), ("message", "INV-1"), ("iban", "BE1"), ("name", "<i>")];
    let wrong = desk.browser.post("/console/transfers", &wrong).await;
    assert_eq!((wrong.status, wrong.value_of("name").as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "<i>"));
    assert_eq!(wrong.texts("#amount-error, #iban-error").len(), 2);
    let right = [("amount", "40,50"), ("message", "pays inv-1"), ("iban", IBAN), ("name", "Jan")];
    let right = desk.browser.post("/console/transfers", &right).await;

    assert_eq!(right.leads_to(), "/console/transfers?note=matched");
    assert_eq!(desk.invoice(&id).await.1, 5_950);
    let row = desk.browser.get("/console/transfers").await.texts("#transfer-list td");
    assert_eq!(row, ["€40.50", "pays inv-1", "Jan · BE16 6453 4897 1174", "INV-1"]);
}

#[tokio::test]
async fn payment_links_are_listed_and_answered_in_the_customers_place() {
    let desk = Desk::start().await;
    let id = desk.twikey.invoice("INV-1", "C-1", 100.0).await;
    let link = desk.browser.post(&format!("/invoice/{id}/payment"), &[]).await.leads_to().to_owned();

    desk.browser.post(&format!("{link}/methods/kbc"), &[("outcome", "pending")]).await;
    assert_eq!(desk.browser.get("/console/links").await.texts("#link-list .badge"), ["pending"]);
    let paid = desk.browser.post("/console/links/1/payment", &[("outcome", "success")]).await;
    let again = desk.browser.post("/console/links/1/payment", &[("outcome", "success")]).await;

    assert_eq!((paid.leads_to(), again.leads_to()), ("/console/links?note=done", "/console/links?note=refused"));
    assert_eq!(desk.invoice(&id).await.0, "PAID");
    let list = desk.browser.get("/console/links").await;
    assert_eq!(list.texts("#link-list .badge"), ["paid"]);
    assert!(list.texts("#link-list td").contains(&"kbc".to_owned()), "{}", list.text);
}

#[tokio::test]
async fn what_is_unsure_about_twikey_is_a_setting() {
    let desk = Desk::start().await;
    let form = [
        ("creditor_name", "Firma"),
        ("invoice_exit_url", "https://portal.example/paid?n={{number}}"),
        ("bank_seconds", "5"),
        ("calls_per_minute", "7"),
        ("logins_per_quarter", "8"),
        ("other_payments_hidden", "true"),
        ("early_positive", "true"),
    ];

    desk.browser.post("/console/settings", &form).await;

    let settings = desk.twikey.console(Method::GET, "/settings", Value::Null).await.body;
    assert_eq!(
        (&settings["other_payments_in_feed"], &settings["early_positive"], &settings["invoice_exit_url"]),
        (&json!(false), &json!(true), &json!("https://portal.example/paid?n={{number}}"))
    );
    let id = desk.twikey.invoice("INV-1", "C-1", 100.0).await;
    desk.press(&id, "transfer").await;
    assert_eq!(desk.twikey.client.payments().await, [] as [Value; 0]);
    let page = desk.browser.get(&format!("/invoice/{id}")).await;
    assert!(page.text.contains("https://portal.example/paid?n=INV-1"), "{}", page.text);
}
