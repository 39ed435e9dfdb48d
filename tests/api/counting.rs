//! What is said of a number of things: one of them is not said in the plural, and a page of many does not pass for all.

use mandato::{i18n::Language, mandates::Scheme, user::Role};

use crate::support::{TestApp, billing, html, make};

/// In German, Dutch, French and English: what would follow a one if nobody had thought of it.
const PLURALS: [&[&str]; 4] = [
    &["Kunden", "Mandate", "Rechnungen", "Nachrichten", "Einträge", "Zeilen", "Entwürfe", "Felder", "Positionen"],
    &["klanten", "mandaten", "facturen", "berichten", "regels", "rijen", "concepten", "velden"],
    &["clients", "mandats", "factures", "messages", "entrées", "lignes", "brouillons", "champs"],
    &["customers", "mandates", "invoices", "messages", "entries", "rows", "drafts", "fields", "lines"],
];

#[actix_web::test]
async fn one_of_a_thing_is_not_said_in_the_plural() {
    let app = TestApp::with_twikey().await;
    billing::ready(&app).await;
    let customer = make::customer(&app).await;
    let draft = billing::draft(&app, &customer, 10_000).await.id;
    app.signed_elsewhere(Some(&customer.number), None, Scheme::Core);
    app.signed_elsewhere(Some("unknown"), None, Scheme::Core);
    app.hear().await;
    let all = "/invoices/confirmations/new?all=1".to_owned();
    let lists = ["/", "/customers", "/mandates", "/invoices", "/messages", "/audit", "/users", "/jobs", "/unmatched"];
    let pages: Vec<_> = lists
        .map(ToOwned::to_owned)
        .into_iter()
        .chain([format!("/customers/{}", customer.id), format!("/invoices/{draft}"), all])
        .collect();
    for (language, plurals) in Language::ALL.into_iter().zip(PLURALS) {
        let reader = app.signed_in_reading(Role::Admin, language).await;
        for address in &pages {
            let text = html::text(&reader.page(address).await);
            for plural in plurals {
                let said = format!("1 {plural}");
                let is_said =
                    text.match_indices(&said).any(|(at, _)| !text[..at].ends_with(|c: char| c.is_alphanumeric()));
                assert!(!is_said, "{address} in {language}: {said}");
            }
        }
    }
}

#[actix_web::test]
async fn a_page_of_many_says_that_it_is_a_page() {
    let app = TestApp::start().await;
    let reader = app.signed_in_reading(Role::Staff, Language::De).await;
    let said = async |address: &str| html::texts(&reader.page(address).await, ".pager p").concat();
    for number in 0..50 {
        make::customer_with(&app, |customer| customer.number = format!("C-{number}")).await;
    }
    assert_eq!(said("/customers").await, "50 Kunden");
    make::customer_with(&app, |customer| customer.number = "C-50".to_owned()).await;
    assert_eq!(said("/customers").await, "50 Kunden auf dieser Seite");
}
