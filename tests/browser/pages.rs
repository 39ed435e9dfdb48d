//! Every page of the route table, on a desk and on a phone, in light and dark: axe finds nothing, nothing reaches over the
//! edge, the browser does not complain.

use actix_web::http::Method;
use mandato::{
    accounts::Role,
    i18n::Language,
    mandates::{self, Mandate},
    messages,
    routes::{Access, TABLE},
};
use uuid::Uuid;

use crate::{
    chrome::Chrome,
    story::customer,
    support::{TestApp, csrf, html},
};

/// Records that pages are about.
struct Records {
    customer: Uuid,
    mandate: Uuid,
    message: Uuid,
    user: Uuid,
}

#[actix_web::test]
async fn every_page_is_accessible_and_fits_on_a_phone() {
    let app = TestApp::with_twikey().await;
    let records = records(&app).await;
    let desk = Chrome::desk(&app).await;
    desk.sign_in(&app, Role::Admin, Language::De).await;
    let phone = Chrome::phone(&app).await;
    phone.sign_in(&app, Role::Admin, Language::Fr).await;

    let pages = TABLE.iter().filter(|route| route.method == Method::GET && route.access != Access::Machine);
    for address in pages.filter_map(|route| address(route.path, &records)) {
        for chrome in [&desk, &phone] {
            chrome.open(&address).await;
            chrome.see("h1").await;
            chrome.check().await;
        }
    }
}

/// Where a line of the table leads for these records; `None` for what is no page of the office.
fn address(path: &str, records: &Records) -> Option<String> {
    let id = match path.split('/').nth(1).unwrap_or_default() {
        "customers" => records.customer,
        "mandates" => records.mandate,
        "messages" => records.message,
        "users" => records.user,
        _ => Uuid::nil(),
    };
    match path {
        // The set-up is there before users are, the mail is the customer's own document, Twikey leads back after signing,
        // whoever is signed in needs no sign-in, the tile is a part of the sheet, the document a file.
        "/setup/{token}"
        | "/messages/{id}/mail"
        | "/twikey/return"
        | "/login"
        | "/customers/{id}/finance"
        | "/mandates/{id}/document" => None,
        "/templates/{kind}/{language}" => Some("/templates/mandate-request/nl".to_owned()),
        path => {
            let address = path.replace("{id}", &id.to_string());
            assert!(!address.contains('{'), "say what to put in for {path}");
            Some(address)
        }
    }
}

/// A customer who was asked for a mandate by e-mail.
async fn records(app: &TestApp) -> Records {
    let customer = customer(app).await;
    let office = app.signed_in(Role::Staff).await;
    let dialog = office.page(&format!("/customers/{}/mandate-requests/new?channel=email", customer.id)).await;
    let value = |selector: &str| html::attribute(&dialog, selector, "value").unwrap_or_default();
    let body = html::texts(&dialog, "textarea[name=body]").join("");
    let (id, subject) = (value("input[name=id]"), value("input[name=subject]"));
    let fields = [("id", &*id), ("channel", "email"), ("scheme", "core"), ("subject", &*subject), ("body", &*body)];
    office.post(&format!("/customers/{}/mandate-requests", customer.id), &csrf(&dialog), &fields).await;
    app.work().await;

    let user = app.make_user("anna@company.example", Role::Staff, Language::De).await;
    let mut tx = app.app.db.read().await.unwrap();
    let mandate: Mandate = mandates::of_customer(&mut tx, customer.id, 1).await.unwrap().remove(0);
    let message = messages::of_customer(&mut tx, customer.id, 1).await.unwrap().remove(0);
    Records { customer: customer.id, mandate: mandate.id, message: message.id, user }
}
