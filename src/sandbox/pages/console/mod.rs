//! The console: the state of the world at a glance, and buttons for all that a person can do to it. `/`
//!
//! Every button is a form of its own that leads back here, so it works without JavaScript; with it, what changes by itself
//! is shown by itself. The same actions are a JSON API under `/_sandbox`.

use actix_web::{
    HttpResponse,
    dev::HttpServiceFactory,
    http::StatusCode,
    web::{self, Query, get, post},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use maud::{Markup, Render, html};
use serde::Deserialize;

mod access; // how to reach the API: keys, sessions, feeds
mod clock; // the time and the banks
mod debits; // debits, and how banks answer them
mod faults; // what is to go wrong
mod history; // what happened to an invoice
mod invoice_acts; // what its buttons do
mod invoice_sheet; // one invoice
mod invoices; // the list of invoices
mod links; // payment links
mod mandate; // one mandate
mod mandates; // the list of mandates
mod money; // what the pages about money have in common
mod settings; // the account at Twikey, and how hostile the world is
mod transfers; // money on the creditor's account
mod webhooks; // where Twikey calls, and what came of it

use super::{
    Shared, examples, see_other,
    shell::{Desk, Place},
    when,
};
use crate::{
    sandbox::{
        refusal::Refusal,
        state::{World, invoice, mandate::Standing, webhooks::encode},
    },
    ui::{
        badge::Tone,
        button::{Action, Button, Weight},
        form::post as post_form,
        heading::Heading,
        notice::notice,
        tile::{figure, figures, sheet},
    },
};
pub use mandate::standing_badge;

pub fn scope(base: &str) -> impl HttpServiceFactory + use<> {
    web::scope(base)
        .route("/bank-run", post().to(clock::run_bank))
        .route("/clock", post().to(clock::advance))
        .route("/debits", get().to(debits::show))
        .route("/debits/{id}/reversal", post().to(debits::reverse))
        .route("/deliveries/{id}/repetition", post().to(webhooks::repeat))
        .route("/faults", post().to(faults::add))
        .route("/faults/removal", post().to(faults::remove_all))
        .route("/faults/{position}/removal", post().to(faults::remove))
        .route("/feed/reset", post().to(access::reset_feeds))
        .route("/invoices", get().to(invoices::show))
        .route("/invoices/{id}", get().to(invoice_sheet::show))
        .route("/invoices/{id}/{act}", post().to(invoice_acts::act))
        .route("/links", get().to(links::show))
        .route("/links/{id}/payment", post().to(links::pay))
        .route("/limits/reset", post().to(access::reset_limits))
        .route("/mandates/{reference}", get().to(mandate::show))
        .route("/mandates/{reference}/signature", post().to(mandate::sign))
        .route("/mandates/{reference}/{action}", post().to(mandate::act))
        .route("/sessions/end", post().to(access::end_sessions))
        .route("/settings", post().to(settings::change))
        .service(web::resource("/transfers").get(transfers::show).post(transfers::send))
        .route("/webhook", post().to(webhooks::change))
        .route("/webhook/test", post().to(webhooks::test))
}

/// The page of a mandate.
pub fn mandate_address(reference: &str) -> String {
    format!("/console/mandates/{}", encode(reference))
}

/// What the page was asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// Which mandates are listed: words in reference or customer.
    q: String,
    note: Option<Note>,
}

/// What a button did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Note {
    Done,
    Refused,
    TimeMoved,
    NothingAhead,
    BankRan,
    NobodyWaits,
    Called,
    NoWebhook,
    Saved,
    Matched,
    Unmatched,
}

impl Note {
    const fn text(self) -> (Tone, &'static str) {
        match self {
            Self::Done => (Tone::Success, "Done."),
            Self::Refused => (Tone::Warning, "That is not possible in the state it has now; nothing was changed."),
            Self::TimeMoved => (Tone::Success, "The clock was moved, and what was due by then has happened."),
            Self::NothingAhead => (Tone::Info, "Nothing is planned: there is no moment to move the clock to."),
            Self::BankRan => (Tone::Success, "The banks decided on all mandates and debits that waited."),
            Self::NobodyWaits => (Tone::Info, "Nothing waits for a bank."),
            Self::Called => (Tone::Success, "The webhook is being called; the log shows what it answers."),
            Self::NoWebhook => (Tone::Warning, "No webhook address is set, so nobody was called."),
            Self::Saved => (Tone::Success, "Saved."),
            Self::Matched => (Tone::Success, "The transfer arrived and pays the invoice that it names."),
            Self::Unmatched => (Tone::Info, "The transfer arrived; no invoice has this message, so it pays nothing."),
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::TimeMoved => "time-moved",
            Self::NothingAhead => "nothing-ahead",
            Self::BankRan => "bank-ran",
            Self::NobodyWaits => "nobody-waits",
            Self::Called => "called",
            Self::NoWebhook => "no-webhook",
            Self::Saved => "saved",
            Self::Matched => "matched",
            Self::Unmatched => "unmatched",
        }
    }

    /// Shown above the page that the button leads to.
    fn shown(self) -> Markup {
        let (tone, text) = self.text();
        html! { (notice(tone, html! { p { (text) } })) }
    }
}

impl From<Result<(), Refusal>> for Note {
    fn from(result: Result<(), Refusal>) -> Self {
        if result.is_ok() { Self::Done } else { Self::Refused }
    }
}

/// Back to the console, at the tile the button is on.
fn back_to(tile: &str, note: Note) -> HttpResponse {
    see_other(&format!("/?note={}#{tile}", note.code()))
}

/// A form on the console that came back because of what was typed in it.
#[derive(Default)]
struct Returned {
    fault: Option<faults::Returned>,
    webhook: Option<webhooks::Returned>,
    settings: Option<settings::Returned>,
}

/// `GET /`
pub async fn show(shared: Shared, wish: Query<Wish>) -> HttpResponse {
    page(&shared, &wish, &Returned::default())
}

fn page(shared: &Shared, wish: &Wish, returned: &Returned) -> HttpResponse {
    let zone = shared.zone();
    let wrong = returned.fault.is_some() || returned.webhook.is_some() || returned.settings.is_some();
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    shared.look(|world, now| {
        let view = View { world, now, zone };
        let content = html! {
            (Heading {
                title: "Twikey sandbox",
                subtitle: Some(html! { "Play the customers, their banks and the network around an integration with Twikey." }),
                ..Heading::default()
            })
            @if let Some(note) = wish.note { (note.shown()) }
            (at_a_glance(world))
            (sheet(
                html! {
                    (mandates::tile(&view, &wish.q))
                    (webhooks::tile(&view, returned.webhook.as_ref()))
                    (settings::tile(&view, returned.settings.as_ref()))
                },
                html! { (access::tile(&view)) (clock::tile(&view)) (faults::tile(&view, returned.fault.as_ref())) },
            ))
        };
        Desk { place: Place::Console, title: "Console", now: &when(now, zone), content }.answer(status)
    })
}

/// The world as it is now, for whoever draws a part of the page.
struct View<'world> {
    world: &'world World,
    now: DateTime<Utc>,
    zone: Tz,
}

impl View<'_> {
    fn when(&self, at: DateTime<Utc>) -> String {
        when(at, self.zone)
    }
}

fn at_a_glance(world: &World) -> Markup {
    let count = |wanted: fn(Standing) -> bool| world.mandates.values().filter(|it| wanted(it.standing)).count();
    let open = count(Standing::is_open);
    let waiting = count(|standing| standing == Standing::SignedPendingDebtorBank);
    let signed = count(|standing| standing == Standing::Signed);
    let invoices = |wanted: fn(invoice::State) -> bool| {
        world.invoices.values().filter(|it| wanted(it.state) && !it.is_credit_note()).count()
    };
    let to_pay = invoices(invoice::State::is_open);
    let collected = invoices(|state| state == invoice::State::Pending);
    let unanswered = world.phone.messages().iter().filter(|sms| sms.awaits_reply()).count();
    html! {
        div id="glance" hx-get="/" hx-trigger="every 3s" hx-select="#glance" hx-swap="outerMorph" {
            (figures(html! {
                (figure("to be signed", &open.to_string(), "#mandates"))
                (figure("wait for the bank", &waiting.to_string(), "#clock"))
                (figure("signed", &signed.to_string(), "#mandates"))
                (figure("invoices to pay", &to_pay.to_string(), "/console/invoices"))
                (figure("being collected", &collected.to_string(), "/console/debits"))
                (figure("e-mails", &world.mailbox.messages().len().to_string(), "/mailbox"))
                (figure("SMS without reply", &unanswered.to_string(), "/phone"))
            }))
        }
    }
}

/// A button that is a form of its own.
fn press(action: &str, label: &str, weight: Weight) -> Markup {
    post_form(action, "", Button { label, weight, action: Action::Submit, icon: None }.render())
}

/// A button that is a form of its own and sends a value.
fn press_with(action: &str, (name, value): (&str, &str), label: &str, weight: Weight) -> Markup {
    post_form(action, "", Button { label, weight, action: Action::SubmitAs(name, value), icon: None }.render())
}
