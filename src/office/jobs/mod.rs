//! What is stuck, by its cause, with a button to try all of it again; for administrators also what waits: `/jobs`.

mod queries;

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Form, Path},
};
use chrono::{DateTime, Utc};
use maud::{Markup, Render, html};
use serde::Deserialize;
use uuid::Uuid;

use self::queries::Listed;
pub use self::queries::{Cause, causes};
use crate::{
    app::App,
    error::Result,
    explain,
    i18n::{Language, Text, format},
    jobs, layout, messages, payments, tasks,
    ui::{
        badge::{Tone, badge},
        button::{Button, Weight},
        form,
        heading::Heading,
        icon::Icon,
        notice::notice,
        table::{Column, Row, Table},
    },
    viewer::Viewer,
};

/// The address of this page.
pub const HREF: &str = "/jobs";

/// The most a person can look through at once; the oldest failures come up as newer ones are dealt with.
const SHOWN: i64 = 200;

/// `GET /jobs`
pub async fn show(app: Data<App>, viewer: Viewer) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let causes = causes(&mut tx, app.clock.now()).await?;
    let stuck = queries::stuck(&mut tx, app.clock.now(), SHOWN).await?;
    // What goes well by itself is nothing that staff could do anything about.
    let waiting = if viewer.is_admin() { queries::waiting(&mut tx, SHOWN).await? } else { Vec::new() };
    drop(tx);
    let language = viewer.language();
    let title = layout::JOBS.get(language);
    Ok(viewer.page(
        title,
        &html! {
            (Heading { title, ..Heading::default() }.render())
            section {
                h2 { (NEED_A_PERSON.get(language)) }
                @if causes.is_empty() { (nothing(NONE_FAILED.get(language))) }
                @for group in causes.chunk_by(|one, other| one.error_code == other.error_code) {
                    (cause(&viewer, &app, group, &stuck))
                }
            }
            @if viewer.is_admin() {
                section {
                    h2 { (WAITING.get(language)) }
                    @if waiting.is_empty() { (nothing(NONE_WAITING.get(language))) }
                    @else { (table(&viewer, &app, WAITING.get(language), &waiting, true)) }
                }
            }
        },
    ))
}

/// `POST /jobs/{id}/attempts`
pub async fn try_again(app: Data<App>, _: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let mut tx = app.db.write().await?;
    // Somebody else may have pressed it first; then there is nothing left to do.
    tasks::try_again(&mut tx, app.clock.now(), *id).await?;
    tx.commit().await?;
    Ok(back(&app))
}

/// Which of the jobs that are stuck.
#[derive(Debug, Deserialize)]
pub struct Which {
    /// The code of their cause.
    cause: String,
}

/// `POST /jobs/attempts`: everything that is stuck for one cause. Pressing it twice does nothing more.
pub async fn try_all_again(app: Data<App>, viewer: Viewer, which: Form<Which>) -> Result<HttpResponse> {
    let mut tx = app.db.write().await?;
    messages::revive_all(&mut tx, &which.cause).await?;
    queries::try_all_again(&mut tx, app.clock.now(), &which.cause, viewer.is_admin()).await?;
    tx.commit().await?;
    Ok(back(&app))
}

fn back(app: &App) -> HttpResponse {
    app.new_jobs.notify_waiters();
    HttpResponse::SeeOther().insert_header((header::LOCATION, HREF)).finish()
}

/// What is stuck for one cause: how much, why, and a button for all of it.
fn cause(viewer: &Viewer, app: &App, group: &[Cause], stuck: &[Listed]) -> Markup {
    let language = viewer.language();
    let code = &group[0].error_code;
    let count = group.iter().map(|cause| cause.count).sum::<i64>();
    let of_cause = |job: &&Listed| job.error_code.as_ref() == Some(code);
    let listed: Vec<_> = stuck.iter().filter(of_cause).cloned().collect();
    let tone = if group.iter().any(|cause| cause.needs_person) { Tone::Danger } else { Tone::Warning };
    let button = Button { label: TRY_ALL_AGAIN.get(language), icon: Some(Icon::RefreshCw), ..Button::default() };
    html! {
        (notice(tone, html! {
            p { strong { (format::number(count, language)) " · " } (explain::code(code, language)) }
            @if group.iter().any(|cause| is_repeated_with_the_rest(&cause.kind)) {
                (form::post("/jobs/attempts", &viewer.reader.csrf, html! {
                    input type="hidden" name="cause" value=(code);
                    (button)
                }))
            }
        }))
        @if !listed.is_empty() { (table(viewer, app, &explain::code(code, language), &listed, false)) }
    }
}

/// Twikey might pay a refund twice; whether it may be asked for again says its own page.
fn is_repeated_with_the_rest(kind: &str) -> bool {
    kind != "give_back"
}

fn nothing(text: &str) -> Markup {
    html! { p.nothing { (text) } }
}

/// `why`: whether each says what held it up; of one cause that stands above all of them.
fn table(viewer: &Viewer, app: &App, caption: &str, jobs: &[Listed], why: bool) -> Markup {
    let language = viewer.language();
    let column = |text: &Text| Column { label: text.get(language), ..Column::default() };
    let now = app.clock.now();
    Table {
        language,
        caption,
        columns: vec![
            column(&WHAT),
            column(&ABOUT),
            column(&STATE),
            Column { minor: true, ..column(&TRIES) },
            Column { minor: true, ..column(&NEXT) },
            column(&NOTHING),
        ],
        rows: jobs
            .iter()
            .map(|job| Row {
                href: None,
                cells: vec![
                    html! { (jobs::title(&job.kind, language)) },
                    about(job, language),
                    state(viewer, job, now, why),
                    html! { (format::number(job.attempts, language)) },
                    html! { (format::date_time(job.failed_at.unwrap_or(job.run_at), viewer.zone, language)) },
                    again(viewer, job),
                ],
            })
            .collect(),
    }
    .render()
}

/// The record that the job is about, and whose it is.
fn about(job: &Listed, language: Language) -> Markup {
    let Some(subject) = job.subject_id else { return html! {} };
    let record = if job.is_invoice {
        let number = job.invoice_number.as_deref().unwrap_or(INVOICE.get(language));
        Some((format!("/invoices/{subject}"), number))
    } else if job.is_mandate {
        let reference = job.mandate_reference.as_deref().unwrap_or(MANDATE.get(language));
        Some((format!("/mandates/{subject}"), reference))
    } else if job.is_message {
        let title = job.message_subject.as_deref().filter(|title| !title.is_empty());
        Some((format!("/messages/{subject}"), title.unwrap_or(MESSAGE.get(language))))
    } else {
        match job.kind.as_str() {
            "import" => Some((format!("/imports/{subject}"), FILE.get(language))),
            "confirm_invoices" => Some((format!("/invoices/confirmations/{subject}"), INVOICES.get(language))),
            _ => None,
        }
    };
    html! {
        @if let Some(customer) = job.customer_id { div { a href={ "/customers/" (customer) } { (job.customer()) } } }
        @if let Some((href, name)) = record { div { a href=(href) { (name) } } }
    }
}

fn state(viewer: &Viewer, job: &Listed, now: DateTime<Utc>, why: bool) -> Markup {
    let language = viewer.language();
    // Nobody here takes it.
    let newer = jobs::Kind::of(&job.kind).is_none().then(|| jobs::NEWER.to_owned());
    let code = job.error_code.clone().or(newer);
    let (tone, label) = match (job.failed_at, &code) {
        (Some(_), _) => (Tone::Danger, FAILED),
        (None, Some(_)) => (Tone::Warning, RETRYING),
        (None, None) if job.run_at > now => (Tone::Neutral, PLANNED),
        (None, None) => (Tone::Info, DUE),
    };
    html! {
        (badge(tone, label.get(language)))
        @if let Some(code) = &code {
            @if why { p { (explain::code(code, language)) } }
            @if let Some(detail) = job.error_detail.as_ref().filter(|_| viewer.is_admin()) { p.detail { code { (detail) } } }
        }
    }
}

fn again(viewer: &Viewer, job: &Listed) -> Markup {
    let is_theirs = job.subject_id.is_some() || viewer.is_admin();
    // Of a refund that may have been made somebody looks first, and asks again on the invoice.
    let is_unclear = job.error_code.as_deref() == Some(payments::refund::UNCLEAR);
    if job.error_code.is_none() || is_unclear || !is_theirs {
        return html! {};
    }
    let button = Button { label: TRY_AGAIN.get(viewer.language()), weight: Weight::Secondary, ..Button::default() };
    form::post(&format!("/jobs/{}/attempts", job.id), &viewer.reader.csrf, button.render())
}

const NEED_A_PERSON: Text =
    Text { de: "Braucht jemanden", nl: "Heeft iemand nodig", fr: "À traiter par quelqu’un", en: "Needs a person" };
const WAITING: Text = Text { de: "Unterwegs", nl: "Onderweg", fr: "En cours", en: "Under way" };
const NONE_FAILED: Text = Text {
    de: "Nichts ist liegen geblieben.",
    nl: "Er is niets blijven liggen.",
    fr: "Rien n’est en souffrance.",
    en: "Nothing is stuck.",
};
const NONE_WAITING: Text =
    Text { de: "Nichts wartet.", nl: "Er wacht niets.", fr: "Rien n’attend.", en: "Nothing is waiting." };
const WHAT: Text = Text { de: "Auftrag", nl: "Opdracht", fr: "Tâche", en: "Job" };
const ABOUT: Text = Text { de: "Worum es geht", nl: "Waarover", fr: "À propos de", en: "About" };
const INVOICE: Text = Text { de: "Rechnung", nl: "Factuur", fr: "Facture", en: "Invoice" };
const INVOICES: Text = Text { de: "Rechnungen", nl: "Facturen", fr: "Factures", en: "Invoices" };
const MANDATE: Text = Text { de: "Mandat", nl: "Mandaat", fr: "Mandat", en: "Mandate" };
const MESSAGE: Text = Text { de: "Nachricht", nl: "Bericht", fr: "Message", en: "Message" };
const FILE: Text = Text { de: "Datei", nl: "Bestand", fr: "Fichier", en: "File" };
const TRY_ALL_AGAIN: Text =
    Text { de: "Alle noch einmal versuchen", nl: "Alles opnieuw proberen", fr: "Tout réessayer", en: "Try all again" };
const STATE: Text = Text { de: "Stand", nl: "Status", fr: "État", en: "State" };
const TRIES: Text = Text { de: "Versuche", nl: "Pogingen", fr: "Essais", en: "Tries" };
const NEXT: Text = Text { de: "Zeitpunkt", nl: "Tijdstip", fr: "Moment", en: "When" };
const NOTHING: Text = Text { de: "", nl: "", fr: "", en: "" };
const FAILED: Text = Text { de: "Gescheitert", nl: "Mislukt", fr: "Échec", en: "Failed" };
const RETRYING: Text =
    Text { de: "Wird wiederholt", nl: "Wordt herhaald", fr: "Sera réessayé", en: "Will be tried again" };
const PLANNED: Text = Text { de: "Geplant", nl: "Gepland", fr: "Prévu", en: "Planned" };
const DUE: Text = Text { de: "In Arbeit", nl: "Bezig", fr: "En cours", en: "In progress" };
const TRY_AGAIN: Text = Text { de: "Noch einmal versuchen", nl: "Opnieuw proberen", fr: "Réessayer", en: "Try again" };
