//! Guesses at passwords: how many are looked at, who has to wait, and who has not.

use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::join_all;
use mandato::{i18n::Language, user::Role};
use reqwest::{Method, Response, StatusCode};
use tokio::time::sleep;

use crate::support::{Browser, PASSWORD, TestApp, csrf, html, location, read};

const KIM: &str = "kim@company.example";
const LOU: &str = "lou@company.example";

/// Somebody with a browser, at an address.
pub struct Somebody {
    pub browser: Browser,
    token: String,
    address: String,
}

impl Somebody {
    pub async fn at(app: &TestApp, address: &str) -> Self {
        Self::with(app.browser(), address).await
    }

    pub async fn with(browser: Browser, address: &str) -> Self {
        let token = csrf(&browser.page("/login").await);
        Self { browser, token, address: address.to_owned() }
    }

    pub async fn signs_in(&self, name: &str, password: &str) -> Response {
        let fields = [("email", name), ("password", password), ("csrf", &self.token)];
        let request = self.browser.request(Method::POST, "/login").header("x-forwarded-for", &self.address);
        request.form(&fields).send().await.unwrap()
    }

    async fn guesses(&self, name: &str) -> StatusCode {
        self.signs_in(name, "a guess at the password").await.status()
    }
}

/// Guesses of so many people at once, each at the name that is made for it, and how many of them were looked at.
async fn at_once(app: &TestApp, people: &[Somebody], name: impl Fn(usize) -> String) -> (u64, Vec<StatusCode>) {
    let before = app.app.hashing.count();
    let names: Vec<String> = (0..people.len()).map(name).collect();
    let answers = join_all(people.iter().zip(&names).map(|(somebody, name)| somebody.guesses(name))).await;
    (app.app.hashing.count() - before, answers)
}

async fn people(app: &TestApp, number: usize, address: impl Fn(usize) -> String) -> Vec<Somebody> {
    let browser = app.browser();
    let token = csrf(&browser.page("/login").await);
    let somebody = |index| Somebody { browser: browser.clone(), token: token.clone(), address: address(index) };
    (0..number).map(somebody).collect()
}

fn number_of(answers: &[StatusCode], status: StatusCode) -> usize {
    answers.iter().filter(|answer| **answer == status).count()
}

async fn with_kim() -> TestApp {
    let app = TestApp::start().await;
    app.make_user(KIM, Role::Staff, Language::En).await;
    app
}

#[actix_web::test]
async fn of_sixty_guesses_at_once_five_are_looked_at() {
    let app = with_kim().await;
    let people = people(&app, 60, |_| "192.0.2.1".into()).await;

    let (looked_at, answers) = at_once(&app, &people, |_| KIM.into()).await;

    assert_eq!(looked_at, 5);
    assert_eq!(number_of(&answers, StatusCode::UNPROCESSABLE_ENTITY), 5, "{answers:?}");
    assert_eq!(number_of(&answers, StatusCode::TOO_MANY_REQUESTS), 55, "{answers:?}");
}

#[actix_web::test]
async fn each_further_guess_waits_twice_as_long_and_the_page_says_so() {
    let app = with_kim().await;
    let somebody = Somebody::at(&app, "192.0.2.1").await;
    for _ in 0..5 {
        assert_eq!(somebody.guesses(KIM).await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    for (minutes, text) in [(1, "in a minute"), (2, "in 2 minutes"), (4, "in 4 minutes"), (8, "in 8 minutes")] {
        let refused = somebody.signs_in(KIM, PASSWORD).await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.headers()["retry-after"], (minutes * 60).to_string().as_str());
        let page = read(refused).await;
        assert!(html::text(&page).contains(text), "{}", html::text(&page));
        assert_eq!(html::attribute(&page, "input[name=email]", "value").as_deref(), Some(KIM));
        app.advance(TimeDelta::minutes(minutes));
        assert_eq!(somebody.guesses(KIM).await, StatusCode::UNPROCESSABLE_ENTITY);
    }

    app.advance(TimeDelta::minutes(16));
    assert_eq!(somebody.signs_in(KIM, PASSWORD).await.status(), StatusCode::SEE_OTHER);
    let neighbour = Somebody::at(&app, "192.0.2.1").await;
    for _ in 0..4 {
        neighbour.guesses(KIM).await;
    }
    let right = neighbour.signs_in(KIM, PASSWORD).await.status();
    assert_eq!(right, StatusCode::SEE_OTHER, "what was guessed before is forgotten, and the fifth is free");
}

#[actix_web::test]
async fn a_name_is_one_name_in_any_spelling() {
    let app = with_kim().await;
    let somebody = Somebody::at(&app, "192.0.2.1").await;
    let long = format!("{}@company.example", "k".repeat(400));
    let spellings = [
        KIM,
        "KIM@company.example",
        "  Kim@Company.Example ",
        "ＫＩＭ＠company.example",
        "kim@\u{200b}company。example",
    ];
    for spelling in spellings {
        assert_eq!(somebody.guesses(spelling).await, StatusCode::UNPROCESSABLE_ENTITY, "{spelling:?}");
    }
    for spelling in spellings {
        assert_eq!(somebody.guesses(spelling).await, StatusCode::TOO_MANY_REQUESTS, "{spelling:?}");
    }
    for other in ["kim+office@company.example", "kim@company.example.example", &long] {
        assert_eq!(somebody.guesses(other).await, StatusCode::UNPROCESSABLE_ENTITY, "{other}");
    }
    let signed_in = Somebody::at(&app, "192.0.2.2").await.signs_in("ＫＩＭ＠Company。example ", PASSWORD).await;
    assert_eq!(signed_in.status(), StatusCode::SEE_OTHER, "whatever is counted as the account also opens it");
    let mut tx = app.app.db.read().await.unwrap();
    let (longest,): (i64,) =
        tx.query("SELECT CAST(MAX(LENGTH(counted)) AS BIGINT) FROM sign_in_guesses").one().await.unwrap();
    assert_eq!(longest, 64, "nothing that was typed is kept");
}

#[actix_web::test]
async fn a_stranger_locks_nobody_out_of_an_account_but_themselves() {
    let app = with_kim().await;
    let stranger = Somebody::at(&app, "203.0.113.9").await;
    for _ in 0..5 {
        stranger.guesses(KIM).await;
    }
    assert_eq!(stranger.signs_in(KIM, PASSWORD).await.status(), StatusCode::TOO_MANY_REQUESTS);
    // On a browser that was never seen here.
    let owner = Somebody::at(&app, "192.0.2.1").await;
    assert_eq!(location(&owner.signs_in(KIM, PASSWORD).await), "/");
}

#[actix_web::test]
async fn guesses_at_an_account_from_many_networks_are_few_and_its_own_browser_goes_on() {
    let app = with_kim().await;
    let owner = Somebody::at(&app, "192.0.2.1").await;
    assert_eq!(location(&owner.signs_in(KIM, PASSWORD).await), "/");
    let strangers = people(&app, 60, |index| format!("203.0.113.{index}")).await;

    let (looked_at, answers) = at_once(&app, &strangers, |_| KIM.into()).await;

    // A slow machine turns some away unseen, and forgets them.
    assert!((10..=20).contains(&looked_at), "{looked_at}: {answers:?}");
    assert!(number_of(&answers, StatusCode::TOO_MANY_REQUESTS) >= 30, "{answers:?}");
    app.advance(TimeDelta::seconds(1));
    at_once(&app, &strangers, |_| KIM.into()).await;
    let elsewhere = Somebody::at(&app, "198.51.100.7").await;
    assert_eq!(elsewhere.signs_in(KIM, PASSWORD).await.status(), StatusCode::TOO_MANY_REQUESTS);
    let again = Somebody::with(owner.browser.clone(), "198.51.100.8").await;
    assert_eq!(again.guesses(KIM).await, StatusCode::UNPROCESSABLE_ENTITY, "the owner may err as well");
    assert_eq!(location(&again.signs_in(KIM, PASSWORD).await), "/");
}

#[actix_web::test]
async fn guesses_at_many_accounts_from_one_network_are_few() {
    let app = TestApp::start().await;
    // Whoever has an address of IPv6 has all of its network.
    let people = people(&app, 60, |index| format!("2001:db8:1:2::{index:x}")).await;

    let (looked_at, answers) = at_once(&app, &people, |index| format!("kim{index}@company.example")).await;

    assert!(looked_at <= 30, "{looked_at}");
    // On a busy machine some of those that might have guessed find no place.
    let guessed = number_of(&answers, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(guessed <= 30 && number_of(&answers, StatusCode::TOO_MANY_REQUESTS) > 0, "{answers:?}");
    let next = Somebody::at(&app, "2001:db8:1:3::1").await;
    assert_eq!(next.guesses("kim@company.example").await, StatusCode::UNPROCESSABLE_ENTITY);
}

#[actix_web::test]
async fn who_signs_in_often_from_one_office_is_not_counted() {
    let app = with_kim().await;
    for _ in 0..40 {
        let somebody = Somebody::at(&app, "192.0.2.1").await;
        assert_eq!(somebody.signs_in(KIM, PASSWORD).await.status(), StatusCode::SEE_OTHER);
    }
}

#[actix_web::test]
async fn a_browser_is_known_to_its_own_account_until_the_password_changes() {
    let app = with_kim().await;
    let lou = app.make_user(LOU, Role::Staff, Language::En).await;
    let owner = Somebody::at(&app, "192.0.2.1").await;
    owner.signs_in(KIM, PASSWORD).await;
    let owner = Somebody::with(owner.browser, "192.0.2.1").await;
    owner.signs_in(LOU, PASSWORD).await;
    for name in [KIM, LOU] {
        at_once(&app, &people(&app, 20, |index| format!("203.0.113.{index}")).await, |_| name.into()).await;
        app.advance(TimeDelta::seconds(1));
    }
    let owner = Somebody::with(owner.browser, "192.0.2.1").await;
    assert_eq!(location(&owner.signs_in(KIM, PASSWORD).await), "/", "two colleagues share the browser");

    let admin = app.signed_in(Role::Admin).await;
    let sheet = format!("/users/{lou}");
    let changed = [("name", "Lou"), ("role", "staff"), ("language", "en"), ("password", "der Wind kommt von rechts")];
    assert_eq!(location(&admin.submit(&sheet, &sheet, &changed).await), "/users");
    let owner = Somebody::with(owner.browser, "192.0.2.1").await;
    let lou = owner.signs_in(LOU, "der Wind kommt von rechts").await.status();
    assert_eq!(lou, StatusCode::TOO_MANY_REQUESTS, "a stranger again");

    let form = app.browser().get("/login").send().await.unwrap();
    let visit = form.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let token = csrf(&read(form).await);
    let forged = format!("{visit}; mandato_browser={}.{}", "0".repeat(32), "0".repeat(64));
    let fields = [("email", KIM), ("password", PASSWORD), ("csrf", &token)];
    let sent =
        app.browser().request(Method::POST, "/login").header("cookie", forged).form(&fields).send().await.unwrap();
    assert_eq!(sent.status(), StatusCode::TOO_MANY_REQUESTS, "nobody can make the cookie");
}

#[actix_web::test]
async fn a_browser_that_is_known_has_five_guesses_as_well() {
    let app = with_kim().await;
    let owner = Somebody::at(&app, "192.0.2.1").await;
    owner.signs_in(KIM, PASSWORD).await;
    let token = csrf(&owner.browser.page("/").await);
    owner.browser.post("/logout", &token, &[]).await;
    let token = csrf(&owner.browser.page("/login").await);
    let thief = |index| Somebody {
        browser: owner.browser.clone(),
        token: token.clone(),
        address: format!("203.0.113.{index}"),
    };
    let thieves: Vec<Somebody> = (0..60).map(thief).collect();

    let (looked_at, _) = at_once(&app, &thieves, |_| KIM.into()).await;

    assert_eq!(looked_at, 5, "whatever their addresses");
}

#[actix_web::test]
async fn a_flood_of_sign_ins_takes_the_memory_of_two_and_the_rest_is_told_to_come_back() {
    let app = with_kim().await;
    let flood = people(&app, 120, |index| format!("203.0.113.{index}")).await;
    let sent = flood.iter().enumerate().map(async |(index, somebody)| {
        let answer = somebody.signs_in(&format!("nobody{index}@company.example"), "a guess at it").await;
        (answer.status(), answer.headers().get("retry-after").is_some())
    });

    let answers = join_all(sent).await;

    let usual = [(StatusCode::UNPROCESSABLE_ENTITY, false), (StatusCode::SERVICE_UNAVAILABLE, true)];
    assert!(answers.iter().all(|answer| usual.contains(answer)), "{answers:?}");
    assert!(app.app.hashing.kept() <= 2 * 20 * 1024 * 1024, "{}", app.app.hashing.kept());
    let signed_in = Somebody::at(&app, "203.0.113.119").await.signs_in(KIM, PASSWORD).await;
    assert_eq!(signed_in.status(), StatusCode::SEE_OTHER, "it passes");
}

#[actix_web::test]
async fn whoever_is_told_to_come_back_has_not_guessed() {
    let app = with_kim().await;
    let busy = (0..60).map(async |_| {
        loop {
            let _ = app.app.hashing.is_right("somebody else's".to_owned(), None).await;
            sleep(Duration::from_millis(1)).await;
        }
    });
    // Whoever finds a place between the others begins anew: with the password all guesses are forgiven.
    let turned_away = async {
        let mut in_a_row = 0;
        let mut owner = Somebody::at(&app, "192.0.2.1").await;
        while in_a_row < 12 {
            match owner.signs_in(KIM, PASSWORD).await.status() {
                StatusCode::SERVICE_UNAVAILABLE => in_a_row += 1,
                StatusCode::SEE_OTHER => (in_a_row, owner) = (0, Somebody::at(&app, "192.0.2.1").await),
                other => panic!("{other} after {in_a_row} times 503"),
            }
        }
        owner
    };
    let owner = tokio::select! {
        owner = turned_away => owner,
        _ = join_all(busy) => unreachable!("they never end"),
    };
    let mut status = StatusCode::SERVICE_UNAVAILABLE;
    while status == StatusCode::SERVICE_UNAVAILABLE {
        status = owner.signs_in(KIM, PASSWORD).await.status();
    }
    assert_eq!(status, StatusCode::SEE_OTHER);
}
