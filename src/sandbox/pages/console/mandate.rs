//! One mandate, with all that can be done to it: `/console/mandates/{reference}`

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Form, Path, Query},
};
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::{Note, Shared, View, back_to, mandate_address, press_with, see_other};
use crate::{
    i18n::Language,
    sandbox::{
        account_number,
        pages::{
            refused::Refused,
            shell::{Desk, Place},
            when,
        },
        refusal::Refusal,
        state::{
            World,
            mandate::{Happening, Mandate, Standing, What},
            method::Method,
            signing::{Attempt, Outcome},
        },
    },
    ui::{
        badge::{Tone, badge},
        button::{Action, Button, Weight, submit},
        copy::copy_line,
        facts::{code, facts, or_absent},
        field::{Control, Field, Width},
        form::{Answer, Form as FormMarkup, actions},
        heading::Heading,
        icon::Icon,
        tile::{Span, Tile, sheet},
        timeline::{Entry, Timeline},
    },
};

/// What a button does to a mandate; the last part of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    Cancellation,
    Suspension,
    Resumption,
    Expiry,
    Acceptance,
    Refusal,
}

/// Where a button was pressed, to lead back there.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Pressed {
    from: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    note: Option<Note>,
}

/// `POST /console/mandates/{reference}/{action}`
pub async fn act(shared: Shared, path: Path<(String, Act)>, pressed: Form<Pressed>) -> HttpResponse {
    let (reference, act) = path.into_inner();
    let done = shared.change(|world, now| {
        let creditor = world.creditor.email.clone();
        match act {
            Act::Cancellation => {
                let debtor = world.debtor_of(&reference)?;
                world.cancel(&reference, "Cancelled by the debtor", &debtor, now)
            }
            Act::Suspension => world.suspend(&reference, &creditor, now),
            Act::Resumption => world.resume(&reference, &creditor, now),
            Act::Expiry => world.expire(&reference, now),
            Act::Acceptance => world.decide_as(&reference, true, now),
            Act::Refusal => world.decide_as(&reference, false, now),
        }
    });
    back(&reference, &pressed.from, done)
}

/// What the form for signing sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    from: String,
    iban: String,
    place: String,
    method: Option<Method>,
    outcome: Outcome,
}

/// `POST /console/mandates/{reference}/signature`: signs in the customer's place, with what is known or with an account
/// to try things out.
pub async fn sign(shared: Shared, reference: Path<String>, typed: Form<Typed>) -> HttpResponse {
    let done = shared.change(|world, now| {
        let known = world.mandate(&reference)?.iban.clone();
        let typed_iban = Some(typed.iban.clone()).filter(|iban| !iban.trim().is_empty());
        let attempt = Attempt {
            iban: typed_iban.or(known).or_else(|| Some(ACCOUNT.to_owned())),
            bic: None,
            place: Some(typed.place.trim().to_owned()).filter(|place| !place.is_empty()),
            method: typed.method.unwrap_or(Method::Itsme),
            outcome: typed.outcome,
            signer: None,
            payload: None,
        };
        world.sign(&reference, attempt, now).map(drop)
    });
    back(&reference, &typed.from, done)
}

/// An account that banks accept (source 9).
const ACCOUNT: &str = "BE16645348971174";

fn back(reference: &str, from: &str, done: Result<(), Refusal>) -> HttpResponse {
    let note = Note::from(done);
    if from == "list" {
        return back_to("mandates", note);
    }
    see_other(&format!("{}?note={}", mandate_address(reference), note.code()))
}

/// What can happen to a mandate in the state it has, as buttons.
pub fn buttons(world: &World, mandate: &Mandate, from: &str) -> Markup {
    let base = mandate_address(&mandate.reference);
    let press = |act: &str, label: &str, weight| press_with(&format!("{base}/{act}"), ("from", from), label, weight);
    let signing_page = world.signing_url(mandate);
    html! {
        @match mandate.standing {
            Standing::Prepared | Standing::Print => {
                (Button { label: "Signing page", icon: Some(Icon::ExternalLink), weight: Weight::Secondary,
                    action: Action::Go(&signing_page) })
                (press("signature", "Sign", Weight::Secondary))
                (press("expiry", "Expire", Weight::Quiet))
                (press("cancellation", "Withdraw", Weight::Quiet))
            }
            Standing::SignedPendingDebtorBank => {
                (press("acceptance", "Bank accepts", Weight::Secondary))
                (press("refusal", "Bank refuses", Weight::Secondary))
                (press("cancellation", "Cancel", Weight::Quiet))
            }
            Standing::Signed => {
                (press("suspension", "Suspend", Weight::Secondary))
                (press("cancellation", "Cancel", Weight::Quiet))
            }
            Standing::Suspended => {
                (press("resumption", "Resume", Weight::Secondary))
                (press("cancellation", "Cancel", Weight::Quiet))
            }
            Standing::Cancelled | Standing::Expired | Standing::Removed => {
                (Button { label: "What customers see", icon: Some(Icon::ExternalLink), weight: Weight::Quiet,
                    action: Action::Go(&signing_page) })
            }
        }
    }
}

/// `GET /console/mandates/{reference}`
pub async fn show(request: HttpRequest, shared: Shared, reference: Path<String>, shown: Query<Shown>) -> HttpResponse {
    let zone = shared.zone();
    shared.look(|world, now| {
        let Some(mandate) = world.mandates.get(reference.as_str()) else { return Refused::Unknown.answer(&request) };
        let view = View { world, now, zone };
        let content = html! {
            (Heading {
                title: &mandate.reference,
                back: Some(("/", "Console")),
                badges: Some(standing_badge(mandate.standing)),
                ..Heading::default()
            })
            @if let Some(note) = shown.note { (note.shown()) }
            (sheet(
                html! { (actions_tile(&view, mandate)) (history_tile(&view, mandate)) },
                html! { (mandate_tile(&view, mandate)) (customer_tile(&view, mandate)) },
            ))
        };
        Desk { place: Place::Console, title: &mandate.reference, now: &when(now, zone), content }.answer(StatusCode::OK)
    })
}

fn tile(id: &str, title: &str, icon: Icon, content: Markup) -> Markup {
    Tile { id, title, icon: Some(icon), actions: None, content, refresh: None, span: Span::One }.render()
}

fn actions_tile(view: &View<'_>, mandate: &Mandate) -> Markup {
    let content = html! {
        div.buttons { (buttons(view.world, mandate, "mandate")) }
        @if mandate.standing.is_open() {
            (copy_line(&view.world.signing_url(mandate), "Copy the link", Language::En))
            (sign_form(mandate))
        }
    };
    tile("actions", "What happens next", Icon::Zap, content)
}

/// Signing in the customer's place, with any way and any end.
fn sign_form(mandate: &Mandate) -> Markup {
    let methods = Method::OFFERED.map(|method| (method.code(), method.code()));
    let outcomes = [("success", "succeeds"), ("failure", "fails"), ("cancel", "is cancelled")];
    let iban = mandate.iban.as_deref().map(account_number::grouped).unwrap_or_default();
    html! {
        (FormMarkup { action: &format!("{}/signature", mandate_address(&mandate.reference)), csrf: "", answer: Answer::Page,
            content: html! {
                (Field { label: "IBAN", name: "iban", value: &iban, control: Control::Code, width: Width::TwoThirds,
                    hint: Some("Empty: BE16 6453 4897 1174. For B2B, banks accept an even last digit."), ..Field::default() })
                (Field { label: "Place", name: "place", value: mandate.place.as_deref().unwrap_or("Gent"), width: Width::Third,
                    ..Field::default() })
                (Field { label: "Way to sign", name: "method", value: "itsme", control: Control::Select(&methods),
                    width: Width::Half, ..Field::default() })
                (Field { label: "Outcome", name: "outcome", value: "success", control: Control::Select(&outcomes),
                    width: Width::Half, ..Field::default() })
                (actions(submit("Sign in the customer’s place")))
            } })
    }
}

fn mandate_tile(view: &View<'_>, mandate: &Mandate) -> Markup {
    let absent = |value: Option<&str>| or_absent(value, Language::En);
    let iban = mandate.iban.as_deref().map(account_number::grouped);
    let signature = mandate.signature.as_ref();
    let mut rows = vec![
        ("Scheme", html! { (view.world.scheme_of(mandate).code()) " (profile " (mandate.profile) ")" }),
        ("State", code(mandate.standing.code())),
        ("IBAN", absent(iban.as_deref())),
        ("BIC", absent(mandate.bic.as_deref())),
        ("Signed", absent(signature.map(|it| view.when(it.at)).as_deref())),
        ("By", absent(signature.map(|it| it.signer.as_str()))),
        ("With", absent(signature.map(|it| it.method.code()))),
        ("Place", absent(mandate.place.as_deref())),
        ("Link ends", html! { (view.when(mandate.link.expires_at)) }),
        ("Token", absent(mandate.token.as_deref())),
        ("Created", html! { (view.when(mandate.created_at)) " via " (mandate.registered_via) }),
    ];
    if let Some(ending) = &mandate.ending {
        rows.push(("Ended", html! { (view.when(ending.at)) ": " (ending.reason) }));
    }
    tile("mandate", "Mandate", Icon::Signature, facts(&rows))
}

fn customer_tile(view: &View<'_>, mandate: &Mandate) -> Markup {
    let customer = view.world.customer_of(mandate);
    let absent = |value: Option<&str>| or_absent(value, Language::En);
    let address = [&customer.address, &customer.zip, &customer.city, &customer.country];
    let address: Vec<_> = address.into_iter().filter_map(Option::as_deref).collect();
    let rows = [
        ("Number", absent(customer.number.as_deref())),
        ("Name", absent(Some(&customer.name()))),
        ("E-mail", absent(customer.email.as_deref())),
        ("Mobile", absent(customer.mobile.as_deref())),
        ("Address", absent(Some(&address.join(", ")))),
        ("Language", absent(customer.language.as_deref())),
    ];
    tile("customer", "Customer", Icon::User, facts(&rows))
}

fn history_tile(view: &View<'_>, mandate: &Mandate) -> Markup {
    let entry = |happening: &Happening| {
        let (tone, title) = what_happened(happening.what);
        let detail = happening.detail.as_ref().map(|detail| html! { (detail) });
        Entry { tone, title, when: view.when(happening.at), datetime: happening.at.to_rfc3339(), by: None, detail }
    };
    let entries = mandate.history.iter().rev().map(entry).collect();
    tile("history", "History", Icon::History, Timeline { entries }.render())
}

const fn what_happened(what: What) -> (Tone, &'static str) {
    match what {
        What::Prepared => (Tone::Neutral, "Prepared"),
        What::InviteMailed => (Tone::Info, "Invitation mailed"),
        What::ReminderMailed => (Tone::Info, "Reminder mailed"),
        What::AccessMailed => (Tone::Info, "Link to the debtor’s portal mailed"),
        What::SmsSent => (Tone::Info, "SMS sent"),
        What::LinkOpened => (Tone::Info, "Signing page opened"),
        What::SigningFailed => (Tone::Danger, "Signing failed"),
        What::SigningCancelled => (Tone::Warning, "Signing cancelled by the customer"),
        What::Printed => (Tone::Info, "Printed"),
        What::Uploaded => (Tone::Info, "Scan uploaded"),
        What::Signed => (Tone::Success, "Signed"),
        What::BankAccepted => (Tone::Success, "Accepted by the bank"),
        What::BankRefused => (Tone::Danger, "Refused by the bank"),
        What::Amended => (Tone::Info, "Changed"),
        What::Suspended => (Tone::Warning, "Suspended"),
        What::Resumed => (Tone::Success, "Resumed"),
        What::Cancelled => (Tone::Neutral, "Cancelled"),
        What::Expired => (Tone::Warning, "Link expired"),
        What::Removed => (Tone::Neutral, "Removed"),
    }
}

/// A mandate's state in its colour.
pub fn standing_badge(standing: Standing) -> Markup {
    let (tone, word) = match standing {
        Standing::Prepared => (Tone::Info, "to be signed"),
        Standing::Print => (Tone::Info, "printed"),
        Standing::SignedPendingDebtorBank => (Tone::Info, "waits for the bank"),
        Standing::Signed => (Tone::Success, "signed"),
        Standing::Suspended => (Tone::Warning, "suspended"),
        Standing::Cancelled => (Tone::Neutral, "cancelled"),
        Standing::Expired => (Tone::Warning, "expired"),
        Standing::Removed => (Tone::Neutral, "removed"),
    };
    badge(tone, word)
}
