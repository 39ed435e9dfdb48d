//! How long somebody stays signed in, what their cookies are, and which forms are theirs.

use chrono::TimeDelta;
use mandato::{config::PublicUrl, guard::Access, i18n::Language, routes::TABLE, user::Role};
use reqwest::{Client, Method, RequestBuilder, StatusCode, header, redirect::Policy};
use scraper::Html;

use super::invoices::confirmed;
use crate::support::{Browser, PASSWORD, TestApp, csrf, html, location};

const KIM: &str = "kim@company.example";

async fn is_signed_in(browser: &Browser) -> bool {
    browser.get("/").send().await.unwrap().status() == StatusCode::OK
}

async fn write(app: &TestApp, statement: &'static str) {
    let mut tx = app.app.db.write().await.unwrap();
    assert!(tx.query(statement).execute().await.unwrap() > 0);
    tx.commit().await.unwrap();
}

#[actix_web::test]
async fn a_session_ends_twelve_hours_after_it_began_however_busy_it_is() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    for _ in 0..47 {
        app.advance(TimeDelta::minutes(15));
        assert!(is_signed_in(&browser).await);
    }
    app.advance(TimeDelta::minutes(15));
    assert!(!is_signed_in(&browser).await);
}

#[actix_web::test]
async fn a_session_that_may_last_longer_ends_after_twelve_hours_without_a_request() {
    let app = TestApp::start_with(|config| config.session_hours = 40).await;
    let (busy, idle) = (app.signed_in(Role::Staff).await, app.signed_in(Role::Staff).await);
    for _ in 0..3 {
        app.advance(TimeDelta::hours(11));
        assert!(is_signed_in(&busy).await);
    }
    assert!(!is_signed_in(&idle).await);
    app.advance(TimeDelta::hours(7));
    assert!(!is_signed_in(&busy).await, "forty hours are over");
}

#[actix_web::test]
async fn sessions_that_a_version_before_began_ask_to_sign_in_again() {
    let app = TestApp::start().await;
    let old = app.signed_in(Role::Staff).await;
    let token = csrf(&old.page("/").await);
    // Begun long ago and used ever since; later one that knows no forms of its own.
    write(&app, "UPDATE sessions SET created_at = '2026-11-01 09:00:00+00:00'").await;
    assert!(!is_signed_in(&old).await);

    let old_form = app.signed_in(Role::Staff).await;
    write(&app, "UPDATE sessions SET state = '{\"user\":\"\\\"00000000-0000-7000-8000-000000000000\\\"\"}'").await;
    for browser in [&old, &old_form] {
        assert_eq!(location(&browser.get("/customers").send().await.unwrap()), "/login?to=%2Fcustomers");
        let sent = browser.post("/preferences", &token, &[("language", "de")]).await;
        assert_eq!(location(&sent), "/login?to=%2Fpreferences&unsaved=1");
        assert!(html::text(&browser.page(location(&sent)).await).contains("was not saved"));
    }
    write(&app, "UPDATE sessions SET state = 'nonsense'").await;
    assert!(!is_signed_in(&old_form).await);
}

#[actix_web::test]
async fn a_form_belongs_to_its_session_and_to_no_other_of_the_same_person() {
    let app = TestApp::start().await;
    app.make_user(KIM, Role::Staff, Language::En).await;
    let browser = app.browser();
    let as_guest = csrf(&browser.page("/login").await);
    browser.sign_in(KIM, PASSWORD).await;
    let first = csrf(&browser.page("/").await);
    browser.post("/logout", &first, &[]).await;
    let between = csrf(&browser.page("/login").await);
    assert_eq!(between, as_guest, "a guest's forms go by the visit");
    browser.sign_in(KIM, PASSWORD).await;
    let second = csrf(&browser.page("/").await);
    let elsewhere = app.browser();
    elsewhere.sign_in(KIM, PASSWORD).await;
    let third = csrf(&elsewhere.page("/").await);

    for token in [&as_guest, &first, &third] {
        let sent = browser.post("/preferences", token, &[("language", "de")]).await;
        assert_eq!(sent.status(), StatusCode::FORBIDDEN);
    }
    assert_eq!(browser.post("/preferences", &second, &[("language", "de")]).await.status(), StatusCode::SEE_OTHER);
}

/// A portal behind a proxy that speaks HTTPS, asked as the proxy does.
struct BehindHttps {
    app: TestApp,
    client: Client,
}

impl BehindHttps {
    async fn start() -> Self {
        let address = "https://portal.company.example";
        let app = TestApp::start_with(|config| {
            config.public_url = PublicUrl::new(address.parse().unwrap()).unwrap();
            config.session_hours = 8;
        })
        .await;
        Self { app, client: Client::builder().redirect(Policy::none()).build().unwrap() }
    }

    fn ask(&self, method: Method, path: &str, cookies: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("http://{}{path}", self.app.app.config.listen));
        request.header(header::HOST, "portal.company.example").header(header::COOKIE, cookies)
    }

    /// What the answer sets: the whole of each cookie.
    async fn cookies(&self, request: RequestBuilder) -> (StatusCode, Vec<String>, String) {
        let answer = request.send().await.unwrap();
        let set = answer.headers().get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap().to_owned());
        let (status, set) = (answer.status(), set.collect());
        (status, set, answer.text().await.unwrap())
    }
}

#[actix_web::test]
async fn behind_https_every_cookie_is_of_this_host_alone_and_the_session_s_ends_with_it() {
    let portal = BehindHttps::start().await;
    portal.app.make_user(KIM, Role::Staff, Language::En).await;
    let token = confirmed(&portal.app).await.token.unwrap();
    let mut seen = Vec::new();
    for route in TABLE.iter().filter(|route| route.access == Access::Public && route.method == "GET") {
        let path = route.path.replace("{token}", &token);
        let (_, set, _) = portal.cookies(portal.ask(Method::GET, &format!("{path}?language=fr"), "")).await;
        seen.extend(set);
    }
    let (_, set, page) = portal.cookies(portal.ask(Method::GET, "/login", "")).await;
    let visit = set[0].split(';').next().unwrap().to_owned();
    let form = csrf(&Html::parse_document(&page));
    let fields = [("email", KIM), ("password", PASSWORD), ("csrf", &form)];
    let (status, set, _) = portal.cookies(portal.ask(Method::POST, "/login", &visit).form(&fields)).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let session = set.iter().find(|cookie| cookie.starts_with("__Host-mandato_session=")).unwrap();
    assert!(session.contains("; Max-Age=28800"), "{session}");
    let signed_in = session.split(';').next().unwrap();
    assert_eq!(portal.cookies(portal.ask(Method::GET, "/", signed_in)).await.0, StatusCode::OK);
    seen.extend(set.iter().cloned());

    let names = ["mandato_visit", "mandato_session", "mandato_browser", "mandato_pay_language"];
    for name in names {
        assert!(seen.iter().any(|cookie| cookie.starts_with(&format!("__Host-{name}="))), "{name}: {seen:?}");
    }
    for cookie in &seen {
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for attribute in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(format!("{cookie};").contains(&format!("{attribute};")), "{cookie}: {attribute}");
        }
        assert!(!cookie.to_lowercase().contains("domain="), "{cookie}");
    }

    // What could be planted, or was set by a version before, says nothing.
    let plain = session.trim_start_matches("__Host-").split(';').next().unwrap();
    let (status, _, _) = portal.cookies(portal.ask(Method::GET, "/", plain)).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let planted = visit.trim_start_matches("__Host-");
    let (status, _, _) = portal.cookies(portal.ask(Method::POST, "/login", planted).form(&fields)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}
