//! Twikey rings: who is believed, and what is written down.

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use mandato::{
    mandates::{Scheme, State},
    sandbox::{self, state::World},
};
use reqwest::StatusCode;

use crate::support::{TestApp, make, twikey::IBAN};

/// As Twikey signs, written down once more so that a mistake in the portal cannot cancel itself out.
pub fn signature(decoded_query: &str) -> String {
    let mut hmac = Hmac::<sha2::Sha256>::new_from_slice(sandbox::API_KEY.as_bytes()).unwrap();
    hmac.update(decoded_query.as_bytes());
    hex::encode_upper(hmac.finalize().into_bytes())
}

async fn ring(app: &TestApp, query: &str, signature: Option<&str>) -> reqwest::Response {
    let mut request = app.browser().get(&format!("/twikey/webhook?{query}"));
    if let Some(signature) = signature {
        request = request.header("X-Signature", signature);
    }
    request.send().await.unwrap()
}

async fn waiting(app: &TestApp) -> Vec<String> {
    let mut tx = app.app.db.read().await.unwrap();
    let rows: Vec<(String,)> = tx.query("SELECT kind FROM jobs WHERE done_at IS NULL ORDER BY id").all().await.unwrap();
    rows.into_iter().map(|(kind,)| kind).collect()
}

#[actix_web::test]
async fn whoever_is_not_twikey_is_told_nothing_and_changes_nothing() {
    let app = TestApp::with_twikey().await;
    let query = "type=contract&mandateNumber=CORE00001&event=Sign&state=SIGNED";
    let genuine = signature(query);
    for (query, forged) in [
        (query, None),
        (query, Some("")),
        (query, Some("F80220EBB552731D876FA8009C7C94ED5C2CFD3415D2EF126D037E5D43766909")),
        (query, Some(&genuine[..63])),
        (query, Some("not hexadecimal at all")),
        ("type=contract&mandateNumber=CORE00002&event=Sign&state=SIGNED", Some(genuine.as_str())),
        ("", Some(genuine.as_str())),
    ] {
        let answer = ring(&app, query, forged).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{query} {forged:?}");
        assert_eq!(answer.text().await.unwrap(), "");
    }
    let endless = format!("type=payment&ref={}", "x".repeat(10_000));
    assert_eq!(ring(&app, &endless, Some(&signature(&endless))).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(waiting(&app).await, [] as [&str; 0]);
}

#[actix_web::test]
async fn the_test_button_is_answered_and_rings_nothing() {
    let app = TestApp::with_twikey().await;
    app.at_twikey(World::ring_test);
    app.sandbox().webhooks_tried().await;
    let delivered = app.at_twikey(|world, _| world.deliveries.log()[0].tries[0].status);
    assert_eq!(delivered, Some(204));
    assert_eq!(waiting(&app).await, [] as [&str; 0]);
}

#[actix_web::test]
async fn callbacks_of_every_type_ring_and_a_replayed_one_rings_no_second_bell() {
    let app = TestApp::with_twikey().await;
    for query in [
        "type=contract&mandateNumber=CORE00001&event=Sign&state=SIGNED",
        "type=contract&mandateNumber=CORE00001&event=Sign&state=SIGNED",
        "type=payment&id=812589&ref=INV-2026-0042&status=paid",
        "type=brand-new&something=else",
        "type=contract&mandateNumber=UNKNOWN&event=Invite&reason=removed",
    ] {
        assert_eq!(ring(&app, query, Some(&signature(query))).await.status(), StatusCode::NO_CONTENT, "{query}");
    }
    assert_eq!(waiting(&app).await, ["read_feeds"; 2], "one for each topic");
    app.work().await;
}

#[actix_web::test]
async fn both_readings_of_a_plus_are_believed() {
    let app = TestApp::with_twikey().await;
    let query = "type=contract&mandateNumber=A&event=Cancel&reason=Klant+be%C3%ABindigd";
    for decoded in ["Klant+beëindigd", "Klant beëindigd"] {
        let signed = signature(&format!("type=contract&mandateNumber=A&event=Cancel&reason={decoded}"));
        assert_eq!(ring(&app, query, Some(&signed)).await.status(), StatusCode::NO_CONTENT, "{decoded}");
    }
    app.work().await;
}

#[actix_web::test]
async fn without_twikey_nobody_answers() {
    let app = TestApp::start().await;
    assert_eq!(ring(&app, "type=payment", Some("00")).await.status(), StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_signature_rings_and_the_record_follows() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;

    app.sign(mandate.reference.as_deref().unwrap(), IBAN);
    app.hear().await;

    assert_eq!(app.stored(&mandate).await.state, State::Signed);
}

#[actix_web::test]
async fn an_invitation_that_twikey_ends_ends_here() {
    let app = TestApp::with_twikey().await;
    let (first, second) = (make::customer(&app).await, make::customer(&app).await);
    let expired = app.invited(&first, Scheme::Core).await;
    let removed = app.invited(&second, Scheme::Core).await;

    app.at_twikey(|world, now| {
        world.expire(expired.reference.as_deref().unwrap(), now).unwrap();
        world.cancel(removed.reference.as_deref().unwrap(), "typo", "staff@acme.example", now).unwrap();
    });
    app.hear().await;

    assert_eq!(app.stored(&expired).await.state, State::Expired);
    let removed = app.stored(&removed).await;
    assert_eq!((removed.state, removed.ended_reason.as_deref()), (State::Cancelled, Some("removed")));
}

#[actix_web::test]
async fn a_replayed_end_of_an_invitation_does_not_end_a_signed_mandate() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    let reference = mandate.reference.clone().unwrap();
    app.sign(&reference, IBAN);
    app.hear().await;

    for reason in ["expired", "removed"] {
        let query = format!("type=contract&mandateNumber={reference}&event=Invite&state=PREPARED&reason={reason}");
        ring(&app, &query, Some(&signature(&query))).await;
        app.work().await;
    }

    assert_eq!(app.stored(&mandate).await.state, State::Signed);
}

#[actix_web::test]
async fn links_that_end_are_noticed_without_any_callback() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    app.lose_callbacks();

    app.advance(TimeDelta::days(59));
    mandato::tasks::schedule(&app.app).await.unwrap();
    app.work().await;
    assert_eq!(app.stored(&mandate).await.state, State::Invited);

    app.advance(TimeDelta::days(2));
    mandato::tasks::schedule(&app.app).await.unwrap();
    app.work().await;
    let stored = app.stored(&mandate).await;
    assert_eq!((stored.state, stored.ended_reason.as_deref()), (State::Expired, Some("expired")));
    assert_eq!(stored.link, None);
}

#[actix_web::test]
async fn questions_about_many_mandates_are_spread_over_time() {
    let app = TestApp::with_twikey().await;
    for _ in 0..3 {
        let customer = make::customer(&app).await;
        app.invited(&customer, Scheme::Core).await;
    }
    app.lose_callbacks();
    app.advance(TimeDelta::days(61));
    mandato::tasks::schedule(&app.app).await.unwrap();
    app.work().await;

    assert_eq!(waiting(&app).await, ["check_mandate", "check_mandate"]);
    app.advance(TimeDelta::seconds(3));
    app.work().await;
    assert_eq!(waiting(&app).await, ["check_mandate"]);
    app.advance(TimeDelta::seconds(3));
    assert!(mandato::tasks::run_one(&app.app).await.unwrap());
    assert_eq!(waiting(&app).await, [] as [&str; 0]);
}
