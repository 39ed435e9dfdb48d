//! Credit notes: they take an invoice back, in part or whole, and the sheet says what is left.

use chrono::TimeDelta;
use mandato::{
    domain::money::Cents,
    i18n::Language,
    invoices::{self, Invoice, State},
    payments::{self, Source},
    sandbox::state::invoice,
    user::Role,
};
use reqwest::StatusCode;
use serde_json::json;
use uuid::Uuid;

use crate::support::{
    Browser, TestApp,
    billing::{self, draft, moved, stored},
    csrf,
    form::{form_of, send, send_as_shown, with},
    html, location, make, read,
};

/// A confirmed invoice of this total without VAT, and a token for forms.
async fn confirmed(app: &TestApp, browser: &Browser, price: i64) -> (Invoice, String) {
    billing::ready(app).await;
    let customer = make::customer(app).await;
    let id = draft(app, &customer, price).await.id;
    let confirmation = format!("/invoices/{id}/confirmation");
    let token = csrf(&browser.page(&confirmation).await);
    assert_eq!(send_as_shown(browser, &confirmation).await.status(), StatusCode::SEE_OTHER);
    app.work().await;
    (stored(app, id).await, token)
}

/// A new credit note for the invoice: its address.
async fn begin(browser: &Browser, token: &str, invoice: &Invoice) -> String {
    let begun = browser.post(&format!("/invoices/{}/credit-notes", invoice.id), token, &[]).await;
    location(&begun).strip_suffix("/edit").unwrap().to_owned()
}

async fn confirm(app: &TestApp, browser: &Browser, note: &str) -> StatusCode {
    let status = send_as_shown(browser, &format!("{note}/confirmation")).await.status();
    app.work().await;
    status
}

fn id_of(address: &str) -> Uuid {
    address.rsplit('/').next().unwrap().parse().unwrap()
}

/// Money for an invoice, by transfer.
pub async fn pay(app: &TestApp, invoice: Uuid, cents: i64) {
    let mut invoice = stored(app, invoice).await;
    moved(app, &mut invoice, payments::Kind::Payment, Source::Transfer, cents).await;
}

#[actix_web::test]
async fn a_whole_credit_note_cancels_the_invoice_and_has_a_number_of_its_own_series() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let (invoice, token) = confirmed(&app, &browser, 10_000).await;

    let note = begin(&browser, &token, &invoice).await;
    assert_eq!(begin(&browser, &token, &invoice).await, note, "pressed twice it makes one");
    assert_eq!(confirm(&app, &browser, &note).await, StatusCode::SEE_OTHER);

    let written = stored(&app, id_of(&note)).await;
    assert_eq!((written.number.as_deref(), written.reference), (Some("G2026-0001"), None));
    assert_eq!(stored(&app, invoice.id).await.state, State::Cancelled);
    let page = browser.page(&format!("/invoices/{}", invoice.id)).await;
    let text = html::text(&page);
    assert!(text.contains("Cancelled") && text.contains("G2026-0001"), "{text}");
    let again = browser.post(&format!("/invoices/{}/credit-notes", invoice.id), &token, &[]).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
}

#[actix_web::test]
async fn a_part_is_credited_and_the_rest_stays_open_and_no_more_than_that_can_be_credited() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let (invoice, token) = confirmed(&app, &browser, 10_000).await;
    let note = begin(&browser, &token, &invoice).await;
    let form = form_of(&browser.page(&format!("{note}/edit")).await);
    assert_eq!(location(&send(&browser, &note, &with(&form, &[("unit_price", "40")])).await), note);
    confirm(&app, &browser, &note).await;

    let page = browser.page(&format!("/invoices/{}", invoice.id)).await;
    let money = html::texts(&page, "#money .facts").concat();
    assert!(money.contains("Credited€48.40") && money.contains("Open€72.60"), "{money}");
    assert!(stored(&app, invoice.id).await.state.is_open());

    let second = begin(&browser, &token, &invoice).await;
    assert_eq!(confirm(&app, &browser, &second).await, StatusCode::UNPROCESSABLE_ENTITY);
    let form = form_of(&browser.page(&format!("{second}/edit")).await);
    let refused = send(&browser, &second, &with(&form, &[("unit_price", "60.01")])).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html::text(&read(refused).await).contains("At most €72.60 is left to credit."));
    send(&browser, &second, &with(&form, &[("unit_price", "60")])).await;
    assert_eq!(confirm(&app, &browser, &second).await, StatusCode::SEE_OTHER);
    assert_eq!(stored(&app, invoice.id).await.state, State::Cancelled);
}

#[actix_web::test]
async fn a_credit_note_may_have_another_date_and_is_asked_for_no_due_date() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let (invoice, token) = confirmed(&app, &browser, 10_000).await;
    let note = begin(&browser, &token, &invoice).await;
    let page = browser.page(&format!("{note}/edit")).await;
    assert_eq!(html::texts(&page, "[name=due_on]").len(), 0);

    let form = form_of(&page);
    assert_eq!(location(&send(&browser, &note, &with(&form, &[("issued_on", "2026-12-24")])).await), note);
    let stored = stored(&app, id_of(&note)).await;
    assert_eq!([stored.issued_on, stored.due_on].map(|date| date.to_string()), ["2026-12-24", "2026-12-24"]);

    let form = form_of(&browser.page(&format!("{note}/edit")).await);
    let refused = read(send(&browser, &note, &with(&form, &[("issued_on", "31.2.2026")])).await).await;
    assert_eq!(html::texts(&refused, ".notice li"), ["Invoice date"], "every field that is named is shown");
}

#[actix_web::test]
async fn what_was_paid_before_the_credit_note_shows_as_paid_too_much() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let (invoice, token) = confirmed(&app, &browser, 10_000).await;
    pay(&app, invoice.id, 12_100).await;
    let sheet = format!("/invoices/{}", invoice.id);
    let form = browser.page(&format!("{sheet}/payments/new")).await;
    assert_eq!(html::attribute(&form, "[name=amount]", "value").unwrap_or_default(), "", "nothing is open");
    let paid = html::texts(&browser.page(&sheet).await, "#money").concat();
    assert!(paid.contains("Open€0.00") && paid.contains("Paid by transfer"), "{paid}");

    let note = begin(&browser, &token, &invoice).await;
    confirm(&app, &browser, &note).await;

    let text = html::texts(&browser.page(&sheet).await, "#money").concat();
    assert!(text.contains("Overpaid€121.00"), "{text}");
    assert_eq!(stored(&app, invoice.id).await.state, State::Paid);
    let list = browser.page("/invoices?state=overpaid").await;
    assert_eq!(html::texts(&list, "#list tbody th"), [invoice.number.unwrap()]);
}

#[actix_web::test]
async fn a_draft_and_a_credit_note_cannot_be_credited() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let (invoice, token) = confirmed(&app, &browser, 10_000).await;
    let note = begin(&browser, &token, &invoice).await;
    let customer = make::customer(&app).await;
    let other = draft(&app, &customer, 100).await;
    for id in [id_of(&note), other.id] {
        let answer = browser.post(&format!("/invoices/{id}/credit-notes"), &token, &[]).await;
        assert_eq!(answer.status(), StatusCode::CONFLICT);
    }
    let removed = browser.post(&format!("{note}/removal"), &token, &[]).await;
    assert_eq!(location(&removed), format!("/invoices/{}", invoice.id));
}

#[actix_web::test]
async fn a_failed_debit_says_why_in_words_and_what_to_do() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let (invoice, _) = confirmed(&app, &browser, 10_000).await;
    let mut tx = app.app.db.write().await.unwrap();
    let mut failed = invoices::take(&mut tx, invoice.id).await.unwrap().unwrap();
    let balance = payments::balance(&mut tx, invoice.id).await.unwrap();
    failed.fail("AM04", balance, app.clock.now());
    invoices::update(&mut tx, &failed).await.unwrap();
    tx.commit().await.unwrap();

    let page = browser.page(&format!("/invoices/{}", invoice.id)).await;

    let notice = html::texts(&page, "#money .notice").concat();
    let reason = payments::reason("AM04");
    assert!(notice.contains(reason.meaning.en) && notice.contains(reason.advice.en), "{notice}");
    let list = browser.page("/invoices?state=failed").await;
    assert_eq!(html::texts(&list, "#list tbody tr").len(), 1);
    let sheet = browser.page(&format!("/customers/{}", invoice.customer_id)).await;
    let shown = html::texts(&sheet, "#invoices li").concat();
    assert!(shown.contains("Debit failed") && shown.contains("Failed on 23 Nov 2026"), "{shown}");
}

#[actix_web::test]
async fn the_link_to_pay_is_shown_with_its_code_and_a_draft_has_none() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let (invoice, _) = confirmed(&app, &browser, 10_000).await;
    let page = browser.page(&format!("/invoices/{}/link", invoice.id)).await;
    let address = app.app.config.public_url.page(&format!("/pay/{}", invoice.token.unwrap()));
    assert!(html::text(&page).contains(&address) || page.html().contains(&address));
    assert_eq!(html::texts(&page, ".qr-frame svg").len(), 1);
    let customer = make::customer(&app).await;
    let other = draft(&app, &customer, 100).await;
    let status = browser.get(&format!("/invoices/{}/link", other.id)).send().await.unwrap().status();
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn twikey_gets_the_credit_note_and_asks_for_no_more_than_is_left() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let (invoice, token) = confirmed(&app, &browser, 10_000).await;
    app.advance(TimeDelta::minutes(1));
    let at_twikey =
        |number: &Option<String>| app.at_twikey(|world, _| world.invoices.by_number(number.as_deref()?).cloned());

    let part = begin(&browser, &token, &invoice).await;
    let form = form_of(&browser.page(&format!("{part}/edit")).await);
    send(&browser, &part, &with(&form, &[("unit_price", "40")])).await;
    confirm(&app, &browser, &part).await;
    for _ in 0..2 {
        app.hear().await;
    }

    let note = at_twikey(&stored(&app, id_of(&part)).await.number).unwrap();
    assert_eq!((note.amount, note.related), (Cents(-4_840), invoice.number.clone()));
    let original = at_twikey(&invoice.number).unwrap();
    assert_eq!((original.paid_before, original.open()), (Cents(4_840), Cents(7_260)));
    assert_eq!(stored(&app, invoice.id).await.twikey_id, Some(original.id));

    app.advance(TimeDelta::minutes(1));
    let rest = begin(&browser, &token, &invoice).await;
    let form = form_of(&browser.page(&format!("{rest}/edit")).await);
    send(&browser, &rest, &with(&form, &[("unit_price", "60")])).await;
    confirm(&app, &browser, &rest).await;
    for _ in 0..2 {
        app.hear().await;
    }

    assert_eq!(stored(&app, invoice.id).await.state, State::Cancelled);
    assert_eq!(at_twikey(&invoice.number).unwrap().state, invoice::State::Archived);
}

#[actix_web::test]
async fn of_a_credit_note_that_twikey_does_not_take_it_hears_as_less_that_is_owed() {
    for (price, at_twikey) in [("40", (invoice::State::Booked, 7_260)), ("100", (invoice::State::Archived, 12_100))] {
        let app = TestApp::with_twikey().await;
        let browser = app.signed_in(Role::Staff).await;
        let (original, token) = confirmed(&app, &browser, 10_000).await;
        app.advance(TimeDelta::minutes(1));
        let note = begin(&browser, &token, &original).await;
        let form = form_of(&browser.page(&format!("{note}/edit")).await);
        send(&browser, &note, &with(&form, &[("unit_price", price)])).await;
        app.fault(json!({"path": "/invoice", "method": "POST", "status": 400, "code": "err_invalid_params"}));

        confirm(&app, &browser, &note).await;
        app.hear().await;

        assert!(stored(&app, id_of(&note)).await.refusal_code.is_some());
        let number = original.number.as_deref().unwrap();
        let found = app.at_twikey(|world, _| world.invoices.by_number(number).cloned()).unwrap();
        assert_eq!((found.state, found.open().0), at_twikey);
    }
}

#[actix_web::test]
async fn the_customer_gets_the_credit_note_though_twikey_has_it_too() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let (original, token) = confirmed(&app, &browser, 10_000).await;
    let note = begin(&browser, &token, &original).await;
    confirm(&app, &browser, &note).await;
    app.hear().await;

    let sent = "SELECT state FROM messages WHERE invoice_id = $1 AND kind = 'credit_note'";
    let mut tx = app.app.db.read().await.unwrap();
    let sent: Vec<(String,)> = tx.query(sent).bind(id_of(&note)).all().await.unwrap();
    assert_eq!(sent, [("sent".to_owned(),)]);
}

#[actix_web::test]
async fn the_dialog_that_confirms_speaks_of_what_is_confirmed() {
    const NUMBER: &str = "Mit der Bestätigung bekommt sie ihre Nummer und ändert sich nicht mehr";

    let app = TestApp::start().await;
    let browser = app.signed_in_reading(Role::Staff, Language::De).await;
    let (invoice, token) = confirmed(&app, &browser, 10_000).await;
    let final_of = async |address: &str| html::texts(&browser.page(address).await, "main p.muted").concat();

    let note = begin(&browser, &token, &invoice).await;
    assert_eq!(final_of(&format!("{note}/confirmation")).await, format!("{NUMBER}."));

    let customer = make::customer(&app).await;
    let one = draft(&app, &customer, 1_000).await.id;
    let of_invoice = format!("{NUMBER}; nur eine Gutschrift nimmt etwas zurück.");
    assert_eq!(final_of(&format!("/invoices/{one}/confirmation")).await, of_invoice);
    assert_eq!(final_of(&format!("/invoices/confirmations/new?invoice={one}")).await, of_invoice);
    let many = final_of("/invoices/confirmations/new?all=1").await;
    assert!(many.contains("bekommen sie ihre Nummern") && many.contains("nur Gutschriften nehmen"), "{many}");
}
