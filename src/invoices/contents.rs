//! What an invoice says: its lines and what they come to, as a tile of `/invoices/{id}`.

use maud::{Markup, Render, html};

use super::{
    Invoice, Kind, Line, State, Totals,
    fields::sums,
    words::{DESCRIPTION, DUE_ON, ISSUED_ON, LANGUAGE, LINES, NET, QUANTITY, UNIT_PRICE, VAT, money},
};
use crate::{
    i18n::{Language, format},
    ui::{
        facts::facts,
        icon::Icon,
        table::{Column, Row, Table},
        tile::{Span, Tile},
    },
};

/// The tile.
pub fn tile<'a>(invoice: &Invoice, lines: &[Line], language: Language) -> Tile<'a> {
    Tile {
        id: "contents",
        title: LINES.get(language),
        icon: Some(Icon::List),
        actions: None,
        content: html! {
            (facts(&dates(invoice, language)))
            (table(lines, language))
            @if !invoice.note.is_empty() { p.lines { (invoice.note) } }
        },
        refresh: None,
        span: Span::One,
    }
}

/// Its dates and its language, by name. When a confirmed one is due stands beside its money.
pub fn dates(invoice: &Invoice, language: Language) -> Vec<(&'static str, Markup)> {
    let date = |date| html! { (format::date(date, language)) };
    let issued = (ISSUED_ON.get(language), date(invoice.issued_on));
    let due = (invoice.kind == Kind::Invoice && invoice.state == State::Draft)
        .then(|| (DUE_ON.get(language), date(invoice.due_on)));
    let written_in = (LANGUAGE.get(language), html! { (invoice.language.own_name()) });
    [Some(issued), due, Some(written_in)].into_iter().flatten().collect()
}

/// Lines and sums.
pub fn table(lines: &[Line], language: Language) -> Markup {
    let numeric = |label| Column { label, numeric: true, ..Column::default() };
    let table = Table {
        language,
        caption: LINES.get(language),
        columns: vec![
            Column { label: DESCRIPTION.get(language), ..Column::default() },
            numeric(QUANTITY.get(language)),
            numeric(UNIT_PRICE.get(language)),
            numeric(VAT.get(language)),
            numeric(NET.get(language)),
        ],
        rows: lines.iter().map(|line| row(line, language)).collect(),
    };
    html! {
        (table.render())
        // What is stored was summed up before.
        @if let Ok(totals) = Totals::of(lines) { (sums(&totals, language)) }
    }
}

fn row(line: &Line, language: Language) -> Row {
    let quantity = format::quantity(line.quantity.thousandths(), language);
    let quantity = if line.unit.is_empty() { quantity } else { format!("{quantity} {}", line.unit) };
    Row {
        href: None,
        cells: vec![
            html! { (line.description) },
            html! { (quantity) },
            html! { (money(line.unit_price, language)) },
            html! { (format::percent(line.vat_rate.hundredths(), language)) },
            html! { (money(line.net().unwrap_or_default(), language)) },
        ],
    }
}
