//! The list of invoices: what is found, and what it comes to.

use chrono::TimeDelta;
use mandato::{invoices, user::Role};
use scraper::Html;

use crate::support::{Browser, TestApp, billing::draft, html, make};

fn rows(page: &Html) -> usize {
    html::texts(page, "#list tbody tr").len()
}

async fn found(browser: &Browser, query: &str) -> usize {
    rows(&browser.page(&format!("/invoices?{query}")).await)
}

#[actix_web::test]
async fn the_list_is_searched_and_filtered_and_says_what_everything_comes_to() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let first = crate::invoices::confirmed(&app).await;
    let other = make::customer_with(&app, |customer| customer.company_name = "Gärtnerei Sonne".into()).await;
    draft(&app, &other, 10_000).await;

    let all = browser.page("/invoices").await;
    assert_eq!(rows(&all), 2);
    assert_eq!(html::texts(&all, ".list-sums dd"), ["2", "€242.00", "€121.00"]);
    let number = first.number.clone().unwrap();
    let reference = first.reference.clone().unwrap();
    for (query, count) in [
        (format!("q={number}"), 1),
        (format!("q={}", reference.as_str()), 1),
        (format!("q={}", reference.written().replace('+', "%2B")), 1),
        (format!("q={}", reference.written().replace('+', "*")), 1),
        (format!("q={}", &reference.as_str()[6..]), 1),
        ("q=g%C3%A4rtnerei".to_owned(), 1),
        ("q=nobody".to_owned(), 0),
        ("state=draft".to_owned(), 1),
        ("state=open".to_owned(), 1),
        ("state=confirmed".to_owned(), 1),
        ("state=overdue".to_owned(), 0),
        ("state=failed".to_owned(), 0),
        (format!("customer={}", other.id), 1),
        ("due_from=2026-12-08".to_owned(), 0),
        ("due_from=2026-12-07&due_to=2026-12-07".to_owned(), 2),
        ("due_to=2026-12-06".to_owned(), 0),
        ("due_from=nonsense".to_owned(), 2),
    ] {
        assert_eq!(found(&browser, &query).await, count, "{query}");
    }
    let none = browser.page("/invoices?q=nobody").await;
    assert!(html::text(&none).contains("No invoice matches"));
}

#[actix_web::test]
async fn an_invoice_past_its_due_date_is_overdue_and_one_refused_waits_for_a_person() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let mut invoice = crate::invoices::confirmed(&app).await;
    app.advance(TimeDelta::days(15));
    let browser_again = app.signed_in(Role::Staff).await;
    let page = browser_again.page("/invoices?state=overdue").await;
    assert!(html::texts(&page, "#list tbody .badge").contains(&"Overdue".to_owned()));
    drop(browser);

    let mut tx = app.app.db.write().await.unwrap();
    invoice.refuse("twikey.err_invalid_iban", None, app.clock.now());
    invoices::update(&mut tx, &invoice).await.unwrap();
    tx.commit().await.unwrap();
    let page = browser_again.page("/invoices?state=refused").await;
    assert!(html::texts(&page, "#list tbody .badge").contains(&"Refused by Twikey".to_owned()));
    let sheet = browser_again.page(&format!("/invoices/{}", invoice.id)).await;
    assert!(html::texts(&sheet, "#money .notice").concat().contains("Twikey did not take the invoice."));
}

#[actix_web::test]
async fn an_invoice_that_was_paid_too_much_is_found_as_such() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let [exactly, too_much, open] = [
        crate::invoices::confirmed_of(&app, &customer).await,
        crate::invoices::confirmed_of(&app, &customer).await,
        crate::invoices::confirmed_of(&app, &customer).await,
    ];
    crate::credit_notes::pay(&app, exactly.id, exactly.total.0).await;
    crate::credit_notes::pay(&app, too_much.id, too_much.total.0 + 1).await;
    crate::credit_notes::pay(&app, open.id, open.total.0 - 1).await;
    let page = browser.page("/invoices?state=overpaid").await;
    assert_eq!(html::texts(&page, "#list tbody th"), [too_much.number.unwrap()]);
}

#[actix_web::test]
async fn pages_follow_each_other_without_a_gap_and_the_sums_stay() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    for _ in 0..120 {
        draft(&app, &customer, 100).await;
    }
    let (mut seen, mut address) = (Vec::new(), "/invoices".to_owned());
    for expected in [50, 50, 20] {
        let page = browser.page(&address).await;
        assert_eq!(rows(&page), expected);
        assert_eq!(html::texts(&page, ".list-sums dd"), ["120", "€145.20", "€0.00"]);
        let links = scraper::Selector::parse("#list tbody a.row-link").unwrap();
        seen.extend(page.select(&links).map(|link| link.attr("href").unwrap().to_owned()));
        let next = scraper::Selector::parse(".pager li:last-child a").unwrap();
        address = page.select(&next).next().map(|link| link.attr("href").unwrap().to_owned()).unwrap_or_default();
    }
    assert_eq!(address, "");
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 120);
}

#[actix_web::test]
async fn the_list_and_the_sheet_cost_few_statements() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let invoice = crate::invoices::confirmed(&app).await;
    for (address, most) in [("/invoices".to_owned(), 6), (format!("/invoices/{}", invoice.id), 12)] {
        let before = app.app.db.statements();
        browser.page(&address).await;
        let cost = app.app.db.statements() - before;
        assert!(cost <= most, "{address}: {cost} statements");
    }
}
