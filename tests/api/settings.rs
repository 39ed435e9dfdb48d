//! The settings: what stands on invoices, how they are numbered, the logo.

use mandato::{
    domain::number_pattern::Pattern,
    invoices,
    settings::{self, CollectOpen, Settings},
    user::Role,
};
use reqwest::{
    Response, StatusCode,
    multipart::{Form, Part},
};

use crate::support::{
    Browser, TestApp, csrf,
    form::{fields_of, send, with},
    html, location, read,
};

const FORM: &str = "form[action='/settings']";

async fn stored(app: &TestApp) -> Settings {
    let mut tx = app.app.db.read().await.unwrap();
    settings::read(&mut tx).await.unwrap()
}

/// The form as it is shown, with the one value that a new portal does not have.
async fn form(browser: &Browser) -> Vec<(String, String)> {
    let mut form = fields_of(&browser.page("/settings").await, FORM);
    for (_, value) in form.iter_mut().filter(|(name, value)| name == "creditor_name" && value.is_empty()) {
        "Firma".clone_into(value);
    }
    form
}

/// Sends the form with some other values.
async fn save(browser: &Browser, changes: &[(&str, &str)]) -> Response {
    send(browser, "/settings", &with(&form(browser).await, changes)).await
}

const COMPANY: [(&str, &str); 10] = [
    ("creditor_name", " Zonnepanelen  BV "),
    ("street", "Stationsplein 1"),
    ("postal_code", "9000"),
    ("city", "Gent"),
    ("country", "BE"),
    ("vat_number", "0533.800.797"),
    ("contact_email", "billing@sun.example"),
    ("contact_phone", "+32 9 123 45 67"),
    ("iban", "be16 6453 4897 1174"),
    ("creditor_identifier", "BE54 ZZZ 0533800797"),
];

#[actix_web::test]
async fn what_stands_on_invoices_is_kept_in_the_normal_form_of_every_number() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    let before = browser.page("/settings").await;
    assert!(html::texts(&before, ".notice.warning").join(" ").contains("IBAN"), "what invoices lack is said");

    assert_eq!(location(&save(&browser, &COMPANY).await), "/settings");

    let settings = stored(&app).await;
    assert_eq!((settings.creditor_name.as_str(), settings.city.as_str()), ("Zonnepanelen BV", "Gent"));
    assert_eq!(settings.vat_number.as_ref().unwrap().as_str(), "BE0533800797");
    assert_eq!(settings.iban.as_ref().unwrap().as_str(), "BE16645348971174");
    assert_eq!(settings.bic.as_ref().unwrap().as_str(), "JVBABE22", "the IBAN tells it");
    assert_eq!(settings.creditor_identifier.as_ref().unwrap().as_str(), "BE54ZZZ0533800797");
    assert_eq!(settings.gaps(true), [""; 0]);
    let page = browser.page("/settings").await;
    assert_eq!(html::texts(&page, ".notice.warning"), [""; 0]);
}

#[actix_web::test]
async fn a_change_of_bank_data_is_in_the_audit_trail_with_old_and_new_value() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    save(&browser, &COMPANY).await;

    save(&browser, &[("iban", "NL91 ABNA 0417 1643 00")]).await;

    let changes = html::texts(&browser.page("/audit").await, "tbody tr:first-child .changes p");
    assert_eq!(changes, ["IBAN: BE16 6453 4897 1174 → NL91 ABNA 0417 1643 00", "BIC: JVBABE22 → ABNANL2A"]);
}

#[actix_web::test]
async fn every_mistake_stands_at_its_field_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    let wrong = [
        ("creditor_name", " "),
        ("vat_number", "BE0533800798"),
        ("contact_email", "billing"),
        ("iban", "BE16 6453 4897 1175"),
        ("creditor_identifier", "BE54ZZZ0533800798"),
        ("invoice_numbers", "R/{number}"),
        ("credit_note_numbers", "{number}{number}"),
        ("next_invoice", "0"),
        ("payment_days", "-1"),
        ("mandate_link_days", "366"),
    ];

    let response = save(&browser, &wrong).await;

    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = read(response).await;
    for (field, typed) in wrong {
        assert_eq!(html::texts(&page, &format!("#{field}-error")).len(), 1, "{field}");
        assert_eq!(html::attribute(&page, &format!("#{field}"), "value").as_deref(), Some(typed));
        assert_eq!(html::texts(&page, &format!(".notice a[href='#{field}']")).len(), 1, "{field}");
    }
    assert_eq!(stored(&app).await.version, 1);
}

#[actix_web::test]
async fn who_saves_over_a_change_of_somebody_else_is_told_and_loses_nothing() {
    let app = TestApp::start().await;
    let (first, second) = (app.signed_in(Role::Admin).await, app.signed_in(Role::Admin).await);
    let form = form(&second).await;
    save(&first, &[("city", "Gent")]).await;

    let response = send(&second, "/settings", &with(&form, &[("street", "Markt 2")])).await;

    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = read(response).await;
    assert_eq!(html::attribute(&page, "#street", "value").as_deref(), Some("Markt 2"));
    let again = fields_of(&page, FORM);
    assert_eq!(location(&send(&second, "/settings", &with(&again, &[])).await), "/settings");
    let settings = stored(&app).await;
    assert_eq!((settings.street.as_str(), settings.city.as_str()), ("Markt 2", "Gent"));
}

#[actix_web::test]
async fn what_two_people_changed_differently_is_shown_and_the_second_decides() {
    let app = TestApp::with_twikey().await;
    let (first, second) = (app.signed_in(Role::Admin).await, app.signed_in(Role::Admin).await);
    save(&first, &COMPANY).await;
    let mut form = form(&second).await;
    form.retain(|(name, _)| name != "mails_failures");
    save(&first, &[("city", "Gent"), ("country", "NL"), ("vat_number", "")]).await;
    save(&first, &[("city", "Aalst"), ("next_invoice", "7")]).await;

    let response = send(&second, "/settings", &with(&form, &[("city", "Brugge")])).await;

    let page = read(response).await;
    assert_eq!(html::texts(&page, "form .notice.warning li"), ["Town or city: Aalst"]);
    assert_eq!(html::attribute(&page, "#city", "value").as_deref(), Some("Brugge"));
    let again = fields_of(&page, FORM);
    assert_eq!(location(&send(&second, "/settings", &with(&again, &[])).await), "/settings");
    let settings = stored(&app).await;
    assert_eq!((settings.city.as_str(), settings.country.code()), ("Brugge", "NL"));
    assert_eq!((settings.vat_number, settings.mails_failures, settings.announces_debits), (None, false, true));
    let mut tx = app.app.db.read().await.unwrap();
    assert_eq!(invoices::last_in_series(&mut tx, "invoice", 2026).await.unwrap(), 6);
}

const FROM_TWO: &str = "A number from 2 to 999,999,999; smaller ones are taken.";

#[actix_web::test]
async fn numbers_may_skip_some_but_never_go_back() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    crate::invoices::confirmed(&app).await;
    let page = browser.page("/settings").await;
    assert_eq!(html::attribute(&page, "#next_invoice", "value").as_deref(), Some("2"));
    assert!(html::text(&page).contains("R2026-0002"), "the next number is shown");

    let refused = save(&browser, &[("next_invoice", "1")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(html::texts(&read(refused).await, "#next_invoice-error"), [FROM_TWO]);
    let refused = save(&browser, &[("next_invoice", "1000000000")]).await;
    assert_eq!(html::texts(&read(refused).await, "#next_invoice-error"), [FROM_TWO]);

    assert_eq!(location(&save(&browser, &[("next_invoice", "100")]).await), "/settings");
    let mut tx = app.app.db.write().await.unwrap();
    assert_eq!(invoices::next_in_series(&mut tx, "invoice", 2026).await.unwrap(), 100);
    drop(tx);
    let changes = html::texts(&browser.page("/audit").await, "tbody tr:first-child .changes p");
    assert!(changes.contains(&"Next running number: 2 → 100".to_owned()), "{changes:?}");
}

#[actix_web::test]
async fn a_new_pattern_never_gives_a_number_that_is_on_an_invoice_already() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    crate::invoices::confirmed(&app).await; // R2026-0001

    // Its numbers look the same, though it is a series of its own that has given none yet.
    let same = [("invoice_numbers", "R2026-{number:4}"), ("next_invoice", "1")];
    let refused = save(&browser, &same).await;
    assert_eq!(html::texts(&read(refused).await, "#next_invoice-error"), [FROM_TWO]);

    let both = [("invoice_numbers", "R{number}"), ("credit_note_numbers", "R{number:4}")];
    let refused = read(save(&browser, &both).await).await;
    assert_eq!(html::texts(&refused, "#credit_note_numbers-error").len(), 1);

    let new = [("invoice_numbers", "F{number}"), ("next_invoice", "7")];
    assert_eq!(location(&save(&browser, &new).await), "/settings");
    let pattern: Pattern = stored(&app).await.invoice_numbers;
    let mut tx = app.app.db.write().await.unwrap();
    let number = invoices::next_in_series(&mut tx, "invoice", pattern.series_year(2026)).await.unwrap();
    assert_eq!(pattern.write(2026, number), "F7");
}

#[actix_web::test]
async fn the_example_follows_what_is_typed() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    let example = async |query: &str| {
        let page = browser.page(&format!("/settings/numbers?{query}")).await;
        html::texts(&page, "#number-examples").join(" ")
    };
    let typed =
        "invoice_numbers=F%7Byear%7D.%7Bnumber%3A3%7D&next_invoice=12&credit_note_numbers=C%7B&next_credit_note=1";
    let shown = example(typed).await;
    assert!(shown.contains("F2026.012") && shown.contains("The next credit note: –"), "{shown}");
    assert!(!example("").await.is_empty());
}

#[actix_web::test]
async fn rules_about_debits_are_kept_and_hidden_while_twikey_is_off() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Admin).await;
    let mut form = form(&browser).await;
    form.retain(|(name, _)| !["announces_debits", "twikey_on"].contains(&name.as_str()));
    let changed = [("collect_open", "on_due_date"), ("payment_days", "30")];
    assert_eq!(location(&send(&browser, "/settings", &with(&form, &changed)).await), "/settings");
    let rules = |settings: &Settings| {
        (settings.collect_open, settings.announces_debits, settings.mails_failures, settings.payment_days)
    };
    assert_eq!(rules(&stored(&app).await), (CollectOpen::OnDueDate, false, true, 30));

    let page = browser.page("/settings").await;
    assert_eq!(html::texts(&page, "input[type=radio][name=collect_open]"), [""; 0], "Twikey is off now");
    assert_eq!(location(&save(&browser, &[("payment_days", "20")]).await), "/settings");
    assert_eq!(rules(&stored(&app).await), (CollectOpen::OnDueDate, false, true, 20));
}

/// A PNG of one point.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1f, 0x15, 0xc4, 0x89, 0x00, 0x00, 0x00, 0x0d, 0x49,
    0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x64, 0x60, 0xf8, 0x5f, 0x0f, 0x00, 0x02, 0x87, 0x01, 0x80, 0xeb, 0x47, 0xba,
    0x92, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

async fn send_logo(browser: &Browser, token: &str, content: Vec<u8>) -> Response {
    let file = Part::bytes(content).file_name("logo.png").mime_str("image/png").unwrap();
    let form = Form::new().text("csrf", token.to_owned()).part("logo", file);
    browser.request(reqwest::Method::POST, "/settings/logo").multipart(form).send().await.unwrap()
}

#[actix_web::test]
async fn a_logo_is_shown_and_can_be_removed() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    let token = csrf(&browser.page("/settings").await);

    assert_eq!(location(&send_logo(&browser, &token, PNG.to_vec()).await), "/settings#logo-tile");

    let page = browser.page("/settings").await;
    assert_eq!(html::attribute(&page, ".logo img", "src").as_deref(), Some("/settings/logo"));
    let shown = browser.get("/settings/logo").send().await.unwrap();
    assert_eq!(shown.headers()["content-type"], "image/png");
    assert_eq!(shown.bytes().await.unwrap(), PNG);

    browser.post("/settings/logo/removal", &token, &[]).await;
    assert_eq!(browser.get("/settings/logo").send().await.unwrap().status(), StatusCode::NOT_FOUND);
    let audit = html::texts(&browser.page("/audit").await, "tbody tr:nth-child(-n+2) .changes p");
    assert_eq!(audit, ["Logo: image/png (1 kB) → –not given", "Logo: image/png (1 kB)"]);
}

#[actix_web::test]
async fn what_cannot_be_drawn_is_no_logo_whatever_its_name_says() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    let token = csrf(&browser.page("/settings").await);
    let mut wide = PNG.to_vec();
    wide[16..24].copy_from_slice(&[0x00, 0x00, 0xff, 0xff, 0x00, 0x00, 0xff, 0xff]);
    let checksum = flate_crc(&wide[12..29]);
    wide[29..33].copy_from_slice(&checksum);
    let files = [
        ("Please choose a file.", Vec::new()),
        ("This file is neither PNG", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()),
        ("The image cannot be drawn: it is damaged", PNG[..50].to_vec()),
        ("more than 2 million pixels", wide),
        ("The file has more than 200 kB", vec![0; 300 * 1024]),
    ];
    for (expected, content) in files {
        let response = send_logo(&browser, &token, content).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{expected}");
        let error = html::texts(&read(response).await, "#logo-error").join(" ");
        assert!(error.contains(expected), "{error}");
    }
}

/// The checksum of a piece of a PNG.
fn flate_crc(piece: &[u8]) -> [u8; 4] {
    let mut crc = u32::MAX;
    for byte in piece {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    (!crc).to_be_bytes()
}
