//! Signing in and out, preferences, other people's accounts.

use mandato::{i18n::Language, user::Role};
use reqwest::StatusCode;

use crate::support::{PASSWORD, TestApp, csrf, html, location, read};

#[actix_web::test]
async fn whoever_signs_in_comes_back_to_the_page_they_wanted() {
    let app = TestApp::start().await;
    app.make_user("kim@company.example", Role::Admin, Language::En).await;
    let browser = app.browser();

    let refused = browser.get("/jobs?x=1").send().await.unwrap();
    assert_eq!(location(&refused), "/login?to=%2Fjobs%3Fx%3D1");

    let form = browser.page("/login?to=%2Fjobs%3Fx%3D1").await;
    let to = html::attribute(&form, "input[name=to]", "value").unwrap();
    let fields = [("email", "KIM@company.example "), ("password", PASSWORD), ("to", &to)];
    let signed_in = browser.post("/login", &csrf(&form), &fields).await;
    assert_eq!(location(&signed_in), "/jobs?x=1");
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    browser.page("/jobs").await;
}

#[actix_web::test]
async fn a_wrong_password_keeps_the_typed_address_and_says_what_to_do() {
    let app = TestApp::start().await;
    app.make_user("kim@company.example", Role::Staff, Language::En).await;
    for (email, password) in [("kim@company.example", "wrong"), ("nobody@company.example", PASSWORD)] {
        let response = app.browser().sign_in(email, password).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = read(response).await;
        assert_eq!(html::attribute(&page, "input[name=email]", "value").as_deref(), Some(email));
        assert!(html::text(&page).contains("do not match"));
    }
}

#[actix_web::test]
async fn signing_out_ends_the_session() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let copy = browser.clone();
    let response = browser.submit("/", "/logout", &[]).await;
    assert_eq!(location(&response), "/login");
    assert_eq!(location(&copy.get("/").send().await.unwrap()), "/login?to=%2F");
}

#[actix_web::test]
async fn a_form_without_its_token_or_from_elsewhere_changes_nothing() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let token = csrf(&browser.page("/").await);

    let without = browser.post("/preferences", "", &[("language", "de")]).await;
    let wrong = browser.post("/preferences", &"0".repeat(64), &[("language", "de")]).await;
    let elsewhere = browser
        .request(reqwest::Method::POST, "/preferences")
        .header("sec-fetch-site", "cross-site")
        .form(&[("language", "de"), ("csrf", &token)])
        .send()
        .await
        .unwrap();
    for response in [without, wrong, elsewhere] {
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        // Nobody lacks a permission: the form was too old.
        assert_eq!(html::texts(&read(response).await, "h1"), ["Please send it once more"]);
    }
    assert_eq!(html::attribute(&browser.page("/").await, "html", "lang").as_deref(), Some("en"));

    browser.post("/preferences", &token, &[("language", "de")]).await;
    assert_eq!(html::attribute(&browser.page("/").await, "html", "lang").as_deref(), Some("de"));
}

#[actix_web::test]
async fn an_administrator_makes_changes_and_disables_an_account() {
    let app = TestApp::start().await;
    let admin = app.signed_in(Role::Admin).await;
    let new = [("name", "Lou"), ("email", "Lou@company.example"), ("role", "staff"), ("language", "nl")];
    let weak = [&new[..], &[("password", "password1234")]].concat();
    let refused = admin.submit("/users/new", "/users", &weak).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(html::attribute(&read(refused).await, "input[name=name]", "value").as_deref(), Some("Lou"));

    let good = [&new[..], &[("password", PASSWORD)]].concat();
    assert_eq!(location(&admin.submit("/users/new", "/users", &good).await), "/users");
    let again = admin.submit("/users/new", "/users", &good).await;
    assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY, "the address has an account already");

    let lou = app.browser();
    assert_eq!(location(&lou.sign_in("lou@company.example", PASSWORD).await), "/");
    let list = admin.page("/users").await;
    let href = html::attribute(&list, "tbody tr:has(th a[href]):last-child a", "href").unwrap();
    assert!(html::text(&admin.page(&href).await).contains("Lou"));
    let disabled = [("name", "Lou"), ("role", "staff"), ("disabled", "yes")];
    assert_eq!(location(&admin.submit(&href, &href, &disabled).await), "/users");
    assert_eq!(lou.get("/").send().await.unwrap().status(), StatusCode::SEE_OTHER, "signed out at once");
    let refused = lou.sign_in("lou@company.example", PASSWORD).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let trail = html::text(&admin.page("/audit").await);
    assert!(trail.contains("Account made") && trail.contains("Account changed"), "{trail}");
}

#[actix_web::test]
async fn administrators_cannot_lock_themselves_out() {
    let app = TestApp::start().await;
    let id = app.make_user("kim@company.example", Role::Admin, Language::En).await;
    let admin = app.browser();
    admin.sign_in("kim@company.example", PASSWORD).await;
    let page = format!("/users/{id}");
    let refused = admin.submit(&page, &page, &[("name", "Kim"), ("role", "staff")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    admin.page("/users").await;
}
