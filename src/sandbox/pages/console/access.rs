//! How an integration reaches the sandbox, on the console: addresses, keys, sessions, feeds, counted calls.

use actix_web::HttpResponse;
use maud::{Markup, Render, html};

use super::{Note, Shared, View, back_to, press};
use crate::{
    i18n::Language,
    sandbox::state::{World, account::ApiKey, feed::Feed},
    ui::{
        button::Weight,
        copy::copy,
        facts::facts,
        icon::Icon,
        tile::{Span, Tile},
    },
};

/// `POST /console/feed/reset`
pub async fn reset_feeds(shared: Shared) -> HttpResponse {
    shared.change(|world, _| world.reset_feeds());
    back_to("access", Note::Done)
}

/// `POST /console/sessions/end`
pub async fn end_sessions(shared: Shared) -> HttpResponse {
    shared.change(|world, _| world.sessions.close_all());
    back_to("access", Note::Done)
}

/// `POST /console/limits/reset`
pub async fn reset_limits(shared: Shared) -> HttpResponse {
    shared.change(|world, _| world.limits.clear());
    back_to("access", Note::Done)
}

/// How far a key has read in each feed, of how many entries.
fn feeds(world: &World, key: &ApiKey) -> Markup {
    let lengths = [
        ("mandates", Feed::Mandates, world.events.len()),
        ("invoices", Feed::Invoices, world.invoice_changes.len()),
        ("payments", Feed::Payments, world.payments.len()),
        ("debits", Feed::Transactions, world.transaction_changes.len()),
        ("links", Feed::Links, world.link_changes.len()),
        ("refunds", Feed::Refunds, world.refund_changes.len()),
    ];
    html! {
        @for (name, feed, length) in lengths { div { (name) " " (key.position(feed)) " of " (length) } }
    }
}

pub fn tile(view: &View<'_>) -> Markup {
    let world = view.world;
    let value = |value: &str, what: &str| html! { span.value { (value) } (copy(value, what, Language::En)) };
    let mut rows = vec![("API", value(&format!("{}/creditor", world.public_url), "Copy the API’s address"))];
    for (name, key) in &world.keys {
        rows.push(("API key", value(name, "Copy the API key")));
        if let Some(private_key) = &key.private_key {
            rows.push(("Private key", value(private_key, "Copy the private key")));
        }
        rows.push(("Feeds read up to", feeds(world, key)));
    }
    rows.push(("Website key", value(&world.settings.website_key, "Copy the website key")));
    let profiles = world.profiles.values();
    rows.push((
        "Profiles (ct)",
        html! {
            @for profile in profiles { div { (profile.id) " · " (profile.name) } }
        },
    ));
    if let Some(address) = world.smtp_address {
        rows.push(("Mail server", value(&format!("smtp://{address}"), "Copy the mail server’s address")));
    }
    rows.push(("Logged in", html! { (world.sessions.len()) }));
    let content = html! {
        (facts(&rows))
        div.buttons {
            (press("/console/feed/reset", "Reset the feeds", Weight::Secondary))
            (press("/console/sessions/end", "End all sessions", Weight::Secondary))
            (press("/console/limits/reset", "Forget counted calls", Weight::Secondary))
        }
    };
    Tile {
        id: "access",
        title: "Access",
        icon: Some(Icon::KeyRound),
        actions: None,
        content,
        refresh: None,
        span: Span::One,
    }
    .render()
}
