//! What comes from Twikey by itself, in a browser: reports that fit nothing, and customers who come back.

use mandato::{
    i18n::Language,
    mandates::{Scheme, State},
    sandbox::state::signing::Outcome,
    user::Role,
};

use crate::{
    chrome::Chrome,
    support::{
        TestApp, make,
        twikey::{IBAN, REFUSED_IBAN},
    },
};

#[actix_web::test]
async fn a_report_that_fits_nobody_is_found_from_the_list_and_assigned() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let reference = app.signed_elsewhere(Some("X-77"), None, Scheme::Core);
    app.hear().await;
    let office = Chrome::desk(&app).await;
    office.sign_in(&app, Role::Staff, Language::En).await;

    office.open("/mandates").await;
    office.check().await;
    office.press("Have a look").await;
    office.see_text("h1", "Unassigned reports").await;
    office.press("As received from Twikey").await;
    office.see_text("pre", &reference).await;
    office.check().await;

    office.fill("input[name=number]", "nobody").await;
    office.click(".verdict button.primary").await;
    office.see("[aria-invalid=true]").await;
    office.check().await;
    office.fill("input[name=number]", &customer.number).await;
    office.click(".verdict button.primary").await;
    office.see_text("main", "Everything is assigned").await;
    office.check().await;
    assert_eq!(app.mandate(&reference).await.unwrap().state, State::Signed);
}

#[actix_web::test]
async fn whoever_comes_back_from_signing_can_read_on_a_phone_how_it_ended() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::B2b).await;
    let reference = mandate.reference.as_deref().unwrap();
    let phone = Chrome::phone(&app).await;
    for (iban, outcome, words) in [
        (IBAN, Outcome::Cancel, "Nog niet ondertekend"),
        (IBAN, Outcome::Failure, "Dat is niet gelukt"),
        (REFUSED_IBAN, Outcome::Success, "Bijna klaar"),
    ] {
        phone.open(&app.attempt(reference, iban, outcome).exit_url.unwrap()).await;
        phone.see_text("h1", words).await;
        phone.check().await;
    }
    phone.open("/twikey/return").await;
    phone.see_text("h1", "Welcome back").await;
    phone.check().await;
    app.hear().await;
}
