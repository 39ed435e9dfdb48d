//! Writing an invoice: the form, its lines, what is wrong with it, and two people at once.

use mandato::{
    domain::money::Cents,
    invoices::{self, Invoice, State},
    user::Role,
};
use reqwest::{Response, StatusCode};
use scraper::Html;
use uuid::Uuid;

use crate::support::{
    Browser, TestApp, csrf,
    form::{form_of, send, with},
    html, location, make, read,
};

/// The form as it would be sent with these lines: description, quantity, unit price, rate in hundredths.
fn with_lines<'a>(form: &'a [(String, String)], lines: &[[&'a str; 4]]) -> Vec<(&'a str, &'a str)> {
    let of_lines = ["description", "quantity", "unit", "unit_price", "vat_rate", "other_rate", "do"];
    let kept = form.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut fields: Vec<_> = kept.filter(|(name, _)| !of_lines.contains(name)).collect();
    for [description, quantity, price, rate] in lines {
        fields.extend([("description", *description), ("quantity", quantity), ("unit", "")]);
        fields.extend([("unit_price", *price), ("vat_rate", rate), ("other_rate", "")]);
    }
    fields
}

async fn new_form(browser: &Browser, customer: Uuid) -> Vec<(String, String)> {
    form_of(&browser.page(&format!("/invoices/new?customer={customer}")).await)
}

/// The address of a new draft of 121 €.
async fn draft(app: &TestApp, browser: &Browser) -> String {
    let customer = make::customer(app).await;
    let form = new_form(browser, customer.id).await;
    let response = send(browser, "/invoices", &with_lines(&form, &[["Wartung", "1", "100", "2100"]])).await;
    location(&response).to_owned()
}

async fn stored(app: &TestApp, sheet: &str) -> Invoice {
    let id = sheet.rsplit('/').next().unwrap().parse().unwrap();
    let mut tx = app.app.db.read().await.unwrap();
    invoices::find(&mut tx, id).await.unwrap().unwrap()
}

async fn lines(app: &TestApp, invoice: &Invoice) -> Vec<invoices::Line> {
    let mut tx = app.app.db.read().await.unwrap();
    invoices::lines(&mut tx, invoice.id).await.unwrap()
}

async fn errors(response: Response) -> (StatusCode, Html) {
    (response.status(), read(response).await)
}

#[actix_web::test]
async fn an_invoice_is_written_for_a_customer_and_due_after_the_usual_days() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;

    let form = new_form(&browser, customer.id).await;
    let lines_typed = [["Wartung", "2.5", "1,234.50", "2100"], ["", "1", "", "2100"], ["Fahrt", "1", "10", "600"]];
    let response = send(&browser, "/invoices", &with_lines(&form, &lines_typed)).await;

    let invoice = stored(&app, location(&response)).await;
    assert_eq!((invoice.customer_id, invoice.language, invoice.state), (customer.id, customer.language, State::Draft));
    assert_eq!((invoice.issued_on.to_string(), invoice.due_on.to_string()), ("2026-11-23".into(), "2026-12-07".into()));
    assert_eq!(lines(&app, &invoice).await.len(), 2, "an empty line is left out");
    assert_eq!(invoice.net, Cents(308_625 + 1000));
    assert_eq!(invoice.vat, Cents(64_811 + 60));
    let page = browser.page(&format!("/invoices/{}", invoice.id)).await;
    assert!(html::text(&page).contains("€3,744.96"), "{}", html::text(&page));
    let facts = html::texts(&page, "#contents .facts > div");
    assert_eq!(facts, ["Invoice date23 Nov 2026", "Due on7 Dec 2026", "LanguageNederlands"]);
}

#[actix_web::test]
async fn lines_come_and_go_and_the_customer_is_chosen_without_losing_what_was_typed() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let token = csrf(&browser.page("/invoices/new").await);
    let typed = [
        ("csrf", token.as_str()),
        ("note", "Danke"),
        ("description", "A"),
        ("unit_price", "1"),
        ("quantity", "2"),
        ("vat_rate", "2100"),
    ];

    let search = [&typed[..], &[("customer_search", "peeters"), ("do", "find-customer")]].concat();
    let found = read(send(&browser, "/invoices", &search).await).await;
    assert_eq!(html::texts(&found, ".suggestions .name"), ["Bakkerij Peeters"]);
    let id = customer.id.to_string();
    let chosen = read(send(&browser, "/invoices", &[&typed[..], &[("choose-customer", &id)]].concat()).await).await;
    assert_eq!(html::attribute(&chosen, "input[name=customer]", "value").as_deref(), Some(id.as_str()));
    assert_eq!(html::attribute(&chosen, "option[value=nl][selected]", "value").as_deref(), Some("nl"));
    let form = form_of(&chosen);
    let longer = read(send(&browser, "/invoices", &with(&form, &[("do", "add")])).await).await;
    assert_eq!(html::texts(&longer, ".invoice-line").len(), 2);
    let form = form_of(&longer);
    let fields: Vec<_> =
        form.iter().map(|(name, value)| (name.as_str(), value.as_str())).filter(|f| f.0 != "do").collect();
    let shorter = read(send(&browser, "/invoices", &[&fields[..], &[("do", "remove-1")]].concat()).await).await;

    assert_eq!(html::texts(&shorter, ".invoice-line").len(), 1);
    assert_eq!(html::attribute(&shorter, "#description-0", "value").as_deref(), Some("A"));
    assert_eq!(html::texts(&shorter, "#net-0"), ["€2.00"]);
    assert_eq!(html::texts(&shorter, "textarea"), ["Danke"]);
}

#[actix_web::test]
async fn the_search_for_a_customer_answers_while_one_types() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    make::customer(&app).await;
    let page = browser.page("/invoices/new?customer_search=bakk").await;
    assert_eq!(html::texts(&page, "#suggestions .name"), ["Bakkerij Peeters"]);
    let page = browser.page("/invoices/new?customer_search=%00%25nobody").await;
    assert_eq!(html::texts(&page, "#suggestions p"), ["No customer matches."]);
}

#[actix_web::test]
async fn what_lines_come_to_is_answered_while_one_types() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let token = csrf(&browser.page("/invoices/new").await);
    let form = [("csrf".to_owned(), token)];
    let typed = with_lines(&form, &[["A", "2", "10", "2100"], ["B", "x", "5", "0"]]);
    let answer = send(&browser, "/invoices/calculation", &typed).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let answer = answer.text().await.unwrap();
    for part in ["€20.00", "€4.20", "€24.20", "1 line is not counted yet.", "hx-target=\"#net-1\""] {
        assert!(answer.contains(part), "{part} in {answer}");
    }
}

#[actix_web::test]
async fn what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let form = new_form(&browser, customer.id).await;

    let mut typed = with_lines(&form, &[["Gold\0", "1000000000000", "-5", "30000"]]);
    typed.retain(|(name, _)| *name != "due_on");
    typed.push(("due_on", "2026-11-22"));
    let (status, page) = errors(send(&browser, "/invoices", &typed).await).await;

    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let expected = [
        ("#due_on-error", "It cannot be due before its own date."),
        ("#quantity-0-error", "Quantity: Please more than 0 and at most 10,000,000."),
        ("#unit_price-0-error", "Unit price: The number must not be negative."),
        ("#vat_rate-0-error", "VAT: A VAT rate lies between 0 and 100%."),
    ];
    for (selector, text) in expected {
        assert_eq!(html::texts(&page, selector), [text], "{selector}");
    }
    assert_eq!(html::attribute(&page, "#quantity-0", "value").as_deref(), Some("1000000000000"));
    assert_eq!(html::attribute(&page, "#unit_price-0", "value").as_deref(), Some("-5"));
    assert_eq!(html::texts(&browser.page("/invoices").await, "#list tbody tr").len(), 0, "nothing is stored");
}

#[actix_web::test]
async fn six_hundred_lines_are_too_many_and_come_back_all() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let form = new_form(&browser, customer.id).await;
    let (status, page) =
        errors(send(&browser, "/invoices", &with_lines(&form, &vec![["A", "1", "1", "0"]; 600])).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html::text(&page).contains("An invoice has 500 lines at most"));
    assert_eq!(html::texts(&page, ".invoice-line").len(), 600);
}

#[actix_web::test]
async fn a_customer_that_does_not_exist_is_not_invoiced() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let form = new_form(&browser, customer.id).await;
    for other in ["", "0190d5a0-0000-7000-8000-000000000000"] {
        let mut typed = with_lines(&form, &[["A", "1", "1", "0"]]);
        typed.retain(|(name, _)| *name != "customer");
        typed.push(("customer", other));
        let (status, page) = errors(send(&browser, "/invoices", &typed).await).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(html::texts(&page, "#customer-error"), ["Please choose the customer."]);
    }
}

#[actix_web::test]
async fn a_draft_is_changed_and_its_history_says_what() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let sheet = draft(&app, &browser).await;
    let form = form_of(&browser.page(&format!("{sheet}/edit")).await);

    let response = send(&browser, &sheet, &with_lines(&form, &[["Wartung", "1", "200", "2100"]])).await;

    assert_eq!(location(&response), sheet);
    let invoice = stored(&app, &sheet).await;
    assert_eq!((invoice.total, invoice.version), (Cents(24_200), 2));
    let history = html::texts(&browser.page(&sheet).await, "#history").concat();
    assert!(history.contains("Draft changed") && history.contains("€121.00 → €242.00"), "{history}");
}

#[actix_web::test]
async fn the_second_of_two_who_edit_one_draft_is_told_and_may_insist() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let sheet = draft(&app, &browser).await;
    let form = form_of(&browser.page(&format!("{sheet}/edit")).await);
    send(&browser, &sheet, &with_lines(&form, &[["Wartung", "1", "200", "2100"]])).await;

    let mine = with_lines(&form, &[["Reparatur", "1", "300", "2100"]]);
    let (status, page) = errors(send(&browser, &sheet, &mine).await).await;

    assert_eq!(status, StatusCode::CONFLICT);
    assert!(html::texts(&page, ".notice").concat().contains("Kim Office changed this draft while you were editing it"));
    assert!(html::texts(&page, ".notice").concat().contains("€242.00"), "what is stored is shown");
    assert_eq!(html::attribute(&page, "#description-0", "value").as_deref(), Some("Reparatur"));
    assert_eq!(stored(&app, &sheet).await.total, Cents(24_200));
    let form = form_of(&page);
    assert_eq!(location(&send(&browser, &sheet, &with(&form, &[])).await), sheet);
    assert_eq!(stored(&app, &sheet).await.total, Cents(36_300));
}

#[actix_web::test]
async fn the_second_of_two_sees_which_dates_and_language_the_first_has_saved() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let sheet = draft(&app, &browser).await;
    let form = form_of(&browser.page(&format!("{sheet}/edit")).await);
    send(&browser, &sheet, &with(&form, &[("due_on", "2026-12-24"), ("language", "fr")])).await;

    let (status, page) = errors(send(&browser, &sheet, &with(&form, &[("note", "Danke")])).await).await;

    assert_eq!(status, StatusCode::CONFLICT);
    let facts = html::texts(&page, ".notice .facts > div");
    assert_eq!(facts, ["Invoice date23 Nov 2026", "Due on24 Dec 2026", "LanguageFrançais"]);
}

#[actix_web::test]
async fn a_request_full_of_lines_is_answered_without_working_through_them_all() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let form = new_form(&browser, customer.id).await;
    let mut typed = with(&form, &[]);
    typed.extend(std::iter::repeat_n(("description", "a"), 70_000));

    let answer = send(&browser, "/invoices", &typed).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let answer = answer.text().await.unwrap();
    assert!(answer.contains("An invoice has 500 lines at most"));
    assert_eq!(answer.matches("class=\"invoice-line\"").count(), 1000);
    assert_eq!(send(&browser, "/invoices/calculation", &typed).await.status(), StatusCode::OK);
}

#[actix_web::test]
async fn a_draft_is_thrown_away_once_and_only_a_draft() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let sheet = draft(&app, &browser).await;
    let removal = format!("{sheet}/removal");
    let token = csrf(&browser.page(&removal).await);

    assert_eq!(location(&browser.post(&removal, &token, &[]).await), "/invoices");
    assert_eq!(browser.get(&sheet).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(location(&browser.post(&removal, &token, &[]).await), "/invoices");

    let confirmed = crate::invoices::confirmed(&app).await;
    let removal = format!("/invoices/{}/removal", confirmed.id);
    assert_eq!(browser.get(&removal).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(browser.post(&removal, &token, &[]).await.status(), StatusCode::CONFLICT);
}

#[actix_web::test]
async fn a_confirmed_invoice_is_not_edited_any_more() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let sheet = draft(&app, &browser).await;
    let form = form_of(&browser.page(&format!("{sheet}/edit")).await);
    let confirmed = crate::invoices::confirmed(&app).await;
    let sheet = format!("/invoices/{}", confirmed.id);

    assert_eq!(location(&browser.get(&format!("{sheet}/edit")).send().await.unwrap()), sheet);
    let (status, page) = errors(send(&browser, &sheet, &with_lines(&form, &[["X", "1", "1", "0"]])).await).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(html::text(&page).contains("confirmed this invoice in the meantime"));
    assert_eq!(stored(&app, &sheet).await, confirmed);
}
