//! Templates: `/templates`, and their editor.

use mandato::{i18n::Language, templates::Kind, user::Role};
use reqwest::StatusCode;

use crate::support::{Browser, TestApp, html, location, read};

const PAGE: &str = "/templates/mandate-request/de";
const LINK: &str = r#"<p><a data-link="signing">Hier</a></p>"#;

async fn save(browser: &Browser, subject: &str, body: &str, version: &str) -> reqwest::Response {
    let fields = [("subject", subject), ("body", body), ("version", version)];
    browser.submit(PAGE, PAGE, &fields).await
}

async fn typed(browser: &Browser, path: &str) -> (String, String) {
    let page = browser.page(path).await;
    let subject = html::attribute(&page, "#subject", "value").unwrap();
    (subject, html::texts(&page, "#body").join(""))
}

#[actix_web::test]
async fn every_language_has_a_text_that_came_with_mandato() {
    let app = TestApp::start().await;
    let browser = app.signed_in_reading(Role::Admin, Language::De).await;
    let page = browser.page("/templates").await;
    for kind in Kind::ALL {
        let tile = |what: &str| format!("#{} tbody {what}", kind.slug());
        assert_eq!(html::texts(&page, &tile("th")), ["Deutsch", "Nederlands", "Français", "English"]);
        assert_eq!(html::texts(&page, &tile(".badge")), ["Mitgelieferter Text"; 4]);

        for language in Language::ALL {
            let (subject, body) = typed(&browser, &format!("/templates/{}/{language}", kind.slug())).await;
            assert!(subject.contains("{{ ") && body.contains("{{ salutation }}"), "{subject}");
            assert_eq!(body.contains("data-link=\"signing\""), kind != Kind::CreditNote, "{body}");
        }
    }
}

#[actix_web::test]
async fn a_changed_text_is_in_force_and_earlier_ones_are_kept() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;

    let saved = save(&browser, "Erste & \"beste\"", &format!("<p>Guten Tag 🎉</p>{LINK}"), "0").await;
    assert_eq!(location(&saved), PAGE);
    let saved = save(&browser, "Zweite", &format!("<p>{{{{ salutation }}}}</p>{LINK}"), "1").await;
    assert_eq!(location(&saved), PAGE);

    assert_eq!(typed(&browser, PAGE).await.0, "Zweite");
    let (subject, body) = typed(&browser, &format!("{PAGE}?version=1")).await;
    assert_eq!(subject, "Erste & \"beste\"");
    assert!(body.contains("Guten Tag 🎉"));
    assert!(typed(&browser, &format!("{PAGE}?version=0")).await.0.starts_with("Ihr SEPA-Mandat"));

    let page = browser.page(PAGE).await;
    assert_eq!(html::texts(&page, ".timeline .title"), ["Zweite", "Erste & \"beste\""]);
    assert!(html::texts(&page, ".timeline .when")[0].contains("Kim Office"));
    assert_eq!(browser.get(&format!("{PAGE}?version=7")).send().await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_mistake_is_told_at_its_field_with_its_place_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let browser = app.signed_in_reading(Role::Admin, Language::De).await;

    let body = format!("<p>Guten Tag</p><p>{{{{ anrede }}}}</p>{LINK}");
    let response = save(&browser, "Für {{ kunde", &body, "0").await;

    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = read(response).await;
    let errors = html::texts(&page, ".error");
    assert_eq!(errors[0], "Eine geschweifte Klammer wird nicht geschlossen. Ein Platzhalter endet mit }}.");
    assert!(errors[1].starts_with("Absatz 2: Den Platzhalter „anrede“ gibt es nicht."), "{errors:?}");
    assert_eq!(html::attribute(&page, "#subject", "value").as_deref(), Some("Für {{ kunde"));
    assert!(html::texts(&page, "#body")[0].contains("{{ anrede }}"));
    assert!(typed(&browser, PAGE).await.0.starts_with("Ihr SEPA-Mandat"), "nothing was saved");
}

#[actix_web::test]
async fn a_text_without_the_link_to_sign_is_refused() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    let response = save(&browser, "Hallo", "<p>Guten Tag</p>", "0").await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html::texts(&read(response).await, ".error")[0].contains("signing link is missing"));
}

#[actix_web::test]
async fn the_editor_and_its_complaints_speak_of_the_link_that_the_text_needs() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    let words = |page: &scraper::Html| html::texts(page, "[data-command=link]").join("");
    let page = browser.page("/templates/debit-failed/de").await;
    assert_eq!(words(&page), "Invoice link");
    assert_eq!(
        html::attribute(&page, "rich-text", "data-link").as_deref(),
        Some(r#"<a data-link="signing">Jetzt bezahlen</a>"#)
    );
    assert_eq!(words(&browser.page(PAGE).await), "Signing link");
    assert_eq!(words(&browser.page("/templates/credit-note/de").await), "");

    let fields = [("subject", "Hallo"), ("body", "<p>Guten Tag</p>"), ("version", "0")];
    let refused = browser.submit(PAGE, "/templates/debit-failed/de", &fields).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html::texts(&read(refused).await, ".error")[0].contains("invoice link is missing"));
    location(&browser.submit(PAGE, "/templates/credit-note/de", &fields).await);
}

#[actix_web::test]
async fn who_saves_second_sees_it_and_overwrites_on_purpose_only() {
    let app = TestApp::start().await;
    let first = app.signed_in(Role::Admin).await;
    let second = app.signed_in(Role::Admin).await;
    save(&first, "Von der Ersten", LINK, "0").await;

    let response = save(&second, "Vom Zweiten", LINK, "0").await;

    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = read(response).await;
    assert!(html::texts(&page, ".notice")[0].contains("Kim Office has saved this template in the meantime"));
    assert_eq!(html::attribute(&page, "#subject", "value").as_deref(), Some("Vom Zweiten"));
    assert_eq!(typed(&first, PAGE).await.0, "Von der Ersten");

    let version = html::attribute(&page, "[name=version]", "value").unwrap();
    location(&save(&second, "Vom Zweiten", LINK, &version).await);
    assert_eq!(typed(&first, PAGE).await.0, "Vom Zweiten");
}

#[actix_web::test]
async fn the_preview_shows_the_mail_with_sample_data_and_runs_nothing() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    let preview = format!("{PAGE}/preview");

    let body = format!("<p>{{{{ salutation }}}} <script>alert(1)</script><img src=x onerror=alert(1)></p>{LINK}");
    let response = browser.submit(PAGE, &preview, &[("subject", "Hallo"), ("body", &body)]).await;

    assert_eq!(response.status(), StatusCode::OK);
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
    assert_eq!(response.headers()["x-frame-options"], "SAMEORIGIN");
    let text = response.text().await.unwrap();
    assert!(text.contains("Guten Tag Anna Müller") && text.contains("href=\"https://www.twikey.com/example\""));
    assert!(!text.contains("alert"), "{text}");

    let response = browser.submit(PAGE, &preview, &[("subject", ""), ("body", "{{ x }}")]).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(html::texts(&read(response).await, "li").len(), 2);
}

#[actix_web::test]
async fn a_change_is_in_the_audit_trail_with_old_and_new_value() {
    let app = TestApp::start().await;
    save(&app.signed_in(Role::Admin).await, "Neuer Betreff", LINK, "0").await;

    let mut tx = app.app.db.read().await.unwrap();
    let entry: (String, String) =
        tx.query("SELECT action, changes FROM audit_entries WHERE subject = 'template'").one().await.unwrap();
    assert_eq!(entry.0, "changed");
    assert!(entry.1.contains("mandate-request/de"), "{}", entry.1);
    assert!(entry.1.contains("Ihr SEPA-Mandat für {{ creditor }}") && entry.1.contains("Neuer Betreff"), "{}", entry.1);
}

#[actix_web::test]
async fn saving_a_form_in_which_only_the_subject_changed_changes_only_the_subject() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    let page = browser.page(PAGE).await;
    let shown = scraper::Selector::parse("#body").unwrap();
    // As a browser sends a textarea: every line ends with CR LF.
    let body = page.select(&shown).next().unwrap().text().collect::<String>().replace('\n', "\r\n");
    location(&save(&browser, "Neuer Betreff", &body, "0").await);

    let trail = browser.page("/audit").await;
    let changes = html::texts(&trail, "tbody tr:first-child .changes p");
    assert_eq!(changes[0], "E-mail template: mandate-request/de");
    assert_eq!(changes[1], "Subject: Ihr SEPA-Mandat für {{ creditor }} → Neuer Betreff");
    assert_eq!(changes.len(), 2, "{changes:?}");
}

#[actix_web::test]
async fn staff_may_not_change_templates() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    assert_eq!(browser.get(PAGE).send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let admin = app.signed_in(Role::Admin).await;
    for unknown in ["/templates/mandate-request/xx", "/templates/reminder/de"] {
        assert_eq!(admin.get(unknown).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    }
}
