//! The overview: every number leads to the list behind it, and the page costs the same however much there is.

use chrono::TimeDelta;
use mandato::{
    invoices::{self, Invoice},
    payments::{self, Kind, Source},
    user::Role,
};
use scraper::Selector;

use crate::{
    invoices::confirmed,
    support::{TestApp, billing::moved, html},
};

async fn update(app: &TestApp, invoice: &Invoice) {
    let mut tx = app.app.db.write().await.unwrap();
    invoices::update(&mut tx, invoice).await.unwrap();
    tx.commit().await.unwrap();
}

async fn pay(app: &TestApp, invoice: &mut Invoice, cents: i64) {
    moved(app, invoice, Kind::Payment, Source::Transfer, cents).await;
}

#[actix_web::test]
async fn failed_debits_are_counted_by_cause_and_lead_to_their_list() {
    let app = TestApp::start().await;
    for code in ["AM04", "MS03", "MD06", "XX99"] {
        let mut invoice = confirmed(&app).await;
        invoice.hand_over(None, app.clock.now());
        let mut tx = app.app.db.read().await.unwrap();
        let balance = payments::balance(&mut tx, invoice.id).await.unwrap();
        drop(tx);
        invoice.fail(code, balance, app.clock.now());
        update(&app, &invoice).await;
    }
    let browser = app.signed_in(Role::Staff).await;

    let page = browser.page("/").await;

    let urgent = html::texts(&page, ".figure.urgent");
    assert_eq!(
        urgent,
        [
            "2Failed debits: Not enough money on the account",
            "1Failed debits: Refused or claimed back",
            "1Failed debits: Account, mandate or bank",
        ]
    );
    assert!(html::texts(&page, "#income")[0].starts_with("No money came in"), "no empty chart");
    let figures = Selector::parse(".figure.urgent").unwrap();
    let links: Vec<_> = page.select(&figures).map(|figure| figure.attr("href").unwrap().to_owned()).collect();
    for (link, count) in links.iter().zip([2, 1, 1]) {
        assert_eq!(html::texts(&browser.page(link).await, "tbody tr").len(), count, "{link}");
    }
    assert_eq!(html::texts(&browser.page("/invoices?state=failed").await, "tbody tr").len(), 4);
}

#[actix_web::test]
async fn what_is_overdue_refused_or_under_way_is_counted_and_credit_notes_bring_no_money() {
    let app = TestApp::start().await;
    let mut overdue = confirmed(&app).await;
    overdue.due_on = app.clock.today() - TimeDelta::days(1);
    update(&app, &overdue).await;
    let mut refused = confirmed(&app).await;
    assert!(refused.refuse("err_invalid_date", None, app.clock.now()));
    update(&app, &refused).await;
    let mut handed_over = confirmed(&app).await;
    handed_over.hand_over(None, app.clock.now());
    pay(&app, &mut handed_over, 2_100).await;
    let mut collecting = confirmed(&app).await;
    collecting.hand_over(None, app.clock.now());
    collecting.collect(app.clock.now());
    update(&app, &collecting).await;
    let mut credited = confirmed(&app).await;
    moved(&app, &mut credited, Kind::Credit, Source::CreditNote, 12_100).await;
    let browser = app.signed_in(Role::Staff).await;

    let page = browser.page("/").await;

    assert_eq!(html::texts(&page, ".figure.urgent"), ["1Invoices that Twikey did not take", "1Overdue invoices"]);
    let under_way = html::texts(&page, ".overview section:nth-of-type(2) .figure");
    assert_eq!(
        under_way,
        ["0Drafts · €0.00", "2Confirmed · €242.00", "1Open · €100.00", "1Being collected · €121.00"],
        "less what was paid of them"
    );
    assert!(html::texts(&page, "#income figcaption")[0].starts_with("€21.00 in twelve weeks"));
    for (state, numbers) in [("overdue", [overdue.number]), ("refused", [refused.number])] {
        let list = browser.page(&format!("/invoices?state={state}")).await;
        assert_eq!(html::texts(&list, "tbody th"), numbers.map(Option::unwrap), "{state}");
    }
}

#[actix_web::test]
async fn what_was_paid_too_much_leads_to_its_list() {
    let app = TestApp::start().await;
    let mut paid = confirmed(&app).await;
    pay(&app, &mut paid, 12_100).await;
    let mut overpaid = confirmed(&app).await;
    pay(&app, &mut overpaid, 12_100).await;
    pay(&app, &mut overpaid, 12_100).await;
    let browser = app.signed_in(Role::Staff).await;

    let page = browser.page("/").await;

    assert_eq!(html::texts(&page, ".figure.urgent"), ["1Overpaid invoices"]);
    let href = html::attribute(&page, ".figure.urgent", "href").unwrap();
    assert_eq!(html::texts(&browser.page(&href).await, "tbody th"), [overpaid.number.unwrap()]);
    let weeks = html::texts(&page, "#income tbody tr");
    assert_eq!(weeks.len(), 12);
    assert_eq!(weeks[11], "23/11€363.00");
    assert!(html::texts(&page, "#income figcaption")[0].starts_with("€363.00 in twelve weeks"));
}

#[actix_web::test]
async fn the_overview_costs_as_many_statements_however_much_there_is() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    let cost = async || {
        let before = app.app.db.statements();
        browser.page("/").await;
        app.app.db.statements() - before
    };
    let empty = cost().await;
    for _ in 0..5 {
        let mut invoice = confirmed(&app).await;
        pay(&app, &mut invoice, 12_100).await;
    }

    assert_eq!(cost().await, empty);
    // Four of its own; session, user and settings are read for every page.
    assert!(empty <= 8, "{empty} statements");
}
