use std::net::TcpListener;

use actix_web::HttpResponse;
use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;

use super::{super::fake::Fake, *};

fn clock() -> Clock {
    Clock::frozen(chrono_tz::Europe::Brussels, "2026-11-23T12:00:00Z".parse().unwrap())
}

fn client_at(url: &str, clock: &Clock) -> Client {
    let api_key = "SECRET-API-KEY".into();
    let api_url = url.parse().unwrap();
    let credentials = Credentials { api_url, api_key, private_key: None, website_key: None, link_hosts: Vec::new() };
    Client::new(credentials, &Authorities::default(), clock.clone()).unwrap()
}

fn client(fake: &Fake) -> Client {
    client_at(&fake.url, &clock())
}

/// The n-th login gives the token `token-n`.
fn logged_in(n: usize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("Authorization", format!("token-{n}")))
        .insert_header(("X-MERCHANT-ID", "4521"))
        .json(json!({ "Authorization": format!("token-{n}") }))
}

fn empty_page() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "Messages": [] }))
}

#[actix_web::test]
async fn ten_calls_at_once_log_in_once() {
    let fake = Fake::start(|request, n| if request.is_login() { logged_in(n) } else { empty_page() });
    let client = client(&fake);
    for page in join_all((0..10).map(|_| client.mandate_feed(None))).await {
        assert_eq!(page.unwrap().entries, []);
    }
    assert_eq!(fake.logins(), 1);
    assert_eq!(fake.requests()[0].body, "apiToken=SECRET-API-KEY");
    assert!(fake.requests()[1..].iter().all(|request| request.header("authorization") == Some("token-0")));
}

#[actix_web::test]
async fn a_session_that_twikey_forgot_is_renewed_once_for_all_who_used_it() {
    for refusal in [HttpResponse::Unauthorized as fn() -> actix_web::HttpResponseBuilder, || {
        let mut answer = HttpResponse::BadRequest();
        answer.insert_header(("ApiErrorCode", "err_no_login"));
        answer
    }] {
        let fake = Fake::start(move |request, n| match request.header("authorization") {
            None => logged_in(n),
            Some("token-0") => refusal().finish(),
            Some(_) => empty_page(),
        });
        let client = client(&fake);
        for page in join_all((0..5).map(|_| client.mandate_feed(None))).await {
            page.unwrap();
        }
        assert_eq!(fake.logins(), 2);
    }
}

#[actix_web::test]
async fn a_call_that_stays_refused_is_repeated_only_once() {
    let fake =
        Fake::start(|request, n| if request.is_login() { logged_in(n) } else { HttpResponse::Unauthorized().finish() });
    let error = client(&fake).mandate_feed(None).await.unwrap_err();
    assert_eq!((error.code(), error.is_temporary()), ("twikey.intercepted:401", true));
    assert_eq!((fake.logins(), fake.requests().len()), (2, 4));
}

#[actix_web::test]
async fn a_session_is_used_for_23_hours() {
    let fake = Fake::start(|request, n| if request.is_login() { logged_in(n) } else { empty_page() });
    let clock = clock();
    let client = client_at(&fake.url, &clock);
    client.mandate_feed(None).await.unwrap();
    clock.advance(TimeDelta::hours(23) - TimeDelta::seconds(1));
    client.mandate_feed(None).await.unwrap();
    assert_eq!(fake.logins(), 1);
    clock.advance(TimeDelta::seconds(1));
    client.mandate_feed(None).await.unwrap();
    assert_eq!(fake.logins(), 2);
}

#[actix_web::test]
async fn a_login_that_has_to_wait_is_not_tried_before_its_time() {
    let fake = Fake::start(|request, n| match (request.is_login(), n) {
        (true, 0) => {
            HttpResponse::TooManyRequests().insert_header(("X-Rate-Limit-Retry-After-Seconds", "1009")).finish()
        }
        (true, n) => logged_in(n),
        (false, _) => empty_page(),
    });
    let clock = clock();
    let client = client_at(&fake.url, &clock);
    for page in join_all((0..10).map(|_| client.mandate_feed(None))).await {
        let error = page.unwrap_err();
        assert_eq!(error.retry_after(), Some(TimeDelta::seconds(1009)));
        assert!(!error.is_unclear());
    }
    clock.advance(TimeDelta::seconds(1000));
    assert_eq!(client.mandate_feed(None).await.unwrap_err().retry_after(), Some(TimeDelta::seconds(9)));
    assert_eq!(fake.logins(), 1);
    clock.advance(TimeDelta::seconds(9));
    client.mandate_feed(None).await.unwrap();
    assert_eq!(fake.logins(), 2);
}

#[actix_web::test]
async fn a_wrong_key_needs_a_person_however_twikey_says_so() {
    for answer in [
        || HttpResponse::BadRequest().insert_header(("ApiErrorCode", "err_no_login")).finish(),
        || HttpResponse::Ok().insert_header(("ApiError", "err_no_login")).finish(),
        || HttpResponse::Forbidden().json(json!({"code": "err_no_login"})),
    ] {
        let fake = Fake::start(move |_, _| answer());
        let error = client(&fake).check_login().await.unwrap_err();
        assert_eq!((error.code(), error.is_temporary()), (code::NO_LOGIN, false));
    }
}

#[actix_web::test]
async fn a_page_of_somebody_elses_instead_of_an_answer_is_temporary() {
    let html = || HttpResponse::Ok().content_type("text/html").body("<h1>Maintenance</h1>");
    let at_login = Fake::start(move |_, _| html());
    let error = client(&at_login).mandate_feed(None).await.unwrap_err();
    assert_eq!((error.code(), error.is_temporary(), error.is_unclear()), (code::UNREADABLE, true, false));

    let later = Fake::start(move |request, n| if request.is_login() { logged_in(n) } else { html() });
    let error = client(&later).mandate_feed(None).await.unwrap_err();
    assert_eq!((error.code(), error.is_temporary(), error.is_unclear()), (code::UNREADABLE, true, true));
    assert!(client(&later).mandate_pdf("ACME00012").await.is_err());
}

/// Every call that the client makes, and how it ends.
async fn every_call(client: &Client) -> Vec<(&'static str, Result<()>)> {
    let id = uuid::Uuid::from_u128(7);
    let day = "2026-11-23".parse().unwrap();
    let debtor = super::super::Debtor::default;
    let invite = Invite { template: 1, debtor: debtor(), token: None, expires_at: None, send_by_twikey: false };
    let invoice = super::super::NewInvoice {
        id,
        number: "R1".into(),
        remittance: None,
        reference: "1".into(),
        template: 1,
        amount: crate::domain::money::Cents(100),
        paid: crate::domain::money::Cents::ZERO,
        issued_on: day,
        due_on: day,
        language: crate::i18n::Language::En,
        payer: super::super::Payer::Mandate("A".into()),
        manual: true,
        pdf: None,
        redirect: None,
        credits: None,
    };
    let invoices = [invoice];
    let collect = super::super::InvoiceAction::Collect;
    let archived = super::super::PutState::Archived;
    vec![
        ("check_login", client.check_login().await.map(drop)),
        ("invite", client.invite(&invite).await.map(drop)),
        ("sign_by_sms", client.sign_by_sms(&SmsSignature { template: 1, debtor: debtor() }).await.map(drop)),
        ("mandate_feed", client.mandate_feed(None).await.map(drop)),
        ("mandate_detail", client.mandate_detail("A", true).await.map(drop)),
        ("find_mandates", client.find_mandates("C").await.map(drop)),
        ("cancel", client.cancel("A", "why", false).await),
        ("update", client.update("A", Change::Suspend).await),
        ("action", client.action("A", Action::Reminder(1)).await),
        ("mandate_pdf", client.mandate_pdf("A").await.map(drop)),
        ("create_invoice", client.create_invoice(&invoices[0]).await.map(drop)),
        ("create_invoices", client.create_invoices(&invoices).await.map(drop)),
        ("batch", client.batch("b").await.map(drop)),
        ("invoice", client.invoice(id).await.map(drop)),
        ("put_invoice", client.put_invoice(id, archived, day, day).await),
        ("delete_invoice", client.delete_invoice(id).await),
        ("invoice_action", client.invoice_action(id, &collect).await),
        ("invoice_feed", client.invoice_feed(None).await.map(drop)),
        ("payment_feed", client.payment_feed(None).await.map(drop)),
    ]
}

/// Statuses, content types and bodies of what stands between us and Twikey.
fn strangers() -> Vec<(u16, &'static str, &'static str)> {
    let mut strangers = Vec::new();
    for status in [
        200, 203, 206, 300, 301, 302, 304, 307, 400, 401, 402, 403, 404, 405, 407, 410, 413, 414, 418, 421, 426, 431,
        451, 499, 500, 502, 503, 504, 511, 530,
    ] {
        for (kind, body) in [
            ("text/html", "<html><form>Sign in to the network</form></html>"),
            ("application/json", "<!DOCTYPE html>"),
            ("text/plain", "blocked by policy"),
            ("text/html", ""),
        ] {
            // A yes without a word is Twikey's way, too.
            if status >= 300 || !body.is_empty() {
                strangers.push((status, kind, body));
            }
        }
    }
    strangers
}

#[actix_web::test]
async fn what_somebody_else_answers_is_trouble_of_the_way_for_every_call() {
    for (status, kind, body) in strangers() {
        let strange = move || {
            let status = actix_web::http::StatusCode::from_u16(status).unwrap();
            HttpResponse::build(status).content_type(kind).body(body)
        };
        let later = Fake::start(move |request, n| if request.is_login() { logged_in(n) } else { strange() });
        let at_login = Fake::start(move |_, _| strange());
        for (fake, is_login) in [(&later, false), (&at_login, true)] {
            for (call, ending) in every_call(&client(fake)).await {
                if call == "check_login" && !is_login {
                    continue;
                }
                let error = ending.expect_err(call);
                assert!(error.is_temporary(), "{call}: {status} {kind} {body:?} needs a person: {}", error.code());
                assert!(is_login != error.is_unclear(), "{call}: {status}: {}", error.code());
            }
        }
    }
}

#[actix_web::test]
async fn what_twikey_refuses_in_its_own_words_is_an_answer_for_every_call() {
    for status in [400, 401, 403, 404, 409, 422] {
        let fake = Fake::start(move |request, n| {
            let status = actix_web::http::StatusCode::from_u16(status).unwrap();
            if request.is_login() {
                logged_in(n)
            } else {
                HttpResponse::build(status).json(json!({"code": "err_invalid_iban"}))
            }
        });
        for (call, ending) in every_call(&client(&fake)).await {
            if call != "check_login" {
                let error = ending.expect_err(call);
                assert_eq!((error.code(), error.is_temporary()), ("twikey.err_invalid_iban", false), "{call} {status}");
            }
        }
    }
}

#[actix_web::test]
async fn a_connection_that_is_refused_leaves_nothing_open_and_one_that_breaks_does() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client_at(&url, &clock()).mandate_feed(None).await.unwrap_err();
    assert_eq!((error.code(), error.is_temporary(), error.is_unclear()), (code::UNREACHABLE, true, false));

    // Promises more than it sends, then hangs up.
    let fake = Fake::start(|request, n| {
        if request.is_login() {
            return logged_in(n);
        }
        let broken =
            futures_util::stream::iter([Ok(actix_web::web::Bytes::from("{")), Err(std::io::Error::other("gone"))]);
        HttpResponse::Ok().streaming(broken)
    });
    let error = client(&fake).mandate_feed(None).await.unwrap_err();
    assert_eq!((error.code(), error.is_temporary(), error.is_unclear()), (code::NO_ANSWER, true, true));
}

#[actix_web::test]
async fn requests_are_written_as_twikey_reads_them() {
    let fake = Fake::start(|request, n| match request.line.as_str() {
        _ if request.is_login() => logged_in(n),
        line if line.starts_with("GET /creditor/mandate/query") => {
            HttpResponse::BadRequest().json(json!({"code": "err_not_found", "extra": "C/1"}))
        }
        line if line.starts_with("GET /creditor/mandate?") => empty_page(),
        _ => HttpResponse::NoContent().finish(),
    });
    let client = client(&fake);
    client.mandate_feed(Some(7)).await.unwrap();
    assert_eq!(client.find_mandates("C/1 &").await.unwrap(), []);
    client.cancel("A/1", "moved away", false).await.unwrap();
    client.update("A/1", Change::Suspend).await.unwrap();
    client.action("A/1?", Action::Reminder(2)).await.unwrap();

    let requests = &fake.requests()[1..];
    let lines: Vec<_> = requests.iter().map(|request| request.line.as_str()).collect();
    assert_eq!(
        lines,
        [
            "GET /creditor/mandate?include=seq&include=mandate&include=person&include=signature&include=cancelled_mandate",
            "GET /creditor/mandate/query?customerNumber=C%2F1+%26&page=0",
            "DELETE /creditor/mandate?mndtId=A%2F1&rsn=moved+away&notify=false",
            "POST /creditor/mandate/update",
            "POST /creditor/mandate/A%2F1%3F/action",
        ]
    );
    assert_eq!(requests[0].header("x-resume-after"), Some("7"));
    assert_eq!(requests[0].header("accept-language"), Some("en"));
    assert!(requests[0].header("user-agent").unwrap().starts_with("Mandato/"));
    assert_eq!(requests[3].body, "mndtId=A%2F1&state=passive");
    assert_eq!(requests[4].body, "type=reminder&reminder=2");
}

#[actix_web::test]
async fn the_login_says_whose_account_it_is() {
    let fake = Fake::start(|_, n| logged_in(n));
    assert_eq!(client(&fake).check_login().await, Ok(Login { merchant: Some(4521) }));
}

#[test]
fn a_setup_that_cannot_work_is_refused_without_telling_secrets() {
    let credentials = |api_url: &str, api_key: &str, private_key: Option<&str>| Credentials {
        api_url: api_url.parse().unwrap(),
        api_key: api_key.into(),
        private_key: private_key.map(Into::into),
        website_key: None,
        link_hosts: Vec::new(),
    };
    let error = |credentials| Client::new(credentials, &Authorities::default(), clock()).err().unwrap();
    assert!(matches!(error(credentials("ftp://api.twikey.com", "KEY", None)), SetupError::Address));
    assert!(matches!(error(credentials("https://api.twikey.com", "", None)), SetupError::ApiKey));
    let odd = error(credentials("https://api.twikey.com", "KEY", Some("not hexadecimal")));
    assert!(matches!(odd, SetupError::PrivateKey));
    assert!(!format!("{:?}", credentials("http://api.twikey.com", "KEY-1", Some("KEY-2"))).contains("KEY-"));
}
