//! Messages: sending them, seeing what became of them, trying again.

use chrono::TimeDelta;
use mail_parser::MessageParser;
use mandato::{
    i18n::Language,
    jobs::{self, Task},
    mandates::{self, Invitation, Mandate, Request, Scheme},
    messages::{self, Channel, NewMessage},
    templates::Kind,
    user::Role,
};
use reqwest::StatusCode;
use uuid::Uuid;

use crate::support::{TestApp, html, location, mail_server::MailServer, make, read};

const LINK: &str = "https://acme.twikey.com/xlBF";

/// A customer who was asked for a mandate, and the message about it.
pub struct Asked {
    pub customer: Uuid,
    pub message: Uuid,
}

/// Writes down a request whose link is known, with this message, and that it is to be sent.
pub async fn ask(app: &TestApp, subject: &str, body: &str) -> Asked {
    let now = app.clock.now();
    let customer = make::customer_with(app, |customer| {
        customer.company_name = "Müller & \"Söhne\"".into();
        customer.email = Some("anna@mueller.example".parse().unwrap());
    })
    .await
    .id;
    let request = Request {
        customer,
        scheme: Scheme::Core,
        channel: Channel::Email,
        by: Uuid::nil(),
        at: now,
        on: app.clock.today(),
    };
    let mut mandate = Mandate::request(Uuid::now_v7(), request);
    mandate.requested_by = None;
    let reference = mandate.id.simple().to_string();
    mandate.invite(Invitation { reference, link: Some(LINK.into()), link_expires_at: None }, now);
    let asked = Asked { customer, message: Uuid::now_v7() };
    let mut tx = app.app.db.write().await.unwrap();
    mandates::insert(&mut tx, &mandate).await.unwrap();
    let message = NewMessage {
        id: asked.message,
        channel: Channel::Email,
        kind: Kind::MandateRequest,
        customer: asked.customer,
        invoice: None,
        mandate: Some(mandate.id),
        language: Language::De,
        recipient: "anna@mueller.example".into(),
        subject: subject.into(),
        body: body.into(),
        message_id: app.app.mailer.as_ref().map(|mailer| mailer.message_id(asked.message)),
        by: None,
    };
    messages::record(&mut tx, now, message).await.unwrap();
    jobs::enqueue(&mut tx, now, &Task::SendMessage { message: asked.message }).await.unwrap();
    tx.commit().await.unwrap();
    asked
}

pub const BODY: &str = r#"<p>Guten Tag 🎉 &amp; "hallo"</p><p><a data-link="signing">Unterzeichnen</a></p>"#;

pub async fn page_of(app: &TestApp, asked: &Asked) -> scraper::Html {
    app.signed_in(Role::Staff).await.page(&format!("/messages/{}", asked.message)).await
}

#[actix_web::test]
async fn a_message_reaches_the_customer_once_as_it_was_written() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    let asked = ask(&app, "Ihr Mandat für »Müller & Söhne«", BODY).await;

    app.work().await;
    // The same task again, as after a crash before the job was finished.
    let mut tx = app.app.db.write().await.unwrap();
    jobs::enqueue(&mut tx, app.clock.now(), &Task::SendMessage { message: asked.message }).await.unwrap();
    tx.commit().await.unwrap();
    app.work().await;

    let received = server.received();
    assert_eq!(received.len(), 1);
    let mail = MessageParser::default().parse(received[0].as_bytes()).unwrap();
    assert_eq!(mail.message_id(), Some(format!("{}@company.example", asked.message).as_str()));
    assert_eq!(mail.subject(), Some("Ihr Mandat für »Müller & Söhne«"));
    assert_eq!(mail.to().unwrap().first().unwrap().name(), Some("Müller & \"Söhne\""));
    assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("anna@mueller.example"));
    let text = mail.body_text(0).unwrap();
    assert!(text.contains("Guten Tag 🎉 & \"hallo\"") && text.contains(&format!("Unterzeichnen:\r\n{LINK}")), "{text}");
    let html = scraper::Html::parse_document(&mail.body_html(0).unwrap());
    assert_eq!(html::attribute(&html, "a", "href").as_deref(), Some(LINK));

    let page = page_of(&app, &asked).await;
    assert_eq!(html::texts(&page, ".heading .badge"), ["Sent"]);
}

#[actix_web::test]
async fn a_letter_that_was_taken_while_we_crashed_goes_out_again_as_the_same_message() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    let asked = ask(&app, "Hallo", BODY).await;
    app.work().await;

    // As if the commit after the mail server's yes had been lost.
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE messages SET state = 'waiting', sent_at = NULL").execute().await.unwrap();
    jobs::enqueue(&mut tx, app.clock.now(), &Task::SendMessage { message: asked.message }).await.unwrap();
    tx.commit().await.unwrap();
    app.advance(TimeDelta::minutes(3));
    app.work().await;

    let received = server.received();
    let headers = |letter: &str| {
        let mail = MessageParser::default().parse(letter.as_bytes()).unwrap();
        (mail.message_id().unwrap().to_owned(), mail.date().unwrap().to_rfc3339())
    };
    assert_eq!(received.len(), 2);
    assert_eq!(headers(&received[0]), headers(&received[1]));
}

#[actix_web::test]
async fn a_refused_address_needs_a_person_and_the_next_try_goes_to_the_new_one() {
    let server = MailServer::start().await;
    server.answer("RCPT", "550 5.1.1 no such user");
    let app = TestApp::start_with_mail(&server).await;
    let asked = ask(&app, "Hallo", BODY).await;

    app.work().await;

    let path = format!("/messages/{}", asked.message);
    let browser = app.signed_in(Role::Staff).await;
    let page = browser.page(&path).await;
    assert_eq!(html::texts(&page, ".heading .badge"), ["Not sent"]);
    let notice = html::texts(&page, ".notice").join("");
    assert!(
        notice.starts_with("This e-mail address does not exist") && notice.contains("550 5.1.1 no such user"),
        "{notice}"
    );
    assert_eq!(html::texts(&browser.page("/messages?state=failed").await, "tbody th"), ["Hallo"]);

    server.relent();
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE customers SET email = 'neu@mueller.example'").execute().await.unwrap();
    tx.commit().await.unwrap();
    assert!(html::texts(&browser.page(&path).await, ".notice")[0].contains("neu@mueller.example"));
    let again = browser.submit(&path, &format!("{path}/attempts"), &[]).await;
    assert_eq!(location(&again), path);
    app.work().await;

    assert_eq!(html::texts(&browser.page(&path).await, ".heading .badge"), ["Sent"]);
    let received = server.received();
    let mail = MessageParser::default().parse(received[0].as_bytes()).unwrap();
    assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("neu@mueller.example"));
}

#[actix_web::test]
async fn a_busy_mail_server_is_tried_again_by_itself() {
    let server = MailServer::start().await;
    server.answer("MAIL", "451 4.7.1 come back later");
    let app = TestApp::start_with_mail(&server).await;
    let asked = ask(&app, "Hallo", BODY).await;

    app.work().await;

    let page = page_of(&app, &asked).await;
    assert_eq!(html::texts(&page, ".heading .badge"), ["Waiting"]);
    let notice = html::texts(&page, ".notice").join("");
    assert!(notice.contains("not taking the message at the moment") && notice.contains("Next try"), "{notice}");

    server.relent();
    app.advance(TimeDelta::minutes(1));
    app.work().await;
    assert_eq!(html::texts(&page_of(&app, &asked).await, ".heading .badge"), ["Sent"]);
    assert_eq!(server.received().len(), 1);
}

#[actix_web::test]
async fn trying_again_does_not_wait_for_the_next_try() {
    let server = MailServer::start().await;
    server.answer("MAIL", "451 4.7.1 come back later");
    let app = TestApp::start_with_mail(&server).await;
    let asked = ask(&app, "Hallo", BODY).await;
    app.work().await;
    server.relent();

    let path = format!("/messages/{}", asked.message);
    let browser = app.signed_in(Role::Staff).await;
    browser.submit(&path, &format!("{path}/attempts"), &[]).await;
    app.work().await;

    assert_eq!(server.received().len(), 1);
}

#[actix_web::test]
async fn a_message_about_an_ended_mandate_is_not_sent_any_more() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    let asked = ask(&app, "Hallo", BODY).await;
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE mandates SET state = 'cancelled'").execute().await.unwrap();
    tx.commit().await.unwrap();

    app.work().await;

    assert!(server.received().is_empty());
    assert_eq!(html::texts(&page_of(&app, &asked).await, ".heading .badge"), ["Withdrawn"]);
}

#[actix_web::test]
async fn without_a_mail_server_the_message_says_what_is_missing() {
    let app = TestApp::start().await;
    let asked = ask(&app, "Hallo", BODY).await;
    app.work().await;
    assert!(html::texts(&page_of(&app, &asked).await, ".notice")[0].contains("No mail server is set up"));
}

#[actix_web::test]
async fn the_mail_is_shown_in_a_frame_where_nothing_runs() {
    let app = TestApp::start().await;
    let asked = ask(&app, "Hallo", BODY).await;
    let browser = app.signed_in(Role::Staff).await;
    let page = page_of(&app, &asked).await;
    let address = html::attribute(&page, "iframe", "src").unwrap();
    assert_eq!(html::attribute(&page, "iframe", "sandbox").as_deref(), Some("allow-same-origin"));

    let response = browser.get(&address).send().await.unwrap();
    assert!(response.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    let mail = read(response).await;
    assert!(html::text(&mail).contains("Guten Tag 🎉 & \"hallo\""));
    app.work().await;
}

#[actix_web::test]
async fn the_list_filters_searches_and_pages_without_losing_a_message() {
    let app = TestApp::start().await;
    for number in 0..120 {
        app.advance(TimeDelta::seconds(1));
        ask(&app, &format!("Nachricht {number:03}"), BODY).await;
    }
    app.work().await;
    let browser = app.signed_in(Role::Staff).await;

    let mut subjects = Vec::new();
    let mut next = Some("/messages".to_owned());
    let mut pages = 0;
    while let Some(path) = next {
        let page = browser.page(&path).await;
        subjects.extend(html::texts(&page, "tbody th"));
        next = link(&page, "Next");
        pages += 1;
    }
    let newest_first: Vec<_> = (0..120).rev().map(|number| format!("Nachricht {number:03}")).collect();
    assert_eq!(subjects, newest_first);
    assert_eq!(pages, 3);

    let second = link(&browser.page("/messages").await, "Next").unwrap();
    let back = link(&browser.page(&second).await, "Previous").unwrap();
    assert_eq!(html::texts(&browser.page(&back).await, "tbody th")[..], newest_first[..50]);

    assert_eq!(html::texts(&browser.page("/messages?q=M%C3%9CLLER").await, "tbody th").len(), 50);
    assert_eq!(html::texts(&browser.page("/messages?state=failed&q=anna%40").await, "tbody th").len(), 50);
    let nothing = browser.page("/messages?state=sent").await;
    assert_eq!(html::texts(&nothing, ".empty .title"), ["No message matches"]);
    for nothing in ["100%25_x", "%00%F0%9F%8E%89", "'%20OR%201=1"] {
        assert_eq!(
            html::texts(&browser.page(&format!("/messages?q={nothing}")).await, "tbody th").len(),
            0,
            "{nothing}"
        );
    }
}

/// Where the pager's link with this name leads.
fn link(page: &scraper::Html, name: &str) -> Option<String> {
    let links = scraper::Selector::parse(".pager a").unwrap();
    let link = page.select(&links).find(|link| link.text().collect::<String>() == name)?;
    link.attr("href").map(str::to_owned)
}

#[actix_web::test]
async fn a_draft_is_previewed_and_refused_without_its_link() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let fields = |body| [("kind", "mandate-request"), ("language", "de"), ("subject", "Hallo"), ("body", body)];

    let shown = browser.submit("/messages", "/messages/preview", &fields(BODY)).await;
    assert_eq!(shown.status(), StatusCode::OK);
    assert!(html::text(&read(shown).await).contains("Unterzeichnen"));

    let refused = browser.submit("/messages", "/messages/preview", &fields("<p>Hallo</p>")).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html::text(&read(refused).await).contains("signing link is missing"));
}

#[actix_web::test]
async fn an_unknown_message_is_not_found() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    for path in ["/messages/0", "/messages/00000000-0000-0000-0000-000000000000"] {
        assert_eq!(browser.get(path).send().await.unwrap().status(), StatusCode::NOT_FOUND, "{path}");
    }
}
