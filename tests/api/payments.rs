//! Money that staff know of: payments recorded by hand, and what Twikey is told of them.

use mandato::{
    domain::money::Cents,
    i18n::Language,
    invoices::{self, Invoice, State},
    payments::{self, Balance},
    twikey::{Debtor, InvoiceState, NewInvoice, Payer},
    user::Role,
};
use reqwest::{Response, StatusCode};
use uuid::Uuid;

use crate::{
    invoices::confirmed,
    support::{Browser, TestApp, csrf, form::form_of, html, location, read as page_of},
};

pub async fn stored(app: &TestApp, id: Uuid) -> (Invoice, Balance) {
    let mut tx = app.app.db.read().await.unwrap();
    let invoice = invoices::find(&mut tx, id).await.unwrap().unwrap();
    (invoice, payments::balance(&mut tx, id).await.unwrap())
}

/// A confirmed invoice of 121 € that Twikey has.
pub async fn handed_over(app: &TestApp) -> Invoice {
    // Feeds are read when a test says so.
    app.lose_callbacks();
    let mut invoice = confirmed(app).await;
    let new = NewInvoice {
        id: invoice.id,
        number: invoice.number.clone().unwrap(),
        remittance: None,
        reference: invoice.id.to_string(),
        template: 1,
        amount: invoice.total,
        paid: Cents::ZERO,
        issued_on: invoice.issued_on,
        due_on: invoice.due_on,
        language: Language::Nl,
        payer: Payer::Debtor(Box::new(Debtor {
            customer_number: "C-1".to_owned(),
            email: Some("els@peeters.example".to_owned()),
            last_name: Some("Peeters".to_owned()),
            ..Debtor::default()
        })),
        manual: false,
        pdf: None,
        redirect: None,
        credits: None,
    };
    let link = app.app.twikey.as_ref().unwrap().create_invoice(&new).await.unwrap().link;
    invoice.hand_over(link.unwrap().map(Into::into), app.clock.now());
    let mut tx = app.app.db.write().await.unwrap();
    invoices::update(&mut tx, &invoice).await.unwrap();
    tx.commit().await.unwrap();
    invoice
}

pub async fn at_twikey(app: &TestApp, id: Uuid) -> Option<InvoiceState> {
    app.app.twikey.as_ref().unwrap().invoice(id).await.unwrap().map(|snapshot| snapshot.state)
}

/// Opens the dialog and sends it with these values.
pub async fn send(browser: &Browser, dialog: &str, action: &str, values: &[(&str, &str)]) -> Response {
    let page = browser.page(dialog).await;
    let mut fields = form_of(&page);
    fields.retain(|(name, _)| values.iter().all(|(other, _)| other != name) && name != "csrf");
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(action, &csrf(&page), &[fields.as_slice(), values].concat()).await
}

pub async fn record(browser: &Browser, invoice: &Invoice, values: &[(&str, &str)]) -> Response {
    let address = format!("/invoices/{}/payments", invoice.id);
    send(browser, &format!("{address}/new"), &address, values).await
}

#[actix_web::test]
async fn a_payment_seen_by_staff_settles_the_invoice_once_however_often_it_is_sent() {
    let app = TestApp::start().await;
    let invoice = confirmed(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let address = format!("/invoices/{}/payments", invoice.id);
    let page = browser.page(&format!("{address}/new")).await;
    assert_eq!(html::attribute(&page, "#amount", "value").as_deref(), Some("121.00"));
    let fields = form_of(&page);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();

    for _ in 0..2 {
        let response = browser.request(reqwest::Method::POST, &address).form(&fields).send().await.unwrap();
        assert_eq!(location(&response), format!("/invoices/{}", invoice.id));
    }

    let (invoice, balance) = stored(&app, invoice.id).await;
    assert_eq!((invoice.state, balance.settled), (State::Paid, Cents(12_100)));
    // Customers pay twice; then the money is recorded from the menu.
    let sheet = browser.page(&format!("/invoices/{}", invoice.id)).await;
    assert_eq!(html::texts(&sheet, ".menu [hx-get$='/payments/new']"), ["Record a payment"]);
    let twice = page_of(record(&browser, &invoice, &[("amount", "121")]).await).await;
    assert!(html::text(&twice).contains("Nothing is owed any more."), "{}", html::text(&twice));
    let history = html::texts(&browser.page("/invoices").await, "tbody").join(" ");
    assert!(history.contains("Fully paid"), "{history}");
}

#[actix_web::test]
async fn more_than_is_owed_is_taken_only_when_staff_say_that_it_is_right() {
    let app = TestApp::start().await;
    let invoice = confirmed(&app).await;
    let browser = app.signed_in(Role::Staff).await;

    let refused = record(&browser, &invoice, &[("amount", "150")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = page_of(refused).await;
    assert_eq!(html::attribute(&page, "#amount", "value").as_deref(), Some("150"));
    assert_eq!(html::attribute(&page, "#is_more", "type").as_deref(), Some("checkbox"));
    assert_eq!(stored(&app, invoice.id).await.1.settled, Cents::ZERO);

    assert_eq!(
        record(&browser, &invoice, &[("amount", "150"), ("is_more", "yes")]).await.status(),
        StatusCode::SEE_OTHER
    );
    assert_eq!(stored(&app, invoice.id).await.1.overpaid(), Cents(2_900));
}

#[actix_web::test]
async fn every_mistake_about_a_payment_stands_at_its_field() {
    let app = TestApp::start().await;
    let invoice = confirmed(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let long = "x".repeat(141);
    for (field, typed) in [
        ("amount", "0"),
        ("amount", "-5"),
        ("amount", "abc"),
        ("amount", "99999999999999"),
        ("paid_on", "2026-11-24"),
        ("paid_on", "never"),
        ("note", long.as_str()),
        ("means", "barter"),
    ] {
        let response = record(&browser, &invoice, &[(field, typed)]).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{field} {typed}");
        assert_eq!(html::texts(&page_of(response).await, &format!("#{field}-error")).len(), 1, "{field} {typed}");
    }
    assert_eq!(stored(&app, invoice.id).await.1.settled, Cents::ZERO);
}

#[actix_web::test]
async fn twikey_is_told_that_nothing_is_owed_any_more() {
    let app = TestApp::with_twikey().await;
    let invoice = handed_over(&app).await;
    let browser = app.signed_in(Role::Staff).await;

    assert_eq!(record(&browser, &invoice, &[("means", "manual")]).await.status(), StatusCode::SEE_OTHER);
    app.work().await;

    assert_eq!(at_twikey(&app, invoice.id).await, Some(InvoiceState::Paid));
    assert_eq!(stored(&app, invoice.id).await.0.state, State::Paid);
}

#[actix_web::test]
async fn of_a_partial_payment_twikey_hears_by_another_invoice_in_place_of_the_first() {
    let app = TestApp::with_twikey().await;
    let invoice = handed_over(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    // What hands it over anew is not what this test is about.
    app.leaves_work();

    assert_eq!(record(&browser, &invoice, &[("amount", "21")]).await.status(), StatusCode::SEE_OTHER);
    app.work().await;

    let first = at_twikey(&app, invoice.id).await;
    assert!(matches!(first, None | Some(InvoiceState::Archived)), "{first:?}");
    let (stored, balance) = stored(&app, invoice.id).await;
    assert_ne!(stored.twikey_id, Some(invoice.id));
    assert_eq!(balance.open(), Cents(10_000));
}

#[actix_web::test]
async fn staff_are_warned_while_a_debit_is_under_way_and_twikey_is_left_alone() {
    let app = TestApp::with_twikey().await;
    let mut invoice = handed_over(&app).await;
    invoice.collect(app.clock.now());
    let mut tx = app.app.db.write().await.unwrap();
    invoices::update(&mut tx, &invoice).await.unwrap();
    tx.commit().await.unwrap();
    let browser = app.signed_in(Role::Staff).await;
    let dialog = browser.page(&format!("/invoices/{}/payments/new", invoice.id)).await;
    assert!(html::texts(&dialog, ".notice.warning").join(" ").contains("debit is under way"));

    assert_eq!(record(&browser, &invoice, &[("amount", "21")]).await.status(), StatusCode::SEE_OTHER);
    app.work().await;

    assert_eq!(at_twikey(&app, invoice.id).await, Some(InvoiceState::Booked));
    assert_eq!(stored(&app, invoice.id).await.0.twikey_id, Some(invoice.id));
}
