//! The letter: head, address in the envelope's window, facts, title, and the foot of every page.

use super::{
    super::{Kind, State},
    Paper, Sort,
    layout::{BOTTOM, LEFT, Mark, Pages, RIGHT, at},
    pay, table, words,
};
use crate::{
    domain::country::Country,
    i18n::{Language, format},
    typeset::{self, Style},
};

const TITLE: Style = Style::bold(19.0);
const TEXT: Style = Style::regular(9.5);
const ADDRESS: [Style; 3] = [Style::regular(10.5), Style::regular(9.0), Style::regular(7.5)];
const LABEL: Style = Style::grey(9.0);
const SMALL: Style = Style::grey(7.5);

/// What the envelope's window shows of the address, wide and high.
const WINDOW: (f32, f32) = at(80.0, 29.0);

/// Where the right column begins and the left one of the head ends, in millimetres.
const COLUMN: f32 = 125.0;

/// All pages of a paper.
pub fn laid_out(paper: &Paper, sort: Sort) -> Pages {
    let mut pages = Pages::begin(at(0.0, 98.0).1);
    head(&mut pages, paper);
    address(&mut pages, paper);
    facts(&mut pages, paper, sort);
    pages.text((LEFT, pages.y), TITLE, heading(paper, sort));
    pages.space(10.0);
    if let Some(line) = subtitle(paper, sort) {
        pages.text((LEFT, pages.y + TEXT.size), TEXT, line);
        pages.space(TEXT.line_height());
    }
    pages.space(12.0);
    table::draw(&mut pages, paper);
    if !paper.invoice.note.is_empty() {
        pages.space(16.0);
        pages.paragraphs(&paper.invoice.note, TEXT);
    }
    pay::draw(&mut pages, paper, sort);
    running(&mut pages, paper, sort);
    pages
}

/// What the file is called in a list of files: `Rechnung R2026-0042 · Firma Beispiel`.
pub fn title(paper: &Paper, sort: Sort) -> String {
    let creditor = &paper.creditor.settings.creditor_name;
    let parts = [heading(paper, sort), creditor.clone()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn heading(paper: &Paper, sort: Sort) -> String {
    let language = paper.language();
    let kind = match (sort, paper.invoice.kind) {
        (Sort::Receipt, _) => words::RECEIPT,
        (Sort::Invoice, Kind::Invoice) => words::INVOICE,
        (Sort::Invoice, Kind::CreditNote) => words::CREDIT_NOTE,
    };
    match (&paper.invoice.number, sort) {
        (Some(_), Sort::Receipt) => kind.get(language).to_owned(),
        (Some(number), Sort::Invoice) => format!("{} {number}", kind.get(language)),
        (None, _) => format!("{} ({})", kind.get(language), words::DRAFT.get(language)),
    }
}

fn subtitle(paper: &Paper, sort: Sort) -> Option<String> {
    let language = paper.language();
    match sort {
        Sort::Receipt => paper.invoice.number.as_deref().map(|number| words::for_invoice(number, language)),
        Sort::Invoice => paper.credits.as_deref().map(|number| words::for_invoice(number, language)),
    }
}

/// The creditor's picture or name on the left, where to find them on the right.
fn head(pages: &mut Pages, paper: &Paper) {
    let settings = &paper.creditor.settings;
    let (_, top) = at(0.0, 14.0);
    if paper.creditor.logo.is_some() {
        let (width, height) = at(75.0, 20.0);
        pages.put(Mark::Logo { x: LEFT, y: top, width, height });
    } else {
        let width = at(COLUMN - 30.0, 0.0).0;
        for (line, style) in fitting(&settings.creditor_name, &[16.0, 13.0, 10.0], width) {
            pages.text((LEFT, top + 14.0 + line.0), style, line.1);
        }
    }
    let (x, _) = at(COLUMN, 0.0);
    let mut y = top + LABEL.size;
    let abroad = settings.country != paper.customer.country;
    let town = town(&settings.postal_code, &settings.city);
    // Without a picture the name stands large on the left already.
    let name = if paper.creditor.logo.is_some() { settings.creditor_name.clone() } else { String::new() };
    let mut lines = vec![(Style::bold(9.0), name)];
    let country = if abroad { settings.country.name(paper.language()).to_owned() } else { String::new() };
    let vat = settings.vat_number.as_ref().map(|number| words::vat_number(number.as_str(), paper.language()));
    let email = settings.contact_email.as_ref().map(|email| email.as_str().to_owned());
    let (street, phone) = (Some(settings.street.clone()), Some(settings.contact_phone.clone()));
    let rest = [street, Some(town), Some(country), vat, email, phone];
    lines.extend(rest.into_iter().flatten().map(|text| (LABEL, text)));
    for (style, text) in lines.into_iter().filter(|(_, text)| !text.is_empty()) {
        for line in typeset::broken(&text, style, RIGHT - x) {
            pages.text((x, y), style, line);
            y += 12.5;
        }
    }
}

/// A name in the largest of the sizes in which it takes one line; in the smallest, two. With each line's distance from
/// the first.
fn fitting(name: &str, sizes: &[f32], width: f32) -> Vec<((f32, String), Style)> {
    let style = sizes.iter().copied().map(Style::bold).find(|style| typeset::width(name, *style) <= width);
    let style = style.unwrap_or(Style::bold(sizes.last().copied().unwrap_or(TEXT.size)));
    let lines = typeset::broken(name, style, width).into_iter().take(2).enumerate();
    #[expect(clippy::cast_precision_loss, reason = "two lines")]
    lines.map(|(index, line)| ((index as f32 * style.line_height(), line), style)).collect()
}

/// The field that shows in the window: who sends it in small, then the customer (DIN 5008, form B).
fn address(pages: &mut Pages, paper: &Paper) {
    let settings = &paper.creditor.settings;
    let town_of = |settings: &crate::settings::Settings| town(&settings.postal_code, &settings.city);
    let sender = [settings.creditor_name.as_str(), &settings.street, &town_of(settings)];
    let sender = sender.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let (_, y) = at(0.0, 59.0);
    let style = Style::grey(6.5);
    if let Some(line) = typeset::broken(&sender, style, WINDOW.0).into_iter().next() {
        pages.text((LEFT, y), style, line);
    }

    let (style, lines) = addressee(paper);
    let (_, mut y) = at(0.0, 66.0);
    for line in lines {
        pages.text((LEFT, y), style, line);
        y += leading(style);
    }
}

/// The customer's name and address, which have to be there in full (Directive 2006/112/EC, article 226, point 5), in the
/// largest size in which they fit into the window, without the contact if they must. Where not even that fits, the name is cut.
pub(super) fn addressee(paper: &Paper) -> (Style, Vec<String>) {
    let customer = &paper.customer;
    let name = customer.name();
    let contact = if customer.kind == crate::customers::Kind::Company { customer.person() } else { String::new() };
    let is_abroad = customer.country != paper.creditor.settings.country;
    let country = if is_abroad { country_line(customer.country, paper.language()) } else { String::new() };
    let town = town(&customer.postal_code, &customer.city);
    let place = [&customer.street, &town, &country];
    let broken = |parts: &[&String], style| {
        let parts = parts.iter().filter(|part| !part.is_empty());
        parts.flat_map(|part| typeset::broken(part, style, WINDOW.0)).collect::<Vec<_>>()
    };
    for who in [&[&name, &contact][..], &[&name]] {
        for style in ADDRESS {
            let lines = broken(&[who, &place].concat(), style);
            if lines.len() <= room(style) {
                return (style, lines);
            }
        }
    }
    let [.., smallest] = ADDRESS;
    let (name, place) = (broken(&[&name], smallest), broken(&place, smallest));
    let left = room(smallest).saturating_sub(place.len());
    (smallest, name.into_iter().take(left).chain(place).collect())
}

/// From one line of the address to the next.
fn leading(style: Style) -> f32 {
    style.size * 4.0 / 3.0
}

/// How many lines of the address the window shows.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few lines")]
fn room(style: Style) -> usize {
    ((WINDOW.1 - style.size) / leading(style)) as usize + 1
}

/// Capitals, as post offices ask for.
fn country_line(country: Country, language: Language) -> String {
    country.name(language).to_uppercase()
}

fn town(postal_code: &str, city: &str) -> String {
    format!("{postal_code} {city}").trim().to_owned()
}

/// Number, dates and the like, beside the address.
fn facts(pages: &mut Pages, paper: &Paper, sort: Sort) {
    let (language, invoice, customer) = (paper.language(), &paper.invoice, &paper.customer);
    let is_due = sort == Sort::Invoice && invoice.kind == Kind::Invoice;
    let facts = [
        (words::NUMBER, invoice.number.clone()),
        (words::DATE, Some(format::date(invoice.issued_on, language))),
        (words::DUE, is_due.then(|| format::date(invoice.due_on, language))),
        (words::CUSTOMER_NUMBER, Some(customer.number.clone())),
        (words::YOUR_VAT_NUMBER, customer.vat_number.as_ref().map(|number| number.as_str().to_owned())),
    ];
    let ((x, _), (_, mut y)) = (at(COLUMN, 0.0), at(0.0, 66.0));
    for (label, value) in facts {
        let Some(value) = value.filter(|value| !value.is_empty()) else { continue };
        let label = label.get(language);
        let room = RIGHT - x - typeset::width(label, LABEL) - 8.0;
        pages.text((x, y), LABEL, label);
        for line in typeset::broken(&value, TEXT, room) {
            pages.text_ending((RIGHT, y), TEXT, &line);
            y += 14.0;
        }
    }
}

/// What stands on every page: at the top of further ones what it belongs to, at the foot who sends it.
fn running(pages: &mut Pages, paper: &Paper, sort: Sort) {
    let (language, settings) = (paper.language(), &paper.creditor.settings);
    let town = town(&settings.postal_code, &settings.city);
    let vat = settings.vat_number.as_ref().map(|number| words::vat_number(number.as_str(), language));
    let bank = settings.iban.as_ref().map(|iban| match &settings.bic {
        Some(bic) => format!("IBAN {} · BIC {bic}", iban.grouped()),
        None => format!("IBAN {}", iban.grouped()),
    });
    let joined = |parts: &[&str]| parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let foot = [
        joined(&[&settings.creditor_name, &settings.street, &town]),
        joined(&[vat.as_deref().unwrap_or_default(), bank.as_deref().unwrap_or_default()]),
    ];
    let continued = joined(&[&heading(paper, sort), &settings.creditor_name]);
    let continued = typeset::broken(&continued, LABEL, RIGHT - LEFT).swap_remove(0);
    let is_draft = paper.invoice.state == State::Draft;
    pages.on_each(|marks, number, count| {
        let y = BOTTOM + 22.0;
        marks.push(Mark::Rule { x: LEFT, y, width: RIGHT - LEFT, weight: 0.5, shade: 205 });
        let page = words::page(number, count, language);
        let page_width = typeset::width(&page, SMALL);
        let mut baseline = y + 13.0;
        for line in foot.iter().filter(|line| !line.is_empty()) {
            for line in typeset::broken(line, SMALL, RIGHT - LEFT - page_width - 12.0).into_iter().take(2) {
                marks.push(Mark::Text { x: LEFT, y: baseline, style: SMALL, text: line });
                baseline += 10.5;
            }
        }
        marks.push(Mark::Text { x: RIGHT - page_width, y: y + 13.0, style: SMALL, text: page });
        if number > 1 && !is_draft {
            marks.push(Mark::Text { x: LEFT, y: at(0.0, 17.0).1, style: LABEL, text: continued.clone() });
        }
    });
}
