//! The frame that every page of the office has: signing in, the navigation, keys, light and dark.

use mandato::{accounts::Role, i18n::Language};
use thirtyfour::Key;

use crate::{
    chrome::Chrome,
    support::{PASSWORD, TestApp, make},
};

const EMAIL: &str = "kim@company.example";

async fn sign_in(chrome: &Chrome, app: &TestApp) {
    app.make_user(EMAIL, Role::Admin, Language::De).await;
    chrome.open("/login").await;
    chrome.fill("#email", EMAIL).await;
    chrome.fill("#password", PASSWORD).await;
    chrome.click("main button[type=submit]").await;
    chrome.see("body.office").await;
}

#[actix_web::test]
async fn the_sign_in_is_accessible_and_keeps_the_address_when_the_password_is_wrong() {
    let app = TestApp::start().await;
    let chrome = Chrome::phone(&app).await;
    chrome.open("/login").await;
    chrome.check().await;

    chrome.fill("#email", "nobody@company.example").await;
    chrome.fill("#password", "not this one").await;
    chrome.click("main button[type=submit]").await;

    chrome.see("[role=alert]").await;
    assert_eq!(chrome.ask::<String>("document.querySelector('#email').value").await, "nobody@company.example");
    chrome.check().await;
}

#[actix_web::test]
async fn on_a_phone_the_navigation_is_a_drawer_that_escape_closes() {
    let app = TestApp::start().await;
    let chrome = Chrome::phone(&app).await;
    sign_in(&chrome, &app).await;
    chrome.check().await;

    chrome.click(".top-bar button").await;
    chrome.see(".sidebar a[aria-current=page]").await;
    chrome.check().await;

    chrome.key(Key::Escape).await;
    chrome.gone(".sidebar").await;
}

#[actix_web::test]
async fn language_and_appearance_are_chosen_in_the_menu_of_the_user() {
    let app = TestApp::start().await;
    let chrome = Chrome::desk(&app).await;
    sign_in(&chrome, &app).await;

    chrome.click(".user-menu summary").await;
    chrome.check().await;
    chrome.press("Français").await;
    chrome.see("html[lang=fr]").await;

    chrome.click(".user-menu summary").await;
    chrome.click("button[name=theme][value=dark]").await;
    chrome.see("html[data-theme=dark]").await;
    chrome.check().await;
}

#[actix_web::test]
async fn a_slash_and_ctrl_k_lead_into_the_search_which_filters_as_one_types() {
    let app = TestApp::start().await;
    let chrome = Chrome::desk(&app).await;
    sign_in(&chrome, &app).await;
    make::customer(&app).await;
    chrome.open("/customers").await;
    chrome.see_text("#list", "Bakkerij Peeters").await;

    chrome.key("/").await;
    assert_eq!(chrome.ask::<String>("document.activeElement.name").await, "q");
    chrome.key("nobody").await;
    chrome.see("#list .empty").await;
    assert_eq!(chrome.path().await, "/customers?q=nobody");

    chrome.click("h1").await;
    chrome.key_with(Key::Control, 'k').await;
    assert_eq!(chrome.ask::<String>("document.activeElement.value").await, "nobody");
    chrome.check().await;
}
