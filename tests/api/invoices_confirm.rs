//! Confirming invoices, one and many.

use chrono::TimeDelta;
use mandato::{
    customers::Customer,
    domain::money::Cents,
    invoices::{self, State},
    user::Role,
};
use reqwest::StatusCode;
use uuid::Uuid;

use crate::support::{
    TestApp,
    billing::{self, draft, stored},
    csrf,
    form::{form_of, send, send_as_shown, with},
    html, location, make, read,
};

/// The dialog that confirms every draft.
const ALL: &str = "/invoices/confirmations/new?all=1";

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
    let response = send_as_shown(&browser, &confirmation).await;

    assert_eq!(location(&response), format!("/invoices/{id}"));
    let invoice = stored(&app, id).await;
    assert!(invoice.state.is_open());
    assert_eq!(invoice.number.as_deref(), Some("R2026-0001"));
    assert_eq!(invoice.reference.unwrap().written(), "+++000/0000/00101+++");
    assert!(invoice.token.unwrap().len() >= 32);
    let page = browser.page(&format!("/invoices/{id}")).await;
    assert_eq!(html::texts(&page, "h1"), ["Invoice R2026-0001"]);
    assert!(html::texts(&page, "#history").concat().contains("Invoice confirmed"));
    assert_eq!(html::texts(&page, "#contents .facts dt"), ["Invoice date", "Language"]);
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
    let form = form_of(&browser.page(&first).await);
    for address in [&first, &first, &second] {
        assert_eq!(send(&browser, address, &with(&form, &[])).await.status(), StatusCode::SEE_OTHER);
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

    let refused = send_as_shown(&browser, &payable).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stored(&app, ids[0]).await.state, State::Draft);
    billing::ready(&app).await;
    assert!(html::text(&browser.page(&worthless).await).contains("The total is 0."));
    let refused = send_as_shown(&browser, &worthless).await;
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
    assert!(html::text(&dialog).contains("3 drafts totalling €4.84"), "{}", html::text(&dialog));

    let started = send_as_shown(&browser, &format!("/invoices/confirmations/new?{query}")).await;
    let progress = location(&started).to_owned();
    let page = browser.page(&progress).await;
    assert!(html::attribute(&page, "#confirmation", "hx-get").is_some(), "it refreshes itself");
    app.work().await;

    let page = browser.page(&progress).await;
    assert_eq!(html::attribute(&page, "#confirmation", "hx-get"), None);
    let text = html::text(&page);
    assert!(text.contains("Confirmed: 2. Not confirmed: 1") && text.contains("The total is 0."), "{text}");
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

    let started = send_as_shown(&browser, &format!("/invoices/confirmations/new?{filter}")).await;
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
    let started = send_as_shown(&browser, ALL).await;
    send_as_shown(&browser, &format!("/invoices/{}/removal", ids[0])).await;
    send_as_shown(&browser, &format!("/invoices/{}/confirmation", ids[1])).await;
    app.work().await;

    assert_eq!(numbers(&app, &ids[1..]).await, [Some("R2026-0001".to_owned()), Some("R2026-0002".to_owned())]);
    let text = html::text(&browser.page(location(&started)).await);
    assert!(text.contains("Confirmed: 1. Not confirmed: 2"), "{text}");
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
    let mut taken = invoices::take(&mut tx, taken.id).await.unwrap().unwrap();
    taken.number = Some("R2026-0001".to_owned());
    taken.state = State::Confirmed;
    invoices::update(&mut tx, &taken).await.unwrap();
    tx.commit().await.unwrap();
    let id = draft(&app, &customer, 200).await.id;
    let confirmation = format!("/invoices/{id}/confirmation");

    let refused = send_as_shown(&browser, &confirmation).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html::text(&read(refused).await).contains("The next number of the series is taken already."));
    let started = send_as_shown(&browser, ALL).await;
    app.work().await;
    let text = html::text(&browser.page(location(&started)).await);
    assert!(text.contains("Confirmed: 0. Not confirmed: 1") && text.contains("taken already"), "{text}");
}

/// A colleague saves the draft with something else.
async fn edit(app: &TestApp, draft: Uuid, change: impl FnOnce(&mut invoices::Invoice)) {
    let mut tx = app.app.db.write().await.unwrap();
    let mut invoice = invoices::take(&mut tx, draft).await.unwrap().unwrap();
    change(&mut invoice);
    invoice.version += 1;
    invoice.updated_at = app.clock.now();
    invoices::update(&mut tx, &invoice).await.unwrap();
    tx.commit().await.unwrap();
}

#[actix_web::test]
async fn a_draft_that_was_edited_since_the_dialog_is_shown_anew_before_it_is_confirmed() {
    let app = TestApp::start().await;
    billing::ready(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let id = draft(&app, &customer, 10_000).await.id;
    let confirmation = format!("/invoices/{id}/confirmation");
    let form = form_of(&browser.page(&confirmation).await);
    edit(&app, id, |invoice| invoice.total = Cents(99_900)).await;

    let answer = send(&browser, &confirmation, &with(&form, &[])).await;

    assert_eq!(answer.status(), StatusCode::CONFLICT);
    assert_eq!(stored(&app, id).await.state, State::Draft);
    let page = read(answer).await;
    let text = html::text(&page);
    assert!(text.contains("has been changed in the meantime") && text.contains("€999.00"), "{text}");
    let form = form_of(&page);
    assert_eq!(location(&send(&browser, &confirmation, &with(&form, &[])).await), format!("/invoices/{id}"));
    app.work().await;
}

#[actix_web::test]
async fn many_drafts_are_confirmed_only_as_they_were_shown() {
    let app = TestApp::start().await;
    billing::ready(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let ids = drafts(&app, &customer, &[100, 200]).await;
    let mut form = form_of(&browser.page(ALL).await);

    // One more, one more of the same sum in place of another, another sum.
    for change in 0..3 {
        app.advance(TimeDelta::seconds(1));
        match change {
            0 => _ = draft(&app, &customer, 300).await,
            1 => {
                send_as_shown(&browser, &format!("/invoices/{}/removal", ids[0])).await;
                draft(&app, &customer, 100).await;
            }
            _ => edit(&app, ids[1], |invoice| invoice.total = Cents(99_900)).await,
        }
        let answer = send(&browser, "/invoices/confirmations", &with(&form, &[])).await;
        assert_eq!(answer.status(), StatusCode::CONFLICT, "{change}");
        let page = read(answer).await;
        assert!(html::texts(&page, ".notice").concat().contains("check their number and total once more"));
        form = form_of(&page);
    }
    let started = send(&browser, "/invoices/confirmations", &with(&form, &[])).await;
    app.work().await;
    assert!(html::text(&browser.page(location(&started)).await).contains("Confirmed: 3. They are on their way."));
}

#[actix_web::test]
async fn a_draft_that_is_edited_while_many_are_confirmed_stays_a_draft() {
    let app = TestApp::start().await;
    billing::ready(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let ids = drafts(&app, &customer, &[100, 200]).await;
    let started = send_as_shown(&browser, ALL).await;
    edit(&app, ids[0], |invoice| invoice.total = Cents(99_900)).await;
    app.work().await;

    assert_eq!(numbers(&app, &ids).await, [None, Some("R2026-0001".to_owned())]);
    let text = html::text(&browser.page(location(&started)).await);
    assert!(text.contains("Not confirmed: 1") && text.contains("has been changed in the meantime"), "{text}");
}

#[actix_web::test]
async fn numbers_follow_the_dates_however_drafts_were_chosen() {
    for ticked in [true, false] {
        let app = TestApp::start().await;
        billing::ready(&app).await;
        let browser = app.signed_in(Role::Staff).await;
        let customer = make::customer(&app).await;
        let ids = drafts(&app, &customer, &[100, 200, 300]).await;
        edit(&app, ids[0], |invoice| invoice.issued_on += TimeDelta::days(1)).await;

        let one_twice = [0, 1, 2, 1].map(|one: usize| format!("invoice={}", ids[one])).join("&");
        let query = if ticked { one_twice } else { "all=1".to_owned() };
        let address = format!("/invoices/confirmations/new?{query}");
        assert!(html::text(&browser.page(&address).await).contains("3 drafts totalling €7.26"));
        send_as_shown(&browser, &address).await;
        app.work().await;

        let expected = ["R2026-0003", "R2026-0001", "R2026-0002"].map(|number| Some(number.to_owned()));
        assert_eq!(numbers(&app, &ids).await, expected, "ticked: {ticked}");
    }
}

#[actix_web::test]
async fn choosing_many_drafts_costs_few_statements() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let ids = drafts(&app, &customer, &[100; 60]).await;
    let query = ids.iter().map(|id| format!("invoice={id}")).collect::<Vec<_>>().join("&");
    let before = app.app.db.statements();
    let dialog = browser.page(&format!("/invoices/confirmations/new?{query}")).await;
    assert!(app.app.db.statements() - before <= 5, "{} statements", app.app.db.statements() - before);
    assert!(html::text(&dialog).contains("50 drafts"), "as many as a page has");
}

#[actix_web::test]
async fn nothing_ticked_starts_nothing() {
    let app = TestApp::start().await;
    billing::ready(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let page = browser.page("/invoices/confirmations/new").await;
    assert!(html::text(&page).contains("No draft is chosen."));
    assert_eq!(html::texts(&page, ".actions"), ["Back to the invoices"]);
    let unknown = Uuid::nil().to_string();
    for fields in [&[][..], &[("invoice", "x")], &[("invoice", unknown.as_str())]] {
        let answer = browser.post("/invoices/confirmations", &csrf(&page), fields).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[actix_web::test]
async fn what_is_about_an_invoice_leads_to_it_but_from_its_own_sheet() {
    let app = TestApp::start().await;
    billing::ready(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let id = draft(&app, &customer, 10_000).await.id;
    let history = html::texts(&browser.page(&format!("/invoices/{id}")).await, "#history .body");
    assert!(history.concat().contains("Nothing has happened yet."), "{history:?}");
    send_as_shown(&browser, &format!("/invoices/{id}/confirmation")).await;
    app.work().await;

    let links = ["#history .detail a", "#messages a.code"];
    let page = browser.page(&format!("/customers/{}", customer.id)).await;
    for link in links {
        assert_eq!(html::texts(&page, link), ["R2026-0001"], "{link}");
        assert_eq!(html::attribute(&page, link, "href"), Some(format!("/invoices/{id}")));
    }
    let page = browser.page(&format!("/invoices/{id}")).await;
    assert_eq!(links.map(|link| html::texts(&page, link).len()), [0, 0]);
    let messages = html::texts(&page, "#messages li").len();
    assert_eq!(messages, 1);
    let trail = app.signed_in(Role::Admin).await.page("/audit").await;
    assert!(trail.html().contains(&format!("href=\"/invoices/{id}\"")));
}
