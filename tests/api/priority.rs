//! What somebody waits for goes before what is done for many.

use chrono::TimeDelta;
use mandato::{
    jobs::{self, Task},
    tasks,
    user::Role,
};
use uuid::Uuid;

use super::{
    hanging::{Running, count, until},
    mandates::{reachable, request},
};
use crate::support::{TestApp, mail_server::MailServer, sent_by};

/// As many as a big office sends in a night.
const MANY: i64 = 10_000;

const LEFT: &str = "SELECT COUNT(*) FROM jobs WHERE priority = 1 AND done_at IS NULL";

/// E-mails and debits that were all due before. Their records are gone, so each is quickly done.
async fn many(app: &TestApp) {
    let mut tx = app.app.db.write().await.unwrap();
    for (kind, field) in [("send_message", "message"), ("collect_invoice", "invoice")] {
        for _ in 0..MANY {
            let id = Uuid::now_v7();
            tx.query(
                "INSERT INTO jobs (id, kind, payload, created_at, run_at, attempts, priority)
                 VALUES ($1, $2, $3, $4, $4, 0, 1)",
            )
            .bind(id)
            .bind(kind)
            .bind(format!(r#"{{"kind":"{kind}","{field}":"{id}"}}"#))
            .bind(app.clock.now() - TimeDelta::hours(1))
            .execute()
            .await
            .unwrap();
        }
    }
    tx.commit().await.unwrap();
}

#[actix_web::test]
async fn a_mandate_request_is_not_behind_ten_thousand_invoice_mails() {
    let mail = MailServer::start().await;
    let app = TestApp::with_twikey_and(|config| config.mail = Some(sent_by(&mail))).await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = reachable(&app).await;
    many(&app).await;
    let running = Running::start(&app).await;

    request(&browser, &customer, "email").await;
    until("the customer has the mail", async || mail.received().len() == 1).await;

    // Three thousandths of a second for each of them would be half a minute.
    let left = count(&app, LEFT).await;
    assert!(left > MANY, "of {} there are {left} left", 2 * MANY);
    running.stop().await;
    app.leaves_work();
}

#[actix_web::test]
async fn what_a_person_tries_again_is_no_longer_one_of_many() {
    let app = TestApp::start().await;
    app.leaves_work();
    let id = Uuid::now_v7();
    let mut tx = app.app.db.write().await.unwrap();
    jobs::enqueue_with(&mut tx, app.clock.now(), &Task::SendMessage { message: id }, jobs::Priority::Mass)
        .await
        .unwrap();
    let (job,): (Uuid,) = tx.query("SELECT id FROM jobs WHERE subject_id = $1").bind(id).one().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&app, LEFT).await, 1);

    let mut tx = app.app.db.write().await.unwrap();
    assert!(tasks::try_again(&mut tx, app.clock.now(), job).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(count(&app, LEFT).await, 0);
}
