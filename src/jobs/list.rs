//! What waits and what failed outside, with a button to try again: `/jobs`, for administrators.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};
use chrono::{DateTime, Utc};
use maud::{Markup, Render, html};
use uuid::Uuid;

use super::queue::{self, Entry};
use crate::{
    app::App,
    error::Result,
    explain,
    i18n::{Language, Text, format},
    layout, tasks,
    ui::{
        badge::{Tone, badge},
        button::{Button, Weight},
        form,
        heading::Heading,
        table::{Column, Row, Table},
    },
    viewer::{Admin, Viewer},
};

/// As many as a person can look through; the oldest failures come up as newer ones are dealt with.
const SHOWN: i64 = 200;

/// `GET /jobs`
pub async fn show(app: Data<App>, viewer: Admin) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let failed = queue::failed(&mut tx, SHOWN).await?;
    let waiting = queue::waiting(&mut tx, SHOWN).await?;
    let language = viewer.language();
    let title = layout::JOBS.get(language);
    Ok(viewer.page(
        title,
        &html! {
            (Heading { title, ..Heading::default() }.render())
            section {
                h2 { (NEED_A_PERSON.get(language)) }
                @if failed.is_empty() { (nothing(NONE_FAILED.get(language))) }
                @else { (table(&viewer, &app, NEED_A_PERSON.get(language), &failed)) }
            }
            section {
                h2 { (WAITING.get(language)) }
                @if waiting.is_empty() { (nothing(NONE_WAITING.get(language))) }
                @else { (table(&viewer, &app, WAITING.get(language), &waiting)) }
            }
        },
    ))
}

/// `POST /jobs/{id}/attempts`
pub async fn try_again(app: Data<App>, _: Admin, id: Path<Uuid>) -> Result<HttpResponse> {
    let mut tx = app.db.write().await?;
    // Somebody else may have pressed it first; then there is nothing left to do.
    queue::try_again(&mut tx, app.clock.now(), *id).await?;
    tx.commit().await?;
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, "/jobs")).finish())
}

fn nothing(text: &str) -> Markup {
    html! { p.nothing { (text) } }
}

fn table(viewer: &Viewer, app: &App, caption: &str, jobs: &[Entry]) -> Markup {
    let language = viewer.language();
    let column = |text: &Text| Column { label: text.get(language), ..Column::default() };
    let now = app.clock.now();
    Table {
        language,
        caption,
        columns: vec![column(&WHAT), column(&STATE), column(&TRIES), column(&NEXT), column(&NOTHING)],
        rows: jobs
            .iter()
            .map(|job| Row {
                href: None,
                cells: vec![
                    html! { (tasks::name(&job.kind, language)) },
                    state(job, now, language),
                    html! { (format::number(job.attempts, language)) },
                    html! { (format::date_time(job.failed_at.unwrap_or(job.run_at), viewer.zone, language)) },
                    again(viewer, job),
                ],
            })
            .collect(),
    }
    .render()
}

fn state(job: &Entry, now: DateTime<Utc>, language: Language) -> Markup {
    let (tone, label) = match (job.failed_at, &job.error_code) {
        (Some(_), _) => (Tone::Danger, FAILED),
        (None, Some(_)) => (Tone::Warning, RETRYING),
        (None, None) if job.run_at > now => (Tone::Neutral, PLANNED),
        (None, None) => (Tone::Info, DUE),
    };
    html! {
        (badge(tone, label.get(language)))
        @if let Some(code) = &job.error_code {
            p { (explain::code(code, language)) }
            @if let Some(detail) = &job.error_detail { p.detail { code { (detail) } } }
        }
    }
}

fn again(viewer: &Viewer, job: &Entry) -> Markup {
    if job.error_code.is_none() {
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
