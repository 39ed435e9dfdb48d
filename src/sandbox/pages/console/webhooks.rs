//! Where Twikey calls the integration, and what came of each call, on the console.

use actix_web::{
    HttpResponse,
    web::{Form, Path},
};
use maud::{Markup, Render, html};
use serde::Deserialize;
use serde_json::json;

use super::{Note, Shared, View, Wish, back_to, page, press};
use crate::{
    sandbox::{
        control::settings::{self, Change},
        signature,
        state::{
            World,
            webhooks::{Delivery, DeliveryStatus, Try},
        },
    },
    ui::{
        badge::{Tone, badge},
        button::{Weight, submit},
        field::{Control, Field},
        form::{Answer, Form as FormMarkup, actions},
        icon::Icon,
        tile::{Span, Tile},
    },
};

/// The log shows so many calls; the JSON API has them all.
const SHOWN: usize = 50;

/// The address as it was typed, when it cannot be called.
pub struct Returned {
    url: String,
}

#[derive(Debug, Deserialize)]
pub struct Typed {
    url: String,
}

/// `POST /console/webhook`: the address of the first API key. Empty, nobody is called.
pub async fn change(shared: Shared, typed: Form<Typed>) -> HttpResponse {
    let url = typed.url.trim();
    let change = json!({ "webhook_url": (!url.is_empty()).then_some(url) });
    let made = serde_json::from_value::<Change>(change)
        .is_ok_and(|change| shared.change(|world, _| settings::make(world, change)).is_ok());
    if made {
        return back_to("webhooks", Note::Saved);
    }
    let webhook = Some(Returned { url: url.to_owned() });
    page(&shared, &Wish::default(), &super::Returned { webhook, ..super::Returned::default() })
}

/// `POST /console/webhook/test`: the test button of Twikey's settings.
pub async fn test(shared: Shared) -> HttpResponse {
    let called = shared.change(World::ring_test);
    back_to("webhooks", if called > 0 { Note::Called } else { Note::NoWebhook })
}

/// `POST /console/deliveries/{id}/repetition`
pub async fn repeat(shared: Shared, id: Path<u64>) -> HttpResponse {
    let found = shared.change(|world, now| world.deliveries.repeat(*id, now));
    back_to("webhooks", if found { Note::Called } else { Note::Refused })
}

pub fn tile(view: &View<'_>, returned: Option<&Returned>) -> Markup {
    let known = view.world.keys.values().next().and_then(|key| key.webhook_url.as_deref()).unwrap_or_default();
    let (url, error) = match returned {
        Some(returned) => (returned.url.as_str(), Some("An address with http:// or https://.")),
        None => (known, None),
    };
    let content = html! {
        (FormMarkup { action: "/console/webhook", csrf: "", answer: Answer::Page, content: html! {
            (Field { label: "Webhook address", name: "url", value: url, control: Control::Url, error,
                hint: Some("Called with a signed GET whenever something happens. Empty: nobody is called."), ..Field::default() })
            (actions(html! {
                (submit("Save"))
                button.button.secondary type="submit" formaction="/console/webhook/test" { "Send a test call" }
            }))
        } })
        div.stack id="deliveries" hx-get="/" hx-trigger="every 3s" hx-select="#deliveries" hx-swap="outerMorph" { (log(view)) }
    };
    Tile {
        id: "webhooks",
        title: "Webhooks",
        icon: Some(Icon::Send),
        actions: None,
        content,
        refresh: None,
        span: Span::Full,
    }
    .render()
}

fn log(view: &View<'_>) -> Markup {
    let log = view.world.deliveries.log();
    html! {
        @if log.is_empty() {
            p.muted { "No call yet. Save an address and send a test call, or let something happen to a mandate." }
        } @else {
            ul.rows { @for delivery in log.iter().rev().take(SHOWN) { li { (entry(view, delivery)) } } }
        }
        @if log.len() > SHOWN { p.muted { "The newest " (SHOWN) " of " (log.len()) ". GET /_sandbox/webhooks has them all." } }
    }
}

fn entry(view: &View<'_>, delivery: &Delivery) -> Markup {
    let (tone, word) = match delivery.status {
        DeliveryStatus::Due(_) if delivery.tries.is_empty() => (Tone::Info, "on its way"),
        DeliveryStatus::Due(_) => (Tone::Warning, "tried again later"),
        DeliveryStatus::Delivered(_) => (Tone::Success, "delivered"),
        DeliveryStatus::GivenUp(_) => (Tone::Danger, "given up"),
    };
    html! {
        details id={ "delivery-" (delivery.id) } {
            summary { (badge(tone, word)) code { (delivery.query) } span.muted { (view.when(delivery.created_at)) } }
            div.exchange {
                p.muted { "Request" }
                pre tabindex="0" { (request(delivery)) }
                @for attempt in &delivery.tries {
                    p.muted { (view.when(attempt.at)) ", after " (attempt.took_ms) " ms" }
                    pre tabindex="0" { (answer(attempt)) }
                }
                @if let DeliveryStatus::Due(at) = delivery.status { p.muted { "Next try: " (view.when(at)) } }
            }
        }
        (press(&format!("/console/deliveries/{}/repetition", delivery.id), "Send again", Weight::Quiet))
    }
}

fn request(delivery: &Delivery) -> String {
    let separator = if delivery.url.contains('?') { '&' } else { '?' };
    let own = delivery.url.split_once('?').map(|(_, own)| format!("{own}&")).unwrap_or_default();
    let signature = signature::of_webhook(&delivery.api_key, &format!("{own}{}", delivery.query));
    format!("GET {}{separator}{}\nX-Signature: {signature}", delivery.url, delivery.query)
}

fn answer(attempt: &Try) -> String {
    match (attempt.status, &attempt.error) {
        (Some(status), _) if attempt.body.is_empty() => status.to_string(),
        (Some(status), _) => format!("{status}\n\n{}", attempt.body),
        (None, error) => format!("no answer: {}", error.as_deref().unwrap_or("unknown")),
    }
}
