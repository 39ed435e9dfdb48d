//! Handing over: Twikey gets each confirmed invoice once, whatever happens, and none holds up another.

use chrono::TimeDelta;
use mandato::{
    customers::Customer,
    domain::money::Cents,
    invoices::{self, Invoice, State, handover},
    jobs,
    mandates::Scheme,
    sandbox::state::{
        World,
        booking::{NewInvoice, Payer},
        customer, invoice as at_twikey,
    },
    settings, tasks,
    user::Role,
};
use serde_json::json;

use super::invoices::confirmed_in;
use crate::support::{TestApp, kill::killed_after, make};

/// Invoices of one customer, confirmed together, with what follows.
pub async fn confirm(app: &TestApp, customer: &Customer, nets: &[i64]) -> Vec<Invoice> {
    let mut tx = app.app.db.write().await.unwrap();
    let settings = settings::read(&mut tx).await.unwrap();
    let mut confirmed = Vec::new();
    for net in nets {
        let invoice = confirmed_in(&mut tx, app, customer, Cents(*net)).await;
        handover::begin(&mut tx, &app.app, &settings, &invoice).await.unwrap();
        confirmed.push(invoice);
    }
    tx.commit().await.unwrap();
    confirmed
}

/// A confirmed invoice of 121 €, with what follows.
pub async fn confirm_one(app: &TestApp, customer: &Customer) -> Invoice {
    confirm(app, customer, &[10_000]).await.remove(0)
}

/// The invoice as it is stored now.
pub async fn stored(app: &TestApp, invoice: &Invoice) -> Invoice {
    let mut tx = app.app.db.read().await.unwrap();
    invoices::find(&mut tx, invoice.id).await.unwrap().expect("nothing is ever deleted")
}

/// A customer who has signed a mandate at Twikey.
pub async fn customer_with_mandate(app: &TestApp, scheme: Scheme) -> Customer {
    let customer = make::customer(app).await;
    app.signed_elsewhere(Some(&customer.number), None, scheme);
    app.hear().await;
    make::stored(app, customer.id).await
}

/// What Twikey has of an invoice.
pub fn twikeys(app: &TestApp, invoice: &Invoice) -> Option<at_twikey::Invoice> {
    app.at_twikey(|world, _| world.invoices.by_number(invoice.number.as_deref().unwrap()).cloned())
}

/// Twikey has an invoice of somebody else's making under this number.
fn occupy(app: &TestApp, number: &str) {
    let details = customer::Customer { number: Some("C-other".to_owned()), ..customer::Customer::default() };
    let today = app.clock.today();
    let other = NewInvoice {
        id: uuid::Uuid::now_v7(),
        number: number.to_owned(),
        title: None,
        remittance: None,
        reference: None,
        profile: None,
        amount: Cents(100),
        paid_before: Cents::ZERO,
        date: today,
        due: today,
        locale: None,
        payer: Payer::Details(Box::new(details)),
        manual: true,
        force: false,
        pdf: None,
        pdf_url: None,
        ubl: None,
        redirect_url: None,
        email: None,
        related: None,
        campaign: None,
        extra: std::collections::BTreeMap::new(),
        lines: Vec::new(),
        registered_via: "Api".to_owned(),
    };
    app.at_twikey(|world, now| world.book(other, now)).unwrap();
}

#[actix_web::test]
async fn twikey_gets_a_confirmed_invoice_of_a_customer_without_mandate_and_leaves_it_to_the_customer() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;

    let invoice = confirm_one(&app, &customer).await;
    app.work().await;

    let stored = stored(&app, &invoice).await;
    assert_eq!(stored.state, State::HandedOver);
    assert!(app.leads_to(stored.link.as_ref()).is_some_and(|link| link.contains(&invoice.id.to_string())));
    let twikeys = twikeys(&app, &invoice).unwrap();
    assert_eq!((twikeys.id, twikeys.amount, twikeys.manual), (invoice.id, Cents(12_100), true));
    assert_eq!((twikeys.state, twikeys.profile), (at_twikey::State::Booked, 1));
    assert_eq!(twikeys.remittance, invoice.reference.as_ref().unwrap().written());
    let back = format!("/pay/{}/return", invoice.token.as_deref().unwrap());
    assert!(twikeys.redirect_url.is_some_and(|url| url.ends_with(&back)));
    let number = app.at_twikey(|world, _| world.customers.get(&twikeys.customer).and_then(|it| it.number.clone()));
    assert_eq!(number.as_deref(), Some(customer.number.as_str()));
    app.hear().await;
}

#[actix_web::test]
async fn with_a_mandate_twikey_begins_to_collect_and_pending_is_not_paid() {
    let app = TestApp::with_twikey().await;
    for (scheme, profile) in [(Scheme::Core, 1), (Scheme::B2b, 2)] {
        let customer = customer_with_mandate(&app, scheme).await;
        if scheme == Scheme::B2b {
            app.at_twikey(World::run_bank);
            app.advance(TimeDelta::minutes(16));
            app.hear().await;
        }

        let invoice = confirm_one(&app, &customer).await;
        app.work().await;

        let stored = stored(&app, &invoice).await;
        assert_eq!(stored.state, State::Collecting, "{scheme:?}");
        assert!(stored.mandate_id.is_some());
        let twikeys = twikeys(&app, &invoice).unwrap();
        assert_eq!((twikeys.state, twikeys.profile), (at_twikey::State::Pending, profile));
    }
    app.hear().await;
}

#[actix_web::test]
async fn many_are_handed_over_in_batches_and_each_is_there_once() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;

    let invoices = confirm(&app, &customer, &[10_000; 250]).await;
    app.work().await;

    let batches = app.at_twikey(|world, _| world.batches.iter().map(|batch| batch.rows.len()).collect::<Vec<_>>());
    assert_eq!(batches, [100, 100, 50]);
    assert_eq!(app.at_twikey(|world, _| world.invoices.len()), 250);
    for invoice in &invoices {
        let stored = stored(&app, invoice).await;
        assert_eq!((stored.state, stored.twikey_batch.as_deref()), (State::HandedOver, None));
        assert!(stored.link.is_some(), "the feed tells where it can be paid");
    }
    app.hear().await;
}

#[actix_web::test]
async fn a_refused_invoice_waits_for_a_person_and_holds_up_nobody() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    occupy(&app, "R2026-0002");

    let invoices = confirm(&app, &customer, &[10_000, 20_000, 30_000]).await;
    app.work().await;

    let mut states = Vec::new();
    for invoice in &invoices {
        let stored = stored(&app, invoice).await;
        states.push((stored.state, stored.refusal_code));
    }
    let refused = Some("twikey.err_duplicate_ref".to_owned());
    assert_eq!(states, [(State::HandedOver, None), (State::Confirmed, refused), (State::HandedOver, None)]);
    app.hear().await;
}

#[actix_web::test]
async fn a_batch_that_twikey_refuses_as_a_whole_is_handed_over_one_by_one() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    app.fault(json!({"path": "/invoice/bulk", "method": "POST", "status": 400, "code": "err_invalid_params"}));

    let invoices = confirm(&app, &customer, &[10_000, 20_000]).await;
    app.work().await;

    for invoice in &invoices {
        assert_eq!(stored(&app, invoice).await.state, State::HandedOver);
    }
    app.hear().await;
}

#[actix_web::test]
async fn while_twikey_is_down_nothing_is_lost_and_nothing_is_marked() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    for status in [503, 429, 401] {
        let path = json!({"path": "/invoice*", "status": status, "count": 2});
        app.fault(path);
        let invoice = confirm_one(&app, &customer).await;
        app.work().await;
        let waiting = stored(&app, &invoice).await;
        assert_eq!((waiting.state, waiting.refusal_code), (State::Confirmed, None), "{status}");

        for _ in 0..3 {
            app.advance(TimeDelta::minutes(10));
            app.work().await;
        }

        assert_eq!(stored(&app, &invoice).await.state, State::HandedOver, "{status}");
    }
    app.hear().await;
}

#[actix_web::test]
async fn after_a_long_outage_nothing_waits_longer_than_usual() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    app.fault(json!({"path": "/invoice*", "status": 503, "count": 40}));
    let old = confirm_one(&app, &customer).await;
    for _ in 0..39 {
        app.work().await;
        app.advance(TimeDelta::minutes(5));
    }
    assert_eq!(stored(&app, &old).await.state, State::Confirmed);
    app.work().await;

    // It is put off once more; what is confirmed now does not wait for that.
    let new = confirm_one(&app, &customer).await;
    app.work().await;

    for invoice in [&old, &new] {
        assert_eq!(stored(&app, invoice).await.state, State::HandedOver);
    }
    app.hear().await;
}

#[actix_web::test]
async fn an_invoice_that_twikey_has_already_since_its_answer_was_lost_counts_as_taken() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    for (path, nets) in [("/invoice", vec![10_000]), ("/invoice/bulk", vec![20_000, 30_000])] {
        app.fault(json!({"path": path, "method": "POST", "status": 502, "after": true}));

        let invoices = confirm(&app, &customer, &nets).await;
        app.work().await;
        app.advance(TimeDelta::minutes(1));
        app.work().await;

        for invoice in &invoices {
            let stored = stored(&app, invoice).await;
            assert_eq!((stored.state, stored.refusal_code), (State::HandedOver, None), "{path}");
        }
    }
    assert_eq!(app.at_twikey(|world, _| world.invoices.len()), 3);
    app.hear().await;
}

async fn killed_at_each_step(count: usize) {
    let app = TestApp::with_twikey().await;
    let customer = customer_with_mandate(&app, Scheme::Core).await;
    let mut polls = 0;
    let mut known = 0;
    loop {
        let invoices = confirm(&app, &customer, &vec![10_000; count]).await;
        let got_through = killed_after(polls, app.work()).await;

        // The portal comes up again. Whatever the dead one held is free once its lease has lapsed.
        app.advance(jobs::LEASE + TimeDelta::seconds(1));
        app.work().await;
        app.hear().await;

        known += count;
        let (at_twikey, debits) = app.at_twikey(|world, _| (world.invoices.len(), world.debits.len()));
        assert_eq!((at_twikey, debits), (known, known), "after {polls} polls");
        for invoice in &invoices {
            let stored = stored(&app, invoice).await;
            assert!(matches!(stored.state, State::HandedOver | State::Collecting), "after {polls} polls");
            assert_eq!(twikeys(&app, invoice).unwrap().id, invoice.id, "after {polls} polls");
        }
        if got_through {
            break;
        }
        polls += 1;
    }
    assert!(polls > 5, "the work has more steps than {polls}");
}

#[actix_web::test]
async fn killed_at_any_step_an_invoice_is_handed_over_exactly_once() {
    Box::pin(killed_at_each_step(1)).await;
}

#[actix_web::test]
async fn killed_at_any_step_each_invoice_of_a_batch_is_handed_over_exactly_once() {
    Box::pin(killed_at_each_step(2)).await;
}

#[actix_web::test]
async fn what_was_paid_while_twikey_was_away_is_not_asked_for() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    app.fault(json!({"path": "/invoice*", "status": 503, "count": 1}));
    let invoice = confirm_one(&app, &customer).await;
    app.work().await;

    pay_by_hand(&app, &invoice, 2_100).await;
    app.advance(TimeDelta::minutes(1));
    app.hear().await;
    app.hear().await;

    let stored = stored(&app, &invoice).await;
    assert_eq!((stored.state, stored.told_settled), (State::HandedOver, Some(Cents(2_100))));
    let twikeys = twikeys(&app, &invoice).unwrap();
    assert_eq!(
        (Some(twikeys.id), twikeys.paid_before, twikeys.open()),
        (stored.twikey_id, Cents(2_100), Cents(10_000))
    );
    assert_eq!(app.at_twikey(|world, _| world.invoices.len()), 1);
}

#[actix_web::test]
async fn of_what_was_settled_after_an_unanswered_hand_over_twikey_hears() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    app.fault(json!({"path": "/invoice", "method": "POST", "status": 502, "after": true}));
    let invoice = confirm_one(&app, &customer).await;
    app.work().await;

    pay_by_hand(&app, &invoice, 12_100).await;
    app.advance(TimeDelta::minutes(1));
    app.hear().await;
    app.hear().await;

    assert_eq!(stored(&app, &invoice).await.state, State::Paid);
    assert_eq!(twikeys(&app, &invoice).unwrap().state, at_twikey::State::Paid);
}

pub async fn pay_by_hand(app: &TestApp, invoice: &Invoice, cents: i64) {
    let browser = app.signed_in(Role::Staff).await;
    let today = app.clock.today().to_string();
    let amount = format!("{}.{:02}", cents / 100, cents % 100);
    let id = uuid::Uuid::now_v7().to_string();
    let values = [("id", id.as_str()), ("amount", &amount), ("paid_on", &today), ("means", "transfer"), ("note", "")];
    let dialog = format!("/invoices/{}/payments/new", invoice.id);
    let sent = browser.submit(&dialog, &format!("/invoices/{}/payments", invoice.id), &values).await;
    assert_eq!(sent.status(), reqwest::StatusCode::SEE_OTHER);
}

#[actix_web::test]
async fn a_refused_invoice_is_handed_over_once_staff_try_again() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    app.fault(json!({"path": "/invoice", "method": "POST", "status": 400, "code": "err_invalid_lang"}));
    let invoice = confirm_one(&app, &customer).await;
    app.work().await;
    assert_eq!(stored(&app, &invoice).await.refusal_code.as_deref(), Some("twikey.err_invalid_lang"));

    let browser = app.signed_in(Role::Staff).await;
    let again = format!("/invoices/{}/attempts", invoice.id);
    for _ in 0..2 {
        let sent = browser.submit(&format!("/invoices/{}", invoice.id), &again, &[]).await;
        assert_eq!(sent.status(), reqwest::StatusCode::SEE_OTHER);
    }
    app.hear().await;

    let stored = stored(&app, &invoice).await;
    assert_eq!((stored.state, stored.refusal_code), (State::HandedOver, None));
}

#[actix_web::test]
async fn the_customer_is_told_once_twikey_has_it_and_at_once_without_twikey() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    app.fault(json!({"path": "/invoice", "method": "POST", "status": 502, "after": true}));
    let invoice = confirm_one(&app, &customer).await;
    app.work().await;
    assert_eq!(mails(&app), 0);
    app.advance(TimeDelta::minutes(6));
    tasks::schedule(&app.app).await.unwrap();
    app.hear().await;
    assert_eq!((stored(&app, &invoice).await.state, mails(&app)), (State::HandedOver, 1));

    let mut tx = app.app.db.write().await.unwrap();
    let mut settings = settings::read(&mut tx).await.unwrap();
    settings.twikey_on = false;
    assert!(settings::save(&mut tx, &settings, settings.version).await.unwrap());
    tx.commit().await.unwrap();
    let other = confirm_one(&app, &customer).await;
    app.hear().await;
    assert_eq!((stored(&app, &other).await.state, mails(&app)), (State::Confirmed, 2));
}

fn mails(app: &TestApp) -> usize {
    app.at_twikey(|world, _| world.mailbox.messages().len())
}
