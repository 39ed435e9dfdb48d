//! An error that is ours names what the log has it under.

use mandato::user::Role;
use reqwest::StatusCode;

use crate::support::{TestApp, html, read};

#[actix_web::test]
async fn an_error_of_ours_tells_a_reference_and_one_of_the_readers_does_not() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("ALTER TABLE messages RENAME TO gone").execute().await.unwrap();
    tx.commit().await.unwrap();

    let mut told = Vec::new();
    for htmx in [false, true] {
        for (path, expected) in [("/messages", StatusCode::INTERNAL_SERVER_ERROR), ("/nowhere", StatusCode::NOT_FOUND)]
        {
            let request = browser.get(path);
            let request = if htmx { request.header("HX-Request", "true") } else { request };
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), expected, "{path} {htmx}");
            let text = html::text(&read(response).await);
            let reference = text.split("Reference: ").nth(1).map(|rest| rest.chars().take(36).collect::<String>());
            let named = reference.and_then(|reference| reference.parse::<uuid::Uuid>().ok());
            assert_eq!(named.is_some(), expected.is_server_error(), "{path} {htmx}: {text}");
            told.extend(named);
        }
    }
    assert_ne!(told[0], told[1], "each request has its own");
}
