//! What waits: for a place outside that is in trouble, or for a newer version of the portal.

use chrono::TimeDelta;
use mandato::{
    jobs::{self, Task, Topic},
    mandates::{self, State},
    tasks,
    user::Role,
    workers::Lane,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    mandates::{reachable, request},
    messages::{BODY, ask},
};
use crate::support::{TestApp, html, mail_server::MailServer};

async fn enqueue(app: &TestApp, task: Task) {
    let mut tx = app.app.db.write().await.unwrap();
    jobs::enqueue(&mut tx, app.clock.now(), &task).await.unwrap();
    tx.commit().await.unwrap();
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    let mut tx = app.app.db.read().await.unwrap();
    let (count,): (i64,) = tx.query(sql).one().await.unwrap();
    count
}

const OPEN: &str = "SELECT COUNT(*) FROM jobs WHERE done_at IS NULL";

#[actix_web::test]
async fn fifty_mails_that_waited_for_three_hours_go_out_with_the_first_that_gets_through() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    for command in ["EHLO", "HELO"] {
        server.answer(command, "HTTP/1.1 502 Bad Gateway");
    }
    for _ in 0..50 {
        ask(&app, "Hallo", BODY).await;
        app.work().await;
        app.advance(TimeDelta::seconds(216));
    }
    app.work().await;
    assert_eq!(count(&app, OPEN).await, 50);
    let longest = app.clock.now() + TimeDelta::minutes(15);
    let mut tx = app.app.db.read().await.unwrap();
    let late: Vec<(Uuid,)> =
        tx.query("SELECT id FROM jobs WHERE done_at IS NULL AND run_at > $1").bind(longest).all().await.unwrap();
    drop(tx);
    assert!(late.is_empty(), "one alone, whom nobody wakes, is tried in time");

    // It answers for a moment only, and for good later.
    server.relent();
    ask(&app, "Hallo", BODY).await;
    assert!(tasks::run_one(&app.app).await.unwrap());
    assert_eq!(server.received().len(), 1);
    for command in ["EHLO", "HELO"] {
        server.answer(command, "HTTP/1.1 502 Bad Gateway");
    }
    app.work().await;
    assert_eq!(count(&app, OPEN).await, 50);

    server.relent();
    app.advance(TimeDelta::seconds(6));
    ask(&app, "Hallo", BODY).await;
    app.work().await;
    assert_eq!(server.received().len(), 52);
    assert_eq!(count(&app, OPEN).await, 0);
}

#[actix_web::test]
async fn a_letter_that_the_mail_server_puts_off_is_not_tried_with_every_other_that_it_takes() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    server.answer("MAIL", "451 4.7.1 come back later");
    ask(&app, "Hallo", BODY).await;
    app.work().await;
    server.relent();
    ask(&app, "Hallo", BODY).await;
    app.work().await;
    assert_eq!(server.received().len(), 1);
    assert_eq!(count(&app, OPEN).await, 1);
    app.leaves_work();
}

#[actix_web::test]
async fn what_waits_for_twikey_is_done_as_soon_as_twikey_answers_anything() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    app.fault(json!({"path": "*", "status": 503, "count": 1_000}));
    let mut customers = Vec::new();
    for _ in 0..10 {
        let customer = reachable(&app).await;
        request(&browser, &customer, "email").await;
        customers.push(customer);
    }
    for _ in 0..6 {
        app.work().await;
        app.advance(TimeDelta::minutes(6));
    }
    app.work().await;
    app.sandbox().change(|world, _| {
        assert!(world.mandates.is_empty());
        world.faults.clear();
    });

    // Those who were tried last wait for minutes still.
    enqueue(&app, Task::ReadFeeds { topic: Topic::Mandates }).await;
    app.work().await;
    let mut tx = app.app.db.read().await.unwrap();
    for customer in customers {
        let made = mandates::of_customer(&mut tx, customer.id).await.unwrap();
        assert_eq!(made[0].state, State::Invited);
    }
    drop(tx);
    app.hear().await;
    assert_eq!(app.sandbox().change(|world, _| world.mailbox.messages().len()), 10);
}

#[actix_web::test]
async fn what_a_record_is_refused_for_again_and_again_is_not_tried_with_every_success_of_others() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    let poisoned = ask(&app, "Hallo", BODY).await;
    let mut tries = 0;
    for _ in 0..40 {
        for command in ["EHLO", "HELO"] {
            server.answer(command, "HTTP/1.1 502 Bad Gateway");
        }
        app.work().await;
        server.relent();
        enqueue(&app, Task::SendMessage { message: Uuid::nil() }).await;
        assert!(tasks::run_one(&app.app).await.unwrap());
        let mut tx = app.app.db.read().await.unwrap();
        (tries,) = tx
            .query("SELECT attempts FROM jobs WHERE subject_id = $1")
            .bind(poisoned.message)
            .one::<(i64,)>()
            .await
            .unwrap();
        drop(tx);
        app.advance(TimeDelta::seconds(1));
    }
    assert!((2..=8).contains(&tries), "{tries} tries in 40 seconds");
    app.leaves_work();
}

#[actix_web::test]
async fn what_a_newer_version_wrote_is_left_to_it_and_holds_up_nothing() {
    let app = TestApp::start().await;
    app.leaves_work();
    let now = app.clock.now();
    let known = Lane::ALL.into_iter().flat_map(jobs::kinds);
    let kinds: Vec<_> = known.chain(std::iter::repeat_n("read_minds", 20)).collect();
    let mut tx = app.app.db.write().await.unwrap();
    for kind in &kinds {
        tx.query("INSERT INTO jobs (id, kind, payload, created_at, run_at, attempts) VALUES ($1, $2, $3, $4, $4, 0)")
            .bind(Uuid::now_v7())
            .bind((*kind).to_owned())
            .bind(json!({"kind": kind, "newer": true}).to_string())
            .bind(now - TimeDelta::minutes(1))
            .execute()
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    for _ in 0..5 {
        enqueue(&app, Task::CleanUp).await;
        app.work().await;
        app.advance(TimeDelta::minutes(2));
    }
    assert_eq!(count(&app, "SELECT COUNT(*) FROM jobs WHERE done_at IS NOT NULL").await, 5);
    assert_eq!(count(&app, "SELECT COUNT(*) FROM jobs WHERE failed_at IS NOT NULL").await, 0);
    assert_eq!(
        count(&app, "SELECT COUNT(*) FROM jobs WHERE done_at IS NULL AND attempts = 0").await,
        i64::try_from(kinds.len()).unwrap()
    );
    let page = app.signed_in(Role::Admin).await.page("/jobs").await;
    let said = html::texts(&page, "tbody td p").into_iter().filter(|text| text.contains("newer version of the portal"));
    assert_eq!(said.count(), kinds.len());

    // The process is brought up to date: it knows them now.
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE jobs SET payload = $1, kind = 'clean_up' WHERE done_at IS NULL")
        .bind(Task::CleanUp.payload())
        .execute()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app.work().await;
    assert_eq!(count(&app, OPEN).await, 0);
}
