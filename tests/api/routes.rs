//! Who may use which address: every route with every role.

use mandato::{guard::Access, routes::TABLE, user::Role};
use reqwest::{Method, StatusCode, multipart::Form};

use crate::support::{Browser, TestApp, csrf};

#[actix_web::test]
async fn every_address_is_open_to_those_the_table_names_and_to_nobody_else() {
    let app = TestApp::start().await;
    app.leaves_work();
    let guest = app.browser();
    let staff = app.signed_in(Role::Staff).await;
    let admin = app.signed_in(Role::Admin).await;

    for route in TABLE {
        let path = route
            .path
            .replace("{id}", "00000000-0000-7000-8000-000000000000")
            .replace("{token}", "0")
            .replace("{kind}", "mandate_request")
            .replace("{language}", "de");
        let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
        let is_change = method != Method::GET;

        for (who, browser, may) in [
            ("guest", &guest, matches!(route.access, Access::Public | Access::Machine)),
            ("staff", &staff, route.access != Access::Admin),
            ("admin", &admin, true),
        ] {
            // Without a token a change ends at the guard: who may not is told so first.
            let status = browser.request(method.clone(), &path).send().await.unwrap().status();
            let turned_away = match (who, is_change) {
                ("guest", _) => status == StatusCode::SEE_OTHER && path != "/",
                (_, false) => status == StatusCode::FORBIDDEN,
                (_, true) => false,
            };
            if !may && who == "guest" {
                assert_eq!(status, StatusCode::SEE_OTHER, "{method} {path} as {who}");
            } else if !may {
                assert_eq!(status, StatusCode::FORBIDDEN, "{method} {path} as {who}");
            } else if is_change && route.access != Access::Machine {
                assert_eq!(status, StatusCode::FORBIDDEN, "{method} {path} as {who} without a token");
            } else {
                assert!(!turned_away, "{method} {path} as {who}: {status}");
                assert!(!status.is_server_error(), "{method} {path} as {who}: {status}");
            }
        }
    }
}

#[actix_web::test]
async fn an_unknown_address_is_a_page_that_leads_back() {
    let app = TestApp::start().await;
    let response = app.browser().get("/nothing/here").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let page = crate::support::read(response).await;
    assert_eq!(crate::support::html::attribute(&page, "main a.button", "href").as_deref(), Some("/"));
}

#[actix_web::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::start().await;
    for path in ["/login", "/nothing", "/healthz", "/"] {
        let response = app.browser().get(path).send().await.unwrap();
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["cache-control"], "no-store", "{path}");
    }
}

#[actix_web::test]
async fn a_method_that_an_address_does_not_have_reaches_no_handler_of_another_address() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    for (method, path) in [(Method::POST, "/customers/new"), (Method::DELETE, "/customers"), (Method::PUT, "/login")] {
        let status = browser.request(method, path).form(&[("version", "1")]).send().await.unwrap().status();
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[actix_web::test]
async fn a_form_with_a_file_carries_the_token_like_every_other() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let token = csrf(&browser.page("/customers/new").await);
    let send = async |who: &Browser, form: Form| {
        who.request(Method::POST, "/customers").multipart(form).send().await.unwrap().status()
    };

    // This address takes no files: with the token the request gets as far as being told so.
    let with_token = send(&browser, Form::new().text("note", "x").text("csrf", token.clone())).await;
    let without = send(&browser, Form::new().text("note", "x")).await;
    let with_another = send(&browser, Form::new().text("csrf", token.replace(char::is_numeric, "0"))).await;
    let of_a_guest = send(&app.browser(), Form::new().text("csrf", token.clone())).await;

    assert_eq!(with_token, StatusCode::BAD_REQUEST);
    assert_eq!((without, with_another), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN));
    assert_eq!(of_a_guest, StatusCode::SEE_OTHER);
}

#[actix_web::test]
async fn a_file_beyond_the_limit_is_refused_before_it_is_kept() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let token = csrf(&browser.page("/customers/new").await);
    let form = Form::new().text("csrf", token).text("file", "x".repeat(17 * 1024 * 1024));
    // The server may close the connection while the rest is still being sent.
    if let Ok(answer) = browser.request(Method::POST, "/customers").multipart(form).send().await {
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
}
