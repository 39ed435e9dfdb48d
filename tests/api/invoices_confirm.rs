//! Confirming invoices, one and many.

use mandato::{accounts::Role, customers::Customer, invoices::State};
use reqwest::StatusCode;
use uuid::Uuid;

use crate::support::{
    TestApp,
    billing::{self, draft, stored},
    csrf, html, location, make, read,
};

async fn numbers(app: &TestApp, ids: &[Uuid]) -> Vec<Option<String>> {
    let mut numbers = Vec::new();
    for id in ids {
        numbers.push(stored(app, *id).await.number);
    }
    numbers
}

async fn drafts(app: &TestApp, customer: &Customer, prices: &[i64]) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for price in prices {
        ids.push(draft(app, customer, *price).await.id);
    }
    ids
}

#[actix_web::test]
async fn a_confirmed_invoice_has_a_number_a_reference_and_a_secret_address() {
    let app = TestApp::start().await;
    billing::ready(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let id = draft(&app, &customer, 10_000).await.id;
    let confirmation = format!("/invoices/{id}/confirmation");

    let dialog = browser.page(&confirmation).await;
    assert!(html::text(&dialog).contains("They get it by e-mail at els@peeters.example"), "{}", html::text(&dialog));
    let response = browser.post(&confirmation, &csrf(&dialog), &[]).await;

    assert_eq!(location(&response), format!("/invoices/{id}"));
    let invoice = stored(&app, id).await;
    assert!(invoice.state.is_open());
    assert_eq!(invoice.number.as_deref(), Some("R2026-0001"));
    assert_eq!(invoice.reference.unwrap().written(), "+++000/0000/00101+++");
    assert!(invoice.token.unwrap().len() >= 32);
    let page = browser.page(&format!("/invoices/{id}")).await;
    assert_eq!(html::texts(&page, "h1"), ["Invoice R2026-0001"]);
    assert!(html::texts(&page, "#history").concat().contains("Invoice confirmed"));
    app.work().await;
}

#[actix_web::test]
async fn a_confirmation_pressed_twice_gives_one_number() {
    let app = TestApp::start().await;
    billing::ready(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let ids = drafts(&app, &customer, &[100, 200]).await;
    let [first, second] = [0, 1].map(|one: usize| format!("/invoices/{}/confirmation", ids[one]));
    let token = csrf(&browser.page(&first).await);
    for address in [&first, &first, &second] {
        assert_eq!(browser.post(address, &token, &[]).await.status(), StatusCode::SEE_OTHER);
    }
    assert_eq!(numbers(&app, &ids).await, [Some("R2026-0001".to_owned()), Some("R2026-0002".to_owned())]);
    app.work().await;
}

#[actix_web::test]
async fn what_cannot_be_confirmed_says_why_and_stays_a_draft() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let ids = drafts(&app, &customer, &[100, 0]).await;
    let [payable, worthless] = [0, 1].map(|one: usize| format!("/invoices/{}/confirmation", ids[one]));
    let page = browser.page(&payable).await;
    assert!(html::text(&page).contains("The settings lack the name of your company"));
    assert_eq!(html::texts(&page, "button.primary").len(), 0);

    let refused = browser.post(&payable, &csrf(&page), &[]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stored(&app, ids[0]).await.state, State::Draft);
    billing::ready(&app).await;
    assert!(html::text(&browser.page(&worthless).await).contains("The total is 0."));
    let refused = browser.post(&worthless, &csrf(&page), &[]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stored(&app, ids[1]).await.state, State::Draft);
}

#[actix_web::test]
async fn ticked_drafts_are_confirmed_in_the_order_they_were_written_and_a_bad_one_holds_up_none() {
    let app = TestApp::start().await;
    billing::ready(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let ids = drafts(&app, &customer, &[100, 0, 300, 400]).await;
    let list = browser.page("/invoices").await;
    assert_eq!(html::texts(&list, "td.choose").len(), 4);
    // Ticked the other way round, and one not at all.
    let query = [2, 1, 0].map(|one: usize| format!("invoice={}", ids[one])).join("&");
    let dialog = browser.page(&format!("/invoices/confirmations/new?{query}")).await;
    assert!(html::text(&dialog).contains("3 drafts of €4.84 in all"), "{}", html::text(&dialog));

    let ticked = [2, 1, 0].map(|one: usize| ids[one].to_string());
    let fields = ticked.each_ref().map(|id| ("invoice", id.as_str()));
    let started = browser.post("/invoices/confirmations", &csrf(&dialog), &fields).await;
    let progress = location(&started).to_owned();
    let page = browser.page(&progress).await;
    assert!(html::attribute(&page, "#confirmation", "hx-get").is_some(), "it refreshes itself");
    app.work().await;

    let page = browser.page(&progress).await;
    assert_eq!(html::attribute(&page, "#confirmation", "hx-get"), None);
    let text = html::text(&page);
    assert!(text.contains("Confirmed: 2. Still drafts: 1") && text.contains("The total is 0."), "{text}");
    let expected = [Some("R2026-0001".to_owned()), None, Some("R2026-0002".to_owned()), None];
    assert_eq!(numbers(&app, &ids).await, expected);
}

#[actix_web::test]
async fn all_drafts_that_match_are_confirmed_without_a_gap_in_the_numbers() {
    let app = TestApp::start().await;
    billing::ready(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let [first, second] = [make::customer(&app).await, make::customer(&app).await];
    // More than one transaction confirms.
    let ids = drafts(&app, &first, &[100; 230]).await;
    let other = draft(&app, &second, 100).await.id;
    let filter = format!("all=1&customer={}", first.id);
    let dialog = browser.page(&format!("/invoices/confirmations/new?{filter}")).await;
    assert!(html::text(&dialog).contains("230 drafts"));

    let customer = first.id.to_string();
    let fields = [("all", "1"), ("customer", customer.as_str())];
    let started = browser.post("/invoices/confirmations", &csrf(&dialog), &fields).await;
    app.work().await;

    let expected: Vec<_> = (1..=230).map(|number| Some(format!("R2026-{number:04}"))).collect();
    assert_eq!(numbers(&app, &ids).await, expected);
    assert_eq!(stored(&app, other).await.state, State::Draft);
    let page = browser.page(location(&started)).await;
    assert!(html::text(&page).contains("Confirmed: 230. They are on their way."));
}

#[actix_web::test]
async fn a_draft_thrown_away_before_its_turn_is_reported_and_one_confirmed_meanwhile_keeps_its_number() {
    let app = TestApp::start().await;
    billing::ready(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let ids = drafts(&app, &customer, &[100, 200, 300]).await;
    let dialog = browser.page("/invoices/confirmations/new?all=1").await;
    let token = csrf(&dialog);
    let started = browser.post("/invoices/confirmations", &token, &[("all", "1")]).await;
    browser.post(&format!("/invoices/{}/removal", ids[0]), &token, &[]).await;
    browser.post(&format!("/invoices/{}/confirmation", ids[1]), &token, &[]).await;
    app.work().await;

    assert_eq!(numbers(&app, &ids[1..]).await, [Some("R2026-0001".to_owned()), Some("R2026-0002".to_owned())]);
    let text = html::text(&browser.page(location(&started)).await);
    assert!(text.contains("Confirmed: 1. Still drafts: 2"), "{text}");
    assert!(text.contains("Deleted"), "{text}");
}

#[actix_web::test]
async fn a_number_that_is_taken_stops_only_the_invoice_that_would_get_it() {
    let app = TestApp::start().await;
    billing::ready(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let taken = draft(&app, &customer, 100).await;
    let mut tx = app.app.db.write().await.unwrap();
    let mut taken = mandato::invoices::take(&mut tx, taken.id).await.unwrap().unwrap();
    taken.number = Some("R2026-0001".to_owned());
    taken.state = State::Confirmed;
    mandato::invoices::update(&mut tx, &taken).await.unwrap();
    tx.commit().await.unwrap();
    let id = draft(&app, &customer, 200).await.id;
    let confirmation = format!("/invoices/{id}/confirmation");
    let token = csrf(&browser.page(&confirmation).await);

    let refused = browser.post(&confirmation, &token, &[]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html::text(&read(refused).await).contains("The next number of the series is taken already."));
    let started = browser.post("/invoices/confirmations", &token, &[("all", "1")]).await;
    app.work().await;
    let text = html::text(&browser.page(location(&started)).await);
    assert!(text.contains("Confirmed: 0. Still drafts: 1") && text.contains("taken already"), "{text}");
}

#[actix_web::test]
async fn nothing_ticked_starts_nothing() {
    let app = TestApp::start().await;
    billing::ready(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let page = browser.page("/invoices/confirmations/new").await;
    assert!(html::text(&page).contains("No draft is chosen."));
    let unknown = Uuid::nil().to_string();
    for fields in [&[][..], &[("invoice", "x")], &[("invoice", unknown.as_str())]] {
        let answer = browser.post("/invoices/confirmations", &csrf(&page), fields).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
}
