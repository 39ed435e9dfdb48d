//! Lists as CSV files.

use mandato::{accounts::Role, i18n::Language};
use reqwest::StatusCode;

use crate::support::{Browser, TestApp, billing::draft, html, make};

async fn file(browser: &Browser, address: &str) -> String {
    let response = browser.get(address).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{address}");
    assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8");
    assert!(response.headers()["content-disposition"].to_str().unwrap().starts_with("attachment; filename="));
    // The byte order mark is what Excel knows UTF-8 by; reqwest would take it away.
    let bytes = response.bytes().await.unwrap();
    assert!(bytes.starts_with("\u{feff}".as_bytes()), "{address}");
    String::from_utf8(bytes[3..].to_vec()).unwrap()
}

#[actix_web::test]
async fn every_list_is_exported_with_a_link_that_keeps_its_filter() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    draft(&app, &customer, 10_000).await;
    for list in ["/customers", "/invoices", "/mandates", "/messages"] {
        let lines = file(&browser, &format!("{list}/export?q=peeters")).await;
        let rows = if matches!(list, "/customers" | "/invoices") { 2 } else { 1 };
        assert_eq!(lines.lines().count(), rows, "{list}: {lines}");
        assert_eq!(file(&browser, &format!("{list}/export?q=nobody")).await.lines().count(), 1, "{list}");
    }
    for list in ["/customers", "/invoices"] {
        let page = browser.page(&format!("{list}?q=peeters")).await;
        let link = html::attribute(&page, "#list .export a", "href");
        assert_eq!(link, Some(format!("{list}/export?q=peeters")));
    }
}

#[actix_web::test]
async fn a_long_list_is_exported_whole_and_each_row_once() {
    let app = TestApp::start().await;
    let browser = app.signed_in_reading(Role::Staff, Language::De).await;
    let customer = make::customer(&app).await;
    for price in 1..=130 {
        draft(&app, &customer, price * 100).await;
    }
    let lines = file(&browser, "/invoices/export").await;
    let mut rows: Vec<_> = lines.lines().skip(1).collect();
    assert_eq!(rows.len(), 130);
    assert!(rows[0].contains(";157,30;") && lines.starts_with("Nummer;"), "{}", rows[0]);
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), 130);
}

#[actix_web::test]
async fn a_name_that_would_be_a_formula_is_exported_as_text() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let formula = "=HYPERLINK(\"http://evil.example\")";
    let customer = make::customer_with(&app, |customer| customer.company_name = formula.into()).await;
    draft(&app, &customer, 10_000).await;
    for list in ["/customers", "/invoices"] {
        let lines = file(&browser, &format!("{list}/export")).await;
        assert!(lines.contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\""), "{lines}");
    }
}
