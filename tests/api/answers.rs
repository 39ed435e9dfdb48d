//! What every answer has in common, whoever gave it: a page around every error, HEAD as GET.

use mandato::{guard::Access, i18n::Language, routes::TABLE, user::Role};

use super::spellings::address;
use crate::support::{TestApp, html, make, wire::Answer};

/// Whether this is a page of ours in this language, with the security headers.
fn is_our_page(answer: &Answer, language: &str) -> bool {
    let page = answer.page();
    answer.header("content-type") == Some("text/html; charset=utf-8")
        && answer.header("content-security-policy").is_some()
        && html::attribute(&page, "html", "lang").as_deref() == Some(language)
        && !html::texts(&page, "h1").concat().is_empty()
}

#[actix_web::test]
async fn whoever_is_signed_in_is_told_in_words_that_the_database_is_away() {
    let app = TestApp::start().await;
    app.leaves_work();
    let mut wire = app.wire_of(Role::Admin).await;
    let stylesheet = html::attribute(&wire.get("/login").await.page(), "link[rel=stylesheet]", "href").unwrap();
    app.app.db.close().await;

    for language in Language::ALL {
        let headers = [("Accept-Language", language.code())];
        for route in TABLE.iter().filter(|route| route.access != Access::Machine) {
            let method = route.method.as_str();
            let answer = wire.send(method, &address(route), &headers, b"").await;
            let needs_no_database = answer.status < 500 && answer.is_refusal() || route.path == "/login";
            assert!(answer.status == 503 || needs_no_database, "{method} {}: {}", route.path, answer.status);
            assert!(answer.status != 503 || is_our_page(&answer, language.code()), "{method} {}", route.path);
        }
    }
    let away = wire.get("/").await;
    assert_eq!((away.status, away.header("retry-after")), (503, Some("5")));
    let notice = wire.send("GET", "/customers", &[("HX-Request", "true")], b"").await;
    assert_eq!((notice.status, notice.header("hx-retarget")), (503, Some("#toasts")));
    assert_eq!(wire.get(&stylesheet).await.status, 200, "the page has its looks");
    assert_eq!(wire.get("/healthz").await.status, 200);
}

#[actix_web::test]
async fn errors_that_are_not_ours_get_our_page_as_well() {
    let app = TestApp::start().await;
    let mut wire = app.wire_of(Role::Staff).await;
    let token = wire.token.clone();
    let csrf = ("X-CSRF-Token", token.as_str());
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let too_much = "x".repeat(1024 * 1024 + 1);
    for (method, target, headers, body, status) in [
        ("GET", "/static/nothing.css", &[][..], "", 404),
        ("POST", "/static/nothing.css", &[], "", 404),
        ("DELETE", "/customers", &[], "", 404),
        ("GET", "/nothing/here", &[], "", 404),
        ("PROPFIND", "/customers", &[], "", 404),
        ("GET", "/customers", &[("Accept-Encoding", "identity;q=0, *;q=0")], "", 400),
        ("POST", "/customers", &[csrf, ("Content-Type", "application/json")], "{}", 400),
        ("POST", "/customers", &[csrf, ("Content-Type", "multipart/form-data")], "x", 400),
        ("POST", "/customers/import", &[csrf, ("Content-Type", "multipart/form-data")], "x", 400),
        ("POST", "/customers", &[csrf, form], &too_much, 413),
        ("GET", "/customers?sort=%ff&page=", &[], "", 200),
    ] {
        let answer = wire.send(method, target, headers, body.as_bytes()).await;
        assert_eq!(answer.status, status, "{method} {target} {headers:?}");
        assert!(is_our_page(&answer, "en"), "{method} {target} {headers:?}: {answer:?}");
    }
}

#[actix_web::test]
async fn head_answers_as_get_without_a_body() {
    let app = TestApp::start().await;
    let customer = make::customer(&app).await;
    let mut wire = app.wire_of(Role::Admin).await;
    let stylesheet = html::attribute(&wire.get("/login").await.page(), "link[rel=stylesheet]", "href").unwrap();
    let targets = TABLE.iter().map(|route| {
        let has_get = TABLE.iter().any(|other| other.path == route.path && other.method == "GET");
        (address(route), has_get)
    });
    let sheet = format!("/customers/{}", customer.id);
    for (target, has_get) in targets.chain([(sheet, true), (stylesheet, true), ("/static/none.js".to_owned(), true)]) {
        for encoding in [&[][..], &[("Accept-Encoding", "gzip")]] {
            let seen = |answer: Answer| {
                let kept = |(name, _): &(String, String)| name != "date" && name != "set-cookie";
                (answer.status, answer.headers.into_iter().filter(kept).collect::<Vec<_>>())
            };
            let head = wire.send("HEAD", &target, encoding, b"").await;
            let get = wire.send("GET", &target, encoding, b"").await;
            assert!(get.status == 404 || has_get, "{target}");
            assert_eq!(seen(head), seen(get), "{target}");
        }
    }
    assert_eq!(wire.send("HEAD", "/logout", &[], b"").await.status, 404);
    assert_eq!(wire.send("HEAD", "/customers", &[], b"").await.status, 200);
    assert_eq!(app.wire().await.send("HEAD", "/customers", &[], b"").await.status, 303, "not for everybody");
}

#[actix_web::test]
async fn where_a_guest_comes_from_says_a_named_proxy_and_nobody_else() {
    for (trusted, last) in [("127.0.0.0/8", 422), ("10.0.0.0/8", 429)] {
        let app = TestApp::start_with(|config| config.trusted_proxies = vec![trusted.parse().unwrap()]).await;
        let mut wire = app.wire().await;
        let mut guessed = 0;
        for network in 1..=7 {
            let body = format!("email=kim%40company.example&password=wrong&csrf={}", wire.token);
            let from = format!("203.0.{network}.9");
            let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("X-Forwarded-For", &from)];
            guessed = wire.send("POST", "/login", &headers, body.as_bytes()).await.status;
        }
        assert_eq!(guessed, last, "seven guesses from seven networks, believing {trusted}");
    }
}
