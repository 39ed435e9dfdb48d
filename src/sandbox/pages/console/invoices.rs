//! The list of invoices, with what can happen to each: `/console/invoices`

use std::cmp::Reverse;

use actix_web::{HttpResponse, http::StatusCode, web::Query};
use maud::{Markup, Render, html};

use super::{
    Shared, View, Wish, examples, invoice_sheet,
    money::{self, SHOWN, Tab, amount, invoice_address, invoice_badge},
};
use crate::{
    i18n::Language,
    sandbox::state::{World, invoice::Invoice},
    ui::{
        empty::Empty,
        icon::Icon,
        table::{Column, Row, Table},
        tile::{Span, Tile},
    },
};

/// `GET /console/invoices`
pub async fn show(shared: Shared, wish: Query<Wish>) -> HttpResponse {
    let zone = shared.zone();
    shared.look(|world, now| {
        let view = View { world, now, zone };
        money::page(&view, Tab::Invoices, wish.note, &tile(world, &wish.q), StatusCode::OK)
    })
}

fn tile(world: &World, wanted: &str) -> Markup {
    let address = Tab::Invoices.address();
    let content = html! {
        @if world.invoices.is_empty() {
            (Empty {
                icon: Icon::Receipt,
                title: "No invoice yet",
                text: "Invoices come over Twikey’s API. To try it, log in and hand one over:",
                action: None,
            })
            (examples::invoice(world))
        } @else {
            (money::search(address, wanted, "Number, customer or payment message"))
            (money::living("invoice-list", &money::searched(address, wanted), &list(world, wanted)))
        }
    };
    Tile {
        id: "invoices",
        title: "Handed over to Twikey",
        icon: Some(Icon::Receipt),
        actions: None,
        content,
        refresh: None,
        span: Span::Full,
    }
    .render()
}

fn list(world: &World, wanted: &str) -> Markup {
    let wanted = wanted.trim().to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&wanted);
    let fits = |invoice: &&Invoice| {
        let customer = || world.customers.get(&invoice.customer);
        let named = || customer().is_some_and(|it| has(&it.name()) || it.number.as_deref().is_some_and(has));
        wanted.is_empty() || has(&invoice.number) || has(&invoice.remittance) || named()
    };
    let mut found: Vec<_> = world.invoices.values().filter(fits).collect();
    found.sort_by_key(|invoice| Reverse(invoice.created_at));
    let column = |label| Column { label, ..Column::default() };
    let table = Table {
        language: Language::En,
        caption: "Invoices, the newest first",
        columns: vec![
            column("Invoice"),
            column("Customer"),
            column("State"),
            Column { label: "Open", numeric: true, ..Column::default() },
            Column { label: "Due", minor: true, ..Column::default() },
            column("What happens next"),
        ],
        rows: found.iter().take(SHOWN).map(|invoice| row(world, invoice)).collect(),
    };
    html! {
        @if found.is_empty() { p.muted { "No invoice has these words." } } @else { (table) }
        @if found.len() > SHOWN { p.muted { "The newest " (SHOWN) " of " (found.len()) ". Search for the others." } }
    }
}

fn row(world: &World, invoice: &Invoice) -> Row {
    let customer = world.payer_of(invoice);
    Row {
        href: Some(invoice_address(invoice)),
        cells: vec![
            html! { (invoice.number) },
            html! {
                div {
                    (customer.name())
                    @if let Some(number) = &customer.number { span.muted { " · " (number) } }
                }
            },
            html! { div.row-of { (invoice_badge(invoice)) } },
            html! {
                (amount(invoice.open()))
                @if invoice.open() != invoice.amount { div.muted { "of " (amount(invoice.amount)) } }
            },
            html! { (invoice.due) },
            html! { div.buttons { (invoice_sheet::short_buttons(world, invoice)) } },
        ],
    }
}
