use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::Twikey;

#[tokio::test]
async fn a_fault_is_answered_instead_as_often_as_it_says() {
    let twikey = Twikey::start().await;
    let fault = json!({ "path": "/invite", "status": 503, "count": 2 });
    twikey.console(Method::POST, "/faults", fault).await;

    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(twikey.client.post("/invite", &[("ct", "1")]).await.status.as_u16());
    }

    assert_eq!(answers, [503, 503, 200]);
}

#[tokio::test]
async fn a_lost_answer_leaves_the_effect() {
    let twikey = Twikey::start().await;
    let fault = json!({ "path": "/invite", "status": 502, "body": "<html>Bad gateway</html>", "after": true });
    twikey.console(Method::POST, "/faults", fault).await;

    let answer = twikey.client.post("/invite", &[("ct", "1"), ("customerNumber", "C-1")]).await;

    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (502, "<html>Bad gateway</html>"));
    assert_eq!(twikey.state_of("CORE00001").await, "PREPARED");
}

#[tokio::test]
async fn a_fault_can_speak_in_twikeys_codes() {
    let twikey = Twikey::start().await;
    let faults = [
        json!({ "path": "/mandate*", "status": 400, "code": "err_not_authorised" }),
        json!({ "path": "/sign", "status": 429 }),
    ];
    for fault in faults {
        twikey.console(Method::POST, "/faults", fault).await;
    }

    let coded = twikey.client.get("/mandate/detail?mndtId=X").await;
    let limited = twikey.client.post("/sign", &[]).await;

    assert_eq!((coded.code(), coded.header("apierror")), ("err_not_authorised", Some("err_not_authorised")));
    assert_eq!(limited.header("x-rate-limit-retry-after-seconds"), Some("30"));
    let left = twikey.console(Method::GET, "/faults", Value::Null).await;
    assert_eq!(left.body, json!([]));
}

#[tokio::test]
async fn hostile_input_is_refused_and_the_sandbox_lives_on() {
    let twikey = Twikey::start().await;
    let base = twikey.sandbox.public_url();
    let http = &twikey.client.http;
    let long = "a".repeat(70_000);
    let bodies: [&[u8]; 4] = [b"\xff\xfe=%00%zz&&&=", b"ct=1&ct=2&iban=%F0%9F%92%A9", long.as_bytes(), b"{\"a\":"];
    for path in ["/creditor", "/creditor/invite", "/creditor/sign", "/creditor/mandate/update", "/creditor/nothing"] {
        for body in bodies {
            let request = http.post(format!("{base}{path}")).header("Authorization", &twikey.client.token);
            let status = request.body(body.to_vec()).send().await.unwrap().status();
            assert!(status.is_client_error(), "{path} answered {status}");
        }
    }
    for body in bodies {
        let status = http.post(format!("{base}/_sandbox/faults")).body(body.to_vec()).send().await.unwrap().status();
        assert!(status.is_client_error());
    }
    let foreign = http.post(format!("{base}/_sandbox/bank-run")).header("Sec-Fetch-Site", "cross-site").send();
    assert_eq!(foreign.await.unwrap().status(), 403);
    let far = twikey.console(Method::POST, "/clock", json!({ "advance_seconds": i64::MAX })).await;
    assert_eq!(far.status, 400);
    assert_eq!(
        twikey.console(Method::PUT, "/settings", json!({ "webhook_url": "file:///etc/passwd" })).await.status,
        400
    );
    assert_eq!(twikey.console(Method::PUT, "/settings", json!({ "unknown": 1 })).await.status, 400);
    assert_eq!(twikey.client.post("/invite", &[("ct", "1")]).await.status, 200);
}
