//! Payment links, and what their customers do: `/console/links`

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Form, Path, Query},
};
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::{
    Note, Shared, View, Wish,
    money::{self, SHOWN, Tab, amount, invoice_link, link_badge},
    press_with, see_other,
};
use crate::{
    i18n::Language,
    sandbox::{
        pages::payment,
        state::{
            World,
            link::{Outcome, PaymentLink, State},
        },
    },
    ui::{
        button::{Action, Button, Weight},
        icon::Icon,
        table::{Column, Row, Table},
        tile::{Span, Tile},
    },
};

/// `GET /console/links`
pub async fn show(shared: Shared, wish: Query<Wish>) -> HttpResponse {
    let zone = shared.zone();
    shared.look(|world, now| {
        let view = View { world, now, zone };
        money::page(&view, Tab::Links, wish.note, &tile(world), StatusCode::OK)
    })
}

#[derive(Debug, Deserialize)]
pub struct Pressed {
    outcome: Outcome,
}

/// `POST /console/links/{id}/payment`: the provider answers in the customer's place.
pub async fn pay(shared: Shared, id: Path<u64>, pressed: Form<Pressed>) -> HttpResponse {
    let done = shared.change(|world, now| {
        let method = world.link(*id)?.method.clone().unwrap_or_else(|| "bancontact".into());
        world.pay_link(*id, &method, pressed.outcome, now).map(drop)
    });
    see_other(&format!("{}?note={}", Tab::Links.address(), Note::from(done).code()))
}

fn tile(world: &World) -> Markup {
    let all = &world.links;
    let content = html! {
        @if all.is_empty() {
            p.muted { "No payment link yet. One is made by Twikey’s API, or when a customer pays an invoice on its page." }
        } @else {
            (money::living("link-list", Tab::Links.address(), &html! {
                (table(world, &all.values().rev().take(SHOWN).collect::<Vec<_>>()))
            }))
        }
        @if all.len() > SHOWN { p.muted { "The newest " (SHOWN) " of " (all.len()) "." } }
    };
    Tile {
        id: "links",
        title: "To pay once",
        icon: Some(Icon::Link),
        actions: None,
        content,
        refresh: None,
        span: Span::Full,
    }
    .render()
}

pub fn table(world: &World, links: &[&PaymentLink]) -> Markup {
    let column = |label| Column { label, ..Column::default() };
    Table {
        language: Language::En,
        caption: "Payment links, the newest first",
        columns: vec![
            column("Link"),
            column("For"),
            Column { label: "Amount", numeric: true, ..Column::default() },
            column("State"),
            Column { label: "Paid with", minor: true, ..Column::default() },
            column("What happens next"),
        ],
        rows: links.iter().map(|link| row(world, link)).collect(),
    }
    .render()
}

fn row(world: &World, link: &PaymentLink) -> Row {
    let invoice = link.invoice.and_then(|id| world.invoices.get(&id));
    Row {
        href: None,
        cells: vec![
            html! { (link.id) },
            html! {
                div {
                    @if let Some(invoice) = invoice { (invoice_link(invoice)) } @else { (link.title) }
                    @if !link.name.is_empty() { span.muted { " · " (link.name) } }
                }
            },
            html! { (amount(link.amount)) },
            link_badge(link),
            html! { (link.method.as_deref().filter(|_| link.state == State::Paid).unwrap_or_default()) },
            html! { div.buttons { (buttons(link)) } },
        ],
    }
}

fn buttons(link: &PaymentLink) -> Markup {
    let address = payment::address(&link.key);
    let action = format!("/console/links/{}/payment", link.id);
    let press = |outcome, label, weight| press_with(&action, ("outcome", outcome), label, weight);
    html! {
        (Button { label: "Page", icon: Some(Icon::ExternalLink), weight: Weight::Quiet, action: Action::Go(&address) })
        @if link.can_be_paid() || link.state == State::Pending {
            (press("success", "Pay", Weight::Secondary))
            (press("failure", "Fail", Weight::Quiet))
        }
    }
}
