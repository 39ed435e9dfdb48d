//! Every page of the route table, on a desk and on a phone, in light and dark: axe finds nothing, nothing reaches over the
//! edge, the browser does not complain.

use actix_web::http::Method;
use mandato::{
    customers::Customer,
    domain::money::Cents,
    guard::Access,
    i18n::Language,
    mandates::{self, Mandate, Scheme},
    messages,
    routes::TABLE,
    sandbox::state::incoming::Arrival,
    user::Role,
};
use reqwest::multipart::{Form, Part};
use uuid::Uuid;

use crate::{
    chrome::Chrome,
    story::customer,
    support::{Browser, TestApp, billing, csrf, form::send_as_shown, html, location, make},
};

/// Records that pages are about.
struct Records {
    customer: Uuid,
    mandate: Uuid,
    message: Uuid,
    user: Uuid,
    invoices: Invoices,
    import: Uuid,
    confirmation: Uuid,
}

/// Invoices in states that show the most.
struct Invoices {
    draft: Uuid,
    /// To be paid by a customer without a mandate.
    open: Uuid,
    /// Its debit failed.
    failed: Uuid,
    /// Collected, and transferred besides.
    overpaid: Uuid,
    /// The token of each that was confirmed.
    tokens: [String; 3],
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
    let pages = pages.filter_map(|route| address(route.path, &records));
    let editor = format!("/customers/{}/mandate-requests/new?channel=email", records.customer);
    for address in pages.chain(more(&records.invoices)).chain([editor]) {
        for chrome in [&desk, &phone] {
            chrome.open(&address).await;
            chrome.see("h1").await;
            if address.starts_with("/messages/") {
                chrome.see_the_whole_mail().await;
            }
            chrome.check().await;
        }
    }
}

/// Where a line of the table leads for these records; `None` for what is no page of its own.
fn address(path: &str, records: &Records) -> Option<String> {
    let Invoices { draft, open, failed, overpaid, tokens: [token, ..] } = &records.invoices;
    let id = match path {
        "/invoices/confirmations/{id}" => records.confirmation,
        "/invoices/{id}/edit" | "/invoices/{id}/confirmation" | "/invoices/{id}/removal" => *draft,
        "/invoices/{id}/link" | "/invoices/{id}/payments/new" => *open,
        "/invoices/{id}/refunds/new" => *overpaid,
        path => match path.split('/').nth(1).unwrap_or_default() {
            "customers" => records.customer,
            "mandates" => records.mandate,
            "messages" => records.message,
            "users" => records.user,
            "invoices" => *failed,
            "imports" => records.import,
            _ => Uuid::nil(),
        },
    };
    match path {
        // The set-up is there before users are, the mail is the customer's own document, Twikey leads back after signing
        // and paying, whoever is signed in needs no sign-in, tiles and what is said of a number are parts of a page, the
        // rest are files.
        "/setup/{token}"
        | "/messages/{id}/mail"
        | "/twikey/return"
        | "/pay/{token}/return"
        | "/login"
        | "/customers/{id}/finance"
        | "/invoices/{id}/money"
        | "/settings/numbers"
        | "/settings/logo" => None,
        path if is_file(path) => None,
        "/templates/{kind}/{language}" => Some("/templates/mandate-request/nl".to_owned()),
        path => {
            let address = path.replace("{id}", &id.to_string()).replace("{token}", token);
            assert!(!address.contains('{'), "say what to put in for {path}");
            Some(address)
        }
    }
}

fn is_file(path: &str) -> bool {
    ["/document", "/export", "/sample", "pdf"].iter().any(|end| path.ends_with(end))
}

/// Pages that look different for other records.
fn more(invoices: &Invoices) -> Vec<String> {
    let sheets = [invoices.draft, invoices.open, invoices.overpaid].map(|id| format!("/invoices/{id}"));
    let [_, failed, paid] = &invoices.tokens;
    let landing = [failed, paid].map(|token| format!("/pay/{token}"));
    sheets.into_iter().chain(landing).collect()
}

/// A customer who was asked for a mandate by e-mail and owes money, and another who has one.
async fn records(app: &TestApp) -> Records {
    billing::ready(app).await;
    let customer = customer(app).await;
    let office = app.signed_in(Role::Staff).await;
    ask_for_a_mandate(app, &office, &customer).await;
    let (invoices, confirmation) = invoices(app, &office, &customer).await;
    let import = import(app, &office).await;

    let user = app.make_user("anna@company.example", Role::Staff, Language::De).await;
    let mut tx = app.app.db.read().await.unwrap();
    let mandate: Mandate = mandates::of_customer(&mut tx, customer.id).await.unwrap().remove(0);
    let message = messages::of_customer(&mut tx, customer.id, 1).await.unwrap().remove(0);
    Records { customer: customer.id, mandate: mandate.id, message: message.id, user, invoices, import, confirmation }
}

async fn ask_for_a_mandate(app: &TestApp, office: &Browser, customer: &Customer) {
    let dialog = office.page(&format!("/customers/{}/mandate-requests/new?channel=email", customer.id)).await;
    let value = |selector: &str| html::attribute(&dialog, selector, "value").unwrap_or_default();
    let body = html::texts(&dialog, "textarea[name=body]").join("");
    let (id, subject) = (value("input[name=id]"), value("input[name=subject]"));
    let fields = [("id", &*id), ("channel", "email"), ("scheme", "core"), ("subject", &*subject), ("body", &*body)];
    office.post(&format!("/customers/{}/mandate-requests", customer.id), &csrf(&dialog), &fields).await;
    app.work().await;
}

/// The invoices, and the confirmation of them all.
async fn invoices(app: &TestApp, office: &Browser, without_mandate: &Customer) -> (Invoices, Uuid) {
    let payer = make::customer(app).await;
    app.signed_elsewhere(Some(&payer.number), None, Scheme::Core);
    app.hear().await;
    let draft = billing::draft(app, without_mandate, 125_000).await.id;
    let open = billing::draft(app, without_mandate, 10_000).await.id;
    // The sandbox's bank refuses 6 to 10 €.
    let failed = billing::draft(app, &payer, 700).await.id;
    let overpaid = billing::draft(app, &payer, 20_000).await.id;

    let chosen = [open, failed, overpaid].map(|id| format!("invoice={id}")).join("&");
    let confirmation = send_as_shown(office, &format!("/invoices/confirmations/new?{chosen}")).await;
    app.work().await;
    let message = billing::stored(app, overpaid).await.reference.unwrap().written();
    let transfer = Arrival { amount: Cents(24_200), message, ..Arrival::default() };
    app.at_twikey(|world, now| {
        world.run_bank(now);
        world.receive_transfer(transfer, now).expect("it names the invoice");
    });
    app.hear().await;

    let mut tokens = [String::new(), String::new(), String::new()];
    for (token, id) in tokens.iter_mut().zip([open, failed, overpaid]) {
        *token = billing::stored(app, id).await.token.unwrap();
    }
    (Invoices { draft, open, failed, overpaid, tokens }, last(location(&confirmation)))
}

/// A file with a good line and a bad one, checked.
async fn import(app: &TestApp, office: &Browser) -> Uuid {
    let token = csrf(&office.page("/customers/import").await);
    let file = "Customer number,Company name,City\nC-1,Bakery,Dublin\nC-2,,Cork\n";
    let file = Part::bytes(file.as_bytes()).file_name("customers.csv");
    let form = Form::new().text("csrf", token).part("file", file);
    let sent = office.request(reqwest::Method::POST, "/customers/import").multipart(form).send().await.unwrap();
    app.work().await;
    last(location(&sent))
}

/// The record that an address ends with.
fn last(address: &str) -> Uuid {
    address.rsplit('/').next().and_then(|id| id.parse().ok()).expect("the address is one of a record")
}
