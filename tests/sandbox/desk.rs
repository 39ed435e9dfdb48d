//! The console, the mailbox and the phone as a person without JavaScript uses them.

use chrono::TimeDelta;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Attachment, MultiPart, header::ContentType},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    helpers::{BIC, IBAN, Receiver, Twikey},
};

struct Desk {
    twikey: Twikey,
    browser: Browser,
}

impl Desk {
    async fn start() -> Self {
        let twikey = Twikey::start().await;
        let browser = Browser::new(twikey.sandbox.public_url());
        Self { twikey, browser }
    }

    /// Presses a button on the page of a mandate; what the console then says.
    async fn press(&self, reference: &str, action: &str) -> String {
        let address = format!("/console/mandates/{reference}/{action}");
        let answer = self.browser.post(&address, &[("from", "mandate")]).await;
        self.browser.get(answer.leads_to()).await.texts(".notice").join(" ")
    }

    async fn standing(&self, reference: &str) -> String {
        let answer = self.twikey.console(Method::GET, &format!("/mandates/{reference}"), Value::Null).await;
        answer.body["standing"].as_str().unwrap().to_owned()
    }

    async fn text(&self, mobile: &str, customer: &str) -> String {
        let form = [
            ("ct", "1"),
            ("method", "sms"),
            ("mobile", mobile),
            ("iban", IBAN),
            ("bic", BIC),
            ("customerNumber", customer),
            ("lastname", "Peeters"),
        ];
        self.twikey.client.post("/sign", &form).await.body["MndtId"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn empty_pages_say_how_to_point_an_integration_here() {
    let desk = Desk::start().await;
    let api = desk.twikey.sandbox.api_url();

    for (page, example) in [("/", "-d ct=1"), ("/phone", "method=sms"), ("/mailbox", "SMTP_URL=smtp://")] {
        let page = desk.browser.get(page).await;
        assert_eq!(page.status, StatusCode::OK);
        let shown = page.texts(".example").join(" ");
        assert!(shown.contains(example), "{shown}");
        assert!(shown.contains(&api) || shown.contains("smtp://"), "{shown}");
    }
}

#[tokio::test]
async fn a_mandate_is_led_through_its_life_with_buttons() {
    let desk = Desk::start().await;
    let reference = desk.twikey.invite("1", "C-1").await;

    let steps =
        [("signature", "SIGNED"), ("suspension", "SUSPENDED"), ("resumption", "SIGNED"), ("cancellation", "CANCELLED")];
    for (button, standing) in steps {
        assert_eq!(desk.press(&reference, button).await, "Done.", "{button}");
        assert_eq!(desk.standing(&reference).await, standing);
    }

    let late = desk.press(&reference, "suspension").await;
    assert!(late.contains("not possible"), "{late}");
    assert_eq!(desk.standing(&reference).await, "CANCELLED");
    let page = desk.browser.get(&format!("/console/mandates/{reference}")).await;
    assert!(page.texts(".timeline .title").contains(&"Suspended".to_owned()), "{}", page.text);
}

#[tokio::test]
async fn a_person_can_decide_in_the_banks_place() {
    let desk = Desk::start().await;
    let (accepted, refused) = (desk.twikey.invite("2", "C-1").await, desk.twikey.invite("2", "C-2").await);
    for reference in [&accepted, &refused] {
        desk.twikey.sign(reference, IBAN).await;
    }

    desk.press(&accepted, "acceptance").await;
    desk.press(&refused, "refusal").await;
    let nobody = desk.browser.post("/console/bank-run", &[]).await;

    assert_eq!(desk.standing(&accepted).await, "SIGNED");
    assert_eq!(desk.standing(&refused).await, "CANCELLED");
    assert_eq!(nobody.leads_to(), "/?note=nobody-waits#clock");
    let feed = desk.twikey.client.feed().await;
    assert_eq!((feed[0]["Mndt"]["MndtId"].as_str(), feed.len()), (Some(accepted.as_str()), 2));
}

#[tokio::test]
async fn the_clock_moves_ahead_to_what_is_planned() {
    let desk = Desk::start().await;
    let nothing = desk.browser.post("/console/clock", &[("to", "link-end")]).await;
    assert_eq!(nothing.leads_to(), "/?note=nothing-ahead#clock");
    let reference = desk.twikey.invite("1", "C-1").await;

    let before = desk.twikey.sandbox.shared().now();
    desk.browser.post("/console/clock", &[("to", "five-minutes")]).await;
    assert_eq!(desk.twikey.sandbox.shared().now() - before, TimeDelta::minutes(5));
    let moved = desk.browser.post("/console/clock", &[("to", "link-end")]).await;

    assert_eq!(moved.leads_to(), "/?note=time-moved#clock");
    assert_eq!(desk.standing(&reference).await, "EXPIRED");
}

#[tokio::test]
async fn faults_are_asked_for_listed_and_taken_back() {
    let desk = Desk::start().await;
    let form = [("path", "/invite"), ("method", "POST"), ("status", "503"), ("delay_ms", "0"), ("count", "2")];

    desk.browser.post("/console/faults", &form).await;
    assert_eq!(desk.twikey.client.post("/invite", &[("ct", "1")]).await.status, StatusCode::SERVICE_UNAVAILABLE);
    let page = desk.browser.get("/").await;
    assert_eq!(page.texts("#fault-list li p"), ["POST: the next call answered 503"]);
    desk.browser.post("/console/faults/0/removal", &[("path", "/other")]).await;
    assert_eq!(desk.browser.get("/").await.texts("#fault-list li").len(), 1, "another fault than the one seen");
    desk.browser.post("/console/faults/0/removal", &[("path", "/invite")]).await;

    assert!(desk.browser.get("/").await.texts("#fault-list li").is_empty());
    assert_eq!(desk.twikey.client.post("/invite", &[("ct", "1")]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_form_of_the_console_comes_back_with_what_was_typed() {
    let desk = Desk::start().await;

    let fault = desk.browser.post("/console/faults", &[("path", "invite"), ("status", "9"), ("count", "1")]).await;
    assert_eq!((fault.status, fault.value_of("path").as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invite"));
    assert_eq!(fault.texts("#path-error, #status-error").len(), 2);

    let webhook = desk.browser.post("/console/webhook", &[("url", "javascript:alert(1)")]).await;
    assert_eq!(webhook.value_of("url"), "javascript:alert(1)");
    assert_eq!(webhook.texts("#url-error").len(), 1);

    let exit = [("creditor_name", "Firma"), ("exit_url", "javascript:alert(1)"), ("bank_seconds", "1")];
    let exit = [&exit[..], &[("calls_per_minute", "1"), ("logins_per_quarter", "1")]].concat();
    let settings = desk.browser.post("/console/settings", &exit).await;
    assert_eq!(settings.texts("#exit_url-error").len(), 1, "{}", settings.text);
}

#[tokio::test]
async fn settings_are_saved_and_shown() {
    let desk = Desk::start().await;
    let form = [
        ("creditor_name", "Müller & Söhne"),
        ("exit_url", "https://portal.example/exit?m={{mandateNumber}}"),
        ("website_key", "ABCD"),
        ("bank_seconds", "5"),
        ("calls_per_minute", "7"),
        ("logins_per_quarter", "8"),
        ("smtp_refusal", "451"),
        ("email_disabled", "true"),
    ];

    assert_eq!(desk.browser.post("/console/settings", &form).await.leads_to(), "/?note=saved#settings");

    let page = desk.browser.get("/?note=saved").await;
    assert_eq!(page.texts(".notice"), ["Saved."]);
    for (name, value) in &form[..7] {
        assert_eq!(page.value_of(name), *value);
    }
    let settings = desk.twikey.console(Method::GET, "/settings", Value::Null).await.body;
    assert_eq!((&settings["email_enabled"], &settings["smtp_refusal"]), (&json!(false), &json!(451)));
}

#[tokio::test]
async fn the_delivery_log_shows_request_and_answer_and_sends_again() {
    let desk = Desk::start().await;
    let receiver = Receiver::start();
    assert_eq!(desk.browser.post("/console/webhook/test", &[]).await.leads_to(), "/?note=no-webhook#webhooks");
    desk.browser.post("/console/webhook", &[("url", &receiver.url())]).await;

    assert_eq!(desk.browser.post("/console/webhook/test", &[]).await.leads_to(), "/?note=called#webhooks");
    desk.twikey.sandbox.webhooks_tried().await;
    let page = desk.browser.get("/").await;
    let exchange = page.texts("#deliveries pre");
    assert!(exchange[0].contains(&receiver.calls()[0].signature), "{exchange:?}");
    assert_eq!(exchange[1], "204");
    assert_eq!(page.texts("#deliveries .badge"), ["delivered"]);
    desk.browser.post("/console/deliveries/1/repetition", &[]).await;
    desk.twikey.sandbox.webhooks_tried().await;

    assert_eq!(receiver.calls().len(), 2);
}

#[tokio::test]
async fn feeds_sessions_and_counted_calls_begin_anew_by_a_button() {
    let desk = Desk::start().await;
    let reference = desk.twikey.invite("1", "C-1").await;
    desk.twikey.sign(&reference, IBAN).await;
    assert_eq!(desk.twikey.client.feed().await.len(), 1);

    desk.browser.post("/console/feed/reset", &[]).await;
    assert_eq!(desk.twikey.client.feed().await.len(), 1);
    desk.browser.post("/console/sessions/end", &[]).await;
    assert_eq!(desk.twikey.client.get("/mandate").await.code(), "err_no_login");
    let reset = desk.browser.post("/console/limits/reset", &[]).await;

    assert_eq!(reset.leads_to(), "/?note=done#access");
}

#[tokio::test]
async fn the_list_of_mandates_is_searched_by_reference_and_customer() {
    let desk = Desk::start().await;
    let first = desk.twikey.invite("1", "C-1").await;
    let hostile = [("ct", "1"), ("customerNumber", "C-2"), ("companyName", "<script>alert(1)</script>")];
    desk.twikey.client.post("/invite", &hostile).await;

    let all = desk.browser.get("/").await;
    let found = desk.browser.get("/?q=c-1").await;

    assert_eq!(all.texts("#mandate-list tbody tr").len(), 2);
    assert!(!all.text.contains("<script>alert"));
    assert_eq!(found.texts("#mandate-list tbody th"), [first]);
    assert_eq!(desk.browser.get("/?q=%22%3E%3Cb%3E").await.value_of("q"), "\"><b>");
}

#[tokio::test]
async fn a_reference_with_signs_of_its_own_has_a_page() {
    let desk = Desk::start().await;
    desk.twikey.client.post("/invite", &[("ct", "1"), ("mandateNumber", "A/1 (B)?:C")]).await;

    let list = desk.browser.get("/").await;
    let page = desk.browser.get("/console/mandates/A%2F1%20%28B%29%3F%3AC").await;

    assert!(list.text.contains("/console/mandates/A%2F1%20%28B%29%3F%3AC"), "{}", list.text);
    assert_eq!(page.texts("h1"), ["A/1 (B)?:C"]);
    assert_eq!(desk.browser.get("/console/mandates/NOBODY").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn on_the_phone_ok_signs_and_anything_else_does_not() {
    let desk = Desk::start().await;
    let (willing, unwilling) = (desk.text("+32470123456", "C-1").await, desk.text("+4915112345678", "C-2").await);

    let numbers = desk.browser.get("/phone").await;
    assert_eq!(numbers.texts("#numbers strong"), ["+49 1511 2345678", "+32 470 12 34 56"]);
    let empty = desk.browser.post("/phone/%2B32470123456", &[("message", "1"), ("text", " ")]).await;
    assert_eq!(empty.texts("#text-error"), ["Please type a reply."]);
    let replied = desk.browser.post("/phone/%2B32470123456", &[("message", "1"), ("text", ""), ("quick", "OK")]).await;
    assert_eq!(replied.leads_to(), "/phone/%2B32470123456");
    desk.browser.post("/phone/%2B4915112345678", &[("message", "2"), ("text", "<b>nein</b>")]).await;

    assert_eq!(desk.standing(&willing).await, "SIGNED");
    assert_eq!(desk.standing(&unwilling).await, "PREPARED");
    let thread = desk.browser.get("/phone/%2B4915112345678").await;
    assert_eq!(thread.texts(".bubble.sent"), ["<b>nein</b>"]);
    assert!(thread.texts("footer").join(" ").contains("No message waits for a reply."));
    let again = desk.browser.post("/phone/%2B32470123456", &[("message", "1"), ("text", "OK")]).await;
    assert_eq!(again.leads_to(), "/phone/%2B32470123456?note=answered");
    assert_eq!(desk.browser.get("/phone/%2B1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_mail_is_shown_in_a_frame_that_can_do_nothing_but_lead_to_its_links() {
    let desk = Desk::start().await;
    let html = "<p><a href=\"https://portal.example/pay\">Bezahlen</a></p><script>alert(1)</script>";
    let file = Attachment::new("Rechnung \"7\".html".to_owned()).body("<script>".to_owned(), ContentType::TEXT_HTML);
    let body = MultiPart::mixed()
        .multipart(MultiPart::alternative_plain_html(
            "Guten Tag\nhttps://portal.example/pay".to_owned(),
            html.to_owned(),
        ))
        .singlepart(file);
    let letter = Message::builder()
        .from("Firma <rechnung@firma.example>".parse().unwrap())
        .to("anna@example.com".parse().unwrap())
        .subject("Ihre <b>Rechnung</b>")
        .message_id(Some("<7@firma.example>".into()))
        .multipart(body)
        .unwrap();
    send(&desk, letter).await;

    let list = desk.browser.get("/mailbox").await;
    assert_eq!(list.texts("#messages strong"), ["Ihre <b>Rechnung</b>"]);
    let page = desk.browser.get("/mailbox/1").await;
    assert!(page.text.contains("<iframe src=\"/mailbox/1/body\""), "{}", page.text);
    assert!(!page.text.contains("<script>alert"));
    let frame = desk.browser.get("/mailbox/1/body").await;
    let policy = frame.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("sandbox ") && policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("allow-scripts") && !policy.contains("allow-same-origin"), "{policy}");
    assert_eq!(frame.headers["x-frame-options"], "SAMEORIGIN");
    assert!(frame.text.ends_with("<base target=\"_top\">"), "links open in place of the mailbox");

    let text = desk.browser.get("/mailbox/1?part=text").await;
    assert_eq!(text.texts(".plain a"), ["https://portal.example/pay"]);
    let headers = desk.browser.get("/mailbox/1?part=headers").await.texts(".headers");
    assert!(headers.join(" ").contains("<7@firma.example>"), "{headers:?}");
    assert!(desk.browser.get("/mailbox/1?part=source").await.texts("pre").join(" ").contains("MIME-Version: 1.0"));
    let file = desk.browser.get("/mailbox/1/attachments/0").await;
    assert_eq!(file.headers["content-type"], "application/octet-stream");
    assert_eq!(file.headers["content-disposition"], "attachment; filename*=UTF-8''Rechnung%20%227%22.html");
    assert_eq!(desk.browser.get("/mailbox/1/attachments/1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_mailbox_is_narrowed_to_a_recipient_and_emptied() {
    let desk = Desk::start().await;
    for to in ["anna@example.com", "jan@example.com"] {
        let letter = Message::builder().from("a@firma.example".parse().unwrap()).to(to.parse().unwrap());
        send(&desk, letter.subject(to).body("Guten Tag".to_owned()).unwrap()).await;
    }

    let annas = desk.browser.get("/mailbox?to=anna%40example.com").await;
    assert_eq!(annas.texts("#messages strong"), ["anna@example.com"]);
    assert_eq!(desk.browser.post("/mailbox/removal", &[]).await.leads_to(), "/mailbox");

    assert!(desk.browser.get("/mailbox").await.text.contains("No e-mail yet"));
    assert_eq!(desk.browser.get("/mailbox/1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.browser.get("/mailbox/x").await.status, StatusCode::NOT_FOUND);
}

async fn send(desk: &Desk, letter: Message) {
    let address = desk.twikey.sandbox.smtp_address().expect("a mail server");
    let server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(address.ip().to_string());
    server.port(address.port()).build().send(letter).await.expect("the sandbox takes every letter");
}
