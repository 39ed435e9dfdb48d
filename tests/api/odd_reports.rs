//! Whatever is odd about one report of Twikey's, the others are applied, the feed goes on, and the odd one is kept.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use mandato::{
    domain::money::Cents,
    feeds::{
        Feed,
        read::{self, ReadError, Report},
    },
    invoices::{self, Invoice},
    jobs::{Task, Topic},
    mandates::{self, Invitation, Mandate, Scheme, State},
    payments, tasks,
    user::Role,
};
use scraper::Selector;
use serde_json::{Value, json};
use uuid::Uuid;

use super::invoices::confirmed_of;
use crate::support::{TestApp, billing, csrf, html, make, twikey::IBAN};

/// What any field may hold, as JSON text, whether it is JSON or not quite.
fn odd_values() -> Vec<String> {
    let mut values: Vec<String> = [
        "null",
        "true",
        "0",
        "-1",
        "0.1",
        "-5.00",
        "1e308",
        "1e999",
        "-1e999",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "92233720368547758.07",
        "90000000000000000",
        "18446744073709551616",
        "\"92233720368547758.07\"",
        "\"9223372036854775807\"",
        "\"\"",
        "\" \"",
        "\"NaN\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"x\\udfff\\ud800y\"",
        "\"+262142-12-31T23:59:59.999999999Z\"",
        "\"-262143-01-01T00:00:00Z\"",
        "\"9999-12-31T23:59:59Z\"",
        "\"0000-00-00\"",
        "\"2026-02-30T25:61:61Z\"",
        "\"'; DROP TABLE jobs; --<script>alert(1)</script>\"",
        "\"raw\u{1}control\ncharacters\t\"",
        "[]",
        "{}",
        "[[{\"a\": [null]}]]",
        "{\"a\": 1, \"a\": {\"a\": 2}}",
    ]
    .map(str::to_owned)
    .to_vec();
    values.push(format!("\"{}\"", "x".repeat(100_000)));
    values.push(format!("\"{}\"", "𝒳é".repeat(10_000)));
    values.push(format!("{}1{}", "[".repeat(1_000), "]".repeat(1_000)));
    values
}

/// Every field of an entry, as a pointer.
fn fields(entry: &Value) -> Vec<String> {
    fn walk(value: &Value, path: &str, found: &mut Vec<String>) {
        let mut visit = |name: &str, value: &Value| {
            let path = format!("{path}/{name}");
            walk(value, &path, found);
            found.push(path);
        };
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| visit(name, value)),
            Value::Array(items) => items.iter().enumerate().for_each(|(i, value)| visit(&i.to_string(), value)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(entry, "", &mut found);
    found
}

/// The entry with another value in a field, as JSON text.
fn with(entry: &Value, field: &str, value: &str) -> String {
    let mut entry = entry.clone();
    *entry.pointer_mut(field).unwrap() = json!("\u{1}here");
    entry.to_string().replacen("\"\\u0001here\"", value, 1)
}

/// The entry without a field.
fn without(entry: &Value, field: &str) -> String {
    let mut entry = entry.clone();
    let (parent, name) = field.rsplit_once('/').unwrap();
    match entry.pointer_mut(parent).unwrap() {
        Value::Object(fields) => drop(fields.remove(name)),
        Value::Array(items) => drop(items.remove(name.parse().unwrap())),
        _ => unreachable!("only objects and lists have fields"),
    }
    entry.to_string()
}

/// One feed, with records of its kind that its entries are about.
struct Walk<'a, R> {
    app: &'a TestApp,
    feed: Feed,
    path: &'a str,
    list: &'a str,
    /// The entry with this number about a record: one that has to change it.
    entry: fn(usize, &R) -> Value,
}

impl<R> Walk<'_, R> {
    /// For every field, and for the entry as a whole: a page of a good entry, all odd ones, and a good one. Gives the records of
    /// the good ones, each with what was odd beside it.
    async fn walk(&self, record: impl AsyncFn() -> R) -> Vec<(String, R)> {
        let mut good = Vec::new();
        let mut number = 0;
        let mut next = |record: &R| {
            number += 1;
            (self.entry)(number, record)
        };
        let model = (self.entry)(0, &record().await);
        for field in fields(&model).into_iter().chain([String::new()]) {
            let (first, odd, last) = (record().await, record().await, record().await);
            let mut page = vec![next(&first).to_string()];
            if field.is_empty() {
                page.extend(odd_values());
            } else {
                page.extend(odd_values().iter().map(|value| with(&next(&odd), &field, value)));
                page.push(without(&next(&odd), &field));
            }
            page.push(next(&last).to_string());
            self.read(&page, &field).await;
            good.extend([(field.clone(), first), (field, last)]);
        }
        good
    }

    /// Reads a page; every entry of it must be accounted for.
    async fn read(&self, entries: &[String], about: &str) {
        let body = format!("{{\"{}\": [{}]}}", self.list, entries.join(","));
        self.app.fault(json!({"path": self.path, "status": 200, "body": body}));
        let twikey = self.app.app.twikey.as_ref().unwrap();
        let report = read::to_the_end(&self.app.app, twikey, self.feed).await;
        let Report { applied, unchanged, unmatched, .. } =
            report.unwrap_or_else(|error| panic!("{about}: the feed stops: {error}"));
        assert_eq!(applied + unchanged + unmatched, entries.len(), "{about}: every entry counts");
    }
}

async fn position(app: &TestApp, feed: Feed) -> Option<i64> {
    let mut tx = app.app.db.read().await.unwrap();
    let position = tx.query("SELECT position FROM feed_positions WHERE feed = $1").bind(feed);
    let (position,): (Option<i64>,) = position.one().await.unwrap();
    position
}

/// Staff can look at everything that was kept, and deal with it.
async fn everything_kept_can_be_dealt_with(app: &TestApp) {
    let staff = app.signed_in(Role::Staff).await;
    let buttons = Selector::parse("section.tile form").unwrap();
    let mut rounds = 0;
    loop {
        let page = staff.page("/unmatched").await;
        let token = csrf(&page);
        let forms: Vec<_> = page.select(&buttons).map(|form| form.attr("action").unwrap().to_owned()).collect();
        if forms.is_empty() {
            break;
        }
        for form in forms {
            let response = staff.post(&form, &token, &[("number", "nobody's")]).await;
            assert!(response.status().as_u16() < 500, "{form}");
        }
        rounds += 1;
        assert!(rounds < 100, "what is dismissed goes away");
    }
    assert!(rounds > 0, "something was kept");
}

async fn invited(app: &TestApp) -> Mandate {
    let customer = make::customer(app).await;
    let now = app.clock.now();
    let reference = format!("M{}", Uuid::now_v7().simple());
    let mut mandate = Mandate::made_at_twikey(Uuid::now_v7(), customer.id, reference.clone(), Scheme::Core, now);
    mandate.invite(Invitation { reference, link: None, link_expires_at: Some(now + TimeDelta::days(60)) }, now);
    let mut tx = app.app.db.write().await.unwrap();
    mandates::insert(&mut tx, &mandate).await.unwrap();
    tx.commit().await.unwrap();
    mandate
}

fn mandate_entry(number: usize, mandate: &Mandate) -> Value {
    json!({
        "EvtId": 1_000_000 + number, "EvtTime": "2026-11-23T08:30:00Z", "OrgnlMndtId": mandate.reference,
        "AmdmntRsn": {"Rsn": "_T50"},
        "Mndt": {
            "MndtId": mandate.reference, "LclInstrm": "CORE", "MaxAmt": "0", "DbtrAcct": IBAN,
            "Ocrncs": {"Drtn": {"FrDt": "2026-11-22"}},
            "Dbtr": {"Nm": "Jan Peeters", "CtctDtls": {"EmailAdr": "jan@peeters.example", "Othr": "C-1001"}},
            "DbtrAgt": {"FinInstnId": {"BICFI": "JVBABE22"}},
            "SplmtryData": [
                {"Key": "TemplateId", "Value": 1}, {"Key": "SignerMethod#0", "Value": "itsme"},
                {"Key": "SignerPlace#0", "Value": "Gent"}, {"Key": "SignerDate#0", "Value": "2026-11-23T08:30:00Z"}]
        }
    })
}

#[actix_web::test]
async fn an_odd_report_about_a_mandate_stops_nothing_whatever_is_odd_about_it() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    let walk = Walk { app: &app, feed: Feed::Mandates, path: "/mandate", list: "Messages", entry: mandate_entry };
    for (field, good) in walk.walk(async || invited(&app).await).await {
        let stored = app.stored(&good).await;
        assert_eq!((stored.state, stored.iban.is_some()), (State::Signed, true), "beside {field}");
    }
    let position = position(&app, Feed::Mandates).await.unwrap();
    assert!((1_000_000..1_100_000).contains(&position), "{position} is none of Twikey's numbers");
    everything_kept_can_be_dealt_with(&app).await;
}

/// An invoice that Twikey has, as far as we know.
async fn handed_over(app: &TestApp) -> Invoice {
    let customer = make::customer(app).await;
    let mut invoice = confirmed_of(app, &customer).await;
    invoice.hand_over(None, app.clock.now());
    let mut tx = app.app.db.write().await.unwrap();
    invoices::update(&mut tx, &invoice).await.unwrap();
    tx.commit().await.unwrap();
    invoice
}

fn snapshot(number: usize, invoice: &Invoice) -> Value {
    json!({
        "id": invoice.twikey_id, "seq": 1_000_000 + number, "number": invoice.number, "state": "PENDING",
        "amount": "121.00", "url": "https://www.twikey.com/invoice.html?1", "meta": {"partial": "21.00"},
        "lastpayment": [{"method": "transfer", "action": "payment", "id": 7, "link": "1", "e2e": "E", "rc": "AM04",
                         "msg": "thanks", "date": "2026-11-23"}]
    })
}

#[actix_web::test]
async fn an_odd_report_about_an_invoice_stops_nothing_whatever_is_odd_about_it() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    let walk = Walk { app: &app, feed: Feed::Invoices, path: "/invoice", list: "Invoices", entry: snapshot };
    for (field, good) in walk.walk(async || handed_over(&app).await).await {
        let mut tx = app.app.db.read().await.unwrap();
        let stored = invoices::find(&mut tx, good.id).await.unwrap().unwrap();
        assert_eq!(stored.state, invoices::State::Collecting, "beside {field}");
    }
    let position = position(&app, Feed::Invoices).await.unwrap();
    assert!((1_000_000..1_100_000).contains(&position), "{position} is none of Twikey's numbers");
    everything_kept_can_be_dealt_with(&app).await;
}

fn payment(number: usize, invoice: &Invoice) -> Value {
    json!({
        "eventId": format!("evt_{number}"), "eventType": "payment", "occurredAt": "2026-11-23T08:30:00Z",
        "amount": 21, "currency": "EUR",
        "origin": {"object": "invoice", "id": invoice.twikey_id, "number": invoice.number, "ref": invoice.id},
        "details": {"source": "direct_debit", "paymentId": number, "transactionE2e": format!("E{number}")},
        "error": {"code": "x", "description": "y", "externalCode": "z"}
    })
}

#[actix_web::test]
async fn an_odd_report_about_money_stops_nothing_whatever_is_odd_about_it() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    let walk =
        Walk { app: &app, feed: Feed::Payments, path: "/invoice/payment/feed", list: "Payments", entry: payment };
    for (field, good) in walk.walk(async || handed_over(&app).await).await {
        let mut tx = app.app.db.read().await.unwrap();
        let balance = payments::balance(&mut tx, good.id).await.unwrap();
        assert_eq!(balance.received(), Cents(2_100), "beside {field}");
    }
    everything_kept_can_be_dealt_with(&app).await;
    // What sums all of it is well, too.
    let staff = app.signed_in(Role::Staff).await;
    for address in ["/", "/invoices", "/customers"] {
        staff.page(address).await;
    }
}

#[actix_web::test]
async fn what_the_database_refuses_of_a_report_is_undone_and_kept_and_the_others_are_applied() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    let [first, odd, last] = [handed_over(&app).await, handed_over(&app).await, handed_over(&app).await];
    // As much as can be stored was booked before there was a limit: one cent more is too much for the sum.
    let mut full = odd.clone();
    billing::moved(&app, &mut full, payments::Kind::Payment, payments::Source::Transfer, i64::MAX).await;
    let walk =
        Walk { app: &app, feed: Feed::Payments, path: "/invoice/payment/feed", list: "Payments", entry: payment };
    let page = [payment(1, &first), payment(2, &odd), payment(3, &last)].map(|entry| entry.to_string());
    walk.read(&page, "too much for a sum").await;

    let mut tx = app.app.db.read().await.unwrap();
    for good in [&first, &last] {
        assert_eq!(payments::balance(&mut tx, good.id).await.unwrap().received(), Cents(2_100));
    }
    assert_eq!(payments::of_invoice(&mut tx, odd.id).await.unwrap().len(), 1, "nothing of the odd one is left");
    let kept: Vec<(String, Option<String>, String)> =
        tx.query("SELECT state, problem, payload FROM twikey_events WHERE problem IS NOT NULL").all().await.unwrap();
    let [(state, problem, payload)] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!((state.as_str(), problem.as_deref()), ("unmatched", Some("not_applied")));
    assert!(payload.contains("evt_2"), "as received: {payload}");
    drop(tx);

    let staff = app.signed_in(Role::Staff).await;
    let shown = html::texts(&staff.page("/unmatched").await, "section.tile");
    assert!(shown[0].contains("could not be taken over"), "{shown:?}");
    everything_kept_can_be_dealt_with(&app).await;
}

#[actix_web::test]
async fn a_database_in_trouble_ends_the_page_and_nothing_of_it_is_lost() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    let [first, last] = [handed_over(&app).await, handed_over(&app).await];
    let entries = [payment(1, &first), payment(2, &last)];
    let body = json!({ "Payments": entries }).to_string();
    let rename = async |sql| {
        let mut tx = app.app.db.write().await.unwrap();
        tx.query(sql).execute().await.unwrap();
        tx.commit().await.unwrap();
    };
    let twikey = app.app.twikey.as_ref().unwrap();
    let fault = || app.fault(json!({"path": "/invoice/payment/feed", "status": 200, "body": body}));

    rename("ALTER TABLE audit_entries RENAME TO away").await;
    fault();
    assert!(matches!(read::to_the_end(&app.app, twikey, Feed::Payments).await, Err(ReadError::Database(_))));
    rename("ALTER TABLE away RENAME TO audit_entries").await;
    fault();
    assert_eq!(read::to_the_end(&app.app, twikey, Feed::Payments).await.unwrap().applied, 2);

    let mut tx = app.app.db.read().await.unwrap();
    let kept: Vec<(String,)> = tx.query("SELECT state FROM twikey_events").all().await.unwrap();
    assert_eq!(kept, [("applied".to_owned(),), ("applied".to_owned(),)]);
}

#[actix_web::test]
async fn a_number_that_no_feed_reaches_does_not_hide_what_comes_after_it() {
    let most = i64::MAX.to_string();
    for (entry, last) in [
        (json!(i64::MAX), None),
        (json!(most), None),
        (json!(i64::MAX), Some(most.as_str())),
        (json!(2), Some(&most)),
        (json!(i64::MAX), Some("2")),
        (json!(1_000_000_000_000_000_i64), Some("1000000000000000")),
        (json!(2), Some("-1")),
        (json!(2), Some("99999999999999999999")),
    ] {
        // Whether Twikey's first entry ever is spoilt, or the next one.
        for spoilt in [(entry.clone(), last, true), (entry.clone(), last, false)] {
            assert_is_read_on(&spoilt.0, spoilt.1, spoilt.2).await;
        }
    }
    // A number within reason, and still beyond all that could have happened since the last page.
    assert_is_read_on(&json!(500_000_000_000_i64), Some("500000000000"), false).await;
}

/// Twikey reports something under this number, and a cancellation after it.
async fn assert_is_read_on(entry: &Value, last: Option<&str>, is_first: bool) {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    app.lose_callbacks();
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    let reference = mandate.reference.clone().unwrap();
    app.sign(&reference, IBAN);
    let twikey = app.app.twikey.as_ref().unwrap();
    if !is_first {
        read::to_the_end(&app.app, twikey, Feed::Mandates).await.unwrap();
    }

    app.at_twikey(|world, now| world.suspend(&reference, "staff@acme.example", now).unwrap());
    let odd = json!({"EvtId": entry, "OrgnlMndtId": reference, "AmdmntRsn": {"Rsn": "uncollectable|user"},
                     "Mndt": {"MndtId": reference}});
    let headers: BTreeMap<_, _> = last.iter().map(|last| ("X-LAST", last)).collect();
    let body = json!({ "Messages": [odd] }).to_string();
    app.fault(json!({"path": "/mandate", "status": 200, "body": body, "headers": headers, "after": true}));
    read::to_the_end(&app.app, twikey, Feed::Mandates).await.unwrap();
    assert_eq!(app.stored(&mandate).await.state, State::Suspended, "{entry} {last:?}");

    app.at_twikey(|world, now| world.cancel(&reference, "Contract terminated", "jan@example.com", now).unwrap());
    read::to_the_end(&app.app, twikey, Feed::Mandates).await.unwrap();
    let state = app.stored(&mandate).await.state;
    assert_eq!(state, State::Cancelled, "{entry} {last:?}: position {:?}", position(&app, Feed::Mandates).await);
}

#[actix_web::test]
async fn whatever_keeps_a_feed_from_being_read_it_is_read_again_by_the_next_poll() {
    let poll = TimeDelta::seconds(300);
    for fault in [
        json!({"status": 429, "headers": {"Retry-After": "86400"}}),
        json!({"status": 503, "headers": {"Retry-After": "86400"}}),
        json!({"status": 403}),
        json!({"status": 400, "code": "err_billing_overdrawn"}),
        json!({"status": 200, "body": "<html>"}),
        json!({"status": 200, "body": "{\"Messages\": null}"}),
    ] {
        let app = TestApp::with_twikey().await;
        app.leaves_work();
        let mut fault = fault;
        fault["path"] = json!("/mandate");
        fault["count"] = json!(1000);
        app.fault(fault.clone());
        assert_is_read_every(&app, poll, &fault.to_string()).await;
    }
    // The database refuses the very first statement.
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("ALTER TABLE feed_positions RENAME TO away").execute().await.unwrap();
    tx.commit().await.unwrap();
    assert_is_read_every(&app, poll, "a table that is away").await;
}

/// However often it fails, the next try is never later than the poll.
async fn assert_is_read_every(app: &TestApp, poll: TimeDelta, why: &str) {
    let task = Task::ReadFeeds { topic: Topic::Mandates };
    tasks::schedule(&app.app).await.unwrap();
    for round in 0..12 {
        app.advance(poll);
        while tasks::run_one(&app.app).await.unwrap() {}
        let mut tx = app.app.db.read().await.unwrap();
        let (run_at,): (chrono::DateTime<chrono::Utc>,) = tx
            .query("SELECT run_at FROM jobs WHERE payload = $1 AND done_at IS NULL AND failed_at IS NULL")
            .bind(task.payload())
            .one()
            .await
            .unwrap();
        assert!(run_at <= app.clock.now() + poll, "{why}: after {round} tries it waits until {run_at}");
    }
}
