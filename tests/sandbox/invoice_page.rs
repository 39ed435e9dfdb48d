//! The page of an invoice and its payment links as a browser without JavaScript uses them.

use base64::{Engine, prelude::BASE64_STANDARD};
use mandato::sandbox::state::World;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Page},
    helpers::{IBAN, Twikey, invoice},
};

/// A customer with an invoice in a browser that follows no redirects by itself.
struct Payer {
    twikey: Twikey,
    browser: Browser,
    /// `/invoice/{id}`
    link: String,
    id: String,
}

async fn payer(change: impl FnOnce(&mut Value)) -> Payer {
    payer_at(Twikey::start().await, change).await
}

async fn payer_at(twikey: Twikey, change: impl FnOnce(&mut Value)) -> Payer {
    let mut new = invoice("INV-1", "C-1", 121.5);
    new["remittance"] = json!("+++090/9337/55493+++");
    change(&mut new);
    let answer = twikey.client.post_json("/invoice", &new).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let id = answer.body["id"].as_str().unwrap().to_owned();
    let browser = Browser::new(twikey.sandbox.public_url());
    Payer { twikey, browser, link: format!("/invoice/{id}"), id }
}

impl Payer {
    async fn page(&self) -> Page {
        self.browser.get(&self.link).await
    }

    async fn press(&self, door: &str) -> Page {
        self.browser.post(&format!("{}/{door}", self.link), &[]).await
    }

    /// Goes to pay now; `/payment/tr_…`.
    async fn payment(&self) -> String {
        self.press("payment").await.leads_to().to_owned()
    }

    async fn pay(&self, payment: &str, method: &str, outcome: &str) -> Page {
        self.browser.post(&format!("{payment}/methods/{method}"), &[("outcome", outcome)]).await
    }

    async fn state(&self) -> String {
        self.twikey.state_of_invoice(&self.id).await
    }

    /// Enters the account on the signing page and signs; where that leads.
    async fn sign(&self, link: &str) -> Page {
        let account = [("iban", IBAN), ("bic", ""), ("place", "Gent")];
        let methods = self.browser.post(&format!("{link}/account"), &account).await;
        self.browser.post(&format!("{}/itsme", methods.leads_to()), &[("outcome", "success")]).await
    }
}

fn says(page: &Page, words: &str) {
    assert!(page.text.contains(words), "{words}: {}", page.text);
}

#[tokio::test]
async fn every_address_of_an_invoice_leads_to_its_page() {
    let payer = payer(|_| ()).await;
    let id = &payer.id;
    let url = payer.twikey.client.get(&format!("/invoice/{id}")).await.body["url"].clone();
    assert_eq!(url, json!(format!("{}/invoice.html?{id}", payer.twikey.sandbox.public_url())));

    for address in [
        format!("/invoice.html?{id}"),
        format!("/4521/{id}"),
        "/invoice?r=%2B%2B%2B090/9337/55493%2B%2B%2B&i=INV-1".into(),
        "/invoice?r=090933755493&i=INV-1".into(),
    ] {
        assert_eq!(payer.browser.get(&address).await.leads_to(), payer.link, "{address}");
    }
    assert_eq!(
        payer.browser.get(&format!("/invoice.html?{id}&language=fr")).await.leads_to(),
        format!("{}?language=fr", payer.link)
    );
}

#[tokio::test]
async fn an_invoice_that_nobody_knows_says_so() {
    let payer = payer(|_| ()).await;
    let stranger = "2f3d1c9e-98f2-4a50-8d6f-4be28a1f5d7a";

    for address in
        [format!("/invoice/{stranger}"), "/invoice/x".into(), "/invoice.html?x".into(), format!("/1/{}", payer.id)]
    {
        let page = payer.browser.get(&address).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
        says(&page, "We do not know this invoice");
    }
    let lost = payer.browser.get("/payment/tr_lost").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    says(&lost, "We do not know this payment link");
    let unmatched = payer.browser.get("/invoice?r=1&i=INV-1").await;
    assert_eq!((unmatched.status, unmatched.value_of("i").as_str()), (StatusCode::NOT_FOUND, "INV-1"));
    assert_eq!(payer.browser.get("/invoice").await.status, StatusCode::OK, "a form to find it");
}

#[tokio::test]
async fn the_page_speaks_the_language_of_the_invoice_or_a_chosen_one() {
    for (locale, words) in [
        ("de", "121,50\u{a0}€"),
        ("nl_nl", "€\u{a0}121,50"),
        ("fr_fr", "À payer pour le 23/12/2026"),
        ("en", "Due on 23 Dec 2026"),
    ] {
        let payer = payer(|new| new["locale"] = json!(locale)).await;
        says(&payer.page().await, words);
    }
    let payer = payer(|new| new["customer"]["l"] = json!("nl")).await;
    says(&payer.page().await, "Factuur INV-1");

    let chosen = payer.browser.get(&format!("{}?language=fr", payer.link)).await;
    let cookie = chosen.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    says(&payer.browser.get_with(&format!("{}/transfer", payer.link), "cookie", &cookie).await, "Bénéficiaire");
}

#[tokio::test]
async fn the_page_shows_what_is_open_and_the_pdf_that_was_handed_over() {
    let payer = payer(|new| {
        new["paidamount"] = json!(21.5);
        new["pdf"] = json!(BASE64_STANDARD.encode("%PDF-1.7 …"));
    })
    .await;

    let page = payer.page().await;
    assert_eq!(page.texts(".amount-due .sum"), ["€100.00"]);
    assert_eq!(page.texts(".facts dd").last().unwrap(), "€21.50", "settled already");
    says(&page, &format!("href=\"{}/invoice.pdf\"", payer.link));
    let pdf = payer.browser.get(&format!("{}/invoice.pdf", payer.link)).await;

    assert_eq!((pdf.headers["content-type"].to_str().unwrap(), pdf.text.as_str()), ("application/pdf", "%PDF-1.7 …"));
}

#[tokio::test]
async fn direct_debit_is_set_up_from_the_invoice_which_is_then_collected() {
    let payer = payer(|new| new["redirectUrl"] = json!("https://portal.example/pay/7?s={{state}}&n={{number}}")).await;

    let signing = payer.press("mandate").await.leads_to().to_owned();
    assert_eq!(payer.press("mandate").await.leads_to(), signing, "pressed twice");
    let exit = payer.sign(&signing).await;

    assert_eq!(exit.leads_to(), "https://portal.example/pay/7?s=pending&n=INV-1");
    assert_eq!(payer.state().await, "PENDING");
    let page = payer.page().await;
    says(&page, "will be collected from your account BE16 … 1174");
    assert!(!page.text.contains("Set up direct debit") && page.text.contains("Pay now"), "{}", page.text);
    payer.twikey.run_bank().await;
    assert_eq!(payer.state().await, "PAID");
}

#[tokio::test]
async fn a_signature_without_an_address_of_the_invoice_leads_where_mandates_lead_or_back_to_it() {
    let payer = payer(|_| ()).await;
    let signing = payer.press("mandate").await.leads_to().to_owned();
    let exit = payer.sign(&signing).await;
    assert!(exit.leads_to().ends_with(&format!("/invoice.html?{}", payer.id)), "{}", exit.leads_to());

    let twikey = Twikey::start().await;
    twikey.console(Method::PUT, "/settings", json!({ "exit_url": "https://portal.example/exit?st={{status}}" })).await;
    let payer = payer_at(twikey, |_| ()).await;
    let signing = payer.press("mandate").await.leads_to().to_owned();
    assert_eq!(payer.sign(&signing).await.leads_to(), "https://portal.example/exit?st=ok");
}

#[tokio::test]
async fn a_business_is_mailed_the_link_to_its_mandate() {
    let payer = payer(|new| new["ct"] = json!(2)).await;

    let mailed = payer.press("mandate").await;

    let page = payer.browser.get(mailed.leads_to()).await;
    says(&page, "We sent you an e-mail with the link to the mandate");
    let mailbox = payer.twikey.console(Method::GET, "/mailbox", Value::Null).await.body;
    assert_eq!(mailbox[0]["to"], json!(["jan@example.com"]));
}

#[tokio::test]
async fn a_customer_with_a_mandate_has_the_invoice_collected_again_after_a_failure() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let payer = payer_at(twikey, |new| new["amount"] = json!(6)).await;
    payer.twikey.run_bank().await;
    assert_eq!(payer.state().await, "BOOKED");

    says(&payer.page().await, "Have it collected from account BE16 … 1174");
    assert_eq!(payer.press("mandate").await.leads_to(), payer.link);
    assert_eq!(payer.state().await, "PENDING");
    assert_eq!(payer.press("mandate").await.leads_to(), payer.link, "pressed twice");

    assert_eq!(payer.twikey.run_bank().await["debits"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn paying_now_leads_over_the_provider_to_the_exit_address() {
    let payer =
        payer(|new| new["redirectUrl"] = json!("https://portal.example/{{id}}?{{state}}&{{ref}}&{{locale}}")).await;

    let payment = payer.payment().await;
    assert!(payment.starts_with("/payment/tr_"), "{payment}");
    assert_eq!(payer.payment().await, payment, "pressed twice");
    let choice = payer.browser.get(&payment).await;
    assert_eq!(
        choice.texts(".method strong"),
        ["Bancontact", "iDEAL | Wero", "Mastercard", "Visa", "KBC/CBC", "Belfius"]
    );
    says(&payer.browser.get(&format!("{payment}/methods/ideal")).await, "Pay €121.50");
    let paid = payer.pay(&payment, "ideal", "success").await;
    let again = payer.pay(&payment, "visa", "success").await;

    assert_eq!(paid.leads_to(), format!("https://portal.example/{}?paid&ref-INV-1&en", payer.id));
    assert_eq!(again.leads_to(), paid.leads_to());
    assert_eq!(payer.state().await, "PAID");
    assert_eq!(payer.twikey.client.payments().await.len(), 1, "paid once");
    says(&payer.browser.get(&payment).await, "Your payment has arrived");
    let page = payer.page().await;
    says(&page, "This invoice is paid");
    assert!(page.texts(".method").is_empty(), "no way to pay it again");
    assert_eq!(payer.press("payment").await.leads_to(), payer.link);
}

#[tokio::test]
async fn a_payment_that_fails_or_is_cancelled_can_be_tried_again() {
    let payer = payer(|_| ()).await;
    let payment = payer.payment().await;

    for (outcome, words) in [("failure", "The payment did not succeed"), ("cancel", "You cancelled")] {
        let back = payer.pay(&payment, "bancontact", outcome).await;
        assert_eq!(back.leads_to(), format!("{payment}?ended={outcome}"));
        says(&payer.browser.get(back.leads_to()).await, words);
        assert_eq!(payer.state().await, "BOOKED");
    }
    assert_eq!(payer.payment().await, payment, "the same link");
    assert_eq!(payer.pay(&payment, "bancontact", "success").await.leads_to(), payment);
    assert_eq!(payer.state().await, "PAID");
}

#[tokio::test]
async fn the_month_of_a_card_decides_its_payment() {
    let payer = payer(|_| ()).await;
    let payment = payer.payment().await;
    let visa = async |expiry: &str| {
        let form = [("outcome", "success"), ("card", "4111"), ("expiry", expiry)];
        payer.browser.post(&format!("{payment}/methods/visa"), &form).await
    };

    let wrong = visa("never").await;
    assert_eq!((wrong.status, wrong.value_of("expiry").as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "never"));
    assert!(visa("11/29").await.leads_to().ends_with("?ended=failure"));
    assert_eq!(visa("12/29").await.leads_to(), payment);

    assert_eq!(payer.state().await, "PAID");
}

#[tokio::test]
async fn a_provider_that_does_not_know_yet_leaves_the_invoice_open() {
    let payer = payer(|_| ()).await;
    let payment = payer.payment().await;

    assert_eq!(payer.pay(&payment, "kbc", "pending").await.leads_to(), payment);

    says(&payer.browser.get(&payment).await, "Your payment is being confirmed");
    says(&payer.page().await, "Please wait before you pay again");
    assert_eq!(payer.state().await, "BOOKED");
    assert_eq!(payer.pay(&payment, "kbc", "success").await.leads_to(), payment, "it is the provider's turn");
    assert_eq!(payer.state().await, "BOOKED");
}

#[tokio::test]
async fn a_link_that_was_opened_before_the_invoice_was_paid_warns_of_paying_twice() {
    let payer = payer(|_| ()).await;
    let payment = payer.payment().await;
    payer.twikey.pay(&payer.id, json!({ "method": "transfer" })).await;

    says(&payer.browser.get(&payment).await, "If you go on, you pay twice");
    payer.pay(&payment, "ideal", "success").await;

    let events = payer.twikey.client.payments().await;
    assert_eq!(events.len(), 2, "{events:?}");
    assert_eq!(payer.state().await, "PAID");
}

#[tokio::test]
async fn a_transfer_is_told_with_account_amount_and_message() {
    let payer = payer(|new| new["locale"] = json!("de")).await;

    let page = payer.browser.get(&format!("{}/transfer", payer.link)).await;

    assert_eq!(
        page.texts(".facts dd"),
        ["Sandbox NV", "BE71 0961 2345 6769", "GKCCBEBB", "121,50 €", "+++090/9337/55493+++"]
    );
    assert_eq!(page.texts(".scan svg").len(), 1);
    payer.twikey.pay(&payer.id, json!({ "method": "transfer" })).await;
    assert_eq!(payer.browser.get(&format!("{}/transfer", payer.link)).await.leads_to(), payer.link, "paid");
}

#[tokio::test]
async fn an_overdue_invoice_can_be_paid_and_an_archived_one_cannot() {
    let mut payer = payer(|_| ()).await;
    payer.twikey.days_pass(40).await;
    let page = payer.page().await;
    assert_eq!(page.texts(".late"), ["Was due on 23 Dec 2026"]);
    assert_eq!(page.texts(".method").len(), 3);

    payer.twikey.client.put_json(&format!("/invoice/{}", payer.id), &json!({ "state": "archived" })).await;

    let page = payer.page().await;
    says(&page, "This invoice is closed");
    assert!(page.texts(".method").is_empty());
    assert_eq!(payer.press("mandate").await.leads_to(), payer.link);
}

#[tokio::test]
async fn a_credit_note_has_nothing_to_pay() {
    let payer = payer(|new| new["amount"] = json!(-10)).await;
    let page = payer.page().await;
    says(&page, "Credit note INV-1");
    assert!(page.texts(".method").is_empty());
}

#[tokio::test]
async fn hostile_text_is_shown_as_it_was_sent_and_other_sites_press_no_button() {
    let payer = payer(|new| {
        new["number"] = json!("<b>1</b>");
        new["title"] = json!("<script>alert(1)</script>");
        new["remittance"] = json!("\"><img>");
    })
    .await;

    let page = payer.page().await;
    assert_eq!(page.texts("h1"), ["Invoice <b>1</b>"]);
    assert!(!page.text.contains("<script>alert") && !page.text.contains("<img>"), "{}", page.text);
    let url = format!("{}{}/payment", payer.twikey.sandbox.public_url(), payer.link);
    let foreign = payer.twikey.client.http.post(url).header("origin", "https://evil.example").send().await.unwrap();

    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert_eq!(payer.twikey.sandbox.change(|world: &mut World, _| world.links.len()), 0);
}
