//! Customers: the list, the form, the sheet.

use mandato::{
    customers::{Kind, PaymentMethod},
    domain::country::Country,
    i18n::Language,
    user::Role,
};
use reqwest::StatusCode;
use scraper::Html;

use crate::support::{
    Browser, TestApp,
    form::{form_of, send, with},
    html, location, make, read,
};

const COMPANY: [(&str, &str); 5] = [
    ("number", "C-1001"),
    ("kind", "company"),
    ("company_name", "Bäckerei Müller GmbH"),
    ("language", "de"),
    ("country", "DE"),
];

async fn create(browser: &Browser, fields: &[(&str, &str)]) -> reqwest::Response {
    let usual = COMPANY.iter().filter(|(name, _)| fields.iter().all(|(other, _)| other != name));
    let fields: Vec<_> = usual.chain(fields).copied().collect();
    browser.submit("/customers/new", "/customers", &fields).await
}

fn value(page: &Html, field: &str) -> Option<String> {
    html::attribute(page, &format!("[name={field}]"), "value")
}

#[actix_web::test]
async fn a_new_customer_is_kept_in_the_normal_form_of_every_number() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;

    let created = create(
        &browser,
        &[
            ("email", " post@Müller.example "),
            ("mobile", "0151 23456789"),
            ("vat_number", "136 695 976"),
            ("iban", "de89 3704 0044 0532 0130 00"),
            ("bic", ""),
            ("city", "Köln"),
        ],
    )
    .await;

    let sheet = browser.page(location(&created)).await;
    assert_eq!(html::texts(&sheet, "h1"), ["Bäckerei Müller GmbH"]);
    let id = location(&created).strip_prefix("/customers/").unwrap().parse().unwrap();
    let customer = make::stored(&app, id).await;
    assert_eq!(customer.email.unwrap().as_str(), "post@xn--mller-kva.example");
    assert_eq!(customer.mobile.unwrap().as_str(), "+4915123456789");
    assert_eq!(customer.vat_number.unwrap().as_str(), "DE136695976");
    assert_eq!(customer.iban.unwrap().as_str(), "DE89370400440532013000");
    assert_eq!(customer.bic.unwrap().as_str(), "COBADEFF");
    assert_eq!(customer.payment_method, PaymentMethod::Transfer);
}

#[actix_web::test]
async fn wrong_input_is_explained_at_its_field_in_the_readers_language_and_kept_as_typed() {
    let app = TestApp::start().await;
    let browser = app.signed_in_reading(Role::Staff, Language::De).await;

    let refused = create(
        &browser,
        &[
            ("email", "els@"),
            ("mobile", "030 123456"),
            ("vat_number", "DE1"),
            ("iban", "DE89 3704 0044 0532 0130 01"),
            ("bic", "COBA"),
            ("notes", "<b>Bitte</b> & \"danke\""),
        ],
    )
    .await;

    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = read(refused).await;
    for (field, typed, message) in [
        ("email", "els@", "Der Teil nach dem @ stimmt nicht"),
        ("mobile", "030 123456", "keine Mobilnummer"),
        ("vat_number", "DE1", "So sieht eine USt-IdNr. dieses Landes nicht aus"),
        ("iban", "DE89 3704 0044 0532 0130 01", "Die Prüfziffern stimmen nicht"),
        ("bic", "COBA", "Ein BIC hat 8 oder 11 Stellen"),
    ] {
        assert_eq!(value(&page, field).as_deref(), Some(typed));
        let shown = html::texts(&page, &format!("#{field}-error")).concat();
        assert!(shown.contains(message), "{field}: {shown}");
        assert_eq!(html::attribute(&page, &format!("#{field}"), "aria-invalid").as_deref(), Some("true"));
    }
    assert_eq!(html::texts(&page, "textarea").concat(), "<b>Bitte</b> & \"danke\"");
    assert!(html::text(&page).contains("5 Felder sind zu berichtigen"));
}

#[actix_web::test]
async fn a_number_that_is_taken_is_said_at_its_field() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    create(&browser, &[]).await;
    let other = create(&browser, &[("number", "C-2")]).await;

    let again = create(&browser, &[("company_name", "Another")]).await;
    assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = read(again).await;
    assert_eq!(value(&page, "company_name").as_deref(), Some("Another"));
    assert!(html::texts(&page, "#number-error").concat().contains("already has this number"));

    let form = form_of(&browser.page(&format!("{}/edit", location(&other))).await);
    let renamed = send(&browser, location(&other), &with(&form, &[("number", "C-1001")])).await;
    assert_eq!(renamed.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html::texts(&read(renamed).await, "#number-error").concat().contains("already has this number"));
}

#[actix_web::test]
async fn the_form_proposes_the_next_number() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    assert_eq!(value(&browser.page("/customers/new").await, "number").as_deref(), Some("C-1001"));
    create(&browser, &[("number", "K0099")]).await;
    assert_eq!(value(&browser.page("/customers/new").await, "number").as_deref(), Some("K0100"));
}

#[actix_web::test]
async fn the_form_proposes_the_country_of_the_company_and_what_is_spoken_there() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let proposed = async || {
        let page = browser.page("/customers/new").await;
        ["country", "language"].map(|field| html::attribute(&page, &format!("#{field} option[selected]"), "value"))
    };
    // Belgium speaks several of our languages: then it is the reader's.
    assert_eq!(proposed().await, [Some("BE".to_owned()), Some("en".to_owned())]);
    create(&browser, &[("country", "FR"), ("language", "fr")]).await;
    assert_eq!(proposed().await, [Some("BE".to_owned()), Some("en".to_owned())], "whoever came last");
    app.change_settings(|settings| settings.country = Country::NETHERLANDS).await;
    assert_eq!(proposed().await, [Some("NL".to_owned()), Some("nl".to_owned())]);
}

#[actix_web::test]
async fn a_name_with_markup_and_emoji_is_shown_as_typed() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let name = "<script>alert(1)</script> & \"Söhne\" 🥐";
    let created = create(&browser, &[("company_name", name)]).await;
    for page in [location(&created), "/customers"] {
        let page = browser.page(page).await;
        assert!(html::text(&page).contains(name));
        assert!(!html::texts(&page, "main script").concat().contains("alert"));
    }
}

#[actix_web::test]
async fn an_unknown_customer_is_a_page_that_was_not_found() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    for path in ["/customers/0190d5a0-0000-7000-8000-000000000000", "/customers/x", "/customers/1/edit"] {
        assert_eq!(browser.get(path).send().await.unwrap().status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[actix_web::test]
async fn the_bank_is_named_and_its_bic_proposed_while_one_types() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let token = crate::support::csrf(&browser.page("/customers/new").await);
    let look_up = |iban: &'static str, bic: &'static str, proposed: &'static str| {
        let (browser, token) = (browser.clone(), token.clone());
        async move {
            let fields = [("iban", iban), ("bic", bic), ("proposed_bic", proposed)];
            read(browser.post("/bank-lookups", &token, &fields).await).await
        }
    };

    let proposed = look_up("BE16 6453 4897 1174", "", "").await;
    assert_eq!(value(&proposed, "bic").as_deref(), Some("JVBABE22"));
    assert!(html::texts(&proposed, "#bic-hint").concat().contains("Van Breda"));
    let moved = look_up("NL91 ABNA 0417 1643 00", "JVBABE22", "JVBABE22").await;
    assert_eq!(value(&moved, "bic").as_deref(), Some("ABNANL2A"));
    let chosen = look_up("BE16 6453 4897 1174", "KREDBEBB", "").await;
    assert_eq!(value(&chosen, "bic").as_deref(), Some("KREDBEBB"));
    assert!(html::texts(&chosen, "#bic-hint").concat().contains("JVBABE22"));
    let wrong = look_up("BE16 6453 4897 1175", "JVBABE22", "JVBABE22").await;
    assert!(html::texts(&wrong, "#iban-error").concat().contains("check digits"));
    assert_eq!(value(&wrong, "proposed_bic").as_deref(), Some("JVBABE22"));
}

#[actix_web::test]
async fn the_list_finds_customers_by_any_part_whatever_the_capitals_and_accents() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    make::customer_with(&app, |customer| {
        customer.company_name = "MÜLLER & Söhne 100%".into();
        customer.city = "Köln".into();
        customer.iban = Some("DE89370400440532013000".parse().unwrap());
    })
    .await;
    make::customer_with(&app, |customer| {
        customer.company_name = "Bakkerij Peeters".into();
        customer.payment_method = PaymentMethod::DirectDebit;
    })
    .await;

    for (query, found) in [
        ("q=m%C3%BCller", "MÜLLER & Söhne 100%"),
        ("q=muller+koln", "MÜLLER & Söhne 100%"),
        ("q=100%25", "MÜLLER & Söhne 100%"),
        ("q=de89370400", "MÜLLER & Söhne 100%"),
        ("q=BAKKERIJ", "Bakkerij Peeters"),
        ("payment=direct_debit", "Bakkerij Peeters"),
    ] {
        let page = browser.page(&format!("/customers?{query}")).await;
        assert_eq!(html::texts(&page, "#list tbody th"), [found], "{query}");
    }
    for query in ["q=m_ller", "q=x%00y", "q=muller+gent", "payment=transfer&q=bakkerij"] {
        let page = browser.page(&format!("/customers?{query}")).await;
        assert!(html::texts(&page, "#list").concat().contains("No customer matches"), "{query}");
    }
}

#[actix_web::test]
async fn a_person_stands_under_the_last_name() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    make::customer_with(&app, |customer| customer.company_name = "Nordlicht".into()).await;
    make::customer_with(&app, |customer| {
        customer.kind = Kind::Person;
        (customer.first_name, customer.last_name) = ("Zoé".into(), "Ärmel".into());
    })
    .await;
    assert_eq!(html::texts(&browser.page("/customers").await, "#list tbody th"), ["Ärmel, Zoé", "Nordlicht"]);
}

#[actix_web::test]
async fn an_empty_list_says_what_to_do_next() {
    let app = TestApp::start().await;
    let page = app.signed_in(Role::Staff).await.page("/customers").await;
    assert!(html::texts(&page, "#list").concat().contains("No customers yet"));
    assert_eq!(html::attribute(&page, "#list a", "href").as_deref(), Some("/customers/new"));
}

#[actix_web::test]
async fn a_long_list_is_paged_forth_and_back_in_every_order() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let mut names = Vec::new();
    for number in 0..120 {
        // Every third name occurs twice: pages must not lose or repeat such customers.
        let name = format!("Kunde {:03}", number - number % 3 / 2);
        make::customer_with(&app, |customer| customer.company_name.clone_from(&name)).await;
        names.push(name);
    }
    names.sort();

    for sort in ["name", "-name", "number", "-number"] {
        let (mut forth, mut backs) = (Vec::new(), Vec::new());
        let mut next = Some(format!("/customers?sort={sort}&q=kunde"));
        while let Some(path) = next {
            let page = browser.page(&path).await;
            forth.push(html::texts(&page, "#list tbody th"));
            next = link(&page, "Next");
            if let Some(back) = link(&page, "Previous") {
                backs.push(back);
            }
        }
        assert_eq!(forth.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 20], "{sort}");
        for (number, back) in backs.iter().enumerate() {
            assert_eq!(html::texts(&browser.page(back).await, "#list tbody th"), forth[number], "{sort}");
        }
        let mut all = forth.concat();
        match sort {
            "name" => assert_eq!(all, names),
            "-name" => assert_eq!(all.iter().rev().collect::<Vec<_>>(), names.iter().collect::<Vec<_>>()),
            _ => {
                all.sort();
                assert_eq!(all, names);
            }
        }
    }
}

fn link(page: &Html, label: &str) -> Option<String> {
    let selector = scraper::Selector::parse(".pager a").unwrap();
    let found = page.select(&selector).find(|link| link.text().collect::<String>() == label)?;
    Some(found.attr("href")?.to_owned())
}

#[actix_web::test]
async fn a_change_of_bank_data_is_in_the_history_with_old_and_new_value() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer_with(&app, |customer| {
        customer.iban = Some("BE68539007547034".parse().unwrap());
    })
    .await;
    let sheet = format!("/customers/{}", customer.id);

    let form = form_of(&browser.page(&format!("{sheet}/edit")).await);
    let saved = send(&browser, &sheet, &with(&form, &[("iban", "BE16 6453 4897 1174")])).await;

    let page = browser.page(location(&saved)).await;
    let newest = &html::texts(&page, "#history li")[0];
    for part in ["BE68 5390 0754 7034", "BE16 6453 4897 1174", "JVBABE22", "Kim Office"] {
        assert!(newest.contains(part), "{newest}");
    }
    assert_eq!(make::stored(&app, customer.id).await.version, 2);
}

#[actix_web::test]
async fn the_account_that_a_mandate_names_is_changed_with_the_mandate_only() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let sheet = format!("/customers/{}", customer.id);
    let by_hand = format!("{sheet}/direct-debit");
    let mandate = [
        ("payment_method", "direct_debit"),
        ("iban", "BE68 5390 0754 7034"),
        ("bic", ""),
        ("reference", "M-1"),
        ("signed_on", "2026-11-20"),
    ];
    let form = form_of(&browser.page(&by_hand).await);
    assert_eq!(send(&browser, &by_hand, &with(&form, &mandate)).await.status(), StatusCode::SEE_OTHER);

    let page = browser.page(&format!("{sheet}/edit")).await;
    assert!(html::attribute(&page, "#iban", "readonly").is_some());
    assert!(html::texts(&page, "#iban-hint").concat().contains("together with the mandate"));
    let form = form_of(&page);
    let refused = send(&browser, &sheet, &with(&form, &[("iban", "BE16 6453 4897 1174")])).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html::texts(&read(refused).await, "#iban-error").concat().contains("cannot be changed here"));
    let saved = send(&browser, &sheet, &with(&form, &[("city", "Gent")])).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    let stored = make::stored(&app, customer.id).await;
    assert_eq!((stored.city.as_str(), stored.iban.unwrap().as_str()), ("Gent", "BE68539007547034"));
}

#[actix_web::test]
async fn saving_without_a_change_leaves_no_trace() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let sheet = format!("/customers/{}", customer.id);
    let form = form_of(&browser.page(&format!("{sheet}/edit")).await);
    send(&browser, &sheet, &with(&form, &[])).await;
    assert_eq!(make::stored(&app, customer.id).await, customer);
}

#[actix_web::test]
async fn the_sheet_costs_at_most_ten_statements() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let before = app.app.db.statements();
    browser.page(&format!("/customers/{}", customer.id)).await;
    let cost = app.app.db.statements() - before;
    assert!(cost <= 10, "{cost} statements");
}
