//! One invoice, with all that can be done to it: `/console/invoices/{id}`

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Path, Query},
};
use maud::{Markup, Render, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Note, Shared, View, debits, history, links, mandate_address,
    money::{Tab, amount, invoice_address, invoice_badge},
    press, press_with,
};
use crate::{
    i18n::Language,
    sandbox::{
        api::invoice_wire::{self, Include},
        pages::{
            invoice,
            refused::Refused,
            shell::{Desk, Place},
        },
        state::{
            World,
            documents::Kind,
            invoice::{Invoice, State},
        },
    },
    ui::{
        button::{Action, Button, Weight},
        copy::copy_line,
        facts::{code, facts, or_absent},
        heading::Heading,
        icon::Icon,
        tile::{Span, Tile, sheet},
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    note: Option<Note>,
}

/// `GET /console/invoices/{id}`
pub async fn show(request: HttpRequest, shared: Shared, id: Path<Uuid>, shown: Query<Shown>) -> HttpResponse {
    let zone = shared.zone();
    shared.look(|world, now| {
        let Some(invoice) = world.invoices.get(&id) else { return Refused::NoInvoice.answer(&request) };
        let view = View { world, now, zone };
        let content = html! {
            (Heading {
                title: &invoice.number,
                back: Some((Tab::Invoices.address(), "Invoices")),
                badges: Some(invoice_badge(invoice)),
                subtitle: Some(html! { (invoice.title) }),
                ..Heading::default()
            })
            @if let Some(note) = shown.note { (note.shown()) }
            (sheet(
                html! {
                    (actions_tile(world, invoice))
                    (history::tile(&view, invoice))
                    (debits_tile(world, invoice))
                    (links_tile(world, invoice))
                },
                html! { (invoice_tile(&view, invoice)) (customer_tile(world, invoice)) (raw_tile(world, invoice)) },
            ))
        };
        Desk { place: Place::Invoices, title: &invoice.number, now: &view.when(now), content }.answer(StatusCode::OK)
    })
}

fn tile(id: &str, title: &str, icon: Icon, content: Markup) -> Markup {
    Tile { id, title, icon: Some(icon), actions: None, content, refresh: None, span: Span::One }.render()
}

fn page_button(invoice: &Invoice) -> Markup {
    let address = invoice::address(invoice.id);
    Button { label: "Page", icon: Some(Icon::ExternalLink), weight: Weight::Quiet, action: Action::Go(&address) }
        .render()
}

/// What happens most to an invoice, for its row in the list.
pub fn short_buttons(world: &World, invoice: &Invoice) -> Markup {
    let base = invoice_address(invoice);
    let push =
        |act: &str, label: &str| press_with(&format!("{base}/{act}"), ("from", "list"), label, Weight::Secondary);
    let is_open = invoice.state.is_open() && !invoice.is_credit_note();
    html! {
        @if is_open {
            (push("payment", "Pays by link"))
            (push("transfer", "Transfers"))
            @if can_collect(world, invoice) { (push("collection", "Collect")) }
        } @else if invoice.state == State::Pending {
            (press_with("/console/bank-run", ("from", "invoices"), "Bank answers", Weight::Secondary))
        }
        (page_button(invoice))
    }
}

fn can_collect(world: &World, invoice: &Invoice) -> bool {
    world.collecting_mandate(invoice.customer, invoice.profile, false).is_some()
}

fn actions_tile(world: &World, invoice: &Invoice) -> Markup {
    let base = invoice_address(invoice);
    let push = |act: &str, label: &str| press(&format!("{base}/{act}"), label, Weight::Secondary);
    let payable = !invoice.is_credit_note() && !invoice.is_settled() && !invoice.archived;
    let content = html! {
        @if payable {
            h3 { "The customer" }
            div.buttons {
                (push("payment", "Pays by link"))
                (push("failed-payment", "Fails to pay by link"))
                (push("transfer", "Transfers all of it"))
                (push("partial-transfer", "Transfers half of it"))
            }
        }
        @if !invoice.is_credit_note() {
            h3 { "By mistake" }
            div.buttons {
                (push("unclear-transfer", "Transfers with a wrong message"))
                (push("repeated-transfer", "Transfers the whole amount again"))
            }
        }
        @if invoice.state == State::Pending {
            h3 { "The bank" }
            div.buttons {
                (press_with("/console/bank-run", ("from", &invoice.id.to_string()), "Answers all debits now", Weight::Secondary))
            }
        }
        h3 { "The creditor" }
        div.buttons {
            @if payable && invoice.state.is_open() && can_collect(world, invoice) { (push("collection", "Collects it")) }
            @if payable { (push("manual-payment", "Says it is paid")) }
            @if invoice.paid().0 > 0 { (push("refund", "Refunds it")) }
            @if invoice.state == State::Archived { (push("reopening", "Opens it again")) }
            @else if invoice.state != State::Pending { (push("archive", "Archives it")) }
            @if invoice.state != State::Pending { (press(&format!("{base}/removal"), "Deletes it", Weight::Quiet)) }
        }
        h3 { "Its page" }
        (copy_line(&world.invoice_url(invoice), "Copy the link", Language::En))
        div.buttons { (page_button(invoice)) }
    };
    tile("actions", "What happens next", Icon::Zap, content)
}

fn debits_tile(world: &World, invoice: &Invoice) -> Markup {
    let found: Vec<_> = invoice.debits.iter().rev().filter_map(|id| world.debits.get(id)).collect();
    if found.is_empty() {
        return html! {};
    }
    tile("debits", "Debits", Icon::RefreshCw, debits::table(world, &found, "invoice"))
}

fn links_tile(world: &World, invoice: &Invoice) -> Markup {
    let found: Vec<_> = world.links.values().rev().filter(|link| link.invoice == Some(invoice.id)).collect();
    if found.is_empty() {
        return html! {};
    }
    tile("links", "Payment links", Icon::Link, links::table(world, &found))
}

fn invoice_tile(view: &View<'_>, invoice: &Invoice) -> Markup {
    let absent = |value: Option<&str>| or_absent(value, Language::En);
    let has_pdf = view.world.documents.find(invoice.id, Kind::Pdf).is_some();
    let mut rows = vec![
        ("State", code(invoice.state.code())),
        ("Amount", html! { (amount(invoice.amount)) }),
        ("Open", html! { (amount(invoice.open())) }),
        ("Paid", html! { (amount(invoice.paid())) }),
    ];
    if invoice.paid_before.0 != 0 {
        rows.push(("Paid before", html! { (amount(invoice.paid_before)) }));
    }
    if invoice.credited.0 != 0 {
        rows.push(("Credited", html! { (amount(invoice.credited)) }));
    }
    rows.extend([
        ("Date", html! { (invoice.date) }),
        ("Due", html! { (invoice.due) }),
        ("Message", code(&invoice.remittance)),
        ("Reference", absent(invoice.reference.as_deref())),
        ("Profile", html! { (invoice.profile) }),
        (
            "Mandate",
            match &invoice.mandate {
                Some(reference) => html! { a href=(mandate_address(reference)) { (reference) } },
                None => absent(None),
            },
        ),
        ("By itself", html! { (if invoice.manual { "not collected" } else { "collected" }) }),
        (
            "PDF",
            html! {
                @if has_pdf { a href={ (invoice::address(invoice.id)) "/invoice.pdf" } { "open" } }
                @else { (absent(invoice.pdf_url.as_deref())) }
            },
        ),
        ("Redirect", absent(invoice.redirect_url.as_deref())),
        ("Credits", absent(invoice.related.as_deref())),
        ("Reminders", html! { (invoice.reminder_level) }),
        ("Locale", absent(invoice.locale.as_deref())),
        ("Created", html! { (view.when(invoice.created_at)) " via " (invoice.registered_via) }),
    ]);
    tile("invoice", "Invoice", Icon::Receipt, facts(&rows))
}

fn customer_tile(world: &World, invoice: &Invoice) -> Markup {
    let customer = world.payer_of(invoice);
    let absent = |value: Option<&str>| or_absent(value, Language::En);
    let rows = [
        ("Number", absent(customer.number.as_deref())),
        ("Name", absent(Some(&customer.name()))),
        ("E-mail", absent(invoice.email.as_deref().or(customer.email.as_deref()))),
        ("Mobile", absent(customer.mobile.as_deref())),
        ("Language", absent(customer.language.as_deref())),
    ];
    tile("customer", "Customer", Icon::User, facts(&rows))
}

/// The answer of the detail call, for comparing with what an integration shows.
fn raw_tile(world: &World, invoice: &Invoice) -> Markup {
    let wire = invoice_wire::invoice(world, invoice, Include::ALL);
    let json = serde_json::to_string_pretty(&wire).unwrap_or_default();
    let content = html! {
        details id="raw" {
            summary { code { "GET /creditor/invoice/" (invoice.number) } }
            pre.plain tabindex="0" { (json) }
        }
    };
    tile("api", "As the API has it", Icon::Scroll, content)
}
