//! Customers and invoices from CSV files: what offices send, in every encoding, whole and broken.

use mandato::{
    customers::{self, Customer, Kind, PaymentMethod},
    db::Db,
    i18n::Language,
    invoices,
    user::Role,
};
use reqwest::{
    Method, Response, StatusCode,
    multipart::{Form, Part},
};
use scraper::{ElementRef, Html, Selector};
use secrecy::ExposeSecret;

use crate::support::{Browser, TestApp, csrf, html, location, make, read};

/// Sends a file to be checked and gives the page of its report.
pub async fn check(app: &TestApp, browser: &Browser, what: &str, file: impl Into<Vec<u8>>) -> (String, Html) {
    let sent = send(browser, what, file).await;
    let page = location(&sent).to_owned();
    app.work().await;
    let report = browser.page(&page).await;
    (page, report)
}

async fn send(browser: &Browser, what: &str, file: impl Into<Vec<u8>>) -> Response {
    let address = format!("/{what}/import");
    let token = csrf(&browser.page(&address).await);
    let file = Part::bytes(file.into()).file_name(format!("{what}.csv"));
    let form = Form::new().text("csrf", token).part("file", file);
    browser.request(Method::POST, &address).multipart(form).send().await.unwrap()
}

/// Checks and imports a file, and gives the report of the import.
async fn import(app: &TestApp, browser: &Browser, what: &str, file: impl Into<Vec<u8>>) -> Html {
    let (page, report) = check(app, browser, what, file).await;
    let accepted = browser.post(&format!("{page}/acceptance"), &csrf(&report), &[]).await;
    assert_eq!(location(&accepted), page);
    app.work().await;
    browser.page(&page).await
}

/// The lines of the report: line, key, result, remarks.
fn lines(report: &Html) -> Vec<String> {
    let (row, cell) = (Selector::parse("#list tbody tr").unwrap(), Selector::parse("th, td").unwrap());
    let text = |row: ElementRef<'_>| row.select(&cell).map(|cell| cell.text().collect::<String>()).collect::<Vec<_>>();
    let folded = |row| text(row).join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    report.select(&row).map(folded).collect()
}

async fn by_number(app: &TestApp, number: &str) -> Option<Customer> {
    let mut tx = app.app.db.read().await.unwrap();
    customers::by_number(&mut tx, number).await.unwrap()
}

async fn count(db: &Db, table: &str) -> i64 {
    let mut tx = db.read().await.unwrap();
    let sql = match table {
        "customers" => "SELECT COUNT(*) FROM customers",
        "invoices" => "SELECT COUNT(*) FROM invoices",
        _ => "SELECT COUNT(*) FROM audit_log",
    };
    let (count,): (i64,) = tx.query(sql).one().await.unwrap();
    count
}

#[actix_web::test]
async fn a_file_is_checked_first_and_nothing_is_stored_before_somebody_says_so() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let file = "Customer number,Company name,City\nC-1,Bakery,Dublin\nC-2,,Cork\n";

    let (page, report) = check(&app, &browser, "customers", file).await;

    assert_eq!(lines(&report), ["2 C-1 new", "3 C-2 refused Company name: Please fill this in."]);
    assert_eq!(count(&app.app.db, "customers").await, 0);
    assert_eq!(html::texts(&report, "button.primary"), ["Import 1 customer"]);

    let accepted = browser.post(&format!("{page}/acceptance"), &csrf(&report), &[]).await;
    assert_eq!(accepted.status(), StatusCode::SEE_OTHER);
    app.work().await;
    let customer = by_number(&app, "C-1").await.unwrap();
    assert_eq!((customer.company_name.as_str(), customer.city.as_str()), ("Bakery", "Dublin"));
    let report = browser.page(&page).await;
    assert_eq!(html::attribute(&report, "#list tbody a", "href"), Some(format!("/customers/{}", customer.id)));
    assert_eq!(count(&app.app.db, "customers").await, 1);
}

#[actix_web::test]
async fn pressing_import_twice_imports_once() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let (page, report) = check(&app, &browser, "customers", "Number;Name\nC-1;Bakery\n").await;

    for _ in 0..2 {
        browser.post(&format!("{page}/acceptance"), &csrf(&report), &[]).await;
    }
    app.work().await;
    browser.post(&format!("{page}/acceptance"), &csrf(&report), &[]).await;
    app.work().await;

    assert_eq!(lines(&browser.page(&page).await), ["2 C-1 new"]);
}

#[actix_web::test]
async fn letters_are_read_in_whatever_encoding_they_come() {
    let app = TestApp::start().await;
    let browser = app.signed_in_reading(Role::Staff, Language::De).await;
    let text = |number: &str| format!("Kundennummer;Firma;Straße\r\n{number};Bäckerei Größe;Café-Weg 1\r\n");
    let latin = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>();
    let utf16 = |text: &str| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();

    for (number, file, said) in [
        ("K-1", text("K-1").into_bytes(), "UTF-8"),
        ("K-2", format!("\u{feff}{}", text("K-2")).into_bytes(), "UTF-8"),
        ("K-3", latin(&text("K-3")), "Windows-1252 (Latin-1)"),
        ("K-4", utf16(&text("K-4")), "UTF-16"),
    ] {
        let report = import(&app, &browser, "customers", file).await;
        assert!(html::text(&report).contains(&format!("Gelesen als {said}, Trennzeichen „;“.")), "{number}");
        let customer = by_number(&app, number).await.unwrap();
        assert_eq!((customer.company_name.as_str(), customer.street.as_str()), ("Bäckerei Größe", "Café-Weg 1"));
    }
}

#[actix_web::test]
async fn a_customer_is_made_by_the_rules_of_the_form() {
    let app = TestApp::start().await;
    let browser = app.signed_in_reading(Role::Staff, Language::De).await;
    let file = "Kunden-Nr.\tArt\tVorname\tNachname\tLand\tHandy\tIBAN\tUSt-IdNr.\tSprache\tNotizen\n\
                K-1\tPrivat\tJörg\tWeiß\tDeutschland\t0151 23456789\tde89 3704 0044 0532 0130 00\t\t\t\"Ruft an.\nGern.\"\n\
                K-2\t\tZoé\tDubois\tFR\t\t\t\tNiederländisch\t-\n";

    let report = import(&app, &browser, "customers", file).await;

    assert_eq!(lines(&report), ["2 K-1 neu", "4 K-2 neu"]);
    let jorg = by_number(&app, "K-1").await.unwrap();
    assert_eq!((jorg.kind, jorg.name().as_str(), jorg.country.code()), (Kind::Person, "Jörg Weiß", "DE"));
    assert_eq!(jorg.mobile.unwrap().as_str(), "+4915123456789");
    assert_eq!(jorg.bic.unwrap().as_str(), "COBADEFF");
    assert_eq!((jorg.language, jorg.notes.as_str()), (Language::De, "Ruft an.\nGern."));
    assert_eq!(jorg.payment_method, PaymentMethod::Transfer);
    let zoe = by_number(&app, "K-2").await.unwrap();
    assert_eq!((zoe.kind, zoe.language, zoe.notes.as_str()), (Kind::Person, Language::Nl, ""));
}

#[actix_web::test]
async fn every_wrong_field_is_named_and_the_other_rows_are_taken() {
    let app = TestApp::start().await;
    let browser = app.signed_in_reading(Role::Staff, Language::De).await;
    let file = "Kundennummer;Firma;E-Mail;IBAN;Land;Art\n\
                K-1;Gut GmbH;;;;\n\
                ;Ohne Nummer;;;;\n\
                K-3;Falsch GmbH;els;BE00;;\n\
                K-4;Falsch GmbH;;;Atlantis;Verein\n\
                K-5;zu;wenig\n\
                K-6;zu;;;;;;viel\n\
                K-7;\"offen;;;;\n\
                K-8;Nul\0;;;;\n\
                K-1;Noch einmal;;;;\n\
                K-9;Auch gut;;;;\n";

    let report = import(&app, &browser, "customers", file).await;

    let lines = lines(&report);
    assert_eq!(lines.len(), 10);
    assert_eq!((lines[0].as_str(), lines[9].as_str()), ("2 K-1 neu", "11 K-9 neu"));
    for (line, words) in [
        (1, &["3 abgelehnt", "Kundennummer: Bitte ausfüllen."][..]),
        (2, &["4 K-3 abgelehnt", "E-Mail-Adresse: ", "IBAN: "]),
        (3, &["5 K-4 abgelehnt", "Land: „Atlantis“ ist hier nicht bekannt.", "Art: „Verein“ ist hier nicht bekannt."]),
        (4, &["6 K-5 abgelehnt", "Die Zeile hat 3 statt 6 Felder."]),
        (5, &["7 K-6 abgelehnt", "Die Zeile hat 8 statt 6 Felder."]),
        (6, &["8 K-7 abgelehnt", "Anführungszeichen"]),
        (7, &["9 K-8 abgelehnt", "Zeichen, die nicht zu lesen sind"]),
        (8, &["10 K-1 abgelehnt", "Diese Kundennummer steht schon in Zeile 2."]),
    ] {
        for word in words {
            assert!(lines[line].contains(word), "{word} in {}", lines[line]);
        }
    }
    assert_eq!(count(&app.app.db, "customers").await, 2);
}

#[actix_web::test]
async fn a_customer_that_exists_changes_only_where_the_file_says_something() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let before = make::customer_with(&app, |customer| {
        customer.number = "C-1".into();
        customer.city = "Gent".into();
        customer.street = "Kouter 4".into();
        customer.notes = "Calls often".into();
    })
    .await;
    let file = "Number;City;Street;Notes;Shoe size\nC-1;Brugge;;-;43\n";

    let report = import(&app, &browser, "customers", file).await;

    assert_eq!(lines(&report), ["2 C-1 changed"]);
    assert!(html::text(&report).contains("Unknown and left out: “Shoe size”."));
    let after = make::stored(&app, before.id).await;
    assert_eq!((after.city.as_str(), after.street.as_str(), after.notes.as_str()), ("Brugge", "Kouter 4", ""));
    assert_eq!((after.email, after.company_name), (before.email, before.company_name));
    let again = import_nothing(&app, &browser, "customers", file).await;
    assert_eq!(lines(&again), ["2 C-1 unchanged"]);
    assert_eq!(make::stored(&app, before.id).await.version, after.version);
}

/// Checks a file in which there is nothing to import.
async fn import_nothing(app: &TestApp, browser: &Browser, what: &str, file: &str) -> Html {
    let (_, report) = check(app, browser, what, file).await;
    assert_eq!(html::texts(&report, "button.primary"), [""; 0]);
    report
}

#[actix_web::test]
async fn the_account_of_a_mandate_in_force_is_left_alone() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer_with(&app, |customer| customer.number = "C-1".into()).await;
    let sheet = format!("/customers/{}", customer.id);
    let by_hand = [
        ("version", "1"),
        ("payment_method", "direct_debit"),
        ("iban", "BE68 5390 0754 7034"),
        ("bic", ""),
        ("reference", "MAN-1"),
        ("signed_on", "2026-11-01"),
    ];
    let saved = browser.submit(&format!("{sheet}/direct-debit"), &format!("{sheet}/direct-debit"), &by_hand).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    let before = make::stored(&app, customer.id).await;
    assert!(before.iban.is_some());

    let file = "Number;IBAN;City\nC-1;NL91 ABNA 0417 1643 00;Gent\n";
    let report = import_nothing(&app, &browser, "customers", file).await;

    assert!(lines(&report)[0].contains("IBAN: A mandate names another account"), "{:?}", lines(&report));
    let same = "Number;IBAN;City\nC-1;BE68 5390 0754 7034;Gent\n";
    assert_eq!(lines(&import(&app, &browser, "customers", same).await), ["2 C-1 changed"]);
    let after = make::stored(&app, customer.id).await;
    assert_eq!((after.iban, after.bic, after.city.as_str()), (before.iban, before.bic, "Gent"));
}

#[actix_web::test]
async fn a_file_that_cannot_be_imported_is_refused_beside_the_field() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    for (file, said) in [
        (&b""[..], "The file is empty."),
        (b"\xef\xbb\xbf\r\n\r\n", "The file is empty."),
        (b"PK\x03\x04 a workbook", "This is a workbook."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0", "The file holds no text."),
        (b"Name;City\nBakery;Gent\n", "The first row lacks the column “Customer number”."),
        (b"Number;City;Town\nC-1;Gent;Gent\n", "Two columns mean “Town or city”."),
        (b"Number;City\n\n;;\n", "Nothing stands under the header."),
    ] {
        let refused = send(&browser, "customers", file).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        let page = read(refused).await;
        let error = html::texts(&page, "#file-error");
        assert!(error[0].starts_with(said), "{said}: {error:?}");
    }
    let token = csrf(&browser.page("/customers/import").await);
    let nothing = Form::new().text("csrf", token).part("file", Part::bytes(&b""[..]).file_name(""));
    let refused = browser.request(Method::POST, "/customers/import").multipart(nothing).send().await.unwrap();
    assert_eq!(html::texts(&read(refused).await, "#file-error"), ["Please choose a file."]);
    assert_eq!(count(&app.app.db, "customers").await, 0);
}

#[actix_web::test]
async fn the_sample_of_every_language_can_be_imported_as_it_is() {
    let app = TestApp::start().await;
    for language in Language::ALL {
        let browser = app.signed_in_reading(Role::Staff, language).await;
        let sample = browser.get("/customers/import/sample").send().await.unwrap();
        assert_eq!(sample.headers()["content-type"], "text/csv; charset=utf-8");
        let file = sample.bytes().await.unwrap().to_vec();
        let report = import(&app, &browser, "customers", file).await;
        let results = html::texts(&report, "#list .badge");
        let (created, changed) = match language {
            Language::De => ("neu", "geändert"),
            Language::Nl => ("nieuw", "gewijzigd"),
            Language::Fr => ("nouveau", "modifié"),
            Language::En => ("new", "changed"),
        };
        assert_eq!(results.len(), 2);
        assert!(results.iter().all(|result| result == created || result == changed), "{language}: {results:?}");
        assert_eq!(html::texts(&report, "#import p.muted").len(), 1, "no column is unknown");
    }
}

#[actix_web::test]
async fn a_long_report_has_pages_and_can_be_narrowed_to_what_was_refused() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let rows = (1..=230).map(|n| if n % 100 == 0 { format!("C-{n};\n") } else { format!("C-{n};Bakery {n}\n") });
    let file = format!("Number;Company\n{}", rows.collect::<String>());

    let (page, report) = check(&app, &browser, "customers", file).await;

    assert_eq!(lines(&report).len(), 50);
    let next = html::attribute(&report, ".pager li:last-child a", "href").unwrap();
    assert!(lines(&browser.page(&next).await)[0].starts_with("52 C-51 new"));
    let refused = lines(&browser.page(&format!("{page}?outcome=refused")).await);
    assert_eq!(refused.len(), 2);
    assert!(refused[0].starts_with("101 C-100 refused"), "{refused:?}");
    let figures = html::texts(&report, ".figure");
    assert_eq!(figures, ["228new", "2refused"]);
}

#[actix_web::test]
async fn who_imported_stands_in_the_history_of_the_customer() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    import(&app, &browser, "customers", "Number;Company\nC-1;Bakery\n").await;

    let customer = by_number(&app, "C-1").await.unwrap();
    let sheet = browser.page(&format!("/customers/{}", customer.id)).await;
    assert!(html::text(&sheet).contains("Kim Office"), "the history names who did it");
}

#[actix_web::test]
async fn what_was_sent_is_forgotten_after_a_month_and_what_was_imported_stays() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let (page, _) = check(&app, &browser, "customers", "Number;Company\nC-2;Bakery\n").await;
    import(&app, &browser, "customers", "Number;Company\nC-1;Bakery\n").await;

    app.advance(chrono::TimeDelta::days(31));
    mandato::tasks::schedule(&app.app).await.unwrap();
    app.work().await;

    let browser = app.signed_in(Role::Staff).await;
    assert_eq!(browser.get(&page).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    assert!(by_number(&app, "C-1").await.is_some());
}

/// The drafts of a customer: their totals in cents, and how many lines each has, oldest first.
async fn drafts(app: &TestApp, customer: &Customer) -> Vec<(i64, i64)> {
    let mut tx = app.app.db.read().await.unwrap();
    tx.query(
        "SELECT i.total, (SELECT COUNT(*) FROM invoice_lines l WHERE l.invoice_id = i.id)
         FROM invoices i WHERE i.customer_id = $1 AND i.state = 'draft' ORDER BY i.id",
    )
    .bind(customer.id)
    .all()
    .await
    .unwrap()
}

async fn numbered(app: &TestApp, number: &str) -> Customer {
    make::customer_with(app, |customer| customer.number = number.into()).await
}

#[actix_web::test]
async fn rows_of_an_invoice_become_the_lines_of_one_draft_and_the_same_file_brings_nothing_twice() {
    let app = TestApp::start().await;
    let browser = app.signed_in_reading(Role::Staff, Language::De).await;
    let (first, second) = (numbered(&app, "K-1").await, numbered(&app, "K-2").await);
    let file = "Rechnung;Kundennummer;Bezeichnung;Menge;Einheit;Einzelpreis;MwSt;Datum;Fällig am;Sprache;Bemerkung\n\
                Nov;K-1;Wartung;2,5;h;1.080,50;21;24.11.2026;31.12.2026;Deutsch;Danke\n\
                Nov 2;K-2;Anfahrt;;;45;;;;;\n\
                Nov;K-1;Öl;1;l;10,00 €;6 %;;;;\n";

    let report = import(&app, &browser, "invoices", file).await;

    assert_eq!(lines(&report), ["2 Nov neu", "3 Nov 2 neu"]);
    assert_eq!(drafts(&app, &first).await, [(326_851 + 1060, 2)]);
    assert_eq!(drafts(&app, &second).await, [(5445, 1)]);
    let sheet = html::attribute(&report, "#list tbody a", "href").unwrap();
    let mut tx = app.app.db.read().await.unwrap();
    let id = sheet.strip_prefix("/invoices/").unwrap().parse().unwrap();
    let draft = invoices::find(&mut tx, id).await.unwrap().unwrap();
    drop(tx);
    assert_eq!([draft.issued_on.to_string(), draft.due_on.to_string()], ["2026-11-24", "2026-12-31"]);
    assert_eq!((draft.language, draft.note.as_str(), draft.number), (Language::De, "Danke", None));
    assert!(draft.created_by.is_some());
    let sheet = html::text(&browser.page(&sheet).await);
    assert!(sheet.contains("Wartung") && sheet.contains("Öl"));

    let again = import_nothing(&app, &browser, "invoices", file).await;
    let known = "unverändert Schon importiert; die Zeilen wurden nicht verglichen.";
    assert_eq!(lines(&again), [format!("2 Nov {known}"), format!("3 Nov 2 {known}")]);
    assert_eq!(count(&app.app.db, "invoices").await, 2);
}

#[actix_web::test]
async fn the_same_name_of_an_invoice_may_be_used_for_another_customer() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    for number in ["C-1", "C-2"] {
        numbered(&app, number).await;
        let file = format!("Invoice,Customer number,Description,Unit price\nNovember,{number},Work,10\n");
        assert_eq!(lines(&import(&app, &browser, "invoices", file).await), ["2 November new"]);
    }
}

#[actix_web::test]
async fn without_names_every_row_is_an_invoice_and_known_again() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = numbered(&app, "C-1").await;
    let file = "Customer number,Description,Unit price\nC-1,Work,10\nC-1,Work,10\n";

    assert_eq!(lines(&import(&app, &browser, "invoices", file).await), ["2 C-1 new", "3 C-1 new"]);
    let longer = format!("{file}C-1,Work,12.50\n");
    let report = import(&app, &browser, "invoices", longer).await;

    assert!(lines(&report)[0].starts_with("2 C-1 unchanged") && lines(&report)[2].starts_with("4 C-1 new"));
    assert_eq!(drafts(&app, &customer).await, [(1210, 1), (1210, 1), (1513, 1)]);
}

#[actix_web::test]
async fn an_invoice_with_one_refused_line_is_refused_whole_and_the_others_are_taken() {
    let app = TestApp::start().await;
    let browser = app.signed_in_reading(Role::Staff, Language::De).await;
    let (good, bad) = (numbered(&app, "K-1").await, numbered(&app, "K-2").await);
    let file = "Rechnung;Kundennummer;Bezeichnung;Menge;Einzelpreis;MwSt;Datum;Fällig am\n\
                gut;K-1;Wartung;1;10;21;;\n\
                A;K-2;Wartung;1;10;21;;\n\
                A;K-2;Zu viel;1000000000000;-5;300;;\n\
                B;K-2;Wartung;1;10;21;24.11.2026;23.11.2026\n\
                C;K-9;Wartung;1;10;21;;\n\
                D;K-2;Wartung;1;10;21;;\n\
                D;K-1;Wartung;1;10;21;;\n\
                E;K-2;Wartung;1;10;21;;\n\
                E;K-2;zu wenig\n\
                F;K-2;;;;;;\n\
                ;K-2;Wartung;1;10;21;;\n\
                G;K-2;Wartung;1;10;21;31.2.2026;\n\
                H;K-2;Wartung;1;10;21;;\n\
                \"H;K-2;offen;1;10;21;;\n";

    let report = import(&app, &browser, "invoices", file).await;

    let lines = lines(&report);
    assert_eq!(lines[0], "2 gut neu");
    for (line, words) in [
        (1, &["3 A abgelehnt", "Zeile 4, Menge: ", "Zeile 4, Einzelpreis: ", "Zeile 4, MwSt.: "][..]),
        (2, &["5 B abgelehnt", "Fällig am: "]),
        (3, &["6 C abgelehnt", "Kein Kunde hat die Nummer „K-9“."]),
        (4, &["7 D abgelehnt", "Zeile 8, Kundennummer: „K-1“ statt „K-2“"]),
        (5, &["9 E abgelehnt", "Zeile 10: Die Zeile hat 3 statt 8 Felder."]),
        (6, &["11 F abgelehnt", "Zeile 11, Bezeichnung: Bitte ausfüllen."]),
        (7, &["12 abgelehnt", "Rechnung: Bitte ausfüllen."]),
        (8, &["13 G abgelehnt", "Rechnungsdatum: "]),
        (9, &["14 H abgelehnt", "Zeile 15: Ein Feld beginnt mit einem Anführungszeichen"]),
    ] {
        for word in words {
            assert!(lines[line].contains(word), "{word} in {}", lines[line]);
        }
    }
    assert_eq!((drafts(&app, &good).await.len(), drafts(&app, &bad).await.len()), (1, 0));
}

#[actix_web::test]
async fn a_draft_that_was_thrown_away_can_be_imported_again() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    numbered(&app, "C-1").await;
    let file = "Invoice,Customer number,Description,Unit price\nNovember,C-1,Work,10\n";
    let report = import(&app, &browser, "invoices", file).await;
    let sheet = html::attribute(&report, "#list tbody a", "href").unwrap();

    let removal = format!("{sheet}/removal");
    browser.submit(&removal, &removal, &[]).await;

    assert_eq!(lines(&import(&app, &browser, "invoices", file).await), ["2 November new"]);
}

/// Runs `mandato import` on the application's database: whether it succeeded, and what it printed.
async fn command(app: &TestApp, arguments: &[&str], file: &[u8]) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.csv");
    std::fs::write(&path, file).unwrap();
    let output = tokio::process::Command::new(env!("CARGO_BIN_EXE_mandato"))
        .args(["import", "--database-url", app.app.config.database_url.expose_secret()])
        .args(arguments)
        .arg(&path)
        .output()
        .await
        .unwrap();
    let printed = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(printed).unwrap())
}

#[actix_web::test]
async fn the_command_reports_what_it_refused_and_stores_nothing_on_a_dry_run() {
    let app = TestApp::start().await;
    let file = b"Kundennummer;Firma\nK-1;B\xe4cker\nK-2;\n";

    let (accepted, printed) = command(&app, &["customers", "--language", "de", "--dry-run"], file).await;

    assert!(!accepted);
    let expected = "Gelesen als Windows-1252 (Latin-1), Trennzeichen „;“.\nZeile 3, K-2: abgelehnt\n  \
                    Firmenname: Bitte ausfüllen.\n1 neu, 1 abgelehnt\nProbelauf: Es wurde nichts gespeichert.\n";
    assert_eq!(printed, expected);
    assert_eq!(count(&app.app.db, "customers").await, 0);

    let (accepted, _) = command(&app, &["customers"], b"Number,Company\nC-1,Baker\n").await;
    assert!(accepted);
    assert!(by_number(&app, "C-1").await.is_some());
    let (accepted, printed) =
        command(&app, &["invoices", "--language", "en"], b"Invoice,Customer,Description,Unit price\nN,C-1,Work,10\n")
            .await;
    assert!(accepted, "{printed}");
    assert_eq!(count(&app.app.db, "invoices").await, 1);
    let (accepted, printed) = command(&app, &["invoices"], b"Invoice,Customer,Description,Unit price\n").await;
    assert!(!accepted && printed.contains("--language"), "nobody guesses how numbers are written: {printed}");
    let (accepted, printed) = command(&app, &["customers"], b"PK\x03\x04").await;
    assert!(!accepted && printed.contains("This is a workbook."), "{printed}");
}

#[actix_web::test]
async fn a_long_import_goes_on_where_a_crash_left_it() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let rows = (1..=250).map(|n| format!("C-{n};Bakery {n}\n")).collect::<Vec<_>>().concat();
    let (page, report) = check(&app, &browser, "customers", format!("Number;Company\n{rows}")).await;
    browser.post(&format!("{page}/acceptance"), &csrf(&report), &[]).await;

    // As if a worker had died after the first chunk: its rows are stored, and how far it came is written down.
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE imports SET done = 100").execute().await.unwrap();
    tx.commit().await.unwrap();
    app.work().await;

    assert_eq!(count(&app.app.db, "customers").await, 150);
    assert!(by_number(&app, "C-100").await.is_none() && by_number(&app, "C-101").await.is_some());
    assert_eq!(lines(&browser.page(&page).await)[0], "102 C-101 new");
}

#[actix_web::test]
async fn an_import_too_long_for_one_job_goes_on_in_the_next() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let rows = (1..=1050).map(|n| format!("C-{n};Bakery\n")).collect::<Vec<_>>().concat();

    import(&app, &browser, "customers", format!("Number;Company\n{rows}")).await;

    assert_eq!(count(&app.app.db, "customers").await, 1050);
    let mut tx = app.app.db.read().await.unwrap();
    let (jobs,): (i64,) = tx.query("SELECT COUNT(*) FROM jobs WHERE kind = 'import'").one().await.unwrap();
    assert_eq!(jobs, 4, "two to check, two to import");
}

#[actix_web::test]
async fn an_import_that_stopped_says_so_and_waits_for_a_person() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let sent = send(&browser, "customers", "Number;Company\nC-1;Bakery\n").await;
    let page = location(&sent).to_owned();
    // As if a newer version could not read what an older one took.
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE imports SET content = $1").bind(b"PK\x03\x04".to_vec()).execute().await.unwrap();
    tx.commit().await.unwrap();

    app.work().await;

    let report = browser.page(&page).await;
    assert!(html::text(&report).contains("It does not go on by itself."));
    assert_eq!(html::attribute(&report, "#import", "hx-trigger"), None, "nobody waits for it");
}

#[actix_web::test]
async fn numbers_mean_the_same_whoever_says_that_they_shall_be_imported() {
    let app = TestApp::start().await;
    let (german, english) = (
        app.signed_in_reading(Role::Staff, Language::De).await,
        app.signed_in_reading(Role::Staff, Language::En).await,
    );
    let customer = numbered(&app, "K-1").await;
    let file = "Rechnung;Kundennummer;Bezeichnung;Menge;Einzelpreis;MwSt\nNov;K-1;Strom;1.500;1.000,00;0\n";
    let (page, _) = check(&app, &german, "invoices", file).await;

    let report = english.page(&page).await;
    english.post(&format!("{page}/acceptance"), &csrf(&report), &[]).await;
    app.work().await;

    assert_eq!(drafts(&app, &customer).await, [(150_000_000, 1)], "1500 times 1000 euros");
}

#[actix_web::test]
async fn what_is_stored_alike_is_one_customer_and_stops_nothing() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let file = "Number;Company\nC 1;Bakery\nC\u{1}1;Butcher\nC-2;Brewery\n";

    let report = import(&app, &browser, "customers", file).await;

    let refused = "This customer number stands in line 2 already.";
    assert_eq!(lines(&report), ["2 C 1 new".to_owned(), format!("3 C 1 refused {refused}"), "4 C-2 new".to_owned()]);
}

#[actix_web::test]
async fn an_invoice_of_a_hundred_thousand_broken_rows_is_refused_in_one_sentence() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    numbered(&app, "C-1").await;
    let rows = "A,C-1,Work,x\n".repeat(99_000);
    let few = "B,C-1,Work,x\n".repeat(200);
    let began = std::time::Instant::now();

    let (_, report) =
        check(&app, &browser, "invoices", format!("Invoice,Customer number,Description,Unit price\n{rows}{few}")).await;

    let lines = lines(&report);
    assert_eq!(lines[0], "2 A refused An invoice has 500 lines at most. Please split it.");
    assert!(lines[1].ends_with("… and 180 more.") && lines[1].len() < 2000, "{}", lines[1]);
    assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
}

#[actix_web::test]
async fn an_import_is_in_the_audit_trail_with_what_it_brought() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    import(&app, &browser, "customers", "Number;Company\nC-1;Bakery\nC-2;Brewery\nC-3;\n").await;

    let audit = browser.page("/audit").await;
    assert!(html::text(&audit).contains("Customers imported"));
    let changes = html::texts(&audit, "tbody tr:first-child .changes p");
    assert_eq!(changes, ["File: customers.csv", "new: 2", "refused: 1"]);

    command(&app, &["customers"], b"Number,Company\nC-4,Baker\n").await;
    let changes = html::texts(&browser.page("/audit").await, "tbody tr:first-child .changes p");
    assert_eq!(changes, ["File: file.csv", "new: 1"]);
}

#[actix_web::test]
async fn what_a_file_does_not_say_of_an_invoice_follows_from_settings_and_customer() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer_with(&app, |customer| {
        customer.number = "C-1".into();
        customer.language = Language::Fr;
    })
    .await;
    let file = "Invoice,Customer number,Description,Unit price,Date\n\
                A,C-1,Work,10,\n\
                B,C-1,Work,10,24.11.2026\n";

    let report = import(&app, &browser, "invoices", file).await;

    assert_eq!(lines(&report), ["2 A new", "3 B new"]);
    let mut tx = app.app.db.read().await.unwrap();
    let dates: Vec<(String, String, String)> = tx
        .query("SELECT CAST(issued_on AS TEXT), CAST(due_on AS TEXT), language FROM invoices WHERE customer_id = $1 ORDER BY id")
        .bind(customer.id)
        .all()
        .await
        .unwrap();
    let expected = [("2026-11-23", "2026-12-07"), ("2026-11-24", "2026-12-08")];
    let expected = expected.map(|(issued, due)| (issued.to_owned(), due.to_owned(), "fr".to_owned()));
    assert_eq!(dates, expected);
}

#[actix_web::test]
async fn a_new_customer_reads_the_language_of_the_country_or_else_that_of_whoever_imports() {
    let app = TestApp::start().await;
    let browser = app.signed_in_reading(Role::Staff, Language::Nl).await;
    let file = "Nummer;Naam;Land\nC-1;Bakkerij;AT\nC-2;Boulangerie;FR\nC-3;Bakkerij;BE\n";

    import(&app, &browser, "customers", file).await;

    let mut languages = Vec::new();
    for number in ["C-1", "C-2", "C-3"] {
        languages.push(by_number(&app, number).await.unwrap().language);
    }
    assert_eq!(languages, [Language::De, Language::Fr, Language::Nl]);
}

#[actix_web::test]
async fn another_account_brings_its_own_bic_and_goes_with_a_hyphen() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    import(&app, &browser, "customers", "Number;Company;IBAN\nC-1;Bakery;BE68 5390 0754 7034\n").await;
    let before = by_number(&app, "C-1").await.unwrap();

    let report = import(&app, &browser, "customers", "Number;IBAN\nC-1;DE89 3704 0044 0532 0130 00\n").await;

    assert_eq!(lines(&report), ["2 C-1 changed"]);
    let after = by_number(&app, "C-1").await.unwrap();
    assert_eq!(after.iban.unwrap().as_str(), "DE89370400440532013000");
    assert_ne!(before.bic, after.bic);
    assert_eq!(after.bic.unwrap().as_str(), "COBADEFF");

    import(&app, &browser, "customers", "Number;IBAN;BIC\nC-1;-;-\n").await;
    let without = by_number(&app, "C-1").await.unwrap();
    assert_eq!((without.iban, without.bic), (None, None));
}
