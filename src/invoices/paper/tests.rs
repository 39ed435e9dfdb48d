use chrono::{DateTime, NaiveDate, Utc};

use super::{
    layout::{BOTTOM, LEFT, Mark, Pages, RIGHT},
    *,
};
use crate::{
    domain::{country::Country, money::Cents, quantity::Quantity, reference::Reference, vat_rate::VatRate},
    invoices::{Confirmation, Draft, State},
    payments::Source,
    settings::CollectOpen,
    typeset,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

fn creditor() -> Creditor {
    let settings = Settings {
        creditor_name: "Bäckerei Muster & Söhne".to_owned(),
        twikey_on: true,
        mandate_link_days: 60,
        street: "Hauptstraße 12".to_owned(),
        postal_code: "4700".to_owned(),
        city: "Eupen".to_owned(),
        country: Country::BELGIUM,
        vat_number: Some("BE0403019261".parse().unwrap()),
        contact_email: Some("rechnung@muster.example".parse().unwrap()),
        contact_phone: "+32 87 12 34 56".to_owned(),
        iban: Some("BE68539007547034".parse().unwrap()),
        bic: Some("KREDBEBB".parse().unwrap()),
        creditor_identifier: Some("BE54ZZZ0533800797".parse().unwrap()),
        invoice_numbers: "R{year}-{number:4}".parse().unwrap(),
        credit_note_numbers: "G{year}-{number:4}".parse().unwrap(),
        payment_days: 14,
        collect_open: CollectOpen::AtOnce,
        announces_debits: true,
        mails_failures: true,
        version: 1,
    };
    Creditor { settings, logo: None }
}

fn line(description: &str, thousandths: i64, unit: &str, cents: i64, rate: i64) -> Line {
    Line {
        description: description.to_owned(),
        quantity: Quantity::new(thousandths).unwrap(),
        unit: unit.to_owned(),
        unit_price: Cents(cents),
        vat_rate: VatRate::new(rate).unwrap(),
    }
}

fn paper(language: Language, lines: Vec<Line>) -> Paper {
    let mut customer = Customer::new(Uuid::nil(), now(), "K-1001", language, Country::BELGIUM);
    customer.company_name = "Bakkerij Peeters".to_owned();
    customer.first_name = "Els".to_owned();
    customer.last_name = "Peeters".to_owned();
    customer.street = "Kerkstraat 5 bus 12".to_owned();
    customer.postal_code = "2000".to_owned();
    customer.city = "Antwerpen".to_owned();
    let draft = Draft {
        kind: Kind::Invoice,
        customer: customer.id,
        credits: None,
        language,
        issued_on: day("2026-11-23"),
        due_on: day("2026-12-07"),
        note: String::new(),
        by: None,
    };
    let totals = Totals::of(&lines).unwrap();
    let mut invoice = Invoice::draft(Uuid::nil(), draft, &totals, now());
    invoice.confirm(Confirmation {
        number: "R2026-0042".to_owned(),
        reference: Reference::of(42, Country::BELGIUM),
        token: "t".repeat(32),
        twikey_id: Uuid::nil(),
        by: None,
        at: now(),
    });
    Paper {
        creditor: Arc::new(creditor()),
        customer,
        invoice,
        credits: None,
        lines,
        totals,
        payments: Vec::new(),
        collected: Collected::ByCustomer,
        page: Some(format!("https://portal.muster.example/pay/{}", "t".repeat(32))),
    }
}

fn many(count: usize) -> Vec<Line> {
    let rate = |number: usize| if number.is_multiple_of(3) { 600 } else { 2100 };
    let line = |number| line(&format!("Lieferung {number}, Brot"), 2500, "kg", 1234, rate(number));
    (1..=count).map(line).collect()
}

/// What stands on each page, in the order it was put there.
fn texts(paper: &Paper) -> Vec<Vec<String>> {
    let pages = letter::laid_out(paper, Sort::Invoice);
    let texts = |marks: &Vec<Mark>| marks.iter().filter_map(text).collect();
    pages.pages().iter().map(texts).collect()
}

fn text(mark: &Mark) -> Option<String> {
    match mark {
        Mark::Text { text, .. } => Some(text.clone()),
        _ => None,
    }
}

fn count(pages: &[Vec<String>], wanted: &str) -> usize {
    pages.iter().flatten().filter(|text| text.as_str() == wanted).count()
}

/// Everything lies between the margins, and what belongs to the text above the foot.
fn assert_within(pages: &Pages) {
    for marks in pages.pages() {
        for mark in marks {
            let (left, right, bottom) = match mark {
                Mark::Text { x, y, style, text } => (*x, x + typeset::width(text, *style), *y),
                Mark::Rule { x, y, width, .. } => (*x, x + width, *y),
                Mark::Logo { x, y, width, height } | Mark::Link { x, y, width, height, .. } => {
                    (*x, x + width, y + height)
                }
                Mark::Code { x, y, side, .. } => (*x, x + side, y + side),
            };
            assert!(left > LEFT - 0.1 && right < RIGHT + 0.1, "{mark:?}");
            let is_foot = bottom > BOTTOM + 20.0;
            assert!(bottom < BOTTOM + 0.1 || (is_foot && bottom < BOTTOM + 60.0), "{mark:?}");
        }
    }
}

#[test]
fn the_same_invoice_gives_the_same_file() {
    let paper = paper(Language::De, many(3));
    assert_eq!(paper.pdf(), paper.clone().pdf());
    assert_ne!(paper.pdf(), paper.receipt());
}

#[test]
fn a_long_invoice_goes_on_with_the_head_of_its_table_and_loses_no_line() {
    for lines in [1, 9, 40, 300] {
        let paper = paper(Language::De, many(lines));
        let pages = texts(&paper);
        let on_page = |texts: &Vec<String>, part: &str| texts.iter().filter(|text| text.starts_with(part)).count();
        let with_lines = pages.iter().filter(|texts| on_page(texts, "Lieferung ") > 0).count();
        assert_eq!(count(&pages, "Bezeichnung"), with_lines, "a head for each page with lines, and no other");
        for (index, texts) in pages.iter().enumerate() {
            let number = format!("Seite {} von {}", index + 1, pages.len());
            assert_eq!(on_page(texts, &number), 1);
        }
        assert_eq!(pages.iter().map(|texts| on_page(texts, "Lieferung ")).sum::<usize>(), lines);
        assert_within(&letter::laid_out(&paper, Sort::Invoice));
    }
}

#[test]
fn totals_never_stand_on_a_page_without_a_line() {
    for lines in (1..45).step_by(2) {
        let pages = texts(&paper(Language::En, many(lines)));
        let with_totals: Vec<_> = pages.iter().filter(|texts| texts.iter().any(|text| text == "Total")).collect();
        assert_eq!(with_totals.len(), 1);
        assert!(with_totals[0].iter().any(|text| text.starts_with("Lieferung ")), "{lines} lines");
        let net = with_totals[0].iter().position(|text| text == "Total without VAT");
        assert!(net.is_some(), "{lines} lines: the totals stand together");
    }
}

#[test]
fn the_transfer_and_its_codes_stand_together() {
    for lines in (1..45).step_by(2) {
        let paper = paper(Language::En, many(lines));
        let pages = letter::laid_out(&paper, Sort::Invoice);
        let codes = |marks: &Vec<Mark>| marks.iter().filter(|mark| matches!(mark, Mark::Code { .. })).count();
        let heads = |marks: &Vec<Mark>| marks.iter().filter_map(text).filter(|text| text == "How to pay").count();
        let found: Vec<_> = pages.pages().iter().map(|marks| (codes(marks), heads(marks))).collect();
        assert_eq!(found.iter().filter(|found| **found == (2, 1)).count(), 1, "{lines} lines: {found:?}");
        assert_within(&pages);
    }
}

#[test]
fn what_is_too_long_is_broken_and_stays_within_the_margins() {
    let mut paper = paper(
        Language::De,
        vec![
            line(&"Donaudampfschifffahrtselektrizität".repeat(9), 10_000_000_000, "Quadratmeter pro Woche", 99, 2100),
            line("Ελληνικά\nSofia \u{feff}\u{0}", 1, "h", 9_000_000_000, 550),
            line(&"lang ".repeat(1200), 1, "h", 5, 0),
        ],
    );
    paper.creditor = Arc::new(Creditor {
        settings: Settings { creditor_name: "Sehr lange Firma ".repeat(12), ..paper.creditor.settings.clone() },
        logo: None,
    });
    paper.customer.company_name = "Gesellschaftmitbeschränkterhaftung".repeat(6);
    paper.customer.number = "K".repeat(60);
    paper.invoice.note = "Anmerkung ".repeat(800);
    let pages = letter::laid_out(&paper, Sort::Invoice);
    assert!(pages.pages().len() > 3);
    assert_within(&pages);
    assert!(paper.pdf().starts_with(b"%PDF-1.7"));
}

#[test]
fn hundreds_of_vat_rates_go_on_over_several_pages() {
    let paper = paper(Language::Fr, (0..400).map(|rate| line("Lot", 1000, "", 100, rate)).collect());
    let pages = texts(&paper);
    assert_eq!(pages.iter().flatten().filter(|text| text.starts_with("TVA ") && text.contains(" sur ")).count(), 400);
    assert_within(&letter::laid_out(&paper, Sort::Invoice));
}

#[test]
fn an_invoice_asks_for_a_transfer_or_says_that_it_is_collected() {
    let mut paper = paper(Language::Fr, many(1));
    let asking = texts(&paper);
    assert_eq!(count(&asking, "Comment payer"), 1);
    assert_eq!(count(&asking, "+++000/0000/04242+++"), 1);
    assert_eq!(count(&asking, "BE68 5390 0754 7034"), 1);

    let iban = "BE16645348971174".parse().ok();
    paper.collected = Collected::ByMandate { reference: "CORE00013".to_owned(), iban, on: day("2026-12-07") };
    let collecting = texts(&paper);
    assert_eq!(count(&collecting, "Comment payer"), 0);
    assert_eq!(count(&collecting, "CORE00013"), 1);
    assert_eq!(count(&collecting, "BE•• •••• •••• 1174"), 1, "the whole number is nobody else's business");
    assert_eq!(count(&collecting, "Vous n’avez aucun virement à faire."), 1);
}

#[test]
fn a_draft_a_credit_note_and_a_paid_invoice_ask_for_nothing() {
    let mut paper = paper(Language::En, many(1));
    for (kind, state, says) in [
        (Kind::Invoice, State::Draft, "Invoice R2026-0042"),
        (Kind::CreditNote, State::Confirmed, "The amount is credited to you. There is nothing to pay."),
        (Kind::Invoice, State::Paid, "This invoice is fully paid."),
        (Kind::Invoice, State::Cancelled, "This invoice is cancelled by a credit note. There is nothing to pay."),
    ] {
        paper.invoice.kind = kind;
        paper.invoice.state = state;
        let pages = texts(&paper);
        assert_eq!(count(&pages, says), 1, "{says}");
        assert_eq!(count(&pages, "How to pay"), 0, "{says}");
    }
}

#[test]
fn a_payment_that_came_is_taken_off_and_the_receipt_says_when_and_how() {
    let mut paper = paper(Language::En, many(1));
    paper.payments = vec![Payment {
        id: Uuid::nil(),
        invoice_id: Uuid::nil(),
        kind: payments::Kind::Payment,
        source: Source::PaymentLink,
        amount: Cents(1000),
        effect: Cents(1000),
        transaction_key: None,
        event_id: None,
        reason_code: None,
        note: String::new(),
        occurred_at: now(),
        booked_on: day("2026-12-01"),
        recorded_at: now(),
        recorded_by: None,
    }];
    let pages = texts(&paper);
    assert_eq!((count(&pages, "-€10.00"), count(&pages, "€27.33")), (1, 2), "under the total, and in how to pay");
    let receipt = letter::laid_out(&paper, Sort::Receipt);
    let said: Vec<_> = receipt.pages().iter().flatten().filter_map(text).collect();
    for part in ["Receipt", "for invoice R2026-0042", "1 Dec 2026", "Online payment"] {
        assert!(said.iter().any(|text| text == part), "{part}");
    }
}

#[test]
fn without_an_account_in_the_settings_the_page_is_the_way_to_pay() {
    let mut paper = paper(Language::De, many(1));
    let settings = Settings { iban: None, ..paper.creditor.settings.clone() };
    paper.creditor = Arc::new(Creditor { settings, logo: None });
    let pages = letter::laid_out(&paper, Sort::Invoice);
    let codes = pages.pages().iter().flatten().filter(|mark| matches!(mark, Mark::Code { .. })).count();
    assert_eq!(codes, 1);
    assert_eq!(paper.transfer().map(|transfer| transfer.amount), None);
}

fn logo(media_type: &str, content: &[u8]) -> settings::Logo {
    use base64::{Engine, engine::general_purpose::STANDARD};
    settings::Logo { media_type: media_type.to_owned(), content: STANDARD.encode(content) }
}

/// A picture in one colour.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![200; (width * height) as usize]).unwrap();
    writer.finish().unwrap();
    file
}

#[test]
fn a_picture_that_cannot_be_read_is_left_out() {
    let file = png(3, 2);
    assert!(Picture::of(&logo("image/png", &file)).is_some());
    assert!(Picture::of(&logo("image/jpeg", &file)).is_none());
    assert!(Picture::of(&logo("image/png", b"no picture")).is_none());
    assert!(Picture::of(&logo("image/png", &file[..40])).is_none());
    let garbled = settings::Logo { content: "no base64".to_owned(), ..logo("image/png", &file) };
    assert!(Picture::of(&garbled).is_none());
}

#[test]
fn a_picture_has_no_more_pixels_than_can_be_decoded_on_the_way() {
    for (width, height, fits) in [(2000, 1000, true), (8000, 250, true), (2000, 1001, false), (1001, 2000, false)] {
        assert_eq!(Picture::of(&logo("image/png", &png(width, height))).is_some(), fits, "{width} x {height}");
    }
}

/// A German customer of the Belgian creditor.
fn abroad(language: Language) -> Paper {
    let mut paper =
        paper(language, vec![line("Brot und Brötchen", 2500, "kg", 1234, 2100), line("Buch", 1000, "", 1500, 600)]);
    paper.customer.company_name = "Café Schön & Söhne GmbH".to_owned();
    paper.customer.country = Country::GERMANY;
    paper.customer.vat_number = Some("DE136695976".parse().unwrap());
    paper.customer.street = "Königsallee 27".to_owned();
    paper.customer.postal_code = "40212".to_owned();
    paper.customer.city = "Düsseldorf".to_owned();
    paper
}

/// Directive 2006/112/EC, article 226: what an invoice has to say.
#[test]
fn the_first_page_has_everything_that_the_law_asks_for() {
    let page: Vec<_> = texts(&abroad(Language::De))[0].iter().map(|text| text.replace('\u{a0}', " ")).collect();
    for (number, parts) in [
        ("(1) the date of issue", &["23.11.2026"][..]),
        ("(2) a sequential number", &["R2026-0042"]),
        ("(3) the supplier's VAT number", &["USt-IdNr. BE0403019261"]),
        ("(4) the customer's VAT number", &["DE136695976"]),
        (
            "(5) name and address of the supplier",
            &["Bäckerei Muster & Söhne", "Hauptstraße 12", "4700 Eupen", "Belgien"],
        ),
        (
            "(5) name and address of the customer",
            &["Café Schön & Söhne GmbH", "Königsallee 27", "40212 Düsseldorf", "DEUTSCHLAND"],
        ),
        ("(6) quantity and nature", &["2,5 kg", "Brot und Brötchen", "1", "Buch"]),
        ("(8) price and taxable amount per rate", &["12,34 €", "MwSt. 21 % auf 30,85 €", "MwSt. 6 % auf 15,00 €"]),
        ("(9) the rates", &["21 %", "6 %"]),
        ("(10) the VAT", &["6,48 €", "0,90 €"]),
    ] {
        for part in parts {
            assert!(page.iter().any(|text| text == part), "{number}: {part} in {page:?}");
        }
    }
}

#[test]
fn a_long_address_stands_whole_in_the_window() {
    let mut paper = abroad(Language::De);
    paper.customer.company_name =
        "Wohnungsbaugenossenschaft der Angestellten und Arbeiter im öffentlichen Dienst von Düsseldorf eingetragene \
         Genossenschaft"
            .to_owned();
    paper.customer.first_name = "Maximiliane Alexandra".to_owned();
    paper.customer.last_name = "von Hohenstein-Wittelsbach".to_owned();
    paper.customer.street = "Straße der nationalen und internationalen Einheit 127 b, Hinterhaus".to_owned();

    let address = |paper: &Paper| letter::addressee(paper).1;

    let lines = address(&paper);
    let said = lines.join(" ");
    for part in [&paper.customer.company_name, &paper.customer.street, "40212 Düsseldorf", "DEUTSCHLAND"] {
        assert!(said.contains(part), "{part} in {said}");
    }

    // Where not everything fits, the place comes first, then the name, then the contact.
    paper.customer.company_name = "W".repeat(140);
    paper.customer.street = "W".repeat(70);
    paper.customer.city = "W".repeat(50);
    let lines = address(&paper);
    assert_eq!(lines.last().unwrap(), "DEUTSCHLAND");
    assert!(lines.concat().matches('W').count() > 120, "{lines:?}");
    assert!(!lines.concat().contains("Maximiliane"));
    assert_within(&letter::laid_out(&paper, Sort::Invoice));
}
