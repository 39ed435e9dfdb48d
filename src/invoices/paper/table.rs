//! The lines of an invoice and what they come to. The head of the table stands on every page, and the totals never stand
//! on a page without a line.

use super::{
    super::Line,
    Paper,
    layout::{BOTTOM, LEFT, Pages, RIGHT, TOP},
    words,
};
use crate::{
    i18n::{Language, format},
    typeset::{self, Style},
};

const TEXT: Style = Style::regular(9.5);
const HEAD: Style = Style::bold(8.5);
const TOTAL: Style = Style::bold(11.5);

/// From one line of text to the next.
const LINE: f32 = 13.0;
/// Above and below the text of a row.
const PADDING: f32 = 4.0;
/// Between columns.
const GAP: f32 = 14.0;
const HEAD_HEIGHT: f32 = 20.0;

/// Draws lines and totals from here on.
pub fn draw(pages: &mut Pages, paper: &Paper) {
    let language = paper.language();
    let cells: Vec<Cells> = paper.lines.iter().map(|line| Cells::of(line, language)).collect();
    let columns = Columns::of(&cells, language);
    let rows: Vec<Row> = cells.into_iter().map(|cells| Row::of(cells, &columns)).collect();
    let sums = sums(paper);
    let sums_height = sums.iter().map(Sum::height).sum::<f32>() + PADDING;

    columns.head(pages, language);
    for (index, row) in rows.iter().enumerate() {
        let is_last = index + 1 == rows.len();
        let company = if is_last { sums_height } else { 0.0 };
        row.draw(pages, &columns, company, language);
    }
    totals(pages, &sums, sums_height);
}

/// A row as it is written.
struct Cells {
    description: String,
    quantity: String,
    /// Price, VAT and amount: each fits on a line.
    numbers: [String; 3],
}

impl Cells {
    fn of(line: &Line, language: Language) -> Self {
        let amount = |cents| format::amount(cents, "EUR", language);
        let quantity = format::quantity(line.quantity.thousandths(), language);
        Self {
            description: line.description.clone(),
            quantity: format!("{quantity}\u{a0}{}", line.unit).trim_end_matches('\u{a0}').to_owned(),
            numbers: [
                amount(line.unit_price.0),
                format::percent(line.vat_rate.hundredths(), language),
                // Lines that were stored are within what an invoice may come to.
                amount(line.net().unwrap_or_default().0),
            ],
        }
    }
}

/// Where the columns end; the description begins at the margin.
struct Columns {
    description: f32,
    /// Right edges: quantity, price, VAT, amount.
    ends: [f32; 4],
    quantity: f32,
}

impl Columns {
    /// As wide as what stands in them; the description has the rest.
    fn of(cells: &[Cells], language: Language) -> Self {
        const QUANTITY: f32 = 84.0;
        let heads = [words::PRICE, words::VAT, words::AMOUNT].map(|text| typeset::width(text.get(language), HEAD));
        let mut widths = heads;
        let mut quantity = typeset::width(words::QUANTITY.get(language), HEAD);
        for cells in cells {
            quantity = quantity.max(typeset::width(&cells.quantity, TEXT));
            for (width, number) in widths.iter_mut().zip(&cells.numbers) {
                *width = width.max(typeset::width(number, TEXT));
            }
        }
        let quantity = quantity.min(QUANTITY);
        let vat = RIGHT - widths[2] - GAP;
        let price = vat - widths[1] - GAP;
        let ends = [price - widths[0] - GAP, price, vat, RIGHT];
        Self { description: ends[0] - quantity - GAP - LEFT, ends, quantity }
    }

    fn head(&self, pages: &mut Pages, language: Language) {
        let y = pages.y + HEAD.size;
        pages.text((LEFT, y), HEAD, words::DESCRIPTION.get(language));
        let names = [words::QUANTITY, words::PRICE, words::VAT, words::AMOUNT];
        for (name, end) in names.iter().zip(self.ends) {
            pages.text_ending((end, y), HEAD, name.get(language));
        }
        pages.space(HEAD_HEIGHT - PADDING);
        pages.rule(LEFT, RIGHT - LEFT, 1.0, 16);
        pages.space(PADDING);
    }
}

/// A row in lines of text.
struct Row {
    description: Vec<String>,
    quantity: Vec<String>,
    numbers: [String; 3],
}

impl Row {
    fn of(cells: Cells, columns: &Columns) -> Self {
        let description = cells.description.lines().flat_map(|line| typeset::broken(line, TEXT, columns.description));
        Self {
            description: description.collect(),
            quantity: typeset::broken(&cells.quantity.replace('\u{a0}', " "), TEXT, columns.quantity),
            numbers: cells.numbers,
        }
    }

    fn count(&self) -> usize {
        self.description.len().max(self.quantity.len()).max(1)
    }

    #[expect(clippy::cast_precision_loss, reason = "a row has no millions of lines")]
    fn height(&self) -> f32 {
        self.count() as f32 * LINE + 2.0 * PADDING
    }

    /// Draws the row, on a new page where it does not fit together with its `company`. One that is longer than a page goes
    /// on over several.
    fn draw(&self, pages: &mut Pages, columns: &Columns, company: f32, language: Language) {
        let page = BOTTOM - TOP - HEAD_HEIGHT;
        let together = [self.height() + company, self.height()].into_iter().find(|height| *height <= page);
        if pages.need(together.unwrap_or(LINE + 2.0 * PADDING)) {
            columns.head(pages, language);
        }
        pages.space(PADDING);
        for index in 0..self.count() {
            if pages.need(LINE) {
                columns.head(pages, language);
            }
            let y = pages.y + TEXT.size;
            if let Some(text) = self.description.get(index) {
                pages.text((LEFT, y), TEXT, text);
            }
            if let Some(text) = self.quantity.get(index) {
                pages.text_ending((columns.ends[0], y), TEXT, text);
            }
            if index == 0 {
                for (number, end) in self.numbers.iter().zip(&columns.ends[1..]) {
                    pages.text_ending((*end, y), TEXT, number);
                }
            }
            pages.space(LINE);
        }
        pages.space(PADDING);
        pages.rule(LEFT, RIGHT - LEFT, 0.5, 205);
    }
}

/// A line below the table.
struct Sum {
    label: String,
    amount: String,
    is_total: bool,
}

impl Sum {
    fn height(&self) -> f32 {
        if self.is_total { 26.0 } else { 15.0 }
    }
}

/// Net, VAT per rate, total; and where something was paid or credited already, what is still open.
fn sums(paper: &Paper) -> Vec<Sum> {
    let (language, totals, balance) = (paper.language(), &paper.totals, paper.balance());
    let amount = |cents: i64| format::amount(cents, "EUR", language);
    let sum = |label: &str, cents: i64| Sum { label: label.to_owned(), amount: amount(cents), is_total: false };
    let total = |label: &str, cents: i64| Sum { is_total: true, ..sum(label, cents) };
    let mut sums = vec![sum(words::NET.get(language), totals.net.0)];
    for taxed in &totals.by_rate {
        let rate = format::percent(taxed.rate.hundredths(), language);
        sums.push(sum(&words::vat_on(&rate, &amount(taxed.net.0), language), taxed.vat.0));
    }
    sums.push(total(words::TOTAL.get(language), totals.total.0));
    let (received, credited) = (balance.received().0, balance.credited.0);
    if credited != 0 {
        sums.push(sum(words::CREDITED.get(language), -credited));
    }
    if received != 0 {
        sums.push(sum(words::PAID.get(language), -received));
    }
    if received != 0 || credited != 0 {
        sums.push(total(words::OPEN.get(language), balance.open().0));
    }
    sums
}

fn totals(pages: &mut Pages, sums: &[Sum], height: f32) {
    // Hundreds of VAT rates are longer than a page: they go on over several.
    if height <= BOTTOM - TOP {
        pages.need(height);
    }
    let left = LEFT + (RIGHT - LEFT) * 0.45;
    pages.space(PADDING);
    for sum in sums {
        pages.need(sum.height());
        let style = if sum.is_total { TOTAL } else { TEXT };
        if sum.is_total {
            pages.space(4.0);
            pages.rule(left, RIGHT - left, 1.0, 16);
            pages.space(5.0);
        }
        let y = pages.y + style.size;
        pages.text((left, y), style, sum.label.clone());
        pages.text_ending((RIGHT, y), style, &sum.amount);
        pages.space(if sum.is_total { 17.0 } else { sum.height() });
    }
}
