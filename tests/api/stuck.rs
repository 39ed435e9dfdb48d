//! What is stuck is seen by whoever can act, named, and tried again all at once.

use chrono::TimeDelta;
use mandato::{
    customers::Customer,
    i18n::Language,
    jobs::{self, Task},
    mandates::{self, Channel, Mandate, Request, Scheme, State},
    user::Role,
};
use reqwest::StatusCode;
use serde_json::json;
use uuid::Uuid;

use crate::support::{TestApp, html, make};

/// Customers who are to be asked for a mandate, with the link alone.
pub async fn requests(app: &TestApp, count: usize) -> Vec<(Customer, Mandate)> {
    let by = app.make_user(&format!("{}@company.example", Uuid::now_v7().simple()), Role::Staff, Language::En).await;
    let (at, on) = (app.clock.now(), app.clock.today());
    let mut requests = Vec::new();
    for number in 0..count {
        let name = format!("Bakkerij {number}");
        let customer = make::customer_with(app, |customer| customer.company_name = name).await;
        let channel = Channel::Email;
        let request = Request { customer: customer.id, scheme: Scheme::Core, channel, by, at, on };
        let mandate = Mandate::request(Uuid::now_v7(), request);
        let mut tx = app.app.db.write().await.unwrap();
        mandates::insert(&mut tx, &mandate).await.unwrap();
        let task = Task::RequestMandate { mandate: mandate.id, message: None };
        jobs::enqueue(&mut tx, at, &task).await.unwrap();
        tx.commit().await.unwrap();
        requests.push((customer, mandate));
    }
    requests
}

pub async fn how_many(app: &TestApp, requests: &[(Customer, Mandate)], state: State) -> usize {
    let mut count = 0;
    for (_, mandate) in requests {
        count += usize::from(app.stored(mandate).await.state == state);
    }
    count
}

#[actix_web::test]
async fn what_answers_instead_of_twikey_makes_no_request_wait_for_a_person() {
    for fault in [
        json!({"status": 401}),
        json!({"status": 403, "body": "<html>Forbidden</html>"}),
        json!({"status": 404}),
        json!({"status": 302, "headers": {"Location": "http://portal.example/login"}}),
        json!({"status": 400}),
        json!({"status": 405, "body": "Method Not Allowed"}),
        json!({"status": 200, "body": "<html>Sign in to the network</html>"}),
    ] {
        let app = TestApp::with_twikey().await;
        let requests = requests(&app, 2).await;
        let mut fault = fault;
        fault["path"] = json!("*");
        fault["count"] = json!(100_000);
        app.fault(fault.clone());
        for _ in 0..30 {
            app.work().await;
            app.advance(TimeDelta::minutes(15));
        }
        let staff = app.signed_in(Role::Staff).await;
        let shown = html::texts(&staff.page("/jobs").await, "main").concat();
        assert!(shown.contains("Nothing is stuck."), "{fault}: {shown}");

        // A day later people are told, though it goes on by itself.
        app.advance(TimeDelta::hours(20));
        app.work().await;
        let staff = app.signed_in(Role::Staff).await;
        let overview = html::texts(&staff.page("/").await, "main").concat();
        assert!(overview.contains("Request a mandate at Twikey"), "{fault}: {overview}");

        app.at_twikey(|world, _| world.faults.clear());
        app.advance(TimeDelta::minutes(15));
        app.work().await;
        assert_eq!(how_many(&app, &requests, State::Invited).await, 2, "{fault}");
        let shown = html::texts(&staff.page("/jobs").await, "main").concat();
        assert!(shown.contains("Nothing is stuck."), "{fault}: {shown}");
    }
}

#[actix_web::test]
async fn staff_see_stuck_requests_by_cause_with_their_customers_and_try_all_of_them_again() {
    let app = TestApp::with_twikey().await;
    let requests = requests(&app, 60).await;
    app.fault(json!({"path": "/invite", "status": 400, "code": "err_no_such_ct", "count": 55}));
    app.fault(json!({"path": "/invite", "status": 400, "code": "err_invalid_lang", "count": 5}));
    app.work().await;
    let staff = app.signed_in(Role::Staff).await;

    let overview = staff.page("/").await;
    let needs = html::texts(&overview, ".overview section:first-of-type").concat();
    assert!(needs.contains("55") && needs.contains("Request a mandate at Twikey"), "{needs}");
    assert!(!html::texts(&overview, "main a[href='/jobs']").is_empty());

    let before = app.app.db.statements();
    let page = staff.page("/jobs").await;
    let statements = app.app.db.statements() - before;
    assert!(statements <= 8, "{statements} statements for 60 rows");
    let rows = html::texts(&page, "main tbody tr");
    assert_eq!(rows.len(), 60);
    for (customer, mandate) in &requests {
        assert!(rows.iter().any(|row| row.contains(&customer.company_name)), "{}", customer.company_name);
        let link = format!("main a[href='/mandates/{}']", mandate.id);
        assert_eq!(html::texts(&page, &link).len(), 1);
    }

    // Only what is stuck for this cause; and pressing twice does no more.
    for _ in 0..2 {
        let response = staff.submit("/jobs", "/jobs/attempts", &[("cause", "twikey.err_no_such_ct")]).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
    }
    app.work().await;
    assert_eq!(how_many(&app, &requests, State::Invited).await, 55);
    assert_eq!(html::texts(&staff.page("/jobs").await, "main tbody tr").len(), 5);
    assert_eq!(app.at_twikey(|world, _| world.mandates.len()), 55, "each was asked for once");
}

#[actix_web::test]
async fn all_mails_that_one_cause_holds_up_go_out_together_and_refunds_are_not_repeated_with_them() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mut tx = app.app.db.write().await.unwrap();
    let (message, refund, invoice) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    tx.query(
        "INSERT INTO messages (id, customer_id, kind, channel, language, recipient, subject, body, state, error_code, created_at)
         VALUES ($1, $2, 'credit_note', 'email', 'nl', 'els@peeters.example', 'Factuur', '<p>x</p>', 'failed', 'mail.login', $3)",
    )
    .bind(message)
    .bind(customer.id)
    .bind(app.clock.now())
    .execute()
    .await
    .unwrap();
    jobs::enqueue(&mut tx, app.clock.now(), &Task::SendMessage { message }).await.unwrap();
    jobs::enqueue(&mut tx, app.clock.now(), &Task::GiveBack { refund, invoice }).await.unwrap();
    tx.query("UPDATE jobs SET error_code = 'mail.login', failed_at = created_at").execute().await.unwrap();
    tx.commit().await.unwrap();

    let staff = app.signed_in(Role::Staff).await;
    staff.submit("/jobs", "/jobs/attempts", &[("cause", "mail.login")]).await;
    app.work().await;

    let mut tx = app.app.db.read().await.unwrap();
    let (state,): (String,) = tx.query("SELECT state FROM messages").one().await.unwrap();
    assert_eq!(state, "sent");
    let stuck: Vec<(String,)> = tx.query("SELECT kind FROM jobs WHERE failed_at IS NOT NULL").all().await.unwrap();
    assert_eq!(stuck, [("give_back".to_owned(),)]);
}
