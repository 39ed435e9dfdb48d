//! The job queue, and its page.

use chrono::TimeDelta;
use mandato::{
    jobs::{self, Task},
    tasks,
    user::Role,
};
use reqwest::StatusCode;

use crate::support::{TestApp, html};

#[actix_web::test]
async fn what_is_due_every_hour_is_written_down_once_an_hour_and_done() {
    let app = TestApp::start().await;
    for _ in 0..3 {
        tasks::schedule(&app.app).await.unwrap();
    }
    let page = app.signed_in(Role::Admin).await.page("/jobs").await;
    assert_eq!(html::texts(&page, "tbody th"), ["Remove ended sessions"]);

    app.work().await;
    tasks::schedule(&app.app).await.unwrap();
    assert!(!tasks::run_one(&app.app).await.unwrap(), "done less than an hour ago");

    app.advance(TimeDelta::minutes(61));
    tasks::schedule(&app.app).await.unwrap();
    assert!(tasks::run_one(&app.app).await.unwrap());
}

#[actix_web::test]
async fn ended_sessions_are_forgotten() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    app.advance(TimeDelta::hours(13));
    tasks::schedule(&app.app).await.unwrap();
    app.work().await;

    let mut tx = app.app.db.read().await.unwrap();
    let (sessions,): (i64,) = tx.query("SELECT COUNT(*) FROM sessions").one().await.unwrap();
    assert_eq!(sessions, 0);
    assert_eq!(browser.get("/").send().await.unwrap().status(), StatusCode::SEE_OTHER);
}

#[actix_web::test]
async fn what_the_portal_does_by_itself_is_forgotten_after_a_week() {
    let app = TestApp::start().await;
    let count = async || {
        let mut tx = app.app.db.read().await.unwrap();
        let (jobs,): (i64,) = tx.query("SELECT COUNT(*) FROM jobs").one().await.unwrap();
        jobs
    };
    for _ in 0..3 {
        tasks::schedule(&app.app).await.unwrap();
        app.work().await;
        app.advance(TimeDelta::hours(2));
    }
    assert_eq!(count().await, 3);
    app.advance(TimeDelta::days(7));
    tasks::schedule(&app.app).await.unwrap();
    app.work().await;
    assert_eq!(count().await, 1);
}

#[actix_web::test]
async fn two_workers_never_get_the_same_job() {
    let app = TestApp::start().await;
    let now = app.clock.now();
    let mut tx = app.app.db.write().await.unwrap();
    for _ in 0..40 {
        jobs::enqueue(&mut tx, now, &Task::CleanUp).await.unwrap();
    }
    tx.commit().await.unwrap();

    let workers = (0..8).map(|_| {
        let app = app.app.clone();
        actix_web::rt::spawn(async move {
            let mut done = 0;
            while tasks::run_one(&app).await.unwrap() {
                done += 1;
            }
            done
        })
    });
    let done: i32 = futures_util::future::join_all(workers).await.into_iter().map(Result::unwrap).sum();
    assert_eq!(done, 40);
}
