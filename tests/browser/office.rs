//! The frame that every page of the office has: signing in, the navigation, keys, light and dark.

use mandato::{i18n::Language, user::Role};
use thirtyfour::Key;

use crate::{
    chrome::Chrome,
    support::{TestApp, make},
};

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
    chrome.see_value("document.querySelector('#email').value", "nobody@company.example").await;
    chrome.check().await;
}

#[actix_web::test]
async fn on_a_phone_the_navigation_is_a_drawer_that_escape_closes() {
    let app = TestApp::start().await;
    let chrome = Chrome::phone(&app).await;
    chrome.sign_in(&app, Role::Admin, Language::De).await;
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
    chrome.sign_in(&app, Role::Admin, Language::De).await;

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
    chrome.sign_in(&app, Role::Admin, Language::De).await;
    make::customer(&app).await;
    chrome.open("/customers").await;
    chrome.see_text("#list", "Bakkerij Peeters").await;

    chrome.key("/").await;
    chrome.see_value("document.activeElement.name", "q").await;
    chrome.key("nobody").await;
    chrome.see("#list .empty").await;
    chrome.see_path("/customers?q=nobody").await;

    chrome.click("h1").await;
    chrome.key_with(Key::Control, 'k').await;
    chrome.see_value("document.activeElement.value", "nobody").await;
    chrome.check().await;
}

#[actix_web::test]
async fn when_the_session_ended_a_dialog_leads_to_the_sign_in_and_from_there_back_to_the_page() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let chrome = Chrome::desk(&app).await;
    chrome.sign_in(&app, Role::Staff, Language::En).await;
    let sheet = format!("/customers/{}", customer.id);
    chrome.open(&sheet).await;
    app.make_user("kim@company.example", Role::Staff, Language::En).await;

    chrome.forget_session().await;
    chrome.press("Request mandate").await;
    chrome.see("#password").await;
    chrome.fill_in_the_sign_in("kim@company.example").await;

    chrome.see_text("h1", "Bakkerij Peeters").await;
    chrome.see_path(&sheet).await;
}
