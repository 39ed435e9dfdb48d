//! Lists as CSV files.

use mandato::{
    customers::Kind,
    i18n::Language,
    mandates::Scheme,
    messages::{self, Channel, NewMessage},
    templates,
    user::Role,
};
use reqwest::StatusCode;

use crate::{
    import::check,
    support::{
        Browser, TestApp,
        billing::draft,
        csrf,
        form::{form_of, with},
        html, location, make,
    },
};

async fn file(browser: &Browser, address: &str) -> String {
    let response = browser.get(address).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{address}");
    assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8");
    assert!(response.headers()["content-disposition"].to_str().unwrap().starts_with("attachment; filename="));
    // The byte order mark is what Excel knows UTF-8 by; reqwest would take it away.
    let bytes = response.bytes().await.unwrap();
    assert!(bytes.starts_with("\u{feff}".as_bytes()), "{address}");
    String::from_utf8(bytes[3..].to_vec()).unwrap()
}

#[actix_web::test]
async fn every_list_is_exported_with_a_link_that_keeps_its_filter() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    draft(&app, &customer, 10_000).await;
    for list in ["/customers", "/invoices", "/mandates", "/messages"] {
        let lines = file(&browser, &format!("{list}/export?q=peeters")).await;
        let rows = if matches!(list, "/customers" | "/invoices") { 2 } else { 1 };
        assert_eq!(lines.lines().count(), rows, "{list}: {lines}");
        assert_eq!(file(&browser, &format!("{list}/export?q=nobody")).await.lines().count(), 1, "{list}");
    }
    for list in ["/customers", "/invoices"] {
        let page = browser.page(&format!("{list}?q=peeters")).await;
        let link = html::attribute(&page, "#list .export a", "href");
        assert_eq!(link, Some(format!("{list}/export?q=peeters")));
    }
}

#[actix_web::test]
async fn a_long_list_is_exported_whole_and_each_row_once() {
    let app = TestApp::start().await;
    let browser = app.signed_in_reading(Role::Staff, Language::De).await;
    let customer = make::customer(&app).await;
    for price in 1..=130 {
        draft(&app, &customer, price * 100).await;
    }
    let lines = file(&browser, "/invoices/export").await;
    let mut rows: Vec<_> = lines.lines().skip(1).collect();
    assert_eq!(rows.len(), 130);
    assert!(rows[0].contains(";157,30;") && lines.starts_with("Nummer;"), "{}", rows[0]);
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), 130);
}

#[actix_web::test]
async fn a_name_that_would_be_a_formula_is_exported_as_text() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let formula = "=HYPERLINK(\"http://evil.example\")";
    let customer = make::customer_with(&app, |customer| customer.company_name = formula.into()).await;
    draft(&app, &customer, 10_000).await;
    for list in ["/customers", "/invoices"] {
        let lines = file(&browser, &format!("{list}/export")).await;
        assert!(lines.contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\""), "{lines}");
    }
}

#[actix_web::test]
async fn customers_that_were_exported_and_imported_again_are_unchanged() {
    let app = TestApp::start().await;
    make::customer_with(&app, |customer| {
        customer.number = "C-1".into();
        customer.first_name = "Els".into();
        customer.last_name = "Peeters".into();
        customer.vat_number = Some("BE0533800797".parse().unwrap());
        customer.mobile = Some("+32470123456".parse().unwrap());
        customer.iban = Some("BE68539007547034".parse().unwrap());
        customer.notes = "Ruft gern an.\nNur vormittags.".into();
    })
    .await;
    make::customer_with(&app, |customer| {
        customer.number = "C-2".into();
        customer.kind = Kind::Person;
        customer.company_name = String::new();
        customer.first_name = "Zoé".into();
        customer.last_name = "Dubois; =SUM(A1)".into();
        customer.language = Language::Fr;
        customer.city = "Liège".into();
    })
    .await;
    for (language, unchanged) in [
        (Language::De, "unverändert"),
        (Language::Nl, "ongewijzigd"),
        (Language::Fr, "inchangé"),
        (Language::En, "unchanged"),
    ] {
        let browser = app.signed_in_reading(Role::Staff, language).await;
        let exported = file(&browser, "/customers/export").await;
        let (_, report) = check(&app, &browser, "customers", exported).await;
        assert_eq!(html::texts(&report, "#list tbody .badge"), [unchanged; 2], "{language}");
    }
}

#[actix_web::test]
async fn a_mandate_is_exported_with_its_customer_and_a_masked_account() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer_with(&app, |customer| customer.number = "C-1".into()).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    let reference = mandate.reference.unwrap();
    app.sign(&reference, "BE68539007547034");
    app.hear().await;

    let exported = file(&browser, "/mandates/export").await;

    let row = format!("{reference},Bakkerij Peeters,C-1,Signed,,2026-11-23,BE•• •••• •••• 7034");
    assert_eq!(exported.lines().skip(1).collect::<Vec<_>>(), [row]);
}

#[actix_web::test]
async fn a_message_is_exported_with_its_state_and_the_time_of_the_office() {
    let app = TestApp::start().await;
    let browser = app.signed_in_reading(Role::Staff, Language::De).await;
    let customer = make::customer(&app).await;
    let message = NewMessage {
        id: uuid::Uuid::now_v7(),
        channel: Channel::Email,
        kind: templates::Kind::MandateRequest,
        customer: customer.id,
        invoice: None,
        mandate: None,
        language: Language::De,
        recipient: "els@peeters.example".into(),
        subject: "Ihr SEPA-Mandat; bitte unterzeichnen".into(),
        body: "<p>Guten Tag</p>".into(),
        message_id: None,
        by: None,
    };
    let mut tx = app.app.db.write().await.unwrap();
    messages::record(&mut tx, app.clock.now(), message).await.unwrap();
    tx.commit().await.unwrap();

    let exported = file(&browser, "/messages/export").await;

    let row =
        "\"Ihr SEPA-Mandat; bitte unterzeichnen\";Bakkerij Peeters;E-Mail;els@peeters.example;Wartet;2026-11-23 10:00";
    assert_eq!(exported.lines().collect::<Vec<_>>(), ["Betreff;Kunde;Weg;An;Stand;Zeitpunkt", row]);
}

#[actix_web::test]
async fn the_audit_trail_is_exported_for_administrators_with_what_changed_in_words() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    let form = [("number", "C-7"), ("kind", "person"), ("last_name", "Peeters"), ("language", "nl"), ("country", "BE")];
    let answer = browser.submit("/customers/new", "/customers", &form).await;
    let sheet = location(&answer).to_owned();
    let edit = browser.page(&format!("{sheet}/edit")).await;
    browser.post(&sheet, &csrf(&edit), &with(&form_of(&edit), &[("last_name", "=Janssens")])).await;

    let lines = file(&browser, "/audit/export").await;

    let rows: Vec<_> = lines.lines().collect();
    assert_eq!(rows[0], "When,What,Invoice,Who,Changes");
    assert!(rows[1].ends_with(",Audit trail exported,,Kim Office,"), "{}", rows[1]);
    assert!(rows[2].ends_with(",Customer changed,,Kim Office,Last name: Peeters → =Janssens"), "{}", rows[2]);
    let page = browser.page("/audit").await;
    assert_eq!(html::attribute(&page, "#list .export a", "href").as_deref(), Some("/audit/export"));
    let staff = app.signed_in(Role::Staff).await.get("/audit/export").send().await.unwrap();
    assert_eq!(staff.status(), StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn the_accounts_are_exported_for_administrators() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;

    let lines = file(&browser, "/users/export").await;

    let rows: Vec<_> = lines.lines().collect();
    assert_eq!((rows.len(), rows[0]), (2, "Name,E-mail address,Role,State,Last seen"), "{lines}");
    assert!(rows[1].starts_with("Kim Office,") && rows[1].contains(",Signed in,"), "{lines}");
    let page = browser.page("/users").await;
    assert_eq!(html::attribute(&page, ".export a", "href").as_deref(), Some("/users/export"));
    let staff = app.signed_in(Role::Staff).await.get("/users/export").send().await.unwrap();
    assert_eq!(staff.status(), StatusCode::FORBIDDEN);
}
