//! The story, played on both sides by clicking: the office asks, the customer signs, the open page follows by itself.

use mandato::{customers::Customer, domain::country::Country, i18n::Language, user::Role};

use thirtyfour::Key;

use crate::{
    chrome::Chrome,
    support::{TestApp, make},
};

const IBAN: &str = "BE16 6453 4897 1174";

/// A customer who can be reached by e-mail and by SMS.
pub async fn customer(app: &TestApp) -> Customer {
    make::customer_with(app, |customer| {
        customer.language = Language::De;
        customer.mobile = Some(mandato::domain::mobile::Mobile::parse("0470 12 34 56", Country::BELGIUM).unwrap());
        customer.iban = Some(IBAN.parse().unwrap());
        customer.bic = Some("JVBABE22".parse().unwrap());
    })
    .await
}

async fn office(app: &TestApp) -> Chrome {
    let office = Chrome::desk(app).await;
    office.sign_in(app, Role::Staff, Language::En).await;
    office
}

#[actix_web::test]
async fn a_mandate_asked_for_by_email_is_signed_on_a_phone_and_shows_on_the_open_sheet() {
    let app = TestApp::with_twikey().await;
    let customer = customer(&app).await;
    let office = office(&app).await;
    office.open(&format!("/customers/{}", customer.id)).await;
    office.check().await;

    office.press("Request mandate").await;
    office.see("dialog[open]").await;
    office.check().await;
    office.press("By e-mail").await;
    office.press("Next").await;
    office.see("dialog [contenteditable=true]").await;
    office.check().await;
    office.fill("dialog [name=subject]", "Ihr Mandat, bitte").await;
    office.press("Send the e-mail").await;
    office.gone("dialog").await;
    office.see_text(".toast", "The mandate is requested.").await;
    office.see_text("#finance", "23 Nov 2026").await;
    office.see_value("!!document.activeElement.closest('#finance')", true).await;

    app.work().await;
    office.see_text("#finance", "Waiting for signature").await;
    office.see_text("#messages", "Ihr Mandat, bitte").await;
    office.check().await;

    let customer_phone = Chrome::phone(&app).await;
    customer_phone.open(&link_in_the_mailbox(&app)).await;
    sign(&customer_phone).await;
    assert!(customer_phone.path().await.starts_with("/twikey/return"), "{}", customer_phone.path().await);
    customer_phone.check().await;

    app.hear().await;
    office.see_text("#finance", "Signed").await;
    office.see_text("#finance", "Direct debit").await;
    office.see_text("#finance", IBAN).await;
    office.check().await;
}

#[actix_web::test]
async fn a_mandate_asked_for_by_sms_is_signed_by_the_customers_reply_and_shows_on_the_open_sheet() {
    let app = TestApp::with_twikey().await;
    let customer = customer(&app).await;
    let office = office(&app).await;
    office.open(&format!("/customers/{}", customer.id)).await;

    office.press("Request mandate").await;
    office.see("dialog[open]").await;
    office.press("By SMS").await;
    office.press("Next").await;
    office.see_text("dialog", "+32 470 12 34 56").await;
    office.check().await;
    office.press("Send the SMS").await;
    office.gone("dialog").await;

    app.work().await;
    office.see_text("#finance", "waits for the customer").await;
    app.sandbox().change(|world, now| {
        let sms = world.phone.messages().last().expect("an SMS came").id;
        world.reply(sms, "ok", now).unwrap().unwrap();
    });
    app.hear().await;
    office.see_text("#finance", "Signed").await;
    office.see_text("#finance", "Direct debit").await;
    office.check().await;
}

#[actix_web::test]
async fn what_a_channel_lacks_is_said_and_leads_into_the_field_to_fill_in() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let office = office(&app).await;
    office.open(&format!("/customers/{}", customer.id)).await;

    office.press("Request mandate").await;
    let sms = office.see("dialog input[value=sms]").await;
    assert!(!sms.is_enabled().await.unwrap());
    office.check().await;
    office.press("Mobile number").await;

    office.see("#mobile").await;
    office.see_path(&format!("/customers/{}/edit#mobile", customer.id)).await;
    office.see_value("document.activeElement.id", "mobile").await;
}

#[actix_web::test]
async fn an_email_that_was_written_is_still_there_when_the_session_ended_meanwhile() {
    let app = TestApp::with_twikey().await;
    let customer = customer(&app).await;
    let office = office(&app).await;
    office.open(&format!("/customers/{}", customer.id)).await;
    office.press("Request mandate").await;
    office.press("By e-mail").await;
    office.press("Next").await;
    office.fill("dialog [name=subject]", "Bitte heute noch").await;

    office.forget_session().await;
    office.press("Send the e-mail").await;

    office.see_text(".toast", "Your session has ended").await;
    office.see_value("document.querySelector('dialog [name=subject]').value", "Bitte heute noch").await;
}

#[actix_web::test]
async fn escape_closes_a_dialog_and_gives_the_focus_back_to_what_opened_it() {
    let app = TestApp::with_twikey().await;
    let customer = customer(&app).await;
    let office = office(&app).await;
    office.open(&format!("/customers/{}", customer.id)).await;

    office.press("Request mandate").await;
    office.see("dialog[open]").await;
    office.see_value("!!document.activeElement.closest('dialog')", true).await;
    office.key(Key::Escape).await;

    office.gone("dialog").await;
    office.see_value("document.activeElement.textContent", "Request mandate").await;
}

/// The customer goes through Twikey's pages: account, way to sign, the provider's app.
pub async fn sign(phone: &Chrome) {
    phone.check().await;
    phone.fill("#iban", IBAN).await;
    phone.fill("#place", "Eupen").await;
    phone.click("main form button[type=submit]").await;
    phone.see(".methods").await;
    phone.check().await;
    phone.click(".method[href$=itsme]").await;
    phone.see("button[value=success]").await;
    phone.check().await;
    phone.turn_page(phone.click("button[value=success]")).await;
}

/// The link that the newest e-mail asks to follow.
pub fn link_in_the_mailbox(app: &TestApp) -> String {
    app.sandbox().shared().look(|world, _| {
        let html = world.mailbox.messages().last().expect("an e-mail came").html.clone().unwrap_or_default();
        let page = scraper::Html::parse_document(&html);
        let links = scraper::Selector::parse("a[href^=http]").unwrap();
        page.select(&links).next().expect("with a link").attr("href").unwrap().to_owned()
    })
}
