//! Twikey or the mail server shows a certificate that is not trusted: people are told at once, and it goes on by itself once the
//! authority is given.

use std::path::Path;

use chrono::TimeDelta;
use mandato::{app::App, config::Config, mandates::State, user::Role};
use secrecy::ExposeSecret;

use super::{
    doctor::examined_with,
    messages::{BODY, ask},
    stuck::{how_many, requests},
};
use crate::support::{
    TestApp,
    authority::{Authority, Door},
    html,
    mail_server::MailServer,
    sent_by, twikey,
};

/// What the overview and the page of jobs say, to whoever reads English.
async fn told(app: &TestApp, role: Role) -> [String; 2] {
    let reader = app.signed_in(role).await;
    let mut pages = [const { String::new() }; 2];
    for (page, path) in pages.iter_mut().zip(["/", "/jobs"]) {
        *page = html::texts(&reader.page(path).await, "main section:first-of-type").concat();
    }
    pages
}

/// The portal is started again with the authority, and does what is due within a quarter of an hour.
async fn started_again(app: &TestApp, authorities: &Path) {
    let config = Config { tls_ca_file: Some(authorities.to_owned()), ..(*app.app.config).clone() };
    let mended = App::new(config, app.clock.clone()).await.unwrap();
    app.advance(TimeDelta::minutes(15));
    while mandato::tasks::run_one(&mended).await.unwrap() {}
    mended.db.close().await;
}

#[actix_web::test]
async fn a_twikey_that_is_not_trusted_is_named_at_once_and_asked_again_once_its_authority_is_given() {
    let played = TestApp::with_twikey().await;
    let at: url::Url = played.sandbox().api_url().parse().unwrap();
    let authority = Authority::new("Company");
    let port =
        authority.door(Door { name: "127.0.0.1", ..Door::default() }, at.socket_addrs(|| None).unwrap()[0]).await;
    let behind = format!("https://127.0.0.1:{port}");
    played.at_twikey(|world, _| world.public_url.clone_from(&behind));
    let app = TestApp::start_with(|config| {
        let mut account = twikey::account(played.sandbox());
        account.api_url = behind.parse().unwrap();
        config.twikey = Some(account);
    })
    .await;
    let requests = requests(&app, 1).await;
    for _ in 0..8 {
        app.work().await;
        for role in [Role::Staff, Role::Admin] {
            for page in told(&app, role).await {
                assert!(page.contains("The certificate of Twikey is not trusted"), "{page}");
                assert!(!page.contains("cannot be reached"), "{page}");
            }
        }
        app.advance(TimeDelta::minutes(15));
    }

    started_again(&app, authority.file().path()).await;
    assert_eq!(how_many(&app, &requests, State::Invited).await, 1);
    assert!(told(&app, Role::Admin).await[1].contains("Nothing is stuck."));
}

#[actix_web::test]
async fn a_mail_server_that_is_not_trusted_is_named_at_once_and_gets_the_letter_once_its_authority_is_given() {
    let server = MailServer::start().await;
    let authority = Authority::new("Company");
    let port = authority.door(Door::default(), server.address()).await;
    let app = TestApp::start_with(|config| {
        let mut mail = sent_by(&server);
        mail.smtp_url = format!("smtps://office:pw@localhost:{port}").into();
        config.mail = Some(mail);
    })
    .await;
    ask(&app, "Hallo", BODY).await;
    for _ in 0..8 {
        app.work().await;
        for page in told(&app, Role::Admin).await {
            assert!(page.contains("The certificate of the mail server is not trusted"), "{page}");
        }
        app.advance(TimeDelta::minutes(15));
    }
    assert!(server.received().is_empty());

    started_again(&app, authority.file().path()).await;
    assert_eq!(server.received().len(), 1);
}

#[actix_web::test]
async fn an_authority_that_cannot_be_read_keeps_the_portal_from_starting() {
    let app = TestApp::start().await;
    let file = tempfile::NamedTempFile::new().unwrap();
    let config = Config { tls_ca_file: Some(file.path().to_owned()), ..(*app.app.config).clone() };
    let error = App::new(config, app.clock.clone()).await.err().unwrap().to_string();
    assert!(error.contains("TLS_CA_FILE") && error.contains(file.path().to_str().unwrap()), "{error}");
}

#[actix_web::test]
async fn a_password_in_the_clear_keeps_the_portal_from_starting() {
    let app = TestApp::start().await;
    let started = async |url: &str| {
        let mut config = (*app.app.config).clone();
        config.mail = Some(mandato::config::Mail { smtp_url: url.into(), from: "office@company.example".into() });
        let app = App::new(config, app.clock.clone()).await.map_err(|error| error.to_string())?;
        assert_eq!(app.config.mail.as_ref().unwrap().smtp_url.expose_secret(), url);
        app.db.close().await;
        Ok::<_, String>(())
    };
    let refused = started("smtp://office:s3cret@mail.company.example").await.unwrap_err();
    assert!(refused.contains("smtps://") && !refused.contains("s3cret"), "{refused}");
    assert_eq!(started("smtp://office:s3cret@127.0.0.1:2525").await, Ok(()));
    assert_eq!(started("smtps://office:s3cret@mail.company.example").await, Ok(()));
}

#[actix_web::test]
async fn doctor_warns_of_a_twikey_whose_key_can_be_read_on_the_way() {
    let app = TestApp::with_twikey().await;
    let said = async |url: &str| {
        let twikey = twikey::account(app.sandbox());
        let variables =
            [("TWIKEY_API_URL", url), ("TWIKEY_API_KEY", twikey.api_key.expose_secret()), ("TWIKEY_TEMPLATE", "1")];
        examined_with(&app, &variables).await
    };
    let here = app.sandbox().api_url();
    let well = said(&here).await;
    assert!(well.contains("ok Twikey logged in at"), "{well}");
    // An address that leads here, too, but does not say so.
    let elsewhere = said(&here.replace("127.0.0.1", "0.0.0.0")).await;
    assert!(elsewhere.contains("warn Twikey logged in at") && elsewhere.contains("begins with https"), "{elsewhere}");
}

#[actix_web::test]
async fn doctor_names_certificates_and_passwords_in_the_clear_and_looks_at_the_rest_all_the_same() {
    let app = TestApp::start().await;
    let server = MailServer::start().await;
    let authority = Authority::new("Company");
    let file = authority.file();
    let file = file.path().to_str().unwrap();
    let mail = format!("smtps://office:pw@localhost:{}", authority.door(Door::default(), server.address()).await);
    let twikey = format!("https://localhost:{}", authority.door(Door::default(), server.address()).await);
    let twikey = [("TWIKEY_API_URL", twikey.as_str()), ("TWIKEY_API_KEY", "KEY"), ("TWIKEY_TEMPLATE", "1")];
    let with_mail = |url| [("SMTP_URL", url), ("MAIL_FROM", "office@company.example")];

    let said = examined_with(&app, &[&twikey[..], &with_mail(&mail)].concat()).await;
    assert!(said.contains("FAIL Twikey The certificate of Twikey is not trusted"), "{said}");
    assert!(said.contains("FAIL mail server The certificate of the mail server is not trusted"), "{said}");
    assert!(said.contains("off own authorities TLS_CA_FILE is not set"), "{said}");

    let said = examined_with(&app, &[&with_mail(&mail)[..], &[("TLS_CA_FILE", file)]].concat()).await;
    assert!(said.contains("ok own authorities CN=Company (until 2999-12-31)"), "{said}");
    assert!(said.contains("ok mail server takes mail from"), "{said}");

    let clear = with_mail("smtp://office:s3cret@mail.company.example");
    let said = examined_with(&app, &[&clear[..], &[("TLS_CA_FILE", "/nowhere/ca.pem")]].concat()).await;
    assert!(said.contains("FAIL own authorities TLS_CA_FILE: /nowhere/ca.pem cannot be read"), "{said}");
    assert!(said.contains("FAIL mail server SMTP_URL would let the password be read"), "{said}");
    assert!(said.contains("ok database") && said.contains("invoices"), "{said}");
    assert!(!said.contains("s3cret"), "{said}");
}
