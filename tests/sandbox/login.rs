use chrono::TimeDelta;
use mandato::sandbox::API_KEY;
use reqwest::Method;
use serde_json::json;

use crate::helpers::{Answer, Client, Twikey, settings};

#[tokio::test]
async fn a_login_gives_a_token_in_header_and_body() {
    let twikey = Twikey::start().await;

    let answer = twikey.client.post("", &[("apiToken", API_KEY)]).await;

    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["Authorization"], answer.header("authorization").unwrap());
    assert_eq!(answer.header("x-merchant-id"), Some("4521"));
}

#[tokio::test]
async fn every_usual_way_to_write_the_base_address_works() {
    let twikey = Twikey::start().await;
    let base = twikey.sandbox.public_url();
    let logins = ["/creditor", "/creditor/", "/api/creditor", "//creditor//"];

    for path in logins {
        let answer = Answer::of(twikey.client.http.post(format!("{base}{path}")).form(&[("apiToken", API_KEY)])).await;
        assert_eq!(answer.status, 200, "{path}");
    }
    assert_eq!(twikey.client.get("//mandate").await.status, 200);
    assert_eq!(twikey.client.get("/mandate/").await.status, 200);
}

#[tokio::test]
async fn a_wrong_api_key_is_refused_in_the_callers_language() {
    let twikey = Twikey::start().await;

    let request = twikey.client.request(Method::POST, "").form(&[("apiToken", "WRONG")]);
    let answer = Answer::of(request.header("Accept-Language", "de-AT, en;q=0.5")).await;

    assert_eq!(answer.status, 400);
    assert_eq!(answer.header("apierror"), Some("err_no_login"));
    assert_eq!(answer.header("apierrorcode"), Some("err_no_login"));
    assert_eq!(answer.text, r#"{"code":"err_no_login","message":"Nicht angemeldet","extra":null}"#);
}

#[tokio::test]
async fn a_token_ends_with_logout_and_after_a_day() {
    let twikey = Twikey::start().await;
    let other = Client::login(&twikey.sandbox, API_KEY).await;

    assert_eq!(other.get("").await.status, 204);
    let answer = other.get("/mandate").await;
    assert_eq!((answer.status.as_u16(), answer.code()), (401, "err_no_login"));

    twikey.advance(TimeDelta::hours(23));
    assert_eq!(twikey.client.get("/mandate").await.status, 200);
    twikey.advance(TimeDelta::hours(1));
    assert_eq!(twikey.client.get("/mandate").await.status, 401);
}

#[tokio::test]
async fn after_so_many_logins_in_a_quarter_of_an_hour_the_next_must_wait() {
    let twikey = Twikey::start().await;
    twikey.console(Method::PUT, "/settings", json!({ "logins_per_quarter": 5 })).await;
    for _ in 1..5 {
        assert_eq!(twikey.client.post("", &[("apiToken", API_KEY)]).await.status, 200);
    }

    let refused = twikey.client.post("", &[("apiToken", API_KEY)]).await;

    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("x-rate-limit-retry-after-seconds"), Some("900"));
    assert_eq!(refused.text, "");
    twikey.advance(TimeDelta::minutes(15));
    assert_eq!(twikey.client.post("", &[("apiToken", API_KEY)]).await.status, 200);
}

#[tokio::test]
async fn with_enhanced_security_a_login_needs_the_one_time_password() {
    let mut settings = settings();
    settings.private_key = Some("FC7BDEDA40BA9C5B292EE7A8331A55EDE20A61F9".into());
    let now = "2026-01-01T00:26:00Z".parse().unwrap();
    settings.clock = mandato::clock::Clock::frozen(chrono_tz::UTC, now);
    let twikey = Twikey::with(settings).await;
    let login = async |otp: &str| twikey.client.post("", &[("apiToken", API_KEY), ("otp", otp)]).await.status;

    assert_eq!(login("").await, 400);
    assert_eq!(login("1234").await, 400);
    // Leading zeros do not matter: Twikey's clients differ in them.
    assert_eq!(login("4048759").await, 200);
    assert_eq!(login("04048759").await, 200);
    twikey.advance(TimeDelta::seconds(30));
    assert_eq!(login("4048759").await, 200);
    twikey.advance(TimeDelta::seconds(30));
    assert_eq!(login("4048759").await, 400);
}

#[tokio::test]
async fn unknown_addresses_are_refused_in_twikeys_shape() {
    let twikey = Twikey::start().await;

    let answer = twikey.client.get("/invoice/42").await;

    assert_eq!((answer.status.as_u16(), answer.code()), (400, "err_not_found"));
    assert_eq!(answer.header("apierrorcode"), Some("err_not_found"));
}
