//! Clocks that are wrong: set ahead and back, and different from portal to portal.

use std::time::Duration;

use chrono::TimeDelta;
use mandato::{
    app::App,
    clock::Clock,
    jobs::{self, Task},
    tasks,
};
use secrecy::ExposeSecret;
use tokio::task::JoinHandle;

use super::messages::{BODY, ask};
use crate::support::{TestApp, mail_server::MailServer};

async fn read_at(app: &TestApp) -> Vec<Option<chrono::DateTime<chrono::Utc>>> {
    let mut tx = app.app.db.read().await.unwrap();
    let feeds: Vec<(Option<_>,)> = tx.query("SELECT read_at FROM feed_positions").all().await.unwrap();
    feeds.into_iter().map(|(at,)| at).collect()
}

#[actix_web::test]
async fn after_a_clock_was_ahead_and_set_back_feeds_are_read_within_one_poll() {
    for jump in [TimeDelta::days(3), TimeDelta::hours(7), TimeDelta::minutes(20)] {
        let app = TestApp::with_twikey().await;
        let poll = TimeDelta::seconds(app.app.config.twikey.as_ref().unwrap().poll_seconds.into());
        tasks::schedule(&app.app).await.unwrap();
        app.work().await;

        app.clock.set(jump);
        tasks::schedule(&app.app).await.unwrap();
        app.work().await;
        // It waits for its next try when the clock is set right.
        app.fault(serde_json::json!({"path": "*", "status": 503, "count": 1_000}));
        app.advance(poll);
        tasks::schedule(&app.app).await.unwrap();
        app.work().await;
        app.at_twikey(|world, _| world.faults.clear());
        app.clock.set(-jump);

        app.advance(poll);
        tasks::schedule(&app.app).await.unwrap();
        app.work().await;
        let now = app.clock.now();
        assert!(read_at(&app).await.into_iter().all(|at| at == Some(now)), "{jump}");
        // And so it goes on: once a poll, no more often.
        tasks::schedule(&app.app).await.unwrap();
        app.work().await;
        tasks::schedule(&app.app).await.unwrap();
        assert!(!tasks::run_one(&app.app).await.unwrap(), "{jump}");
        app.advance(poll);
        tasks::schedule(&app.app).await.unwrap();
        app.work().await;
        let now = app.clock.now();
        assert!(read_at(&app).await.into_iter().all(|at| at == Some(now)), "{jump}");
    }
}

#[actix_web::test]
async fn a_job_under_way_is_not_done_twice_when_the_clock_is_set_and_is_done_again_when_its_worker_died() {
    for jump in [TimeDelta::days(3), TimeDelta::days(-3)] {
        let server = MailServer::start().await;
        let app = TestApp::start_with_mail(&server).await;
        tasks::schedule(&app.app).await.unwrap();
        app.work().await;
        server.hang();
        ask(&app, "Hallo", BODY).await;
        let worker = at_work(&app, app.app.clone()).await;

        app.clock.set(jump);
        assert!(!tasks::run_one(&app.app).await.unwrap(), "somebody is at it: {jump}");

        // The process died, and its lease has lapsed.
        worker.abort();
        server.relent();
        app.advance(jobs::LEASE * 2);
        tasks::schedule(&app.app).await.unwrap();
        app.work().await;
        assert_eq!(server.received().len(), 1, "{jump}");
    }
}

/// A worker of `portal` that has a job and hangs.
async fn at_work(app: &TestApp, portal: App) -> JoinHandle<()> {
    let worker = actix_web::rt::spawn(async move {
        tasks::run_one(&portal).await.unwrap();
    });
    while !is_leased(app).await {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    worker
}

async fn is_leased(app: &TestApp) -> bool {
    let mut tx = app.app.db.read().await.unwrap();
    let (count,): (i64,) = tx.query("SELECT COUNT(*) FROM jobs WHERE leased_until IS NOT NULL").one().await.unwrap();
    count == 1
}

#[actix_web::test]
async fn what_is_planned_for_a_day_stays_planned_when_the_clock_is_set_back() {
    let app = TestApp::start().await;
    app.leaves_work();
    app.clock.set(TimeDelta::days(3));
    tasks::schedule(&app.app).await.unwrap();
    app.work().await;
    let due = app.clock.now() + TimeDelta::days(10);
    let planned = Task::CollectInvoice { invoice: uuid::Uuid::now_v7() };
    let mut tx = app.app.db.write().await.unwrap();
    jobs::enqueue_at(&mut tx, app.clock.now(), due, &planned, jobs::Priority::Person).await.unwrap();
    tx.commit().await.unwrap();
    app.clock.set(TimeDelta::days(-3));
    tasks::schedule(&app.app).await.unwrap();
    let mut tx = app.app.db.read().await.unwrap();
    let (run_at,): (chrono::DateTime<chrono::Utc>,) =
        tx.query("SELECT run_at FROM jobs WHERE kind = 'collect_invoice'").one().await.unwrap();
    assert_eq!(run_at, due);
}

#[actix_web::test]
async fn portals_whose_clocks_differ_go_by_the_databases_and_never_do_a_job_twice() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    if app.app.config.database_url.expose_secret().starts_with("sqlite:") {
        return; // takes one portal
    }
    let portal = async |ahead: TimeDelta| {
        let clock = Clock::system(chrono_tz::UTC);
        clock.advance(ahead);
        App::new((*app.app.config).clone(), clock).await.unwrap()
    };
    let (right, fast) = (portal(TimeDelta::zero()).await, portal(TimeDelta::hours(1)).await);
    assert!((right.clock.now() - fast.clock.now()).abs() < TimeDelta::seconds(2));

    server.hang();
    ask(&app, "Hallo", BODY).await;
    // Written by the test's clock, which stands in the future: due at once for both.
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE jobs SET run_at = $1").bind(right.clock.now()).execute().await.unwrap();
    tx.commit().await.unwrap();
    let worker = at_work(&app, right).await;
    assert!(!tasks::run_one(&fast).await.unwrap());
    worker.abort();
    app.leaves_work();
}
