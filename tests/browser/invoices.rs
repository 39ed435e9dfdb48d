//! From invoice to money, played on both sides by clicking: collected, signed for on the way, failed, paid once.

use mandato::{
    customers::Customer,
    i18n::Language,
    invoices::Invoice,
    mandates::Scheme,
    sandbox::state::{World, mailbox::Email},
    user::Role,
};
use uuid::Uuid;

use crate::{
    chrome::Chrome,
    story::{customer, link_in_the_mailbox, sign},
    support::{TestApp, billing, form::send_as_shown},
};

async fn app() -> TestApp {
    let app = TestApp::with_twikey().await;
    billing::ready(&app).await;
    app
}

/// A customer who has signed a mandate at Twikey.
async fn customer_with_mandate(app: &TestApp) -> Customer {
    let customer = customer(app).await;
    app.signed_elsewhere(Some(&customer.number), None, Scheme::Core);
    app.hear().await;
    customer
}

/// The office with the sheet of an invoice of its own: one line at this price, with the usual 21 % VAT.
async fn office_with_a_draft(app: &TestApp, language: Language, save: &str, price: &str) -> Chrome {
    let office = Chrome::desk(app).await;
    office.sign_in(app, Role::Staff, language).await;
    office.open("/invoices/new").await;
    office.fill("#customer", "peeters").await;
    office.see_text(".suggestions button", "Bakkerij Peeters").await;
    office.check().await;
    office.click(".suggestions button").await;
    office.see_text(".addressee", "Bakkerij Peeters").await;
    office.fill("#description-0", "Wartung der Heizung").await;
    office.fill("#unit_price-0", price).await;
    office.see_text("#totals .total", "€").await;
    office.check().await;
    office.press(save).await;
    office.see("#history").await;
    office.check().await;
    office
}

/// Confirms what the office has before it, in the dialog.
async fn confirm(office: &Chrome, button: &str, says: &str) {
    office.press(button).await;
    office.see_text("dialog[open]", says).await;
    office.check().await;
    office.click("dialog button[type=submit]").await;
    office.gone("dialog").await;
    office.see("#money").await;
}

/// The invoice whose sheet the office has open.
async fn invoice(app: &TestApp, office: &Chrome) -> Invoice {
    let path = office.path().await;
    billing::stored(app, path.trim_start_matches("/invoices/").parse().unwrap()).await
}

/// An invoice that was confirmed some time ago.
async fn confirmed_before(app: &TestApp, customer: &Customer, price: i64) -> Uuid {
    let id = billing::draft(app, customer, price).await.id;
    send_as_shown(&app.signed_in(Role::Staff).await, &format!("/invoices/{id}/confirmation")).await;
    app.work().await;
    id
}

fn newest_email(app: &TestApp) -> Email {
    app.at_twikey(|world, _| world.mailbox.messages().last().cloned().expect("an e-mail came"))
}

#[actix_web::test]
async fn a_confirmed_invoice_is_collected_and_the_open_sheet_follows_until_it_is_fully_paid() {
    let app = app().await;
    customer_with_mandate(&app).await;
    let office = office_with_a_draft(&app, Language::En, "Save as draft", "100.00").await;
    confirm(&office, "Confirm", "is collected with mandate").await;

    app.work().await;
    office.see_text("#heading", "Being collected").await;
    office.see_text("#messages", "R2026-0001").await;
    office.check().await;
    assert!(!office.text().await.contains("Fully paid"), "pending is not paid");

    app.at_twikey(World::run_bank);
    app.hear().await;
    office.see_text("#heading", "Fully paid").await;
    office.see_text("#money", "Paid by direct debit").await;
    office.check().await;
}

#[actix_web::test]
async fn a_customer_who_signs_on_the_way_has_the_older_invoice_collected_too() {
    let app = app().await;
    let customer = customer(&app).await;
    let older = confirmed_before(&app, &customer, 5_000).await;
    let office = office_with_a_draft(&app, Language::De, "Als Entwurf speichern", "100,00").await;
    confirm(&office, "Bestätigen", "kein aktives Mandat").await;
    app.work().await;
    office.see_text("#heading", "Offen").await;
    office.see_text("#messages", "R2026-0002").await;

    let phone = Chrome::phone(&app).await;
    phone.open(&link_in_the_mailbox(&app)).await;
    phone.see_text("h1", "Rechnung R2026-0002").await;
    phone.see_text(".amount", "121,00").await;
    phone.check().await;
    phone.press("Mandat unterzeichnen").await;
    phone.see_text("h1", "wird vorbereitet").await;
    phone.check().await;
    app.work().await;
    phone.see("#iban").await;
    sign(&phone).await;
    phone.see_text("h1", "Rechnung R2026-0002").await;
    phone.see_text("[role=status]", "zeigt das Ergebnis gleich von selbst").await;
    phone.check().await;

    app.hear().await;
    phone.see_text("[role=status]", "Ihr SEPA-Mandat ist unterzeichnet").await;
    phone.see_text(".state", "Lastschrift unterwegs").await;
    phone.check().await;
    office.see_text("#heading", "Wird eingezogen").await;

    app.at_twikey(World::run_bank);
    app.hear().await;
    office.see_text("#heading", "Vollständig bezahlt").await;
    office.open(&format!("/invoices/{older}")).await;
    office.see_text("#heading", "Vollständig bezahlt").await;
    office.open(&format!("/customers/{}", customer.id)).await;
    office.see_text("#finance", "Unterzeichnet").await;
    office.check().await;
}

#[actix_web::test]
async fn a_debit_that_fails_says_why_and_what_to_do_and_the_customer_hears_of_it() {
    let app = app().await;
    customer_with_mandate(&app).await;
    let office = office_with_a_draft(&app, Language::De, "Als Entwurf speichern", "7,00").await;
    confirm(&office, "Bestätigen", "mit dem Mandat").await;
    app.work().await;
    office.see_text("#heading", "Wird eingezogen").await;
    let announced = newest_email(&app).id;

    app.at_twikey(World::run_bank);
    app.hear().await;
    office.see_text("#heading", "Lastschrift gescheitert").await;
    office.see_text("#money .notice", "AM04").await;
    office.see_text("#money .notice", "Ein späterer Einzug kann gelingen").await;
    office.see_text("#money", "8,47").await;
    office.check().await;

    let invoice = invoice(&app, &office).await;
    let email = newest_email(&app);
    assert!(email.id > announced, "the failure is told in an e-mail of its own");
    let html = email.html.unwrap();
    assert!(html.contains(&format!("/pay/{}", invoice.token.unwrap())), "{html}");
    let phone = Chrome::phone(&app).await;
    phone.open(&link_in_the_mailbox(&app)).await;
    phone.see_text(".notice", "Die Lastschrift ist nicht gelungen").await;
    phone.check().await;

    office.open("/").await;
    office.see_text(".figure.urgent", "Konto nicht gedeckt").await;
    office.check().await;
    office.click(".figure.urgent").await;
    office.see_text("#list", "R2026-0001").await;
    office.check().await;
}

#[actix_web::test]
async fn a_customer_pays_once_on_a_phone_and_comes_back_to_a_thank_you() {
    let app = app().await;
    customer(&app).await;
    let office = office_with_a_draft(&app, Language::En, "Save as draft", "100.00").await;
    confirm(&office, "Confirm", "no active mandate").await;
    app.work().await;
    office.see_text("#heading", "Open").await;

    let phone = Chrome::phone(&app).await;
    phone.open(&link_in_the_mailbox(&app)).await;
    phone.press("Jetzt bezahlen").await;
    pay(&phone).await;
    phone.see_text("h1", "Rechnung R2026-0001").await;
    phone.see_text("[role=status]", "zeigt das Ergebnis gleich von selbst").await;

    app.hear().await;
    phone.see_text(".state", "Vollständig bezahlt").await;
    phone.see_text(".notice", "Vielen Dank").await;
    phone.see_text("a", "Zahlungsbestätigung").await;
    phone.check().await;
    office.see_text("#heading", "Fully paid").await;
    office.see_text("#money", "Paid online").await;
    office.check().await;
}

/// The customer goes through Twikey's invoice page and the pretended provider's.
pub async fn pay(phone: &Chrome) {
    phone.see(".amount-due").await;
    phone.check().await;
    phone.click("form[action$=payment] button").await;
    phone.see(".method[href$=bancontact]").await;
    phone.check().await;
    phone.click(".method[href$=bancontact]").await;
    phone.see("button[value=success]").await;
    phone.check().await;
    phone.click("button[value=success]").await;
}
