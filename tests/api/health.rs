//! What load balancers and monitors are told.

use std::time::Duration;

use chrono::TimeDelta;
use mandato::{
    health::Facts,
    jobs::{self, Task},
    workers::{Lane, Worker},
};
use reqwest::StatusCode;
use tokio::time::Instant;

use crate::support::TestApp;

async fn asked(app: &TestApp, path: &str) -> (StatusCode, String) {
    let answer = app.browser().get(path).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

async fn execute(app: &TestApp, sql: &'static str) {
    let mut tx = app.app.db.write().await.unwrap();
    tx.query(sql).execute().await.unwrap();
    tx.commit().await.unwrap();
}

#[actix_web::test]
async fn a_portal_is_ready_once_it_has_written_and_not_while_it_cannot() {
    let app = TestApp::start().await;
    assert_eq!(asked(&app, "/readyz").await, (StatusCode::OK, "ready\n".to_owned()));
    let mut tx = app.app.db.read().await.unwrap();
    let (written,): (chrono::DateTime<chrono::Utc>,) =
        tx.query("SELECT beat_at FROM heartbeats WHERE name = 'write'").one().await.unwrap();
    drop(tx);
    assert_eq!(written, app.clock.now());

    execute(&app, "ALTER TABLE heartbeats RENAME TO elsewhere").await;
    app.advance(TimeDelta::seconds(5));
    let (status, said) = asked(&app, "/readyz").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(said.starts_with("not ready: the database takes no writes"), "{said}");
    assert_eq!(asked(&app, "/healthz").await.0, StatusCode::OK, "starting anew would not help");

    execute(&app, "ALTER TABLE elsewhere RENAME TO heartbeats").await;
    app.advance(TimeDelta::seconds(5));
    assert_eq!(asked(&app, "/readyz").await.0, StatusCode::OK);
}

#[actix_web::test]
async fn however_many_ask_whether_it_is_ready_the_database_is_asked_once() {
    let app = TestApp::start().await;
    let before = app.app.db.statements();
    asked(&app, "/readyz").await;
    let once = app.app.db.statements() - before;
    assert!(once > 1);

    app.advance(TimeDelta::seconds(5));
    let before = app.app.db.statements();
    let answers = futures_util::future::join_all((0..20).map(|_| asked(&app, "/readyz"))).await;
    assert!(answers.iter().all(|(status, _)| *status == StatusCode::OK));
    assert_eq!(app.app.db.statements() - before, once);

    // A clock that was set back must not make the answer hold for ever.
    app.advance(TimeDelta::days(-3));
    let before = app.app.db.statements();
    asked(&app, "/readyz").await;
    assert_eq!(app.app.db.statements() - before, once);
}

#[actix_web::test]
async fn a_worker_that_stands_still_takes_the_portal_out_of_use() {
    let app = TestApp::start().await;
    let worker = Worker { lane: Lane::Feeds, number: 1 };
    let long_ago = Instant::now().checked_sub(Duration::from_mins(4)).unwrap();
    app.app.pulse.beat(worker, long_ago);
    for path in ["/healthz", "/readyz"] {
        let (status, said) = asked(&app, path).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(said.contains("a worker stands still"), "{said}");
    }
    app.app.pulse.beat(worker, Instant::now());
    app.advance(TimeDelta::seconds(5));
    assert_eq!(asked(&app, "/healthz").await.0, StatusCode::OK);
    assert_eq!(asked(&app, "/readyz").await.0, StatusCode::OK);
}

#[actix_web::test]
async fn what_neither_another_instance_nor_a_new_start_would_mend_is_said_and_keeps_the_portal_in_use() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    assert_eq!(asked(&app, "/readyz").await, (StatusCode::OK, "ready\n".to_owned()));

    let mut tx = app.app.db.write().await.unwrap();
    jobs::enqueue(&mut tx, app.clock.now(), &Task::CleanUp).await.unwrap();
    tx.commit().await.unwrap();
    app.advance(TimeDelta::minutes(17));
    let (status, said) = asked(&app, "/readyz").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        said,
        "ready\nwarning: jobs have been due for 17 minutes and nobody does them\n\
         warning: Twikey's feeds were not read for 17 minutes\n"
    );

    app.work().await;
    for topic in jobs::Topic::ALL {
        let mut tx = app.app.db.write().await.unwrap();
        jobs::enqueue(&mut tx, app.clock.now(), &Task::ReadFeeds { topic }).await.unwrap();
        tx.commit().await.unwrap();
    }
    app.work().await;
    app.advance(TimeDelta::seconds(5));
    assert_eq!(asked(&app, "/readyz").await, (StatusCode::OK, "ready\n".to_owned()));

    execute(&app, "UPDATE settings SET twikey_on = FALSE").await;
    app.advance(TimeDelta::hours(2));
    let mut tx = app.app.db.read().await.unwrap();
    let facts = Facts::read(&mut tx, app.clock.now(), &app.app.config).await.unwrap();
    assert_eq!(facts.feeds_wait(app.clock.now(), None), None, "Twikey is off");
}
