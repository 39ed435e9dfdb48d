//! Requesting a mandate, following it, entering it by hand, ending it; with the sandbox as Twikey and as mail server.

use chrono::TimeDelta;
use mandato::{
    customers::Customer,
    domain::mobile::Mobile,
    mandates::{self, Mandate, Scheme, State},
    sandbox::state::{mailbox::Email, mandate::Standing},
    user::Role,
};
use reqwest::{Response, StatusCode};
use scraper::Html;
use serde_json::json;
use uuid::Uuid;

use crate::support::{
    Browser, TestApp, csrf,
    form::{self, fields_of, with},
    html, location, make, read,
};

/// A customer who can be asked either way.
pub async fn reachable(app: &TestApp) -> Customer {
    make::customer_with(app, |customer| {
        customer.email = Some(format!("{}@peeters.example", customer.id.simple()).parse().unwrap());
        customer.mobile = Some(Mobile::parse("+32 470 12 34 01", customer.country).unwrap());
        customer.iban = Some("BE16645348971174".parse().unwrap());
        customer.bic = Some("JVBABE22".parse().unwrap());
    })
    .await
}

fn new_request(customer: &Customer, channel: &str) -> String {
    format!("/customers/{}/mandate-requests/new?channel={channel}", customer.id)
}

/// Opens the dialog of the channel and sends its form as it stands.
pub async fn request(browser: &Browser, customer: &Customer, channel: &str) -> Response {
    let dialog = browser.page(&new_request(customer, channel)).await;
    send(browser, customer, channel, &dialog, None).await
}

async fn send(browser: &Browser, customer: &Customer, channel: &str, dialog: &Html, body: Option<&str>) -> Response {
    let value = |selector: &str| html::attribute(dialog, selector, "value").unwrap_or_default();
    let typed = html::texts(dialog, "textarea[name=body]").join("");
    let body = body.map_or(typed, str::to_owned);
    let (id, subject) = (value("input[name=id]"), value("input[name=subject]"));
    let fields =
        [("id", id.as_str()), ("channel", channel), ("scheme", "core"), ("subject", &subject), ("body", &body)];
    browser.post(&format!("/customers/{}/mandate-requests", customer.id), &csrf(dialog), &fields).await
}

async fn mandates_of(app: &TestApp, customer: &Customer) -> Vec<Mandate> {
    let mut tx = app.app.db.read().await.unwrap();
    mandates::of_customer(&mut tx, customer.id).await.unwrap()
}

/// What the customers' mailboxes hold.
fn mails(app: &TestApp) -> Vec<Email> {
    app.sandbox().change(|world, _| world.mailbox.messages().to_vec())
}

async fn tile(browser: &Browser, customer: &Customer) -> String {
    html::text(&browser.page(&format!("/customers/{}/finance", customer.id)).await)
}

#[actix_web::test]
async fn a_mandate_requested_by_email_is_signed_and_shows_on_the_sheet() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = reachable(&app).await;

    let answer = request(&browser, &customer, "email").await;
    assert_eq!(location(&answer), format!("/customers/{}#finance", customer.id));
    let sheet = html::text(&browser.page(&format!("/customers/{}", customer.id)).await);
    assert!(sheet.contains("23 Nov 2026"), "today is the date of the request, whatever Twikey does: {sheet}");

    app.work().await;
    let mandate = mandates_of(&app, &customer).await.remove(0);
    assert_eq!(mandate.state, State::Invited);
    let mails = mails(&app);
    assert_eq!(mails.len(), 1);
    let link = app.leads_to(mandate.link.as_ref()).unwrap();
    assert!(mails[0].text.as_deref().unwrap_or_default().contains(&link), "the mail carries Twikey's link");

    app.sign(mandate.reference.as_deref().unwrap(), "BE68539007547034");
    app.hear().await;
    let tile = tile(&browser, &customer).await;
    for shown in ["Direct debit", "BE68 5390 0754 7034", mandate.reference.as_deref().unwrap(), "Signed"] {
        assert!(tile.contains(shown), "{shown}: {tile}");
    }
}

#[actix_web::test]
async fn a_mandate_requested_by_sms_is_signed_by_the_customers_reply() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = reachable(&app).await;

    request(&browser, &customer, "sms").await;
    app.work().await;
    let shown = tile(&browser, &customer).await;
    assert!(shown.contains("SMS sent"), "{shown}");

    let id = app.sandbox().change(|world, _| world.phone.messages().last().unwrap().id);
    app.sandbox().change(|world, now| world.reply(id, "ok", now)).unwrap().unwrap();
    app.hear().await;
    let mandate = mandates_of(&app, &customer).await.remove(0);
    assert_eq!((mandate.state, mandate.method.as_deref()), (State::Signed, Some("sms")));
}

#[actix_web::test]
async fn pressing_send_twice_makes_one_mandate_and_one_email() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = reachable(&app).await;
    let dialog = browser.page(&new_request(&customer, "email")).await;

    send(&browser, &customer, "email", &dialog, None).await;
    let again = send(&browser, &customer, "email", &dialog, None).await;
    assert_eq!(again.status(), StatusCode::SEE_OTHER);

    app.work().await;
    assert_eq!(mandates_of(&app, &customer).await.len(), 1);
    assert_eq!(app.sandbox().change(|world, _| (world.mandates.len(), world.mailbox.messages().len())), (1, 1));
}

#[actix_web::test]
async fn a_second_request_while_one_is_open_sends_the_same_link_again() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = reachable(&app).await;
    request(&browser, &customer, "email").await;
    app.work().await;

    let dialog = browser.page(&format!("/customers/{}/mandate-requests/new", customer.id)).await;
    assert!(html::text(&dialog).contains("Send the request again"));
    request(&browser, &customer, "email").await;
    app.work().await;

    let mandates = mandates_of(&app, &customer).await;
    assert_eq!(mandates.len(), 1);
    let link = app.leads_to(mandates[0].link.as_ref()).unwrap();
    let mails = mails(&app);
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.text.as_deref().unwrap_or_default().contains(&link)));
    assert_ne!(mails[0].message_id, mails[1].message_id, "another message, not a repeated one");
}

#[actix_web::test]
async fn a_channel_without_its_conditions_is_off_with_the_reason_and_a_way_to_the_field() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer_with(&app, |customer| {
        customer.email = None;
    })
    .await;
    let dialog = browser.page(&format!("/customers/{}/mandate-requests/new", customer.id)).await;
    assert_eq!(html::attribute(&dialog, "input[value=email][disabled]", "name").as_deref(), Some("channel"));
    assert_eq!(html::attribute(&dialog, "input[value=sms][disabled]", "name").as_deref(), Some("channel"));
    for field in ["email", "mobile", "iban", "bic"] {
        let link = format!("a[href$='/edit#{field}']");
        assert!(!html::texts(&dialog, &link).is_empty(), "{field}");
    }

    let id = Uuid::now_v7().to_string();
    let forced = [("id", id.as_str()), ("channel", "sms"), ("scheme", "core")];
    let action = format!("/customers/{}/mandate-requests", customer.id);
    let answer = browser.post(&action, &csrf(&dialog), &forced).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "not even by hand");
    assert!(mandates_of(&app, &customer).await.is_empty());
}

#[actix_web::test]
async fn a_message_without_the_signing_link_is_refused_and_nothing_typed_is_lost() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = reachable(&app).await;
    let dialog = browser.page(&new_request(&customer, "email")).await;

    let answer = send(&browser, &customer, "email", &dialog, Some("<p>Just sign & be happy</p>")).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = read(answer).await;
    assert!(html::texts(&page, "textarea[name=body]").join("").contains("Just sign"));
    assert!(!html::texts(&page, "p.error").is_empty());
    assert!(mandates_of(&app, &customer).await.is_empty(), "nothing half done");
}

#[actix_web::test]
async fn twikey_being_down_leaves_the_request_dated_and_waiting_and_says_so() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = reachable(&app).await;
    app.fault(json!({ "path": "/invite", "status": 503 }));

    request(&browser, &customer, "email").await;
    app.work().await;
    let shown = tile(&browser, &customer).await;
    assert!(shown.contains("23 Nov 2026") && shown.contains("Next try"), "{shown}");

    app.advance(TimeDelta::seconds(6));
    app.work().await;
    assert_eq!(mandates_of(&app, &customer).await[0].state, State::Invited);
}

#[actix_web::test]
async fn twikeys_refusal_stands_on_the_tile_in_words_and_can_be_tried_again() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = reachable(&app).await;
    app.fault(json!({ "path": "/invite", "status": 400, "code": "err_invalid_iban" }));
    request(&browser, &customer, "email").await;
    app.work().await;

    let page = browser.page(&format!("/customers/{}/finance", customer.id)).await;
    let mandate = mandates_of(&app, &customer).await.remove(0);
    assert_eq!(mandate.state, State::Requested);
    assert!(html::text(&page).contains("IBAN") && html::text(&page).contains("Try again"));

    let again = browser.post(&format!("/mandates/{}/attempts", mandate.id), &csrf(&page), &[]).await;
    assert_eq!(location(&again), format!("/customers/{}#finance", customer.id));
    app.work().await;
    assert_eq!(mandates_of(&app, &customer).await[0].state, State::Invited);
}

#[actix_web::test]
async fn an_answer_that_was_lost_leads_to_one_mandate_at_twikey() {
    for channel in ["email", "sms"] {
        let app = TestApp::with_twikey().await;
        let browser = app.signed_in(Role::Staff).await;
        let customer = reachable(&app).await;
        // Twikey does what it is asked, and then says that it has trouble.
        let path = if channel == "email" { "/invite" } else { "/sign" };
        app.fault(json!({ "path": path, "status": 502, "after": true }));
        request(&browser, &customer, channel).await;
        app.work().await;
        app.advance(TimeDelta::seconds(6));
        app.work().await;

        let mandate = mandates_of(&app, &customer).await.remove(0);
        assert_eq!(mandate.state, State::Invited, "{channel}");
        let live = app.sandbox().change(|world, _| {
            let open = world.mandates.values().filter(|mandate| mandate.standing == Standing::Prepared);
            open.map(|mandate| mandate.reference.clone()).collect::<Vec<_>>()
        });
        assert_eq!(live, [mandate.reference.unwrap()], "{channel}");
        let texts = app.sandbox().change(|world, _| world.phone.messages().len());
        assert_eq!(texts, usize::from(channel == "sms"), "nobody is asked twice");
        app.hear().await;
    }
}

#[actix_web::test]
async fn a_customer_who_answers_the_sms_before_we_know_that_it_was_sent_is_not_asked_again() {
    let app = TestApp::with_twikey().await;
    app.lose_callbacks();
    let browser = app.signed_in(Role::Staff).await;
    let customer = reachable(&app).await;
    app.fault(json!({ "path": "/sign", "status": 502, "after": true }));
    request(&browser, &customer, "sms").await;
    app.work().await;
    let id = app.sandbox().change(|world, _| world.phone.messages().last().unwrap().id);
    app.sandbox().change(|world, now| world.reply(id, "ok", now)).unwrap().unwrap();

    app.advance(TimeDelta::seconds(6));
    app.work().await;
    app.advance(TimeDelta::minutes(5));
    mandato::tasks::schedule(&app.app).await.unwrap();
    app.work().await;

    let mandate = mandates_of(&app, &customer).await.remove(0);
    assert_eq!(mandate.state, State::Signed);
    let at_twikey = app.sandbox().change(|world, _| (world.mandates.len(), world.phone.messages().len()));
    assert_eq!(at_twikey, (1, 1));
}

#[actix_web::test]
async fn the_signed_mandate_is_downloaded_from_twikey_or_the_reason_why_not_is_told() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = reachable(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    let document = format!("/mandates/{}/document", mandate.id);
    assert_eq!(browser.get(&document).send().await.unwrap().status(), StatusCode::NOT_FOUND, "not signed yet");
    app.sign(mandate.reference.as_deref().unwrap(), "BE68539007547034");
    app.hear().await;

    let sheet = browser.page(&format!("/mandates/{}", mandate.id)).await;
    assert_eq!(html::texts(&sheet, &format!("a[href='{document}']")), ["Signed mandate (PDF)"]);
    let answer = browser.get(&document).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    assert!(answer.headers()["content-disposition"].to_str().unwrap().contains("CORE00001.pdf"));
    assert!(answer.bytes().await.unwrap().starts_with(b"%PDF"));

    app.fault(json!({ "path": "/mandate/pdf", "status": 429 }));
    let refused = browser.get(&document).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::BAD_GATEWAY);
    assert!(html::text(&read(refused).await).contains("takes no more requests right now"));
}

#[actix_web::test]
async fn a_cancelled_mandate_is_ended_at_twikey_and_its_email_is_not_sent() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = reachable(&app).await;
    request(&browser, &customer, "email").await;
    let mandate = mandates_of(&app, &customer).await.remove(0);

    let dialog = format!("/mandates/{}/cancellation", mandate.id);
    let refused = browser.submit(&dialog, &dialog, &[("reason", " ")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let done = browser.submit(&dialog, &dialog, &[("reason", "moved away")]).await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
    app.work().await;

    assert_eq!(mandates_of(&app, &customer).await[0].state, State::Cancelled);
    assert_eq!(app.sandbox().change(|world, _| world.mailbox.messages().len()), 0);
    assert!(tile(&browser, &customer).await.contains("moved away"));

    request(&browser, &customer, "email").await;
    app.work().await;
    assert_eq!(mandates_of(&app, &customer).await.len(), 2, "it can be requested again");
}

#[actix_web::test]
async fn a_mandate_on_paper_is_entered_by_hand_with_or_without_twikey() {
    for app in [TestApp::start().await, TestApp::with_twikey().await] {
        let browser = app.signed_in(Role::Staff).await;
        let customer = make::customer(&app).await;
        let dialog = format!("/customers/{}/direct-debit", customer.id);
        let version = customer.version.to_string();
        let typed = |iban: &'static str, version: &'static str| {
            [
                ("version", version),
                ("payment_method", "direct_debit"),
                ("iban", iban),
                ("reference", "PAPER-1"),
                ("signed_on", "2026-11-01"),
            ]
        };
        assert_eq!(version, "1");

        let wrong = browser.submit(&dialog, &dialog, &typed("BE16 6453 4897 1175", "1")).await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = read(wrong).await;
        assert_eq!(html::attribute(&page, "input[name=iban]", "value").as_deref(), Some("BE16 6453 4897 1175"));

        let saved = browser.submit(&dialog, &dialog, &typed("BE16 6453 4897 1174", "1")).await;
        assert_eq!(saved.status(), StatusCode::SEE_OTHER);
        let shown = tile(&browser, &customer).await;
        for part in ["Direct debit", "PAPER-1", "JVBABE22", "1 Nov 2026"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }

        let late = browser.submit(&dialog, &dialog, &typed("BE68 5390 0754 7034", "1")).await;
        assert_eq!(late.status(), StatusCode::UNPROCESSABLE_ENTITY, "somebody else has saved since");
        assert!(html::text(&read(late).await).contains("BE16 6453 4897 1174"));
    }
}

#[actix_web::test]
async fn without_twikey_everything_twikey_disappears() {
    let app = TestApp::with_twikey().await;
    let customer = reachable(&app).await;
    let admin = app.signed_in(Role::Admin).await;
    let sheet = format!("/customers/{}", customer.id);
    assert!(html::text(&admin.page(&sheet).await).contains("Request mandate"));

    let mut fields = fields_of(&admin.page("/settings").await, "form[action='/settings']");
    fields.retain(|(name, _)| name != "twikey_on");
    assert_eq!(
        location(&form::send(&admin, "/settings", &with(&fields, &[("creditor_name", "Firma")])).await),
        "/settings"
    );
    let text = html::text(&admin.page(&sheet).await);
    assert!(!text.contains("Request mandate") && !text.contains("Twikey"), "{text}");
    let dialog = admin.get(&new_request(&customer, "email")).send().await.unwrap();
    assert_eq!(dialog.status(), StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn the_account_that_a_customer_signed_for_at_twikey_is_not_changed_by_hand() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = reachable(&app).await;
    request(&browser, &customer, "email").await;
    app.work().await;
    let mandate = mandates_of(&app, &customer).await.remove(0);
    app.sign(mandate.reference.as_deref().unwrap(), "BE16645348971174");
    app.hear().await;

    let dialog = format!("/customers/{}/direct-debit", customer.id);
    let page = browser.page(&dialog).await;
    assert!(html::attribute(&page, "#iban", "readonly").is_some());
    let version = html::attribute(&page, "input[name=version]", "value").unwrap();
    let other = [("version", version.as_str()), ("payment_method", "direct_debit"), ("iban", "BE68 5390 0754 7034")];
    let refused = browser.submit(&dialog, &dialog, &other).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let same = [("version", version.as_str()), ("payment_method", "transfer"), ("iban", "BE16 6453 4897 1174")];
    assert_eq!(browser.submit(&dialog, &dialog, &same).await.status(), StatusCode::SEE_OTHER);
    let stored = make::stored(&app, customer.id).await;
    assert_eq!((stored.iban.unwrap().as_str(), stored.payment_method.code()), ("BE16645348971174", "transfer"));
}

#[actix_web::test]
async fn a_customer_sheet_costs_ten_statements_whatever_the_customer_has() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = reachable(&app).await;
    let sheet = format!("/customers/{}", customer.id);
    for round in 0..4 {
        // Callbacks on their way cost statements, too.
        app.hear().await;
        let before = app.app.db.statements();
        browser.page(&sheet).await;
        let cost = app.app.db.statements() - before;
        assert!(cost <= 10, "{cost} statements in round {round}");

        request(&browser, &customer, "email").await;
        app.work().await;
        let mandate = mandates_of(&app, &customer).await.remove(0);
        let dialog = format!("/mandates/{}/cancellation", mandate.id);
        browser.submit(&dialog, &dialog, &[("reason", "once more")]).await;
        app.work().await;
    }
    app.hear().await;
    assert_eq!(mandates_of(&app, &customer).await.len(), 4);
}

#[actix_web::test]
async fn a_company_may_choose_b2b_and_the_mandate_waits_for_the_bank() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer_with(&app, |customer| {
        customer.company_name = "Muster & Söhne".to_owned();
    })
    .await;
    let dialog = browser.page(&format!("{}&scheme=b2b", new_request(&customer, "email"))).await;
    let value = |selector: &str| html::attribute(&dialog, selector, "value").unwrap_or_default();
    let body = html::texts(&dialog, "textarea[name=body]").join("");
    let (id, subject) = (value("input[name=id]"), value("input[name=subject]"));
    let fields = [("id", id.as_str()), ("channel", "email"), ("scheme", "b2b"), ("subject", &subject), ("body", &body)];
    browser.post(&format!("/customers/{}/mandate-requests", customer.id), &csrf(&dialog), &fields).await;
    app.work().await;

    let mandate = mandates_of(&app, &customer).await.remove(0);
    assert_eq!(mandate.scheme, Scheme::B2b);
    app.sign(mandate.reference.as_deref().unwrap(), "BE16645348971174");
    app.hear().await;
    let waiting = mandates_of(&app, &customer).await.remove(0);
    assert_eq!((waiting.state, waiting.is_collectable()), (State::AwaitingBank, false));
}

#[actix_web::test]
async fn an_sms_after_an_email_takes_its_place_and_the_first_invitations_end_changes_nothing() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = reachable(&app).await;
    request(&browser, &customer, "email").await;
    app.work().await;
    let first = mandates_of(&app, &customer).await.remove(0);

    request(&browser, &customer, "sms").await;
    app.work().await;
    app.hear().await;
    app.advance(TimeDelta::minutes(1));
    app.hear().await;

    let mandates = mandates_of(&app, &customer).await;
    assert_eq!(mandates.len(), 1);
    assert_eq!(mandates[0].state, State::Invited);
    assert_ne!(mandates[0].reference, first.reference, "Twikey made another and took the first back");

    let sms = app.sandbox().change(|world, _| world.phone.messages().last().unwrap().id);
    app.sandbox().change(|world, now| world.reply(sms, "ok", now)).unwrap().unwrap();
    app.hear().await;
    assert_eq!(mandates_of(&app, &customer).await[0].state, State::Signed);
}
