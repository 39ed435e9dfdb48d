//! E-mails about invoices: what each says in each language, once, only while it is of use, and that nobody is left out in
//! silence.

use chrono::TimeDelta;
use mail_parser::{Message, MessageParser, MimeHeaders};
use mandato::{
    customers::Customer,
    domain::{country::Country, reference::Reference},
    i18n::Language,
    invoices::{self, Confirmation, Invoice, Kind, State, mail},
    mandates::{Channel, Invitation, Mandate, Request, Scheme},
    messages,
    settings::{self, Settings},
    user::Role,
};
use scraper::{Html, Selector};
use uuid::Uuid;

use crate::support::{Browser, TestApp, billing, csrf, html, location, mail_server::MailServer, make};

const IBAN: &str = "BE68539007547034";

/// A confirmed invoice that nobody has been told of, in the customer's language.
pub async fn confirmed(app: &TestApp, customer: &Customer) -> Invoice {
    let mut invoice = billing::draft(app, customer, 10_000).await;
    let mut tx = app.app.db.write().await.unwrap();
    let number = invoices::next_in_series(&mut tx, "invoice", 2026).await.unwrap();
    invoice.confirm(Confirmation {
        number: format!("R2026-{number:04}"),
        reference: Reference::of(number.try_into().unwrap(), Country::BELGIUM),
        token: Uuid::new_v4().simple().to_string(),
        twikey_id: invoice.id,
        by: None,
        at: app.clock.now(),
    });
    invoices::update(&mut tx, &invoice).await.unwrap();
    tx.commit().await.unwrap();
    invoice
}

/// An invoice for a customer who speaks this language.
async fn invoice_in(app: &TestApp, language: Language) -> Invoice {
    let customer = make::customer_with(app, |customer| customer.language = language).await;
    confirmed(app, &customer).await
}

/// A credit note for half of the invoice.
async fn credited(app: &TestApp, original: &Invoice) -> Invoice {
    let customer = make::stored(app, original.customer_id).await;
    let mut note = billing::draft(app, &customer, 5_000).await;
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE invoices SET kind = 'credit_note', credits_id = $2 WHERE id = $1")
        .bind(note.id)
        .bind(original.id)
        .execute()
        .await
        .unwrap();
    (note.kind, note.credits_id) = (Kind::CreditNote, Some(original.id));
    note.confirm(Confirmation {
        number: format!("G-{}", original.number.clone().unwrap()),
        reference: None,
        token: Uuid::new_v4().simple().to_string(),
        twikey_id: note.id,
        by: None,
        at: app.clock.now(),
    });
    invoices::update(&mut tx, &note).await.unwrap();
    tx.commit().await.unwrap();
    note
}

/// What an invoice is collected with; nothing but what an e-mail says of it.
pub fn mandate_of(app: &TestApp, customer: Uuid) -> Mandate {
    let (at, on) = (app.clock.now(), app.clock.today());
    let request = Request { customer, scheme: Scheme::Core, channel: Channel::Email, by: Uuid::nil(), at, on };
    let mut mandate = Mandate::request(Uuid::now_v7(), request);
    mandate.invite(Invitation { reference: "FIRMA0042".to_owned(), link: None, link_expires_at: None }, at);
    mandate.iban = Some(IBAN.parse().unwrap());
    mandate
}

async fn set(app: &TestApp, change: impl FnOnce(&mut Settings)) {
    let mut tx = app.app.db.write().await.unwrap();
    let mut settings = settings::read(&mut tx).await.unwrap();
    change(&mut settings);
    let version = settings.version;
    assert!(settings::save(&mut tx, &settings, version).await.unwrap());
    tx.commit().await.unwrap();
}

pub async fn announce(app: &TestApp, invoice: &Invoice, mandate: Option<&Mandate>) {
    let mut tx = app.app.db.write().await.unwrap();
    let settings = settings::read(&mut tx).await.unwrap();
    mail::announce(&mut tx, &app.app, &settings, invoice, mandate).await.unwrap();
    tx.commit().await.unwrap();
}

async fn failed(app: &TestApp, invoice: &Invoice, code: &str) {
    let mut tx = app.app.db.write().await.unwrap();
    let settings = settings::read(&mut tx).await.unwrap();
    mail::failed(&mut tx, &app.app, &settings, invoice, code).await.unwrap();
    tx.commit().await.unwrap();
}

/// The invoice after a debit that came to nothing.
async fn after_failure(app: &TestApp, mut invoice: Invoice, code: &str) -> Invoice {
    let mut tx = app.app.db.write().await.unwrap();
    let balance = mandato::payments::balance(&mut tx, invoice.id).await.unwrap();
    assert!(invoice.fail(code, balance, app.clock.now()));
    invoices::update(&mut tx, &invoice).await.unwrap();
    tx.commit().await.unwrap();
    invoice
}

pub fn parse(letter: &str) -> Message<'_> {
    MessageParser::default().parse(letter.as_bytes()).unwrap()
}

/// Everything that a letter says as text, on one line, with plain spaces.
pub fn words(letter: &Message<'_>) -> String {
    let text = letter.body_text(0).unwrap();
    let all = format!("{} {text}", letter.subject().unwrap());
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn assert_paper(letter: &Message<'_>, number: &str) {
    let paper = letter.attachment(0).expect("the PDF is attached");
    assert_eq!(paper.attachment_name(), Some(format!("{number}.pdf").as_str()));
    assert!(paper.contents().starts_with(b"%PDF"));
    assert_eq!(letter.attachment_count(), 1);
}

#[actix_web::test]
async fn each_e_mail_says_in_each_language_what_it_has_to_say() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    set(&app, |settings| {
        "Firma Beispiel".clone_into(&mut settings.creditor_name);
        settings.creditor_identifier = Some("BE54ZZZ0533800797".parse().unwrap());
        settings.iban = Some("BE71 0961 2345 6769".parse().unwrap());
        settings.contact_email = Some("fragen@company.example".parse().unwrap());
    })
    .await;
    let mut invoices = Vec::new();
    for language in Language::ALL {
        let invoice = invoice_in(&app, language).await;
        announce(&app, &invoice, None).await;
        announce(&app, &invoice, Some(&mandate_of(&app, invoice.customer_id))).await;
        let invoice = after_failure(&app, invoice, "AM04").await;
        failed(&app, &invoice, "AM04").await;
        let note = credited(&app, &invoice).await;
        announce(&app, &note, None).await;
        invoices.push((invoice, note));
    }

    app.work().await;

    let received = server.received();
    assert_eq!(received.len(), 16);
    let letters: Vec<_> = received.iter().map(|letter| parse(letter)).collect();
    let expected = [
        ("121,00 €", "07.12.2026", "am 07.12.2026 oder danach", "Der Betrag war auf dem Konto", "60,50 €"),
        ("€ 121,00", "07-12-2026", "op of na 07-12-2026", "het bedrag was op dat moment", "€ 60,50"),
        ("121,00 €", "07/12/2026", "le 07/12/2026 ou après", "le montant n’était pas disponible", "60,50 €"),
        ("€121.00", "7 Dec 2026", "on or after 7 Dec 2026", "the amount was not available", "€60.50"),
    ];
    for (((invoice, note), letters), expected) in invoices.iter().zip(letters.chunks(4)).zip(expected) {
        let [bill, announcement, failure, credit] = letters else { panic!("four letters to each customer") };
        let (amount, due, debit, reason, back) = expected;
        let number = invoice.number.as_deref().unwrap();
        let page = app.app.config.public_url.page(&format!("/pay/{}", invoice.token.as_deref().unwrap()));
        for letter in [bill, announcement, failure] {
            let words = words(letter);
            for said in [number, amount, page.as_str(), "Firma Beispiel"] {
                assert!(words.contains(said), "{said} is missing: {words}");
            }
            assert!(letter.body_html(0).unwrap().contains(&format!("href=\"{page}\"")));
        }
        assert!(words(bill).contains(due), "{}", words(bill));
        for letter in [bill, failure] {
            for said in ["BE71 0961 2345 6769", "Firma Beispiel", &invoice.reference.as_ref().unwrap().written()] {
                assert!(words(letter).contains(said), "a transfer needs {said}: {}", words(letter));
            }
        }
        let announced = words(announcement);
        for said in [debit, "BE•• •••• •••• 7034", "FIRMA0042", "BE54ZZZ0533800797"] {
            assert!(announced.contains(said), "{said} is missing: {announced}");
        }
        assert!(words(failure).contains(reason), "{}", words(failure));
        let credited = words(credit);
        for said in [note.number.as_deref().unwrap(), number, back] {
            assert!(credited.contains(said), "{said} is missing: {credited}");
        }
        assert!(!credited.contains("/pay/"), "no money is asked for: {credited}");
        assert_paper(bill, number);
        assert_paper(announcement, number);
        assert_paper(credit, note.number.as_deref().unwrap());
        assert_eq!(failure.attachment_count(), 0);
        for letter in letters {
            let answer_to = letter.reply_to().unwrap().first().unwrap();
            assert_eq!(answer_to.address(), Some("fragen@company.example"));
            assert!(!words(letter).contains("{{") && !words(letter).contains("{%"), "{}", words(letter));
        }
    }
}

#[actix_web::test]
async fn without_an_account_in_the_settings_nobody_is_asked_for_a_transfer() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    for language in Language::ALL {
        let invoice = invoice_in(&app, language).await;
        announce(&app, &invoice, None).await;
        let invoice = after_failure(&app, invoice, "AM04").await;
        failed(&app, &invoice, "AM04").await;
    }
    app.work().await;

    let letters = server.received();
    assert_eq!(letters.len(), 8);
    for letter in &letters {
        let words = words(&parse(letter));
        for said in ["IBAN", "Lieber überweisen", "Schrijft u liever over", "virement", "bank transfer", "+++"] {
            assert!(!words.contains(said), "{said}: {words}");
        }
    }
}

#[actix_web::test]
async fn a_debit_is_never_announced_for_a_day_that_has_passed() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    let invoice = invoice_in(&app, Language::De).await;
    app.advance(TimeDelta::days(20));
    announce(&app, &invoice, Some(&mandate_of(&app, invoice.customer_id))).await;
    app.work().await;
    let received = server.received();
    let said = words(&parse(&received[0]));
    assert!(said.contains("am 13.12.2026 oder") && !said.contains("am 07.12.2026 oder"), "{said}");
}

#[actix_web::test]
async fn what_is_announced_twice_is_told_once() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    let invoice = invoice_in(&app, Language::De).await;

    announce(&app, &invoice, None).await;
    app.work().await;
    announce(&app, &invoice, None).await;
    app.work().await;

    assert_eq!(server.received().len(), 1);
}

#[actix_web::test]
async fn each_failure_is_told_once() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    let invoice = after_failure(&app, invoice_in(&app, Language::De).await, "AM04").await;
    failed(&app, &invoice, "AM04").await;
    app.advance(TimeDelta::minutes(1));
    failed(&app, &invoice, "AM04").await;
    app.work().await;
    assert_eq!(server.received().len(), 1);

    app.advance(TimeDelta::days(30));
    let invoice = after_failure(&app, invoice, "MD06").await;
    failed(&app, &invoice, "MD06").await;
    app.work().await;

    assert_eq!(server.received().len(), 2);
}

#[actix_web::test]
async fn what_the_settings_switch_off_is_not_sent() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    set(&app, |settings| (settings.announces_debits, settings.mails_failures) = (false, false)).await;
    let invoice = invoice_in(&app, Language::De).await;

    announce(&app, &invoice, Some(&mandate_of(&app, invoice.customer_id))).await;
    let invoice = after_failure(&app, invoice, "AM04").await;
    failed(&app, &invoice, "AM04").await;
    app.work().await;

    assert!(server.received().is_empty());
}

async fn pay(app: &TestApp, invoice: &Invoice) {
    let mut tx = app.app.db.write().await.unwrap();
    let paid = Invoice { state: State::Paid, paid_at: Some(app.clock.now()), ..invoice.clone() };
    invoices::update(&mut tx, &paid).await.unwrap();
    tx.commit().await.unwrap();
}

#[actix_web::test]
async fn nobody_is_asked_for_money_that_has_come() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    let unheard = invoice_in(&app, Language::De).await;
    announce(&app, &unheard, None).await;
    pay(&app, &unheard).await;
    let told = invoice_in(&app, Language::De).await;
    announce(&app, &told, None).await;
    let note = credited(&app, &told).await;
    announce(&app, &note, None).await;
    let mut tx = app.app.db.write().await.unwrap();
    messages::withdraw_about(&mut tx, app.clock.now(), told.id).await.unwrap();
    messages::withdraw_about(&mut tx, app.clock.now(), note.id).await.unwrap();
    tx.commit().await.unwrap();

    app.work().await;

    let received = server.received();
    assert_eq!(received.len(), 1, "the credit note is told all the same");
    assert_eq!(parse(&received[0]).subject(), Some("Gutschrift G-R2026-0002 von Firma Beispiel"));
    let page = app.signed_in(Role::Staff).await.page("/messages").await;
    let mut states = html::texts(&page, "tbody .badge");
    states.sort();
    assert_eq!(states, ["Sent", "Withdrawn", "Withdrawn"]);
}

#[actix_web::test]
async fn a_customer_without_an_address_is_a_task_for_staff() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    let customer = make::customer_with(&app, |customer| customer.email = None).await;
    let invoice = confirmed(&app, &customer).await;
    announce(&app, &invoice, None).await;
    app.work().await;

    let browser = app.signed_in(Role::Staff).await;
    let list = browser.page("/messages?state=failed").await;
    assert_eq!(
        html::texts(&list, "tbody .reason")[0],
        "The customer has no e-mail address. Enter it on the customer sheet and try again."
    );
    let message = html::attribute(&list, "tbody th a", "href").unwrap();
    let attempts = format!("{message}/attempts");
    // Too soon: it still says what is missing.
    browser.submit(&message, &attempts, &[]).await;
    app.work().await;
    assert!(html::texts(&browser.page(&message).await, ".notice")[0].contains("has no e-mail address"));

    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE customers SET email = 'neu@peeters.example'").execute().await.unwrap();
    tx.commit().await.unwrap();
    browser.submit(&message, &attempts, &[]).await;
    app.work().await;

    let received = server.received();
    assert_eq!(parse(&received[0]).to().unwrap().first().unwrap().address(), Some("neu@peeters.example"));
    assert_eq!(html::texts(&browser.page(&message).await, ".heading .badge"), ["Sent"]);
}

#[actix_web::test]
async fn the_text_that_an_administrator_wrote_is_the_one_that_is_sent() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    let admin = app.signed_in(Role::Admin).await;
    let body = r#"<p>{{ open_amount }} bitte.</p><p><a data-link="signing">Hier entlang</a></p>"#;
    let fields = [("subject", "Nr. {{ invoice_number }}"), ("body", body), ("version", "0")];
    location(&admin.submit("/templates/invoice/de", "/templates/invoice/de", &fields).await);
    let invoice = invoice_in(&app, Language::De).await;

    announce(&app, &invoice, None).await;
    app.work().await;

    let received = server.received();
    let letter = parse(&received[0]);
    assert_eq!(letter.subject(), Some("Nr. R2026-0001"));
    let said = words(&letter);
    assert!(said.contains("121,00 € bitte.") && said.contains("Hier entlang: http"), "{said}");
}

#[actix_web::test]
async fn no_name_adds_a_header_or_markup() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    let evil = "Müller\r\nBcc: all@evil.example\r\n\r\n<script>alert(1)</script>";
    set(&app, |settings| evil.clone_into(&mut settings.creditor_name)).await;
    let customer = make::customer_with(&app, |customer| {
        evil.clone_into(&mut customer.company_name);
        evil.clone_into(&mut customer.last_name);
        customer.language = Language::De;
    })
    .await;
    let invoice = confirmed(&app, &customer).await;

    announce(&app, &invoice, None).await;
    app.work().await;

    let received = server.received();
    let letter = parse(&received[0]);
    assert!(letter.bcc().is_none());
    assert_eq!(letter.to().unwrap().first().unwrap().address(), Some("els@peeters.example"));
    assert!(letter.subject().unwrap().starts_with("Rechnung R2026-0001 von Müller Bcc: all@evil.example"));
    assert!(!letter.body_html(0).unwrap().contains("<script>"));
}

/// The fields of the button that sends the e-mail once more.
fn send_button(page: &Html) -> Option<(String, String)> {
    let form = Selector::parse(".menu form[action$='/messages']").unwrap();
    let id = Selector::parse("input[name=id]").unwrap();
    let form = page.select(&form).next()?;
    Some((form.attr("action")?.to_owned(), form.select(&id).next()?.attr("value")?.to_owned()))
}

async fn sheet(browser: &Browser, invoice: &Invoice) -> Html {
    browser.page(&format!("/invoices/{}", invoice.id)).await
}

#[actix_web::test]
async fn staff_send_the_e_mail_once_more_and_pressing_twice_sends_once() {
    let server = MailServer::start().await;
    let app = TestApp::start_with_mail(&server).await;
    let invoice = invoice_in(&app, Language::De).await;
    announce(&app, &invoice, None).await;
    app.work().await;
    let browser = app.signed_in(Role::Staff).await;

    let page = sheet(&browser, &invoice).await;
    let (action, id) = send_button(&page).unwrap();
    for _ in 0..2 {
        let sent = browser.post(&action, &csrf(&page), &[("id", &id)]).await;
        assert_eq!(location(&sent), format!("/invoices/{}", invoice.id));
    }
    app.work().await;

    assert_eq!(server.received().len(), 2);
    let page = sheet(&browser, &invoice).await;
    assert_eq!(html::texts(&page, "#messages .title").len(), 2);

    pay(&app, &invoice).await;
    assert_eq!(send_button(&sheet(&browser, &invoice).await), None, "there is nothing to ask for any more");
    let refused = browser.post(&action, &csrf(&page), &[("id", &Uuid::now_v7().to_string())]).await;
    location(&refused);
    app.work().await;
    assert_eq!(server.received().len(), 2);
}

#[actix_web::test]
async fn a_message_leads_to_its_invoice_and_its_pdf() {
    let app = TestApp::start().await;
    let invoice = invoice_in(&app, Language::De).await;
    announce(&app, &invoice, None).await;
    app.work().await;
    let browser = app.signed_in(Role::Staff).await;
    let address = format!("/invoices/{}", invoice.id);
    let link = format!("a[href='{address}']");

    let list = browser.page("/messages?q=R2026-0001").await;
    assert_eq!(html::texts(&list, &link), ["R2026-0001"]);
    let message = html::attribute(&list, "tbody th a", "href").unwrap();
    let page = browser.page(&message).await;
    assert_eq!(html::texts(&page, &link), ["R2026-0001"]);
    assert_eq!(html::texts(&page, &format!("a[href='{address}/pdf']")), ["PDF"]);
    let customer = browser.page(&format!("/customers/{}", invoice.customer_id)).await;
    assert_eq!(html::texts(&customer, &format!("#messages {link}")), ["R2026-0001"]);
}
