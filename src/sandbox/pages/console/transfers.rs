//! Transfers to the creditor's account, and a form that sends one: `/console/transfers`

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Form, Query},
};
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::{
    Note, Shared, View, Wish,
    money::{self, SHOWN, Tab, invoice_link},
    see_other,
};
use crate::{
    domain::money::Cents,
    i18n::Language,
    sandbox::{
        account_number, amount,
        state::incoming::{Arrival, Transfer},
    },
    ui::{
        badge::{Tone, badge},
        button::submit,
        field::{Control, Field, Width},
        form::{Answer, Form as FormMarkup, actions},
        icon::Icon,
        table::{Column, Row, Table},
        tile::{Span, Tile, sheet},
    },
};

/// What the form sends, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    amount: String,
    message: String,
    iban: String,
    name: String,
}

#[derive(Debug, Default)]
struct Problems {
    amount: Option<&'static str>,
    iban: Option<&'static str>,
}

/// `GET /console/transfers`
pub async fn show(shared: Shared, wish: Query<Wish>) -> HttpResponse {
    page(&shared, wish.note, &Typed::default(), &Problems::default())
}

/// `POST /console/transfers`
pub async fn send(shared: Shared, typed: Form<Typed>) -> HttpResponse {
    match typed.check() {
        Ok(arrival) => {
            let paid = shared.change(|world, now| world.receive_transfer(arrival, now));
            let note = if paid.is_some() { Note::Matched } else { Note::Unmatched };
            see_other(&format!("{}?note={}", Tab::Transfers.address(), note.code()))
        }
        Err(problems) => page(&shared, None, &typed, &problems),
    }
}

impl Typed {
    fn check(&self) -> Result<Arrival, Problems> {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let amount = amount::parse(&self.amount.trim().replace(',', ".")).filter(|amount| *amount > Cents::ZERO);
        let iban = given(&self.iban).map(|iban| account_number::iban(&iban)).transpose();
        match (amount, iban) {
            (Some(amount), Ok(iban)) => {
                let bic = iban.as_deref().and_then(account_number::bic_of);
                let message: String = self.message.trim().chars().take(140).collect();
                Ok(Arrival { amount, message, bic, iban, name: given(&self.name) })
            }
            (amount, iban) => Err(Problems {
                amount: amount.is_none().then_some("An amount in euros, such as 121.50."),
                iban: iban.is_err().then_some("The check digits are wrong. Empty: the bank does not say."),
            }),
        }
    }
}

fn page(shared: &Shared, note: Option<Note>, typed: &Typed, problems: &Problems) -> HttpResponse {
    let zone = shared.zone();
    let wrong = problems.amount.is_some() || problems.iban.is_some();
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    shared.look(|world, now| {
        let view = View { world, now, zone };
        let content = sheet(list(&view), form(typed, problems));
        money::page(&view, Tab::Transfers, note, &content, status)
    })
}

fn form(typed: &Typed, problems: &Problems) -> Markup {
    let content = html! {
        (FormMarkup { action: Tab::Transfers.address(), csrf: "", answer: Answer::Page, content: html! {
            (Field { label: "Amount", name: "amount", value: &typed.amount, control: Control::Amount, required: true,
                error: problems.amount, width: Width::Half, ..Field::default() })
            (Field { label: "Sender", name: "name", value: &typed.name, width: Width::Half, ..Field::default() })
            (Field { label: "Payment message", name: "message", value: &typed.message,
                hint: Some("It pays the invoice whose payment message or number it has"), ..Field::default() })
            (Field { label: "IBAN of the sender", name: "iban", value: &typed.iban, control: Control::Code,
                error: problems.iban, ..Field::default() })
            (actions(submit("Send the transfer")))
        } })
    };
    Tile {
        id: "arrival",
        title: "A transfer arrives",
        icon: Some(Icon::Landmark),
        actions: None,
        content,
        refresh: None,
        span: Span::One,
    }
    .render()
}

fn list(view: &View<'_>) -> Markup {
    let all = &view.world.transfers;
    let column = |label| Column { label, ..Column::default() };
    let content = html! {
        @if all.is_empty() {
            p.muted { "No transfer yet. Send one here, or from the page of an invoice." }
        } @else {
            (money::living("transfer-list", Tab::Transfers.address(), &Table {
                language: Language::En,
                caption: "Transfers, the newest first",
                columns: vec![
                    column("When"),
                    Column { label: "Amount", numeric: true, ..Column::default() },
                    column("Message"),
                    column("Sender"),
                    column("Pays"),
                ],
                rows: all.iter().rev().take(SHOWN).map(|transfer| row(view, transfer)).collect(),
            }.render()))
        }
        @if all.len() > SHOWN { p.muted { "The newest " (SHOWN) " of " (all.len()) "." } }
    };
    Tile {
        id: "transfers",
        title: "On the creditor’s account",
        icon: Some(Icon::Wallet),
        actions: None,
        content,
        refresh: None,
        span: Span::Full,
    }
    .render()
}

fn row(view: &View<'_>, transfer: &Transfer) -> Row {
    let invoice = transfer.invoice.and_then(|id| view.world.invoices.get(&id));
    let iban = transfer.iban.as_deref().map(account_number::grouped);
    let sender: Vec<_> = [transfer.name.as_deref(), iban.as_deref()].into_iter().flatten().collect();
    Row {
        href: None,
        cells: vec![
            html! { (view.when(transfer.at)) },
            html! { (money::amount(transfer.amount)) },
            html! { (transfer.message) },
            html! { (sender.join(" · ")) },
            match (invoice, transfer.invoice) {
                (Some(invoice), _) => invoice_link(invoice),
                (None, Some(_)) => html! { span.muted { "an invoice that was taken back" } },
                (None, None) => badge(Tone::Warning, "nothing"),
            },
        ],
    }
}
