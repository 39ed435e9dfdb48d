//! Debits, and the banks that answer them by their amount: `/console/debits`

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Form, Path, Query},
};
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::{
    Note, Shared, View, Wish, mandate_address,
    money::{self, SHOWN, Tab, amount, debit_badge, invoice_link, reason},
    press_with, see_other,
};
use crate::{
    domain::money::Cents,
    i18n::Language,
    sandbox::state::{
        World,
        debit::{Debit, State},
        reason as codes,
    },
    ui::{
        button::Weight,
        form::csrf,
        icon::Icon,
        table::{Column, Row, Table},
        tile::{Span, Tile, sheet},
    },
};

/// What banks give as the reason for a debit that comes back.
const RETURNS: [&str; 6] = ["MD06", "MD01", "MS02", "AM04", "AC04", "MD07"];

/// `GET /console/debits`
pub async fn show(shared: Shared, wish: Query<Wish>) -> HttpResponse {
    let zone = shared.zone();
    shared.look(|world, now| {
        let view = View { world, now, zone };
        let content = sheet(list_tile(&view), bank_tile(&view));
        money::page(&view, Tab::Debits, wish.note, &content, StatusCode::OK)
    })
}

#[derive(Debug, Deserialize)]
pub struct Typed {
    code: String,
    /// Where the button was pressed.
    #[serde(default)]
    from: String,
}

/// `POST /console/debits/{id}/reversal`: a debit that was paid comes back.
pub async fn reverse(shared: Shared, id: Path<u64>, typed: Form<Typed>) -> HttpResponse {
    let Some(code) = RETURNS.into_iter().find(|code| *code == typed.code) else {
        return see_other(&format!("{}?note=refused", Tab::Debits.address()));
    };
    let (done, invoice) = shared.change(|world, now| {
        let invoice = world.debits.get(&id).and_then(|debit| debit.invoice);
        (world.reverse_debit(*id, code, now), invoice)
    });
    let back = match invoice.filter(|_| typed.from == "invoice") {
        Some(invoice) => format!("/console/invoices/{invoice}"),
        None => Tab::Debits.address().to_owned(),
    };
    see_other(&format!("{back}?note={}", Note::from(done).code()))
}

fn bank_tile(view: &View<'_>) -> Markup {
    let waiting = view.world.debits.values().filter(|debit| debit.state == State::Open).count();
    let content = html! {
        p { (waiting) " waiting for a bank, which answers by itself after " (view.world.settings.bank_seconds) " seconds." }
        div.buttons { (press_with("/console/bank-run", ("from", "debits"), "Let the banks answer now", Weight::Secondary)) }
        p.hint { "The amount decides, in whole euros, as in Twikey’s test environment:" }
        (legend())
    };
    Tile {
        id: "bank",
        title: "Banks",
        icon: Some(Icon::Landmark),
        actions: None,
        content,
        refresh: None,
        span: Span::One,
    }
    .render()
}

/// How the banks answer which amount.
fn legend() -> Markup {
    let ranges = ranges();
    let euros = |from: i64, to: i64| if from == to { format!("€{from}") } else { format!("€{from}–{to}") };
    html! {
        dl.facts.legend {
            @for (from, to, code) in &ranges { div { dt { (euros(*from, *to)) } dd { (reason(code)) } } }
            div { dt { "more" } dd { "paid" } }
        }
    }
}

/// The amounts in whole euros that fail with the same code: from, to, code.
fn ranges() -> Vec<(i64, i64, &'static str)> {
    let mut ranges: Vec<(i64, i64, &str)> = Vec::new();
    for euros in 1.. {
        let Some(code) = codes::of_amount(Cents(euros * 100)) else { break };
        match ranges.last_mut() {
            Some((_, to, last)) if *last == code => *to = euros,
            _ => ranges.push((euros, euros, code)),
        }
    }
    ranges
}

fn list_tile(view: &View<'_>) -> Markup {
    let all = &view.world.debits;
    let content = html! {
        @if all.is_empty() {
            p.muted { "No debit yet. One is made when an invoice is handed over whose customer has a signed mandate." }
        } @else {
            (money::living("debit-list", Tab::Debits.address(), &html! {
                (table(view.world, &all.values().rev().take(SHOWN).collect::<Vec<_>>(), ""))
            }))
        }
        @if all.len() > SHOWN { p.muted { "The newest " (SHOWN) " of " (all.len()) "." } }
    };
    Tile {
        id: "debits",
        title: "Made by Twikey",
        icon: Some(Icon::RefreshCw),
        actions: None,
        content,
        refresh: None,
        span: Span::Full,
    }
    .render()
}

/// Debits with the button that lets one come back; `from` says where it is pressed.
pub fn table(world: &World, debits: &[&Debit], from: &str) -> Markup {
    let column = |label| Column { label, ..Column::default() };
    Table {
        language: Language::En,
        caption: "Debits, the newest first",
        columns: vec![
            column("Debit"),
            column("Invoice"),
            column("Mandate"),
            Column { label: "Amount", numeric: true, ..Column::default() },
            column("State"),
            column("What happens next"),
        ],
        rows: debits.iter().map(|debit| row(world, debit, from)).collect(),
    }
    .render()
}

fn row(world: &World, debit: &Debit, from: &str) -> Row {
    let invoice = debit.invoice.and_then(|id| world.invoices.get(&id));
    Row {
        href: None,
        cells: vec![
            html! { (debit.id) },
            invoice.map_or_else(|| html! { (debit.message) }, invoice_link),
            html! { a href=(mandate_address(&debit.mandate)) { (debit.mandate) } },
            html! { (amount(debit.amount)) },
            debit_badge(debit),
            html! { @if debit.state == State::Paid { (reversal(debit, from)) } },
        ],
    }
}

fn reversal(debit: &Debit, from: &str) -> Markup {
    let label = format!("Why debit {} comes back", debit.id);
    html! {
        form.choose method="post" action={ "/console/debits/" (debit.id) "/reversal" } {
            (csrf(""))
            input type="hidden" name="from" value=(from);
            select.input name="code" aria-label=(label) { @for code in RETURNS { option value=(code) { (reason(code)) } } }
            button.button.quiet type="submit" { "Comes back" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legend_has_every_code_once() {
        let ranges = ranges();
        assert_eq!(ranges[..2], [(1, 5, "MS03"), (6, 10, "AM04")]);
        assert_eq!(ranges.last(), Some(&(32, 32, "SL01")));
    }
}
