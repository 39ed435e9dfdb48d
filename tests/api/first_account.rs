//! The first start: the link by which the first account is made, and when it is worth nothing any more.

use futures_util::future::join_all;
use mandato::{
    accounts::{self, command::Command},
    i18n::Language,
    user::Role,
};
use reqwest::StatusCode;
use secrecy::ExposeSecret;

use crate::support::{Browser, PASSWORD, TestApp, csrf, html, location, read};

const GOOD: [(&str, &str); 3] = [("name", "Kim"), ("email", "kim@company.example"), ("password", PASSWORD)];

/// The path of a fresh link.
async fn link(app: &TestApp) -> String {
    let link = accounts::setup::link_if_needed(&app.app).await.unwrap().expect("nobody can sign in yet");
    link.strip_prefix(&app.app.config.public_url.to_string()).unwrap().to_owned()
}

async fn status(browser: &Browser, path: &str) -> StatusCode {
    browser.get(path).send().await.unwrap().status()
}

async fn number_of_accounts(app: &TestApp) -> i64 {
    let mut tx = app.app.db.read().await.unwrap();
    let (number,): (i64,) = tx.query("SELECT COUNT(*) FROM users").one().await.unwrap();
    number
}

/// Returns when a change of this portal waits for another one.
async fn has_to_wait(app: &TestApp) {
    loop {
        tokio::task::yield_now().await;
        let (waiting,): (i64,) = if app.app.config.database_url.expose_secret().starts_with("sqlite") {
            // There is one writer: whoever has hashed the password waits for it.
            (i64::from(app.app.hashing.count() == 2 && app.app.hashing.kept() > 0),)
        } else {
            let mut tx = app.app.db.read().await.unwrap();
            let statement = "SELECT COUNT(*) FROM pg_stat_activity
                             WHERE datname = current_database() AND wait_event_type = 'Lock'";
            tx.query(statement).one().await.unwrap()
        };
        if waiting > 0 {
            return;
        }
    }
}

#[actix_web::test]
async fn the_set_up_link_makes_the_first_administrator_once() {
    let app = TestApp::start().await;
    let path = link(&app).await;
    let browser = app.browser();

    let obvious = [("name", "Kim"), ("email", "kim@company.example"), ("password", "password1234")];
    let refused = browser.submit(&path, &path, &obvious).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = read(refused).await;
    assert_eq!(html::attribute(&page, "input[name=name]", "value").as_deref(), Some("Kim"));

    assert_eq!(location(&browser.submit(&path, &path, &GOOD).await), "/");
    browser.page("/jobs").await;

    assert_eq!(status(&app.browser(), &path).await, StatusCode::NOT_FOUND);
    assert!(accounts::setup::link_if_needed(&app.app).await.unwrap().is_none());
}

#[actix_web::test]
async fn the_set_up_link_is_worth_nothing_once_there_is_an_account_however_it_was_made() {
    let app = TestApp::start().await;
    let path = link(&app).await;
    let browser = app.browser();
    let token = csrf(&browser.page(&path).await);

    app.make_user("lou@company.example", Role::Staff, Language::En).await;

    assert_eq!(status(&browser, &path).await, StatusCode::NOT_FOUND);
    assert_eq!(browser.post(&path, &token, &GOOD).await.status(), StatusCode::NOT_FOUND);
    assert!(accounts::setup::link_if_needed(&app.app).await.unwrap().is_none(), "the log offers it no more");
    let disable = Command::Disable { email: "lou@company.example".into() };
    accounts::command::run(&app.app.db, &app.clock, disable).await.unwrap();
    assert_eq!(browser.post(&path, &token, &GOOD).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(number_of_accounts(&app).await, 1);
}

#[actix_web::test]
async fn a_link_that_a_version_before_left_beside_accounts_is_worth_nothing() {
    let app = TestApp::start().await;
    let path = link(&app).await;
    let browser = app.browser();
    let token = csrf(&browser.page(&path).await);
    app.make_user("lou@company.example", Role::Staff, Language::En).await;
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE setup_links SET used_at = NULL").execute().await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(status(&browser, &path).await, StatusCode::NOT_FOUND);
    assert_eq!(browser.post(&path, &token, &GOOD).await.status(), StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn several_who_use_the_set_up_link_at_once_make_one_account() {
    let app = TestApp::start().await;
    let path = link(&app).await;
    let names: Vec<String> = (0..6).map(|index| format!("kim{index}@company.example")).collect();
    let browser = app.browser();
    let token = csrf(&browser.page(&path).await);
    let sent = names.iter().map(async |name| {
        let fields = [("name", "Kim"), ("email", name.as_str()), ("password", PASSWORD)];
        browser.post(&path, &token, &fields).await.status()
    });

    let answers = join_all(sent).await;

    let made = answers.iter().filter(|status| **status == StatusCode::SEE_OTHER).count();
    assert_eq!(made, 1, "{answers:?}");
    assert!(
        answers.iter().all(|status| [StatusCode::SEE_OTHER, StatusCode::NOT_FOUND].contains(status)),
        "{answers:?}"
    );
    assert_eq!(number_of_accounts(&app).await, 1);
}

#[actix_web::test]
async fn an_account_that_is_being_made_elsewhere_comes_before_the_set_up_link() {
    let app = TestApp::start().await;
    let path = link(&app).await;
    let browser = app.browser();
    let token = csrf(&browser.page(&path).await);
    let password = mandato::passwords::Password::check(PASSWORD, "lou@company.example").unwrap();
    let password_hash = app.app.hashing.hash(password).await.unwrap();
    let user = accounts::NewUser {
        email: "lou@company.example".into(),
        name: "Lou".into(),
        role: Role::Admin,
        language: Language::En,
        password_hash,
    };

    // Written and not yet committed, as by a command in another process; then somebody sends the form.
    let mut tx = app.app.db.write().await.unwrap();
    accounts::create_user(&mut tx, app.clock.now(), user).await.unwrap();
    let sent = browser.post(&path, &token, &GOOD);
    tokio::pin!(sent);
    let early = tokio::select! {
        answer = &mut sent => Some(answer),
        () = has_to_wait(&app) => None,
    };
    tx.commit().await.unwrap();
    let answer = match early {
        Some(answer) => answer,
        None => sent.await,
    };

    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(number_of_accounts(&app).await, 1);
}

#[actix_web::test]
async fn a_flood_of_set_up_links_that_are_none_hashes_nothing() {
    let app = TestApp::start().await;
    let path = link(&app).await;
    let browser = app.browser();
    let token = csrf(&browser.page(&path).await);

    let guesses: Vec<String> = (0..120).map(|index| format!("/setup/{index:048x}")).collect();
    let sent = guesses.iter().map(async |guess| {
        let answer = browser.post(guess, &token, &GOOD).await;
        (answer.status(), answer.headers().get("retry-after").is_some())
    });
    let answers = join_all(sent).await;

    assert_eq!((app.app.hashing.count(), app.app.hashing.kept()), (0, 0));
    let turned_away = (StatusCode::TOO_MANY_REQUESTS, true);
    assert!(answers.iter().all(|answer| *answer == turned_away || answer.0 == StatusCode::NOT_FOUND), "{answers:?}");
    assert!(answers.contains(&turned_away), "an address has to wait after a while");
}
