//! The signing page as a browser without JavaScript uses it.

use reqwest::{Method, StatusCode, header::LOCATION};
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Page},
    helpers::{IBAN, REFUSED_IBAN, Twikey},
};

/// Everything the data form would ask for.
const COMPLETE: [(&str, &str); 4] =
    [("email", "jan@example.com"), ("lastname", "Peeters"), ("city", "Gent"), ("country", "BE")];

struct Guest {
    twikey: Twikey,
    browser: Browser,
    reference: String,
    /// `/{company}/{key}`
    link: String,
}

/// A customer with an invitation in a browser that follows no redirects by itself.
async fn invited(ct: &str, further: &[(&str, &str)]) -> Guest {
    let twikey = Twikey::start().await;
    let settings =
        json!({ "exit_url": "http://portal.example/exit?m={{mandateNumber}}&st={{status}}&s={{s}}&t={{token}}" });
    twikey.console(Method::PUT, "/settings", settings).await;
    invited_at(twikey, ct, further).await
}

async fn invited_at(twikey: Twikey, ct: &str, further: &[(&str, &str)]) -> Guest {
    let form = [&[("ct", ct), ("customerNumber", "K-1"), ("token", "t1")], &COMPLETE[..], further].concat();
    let answer = twikey.client.post("/invite", &form).await;
    let reference = answer.body["mndtId"].as_str().unwrap().to_owned();
    let link = answer.body["url"].as_str().unwrap().strip_prefix(twikey.sandbox.public_url()).unwrap().to_owned();
    let browser = Browser::new(twikey.sandbox.public_url());
    Guest { twikey, browser, reference, link }
}

impl Guest {
    async fn step(&self, step: &str) -> Page {
        self.browser.get(&format!("{}{step}", self.link)).await
    }

    async fn send(&self, step: &str, form: &[(&str, &str)]) -> Page {
        self.browser.post(&format!("{}{step}", self.link), form).await
    }

    async fn enter_account(&self, iban: &str) -> Page {
        self.send("/account", &[("iban", iban), ("bic", ""), ("place", "Gent")]).await
    }

    async fn state(&self) -> Value {
        self.twikey.console(Method::GET, &format!("/mandates/{}", self.reference), Value::Null).await.body
    }
}

#[tokio::test]
async fn the_short_link_leads_over_the_account_to_the_signed_exit_address() {
    let guest = invited("1", &[("l", "de")]).await;

    assert_eq!(guest.step("").await.leads_to(), format!("{}/account", guest.link));
    let page = guest.step("/account").await;
    assert!(page.text.contains("SEPA-Lastschriftmandat"), "{}", page.text);
    assert!(page.text.contains("BE81ZZZ0123456749") && page.text.contains(&guest.reference));
    assert_eq!(guest.enter_account("be16 6453-4897 1174").await.leads_to(), format!("{}/methods", guest.link));
    assert!(guest.step("/methods").await.text.contains("itsme"));
    assert!(guest.step("/methods/itsme").await.text.contains(&guest.reference));
    let exit = guest.send("/methods/itsme", &[("outcome", "success")]).await;

    assert!(exit.leads_to().starts_with("http://portal.example/exit?m=CORE00001&st=ok&s="), "{}", exit.leads_to());
    let state = guest.state().await;
    assert_eq!(state["standing"], "SIGNED");
    assert_eq!((&state["iban"], &state["bic"], &state["place"]), (&json!(IBAN), &json!("JVBABE22"), &json!("Gent")));
    assert_eq!(state["signature"]["signer"], "Peeters");
}

#[tokio::test]
async fn a_business_leaves_with_pending_and_its_bank_decides() {
    let guest = invited("2", &[]).await;
    let page = guest.step("/account").await;
    assert!(page.text.contains("business-to-business"), "{}", page.text);

    guest.enter_account(REFUSED_IBAN).await;
    let exit = guest.send("/methods/eid", &[("outcome", "success")]).await;

    assert!(exit.leads_to().contains("&st=pending&"), "{}", exit.leads_to());
    let waiting = guest.step("").await;
    assert_eq!(waiting.status, StatusCode::OK);
    assert!(waiting.text.contains("Your bank is checking the mandate"));
}

#[tokio::test]
async fn every_way_to_sign_succeeds_fails_and_is_cancelled_as_told() {
    for method in ["itsme", "eid", "visa", "bancontact", "ideal", "sms", "digisign"] {
        let guest = invited("1", &[]).await;
        guest.enter_account(IBAN).await;
        let address = format!("/methods/{method}");
        assert_eq!(guest.step(&address).await.status, StatusCode::OK, "{method}");

        for (outcome, status) in [("failure", "fail"), ("cancel", "cancel"), ("success", "ok")] {
            let form = [("outcome", outcome), ("name", "Jan Peeters")];
            let exit = guest.send(&address, &form).await;
            assert!(exit.leads_to().contains(&format!("&st={status}&")), "{method} {outcome}: {}", exit.leads_to());
        }
        assert_eq!(guest.state().await["signature"]["method"], method);
    }
}

#[tokio::test]
async fn pressing_twice_and_going_back_lead_to_the_same_end() {
    let guest = invited("1", &[]).await;
    guest.enter_account(IBAN).await;

    let first = guest.send("/methods/itsme", &[("outcome", "success")]).await;
    let second = guest.send("/methods/itsme", &[("outcome", "success")]).await;
    let late_cancel = guest.send("/methods/visa", &[("outcome", "cancel")]).await;
    let back = guest.enter_account(REFUSED_IBAN).await;

    assert_eq!(first.leads_to(), second.leads_to());
    assert_eq!(first.leads_to(), late_cancel.leads_to());
    assert!(back.text.contains("Your mandate is signed"), "{}", back.text);
    let state = guest.state().await;
    assert_eq!((&state["standing"], &state["iban"]), (&json!("SIGNED"), &json!(IBAN)));
}

#[tokio::test]
async fn without_an_exit_address_the_page_itself_says_how_it_ended() {
    let guest = invited_at(Twikey::start().await, "1", &[("l", "fr")]).await;
    guest.enter_account(IBAN).await;

    let failed = guest.send("/methods/ideal", &[("outcome", "failure")]).await;
    assert_eq!(failed.leads_to(), format!("{}/methods?ended=fail", guest.link));
    assert!(guest.step("/methods?ended=fail").await.text.contains("La signature n’a pas abouti"));
    let signed = guest.send("/methods/ideal", &[("outcome", "success")]).await;
    assert_eq!(signed.leads_to(), guest.link);
    assert!(guest.step("").await.text.contains("Votre mandat est signé"));
}

#[tokio::test]
async fn what_was_typed_wrong_is_said_at_the_field_and_kept() {
    let guest = invited("1", &[("l", "nl")]).await;

    let page = guest.send("/account", &[("iban", "BE16 6453 4897 1175"), ("bic", "x"), ("place", " ")]).await;

    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.value_of("iban"), "BE16 6453 4897 1175");
    assert_eq!(page.value_of("bic"), "x");
    for field in ["iban", "bic", "place"] {
        assert!(!page.texts(&format!("#{field}-error")).is_empty(), "{field}");
    }
    assert_eq!(page.texts("#place-error"), ["Vul in waar u ondertekent, bijvoorbeeld Gent."]);
    assert_eq!(guest.state().await["iban"], Value::Null);
}

#[tokio::test]
async fn an_unknown_bank_needs_its_bic() {
    let guest = invited("1", &[]).await;

    let page = guest.enter_account("BE68539007547034").await;
    assert_eq!(page.texts("#bic-error").len(), 1, "{}", page.text);
    let page = guest.send("/account", &[("iban", "BE68539007547034"), ("bic", "gkccbebb"), ("place", "Gent")]).await;

    assert_eq!(page.leads_to(), format!("{}/methods", guest.link));
    assert_eq!(guest.state().await["bic"], "GKCCBEBB");
}

#[tokio::test]
async fn missing_details_are_asked_first_and_kept_with_the_customer() {
    let twikey = Twikey::start().await;
    let invitation = twikey.client.post("/invite", &[("ct", "1"), ("customerNumber", "K-7"), ("l", "en")]).await;
    let link = invitation.body["url"].as_str().unwrap().strip_prefix(twikey.sandbox.public_url()).unwrap().to_owned();
    let browser = Browser::new(twikey.sandbox.public_url());
    let reference = invitation.body["mndtId"].as_str().unwrap().to_owned();
    let guest = Guest { twikey, browser, reference, link };

    assert_eq!(guest.step("").await.leads_to(), format!("{}/details", guest.link));
    let page = guest.send("/details", &[("country", "BE"), ("email", "jan@"), ("mobile", "12")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["last_name", "email", "mobile"] {
        assert_eq!(page.texts(&format!("#{field}-error")).len(), 1, "{field}");
    }
    let details =
        [("company", "Peeters & Zonen"), ("country", "BE"), ("email", "jan@example.com"), ("mobile", "0470 12 34 56")];
    assert_eq!(guest.send("/details", &details).await.leads_to(), format!("{}/account", guest.link));

    let customer = guest.state().await["customer"].clone();
    assert_eq!(customer["mobile"], "+32470123456");
    assert_eq!((&customer["number"], &customer["language"]), (&json!("K-7"), &json!("en")));
    assert!(guest.step("/account").await.texts(".document").join(" ").contains("Peeters & Zonen"));
}

#[tokio::test]
async fn validation_can_be_demanded_of_complete_details() {
    let guest = invited("1", &[("requireValidation", "true")]).await;

    assert_eq!(guest.step("").await.leads_to(), format!("{}/details", guest.link));
    assert_eq!(guest.step("/details").await.value_of("last_name"), "Peeters");
}

#[tokio::test]
async fn the_chosen_language_stays_for_this_link_alone() {
    let guest = invited("1", &[("l", "de")]).await;

    let page = guest.step("/account?language=fr").await;
    assert!(page.text.contains("De quel compte"), "{}", page.text);
    let cookie = page.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains(&format!("Path={}", guest.link)), "{cookie}");

    let name = cookie.split(';').next().unwrap();
    let next = guest.browser.get_with(&format!("{}/methods/visa", guest.link), "cookie", name).await;
    assert_eq!(next.leads_to(), format!("{}/account", guest.link));
    let next = guest.browser.get_with(&format!("{}/account", guest.link), "cookie", name).await;
    assert!(next.text.contains("Lieu de signature"));
}

#[tokio::test]
async fn links_that_lead_no_further_say_why() {
    let guest = invited("1", &[]).await;
    let unknown = guest.browser.get("/sandbox/nobody").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(unknown.text.contains("We do not know this link"));
    assert_eq!(guest.browser.get(&format!("/other{}", &guest.link[8..])).await.status, StatusCode::NOT_FOUND);

    guest.twikey.console(Method::POST, &format!("/mandates/{}/expiry", guest.reference), Value::Null).await;
    let expired = guest.step("/account").await;
    assert_eq!(expired.status, StatusCode::GONE);
    assert!(expired.text.contains("This link has expired"));

    let older = invited("1", &[]).await;
    older.twikey.client.post("/invite", &[("ct", "1"), ("customerNumber", "K-1")]).await;
    let withdrawn = older.step("").await;
    assert!(withdrawn.text.contains("This link is no longer valid"), "{}", withdrawn.text);
}

#[tokio::test]
async fn a_signature_that_is_typed_or_drawn_signs() {
    let guest = invited("1", &[]).await;
    guest.enter_account(IBAN).await;

    let nothing = guest.send("/methods/digisign", &[("outcome", "success"), ("name", ""), ("drawing", "")]).await;
    assert_eq!(nothing.texts("#name-error").len(), 1);
    let drawing = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==";
    let exit =
        guest.send("/methods/digisign", &[("outcome", "success"), ("name", "J. P."), ("drawing", drawing)]).await;

    assert!(exit.leads_to().contains("&st=ok&"), "{}", exit.text);
    let signature = guest.state().await["signature"].clone();
    assert_eq!((&signature["signer"], &signature["payload"]), (&json!("J. P."), &json!("iVBORw0KGgoAAAANSUhEUg==")));
}

#[tokio::test]
async fn a_card_that_expires_in_an_odd_month_fails() {
    let guest = invited("1", &[]).await;
    guest.enter_account(IBAN).await;

    let wrong = guest.send("/methods/visa", &[("outcome", "success"), ("expiry", "never")]).await;
    assert_eq!(wrong.value_of("expiry"), "never");
    let odd = guest.send("/methods/visa", &[("outcome", "success"), ("expiry", "11/29")]).await;
    let even = guest.send("/methods/visa", &[("outcome", "success"), ("expiry", "12/29")]).await;

    assert!(odd.leads_to().contains("&st=fail&"));
    assert!(even.leads_to().contains("&st=ok&"));
}

#[tokio::test]
async fn the_customer_can_ask_for_the_sms_and_answer_it() {
    let guest = invited("1", &[]).await;
    guest.enter_account(IBAN).await;

    let wrong = guest.send("/methods/sms", &[("mobile", "12")]).await;
    assert_eq!(wrong.texts("#mobile-error").len(), 1);
    let sent = guest.send("/methods/sms", &[("mobile", "0470 12 34 56")]).await;
    assert_eq!(sent.leads_to(), format!("{}/methods/sms", guest.link));
    assert!(guest.step("/methods/sms").await.text.contains("+32470123456"));
    guest.twikey.console(Method::POST, "/phone/1/reply", json!({ "text": "ok" })).await;

    assert!(guest.step("/methods/sms").await.leads_to().contains("&st=ok&"));
}

#[tokio::test]
async fn hostile_text_is_shown_as_it_was_typed() {
    let guest = invited("1", &[("companyName", "<script>alert(1)</script>"), ("requireValidation", "true")]).await;

    let page = guest.step("/details").await;
    assert!(!page.text.contains("<script>alert"), "{}", page.text);
    assert_eq!(page.value_of("company"), "<script>alert(1)</script>");
    let page =
        guest.send("/details", &[("last_name", &"<b>".repeat(500)), ("country", "\"><img>"), ("email", "a@b.c")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!page.text.contains("<b>") && !page.text.contains("<img>"));
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
}

#[tokio::test]
async fn what_is_huge_or_from_another_site_is_refused() {
    let guest = invited("1", &[]).await;

    let huge = guest.send("/account", &[("iban", &"9".repeat(1_000_000)), ("place", "Gent")]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    let url = format!("{}{}/account", guest.twikey.sandbox.public_url(), guest.link);
    let foreign = guest.twikey.client.http.post(url).header("origin", "https://evil.example").form(&[("iban", IBAN)]);
    let foreign = foreign.send().await.unwrap();

    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert!(foreign.headers().get(LOCATION).is_none());
    assert_eq!(guest.state().await["iban"], Value::Null);
}
