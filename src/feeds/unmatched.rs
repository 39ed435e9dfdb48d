//! What Twikey reported and nothing here fits: `/unmatched`. Somebody assigns it to a customer, money to an invoice, or
//! dismisses it.

mod money; // for invoices that we do not know
mod words;

use std::borrow::Cow;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::{Data, Form, Path},
};
use maud::{Markup, Render, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Feed,
    attempt::{NOT_APPLIED, attempt},
    entry::UNKNOWN_INVOICE,
    queries::{self, Decision, Kept},
};
use crate::{
    app::App,
    audit::{self, Action, Actor, Subject},
    customers,
    db::{self, Tx},
    domain::iban::Iban,
    error::{Error, Result},
    i18n::{Language, Text, format},
    layout,
    mandates::sync::{self, Outcome, Problem},
    twikey::{Event, PaymentEvent},
    ui::{
        badge::Tone,
        button::{Button, Weight, submit},
        empty::Empty,
        facts::{code, facts, or_absent},
        field::{Control, Field, Width},
        form::{self, Answer},
        heading::Heading,
        icon::Icon,
        notice::notice,
        tile::{Span, Tile},
    },
    viewer::Viewer,
};

/// The address of this page.
pub const HREF: &str = "/unmatched";

/// The most a person can look through at once; the others come up as these are dealt with.
const SHOWN: i64 = 50;

/// How much of a report is shown.
const SHOWN_CHARS: usize = 10_000;

/// What somebody typed for one of the entries, and what is wrong with it.
#[derive(Clone, Copy, Debug)]
struct Attempt<'a> {
    entry: Uuid,
    number: &'a str,
    problem: &'a str,
}

/// `GET /unmatched`
pub async fn show(app: Data<App>, viewer: Viewer) -> Result<Markup> {
    page(&app, &viewer, None).await
}

/// `POST /unmatched/{id}/assignment`
pub async fn assign(app: Data<App>, viewer: Viewer, id: Path<Uuid>, typed: Form<Assignment>) -> Result<HttpResponse> {
    let number = typed.number.trim();
    let mut tx = app.db.write().await?;
    let Some(entry) = queries::find_unmatched(&mut tx, *id).await? else { return Ok(back()) };
    let assigned = attempt(&mut tx, async |tx| match entry.feed {
        Feed::Payments => money::assign(tx, &app, &viewer, &entry, number).await,
        Feed::Mandates | Feed::Invoices => assign_mandate(tx, &app, &viewer, &entry, number).await,
    });
    let problem = assigned.await?.unwrap_or(Some(words::NOT_APPLIED));
    let Some(problem) = problem else {
        tx.commit().await?;
        app.new_jobs.notify_waiters();
        return Ok(back());
    };
    drop(tx);
    let attempt = Attempt { entry: *id, number, problem: problem.get(viewer.language()) };
    let page = page(&app, &viewer, Some(attempt)).await?;
    Ok(HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY)
        .content_type("text/html; charset=utf-8")
        .body(page.into_string()))
}

/// `POST /unmatched/{id}/dismissal`
pub async fn dismiss(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let decision = Decision { state: "dismissed", mandate: None, invoice: None, by: viewer.id(), at: now };
    if queries::resolve(&mut tx, *id, decision).await? {
        let entry = audit::Entry::new(Actor::User(viewer.id()), Subject::TwikeyEvent, *id, Action::Dismissed);
        audit::record(&mut tx, now, entry).await?;
    }
    tx.commit().await?;
    Ok(back())
}

/// The form.
#[derive(Debug, Deserialize)]
pub struct Assignment {
    /// The office's number of the customer, or of the invoice.
    #[serde(default)]
    number: String,
}

fn back() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, HREF)).finish()
}

/// Gives the mandate to the customer with this number. The text says why not.
async fn assign_mandate(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    entry: &Kept,
    number: &str,
) -> db::Result<Option<Text>> {
    let Some(customer) = customers::by_number(tx, number).await? else { return Ok(Some(words::NO_SUCH_NUMBER)) };
    let problem = apply(tx, app, viewer, entry, customer.id).await?;
    Ok(problem.map(|problem| *words::problem(problem)))
}

/// Applies the entry, and everything else that Twikey said of the same mandate, in its order. A problem of the first
/// one means that nothing may be kept; what of the others still fits nothing stays.
async fn apply(tx: &mut Tx, app: &App, viewer: &Viewer, entry: &Kept, customer: Uuid) -> db::Result<Option<Problem>> {
    let Some(reference) = &entry.reference else { return Ok(Some(Problem::Unreadable)) };
    let now = app.clock.now();
    let mut assigned = false;
    for entry in queries::unmatched_about(tx, entry.account, entry.feed, reference).await? {
        let outcome = match Event::parse(&entry.payload) {
            Ok(event) => sync::apply_to(tx, &app.clock, customer, &event, entry.sequence).await?,
            Err(_) => Outcome::Unmatched(Problem::Unreadable),
        };
        let mandate = match outcome {
            Outcome::Applied(mandate) | Outcome::Unchanged(mandate) => mandate,
            Outcome::Unmatched(problem) if !assigned => return Ok(Some(problem)),
            Outcome::Unmatched(_) => continue,
        };
        let decision = Decision { state: "assigned", mandate: Some(mandate), invoice: None, by: viewer.id(), at: now };
        queries::resolve(tx, entry.id, decision).await?;
        let trail = audit::Entry::new(Actor::User(viewer.id()), Subject::TwikeyEvent, entry.id, Action::Assigned);
        audit::record(tx, now, trail.of_customer(customer)).await?;
        assigned = true;
    }
    Ok(None)
}

async fn page(app: &App, viewer: &Viewer, attempt: Option<Attempt<'_>>) -> Result<Markup> {
    if !viewer.twikey_on {
        return Err(Error::NotFound);
    }
    let mut tx = app.db.read().await?;
    let entries = queries::unmatched(&mut tx, SHOWN).await?;
    drop(tx);
    let language = viewer.language();
    let title = words::TITLE.get(language);
    let content = html! {
        (Heading { title, back: Some(("/", layout::OVERVIEW.get(language))), ..Heading::default() })
        @if entries.is_empty() {
            (Empty {
                icon: Icon::CircleCheck, title: words::NONE.get(language), text: words::NONE_TEXT.get(language), action: None,
            })
        } @else {
            div.stack.unmatched {
                p.muted { (words::INTRODUCTION.get(language)) }
                @for entry in &entries { (tile(viewer, entry, attempt.filter(|attempt| attempt.entry == entry.id))) }
            }
        }
    };
    Ok(viewer.page(title, &content))
}

fn tile(viewer: &Viewer, entry: &Kept, attempt: Option<Attempt<'_>>) -> Markup {
    let language = viewer.language();
    let proposed = proposed_number(entry);
    let title = words::kind(&entry.kind, entry.reference.as_deref(), language);
    Tile {
        id: &format!("entry-{}", entry.id),
        title: &title,
        icon: Some(Icon::Inbox),
        actions: None,
        content: html! {
            (notice(Tone::Warning, html! { p { (problem(entry, language)) } }))
            (facts(&known(viewer, entry)))
            details {
                summary { (words::AS_RECEIVED.get(language)) }
                pre tabindex="0" { (beginning(&entry.payload)) }
            }
            div.verdict {
                @if let Some(proposed) = proposed { (assignment(viewer, entry, &proposed, attempt)) }
                (dismissal(viewer, entry))
            }
        },
        refresh: None,
        span: Span::Full,
    }
    .render()
}

fn problem(entry: &Kept, language: Language) -> &'static str {
    let code = entry.problem.as_deref().unwrap_or_default();
    match code {
        UNKNOWN_INVOICE => return words::UNKNOWN_INVOICE.get(language),
        NOT_APPLIED => return words::NOT_APPLIED.get(language),
        _ => {}
    }
    let problem = Problem::ALL.into_iter().find(|problem| problem.code() == code).unwrap_or(Problem::Unreadable);
    words::problem(problem).get(language)
}

/// The beginning of a report, which may be of any length.
fn beginning(payload: &str) -> Cow<'_, str> {
    match payload.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => Cow::Owned(format!("{}…", &payload[..end])),
        None => Cow::Borrowed(payload),
    }
}

/// The number that Twikey gives for what it reports; none when there is nothing to assign.
fn proposed_number(entry: &Kept) -> Option<String> {
    match entry.feed {
        Feed::Mandates => Event::parse(&entry.payload).ok()?.mandate.map(|it| it.customer_number.unwrap_or_default()),
        Feed::Invoices => None,
        Feed::Payments => PaymentEvent::parse(&entry.payload).ok().map(|it| it.number.unwrap_or_default()),
    }
}

/// What Twikey says of it.
fn known(viewer: &Viewer, entry: &Kept) -> Vec<(&'static str, Markup)> {
    let language = viewer.language();
    let event = Event::parse(&entry.payload).ok().filter(|_| entry.feed == Feed::Mandates);
    let event = event.as_ref();
    let when = entry.occurred_at.unwrap_or(entry.received_at);
    let mut rows = vec![(words::REPORTED.get(language), html! { (format::date_time(when, viewer.zone, language)) })];
    if entry.feed == Feed::Payments
        && let Ok(payment) = PaymentEvent::parse(&entry.payload)
    {
        rows.extend(money::known(viewer, &payment));
    }
    if let Some(reason) = event.and_then(|event| event.reason.as_deref()) {
        rows.push((words::REASON.get(language), html! { (reason) }));
    }
    if let Some(mandate) = event.and_then(|event| event.mandate.as_ref()) {
        let text = |value: &Option<String>| or_absent(value.as_deref(), language);
        rows.push((words::NAME.get(language), text(&mandate.name)));
        rows.push((words::EMAIL.get(language), text(&mandate.email)));
        rows.push((words::NUMBER.get(language), text(&mandate.customer_number)));
        let iban = mandate.iban.as_ref().map(|text| text.parse().map_or(text.clone(), |iban: Iban| iban.grouped()));
        rows.push(("IBAN", iban.map_or_else(|| or_absent(None, language), |iban| code(&iban))));
        let signed = mandate.signed.map(|moment| format::date(moment.date_in(viewer.zone), language));
        rows.push((words::SIGNED_ON.get(language), or_absent(signed.as_deref(), language)));
    }
    rows
}

fn assignment(viewer: &Viewer, entry: &Kept, proposed: &str, attempt: Option<Attempt<'_>>) -> Markup {
    let language = viewer.language();
    let (label, hint) = match entry.feed {
        Feed::Payments => (words::ASSIGN_TO_INVOICE, words::ASSIGN_MONEY_HINT),
        Feed::Mandates | Feed::Invoices => (words::ASSIGN_TO, words::ASSIGN_HINT),
    };
    form::Form {
        action: &format!("{HREF}/{}/assignment", entry.id),
        csrf: &viewer.reader.csrf,
        answer: Answer::Page,
        content: html! {
            div.fields {
                (Field {
                    label: label.get(language),
                    name: "number",
                    id: Some(&format!("number-{}", entry.id)),
                    value: attempt.map_or(proposed, |attempt| attempt.number),
                    error: attempt.map(|attempt| attempt.problem),
                    hint: Some(hint.get(language)),
                    control: Control::Code,
                    required: true,
                    width: Width::Half,
                    ..Field::default()
                })
            }
            (form::actions(submit(words::ASSIGN.get(language))))
        },
    }
    .render()
}

fn dismissal(viewer: &Viewer, entry: &Kept) -> Markup {
    let button = Button { label: words::DISMISS.get(viewer.language()), weight: Weight::Quiet, ..Button::default() };
    form::post(&format!("{HREF}/{}/dismissal", entry.id), &viewer.reader.csrf, button)
}
