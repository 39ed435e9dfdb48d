//! Customers come back from Twikey's signing page.

use mandato::{
    i18n::Language,
    mandates::{Mandate, Scheme, State},
    sandbox::state::signing::{Finished, Outcome},
};
use reqwest::StatusCode;

use crate::support::{
    TestApp, html, make, read,
    twikey::{IBAN, REFUSED_IBAN},
};

async fn invited(app: &TestApp, language: Language, scheme: Scheme) -> Mandate {
    let customer = make::customer_with(app, |customer| customer.language = language).await;
    app.invited(&customer, scheme).await
}

/// The address that Twikey sends the customer back to, below the portal's own.
fn way_back(finished: Finished) -> String {
    let url: url::Url = finished.exit_url.unwrap().parse().unwrap();
    format!("{}?{}", url.path(), url.query().unwrap())
}

#[actix_web::test]
async fn the_customer_is_thanked_in_their_language_and_the_portal_asks_twikey_itself() {
    let app = TestApp::with_twikey().await;
    app.lose_callbacks();
    for (language, thanks) in [
        (Language::De, "Vielen Dank!"),
        (Language::Nl, "Hartelijk dank!"),
        (Language::Fr, "Merci beaucoup !"),
        (Language::En, "Thank you!"),
    ] {
        let mandate = invited(&app, language, Scheme::Core).await;
        let back = way_back(app.sign(mandate.reference.as_deref().unwrap(), IBAN));

        let response = app.browser().get(&back).header("Accept-Language", "pt").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["referrer-policy"], "no-referrer");
        assert_eq!(response.headers()["x-robots-tag"], "noindex, nofollow");
        let page = read(response).await;
        assert_eq!(html::texts(&page, "h1"), [thanks]);
        assert_eq!(html::attribute(&page, "html", "lang").as_deref(), Some(language.code()));

        assert_eq!(app.stored(&mandate).await.state, State::Invited, "the address bar is not believed");
        app.work().await;
        assert_eq!(app.stored(&mandate).await.state, State::Signed);
    }
}

#[actix_web::test]
async fn whoever_stopped_or_failed_is_told_so_and_offered_the_page_again() {
    let app = TestApp::with_twikey().await;
    let mandate = invited(&app, Language::De, Scheme::Core).await;
    for (outcome, title) in
        [(Outcome::Cancel, "Noch nicht unterzeichnet"), (Outcome::Failure, "Das hat nicht geklappt")]
    {
        let back = way_back(app.attempt(mandate.reference.as_deref().unwrap(), IBAN, outcome));
        let page = app.browser().page(&back).await;
        assert_eq!(html::texts(&page, "h1"), [title]);
        assert_eq!(html::attribute(&page, "main a.button", "href"), app.leads_to(mandate.link.as_ref()));
    }
    app.work().await;
}

#[actix_web::test]
async fn a_business_customer_hears_that_the_bank_comes_next() {
    let app = TestApp::with_twikey().await;
    let mandate = invited(&app, Language::Fr, Scheme::B2b).await;
    let back = way_back(app.sign(mandate.reference.as_deref().unwrap(), REFUSED_IBAN));
    let page = app.browser().page(&back).await;
    assert_eq!(html::texts(&page, "h1"), ["C’est presque fait"]);
    app.hear().await;
}

#[actix_web::test]
async fn an_address_that_twikey_did_not_sign_gets_neutral_words_and_rings_nothing() {
    let app = TestApp::with_twikey().await;
    let mandate = invited(&app, Language::De, Scheme::Core).await;
    app.lose_callbacks();
    let back = way_back(app.sign(mandate.reference.as_deref().unwrap(), IBAN));
    let forged = [
        "/twikey/return".to_owned(),
        back.replace("status=ok", "status=pending"),
        back.replace("token=a1b2c3d4", "token=other"),
        back.replace(mandate.reference.as_deref().unwrap(), "CORE99999"),
        format!("{}&signature=00", back.replace("signature", "x")),
        "/twikey/return?mandate=%00%F0&status=<script>alert(1)</script>&signature=%27".to_owned(),
    ];
    for address in forged {
        let page = app.browser().get(&address).header("Accept-Language", "nl").send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK, "{address}");
        let page = read(page).await;
        assert_eq!(html::texts(&page, "h1"), ["Welkom terug"], "{address}");
        assert!(!html::text(&page).contains("alert"), "{address}");
    }
    assert_eq!(app.stored(&mandate).await.state, State::Invited);
}
