//! The tile with the newest messages: of a customer sheet, those to this customer; of an invoice, those about it.

use maud::{Markup, html};
use uuid::Uuid;

use super::{Message, SHOWN};
use crate::{
    explain,
    i18n::{Text, format},
    ui::{
        badge::badge,
        button::{Action, Button, Weight},
        icon::{Icon, icon},
        tile::{Span, Tile},
    },
    viewer::Viewer,
};

/// `messages` are the newest, as [`super::of_customer`] or [`super::of_invoice`] gives them; `number` is the customer's or the
/// invoice's. Messages about the invoice whose own sheet shows them do not lead to it.
pub fn tile<'a>(viewer: &Viewer, messages: &[Message], number: &str, own: Option<Uuid>) -> Tile<'a> {
    let language = viewer.language();
    let all = format!("/messages?q={number}");
    let more =
        Button { label: ALL.get(language), weight: Weight::Quiet, action: Action::Go(&all), ..Button::default() };
    let is_full = i64::try_from(messages.len()).is_ok_and(|shown| shown >= SHOWN);
    Tile {
        id: "messages",
        title: crate::layout::MESSAGES.get(language),
        icon: Some(Icon::Mail),
        actions: is_full.then(|| html! { (more) }),
        content: html! {
            @if messages.is_empty() {
                p.muted { (NONE.get(language)) }
            } @else {
                ul.message-list { @for message in messages { (entry(viewer, message, own)) } }
            }
        },
        refresh: None,
        span: Span::One,
    }
}

fn entry(viewer: &Viewer, message: &Message, own: Option<Uuid>) -> Markup {
    let language = viewer.language();
    let invoice = message.invoice_id.filter(|id| own != Some(*id));
    let when = message.sent_at.unwrap_or(message.created_at);
    html! {
        li {
            p.title { (icon(message.channel.icon())) a href={ "/messages/" (message.id) } { (message.title(language)) } }
            div.row-of {
                (badge(message.shown().tone(), message.shown().name().get(language)))
                @if let Some(invoice) = super::invoice(invoice, message.invoice_number.as_deref()) { (invoice) }
                time.when datetime=(when.to_rfc3339()) { (format::date_time(when, viewer.zone, language)) }
            }
            @if let Some(code) = &message.error_code { p.reason { (explain::code(code, language)) } }
        }
    }
}

const NONE: Text = Text {
    de: "Noch keine Nachrichten an den Kunden.",
    nl: "Nog geen berichten aan de klant.",
    fr: "Pas encore de messages au client.",
    en: "No messages to the customer yet.",
};
const ALL: Text = Text { de: "Alle", nl: "Alle", fr: "Tous", en: "All" };
