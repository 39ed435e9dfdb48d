//! What Twikey reports arrives, once, whatever happens on the way.

use chrono::TimeDelta;
use mandato::{
    customers::{Customer, PaymentMethod},
    feeds::{
        Feed,
        read::{self, ReadError, Report},
        sync,
    },
    i18n::Language,
    jobs::Topic,
    mandates::{self, Channel, Mandate, Origin, Request, Scheme, State},
    sandbox::state::World,
    tasks,
    user::Role,
};
use reqwest::StatusCode;
use serde_json::json;
use uuid::Uuid;

use crate::support::{
    TestApp, html, location, make, read as page_of,
    twikey::{IBAN, REFUSED_IBAN},
};

async fn read_all(app: &TestApp) -> Result<Report, ReadError> {
    read::to_the_end(&app.app, app.app.twikey.as_ref().unwrap(), Feed::Mandates).await
}

/// State and problem of every entry that was kept, oldest first.
async fn kept(app: &TestApp) -> Vec<(String, Option<String>)> {
    let mut tx = app.app.db.read().await.unwrap();
    tx.query("SELECT state, problem FROM twikey_events ORDER BY sequence").all().await.unwrap()
}

async fn actions(app: &TestApp, mandate: Uuid) -> Vec<String> {
    let mut tx = app.app.db.read().await.unwrap();
    let mut history = mandato::audit::of_subject(&mut tx, mandate, 50).await.unwrap();
    history.reverse();
    history.into_iter().map(|entry| <&str>::from(entry.action().unwrap()).to_owned()).collect()
}

#[actix_web::test]
async fn a_signed_mandate_brings_account_reference_date_and_direct_debit() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    app.sign(mandate.reference.as_deref().unwrap(), IBAN);
    app.hear().await;

    let mandate = app.stored(&mandate).await;
    assert_eq!(mandate.iban.unwrap().as_str(), IBAN);
    assert_eq!(mandate.bic.unwrap().as_str(), "JVBABE22");
    assert_eq!(mandate.signed_on, Some(app.clock.today()));
    assert_eq!((mandate.place.as_deref(), mandate.method.as_deref()), (Some("Gent"), Some("itsme")));
    assert_eq!(mandate.link, None);
    assert_eq!(actions(&app, mandate.id).await, ["signed"]);

    let customer = make::stored(&app, customer.id).await;
    assert_eq!(customer.iban.unwrap().as_str(), IBAN);
    assert_eq!(customer.bic.unwrap().as_str(), "JVBABE22");
    assert_eq!(customer.payment_method, PaymentMethod::DirectDebit);
}

#[actix_web::test]
async fn everything_that_happens_to_a_signed_mandate_shows_in_its_history() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    let reference = mandate.reference.clone().unwrap();
    app.sign(&reference, IBAN);
    app.hear().await;

    app.at_twikey(|world, now| world.suspend(&reference, "staff@acme.example", now).unwrap());
    app.hear().await;
    assert_eq!(app.stored(&mandate).await.state, State::Suspended);

    app.at_twikey(|world, now| world.resume(&reference, "staff@acme.example", now).unwrap());
    app.at_twikey(|world, now| {
        world.change_account(&reference, Some("BE68539007547034"), None, "jan@example.com", now).unwrap();
    });
    app.hear().await;
    assert_eq!(app.stored(&mandate).await.state, State::Signed);
    assert_eq!(make::stored(&app, customer.id).await.iban.unwrap().as_str(), "BE68539007547034");

    app.at_twikey(|world, now| world.cancel(&reference, "Contract terminated", "jan@example.com", now).unwrap());
    app.hear().await;
    let stored = app.stored(&mandate).await;
    assert_eq!((stored.state, stored.ended_reason.as_deref()), (State::Cancelled, Some("Contract terminated")));
    assert_eq!(make::stored(&app, customer.id).await.payment_method, PaymentMethod::Transfer);
    assert_eq!(actions(&app, mandate.id).await, ["signed", "suspended", "resumed", "amended", "cancelled"]);
}

#[actix_web::test]
async fn a_business_mandate_counts_only_once_its_bank_has_accepted_it() {
    for in_feed in [false, true] {
        let app = TestApp::with_twikey().await;
        app.at_twikey(|world, _| world.settings.pending_in_feed = in_feed);
        let (first, second) = (make::customer(&app).await, make::customer(&app).await);
        let accepted = app.invited(&first, Scheme::B2b).await;
        let refused = app.invited(&second, Scheme::B2b).await;
        app.sign(accepted.reference.as_deref().unwrap(), IBAN);
        app.sign(refused.reference.as_deref().unwrap(), REFUSED_IBAN);
        app.hear().await;
        assert_eq!(app.stored(&accepted).await.state, State::AwaitingBank);
        assert_eq!(make::stored(&app, first.id).await.payment_method, PaymentMethod::Transfer);

        app.at_twikey(World::run_bank);
        app.hear().await;
        assert_eq!(app.stored(&accepted).await.state, State::Signed);
        assert_eq!(make::stored(&app, first.id).await.payment_method, PaymentMethod::DirectDebit);
        assert_eq!(app.stored(&refused).await.state, State::Refused);
        assert_eq!(make::stored(&app, second.id).await.payment_method, PaymentMethod::Transfer);
    }
}

#[actix_web::test]
async fn what_callbacks_did_not_ring_for_is_read_by_the_timer() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    tasks::schedule(&app.app).await.unwrap();
    app.work().await;
    app.lose_callbacks();
    app.sign(mandate.reference.as_deref().unwrap(), IBAN);

    app.advance(TimeDelta::seconds(299));
    tasks::schedule(&app.app).await.unwrap();
    app.work().await;
    assert_eq!(app.stored(&mandate).await.state, State::Invited);

    app.advance(TimeDelta::seconds(1));
    tasks::schedule(&app.app).await.unwrap();
    app.work().await;
    assert_eq!(app.stored(&mandate).await.state, State::Signed);
}

#[actix_web::test]
async fn switched_off_in_the_settings_twikey_is_left_alone() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE settings SET twikey_on = FALSE").execute().await.unwrap();
    tx.commit().await.unwrap();

    app.sign(mandate.reference.as_deref().unwrap(), IBAN);
    app.hear().await;

    assert_eq!(app.stored(&mandate).await.state, State::Invited);
    let staff = app.signed_in(Role::Staff).await;
    assert_eq!(staff.get("/unmatched").send().await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn entries_that_come_again_change_nothing() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    let reference = mandate.reference.clone().unwrap();
    app.sign(&reference, IBAN);
    app.at_twikey(|world, now| world.suspend(&reference, "staff@acme.example", now).unwrap());
    app.hear().await;
    let before = (app.stored(&mandate).await, make::stored(&app, customer.id).await);
    assert_eq!(before.0.state, State::Suspended);

    // "Reset feed" at Twikey, and a portal that has forgotten how far it had read.
    app.at_twikey(|world, _| world.reset_feeds());
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE feed_positions SET position = NULL").execute().await.unwrap();
    tx.commit().await.unwrap();
    let report = read_all(&app).await.unwrap();

    assert_eq!(report, Report { unchanged: 2, ..Report::default() });
    assert_eq!((app.stored(&mandate).await, make::stored(&app, customer.id).await), before);
    assert_eq!(actions(&app, mandate.id).await, ["signed", "suspended"]);
    assert_eq!(kept(&app).await.len(), 2);
}

#[actix_web::test]
async fn an_older_entry_that_comes_late_does_not_undo_a_newer_one() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    let reference = mandate.reference.clone().unwrap();
    let entry = |sequence: i64, reason: serde_json::Value| {
        json!({"EvtId": sequence, "OrgnlMndtId": reference, "AmdmntRsn": reason,
               "Mndt": {"MndtId": reference, "LclInstrm": "CORE", "DbtrAcct": IBAN}})
    };
    let signed = entry(10, json!(null));
    let suspended = entry(12, json!({"Rsn": "uncollectable|user"}));
    let resumed = entry(11, json!({"Rsn": "collectable|user"}));
    app.fault(json!({"path": "/mandate", "status": 200, "body": json!({"Messages": [signed, suspended, resumed]}).to_string()}));

    let report = read_all(&app).await.unwrap();

    assert_eq!((report.applied, report.unchanged), (2, 1));
    assert_eq!(app.stored(&mandate).await.state, State::Suspended);
}

#[actix_web::test]
async fn an_entry_that_makes_no_sense_is_kept_and_stops_nothing() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    let good =
        json!({"EvtId": 5, "Mndt": {"MndtId": mandate.reference, "LclInstrm": "CORE", "DbtrAcct": "not an IBAN"}});
    let nonsense = json!({"EvtId": 3, "Mndt": "\u{0}<script>"});
    let card = json!({"EvtId": 4, "Mndt": {"MndtId": "CARD1", "LclInstrm": "CREDITCARD",
        "Dbtr": {"CtctDtls": {"Othr": customer.number}}}});
    let messages = json!({"Messages": [null, nonsense, card, good, 42]});
    app.fault(json!({"path": "/mandate", "status": 200, "body": messages.to_string()}));

    let report = read_all(&app).await.unwrap();

    assert_eq!((report.applied, report.unmatched), (1, 4));
    let stored = app.stored(&mandate).await;
    assert_eq!((stored.state, stored.iban), (State::Signed, None));
    let problems: Vec<_> = kept(&app).await.into_iter().filter_map(|(_, problem)| problem).collect();
    assert_eq!(problems, ["unreadable", "unreadable", "unreadable", "other_scheme"]);

    let staff = app.signed_in(Role::Staff).await;
    let page = staff.page("/unmatched").await;
    assert_eq!(html::texts(&page, "section.tile").len(), 4);
}

#[actix_web::test]
async fn what_a_reader_was_given_before_it_died_is_read_again() {
    let app = TestApp::with_twikey().await;
    app.lose_callbacks();
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    let reference = mandate.reference.clone().unwrap();
    let twikey = app.app.twikey.as_ref().unwrap();

    // Dies within the first page ever.
    app.sign(&reference, IBAN);
    assert_eq!(twikey.mandate_feed(None).await.unwrap().entries.len(), 1);
    assert_eq!(read_all(&app).await.unwrap().applied, 1);

    // Dies between pages: Twikey thinks that everything was read.
    app.at_twikey(|world, now| world.suspend(&reference, "staff@acme.example", now).unwrap());
    assert_eq!(twikey.mandate_feed(None).await.unwrap().entries.len(), 1);
    assert_eq!(read_all(&app).await.unwrap().applied, 1);
    assert_eq!(app.stored(&mandate).await.state, State::Suspended);

    // The answer is lost on its way.
    app.at_twikey(|world, now| world.resume(&reference, "staff@acme.example", now).unwrap());
    app.fault(json!({"path": "/mandate", "status": 502, "after": true}));
    assert!(matches!(read_all(&app).await, Err(ReadError::Twikey(_))));
    assert_eq!(read_all(&app).await.unwrap().applied, 1);
    assert_eq!(app.stored(&mandate).await.state, State::Signed);
}

#[actix_web::test]
async fn many_pages_are_read_to_their_end() {
    let app = TestApp::with_twikey().await;
    app.lose_callbacks();
    for _ in 0..130 {
        app.signed_elsewhere(Some(&format!("X-{}", Uuid::now_v7().simple())), None, Scheme::Core);
    }
    let report = read_all(&app).await.unwrap();
    assert_eq!(report, Report { unmatched: 130, ..Report::default() });
    assert_eq!(kept(&app).await.len(), 130);
}

#[actix_web::test]
async fn a_feed_that_does_not_move_on_is_not_read_for_ever() {
    let app = TestApp::with_twikey().await;
    let page = json!({"Messages": [{"EvtId": 1, "Mndt": {"MndtId": "X1"}}]}).to_string();
    app.fault(json!({"path": "/mandate", "status": 200, "body": page, "count": 1000}));
    assert_eq!(read_all(&app).await.unwrap(), Report { unmatched: 1, unchanged: 1, ..Report::default() });
}

#[actix_web::test]
async fn the_command_reads_everything_once_and_says_what_it_brought() {
    let app = TestApp::with_twikey().await;
    app.lose_callbacks();
    let customer = make::customer(&app).await;
    app.signed_elsewhere(Some(&customer.number), None, Scheme::Core);
    app.signed_elsewhere(Some("X-77"), None, Scheme::Core);
    let said = sync::run(&app.app).await.unwrap();
    assert!(said.contains("1 changed") && said.contains("1 fit nothing here"), "{said}");

    app.fault(json!({"path": "/mandate", "status": 503}));
    let error = sync::run(&app.app).await.unwrap_err().to_string();
    assert!(error.contains("trouble"), "{error}");
}

#[actix_web::test]
async fn two_readers_at_once_apply_every_entry_once() {
    let app = TestApp::with_twikey().await;
    app.lose_callbacks();
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    app.sign(mandate.reference.as_deref().unwrap(), IBAN);

    let (first, second) = tokio::join!(read_all(&app), read_all(&app));

    let mut applied = 0;
    for report in [first, second] {
        match report {
            Ok(report) => applied += report.applied,
            Err(error) => assert!(matches!(error, ReadError::Busy), "{error}"),
        }
    }
    assert_eq!(applied, 1);
    assert_eq!(actions(&app, mandate.id).await, ["signed"]);
    assert_eq!(read_all(&app).await.unwrap(), Report::default());
}

#[actix_web::test]
async fn a_reader_that_died_does_not_keep_the_feed_for_ever() {
    let app = TestApp::with_twikey().await;
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE feed_positions SET leased_by = $1, leased_until = $2")
        .bind(Uuid::now_v7())
        .bind(app.clock.now() + TimeDelta::minutes(2))
        .execute()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(read_all(&app).await, Err(ReadError::Busy)));
    app.advance(TimeDelta::minutes(2));
    read_all(&app).await.unwrap();
}

#[actix_web::test]
async fn while_twikey_is_down_reading_is_tried_again_and_no_jobs_pile_up() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    app.fault(json!({"path": "/mandate", "status": 503, "count": 2}));
    app.sign(mandate.reference.as_deref().unwrap(), IBAN);
    app.hear().await;
    assert_eq!(app.stored(&mandate).await.state, State::Invited);

    let reference = mandate.reference.as_deref().unwrap();
    for _ in 0..3 {
        app.at_twikey(|world, now| world.suspend(reference, "staff@acme.example", now).unwrap());
        app.at_twikey(|world, now| world.resume(reference, "staff@acme.example", now).unwrap());
        app.sandbox().webhooks_tried().await;
        tasks::schedule(&app.app).await.unwrap();
    }
    let mut tx = app.app.db.read().await.unwrap();
    let waiting: Vec<(String,)> =
        tx.query("SELECT kind FROM jobs WHERE done_at IS NULL AND kind = 'read_feeds'").all().await.unwrap();
    assert_eq!(waiting.len(), Topic::ALL.len(), "one for each topic");
    drop(tx);
    app.hear().await;
    app.advance(TimeDelta::minutes(1));
    app.work().await;
    app.advance(TimeDelta::minutes(1));
    app.work().await;
    assert_eq!(app.stored(&mandate).await.state, State::Signed);
}

#[actix_web::test]
async fn a_mandate_made_at_twikey_is_taken_over_for_a_customer_we_know() {
    let app = TestApp::with_twikey().await;
    let by_number = make::customer(&app).await;
    let by_email = make::customer_with(&app, |it| it.email = Some("only@peeters.example".parse().unwrap())).await;
    let first = app.signed_elsewhere(Some(&by_number.number), Some("other@example.com"), Scheme::Core);
    let second = app.signed_elsewhere(None, Some("only@peeters.example"), Scheme::Core);
    app.hear().await;

    for (reference, customer) in [(first, by_number), (second, by_email)] {
        let mandate = app.mandate(&reference).await.unwrap();
        assert_eq!((mandate.customer_id, mandate.origin, mandate.state), (customer.id, Origin::Twikey, State::Signed));
        assert_eq!(make::stored(&app, customer.id).await.payment_method, PaymentMethod::DirectDebit);
    }
}

#[actix_web::test]
async fn what_is_signed_takes_the_place_of_what_is_not() {
    let app = TestApp::with_twikey().await;
    app.at_twikey(|world, _| world.profiles.get_mut(&1).unwrap().keep_unsigned = true);
    let customer = make::customer(&app).await;
    let invited = app.invited(&customer, Scheme::Core).await;
    let signed = app.signed_elsewhere(Some(&customer.number), None, Scheme::Core);
    app.hear().await;

    let invited = app.stored(&invited).await;
    assert_eq!((invited.state, invited.ended_reason.as_deref()), (State::Cancelled, Some("replaced")));
    assert_eq!(app.mandate(&signed).await.unwrap().state, State::Signed);
}

/// A request that Twikey has not answered yet, as far as we know.
async fn requested(app: &TestApp, customer: &Customer) -> Mandate {
    let by = app.make_user("kim@company.example", Role::Staff, Language::En).await;
    let at = app.clock.now();
    let request = Request {
        customer: customer.id,
        scheme: Scheme::Core,
        channel: Channel::Sms,
        by,
        at,
        on: app.clock.date_of(at),
    };
    let mandate = Mandate::request(Uuid::now_v7(), request);
    let mut tx = app.app.db.write().await.unwrap();
    mandates::insert(&mut tx, &mandate).await.unwrap();
    tx.commit().await.unwrap();
    mandate
}

#[actix_web::test]
async fn a_signature_that_comes_before_the_answer_to_the_request_is_the_requests() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mandate = requested(&app, &customer).await;
    app.advance(TimeDelta::seconds(20));
    let reference = app.signed_elsewhere(Some(&customer.number), None, Scheme::Core);
    app.hear().await;
    let mandate = app.stored(&mandate).await;
    assert_eq!((mandate.state, mandate.reference), (State::Signed, Some(reference)));
}

#[actix_web::test]
async fn an_old_mandate_is_not_taken_for_the_answer_to_a_new_request() {
    let app = TestApp::with_twikey().await;
    app.lose_callbacks();
    let customer = make::customer(&app).await;
    let old = app.signed_elsewhere(Some(&customer.number), None, Scheme::Core);
    app.advance(TimeDelta::days(1));
    let request = requested(&app, &customer).await;
    read_all(&app).await.unwrap();

    let request = app.stored(&request).await;
    assert_eq!((request.state, request.ended_reason.as_deref()), (State::Cancelled, Some("replaced")));
    assert_ne!(app.mandate(&old).await.unwrap().id, request.id);
}

#[actix_web::test]
async fn a_second_signed_mandate_waits_for_a_person_to_choose() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let first = app.signed_elsewhere(Some(&customer.number), None, Scheme::Core);
    let second = app.signed_elsewhere(Some(&customer.number), None, Scheme::Core);
    app.hear().await;
    assert!(app.mandate(&second).await.is_none());
    assert_eq!(kept(&app).await[1], ("unmatched".into(), Some("second_mandate".into())));

    let staff = app.signed_in(Role::Staff).await;
    let page = staff.page("/unmatched").await;
    let action = html::attribute(&page, "form.form", "action").unwrap();
    let refused = staff.submit("/unmatched", &action, &[("number", &customer.number)]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);

    app.at_twikey(|world, now| world.cancel(&first, "double", "staff@acme.example", now).unwrap());
    app.hear().await;
    let done = staff.submit("/unmatched", &action, &[("number", &customer.number)]).await;
    assert_eq!(location(&done), "/unmatched");
    assert_eq!(app.mandate(&second).await.unwrap().state, State::Signed);
    assert_eq!(make::stored(&app, customer.id).await.payment_method, PaymentMethod::DirectDebit);
}

#[actix_web::test]
async fn what_fits_nobody_is_assigned_by_hand_with_all_that_followed() {
    let app = TestApp::with_twikey().await;
    let reference = app.signed_elsewhere(Some("X-77"), None, Scheme::Core);
    app.at_twikey(|world, now| world.suspend(&reference, "staff@acme.example", now).unwrap());
    app.hear().await;
    let unknown = ("unmatched".to_owned(), Some("unknown_customer".to_owned()));
    assert_eq!(kept(&app).await, [unknown.clone(), unknown]);

    let customer = make::customer(&app).await;
    let staff = app.signed_in(Role::Staff).await;
    let page = staff.page("/unmatched").await;
    let action = html::attribute(&page, "form.form", "action").unwrap();
    let typo = staff.submit("/unmatched", &action, &[("number", "C-nobody")]).await;
    assert_eq!(typo.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = page_of(typo).await;
    assert_eq!(html::attribute(&page, "input[aria-invalid=true]", "value").as_deref(), Some("C-nobody"));

    let done = staff.submit("/unmatched", &action, &[("number", &customer.number)]).await;
    assert_eq!(location(&done), "/unmatched");
    let mandate = app.mandate(&reference).await.unwrap();
    assert_eq!((mandate.customer_id, mandate.state), (customer.id, State::Suspended));
    assert_eq!(actions(&app, mandate.id).await, ["signed", "suspended"]);
    assert_eq!(html::texts(&staff.page("/unmatched").await, "section.tile").len(), 0);

    app.at_twikey(|world, now| world.resume(&reference, "staff@acme.example", now).unwrap());
    app.hear().await;
    assert_eq!(app.mandate(&reference).await.unwrap().state, State::Signed);
}

#[actix_web::test]
async fn an_address_of_several_customers_is_left_to_a_person() {
    let app = TestApp::with_twikey().await;
    make::customer(&app).await;
    make::customer(&app).await;
    app.signed_elsewhere(None, Some("els@peeters.example"), Scheme::Core);
    app.hear().await;
    assert_eq!(kept(&app).await, [("unmatched".into(), Some("ambiguous_email".into()))]);
}

#[actix_web::test]
async fn what_nobody_needs_is_dismissed_and_stays_on_record() {
    let app = TestApp::with_twikey().await;
    let reference = app.signed_elsewhere(Some("X-77"), None, Scheme::Core);
    app.hear().await;
    let staff = app.signed_in(Role::Staff).await;
    let page = staff.page("/unmatched").await;
    let action = html::attribute(&page, "form.inline[action^='/unmatched']", "action").unwrap();

    let done = staff.submit("/unmatched", &action, &[]).await;
    assert_eq!(location(&done), "/unmatched");
    let again = staff.submit("/login", &action, &[]).await;
    assert_ne!(again.status(), StatusCode::INTERNAL_SERVER_ERROR);

    assert!(app.mandate(&reference).await.is_none());
    assert_eq!(kept(&app).await, [("dismissed".into(), Some("unknown_customer".into()))]);
    let id = action.split('/').nth(2).unwrap().parse().unwrap();
    assert_eq!(actions(&app, id).await, ["dismissed"]);
}

#[actix_web::test]
async fn a_cancelled_mandate_stays_cancelled_when_a_late_signature_arrives() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mut mandate = app.invited(&customer, Scheme::Core).await;
    let mut tx = app.app.db.write().await.unwrap();
    mandate.cancel("moved away", app.clock.now());
    mandates::update(&mut tx, &mandate).await.unwrap();
    tx.commit().await.unwrap();

    app.sign(mandate.reference.as_deref().unwrap(), IBAN);
    app.hear().await;

    assert_eq!(app.stored(&mandate).await.state, State::Cancelled);
    assert_eq!(make::stored(&app, customer.id).await.payment_method, PaymentMethod::Transfer);
    assert_eq!(kept(&app).await[0].0, "unchanged");
}

/// Pages of the payment feed as it is documented: without any position.
fn payment_pages(app: &TestApp, pages: &[&[&str]]) {
    for events in pages {
        let event = |id: &&str| json!({"eventId": id, "eventType": "payment", "amount": 5, "origin": {"object": "invoice", "number": "X-1"}});
        let page = json!({"Payments": events.iter().map(event).collect::<Vec<_>>()});
        app.fault(json!({"path": "/invoice/payment/feed", "status": 200, "body": page.to_string()}));
    }
}

#[actix_web::test]
async fn a_feed_without_positions_is_read_to_its_end() {
    let app = TestApp::with_twikey().await;
    let twikey = app.app.twikey.as_ref().unwrap();
    payment_pages(&app, &[&["a", "b"], &["b", "c"], &["d"], &[], &["never"]]);

    let report = read::to_the_end(&app.app, twikey, Feed::Payments).await.unwrap();
    assert_eq!((report.unmatched, report.unchanged), (4, 1));

    // And one that stands still is not read for ever.
    app.at_twikey(|world, _| world.faults.clear());
    payment_pages(&app, &vec![["d"].as_slice(); 1000]);
    let report = read::to_the_end(&app.app, twikey, Feed::Payments).await.unwrap();
    assert_eq!((report.unmatched, report.unchanged), (0, 1));
}

#[actix_web::test]
async fn a_feed_without_positions_goes_on_where_it_was() {
    let app = TestApp::with_twikey().await;
    app.lose_callbacks();
    let twikey = app.app.twikey.as_ref().unwrap();
    payment_pages(&app, &[&["a"], &[]]);
    read::to_the_end(&app.app, twikey, Feed::Payments).await.unwrap();

    // Our reader is at the end of Twikey's feed, which the portal did not tell to begin anew.
    let foreign = super::invoice_sync::stranger(&app);
    app.at_twikey(|world, now| world.pay_manually(foreign, None, "cash".into(), now.date_naive(), now)).unwrap();
    assert_eq!(twikey.payment_feed(None).await.unwrap().entries.len(), 1);
    let report = read::to_the_end(&app.app, twikey, Feed::Payments).await.unwrap();
    assert_eq!(report, Report::default());
}

#[actix_web::test]
async fn money_is_that_of_the_invoice_that_the_event_names_and_of_no_other_object() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let invoice = super::handover::confirm_one(&app, &customer).await;
    app.work().await;
    let event = |id: &str, origin: serde_json::Value| {
        json!({"eventId": id, "eventType": "payment", "amount": 5, "origin": origin,
               "details": {"source": "payment_link", "linkId": id}})
    };
    let page = json!({"Payments": [
        // Handed over under another id since, by whatever number.
        event("ref", json!({"object": "invoice", "id": Uuid::now_v7(), "ref": invoice.id})),
        event("object", json!({"object": "transaction", "id": invoice.twikey_id, "number": invoice.number})),
    ]});
    app.fault(json!({"path": "/invoice/payment/feed", "status": 200, "body": page.to_string()}));

    let report = read::to_the_end(&app.app, app.app.twikey.as_ref().unwrap(), Feed::Payments).await.unwrap();

    assert_eq!((report.applied, report.unchanged, report.unmatched), (1, 1, 0));
    let mut tx = app.app.db.read().await.unwrap();
    let balance = mandato::payments::balance(&mut tx, invoice.id).await.unwrap();
    assert_eq!(balance.received(), mandato::domain::money::Cents(500));
}
