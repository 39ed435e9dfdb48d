//! Giving money back: asked of Twikey once, whatever happens, or recorded by staff.

use chrono::TimeDelta;
use mandato::{
    domain::money::Cents,
    feeds::{Feed, read},
    invoices::{Invoice, State},
    jobs,
    sandbox::state::link,
    user::Role,
};
use reqwest::{Method, Response, StatusCode};
use serde_json::json;

use super::payments::{handed_over, record, send, stored};
use crate::{
    invoices::confirmed,
    support::{Browser, TestApp, form::form_of, html, kill::killed_after, location, read as page_of},
};

pub async fn refund(browser: &Browser, invoice: &Invoice, values: &[(&str, &str)]) -> Response {
    let address = format!("/invoices/{}/refunds", invoice.id);
    send(browser, &format!("{address}/new"), &address, values).await
}

#[actix_web::test]
async fn without_twikey_a_refund_is_recorded_and_no_more_than_was_paid_too_much() {
    let app = TestApp::start().await;
    let invoice = confirmed(&app).await;
    let browser = app.signed_in(Role::Staff).await;
    record(&browser, &invoice, &[("amount", "150"), ("is_more", "yes")]).await;

    let refused = refund(&browser, &invoice, &[("amount", "30")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(html::texts(&page_of(refused).await, "#amount-error").len(), 1);

    let dialog = dialog(&browser, &invoice).await;
    assert_eq!(html::texts(&dialog, "button.primary"), ["Record the refund"], "nobody sends the money but the office");
    let recorded = refund(&browser, &invoice, &[("reason", "")]).await;
    assert_eq!(recorded.status(), StatusCode::SEE_OTHER, "a note may be left out");
    let (invoice, balance) = stored(&app, invoice.id).await;
    assert_eq!((invoice.state, balance.overpaid(), balance.settled), (State::Paid, Cents::ZERO, Cents(12_100)));
}

/// An invoice that Twikey has, that was paid there, and on top of that 29 € in cash.
pub async fn overpaid(app: &TestApp, browser: &Browser) -> Invoice {
    let invoice = handed_over(app).await;
    app.at_twikey(|world, now| {
        let link = world.link_for_invoice(invoice.id, invoice.id.to_string(), now).unwrap();
        world.pay_link(link, link::METHODS[0], link::Outcome::Success, now).unwrap();
    });
    read_feeds(app).await;
    record(browser, &invoice, &[("amount", "29"), ("is_more", "yes")]).await;
    app.work().await;
    invoice
}

async fn read_feeds(app: &TestApp) {
    for feed in [Feed::Invoices, Feed::Payments] {
        read::to_the_end(&app.app, app.app.twikey.as_ref().unwrap(), feed).await.unwrap();
    }
    app.work().await;
}

#[actix_web::test]
async fn twikey_is_asked_once_for_a_refund_which_counts_only_when_the_bank_reports_it() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let invoice = overpaid(&app, &browser).await;

    assert_eq!(refund(&browser, &invoice, &[]).await.status(), StatusCode::SEE_OTHER);
    app.work().await;

    assert_eq!(stored(&app, invoice.id).await.1.overpaid(), Cents(2_900), "nothing is back yet");
    let dialog = browser.page(&format!("/invoices/{}/refunds/new", invoice.id)).await;
    let text = html::text(&dialog);
    assert!(text.contains("€29.00 has been requested from Twikey already"), "{text}");
    assert!(text.contains("nothing to refund"), "{text}");
    let sums = app.at_twikey(|world, _| world.invoice(invoice.id).unwrap().paid());
    assert_eq!(sums, Cents(12_100 - 2_900), "Twikey paid it back once");

    read_feeds(&app).await;
    let (invoice, balance) = stored(&app, invoice.id).await;
    assert_eq!((invoice.state, balance.overpaid(), balance.settled), (State::Paid, Cents::ZERO, Cents(12_100)));
    assert_eq!(paid_at_twikey(&app, &invoice), Cents(12_100), "Twikey knows of the cash: it asks nobody for it again");
}

#[actix_web::test]
async fn a_refund_that_nobody_knows_of_is_never_asked_again_by_itself() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let invoice = overpaid(&app, &browser).await;
    app.fault(serde_json::json!({"path": "/invoice/*", "method": "POST", "status": 502, "after": true}));

    refund(&browser, &invoice, &[]).await;
    app.work().await;
    app.advance(TimeDelta::days(2));
    app.work().await;

    let paid = app.at_twikey(|world, _| world.invoice(invoice.id).unwrap().paid());
    assert_eq!(paid, Cents(12_100 - 2_900), "once");
    let browser = app.signed_in(Role::Staff).await;
    let dialog = browser.page(&format!("/invoices/{}/refunds/new", invoice.id)).await;
    assert!(html::texts(&dialog, ".notice.danger").join(" ").contains("unclear"), "{}", html::text(&dialog));
    // Nothing invites to give it back twice, and no button does nothing.
    let sheet = html::texts(&browser.page(&format!("/invoices/{}", invoice.id)).await, "#money .badge");
    assert!(sheet.contains(&"to be checked".to_owned()) && !sheet.contains(&"to be refunded".to_owned()), "{sheet:?}");
    assert_eq!(html::texts(&browser.page("/").await, ".figure.urgent")[0], "1Refunds to check at Twikey");
    assert!(html::texts(&browser.page("/jobs").await, "form[action$='/attempts']").is_empty());
}

/// What Twikey counts as paid, after what it gave back.
fn paid_at_twikey(app: &TestApp, invoice: &Invoice) -> Cents {
    app.at_twikey(|world, _| world.invoice(invoice.id).unwrap().paid())
}

async fn dialog(browser: &Browser, invoice: &Invoice) -> scraper::Html {
    browser.page(&format!("/invoices/{}/refunds/new", invoice.id)).await
}

/// An administrator presses "try again".
async fn try_again(app: &TestApp) {
    let admin = app.signed_in(Role::Admin).await;
    let action = html::attribute(
        &admin.page("/jobs").await,
        "form[action^='/jobs/'][action$='/attempts']:not([action='/jobs/attempts'])",
        "action",
    )
    .unwrap();
    assert_eq!(admin.submit("/jobs", &action, &[]).await.status(), StatusCode::SEE_OTHER);
    app.work().await;
}

#[actix_web::test]
async fn pressed_twice_a_refund_is_asked_for_once() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let invoice = overpaid(&app, &browser).await;
    let mut fields = form_of(&dialog(&browser, &invoice).await);
    // Half of it: a second one would be possible.
    fields.iter_mut().filter(|(name, _)| name == "amount").for_each(|(_, amount)| "14.50".clone_into(amount));

    for _ in 0..2 {
        let address = format!("/invoices/{}/refunds", invoice.id);
        let response = browser.request(Method::POST, &address).form(&fields).send().await.unwrap();
        assert_eq!(location(&response), format!("/invoices/{}", invoice.id));
        app.work().await;
    }

    assert_eq!(paid_at_twikey(&app, &invoice), Cents(12_100 - 1_450));
}

#[actix_web::test]
async fn a_refund_made_at_twikey_itself_hides_none_that_is_at_the_bank() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let invoice = overpaid(&app, &browser).await;
    app.at_twikey(|world, now| world.refund(invoice.id, Some(Cents(1_000)), "by us".into(), now)).unwrap();
    read_feeds(&app).await;
    app.advance(TimeDelta::minutes(1));

    assert_eq!(refund(&browser, &invoice, &[("amount", "10")]).await.status(), StatusCode::SEE_OTHER);
    app.work().await;

    let most = html::attribute(&dialog(&browser, &invoice).await, "#amount", "value");
    assert_eq!(most.as_deref(), Some("9.00"));
    assert_eq!(refund(&browser, &invoice, &[("amount", "19")]).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[actix_web::test]
async fn a_refund_that_twikey_did_not_hear_of_is_asked_again_by_itself() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let invoice = overpaid(&app, &browser).await;
    app.fault(json!({"path": "/invoice/*", "method": "POST", "status": 429}));

    refund(&browser, &invoice, &[]).await;
    app.work().await;
    assert_eq!(paid_at_twikey(&app, &invoice), Cents(12_100));
    app.advance(TimeDelta::minutes(30));
    app.work().await;

    assert_eq!(paid_at_twikey(&app, &invoice), Cents(12_100 - 2_900));
}

#[actix_web::test]
async fn a_refund_that_twikey_refused_can_be_tried_again_or_given_back_at_the_bank_and_not_both() {
    for at_the_bank in [false, true] {
        let app = TestApp::with_twikey().await;
        let browser = app.signed_in(Role::Staff).await;
        let invoice = overpaid(&app, &browser).await;
        app.fault(json!({"path": "/invoice/*", "method": "POST", "status": 400, "code": "err_no_integration"}));
        refund(&browser, &invoice, &[]).await;
        app.work().await;
        let page = dialog(&browser, &invoice).await;
        assert_eq!(html::texts(&page, ".notice.danger").len(), 1);
        assert_eq!(html::attribute(&page, "#amount", "value").as_deref(), Some("29.00"));

        if at_the_bank {
            assert_eq!(refund(&browser, &invoice, &[("by", "transfer")]).await.status(), StatusCode::SEE_OTHER);
            assert_eq!(stored(&app, invoice.id).await.1.overpaid(), Cents::ZERO);
        }
        if at_the_bank {
            let admin = app.signed_in(Role::Admin).await;
            let left = html::texts(
                &admin.page("/jobs").await,
                "form[action^='/jobs/'][action$='/attempts']:not([action='/jobs/attempts'])",
            );
            assert!(left.is_empty(), "nothing is left for a person: {left:?}");
        } else {
            try_again(&app).await;
        }

        let given = if at_the_bank { 0 } else { 2_900 };
        assert_eq!(paid_at_twikey(&app, &invoice), Cents(12_100 - given), "{at_the_bank}");
        let page = dialog(&browser, &invoice).await;
        assert!(html::texts(&page, ".notice.danger").is_empty(), "{}", html::text(&page));
    }
}

#[actix_web::test]
async fn killed_at_any_step_a_refund_is_made_once_or_left_to_a_person() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let mut polls = 0;
    let mut left_to_a_person = 0;
    loop {
        let invoice = overpaid(&app, &browser).await;
        refund(&browser, &invoice, &[]).await;
        let got_through = killed_after(polls, app.work()).await;

        // The portal comes up again. Whatever the dead one held is free once its lease has lapsed.
        for _ in 0..2 {
            app.advance(jobs::LEASE + TimeDelta::seconds(1));
            app.work().await;
        }

        let given = 12_100 - paid_at_twikey(&app, &invoice).0;
        let unclear = html::texts(&dialog(&browser, &invoice).await, ".notice.danger").len();
        assert!(matches!((given, unclear), (2_900, _) | (0, 1)), "after {polls} polls: {given} {unclear}");
        left_to_a_person += unclear;
        if got_through {
            assert_eq!(unclear, 0);
            break;
        }
        polls += 1;
    }
    assert!(polls > 5 && left_to_a_person > 0, "the work has more steps than {polls}");
}

#[actix_web::test]
async fn what_did_not_come_through_twikey_is_offered_to_be_given_back_by_hand_only() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let invoice = handed_over(&app).await;
    record(&browser, &invoice, &[("amount", "150"), ("is_more", "yes"), ("means", "manual")]).await;
    app.work().await;
    read_feeds(&app).await;

    let page = dialog(&browser, &invoice).await;
    assert_eq!(html::texts(&page, "input[name=by]").len(), 2, "{}", html::text(&page));
    assert!(html::attribute(&page, "input[value=twikey]", "name").is_none());
    // Sent all the same, it is refused.
    let refused = refund(&browser, &invoice, &[("by", "twikey")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refund(&browser, &invoice, &[("by", "cash")]).await.status(), StatusCode::SEE_OTHER);
    app.work().await;

    let (invoice, balance) = stored(&app, invoice.id).await;
    assert_eq!((invoice.state, balance.overpaid(), balance.settled), (State::Paid, Cents::ZERO, Cents(12_100)));
    assert_eq!(paid_at_twikey(&app, &invoice), Cents(12_100));
}

/// Where a clerk meets a refund that did not work: invoice, customer's sheet, overview, list.
async fn seen(browser: &Browser, invoice: &Invoice) -> Vec<String> {
    let mut seen = Vec::new();
    for (address, place) in [
        (format!("/invoices/{}", invoice.id), "#money .notice.danger"),
        (format!("/customers/{}", invoice.customer_id), "#invoices .notice.danger"),
        ("/".to_owned(), "a.urgent[href='/invoices?state=refund_stuck']"),
    ] {
        let texts = html::texts(&browser.page(&address).await, place);
        seen.extend(texts.is_empty().then(String::new).into_iter().chain(texts));
    }
    let listed = html::texts(&browser.page("/invoices?state=refund_stuck").await, "tbody tr");
    assert_eq!(listed.len(), usize::from(!seen[0].is_empty()), "{listed:?}");
    seen
}

#[actix_web::test]
async fn a_refusal_by_twikey_stands_wherever_staff_look_with_its_reason_until_they_go_on() {
    for way in ["attempts", "removal", "by hand"] {
        let app = TestApp::with_twikey().await;
        let browser = app.signed_in(Role::Staff).await;
        let invoice = overpaid(&app, &browser).await;
        assert_eq!(seen(&browser, &invoice).await, ["", "", ""]);
        app.fault(json!({"path": "/invoice/*", "method": "POST", "status": 400, "code": "err_no_integration"}));
        refund(&browser, &invoice, &[]).await;
        app.work().await;
        let reason = mandato::explain::code("twikey.err_no_integration", mandato::i18n::Language::En);
        let (short, _) = reason.split_once(". ").expect("the overview has room for a sentence");
        let texts = seen(&browser, &invoice).await;
        assert!(texts[..2].iter().all(|text| text.contains(&*reason)) && texts[2].contains(short), "{texts:?}");

        let sheet = format!("/invoices/{}", invoice.id);
        if way == "by hand" {
            refund(&browser, &invoice, &[("by", "cash")]).await;
        } else {
            let page = browser.page(&sheet).await;
            let action = html::attribute(&page, &format!("form[action^='/refunds/'][action$='/{way}']"), "action");
            // Pressed twice it is done once.
            for _ in 0..2 {
                let sent = browser.submit(&sheet, action.as_ref().unwrap(), &[]).await;
                assert_eq!(location(&sent), sheet);
            }
        }
        app.work().await;

        assert_eq!(seen(&browser, &invoice).await, ["", "", ""], "{way}");
        let given = if way == "attempts" { 2_900 } else { 0 };
        assert_eq!(paid_at_twikey(&app, &invoice), Cents(12_100 - given), "{way}");
        let admin = app.signed_in(Role::Admin).await;
        assert!(
            html::texts(
                &admin.page("/jobs").await,
                "form[action^='/jobs/'][action$='/attempts']:not([action='/jobs/attempts'])"
            )
            .is_empty(),
            "{way}"
        );
    }
}

/// Nobody knows whether Twikey will give back: its yes was lost on the way, or is about to be.
async fn unclear() -> (TestApp, Browser, Invoice) {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let invoice = overpaid(&app, &browser).await;
    app.fault(json!({"path": "/invoice/*", "method": "POST", "status": 502, "after": true}));
    refund(&browser, &invoice, &[]).await;
    (app, browser, invoice)
}

/// The portal was killed between Twikey's doing it and writing that down.
async fn heard_and_killed() -> (TestApp, Browser, Invoice) {
    for polls in 0.. {
        let (app, browser, invoice) = Box::pin(unclear()).await;
        assert!(!killed_after(polls, app.work()).await, "it was killed before it got through");
        if paid_at_twikey(&app, &invoice) < Cents(12_100) {
            return (app, browser, invoice);
        }
        app.leaves_work();
    }
    unreachable!()
}

#[actix_web::test]
async fn an_unclear_refund_is_settled_by_twikeys_report_whenever_and_however_often_it_comes() {
    for report_first in [false, true] {
        let (app, browser, invoice) =
            if report_first { Box::pin(heard_and_killed()).await } else { Box::pin(unclear()).await };
        if report_first {
            read_feeds(&app).await;
            app.advance(jobs::LEASE + TimeDelta::seconds(1));
        }
        app.work().await;
        if !report_first {
            let texts = seen(&browser, &invoice).await;
            assert!(texts[..2].iter().all(|text| text.contains("unclear")), "{texts:?}");
            assert!(texts[2].contains("to check at Twikey"), "{texts:?}");
        }
        for _ in 0..2 {
            read_feeds(&app).await;
            app.advance(jobs::LEASE + TimeDelta::seconds(1));
            app.work().await;
        }

        assert_eq!(seen(&browser, &invoice).await, ["", "", ""], "{report_first}");
        let (_, balance) = stored(&app, invoice.id).await;
        assert_eq!((balance.overpaid(), balance.settled), (Cents::ZERO, Cents(12_100)));
        let admin = app.signed_in(Role::Admin).await;
        assert!(
            html::texts(
                &admin.page("/jobs").await,
                "form[action^='/jobs/'][action$='/attempts']:not([action='/jobs/attempts'])"
            )
            .is_empty()
        );
    }
}
