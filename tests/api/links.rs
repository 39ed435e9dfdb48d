//! A link that Twikey gives, or that a record keeps, leads to Twikey or nowhere.

use futures_util::future::join_all;
use mandato::{
    i18n::Language,
    jobs::{self, Task},
    mandates::{self, Channel, Invitation, Mandate, Request, Scheme, State},
    user::Role,
};
use reqwest::StatusCode;
use serde_json::json;
use uuid::Uuid;

use super::invoices::confirmed_of;
use crate::support::{TestApp, billing, html, make};

/// Spellings that look like Twikey's, or like something that a browser would open.
const HOSTILE: [&str; 16] = [
    "https://www.twikey.com.evil.example/",
    "https://eviltwikey.com/",
    "https://www.twikey.com@evil.example/",
    "https://user:password@www.twikey.com/",
    "https://evil.example\\.twikey.com/",
    "https:\\\\evil.example/",
    "//evil.example/",
    "https://evil.example#www.twikey.com",
    "https://evil.example?www.twikey.com",
    "https://www.tw\u{131}key.com/",
    "https://www.twikey.com:8443/",
    "https://www.twikey.com./",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://127.0.0.1:1/",
    "https://evil.example/",
];

#[actix_web::test]
async fn a_mandate_whose_link_leads_elsewhere_waits_for_a_person_who_is_told_the_host() {
    for link in HOSTILE {
        let app = TestApp::with_twikey().await;
        let customer = make::customer(&app).await;
        let (at, on) = (app.clock.now(), app.clock.today());
        let by = app.make_user("kim@company.example", Role::Staff, Language::En).await;
        let request = Request { customer: customer.id, scheme: Scheme::Core, channel: Channel::Email, by, at, on };
        let mandate = Mandate::request(Uuid::now_v7(), request);
        let mut tx = app.app.db.write().await.unwrap();
        mandates::insert(&mut tx, &mandate).await.unwrap();
        jobs::enqueue(&mut tx, at, &Task::RequestMandate { mandate: mandate.id, message: None }).await.unwrap();
        tx.commit().await.unwrap();
        let body = json!({"mndtId": "ACME1", "url": link}).to_string();
        app.fault(json!({"path": "/invite", "status": 200, "body": body}));
        app.work().await;

        let stored = app.stored(&mandate).await;
        assert_eq!((stored.state, stored.link), (State::Requested, None), "{link}");
        let staff = app.signed_in(Role::Staff).await;
        let shown = html::texts(&staff.page(&format!("/mandates/{}", mandate.id)).await, "main").concat();
        assert!(shown.contains("does not lead to Twikey"), "{link}: {shown}");
    }
}

#[actix_web::test]
async fn a_kept_link_that_leads_elsewhere_is_shown_to_nobody_and_leads_nobody_there() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    billing::ready(&app).await;
    let staff = app.signed_in(Role::Staff).await;
    let mut pages = Vec::new();
    for link in HOSTILE {
        let customer = make::customer(&app).await;
        let now = app.clock.now();
        let reference = format!("M{}", Uuid::now_v7().simple());
        let mut mandate = Mandate::made_at_twikey(Uuid::now_v7(), customer.id, reference.clone(), Scheme::Core, now);
        mandate.invite(Invitation { reference, link: Some(link.into()), link_expires_at: None }, now);
        let mut invoice = confirmed_of(&app, &customer).await;
        invoice.hand_over(Some(link.into()), now);
        let mut tx = app.app.db.write().await.unwrap();
        mandates::insert(&mut tx, &mandate).await.unwrap();
        mandato::invoices::update(&mut tx, &invoice).await.unwrap();
        tx.commit().await.unwrap();

        let dialog = staff.get(&format!("/mandates/{}/link", mandate.id)).send().await.unwrap();
        assert_eq!(dialog.status(), StatusCode::NOT_FOUND, "{link}");
        pages.push((link, format!("/pay/{}", invoice.token.as_ref().unwrap())));
    }
    // All at once: each waits a moment for a link that is good.
    let app = &app;
    let doors = pages.iter().flat_map(|(link, page)| ["payment", "mandate"].map(|door| (link, page, door)));
    join_all(doors.map(async |(link, page, door)| {
        let answer = app.browser().submit(page, &format!("{page}/{door}"), &[]).await;
        let location = answer.headers().get("location").map(|location| location.to_str().unwrap().to_owned());
        assert!(location.is_none_or(|location| location.starts_with("/pay/")), "{link} by {door}");
        assert!(!answer.text().await.unwrap().contains("evil"), "{link} by {door}");
    }))
    .await;
}

#[actix_web::test]
async fn an_invoice_whose_link_leads_elsewhere_waits_for_a_person_who_is_told_the_host() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    billing::ready(&app).await;
    let customer = make::customer(&app).await;
    let invoice = confirmed_of(&app, &customer).await;
    let answer = json!({"id": invoice.twikey_id, "number": invoice.number, "state": "BOOKED", "amount": "121.00",
                        "url": "https://www.twikey.com.evil.example/invoice"});
    app.fault(json!({"path": "/invoice", "method": "POST", "status": 200, "body": answer.to_string()}));
    let mut tx = app.app.db.write().await.unwrap();
    jobs::enqueue(&mut tx, app.clock.now(), &Task::HandOverInvoices).await.unwrap();
    tx.commit().await.unwrap();
    app.work().await;

    let stored = billing::stored(&app, invoice.id).await;
    assert_eq!(stored.link, None);
    let staff = app.signed_in(Role::Staff).await;
    let shown = html::texts(&staff.page(&format!("/invoices/{}", invoice.id)).await, "main").concat();
    assert!(shown.contains("www.twikey.com.evil.example"), "{shown}");
}
