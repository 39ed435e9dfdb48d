//! The drawn invoice, read from the database and downloaded.

use mandato::{invoices::paper::Paper, user::Role};
use reqwest::StatusCode;
use uuid::Uuid;

use super::invoices::confirmed;
use crate::support::TestApp;

#[actix_web::test]
async fn staff_open_the_invoice_as_a_pdf_and_get_the_same_file_each_time() {
    let app = TestApp::start().await;
    let invoice = confirmed(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let address = format!("/invoices/{}/pdf", invoice.id);

    let response = browser.get(&address).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "application/pdf");
    assert_eq!(response.headers()["content-disposition"], "inline; filename=\"R2026-0001.pdf\"");
    let first = response.bytes().await.unwrap();
    assert!(first.starts_with(b"%PDF-"));

    let again = browser.get(&address).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(first, again);
    let drawn = Paper::read(&mut app.app.db.read().await.unwrap(), &app.app.config, invoice.id).await.unwrap().unwrap();
    assert_eq!(first, drawn.pdf());

    let unknown = browser.get(&format!("/invoices/{}/pdf", Uuid::now_v7())).send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
}
