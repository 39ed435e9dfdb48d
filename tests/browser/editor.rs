//! Writing an e-mail: the editor around the textarea, and the link to sign that it keeps.

use mandato::{i18n::Language, user::Role};
use thirtyfour::Key;

use crate::{chrome::Chrome, support::TestApp};

const PAGE: &str = "/templates/mandate-request/de";

/// An administrator in front of a template.
async fn writer(app: &TestApp) -> Chrome {
    let writer = Chrome::desk(app).await;
    writer.sign_in(app, Role::Admin, Language::En).await;
    writer.open(PAGE).await;
    writer.see("rich-text [contenteditable=true]").await;
    writer
}

/// Waits until what would be sent is so.
async fn until_body(writer: &Chrome, is_so: &str) {
    writer.see_value(&format!("((body) => {is_so})(document.querySelector('#body').value)"), true).await;
}

#[actix_web::test]
async fn the_link_to_sign_survives_whatever_is_typed_over_it_or_deleted() {
    let app = TestApp::start().await;
    let writer = writer(&app).await;
    writer.check().await;

    writer.click("rich-text .page").await;
    writer.key_with(Key::Control, 'a').await;
    writer.key("Hallo <b> & Gruß").await;
    until_body(&writer, "body.includes('data-link=\"signing\"') && body.includes('Hallo &lt;b&gt; &amp; Gruß')").await;

    writer.key_with(Key::Control, 'a').await;
    writer.key(Key::Delete).await;
    until_body(&writer, "body.includes('data-link=\"signing\"') && !body.includes('Hallo')").await;
    writer.see_text("rich-text [role=status]", "The signing link stays in the text").await;
    writer.check().await;
}

#[actix_web::test]
async fn the_link_to_sign_is_missed_while_it_is_cut_and_moves_where_it_is_pasted() {
    let app = TestApp::start().await;
    let writer = writer(&app).await;

    writer.click("rich-text .page").await;
    writer.key_with(Key::Control, 'a').await;
    writer.key_with(Key::Control, 'x').await;
    writer.see_text("rich-text [role=status]", "The signing link is missing").await;
    writer.check().await;

    writer.key_with(Key::Control, 'v').await;
    until_body(&writer, "body.includes('data-link=\"signing\"') && body.includes('{{ salutation }}')").await;
    writer.gone("rich-text.lost").await;
}

#[actix_web::test]
async fn the_toolbar_is_reached_by_tab_and_walked_through_with_arrows() {
    let app = TestApp::start().await;
    let writer = writer(&app).await;
    let focused = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.className";

    writer.click("#subject").await;
    writer.key(Key::Tab).await;
    writer.see_value(focused, "Bold (Ctrl+B)").await;
    writer.key(Key::Right).await;
    writer.see_value(focused, "Italic (Ctrl+I)").await;
    writer.key(Key::Tab).await;
    writer.see_value(focused, "input page").await;

    writer.key_with(Key::Control, 'a').await;
    writer.click("[data-command=bold]").await;
    until_body(&writer, "body.startsWith('<p><b>{{ salutation }},</b></p>')").await;
    writer.see("[data-command=bold][aria-pressed=true]").await;
}

#[actix_web::test]
async fn a_text_is_previewed_beside_the_form_and_saved_as_the_newest_version() {
    let app = TestApp::start().await;
    let writer = writer(&app).await;

    writer.fill("#subject", "Ihr Mandat").await;
    writer.click("[data-insert='{{ customer_name }}']").await;
    writer.press("Preview").await;
    writer.see(".preview iframe").await;
    assert_eq!(writer.path().await, PAGE, "the form stays");
    let subject = "document.querySelector('#subject').value";
    writer.see_value(subject, "Ihr Mandat{{ customer_name }}").await;

    writer.press("Save").await;
    writer.see_text("#versions", "Ihr Mandat{{ customer_name }}").await;
    writer.check().await;
}
