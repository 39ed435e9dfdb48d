//! The list of mandates on the console, with what can happen to each.

use std::cmp::Reverse;

use maud::{Markup, Render, html};

use super::{View, examples, mandate, mandate_address};
use crate::{
    i18n::Language,
    sandbox::{
        pages::console::mandate::standing_badge,
        state::{account::Scheme, mandate::Mandate},
    },
    ui::{
        badge::kind_badge,
        empty::Empty,
        icon::{Icon, icon},
        table::{Column, Row, Table},
        tile::{Span, Tile},
    },
};

/// The list shows so many; more are found by searching.
const SHOWN: usize = 50;

pub fn tile(view: &View<'_>, wanted: &str) -> Markup {
    let own = if wanted.is_empty() { "/".to_owned() } else { format!("/?q={}", super::encode(wanted)) };
    let content = html! {
        @if view.world.mandates.is_empty() {
            (Empty {
                icon: Icon::Signature,
                title: "No mandate yet",
                text: "Point an integration at this sandbox instead of at Twikey: same calls, same answers. To try it, log in \
                    and invite a customer:",
                action: None,
            })
            (examples::invite(view.world))
        } @else {
            (search(wanted))
            div.stack id="mandate-list" hx-get=(own) hx-trigger="every 3s" hx-select="#mandate-list" hx-swap="outerMorph" {
                (list(view, wanted))
            }
        }
    };
    Tile {
        id: "mandates",
        title: "Mandates",
        icon: Some(Icon::Signature),
        actions: None,
        content,
        refresh: None,
        span: Span::Full,
    }
    .render()
}

fn search(wanted: &str) -> Markup {
    html! {
        form.filter method="get" action="/" role="search" {
            input.input type="search" name="q" value=(wanted) placeholder="Reference or customer" aria-label="Reference or customer";
            button.button.secondary type="submit" { (icon(Icon::Search)) span { "Search" } }
        }
    }
}

fn list(view: &View<'_>, wanted: &str) -> Markup {
    let wanted = wanted.trim().to_lowercase();
    let world = view.world;
    let fits = |mandate: &&Mandate| {
        if wanted.is_empty() {
            return true;
        }
        let customer = world.customer_of(mandate);
        let number = customer.number.clone().unwrap_or_default();
        [mandate.reference.as_str(), &customer.name(), &number].iter().any(|text| text.to_lowercase().contains(&wanted))
    };
    let mut found: Vec<_> = world.mandates.values().filter(fits).collect();
    found.sort_by_key(|mandate| Reverse(mandate.created_at));
    let column = |label, minor| Column { label, minor, ..Column::default() };
    let table = Table {
        language: Language::En,
        caption: "Mandates, the newest first",
        columns: vec![
            column("Mandate", false),
            column("Customer", false),
            column("State", false),
            column("What happens next", false),
        ],
        rows: found.iter().take(SHOWN).map(|mandate| row(view, mandate)).collect(),
    };
    html! {
        @if found.is_empty() { p.muted { "No mandate has these words." } } @else { (table) }
        @if found.len() > SHOWN { p.muted { "The newest " (SHOWN) " of " (found.len()) ". Search for the others." } }
    }
}

fn row(view: &View<'_>, mandate: &Mandate) -> Row {
    let world = view.world;
    let customer = world.customer_of(mandate);
    let name = customer.name();
    Row {
        href: Some(mandate_address(&mandate.reference)),
        cells: vec![
            html! { (mandate.reference) },
            html! {
                div {
                    @if name.is_empty() { span.muted { "(no name)" } } @else { (name) }
                    @if let Some(number) = &customer.number { span.muted { " · " (number) } }
                }
            },
            html! {
                div.row-of {
                    (standing_badge(mandate.standing))
                    @if world.scheme_of(mandate) == Scheme::B2b { (kind_badge(Icon::Building, "B2B")) }
                }
            },
            html! { div.buttons { (mandate::buttons(world, mandate, "list")) } },
        ],
    }
}
