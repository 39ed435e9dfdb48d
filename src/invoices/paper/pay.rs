//! How to pay: the transfer with its QR code, the landing page with its; that we collect; or how it was paid.

use super::{
    super::{Kind, State},
    Collected, Paper, Sort,
    layout::{LEFT, Mark, Pages, RIGHT},
    words,
};
use crate::{
    i18n::{Language, Text, format},
    payments::{self, Payment},
    typeset::{self, Style},
};

const HEADING: Style = Style::bold(11.0);
const TEXT: Style = Style::regular(9.5);
const LABEL: Style = Style::grey(9.0);
const CAPTION: Style = Style::grey(7.5);

/// A side of a QR code: three centimetres are read from an arm's length.
const CODE: f32 = 82.0;
/// Between the codes.
const GAP: f32 = 18.0;
/// Between labels and what they name.
const GUTTER: f32 = 14.0;
const LINE: f32 = 15.0;

pub fn draw(pages: &mut Pages, paper: &Paper, sort: Sort) {
    if sort == Sort::Receipt {
        return received(pages, paper);
    }
    let sentence = match (paper.invoice.kind, paper.invoice.state) {
        (_, State::Draft) => return,
        (Kind::CreditNote, _) => Some(words::CREDIT_NOTHING),
        (Kind::Invoice, State::Cancelled) => Some(words::CANCELLED),
        (Kind::Invoice, State::Paid) => Some(words::SETTLED),
        (Kind::Invoice, _) => None,
    };
    match (sentence, &paper.collected) {
        (Some(sentence), _) => {
            pages.space(24.0);
            pages.paragraphs(sentence.get(paper.language()), TEXT);
        }
        (None, Collected::Nothing) => {}
        (None, Collected::ByCustomer) => transfer(pages, paper),
        (None, Collected::ByMandate { .. }) => debit(pages, paper),
    }
}

/// What stands beside the codes: a label and its value each.
type Facts = Vec<(Text, String)>;

/// What to transfer where, and the codes.
fn transfer(pages: &mut Pages, paper: &Paper) {
    let language = paper.language();
    let mut facts: Facts = Vec::new();
    let mut codes = Vec::new();
    if let Some(transfer) = paper.transfer() {
        facts.push((words::BENEFICIARY, transfer.beneficiary.to_owned()));
        facts.push((IBAN, transfer.iban.grouped()));
        facts.extend(transfer.bic.map(|bic| (BIC, bic.as_str().to_owned())));
        codes.extend(transfer.qr_text().map(|data| Code { data, caption: words::TRANSFER_CODE, link: None }));
    }
    facts.push((words::AMOUNT, format::amount(paper.balance().open().0, "EUR", language)));
    facts.extend(paper.invoice.reference.as_ref().map(|reference| (words::REFERENCE, reference.written())));
    facts.push((words::DUE, format::date(paper.invoice.due_on, language)));
    codes.extend(page_code(paper, words::PAGE_CODE));
    Block { heading: words::HOW_TO_PAY, facts, codes, close: None }.draw(pages, language);
}

/// That we collect, from where and when.
fn debit(pages: &mut Pages, paper: &Paper) {
    let Collected::ByMandate { reference, iban, on } = &paper.collected else { return };
    let (language, settings) = (paper.language(), &paper.creditor.settings);
    let amount = format::amount(paper.balance().open().0, "EUR", language);
    let mut facts = vec![
        (words::AMOUNT, format!("{amount}, {}", words::collected_on(&format::date(*on, language), language))),
        (words::MANDATE, reference.clone()),
    ];
    facts.extend(iban.as_ref().map(|iban| (words::ACCOUNT, iban.masked())));
    facts.extend(settings.creditor_identifier.as_ref().map(|identifier| (words::CREDITOR_ID, identifier.to_string())));
    facts.extend(paper.invoice.reference.as_ref().map(|reference| (words::REFERENCE, reference.written())));
    let codes = page_code(paper, words::READ_ONLINE).into_iter().collect();
    Block { heading: words::COLLECTED, facts, codes, close: Some(words::NOTHING_TO_DO) }.draw(pages, language);
}

/// The payments that came and stayed, each with its day.
fn received(pages: &mut Pages, paper: &Paper) {
    let language = paper.language();
    let money = paper.payments.iter().filter(|payment| payment.kind != payments::Kind::Credit && payment.effect.0 != 0);
    pages.space(24.0);
    pages.need(HEADING.line_height() + LINE * 2.0);
    pages.text((LEFT, pages.y + HEADING.size), HEADING, words::RECEIVED.get(language));
    pages.space(HEADING.line_height() + 6.0);
    for payment in money {
        pages.need(LINE);
        let y = pages.y + TEXT.size;
        pages.text((LEFT, y), TEXT, format::date(payment.booked_on, language));
        pages.text((LEFT + 78.0, y), TEXT, means(payment, language));
        pages.text_ending((RIGHT, y), TEXT, &format::amount(payment.effect.0, "EUR", language));
        pages.space(LINE);
    }
    pages.space(6.0);
    let sentence = match paper.invoice.state {
        State::Paid => words::SETTLED,
        State::Cancelled => words::CANCELLED,
        _ => return,
    };
    pages.paragraphs(sentence.get(language), TEXT);
}

fn means(payment: &Payment, language: Language) -> String {
    let source = words::source(payment.source).get(language);
    if payment.effect.0 < 0 { format!("{source}, {}", words::GIVEN_BACK.get(language)) } else { source.to_owned() }
}

struct Code {
    data: String,
    caption: Text,
    /// Where a click leads.
    link: Option<String>,
}

fn page_code(paper: &Paper, caption: Text) -> Option<Code> {
    paper.page.clone().map(|page| Code { data: page.clone(), caption, link: Some(page) })
}

/// Facts on the left and codes on the right, together on one page.
struct Block {
    heading: Text,
    facts: Facts,
    codes: Vec<Code>,
    close: Option<Text>,
}

impl Block {
    fn draw(self, pages: &mut Pages, language: Language) {
        let mut codes_left = RIGHT;
        for _ in &self.codes {
            codes_left -= CODE + GAP;
        }
        let widest = self.facts.iter().map(|(label, _)| typeset::width(label.get(language), LABEL)).fold(0.0, f32::max);
        let values = LEFT + widest + GUTTER;
        let room = codes_left - values;
        let facts: Vec<(&str, Vec<String>)> =
            self.facts.iter().map(|(label, value)| (label.get(language), typeset::broken(value, TEXT, room))).collect();
        let top = HEADING.line_height() + 18.0;
        let closing = if self.close.is_some() { LINE + 4.0 } else { 0.0 };
        let text_height = facts.iter().flat_map(|(_, lines)| lines).map(|_| LINE).sum::<f32>() + closing;
        let code_height = if self.codes.is_empty() { 0.0 } else { CODE + 3.0 * CAPTION.line_height() };
        let height = top + text_height.max(code_height);
        pages.space(24.0);
        pages.need(height);
        pages.rule(LEFT, RIGHT - LEFT, 0.5, 205);
        pages.space(14.0);
        let start = pages.y;
        pages.text((LEFT, pages.y + HEADING.size), HEADING, self.heading.get(language));
        pages.space(HEADING.line_height() + 4.0);
        for (label, lines) in facts {
            pages.text((LEFT, pages.y + TEXT.size), LABEL, label);
            for line in lines {
                pages.text((values, pages.y + TEXT.size), TEXT, line);
                pages.space(LINE);
            }
        }
        if let Some(close) = self.close {
            pages.space(4.0);
            pages.text((LEFT, pages.y + TEXT.size), Style::bold(TEXT.size), close.get(language));
            pages.space(LINE);
        }
        let below = pages.y;
        let mut x = codes_left + GAP;
        for code in self.codes {
            code.draw(pages, (x, start), language);
            x += CODE + GAP;
        }
        pages.y = below.max(start + code_height);
    }
}

impl Code {
    fn draw(self, pages: &mut Pages, (x, y): (f32, f32), language: Language) {
        let mut baseline = y + CODE + CAPTION.size + 4.0;
        for line in typeset::broken(self.caption.get(language), CAPTION, CODE) {
            pages.text((x, baseline), CAPTION, line);
            baseline += CAPTION.size * 1.25;
        }
        if let Some(address) = self.link {
            pages.put(Mark::Link { x, y, width: CODE, height: baseline - y, address });
        }
        pages.put(Mark::Code { x, y, side: CODE, data: self.data });
    }
}

const IBAN: Text = Text { de: "IBAN", nl: "IBAN", fr: "IBAN", en: "IBAN" };
const BIC: Text = Text { de: "BIC", nl: "BIC", fr: "BIC", en: "BIC" };
