//! What the console's pages about money have in common: tabs, badges, amounts. `/console/invoices`, `/console/debits`,
//! `/console/links`, `/console/transfers`

use actix_web::{HttpResponse, http::StatusCode};
use maud::{Markup, html};

use super::{Note, View};
use crate::{
    domain::money::Cents,
    i18n::{Language, format},
    sandbox::{
        pages::shell::{Desk, Place},
        state::{debit, invoice, invoice::Invoice, link, reason, webhooks::encode},
    },
    ui::{
        badge::{Tone, badge},
        heading::Heading,
        icon::{Icon, icon},
    },
};

/// A list shows so many; more are found by searching.
pub const SHOWN: usize = 50;

/// Which of the lists is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Invoices,
    Debits,
    Links,
    Transfers,
}

impl Tab {
    const ALL: [Self; 4] = [Self::Invoices, Self::Debits, Self::Links, Self::Transfers];

    pub const fn address(self) -> &'static str {
        match self {
            Self::Invoices => "/console/invoices",
            Self::Debits => "/console/debits",
            Self::Links => "/console/links",
            Self::Transfers => "/console/transfers",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Invoices => "Invoices",
            Self::Debits => "Debits",
            Self::Links => "Payment links",
            Self::Transfers => "Transfers",
        }
    }
}

/// One of the lists, under the tabs that lead to the others.
pub fn page(view: &View<'_>, tab: Tab, note: Option<Note>, content: &Markup, status: StatusCode) -> HttpResponse {
    let content = html! {
        (Heading { title: tab.title(), ..Heading::default() })
        nav.parts aria-label="Money" {
            @for other in Tab::ALL {
                a href=(other.address()) aria-current=[(other == tab).then_some("page")] { (other.title()) }
            }
        }
        @if let Some(note) = note { (note.shown()) }
        (content)
    };
    Desk { place: Place::Invoices, title: tab.title(), now: &view.when(view.now), content }.answer(status)
}

/// A list that refreshes itself.
pub fn living(id: &str, own: &str, content: &Markup) -> Markup {
    html! {
        div.stack id=(id) hx-get=(own) hx-trigger="every 3s" hx-select={ "#" (id) } hx-swap="outerMorph" { (content) }
    }
}

pub fn search(action: &str, wanted: &str, label: &str) -> Markup {
    html! {
        form.filter method="get" action=(action) role="search" {
            input.input type="search" name="q" value=(wanted) placeholder=(label) aria-label=(label);
            button.button.secondary type="submit" { (icon(Icon::Search)) span { "Search" } }
        }
    }
}

/// The address of a list with what is searched for in it.
pub fn searched(action: &str, wanted: &str) -> String {
    if wanted.is_empty() { action.to_owned() } else { format!("{action}?q={}", encode(wanted)) }
}

pub fn amount(cents: Cents) -> String {
    format::amount(cents.0, "EUR", Language::En)
}

/// A link to the page of an invoice.
pub fn invoice_link(invoice: &Invoice) -> Markup {
    html! { a href=(invoice_address(invoice)) { (invoice.number) } }
}

pub fn invoice_address(invoice: &Invoice) -> String {
    format!("/console/invoices/{}", invoice.id)
}

/// An invoice's state in its colour.
pub fn invoice_badge(invoice: &Invoice) -> Markup {
    let (tone, word) = match invoice.state {
        invoice::State::Booked => (Tone::Info, "booked"),
        invoice::State::Pending => (Tone::Info, "pending"),
        invoice::State::Paid => (Tone::Success, "paid"),
        invoice::State::Expired => (Tone::Warning, "expired"),
        invoice::State::Archived => (Tone::Neutral, "archived"),
    };
    html! {
        (badge(tone, word))
        @if let Some(code) = &invoice.last_error { (badge(Tone::Danger, code)) }
        @if invoice.open() < Cents::ZERO && !invoice.is_credit_note() { (badge(Tone::Warning, "paid twice")) }
    }
}

/// A debit's state in its colour, with the bank's reason.
pub fn debit_badge(debit: &debit::Debit) -> Markup {
    match (debit.state, &debit.code) {
        (debit::State::Open, _) if debit.collection.is_none() => badge(Tone::Info, "not sent yet"),
        (debit::State::Open, _) => badge(Tone::Info, "at the bank"),
        (debit::State::Paid, _) => badge(Tone::Success, "paid"),
        (debit::State::Error, code) => badge(Tone::Danger, code.as_deref().unwrap_or("failed")),
        (debit::State::Withdrawn, _) => badge(Tone::Neutral, "withdrawn"),
    }
}

pub fn link_badge(link: &link::PaymentLink) -> Markup {
    let tone = match link.state {
        link::State::Created => Tone::Neutral,
        link::State::Started | link::State::Pending => Tone::Info,
        link::State::Paid => Tone::Success,
        link::State::Declined => Tone::Danger,
        link::State::Expired => Tone::Warning,
    };
    badge(tone, link.state.code())
}

/// A bank's code in words: "AM04: Insufficient funds".
pub fn reason(code: &str) -> String {
    format!("{code}: {}", reason::of(code).description)
}
