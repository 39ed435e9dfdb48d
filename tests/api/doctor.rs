//! `mandato doctor`, as an operator runs it.

use mandato::{
    feeds::sync,
    i18n::Language,
    sandbox::{self, Sandbox, state::account::Creditor},
    settings,
    user::Role,
};
use secrecy::ExposeSecret;

use crate::{pay::company, support::TestApp};

/// Whether it calls everything well, and what it says of one thing.
async fn examined(app: &TestApp, what: &str) -> (bool, String) {
    let (is_well, printed) = run(app, &[]).await;
    let line = printed.lines().find(|line| line[6..].starts_with(what)).expect(what);
    (is_well, line.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What it says of everything, with these variables besides.
pub async fn examined_with(app: &TestApp, variables: &[(&str, &str)]) -> String {
    run(app, variables).await.1.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn run(app: &TestApp, variables: &[(&str, &str)]) -> (bool, String) {
    let output = tokio::process::Command::new(env!("CARGO_BIN_EXE_mandato"))
        .arg("doctor")
        .env("DATABASE_URL", app.app.config.database_url.expose_secret())
        .env("MANDATO_SECRET", "s".repeat(64))
        .env("MANDATO_PUBLIC_URL", app.app.config.public_url.to_string())
        .env_remove("TWIKEY_API_URL")
        .env_remove("SMTP_URL")
        .env_remove("TLS_CA_FILE")
        .envs(variables.iter().copied())
        .output()
        .await
        .unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

#[actix_web::test]
async fn it_names_what_the_settings_lack_for_invoices_and_is_content_without() {
    let app = TestApp::start().await;

    let (is_well, said) = examined(&app, "invoices").await;
    assert!(is_well, "invoices can wait");
    assert!(said.starts_with("warn invoices cannot be issued properly yet; fill in under http"), "{said}");
    assert!(
        said.ends_with(
            "/settings: Name of the company, Street and number, Postal code, Town or city, VAT number, IBAN"
        ),
        "{said}"
    );

    company(&app).await;
    let mut tx = app.app.db.write().await.unwrap();
    let mut settings = settings::read(&mut tx).await.unwrap();
    settings.street = "Hauptstraße 1".to_owned();
    settings.postal_code = "4700".to_owned();
    settings.city = "Eupen".to_owned();
    settings.vat_number = Some("BE0123456749".parse().unwrap());
    assert!(settings::save(&mut tx, &settings, settings.version).await.unwrap());
    tx.commit().await.unwrap();

    assert_eq!(examined(&app, "invoices").await.1, "ok invoices the company's data are complete");
}

#[actix_web::test]
async fn it_says_how_the_database_is_and_whether_anybody_can_sign_in() {
    let app = TestApp::start().await;
    let (_, said) = examined(&app, "database").await;
    assert!(said.starts_with("ok database up to date; nobody can sign in yet"), "{said}");
    app.make_user("kim@office.example", Role::Admin, Language::En).await;
    assert_eq!(examined(&app, "database").await.1, "ok database up to date");
}

#[actix_web::test]
async fn it_names_both_accounts_when_another_one_is_configured_than_was_read() {
    let app = TestApp::with_twikey().await;
    let creditor = Creditor { merchant_id: 9, ..Creditor::default() };
    let settings = sandbox::Settings { creditor: Some(creditor), ..sandbox::Settings::local(app.clock.clone()) };
    let other = sandbox::start(settings).await.unwrap();
    let configured = async |sandbox: &Sandbox| {
        let url = sandbox.api_url();
        let variables = [
            ("TWIKEY_API_URL", url.as_str()),
            ("TWIKEY_API_KEY", sandbox::API_KEY),
            ("TWIKEY_WEBSITE_KEY", sandbox::WEBSITE_KEY),
            ("TWIKEY_TEMPLATE", "1"),
        ];
        examined_with(&app, &variables).await
    };
    assert!(configured(&other).await.contains("ok Twikey logged in"), "nothing was read yet");
    sync::run(&app.app).await.unwrap();
    assert!(configured(app.sandbox()).await.contains("ok Twikey logged in"));

    let said = configured(&other).await;
    assert!(said.contains("warn Twikey") && said.contains("/9,") && said.contains("/4521:"), "{said}");
    other.stop().await;
}
