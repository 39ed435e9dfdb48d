//! E-mails in trouble: what pages say of one that was cut off, how long a mail server is asked, what is of use no more, and
//! that nothing is left to a person that somebody has seen to.

use chrono::TimeDelta;
use mandato::{
    invoices::{self, State},
    jobs, messages,
    payments::{Kind, Source},
    user::Role,
};
use reqwest::StatusCode;

use super::{
    invoice_mail::{announce, confirmed, mandate_of, parse, words},
    messages::{Asked, BODY, ask, page_of},
};
use crate::support::{TestApp, billing, html, kill::killed_after, mail_server::MailServer, make};

async fn badge(app: &TestApp, asked: &Asked) -> String {
    html::texts(&page_of(app, asked).await, ".heading .badge").join(" ")
}

async fn end_mandates(app: &TestApp, asked: &Asked, told: bool) {
    let mut tx = app.app.db.write().await.unwrap();
    let mandates = mandato::mandates::of_customer(&mut tx, asked.customer).await.unwrap();
    tx.query("UPDATE mandates SET state = 'cancelled' WHERE customer_id = $1")
        .bind(asked.customer)
        .execute()
        .await
        .unwrap();
    if told {
        messages::withdraw(&mut tx, app.clock.now(), mandates[0].id).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// What waits for a person.
async fn stuck(app: &TestApp) -> usize {
    let admin = app.signed_in(Role::Admin).await;
    html::texts(
        &admin.page("/jobs").await,
        "form[action^='/jobs/'][action$='/attempts']:not([action='/jobs/attempts'])",
    )
    .len()
}

#[actix_web::test]
async fn killed_at_any_step_a_letter_that_arrived_is_never_said_to_have_been_withdrawn() {
    // The reason goes away before the portal comes up again; those who end it may know of the message, or not.
    for told in [false, true] {
        let server = MailServer::start().await;
        let app = TestApp::start_with_mail(&server).await;
        let (mut polls, mut perhaps) = (0, 0);
        loop {
            let asked = ask(&app, "Hallo", BODY).await;
            let before = server.received().len();
            let got_through = killed_after(polls, app.work()).await;
            end_mandates(&app, &asked, told).await;
            app.advance(jobs::LEASE + TimeDelta::seconds(1));
            app.work().await;

            let arrived = server.received().len() - before;
            let said = badge(&app, &asked).await;
            let honest: &[&str] = if arrived > 0 {
                &["Sent", "May have been delivered"]
            } else {
                &["Withdrawn", "May have been delivered"]
            };
            assert!(honest.contains(&said.as_str()), "{arrived} arrived after {polls} polls: {said}");
            assert!(arrived < 2);
            perhaps += usize::from(arrived > 0 && said != "Sent");
            if got_through {
                assert_eq!(said, "Sent");
                break;
            }
            polls += 1;
        }
        assert!(polls > 5 && perhaps > 0, "it was never killed between delivery and commit: {polls}");
    }
}

#[actix_web::test]
async fn a_letter_that_the_server_did_not_take_is_withdrawn_without_a_doubt() {
    let server = MailServer::start().await;
    server.answer("MAIL", "451 4.7.1 come back later");
    let app = TestApp::start_with_mail(&server).await;
    let asked = ask(&app, "Hallo", BODY).await;
    app.work().await;
    end_mandates(&app, &asked, true).await;

    assert_eq!(badge(&app, &asked).await, "Withdrawn");
    assert!(html::texts(&page_of(&app, &asked).await, ".notice").concat().contains("signed or has ended"));
    app.work().await;
    assert!(server.received().is_empty());
}

#[actix_web::test]
async fn an_email_that_failed_leaves_nothing_to_a_person_once_somebody_has_seen_to_it() {
    for way in ["message", "jobs", "ended"] {
        let server = MailServer::start().await;
        server.answer("RCPT", "550 5.1.1 no such user");
        let app = TestApp::start_with_mail(&server).await;
        let asked = ask(&app, "Hallo", BODY).await;
        app.work().await;
        assert_eq!(stuck(&app).await, 1);
        server.relent();

        let admin = app.signed_in(Role::Admin).await;
        match way {
            "message" => {
                let path = format!("/messages/{}", asked.message);
                admin.submit(&path, &format!("{path}/attempts"), &[]).await;
            }
            "jobs" => {
                let action = html::attribute(
                    &admin.page("/jobs").await,
                    "form[action^='/jobs/'][action$='/attempts']:not([action='/jobs/attempts'])",
                    "action",
                )
                .unwrap();
                assert_eq!(admin.submit("/jobs", &action, &[]).await.status(), StatusCode::SEE_OTHER);
                assert_eq!(badge(&app, &asked).await, "Waiting", "the message knows that it is tried again");
            }
            _ => end_mandates(&app, &asked, true).await,
        }
        app.work().await;

        assert_eq!(stuck(&app).await, 0, "{way}");
        let (said, arrived) = if way == "ended" { ("Withdrawn", 0) } else { ("Sent", 1) };
        assert_eq!((badge(&app, &asked).await.as_str(), server.received().len()), (said, arrived), "{way}");
    }
}

#[actix_web::test]
async fn a_mail_server_that_is_busy_for_days_is_asked_for_five_and_then_a_person() {
    let server = MailServer::start().await;
    server.answer("MAIL", "451 4.7.1 come back later");
    let app = TestApp::start_with_mail(&server).await;
    let asked = ask(&app, "Hallo", BODY).await;
    app.work().await;
    for hours in 1..=6 * 24 {
        app.advance(TimeDelta::hours(1));
        app.work().await;
        let expected = if hours < 5 * 24 { "Waiting" } else { "Not sent" };
        if hours % 6 == 0 || hours == 5 * 24 - 1 {
            assert_eq!(badge(&app, &asked).await, expected, "after {hours} hours");
        }
    }
    let notice = html::texts(&page_of(&app, &asked).await, ".notice").concat();
    assert!(notice.contains("for five days") && notice.contains("451 4.7.1"), "{notice}");
    assert_eq!(stuck(&app).await, 1);

    // A person who tries again has five more.
    let path = format!("/messages/{}", asked.message);
    app.signed_in(Role::Staff).await.submit(&path, &format!("{path}/attempts"), &[]).await;
    app.work().await;
    assert_eq!(badge(&app, &asked).await, "Waiting");
    server.relent();
    app.advance(TimeDelta::days(2));
    app.work().await;
    assert_eq!(badge(&app, &asked).await, "Sent");
}

#[actix_web::test]
async fn a_link_that_ran_out_while_the_mail_waited_is_not_sent_any_more() {
    let server = MailServer::start().await;
    server.answer("MAIL", "451 4.7.1 come back later");
    let app = TestApp::start_with_mail(&server).await;
    let asked = ask(&app, "Hallo", BODY).await;
    app.work().await;
    let mut tx = app.app.db.write().await.unwrap();
    let sql = "UPDATE mandates SET link_expires_at = $1";
    tx.query(sql).bind(app.clock.now() + TimeDelta::hours(1)).execute().await.unwrap();
    tx.commit().await.unwrap();
    server.relent();
    app.advance(TimeDelta::hours(2));
    app.work().await;

    assert!(server.received().is_empty());
    assert_eq!(badge(&app, &asked).await, "Withdrawn");
    assert!(html::texts(&page_of(&app, &asked).await, ".notice").concat().contains("Request the mandate again"));
}

#[actix_web::test]
async fn an_invoice_that_waited_for_days_goes_out_with_what_is_open_by_then() {
    let server = MailServer::start().await;
    server.answer("MAIL", "451 4.7.1 come back later");
    let app = TestApp::start_with_mail(&server).await;
    billing::ready(&app).await;
    let customer = make::customer(&app).await;
    let mut invoice = confirmed(&app, &customer).await;
    announce(&app, &invoice, None).await;
    app.work().await;
    billing::moved(&app, &mut invoice, Kind::Payment, Source::Transfer, 2_100).await;
    server.relent();
    app.advance(TimeDelta::days(1));
    app.work().await;

    let letters = server.received();
    assert_eq!(letters.len(), 1);
    let text = words(&parse(&letters[0]));
    assert!(text.contains("100,00"), "{text}");
}

#[actix_web::test]
async fn a_debit_that_has_been_made_is_not_announced_any_more() {
    let server = MailServer::start().await;
    server.answer("MAIL", "451 4.7.1 come back later");
    let app = TestApp::start_with_mail(&server).await;
    billing::ready(&app).await;
    let customer = make::customer(&app).await;
    let mut invoice = confirmed(&app, &customer).await;
    announce(&app, &invoice, Some(&mandate_of(&app, customer.id))).await;
    app.work().await;
    assert!(invoice.collect_asked(app.clock.today(), app.clock.now()));
    let mut tx = app.app.db.write().await.unwrap();
    invoices::update(&mut tx, &invoice).await.unwrap();
    tx.commit().await.unwrap();
    server.relent();
    app.advance(TimeDelta::days(3));
    app.work().await;

    assert!(server.received().is_empty());
    let page = app.signed_in(Role::Staff).await.page(&format!("/invoices/{}", invoice.id)).await;
    let tile = html::texts(&page, "#messages").concat();
    assert!(tile.contains("Withdrawn") && tile.contains("already taken place"), "{tile}");
    assert_eq!(invoice.state, State::Collecting);
}
