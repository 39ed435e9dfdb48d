//! Collecting with a mandate that came later: what is open already, by the rule of the settings or because staff say so.

use chrono::TimeDelta;
use mandato::{
    customers::Customer,
    domain::money::Cents,
    invoices::{Invoice, State},
    jobs::{self, Task},
    mandates::Scheme,
    sandbox::state::invoice as at_twikey,
    settings::{self, CollectOpen},
    tasks,
    user::Role,
};
use reqwest::StatusCode;
use serde_json::json;

use super::handover::{confirm, confirm_one, customer_with_mandate, pay_by_hand, stored, twikeys};
use crate::support::{TestApp, html, kill::killed_after, make, read};

pub async fn rule(app: &TestApp, rule: CollectOpen) {
    let mut tx = app.app.db.write().await.unwrap();
    let mut settings = settings::read(&mut tx).await.unwrap();
    settings.collect_open = rule;
    assert!(settings::save(&mut tx, &settings, settings.version).await.unwrap());
    tx.commit().await.unwrap();
}

/// An invoice that Twikey has, of a customer without mandate.
pub async fn open(app: &TestApp) -> (Customer, Invoice) {
    let customer = make::customer(app).await;
    let invoice = confirm_one(app, &customer).await;
    app.work().await;
    assert_eq!(stored(app, &invoice).await.state, State::HandedOver);
    (customer, invoice)
}

async fn sign(app: &TestApp, customer: &Customer, scheme: Scheme) -> String {
    let reference = app.signed_elsewhere(Some(&customer.number), None, scheme);
    app.hear().await;
    reference
}

fn debits(app: &TestApp, invoice: &Invoice) -> usize {
    twikeys(app, invoice).map_or(0, |invoice| invoice.debits.len())
}

#[actix_web::test]
async fn a_fresh_mandate_collects_what_is_open_already() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let invoices = confirm(&app, &customer, &[10_000, 20_000]).await;
    app.work().await;

    let reference = sign(&app, &customer, Scheme::Core).await;

    for invoice in &invoices {
        let stored = stored(&app, invoice).await;
        assert_eq!((stored.state, debits(&app, invoice)), (State::Collecting, 1));
        let mandate = app.mandate(&reference).await.unwrap();
        assert_eq!(stored.mandate_id, Some(mandate.id));
        assert_eq!(twikeys(&app, invoice).unwrap().mandate.as_deref(), Some(reference.as_str()));
    }
}

/// What the customer was told of debits.
async fn announced(app: &TestApp, invoice: &Invoice) -> Vec<String> {
    let mut tx = app.app.db.read().await.unwrap();
    let bodies = "SELECT body FROM messages WHERE invoice_id = $1 AND kind = 'pre_notification' ORDER BY id";
    let bodies: Vec<(String,)> = tx.query(bodies).bind(invoice.id).all().await.unwrap();
    bodies.into_iter().map(|(body,)| body).collect()
}

/// From which day the landing page says that it is collected.
async fn page_of(app: &TestApp, invoice: &Invoice) -> String {
    let page = app.browser().page(&format!("/pay/{}", invoice.token.as_deref().unwrap())).await;
    html::texts(&page, ".notice").join(" ")
}

#[actix_web::test]
async fn each_debit_is_announced_with_the_day_from_which_it_takes_the_money() {
    let app = TestApp::with_twikey().await;
    let customer = customer_with_mandate(&app, Scheme::Core).await;
    let invoice = confirm(&app, &customer, &[650]).await.remove(0);
    app.work().await;
    let told = announced(&app, &invoice).await;
    assert!(told.len() == 1 && told[0].contains("07-12-2026"), "{told:?}");
    assert!(page_of(&app, &invoice).await.contains("07-12-2026"));

    // The bank says no. Staff have it tried again, and Twikey does so at once.
    app.advance(TimeDelta::days(1));
    app.at_twikey(mandato::sandbox::state::World::run_bank);
    app.hear().await;
    assert!(stored(&app, &invoice).await.failure_code.is_some());
    app.advance(TimeDelta::days(1));
    let browser = app.signed_in(Role::Staff).await;
    let sheet = format!("/invoices/{}", invoice.id);
    browser.submit(&sheet, &format!("{sheet}/collection"), &[]).await;
    app.hear().await;

    assert_eq!((stored(&app, &invoice).await.state, debits(&app, &invoice)), (State::Collecting, 2));
    let told = announced(&app, &invoice).await;
    assert!(told.len() == 2 && told[1].contains("25-11-2026"), "{told:?}");
    let said = page_of(&app, &invoice).await;
    assert!(said.contains("25-11-2026"), "{said}");
}

#[actix_web::test]
async fn a_debit_with_a_mandate_that_came_later_is_announced_for_the_day_it_begins() {
    let app = TestApp::with_twikey().await;
    let (customer, invoice) = open(&app).await;
    sign(&app, &customer, Scheme::Core).await;
    let told = announced(&app, &invoice).await;
    assert!(told.len() == 1 && told[0].contains("23-11-2026"), "{told:?}");
    let said = page_of(&app, &invoice).await;
    assert!(said.contains("23-11-2026"), "{said}");
}

#[actix_web::test]
async fn by_the_rule_a_debit_waits_for_the_due_date_and_what_is_overdue_does_not() {
    let app = TestApp::with_twikey().await;
    rule(&app, CollectOpen::OnDueDate).await;
    let (customer, early) = open(&app).await;
    app.advance(TimeDelta::days(15));
    let late = confirm_one(&app, &customer).await;
    app.work().await;

    sign(&app, &customer, Scheme::Core).await;
    assert_eq!(stored(&app, &early).await.state, State::Collecting, "its due date has passed");
    assert_eq!(stored(&app, &late).await.state, State::HandedOver);

    app.advance(TimeDelta::days(14));
    app.hear().await;
    assert_eq!((debits(&app, &early), debits(&app, &late)), (1, 1));
}

#[actix_web::test]
async fn staff_need_not_wait_for_a_debit_that_is_planned() {
    let app = TestApp::with_twikey().await;
    rule(&app, CollectOpen::OnDueDate).await;
    let (customer, invoice) = open(&app).await;
    let reference = sign(&app, &customer, Scheme::Core).await;
    // Planned once, however often the mandate comes into force.
    app.at_twikey(|world, now| world.suspend(&reference, "creditor", now)).unwrap();
    app.hear().await;
    app.at_twikey(|world, now| world.resume(&reference, "creditor", now)).unwrap();
    app.hear().await;
    assert_eq!((stored(&app, &invoice).await.state, planned(&app).await), (State::HandedOver, 1));

    let browser = app.signed_in(Role::Staff).await;
    let sheet = format!("/invoices/{}", invoice.id);
    let pressed = browser.submit(&sheet, &format!("{sheet}/collection"), &[]).await;
    assert_eq!(pressed.status(), StatusCode::SEE_OTHER);
    app.hear().await;

    assert_eq!((stored(&app, &invoice).await.state, debits(&app, &invoice)), (State::Collecting, 1));
    assert_eq!(planned(&app).await, 0);
}

#[actix_web::test]
async fn a_debit_takes_what_is_owed_though_twikey_has_not_heard_of_a_payment() {
    let app = TestApp::with_twikey().await;
    rule(&app, CollectOpen::Never).await;
    let (customer, invoice) = open(&app).await;
    sign(&app, &customer, Scheme::Core).await;
    app.fault(json!({"path": "/invoice/*", "method": "GET", "status": 503}));
    pay_by_hand(&app, &invoice, 2_100).await;
    app.work().await;
    assert_eq!(twikeys(&app, &invoice).unwrap().open(), Cents(12_100), "telling it is put off");

    let browser = app.signed_in(Role::Staff).await;
    let sheet = format!("/invoices/{}", invoice.id);
    browser.submit(&sheet, &format!("{sheet}/collection"), &[]).await;
    app.hear().await;
    app.advance(TimeDelta::minutes(1));
    app.hear().await;

    assert_eq!(stored(&app, &invoice).await.state, State::Collecting);
    let amounts = app.at_twikey(|world, _| world.debits.values().map(|debit| debit.amount).collect::<Vec<_>>());
    assert_eq!(amounts, [Cents(10_000)]);
}

#[actix_web::test]
async fn what_twikey_does_not_do_stands_on_the_invoice_and_staff_try_again() {
    let app = TestApp::with_twikey().await;
    rule(&app, CollectOpen::Never).await;
    let (customer, invoice) = open(&app).await;
    sign(&app, &customer, Scheme::Core).await;
    let browser = app.signed_in(Role::Staff).await;
    let sheet = format!("/invoices/{}", invoice.id);
    for (status, code) in [(400, "err_no_such_ct"), (503, "")] {
        app.fault(json!({"path": "/invoice/*", "method": "POST", "status": status, "code": code}));
    }

    browser.submit(&sheet, &format!("{sheet}/collection"), &[]).await;
    app.work().await;
    for tone in ["danger", "info"] {
        let said = html::texts(&browser.page(&sheet).await, &format!("#money .notice.{tone}")).concat();
        assert!(said.contains("Collect an invoice: did not work"), "{tone}: {said}");
        browser.submit(&sheet, &format!("{sheet}/attempts"), &[]).await;
        app.work().await;
    }
    app.hear().await;

    assert_eq!((stored(&app, &invoice).await.state, debits(&app, &invoice)), (State::Collecting, 1));
    assert_eq!(html::texts(&browser.page(&sheet).await, "#money .notice"), [""; 0]);
}

#[actix_web::test]
async fn a_refund_that_twikey_refused_is_not_tried_again_with_the_rest() {
    let app = TestApp::with_twikey().await;
    let (_, invoice) = open(&app).await;
    let mut tx = app.app.db.write().await.unwrap();
    let refund = Task::GiveBack { refund: uuid::Uuid::now_v7(), invoice: invoice.id };
    jobs::enqueue(&mut tx, app.clock.now(), &refund).await.unwrap();
    let failed = "UPDATE jobs SET failed_at = $1, error_code = 'refund.unclear' WHERE kind = 'give_back'";
    tx.query(failed).bind(app.clock.now()).execute().await.unwrap();
    tx.commit().await.unwrap();
    let browser = app.signed_in(Role::Staff).await;
    let sheet = format!("/invoices/{}", invoice.id);

    let page = browser.page(&sheet).await;
    assert_eq!(html::texts(&page, "#money .notice"), [""; 0]);
    let pressed = browser.submit(&sheet, &format!("{sheet}/attempts"), &[]).await;
    assert_eq!(pressed.status(), StatusCode::SEE_OTHER);
    assert!(!tasks::run_one(&app.app).await.unwrap());
}

/// Debits that are still to be begun.
async fn planned(app: &TestApp) -> i64 {
    let mut tx = app.app.db.read().await.unwrap();
    let (count,): (i64,) =
        tx.query("SELECT COUNT(*) FROM jobs WHERE kind = 'collect_invoice' AND done_at IS NULL").one().await.unwrap();
    count
}

#[actix_web::test]
async fn by_the_rule_staff_decide_with_a_button_that_appears_when_there_is_something_to_collect() {
    let app = TestApp::with_twikey().await;
    rule(&app, CollectOpen::Never).await;
    let (customer, invoice) = open(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    let sheet = format!("/customers/{}", customer.id);
    let all = format!("{sheet}/collections");
    let one = format!("/invoices/{}/collection", invoice.id);
    for action in [&all, &one] {
        let refused = browser.submit(&sheet, action, &[]).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html::texts(&read(refused).await, "p").join(" ").contains("no mandate that Twikey can collect with"));
    }

    sign(&app, &customer, Scheme::Core).await;
    assert_eq!(stored(&app, &invoice).await.state, State::HandedOver);
    let buttons = html::texts(&browser.page(&sheet).await, "#finance button");
    assert!(buttons.iter().any(|button| button == "Collect now"), "{buttons:?}");
    // Pressed twice.
    for _ in 0..2 {
        assert_eq!(browser.submit(&sheet, &all, &[]).await.status(), StatusCode::SEE_OTHER);
    }
    app.hear().await;

    assert_eq!((stored(&app, &invoice).await.state, debits(&app, &invoice)), (State::Collecting, 1));
    let buttons = html::texts(&browser.page(&sheet).await, "#finance button");
    assert!(buttons.iter().all(|button| button != "Collect now"), "{buttons:?}");
    assert_eq!(browser.submit(&sheet, &one, &[]).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[actix_web::test]
async fn a_suspended_mandate_never_collects_and_a_resumed_one_does() {
    let app = TestApp::with_twikey().await;
    let customer = customer_with_mandate(&app, Scheme::Core).await;
    let reference = app.at_twikey(|world, _| world.mandates.values().next().unwrap().reference.clone());
    app.at_twikey(|world, now| world.suspend(&reference, "creditor", now)).unwrap();
    app.hear().await;

    let invoice = confirm_one(&app, &customer).await;
    app.work().await;
    assert_eq!((stored(&app, &invoice).await.state, debits(&app, &invoice)), (State::HandedOver, 0));

    app.at_twikey(|world, now| world.resume(&reference, "creditor", now)).unwrap();
    app.hear().await;
    assert_eq!((stored(&app, &invoice).await.state, debits(&app, &invoice)), (State::Collecting, 1));
}

#[actix_web::test]
async fn with_a_mandate_of_another_profile_the_invoice_is_handed_over_anew() {
    let app = TestApp::with_twikey().await;
    let (customer, invoice) = open(&app).await;

    sign(&app, &customer, Scheme::B2b).await;
    assert_eq!(stored(&app, &invoice).await.state, State::HandedOver, "the bank has not accepted it yet");
    app.at_twikey(mandato::sandbox::state::World::run_bank);
    app.advance(TimeDelta::minutes(16));
    app.hear().await;

    let stored = stored(&app, &invoice).await;
    assert_eq!(stored.state, State::Collecting);
    assert_ne!(stored.twikey_id, Some(invoice.id));
    let twikeys = twikeys(&app, &invoice).unwrap();
    assert_eq!((Some(twikeys.id), twikeys.profile, twikeys.debits.len()), (stored.twikey_id, 2, 1));
    assert_eq!(twikeys.state, at_twikey::State::Pending);
    assert_eq!(app.at_twikey(|world, _| world.invoices.len()), 1);
}

#[actix_web::test]
async fn killed_at_any_step_an_open_invoice_is_collected_exactly_once() {
    Box::pin(killed_at_each_step(Scheme::Core)).await;
}

#[actix_web::test]
async fn killed_at_any_step_an_invoice_of_another_profile_is_collected_exactly_once() {
    Box::pin(killed_at_each_step(Scheme::B2b)).await;
}

async fn killed_at_each_step(scheme: Scheme) {
    let app = TestApp::with_twikey().await;
    rule(&app, CollectOpen::Never).await;
    let mut polls = 0;
    loop {
        // All the turns take longer than a session lasts.
        let browser = app.signed_in(Role::Staff).await;
        let (customer, invoice) = open(&app).await;
        sign(&app, &customer, scheme).await;
        if scheme == Scheme::B2b {
            app.at_twikey(mandato::sandbox::state::World::run_bank);
            app.advance(TimeDelta::minutes(16));
            app.hear().await;
        }
        let sheet = format!("/customers/{}", customer.id);
        let collections = format!("{sheet}/collections");
        assert_eq!(browser.submit(&sheet, &collections, &[]).await.status(), StatusCode::SEE_OTHER);
        let got_through = killed_after(polls, app.work()).await;

        // The portal comes up again. Whatever the dead one held is free once its lease has lapsed.
        app.advance(jobs::LEASE + TimeDelta::seconds(1));
        app.work().await;
        app.hear().await;

        assert_eq!(stored(&app, &invoice).await.state, State::Collecting, "after {polls} polls");
        assert_eq!(debits(&app, &invoice), 1, "after {polls} polls");
        if got_through {
            break;
        }
        polls += 1;
    }
    assert!(polls > 5, "the work has more steps than {polls}");
}

#[actix_web::test]
async fn from_the_signature_on_nobody_is_asked_to_pay_what_will_be_collected() {
    let app = TestApp::with_twikey().await;
    let (customer, invoice) = open(&app).await;
    let doors = async || {
        let page = app.browser().page(&format!("/pay/{}", invoice.token.as_deref().unwrap())).await;
        html::texts(&page, "form[action*='/pay/'][action$='/payment']").len()
    };
    assert_eq!(doors().await, 1, "the customer pays");
    app.signed_elsewhere(Some(&customer.number), None, Scheme::Core);
    app.sandbox().webhooks_tried().await;

    // The signature is read; what is owed is not yet looked through.
    assert!(tasks::run_one(&app.app).await.unwrap());
    assert_eq!((debits(&app, &invoice), doors().await), (0, 0));
    app.hear().await;
    assert_eq!((debits(&app, &invoice), doors().await), (1, 0));
}
