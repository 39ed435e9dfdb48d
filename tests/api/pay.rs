//! The landing page: what a customer sees in every state of an invoice. Where the doors lead is told in `doors.rs`.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use futures_util::future::join_all;
use mandato::{
    domain::{country::Country, money::Cents, quantity::Quantity, reference::Reference, vat_rate::VatRate},
    i18n::Language,
    invoices::{self, Invoice, Kind, Line, Totals},
    mandates::Scheme,
    payments::{self, Source},
    settings::{self, Settings},
};
use reqwest::StatusCode;
use scraper::Html;
use uuid::Uuid;

use super::invoices::confirmed;
use crate::support::{TestApp, billing::moved, html, location, read, twikey::IBAN};

/// The settings of a company that gets transfers.
pub async fn company(app: &TestApp) {
    set(app, |settings| {
        settings.creditor_name = "Firma Beispiel".into();
        settings.iban = Some("BE68539007547034".parse().unwrap());
        settings.bic = Some("KREDBEBB".parse().unwrap());
        settings.contact_email = Some("rechnung@firma.example".parse().unwrap());
        settings.contact_phone = "+32 87 12 34 56".into();
    })
    .await;
}

async fn set(app: &TestApp, change: impl FnOnce(&mut Settings)) {
    let mut tx = app.app.db.write().await.unwrap();
    let mut settings = settings::read(&mut tx).await.unwrap();
    change(&mut settings);
    assert!(settings::save(&mut tx, &settings, settings.version).await.unwrap());
    tx.commit().await.unwrap();
}

/// Changes an invoice as what happens to it would.
pub async fn change(app: &TestApp, invoice: &mut Invoice, change: impl FnOnce(&mut Invoice)) {
    change(invoice);
    let mut tx = app.app.db.write().await.unwrap();
    invoices::update(&mut tx, invoice).await.unwrap();
    tx.commit().await.unwrap();
}

pub fn address(invoice: &Invoice) -> String {
    format!("/pay/{}", invoice.token.as_deref().unwrap())
}

/// Which doors a page has: where its forms lead, and whether it says how to transfer.
pub fn doors(page: &Html) -> (Vec<String>, bool) {
    let selector = scraper::Selector::parse("form").unwrap();
    let action = |form: scraper::ElementRef<'_>| form.attr("action").unwrap().rsplit('/').next().unwrap().to_owned();
    (page.select(&selector).map(action).collect(), !html::texts(page, ".transfer").is_empty())
}

#[actix_web::test]
async fn a_customer_reads_what_is_owed_until_when_and_how_to_pay_it() {
    let app = TestApp::with_twikey().await;
    company(&app).await;
    let invoice = confirmed(&app).await;

    let response = app.browser().get(&address(&invoice)).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["referrer-policy"], "no-referrer");
    assert_eq!(response.headers()["x-robots-tag"], "noindex, nofollow");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("script-src"));

    let page = read(response).await;
    assert_eq!(html::attribute(&page, "html", "lang").as_deref(), Some("nl"), "the customer's language");
    assert_eq!(html::texts(&page, "h1"), ["Factuur R2026-0001"]);
    assert_eq!(html::texts(&page, ".amount"), ["€ 121,00"]);
    assert_eq!(html::texts(&page, ".state"), ["Te betalen uiterlijk op 07-12-2026"]);
    assert_eq!(html::texts(&page, ".from"), ["Firma Beispiel"]);
    assert_eq!(html::texts(&page, "tbody td")[0], "Wartung 1 × € 100,00");
    assert_eq!(doors(&page), (vec!["mandate".to_owned(), "payment".to_owned()], true));
    assert_eq!(
        html::texts(&page, ".transfer dd"),
        ["Firma Beispiel", "BE68 5390 0754 7034", "KREDBEBB", "€ 121,00", "+++000/0000/00101+++"]
    );
    assert!(html::attribute(&page, ".transfer svg", "aria-label").is_some());
    assert!(html::text(&page).contains("rechnung@firma.example"));
    assert!(!html::text(&page).contains("peeters"), "no more of the customer than the invoice needs");
}

#[actix_web::test]
async fn the_page_is_there_in_every_language() {
    let app = TestApp::start().await;
    let invoice = confirmed(&app).await;
    for (language, title) in [
        (Language::De, "Rechnung R2026-0001"),
        (Language::Nl, "Factuur R2026-0001"),
        (Language::Fr, "Facture R2026-0001"),
        (Language::En, "Invoice R2026-0001"),
    ] {
        let page = app.browser().page(&format!("{}?language={language}", address(&invoice))).await;
        assert_eq!(html::texts(&page, "h1"), [title]);
        assert_eq!(html::texts(&page, "nav [aria-current]"), [language.code().to_uppercase()]);
    }
    let page = app.browser().page(&format!("{}?language=xx&came=nonsense&look=many", address(&invoice))).await;
    assert_eq!(html::texts(&page, "h1"), ["Factuur R2026-0001"]);
}

#[actix_web::test]
async fn without_twikey_the_transfer_is_left_and_without_an_account_the_contact() {
    let app = TestApp::start().await;
    company(&app).await;
    let invoice = confirmed(&app).await;
    assert_eq!(doors(&app.browser().page(&address(&invoice)).await), (vec![], true));
    set(&app, |settings| settings.iban = None).await;
    let page = app.browser().page(&address(&invoice)).await;
    assert_eq!(doors(&page), (vec![], false));
    assert!(html::attribute(&page, ".contact a", "href").is_some());
}

#[actix_web::test]
async fn every_state_has_its_words_and_only_an_open_invoice_its_doors() {
    let app = TestApp::with_twikey().await;
    company(&app).await;
    let mut invoice = confirmed(&app).await;
    let browser = app.browser();
    let english = format!("{}?language=en", address(&invoice));
    let now = app.clock.now();

    app.advance(TimeDelta::days(20));
    let page = browser.page(&english).await;
    assert_eq!(html::texts(&page, ".state"), ["Overdue since 7 Dec 2026"]);

    change(&app, &mut invoice, |invoice| assert!(invoice.collect(now))).await;
    let page = browser.page(&english).await;
    assert_eq!(html::texts(&page, ".state"), ["Debit under way"]);
    assert_eq!(doors(&page), (vec![], false), "nobody pays twice by mistake");
    assert!(html::text(&page).contains("Please do not pay a second time"));

    let owed = payments::balance(&mut app.app.db.read().await.unwrap(), invoice.id).await.unwrap();
    change(&app, &mut invoice, |invoice| assert!(invoice.fail("AM04", owed, now))).await;
    let page = browser.page(&english).await;
    assert_eq!(html::texts(&page, ".notice strong"), ["The debit did not go through"]);
    assert_eq!(doors(&page).0.len(), 2, "open again");

    moved(&app, &mut invoice, payments::Kind::Payment, Source::Transfer, 2100).await;
    let page = browser.page(&english).await;
    assert_eq!(html::texts(&page, ".amount"), ["€100.00"]);
    assert!(html::text(&page).contains("€21.00 of €121.00 is settled already."));
    assert_eq!(html::texts(&page, ".transfer dd")[3], "€100.00");

    moved(&app, &mut invoice, payments::Kind::Payment, Source::PaymentLink, 10_000).await;
    let page = browser.page(&english).await;
    assert_eq!(html::texts(&page, ".state"), ["Fully paid"]);
    assert_eq!(doors(&page), (vec![], false));
    assert!(html::text(&page).contains("Thank you!"));
    let receipt = browser.get(&format!("{}/receipt.pdf", address(&invoice))).send().await.unwrap();
    assert_eq!(receipt.headers()["content-type"], "application/pdf");
    assert_eq!(receipt.headers()["x-robots-tag"], "noindex, nofollow");

    app.advance(TimeDelta::days(500));
    let closed = browser.get(&english).send().await.unwrap();
    assert_eq!(closed.status(), StatusCode::GONE);
}

#[actix_web::test]
async fn an_invoice_that_a_credit_note_took_back_asks_for_nothing() {
    let app = TestApp::with_twikey().await;
    company(&app).await;
    let mut invoice = confirmed(&app).await;
    moved(&app, &mut invoice, payments::Kind::Credit, Source::CreditNote, 12_100).await;

    let page = app.browser().page(&format!("{}?language=en", address(&invoice))).await;
    assert_eq!(html::texts(&page, ".state"), ["Cancelled"]);
    assert_eq!(doors(&page), (vec![], false));
    let receipt = app.browser().get(&format!("{}/receipt.pdf", address(&invoice))).send().await.unwrap();
    assert_eq!(location(&receipt), address(&invoice), "no money came");
}

#[actix_web::test]
async fn a_customer_with_a_mandate_is_told_that_it_is_collected() {
    let app = TestApp::with_twikey().await;
    company(&app).await;
    let invoice = confirmed(&app).await;
    let customer = crate::support::make::stored(&app, invoice.customer_id).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    app.sign(mandate.reference.as_deref().unwrap(), IBAN);
    app.hear().await;

    let page = app.browser().page(&format!("{}?language=de", address(&invoice))).await;
    assert_eq!(html::texts(&page, ".state"), ["Wird eingezogen"]);
    let text = html::text(&page);
    assert!(
        text.contains("121,00 € werden am 07.12.2026 oder kurz danach von Ihrem Konto BE•• •••• •••• 1174"),
        "{text}"
    );
    assert_eq!(doors(&page), (vec![], false));

    set(&app, |settings| settings.twikey_on = false).await;
    let page = app.browser().page(&address(&invoice)).await;
    assert_eq!(doors(&page), (vec![], true), "without Twikey nobody collects with its mandates");
}

#[actix_web::test]
async fn tokens_that_are_tried_out_get_the_same_page_and_ever_more_slowly() {
    let app = TestApp::start().await;
    company(&app).await;
    let invoice = confirmed(&app).await;
    let browser = app.browser();
    let guess = async |number: u32| {
        let response = browser.get(&format!("/pay/{number:032x}?language=en")).send().await.unwrap();
        assert_eq!(response.headers()["referrer-policy"], "no-referrer");
        let status = response.status();
        assert_eq!(response.headers().contains_key("retry-after"), status == StatusCode::TOO_MANY_REQUESTS);
        let page = read(response).await;
        assert_eq!(html::texts(&page, "h1"), ["There is nothing to see here"]);
        assert!(html::text(&page).contains("rechnung@firma.example"), "whom to ask");
        status
    };
    let start = Instant::now();
    for number in 0..12 {
        assert_eq!(guess(number).await, StatusCode::NOT_FOUND);
    }
    assert!(start.elapsed() > Duration::from_secs(2), "after ten, each costs a second");

    // Many at once do not help.
    let found = join_all((0..300).map(guess)).await;
    let looked_up = found.iter().filter(|status| **status == StatusCode::NOT_FOUND).count();
    let refused = found.iter().filter(|status| **status == StatusCode::TOO_MANY_REQUESTS).count();
    assert_eq!(looked_up + refused, found.len());
    assert!(looked_up < 30, "{looked_up}");

    // The customer behind the same address waits a moment, and another address does not.
    assert_eq!(browser.get(&address(&invoice)).send().await.unwrap().status(), StatusCode::OK);
    let start = Instant::now();
    let other = browser.get(&address(&invoice)).header("X-Forwarded-For", "192.0.2.7").send().await.unwrap();
    assert_eq!(other.status(), StatusCode::OK);
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[actix_web::test]
async fn the_language_chosen_outlasts_the_way_over_twikeys_pages() {
    let app = TestApp::start().await;
    company(&app).await;
    let invoice = confirmed(&app).await;
    let browser = app.browser();
    let page = address(&invoice);
    let language = async |path: &str| html::attribute(&browser.page(path).await, "html", "lang").unwrap();
    assert_eq!(language(&page).await, "nl");
    browser.page(&format!("{page}?language=fr")).await;

    let back = browser.get(&format!("{page}/return")).send().await.unwrap();
    assert_eq!(language(location(&back)).await, "fr");

    let other = confirmed(&app).await;
    assert_eq!(language(&address(&other)).await, "nl", "of this invoice only");
    browser.page(&format!("{page}?language=nl")).await;
    assert_eq!(language(&page).await, "nl");
}

#[actix_web::test]
async fn hostile_tokens_find_nothing() {
    let app = TestApp::start().await;
    for token in ["%00", "'%20OR%201=1--", "..%2f..%2fetc", "%F0%9F%92%A9", &"x".repeat(4000)] {
        let response = app.browser().get(&format!("/pay/{token}")).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{token}");
    }
}

/// As many bytes as travel, compressed, for a page and everything it loads.
async fn transferred(app: &TestApp, path: &str) -> usize {
    let client = reqwest::Client::builder().no_gzip().build().unwrap();
    let fetch = async |path: &str| {
        let address = app.app.config.public_url.page(path);
        let response = client.get(address).header("Accept-Encoding", "gzip").send().await.unwrap();
        assert_eq!(response.headers()["content-encoding"], "gzip", "{path}");
        assert!(response.status().is_success(), "{path}");
        let head: usize = response.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        (head, response.bytes().await.unwrap())
    };
    let (head, body) = fetch(path).await;
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&body[..]), &mut text).unwrap();
    let mut total = head + body.len();
    let page = Html::parse_document(&text);
    assert!(html::texts(&page, "script, iframe, object, embed, style").is_empty());
    for (selector, attribute) in [("link[href]", "href"), ("[src]", "src"), ("[srcset]", "srcset")] {
        let selector = scraper::Selector::parse(selector).unwrap();
        let loaded: Vec<String> = page
            .select(&selector)
            .filter_map(|element| element.attr(attribute))
            .filter(|address| !address.starts_with("data:"))
            .map(str::to_owned)
            .collect();
        for address in loaded {
            let (head, body) = fetch(&address).await;
            assert!(address.starts_with("/static/pay/pay."), "the page loads {address}");
            let css = app.browser().get(&address).send().await.unwrap().text().await.unwrap();
            assert!(!css.contains("url(") && !css.contains("@import"), "{address} loads something");
            total += head + body.len();
        }
    }
    total
}

#[actix_web::test]
async fn a_first_visit_takes_less_than_thirty_kilobytes() {
    let app = TestApp::with_twikey().await;
    company(&app).await;
    let mut invoice = confirmed(&app).await;
    let small = transferred(&app, &address(&invoice)).await;
    assert!(small < 15_000, "{small}");

    let line = |number: i64| Line {
        // Nothing that compresses well: all of them together would not fit.
        description: format!("Lieferung {number}: {} {} {}", Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4()),
        quantity: Quantity::new(number * 1001).unwrap(),
        unit: "kg".to_owned(),
        unit_price: Cents(number * 37),
        vat_rate: VatRate::new(2100).unwrap(),
    };
    let lines: Vec<Line> = (1..=500).map(line).collect();
    let totals = Totals::of(&lines).unwrap();
    let mut tx = app.app.db.write().await.unwrap();
    invoices::replace_lines(&mut tx, invoice.id, &lines).await.unwrap();
    tx.commit().await.unwrap();
    change(&app, &mut invoice, |invoice| {
        invoice.total = totals.total;
        invoice.reference = Reference::of(9_999_999_999, Country::GERMANY);
    })
    .await;
    let large = transferred(&app, &address(&invoice)).await;
    assert!(large < 30_000, "{large}");
    let page = app.browser().page(&address(&invoice)).await;
    assert_eq!(html::texts(&page, ".lines tbody tr").len(), 41, "forty, and that the rest is in the PDF");
    assert!(html::texts(&page, ".lines tbody tr")[40].contains("460"));
}

#[actix_web::test]
async fn a_credit_note_is_shown_as_one() {
    let app = TestApp::with_twikey().await;
    company(&app).await;
    let invoice = confirmed(&app).await;
    let mut note =
        Invoice { id: Uuid::now_v7(), kind: Kind::CreditNote, credits_id: Some(invoice.id), ..invoice.clone() };
    note.number = Some("G2026-0001".to_owned());
    note.reference = None;
    note.token = Some("g".repeat(32));
    note.twikey_id = None;
    let mut tx = app.app.db.write().await.unwrap();
    invoices::insert(&mut tx, &note).await.unwrap();
    invoices::update(&mut tx, &note).await.unwrap();
    tx.commit().await.unwrap();

    let page = app.browser().page(&format!("{}?language=en", address(&note))).await;
    assert_eq!(html::texts(&page, "h1"), ["Credit note G2026-0001"]);
    assert_eq!(doors(&page), (vec![], false));

    let file = app.browser().get(&format!("{}/invoice.pdf", address(&note))).send().await.unwrap();
    assert_eq!(file.headers()["content-type"], "application/pdf");
    assert_eq!(file.headers()["referrer-policy"], "no-referrer");
    assert!(file.bytes().await.unwrap().starts_with(b"%PDF-"));

    app.clock.advance(TimeDelta::days(401));
    let closed = app.browser().get(&address(&note)).send().await.unwrap();
    assert_eq!(closed.status(), StatusCode::GONE, "it has been through many hands");
}
