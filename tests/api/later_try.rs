//! Every kind of task about a record, wanted again while the first try is unclear: what it does outside is done once.

use chrono::TimeDelta;
use mandato::{
    domain::money::Cents,
    jobs::{self, Task},
    mandates::Scheme,
    sandbox::state::World,
    user::Role,
    workers::Lane,
};
use serde_json::json;

use super::{
    handover::{confirm_one, pay_by_hand, twikeys},
    invoice_mail::confirmed,
    mandates::{reachable, request},
    refunds::{overpaid, refund},
    resend::{got, send_invoice},
};
use crate::{
    import::check,
    support::{Browser, TestApp, billing, csrf, form::form_of, html, mail_server::MailServer, make},
};

/// How often it is wanted.
const TIMES: usize = 4;

/// Twikey did it and its answer was lost; it did not do it; it answered something that nobody understands; it refuses, so that
/// a person has to look.
fn faults() -> [serde_json::Value; 4] {
    [
        json!({"status": 502, "after": true}),
        json!({"status": 502}),
        json!({"status": 302}),
        json!({"status": 400, "code": "err_invalid_mobile"}),
    ]
}

/// The kinds of task whose record can be seen to wait.
fn kinds_with_a_subject() -> Vec<&'static str> {
    let id = uuid::Uuid::nil();
    let fields =
        ["mandate", "customer", "message", "confirmation", "import", "invoice", "refund"].map(|name| (name, json!(id)));
    let fixed = [("notify", json!(false)), ("topic", json!("mandates")), ("reason", json!("expired"))];
    let has_a_subject = |kind: &&str| {
        // A kind has some of the fields; those that it has are found by leaving out what it does not know.
        let mut payload: serde_json::Map<_, _> =
            fields.iter().chain(&fixed).map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        payload.insert("kind".to_owned(), json!(kind));
        let task: Task = serde_json::from_value(payload.into()).unwrap_or_else(|error| panic!("{kind}: {error}"));
        task.subject().is_some()
    };
    Lane::ALL.into_iter().flat_map(jobs::kinds).filter(has_a_subject).collect()
}

#[actix_web::test]
async fn whatever_is_wanted_again_while_the_first_try_is_unclear_happens_once() {
    for kind in kinds_with_a_subject() {
        match kind {
            "request_mandate" => request_mandate().await,
            "cancel_mandate" => cancel_mandate().await,
            "send_message" => send_message().await,
            "confirm_invoices" => confirm_invoices().await,
            "import" => import().await,
            "tell_payment" => tell_payment().await,
            "give_back" => give_back().await,
            "collect_open" => collect_open().await,
            "collect_invoice" => collect_invoice().await,
            other => panic!("nobody has thought of a later try of {other}"),
        }
    }
}

/// Twikey fails at `path` for the first tries of `want`, each of which is worked on or not, tells nothing by itself, and then
/// does as it should.
async fn again_and_again(
    app: &TestApp,
    path: &str,
    method: Option<&str>,
    fault: &serde_json::Value,
    want: impl AsyncFn(),
) {
    app.lose_callbacks();
    for time in 0..TIMES {
        let mut fault = fault.clone();
        fault["path"] = json!(path);
        fault["method"] = json!(method);
        app.fault(fault);
        want().await;
        if time % 2 == 0 {
            app.work().await;
        }
        app.advance(TimeDelta::seconds(2));
    }
    app.at_twikey(|world, _| world.faults.clear());
    // What was wanted is tried before anything is heard of what has come of it.
    for _ in 0..3 {
        app.advance(TimeDelta::minutes(20));
        app.work().await;
    }
    for _ in 0..3 {
        app.advance(TimeDelta::minutes(20));
        app.hear().await;
    }
    nothing_needs_a_person(app).await;
}

async fn nothing_needs_a_person(app: &TestApp) {
    let jobs = app.signed_in(Role::Admin).await.page("/jobs").await;
    let attempts = "form[action^='/jobs/'][action$='/attempts']";
    assert!(html::texts(&jobs, attempts).is_empty(), "{}", html::text(&jobs));
}

async fn press(browser: &Browser, page: &str, action: &str, fields: &[(&str, &str)]) {
    let form = browser.page(page).await;
    let response = browser.post(action, &csrf(&form), fields).await;
    assert!(!response.status().is_server_error(), "{action}: {}", response.status());
}

async fn request_mandate() {
    for fault in faults() {
        let app = TestApp::with_twikey().await;
        let (browser, customer) = (app.signed_in(Role::Staff).await, reachable(&app).await);
        again_and_again(&app, "/sign", Some("POST"), &fault, async || drop(request(&browser, &customer, "sms").await))
            .await;
        let (live, _, mails) = got(&app, &customer);
        assert_eq!((live, mails), (1, 0), "{fault}");
    }
}

async fn cancel_mandate() {
    // Once it has ended here it cannot be ended again: of a refusal the sheet offers to try again.
    for fault in &faults()[..3] {
        let app = TestApp::with_twikey().await;
        let reference = {
            let customer = make::customer(&app).await;
            app.signed_elsewhere(Some(&customer.number), None, Scheme::Core)
        };
        app.hear().await;
        let mandate = app.mandate(&reference).await.unwrap();
        let browser = app.signed_in(Role::Staff).await;
        let (sheet, address) =
            (format!("/customers/{}", mandate.customer_id), format!("/mandates/{}/cancellation", mandate.id));
        let times = std::cell::Cell::new(0);
        again_and_again(&app, "/mandate", Some("DELETE"), fault, async || {
            // With word to the customer and without.
            times.set(times.get() + 1);
            let notify: &[_] = &[("reason", "moved"), ("notify", "yes")];
            press(&browser, &sheet, &address, &notify[..=times.get() % 2]).await;
        })
        .await;
        let told = app.at_twikey(|world, _| world.mailbox.messages().len());
        assert_eq!(app.mandate(&reference).await.unwrap().state.code(), "cancelled");
        let is_gone = app.at_twikey(|world, _| !world.mandates[&reference].standing.is_live());
        assert!(is_gone && told <= 1, "{fault}: {told}");
    }
}

async fn send_message() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    billing::ready(&app).await;
    let invoice = confirmed(&app, &make::customer(&app).await).await;
    let browser = app.signed_in(Role::Staff).await;
    server.answer("MAIL", "451 4.7.1 come back later");
    for _ in 0..TIMES {
        send_invoice(&browser, &format!("/invoices/{}", invoice.id)).await;
        app.work().await;
    }
    server.relent();
    app.advance(TimeDelta::hours(1));
    app.work().await;
    assert_eq!(server.received().len(), 1);
    nothing_needs_a_person(&app).await;
}

async fn confirm_invoices() {
    let app = TestApp::with_twikey().await;
    billing::ready(&app).await;
    let customer = make::customer(&app).await;
    let drafts = [billing::draft(&app, &customer, 100).await.id, billing::draft(&app, &customer, 200).await.id];
    let browser = app.signed_in(Role::Staff).await;
    let address = format!("/invoices/confirmations/new?invoice={}&invoice={}", drafts[0], drafts[1]);
    let shown = form_of(&browser.page(&address).await);
    for _ in 0..TIMES {
        browser.request(reqwest::Method::POST, "/invoices/confirmations").form(&shown).send().await.unwrap();
    }
    app.work().await;
    let mut numbers = Vec::new();
    for draft in drafts {
        numbers.push(billing::stored(&app, draft).await.number.unwrap());
    }
    numbers.sort();
    assert_eq!(numbers, ["R2026-0001", "R2026-0002"]);
    nothing_needs_a_person(&app).await;
}

async fn import() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let (page, report) = check(&app, &browser, "customers", "Number;Name\nC-1;Bakery\n").await;
    for _ in 0..TIMES {
        browser.post(&format!("{page}/acceptance"), &csrf(&report), &[]).await;
    }
    app.work().await;
    let mut tx = app.app.db.read().await.unwrap();
    let (customers,): (i64,) = tx.query("SELECT COUNT(*) FROM customers").one().await.unwrap();
    drop(tx);
    assert_eq!(customers, 1);
    nothing_needs_a_person(&app).await;
}

async fn tell_payment() {
    for fault in faults() {
        let app = TestApp::with_twikey().await;
        let invoice = confirm_one(&app, &make::customer(&app).await).await;
        app.work().await;
        app.advance(TimeDelta::minutes(1));
        // Each payment is one of its own; together they settle it.
        let shares = std::cell::RefCell::new(vec![3_025; TIMES]);
        again_and_again(&app, "/invoice/*", None, &fault, async || {
            let share = shares.borrow_mut().pop().expect("one for each time");
            pay_by_hand(&app, &invoice, share).await;
        })
        .await;
        let open = twikeys(&app, &invoice).map_or(Cents::ZERO, |invoice| invoice.open());
        assert_eq!(open, Cents::ZERO, "{fault}");
        let live = app.at_twikey(|world, _| world.invoices.values().filter(|it| it.open() > Cents::ZERO).count());
        assert_eq!(live, 0, "{fault}: nothing is collected that has been paid");
    }
}

async fn give_back() {
    for fault in faults() {
        let app = TestApp::with_twikey().await;
        let browser = app.signed_in(Role::Staff).await;
        let invoice = overpaid(&app, &browser).await;
        let mut fault = fault.clone();
        fault["path"] = json!("/invoice/*");
        fault["method"] = json!("POST");
        for _ in 0..TIMES {
            app.fault(fault.clone());
            let _ = refund(&browser, &invoice, &[]).await;
            app.work().await;
            app.at_twikey(|world, _| world.faults.clear());
        }
        let given = app.at_twikey(|world, _| Cents(12_100 - world.invoice(invoice.id).unwrap().paid().0));
        // What is unclear is not asked again by itself, and nothing is given twice.
        assert!(given == Cents(2_900) || given == Cents::ZERO, "{fault}: {given:?}");
    }
}

/// A mandate comes into force several times before anybody has looked through what is owed.
async fn collect_open() {
    let app = TestApp::with_twikey().await;
    let (customer, invoice) = super::collect::open(&app).await;
    let reference = app.signed_elsewhere(Some(&customer.number), None, Scheme::Core);
    for _ in 0..TIMES {
        app.at_twikey(|world, now| world.suspend(&reference, "creditor", now)).unwrap();
        app.at_twikey(|world, now| world.resume(&reference, "creditor", now)).unwrap();
    }
    app.hear().await;
    app.hear().await;
    assert_eq!(twikeys(&app, &invoice).unwrap().debits.len(), 1);
    nothing_needs_a_person(&app).await;
}

async fn collect_invoice() {
    for fault in faults() {
        let app = TestApp::with_twikey().await;
        super::collect::rule(&app, mandato::settings::CollectOpen::Never).await;
        let (customer, invoice) = super::collect::open(&app).await;
        app.signed_elsewhere(Some(&customer.number), None, Scheme::Core);
        app.hear().await;
        let browser = app.signed_in(Role::Staff).await;
        let sheet = format!("/invoices/{}", invoice.id);
        again_and_again(&app, "/invoice/*", Some("POST"), &fault, async || {
            press(&browser, &sheet, &format!("{sheet}/collection"), &[]).await;
        })
        .await;
        let debits = twikeys(&app, &invoice).unwrap().debits.len();
        assert_eq!((debits, app.at_twikey(|world, _| world.invoices.len())), (1, 1), "{fault}");
        app.at_twikey(World::run_bank);
        app.hear().await;
        let taken = app.at_twikey(|world, _| world.debits.values().map(|debit| debit.amount.0).sum::<i64>());
        assert_eq!(taken, 12_100, "{fault}");
    }
}
