//! The clock of the sandbox and the banks behind it, on the console.

use actix_web::{HttpResponse, web::Form};
use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, Render, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{Note, Shared, View, back_to, press, press_with, see_other};
use crate::{
    sandbox::state::{World, debit, mandate::Standing},
    ui::{
        button::Weight,
        facts::facts,
        icon::Icon,
        tile::{Span, Tile},
    },
};

const ACTION: &str = "/console/clock";

/// How far the clock is moved.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    FiveMinutes,
    Hour,
    Day,
    /// To the moment when something next happens by itself.
    Next,
    /// To the end of the signing link that ends first.
    LinkEnd,
}

#[derive(Debug, Deserialize)]
pub struct Typed {
    to: Target,
}

/// `POST /console/clock`
pub async fn advance(shared: Shared, typed: Form<Typed>) -> HttpResponse {
    let (now, next, link_end) = shared.look(|world, now| (now, world.next_moment(), next_link_end(world)));
    let until = |moment: Option<DateTime<Utc>>| moment.map(|moment| (moment - now).max(TimeDelta::zero()));
    let by = match typed.to {
        Target::FiveMinutes => Some(TimeDelta::minutes(5)),
        Target::Hour => Some(TimeDelta::hours(1)),
        Target::Day => Some(TimeDelta::days(1)),
        Target::Next => until(next),
        Target::LinkEnd => until(link_end),
    };
    let Some(by) = by else { return back_to("clock", Note::NothingAhead) };
    shared.advance(by);
    back_to("clock", Note::TimeMoved)
}

/// Where the banks were run: a list of the console, or an invoice.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Pressed {
    from: String,
}

/// `POST /console/bank-run`
pub async fn run_bank(shared: Shared, pressed: Form<Pressed>) -> HttpResponse {
    let run = shared.change(World::run_bank);
    let note = if run.is_empty() { Note::NobodyWaits } else { Note::BankRan };
    let page = match pressed.from.as_str() {
        "debits" | "invoices" => format!("/console/{}", pressed.from),
        from => match Uuid::try_parse(from) {
            Ok(invoice) => format!("/console/invoices/{invoice}"),
            Err(_) => return back_to("clock", note),
        },
    };
    see_other(&format!("{page}?note={}", note.code()))
}

fn next_link_end(world: &World) -> Option<DateTime<Utc>> {
    let open = world.mandates.values().filter(|mandate| mandate.standing.is_open());
    open.map(|mandate| mandate.link.expires_at).min()
}

pub fn tile(view: &View<'_>) -> Markup {
    let world = view.world;
    let waiting = world.mandates.values().filter(|it| it.standing == Standing::SignedPendingDebtorBank).count();
    let debits = world.debits.values().filter(|debit| debit.state == debit::State::Open).count();
    let planned = |moment: Option<DateTime<Utc>>| {
        html! { @if let Some(moment) = moment { (view.when(moment)) } @else { span.muted { "nothing planned" } } }
    };
    let press_to = |to, label| press_with(ACTION, ("to", to), label, Weight::Secondary);
    let content = html! {
        (facts(&[
            ("Now", html! { (view.when(view.now)) }),
            ("Next by itself", planned(world.next_moment())),
            ("First link ends", planned(next_link_end(world))),
            ("Wait for a bank", html! { (waiting) " mandates, " (debits) " debits" }),
        ]))
        div.buttons {
            (press_to("five-minutes", "+ 5 min"))
            (press_to("hour", "+ 1 hour"))
            (press_to("day", "+ 1 day"))
            (press_to("next", "To the next event"))
            (press_to("link-end", "To the first link’s end"))
        }
        div.buttons { (press("/console/bank-run", "Let the banks decide now", Weight::Secondary)) }
        p.hint {
            "Banks accept B2B mandates when the IBAN’s last digit is even, except at GKCCBEBB and GEBABEBB. Debits are paid or \
                fail " a href="/console/debits" { "by their amount" } "."
        }
    };
    Tile {
        id: "clock",
        title: "Clock and banks",
        icon: Some(Icon::Clock),
        actions: None,
        content,
        refresh: None,
        span: Span::One,
    }
    .render()
}
