//! Ending a mandate, with a reason: the dialog at `/mandates/{id}/cancellation`, and the task that tells Twikey.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{Mandate, Origin, queries, reply};
use crate::{
    app::App,
    audit::{self, Action, Actor, Change, Entry, Subject},
    error::{Error, Result},
    i18n::Text,
    jobs::{self, Failure, Job, Task, TaskResult},
    layout, messages, twikey,
    ui::{
        button::{self, Button, Weight},
        field::{Checkbox, Control, Field},
        form::{self, Answer},
    },
    viewer::Viewer,
};

/// Twikey takes any text; this much is read by people.
const LONGEST_REASON: usize = 140;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    reason: String,
    notify: Option<String>,
}

/// `GET /mandates/{id}/cancellation`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mandate = live(&app, *id).await?;
    Ok(dialog(&viewer, &mandate, &Typed::default(), None))
}

/// `POST /mandates/{id}/cancellation`
pub async fn submit(app: Data<App>, viewer: Viewer, id: Path<Uuid>, typed: Form<Typed>) -> Result<HttpResponse> {
    let reason = typed.reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        let mandate = live(&app, *id).await?;
        let problem = if reason.is_empty() { &REASON_MISSING } else { &REASON_LONG };
        let dialog = dialog(&viewer, &mandate, &typed, Some(problem.get(viewer.language())));
        return Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, dialog));
    }

    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let mut mandate = queries::take(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let before = mandate.state;
    if mandate.cancel(reason, now) {
        queries::update(&mut tx, &mandate).await?;
        messages::withdraw(&mut tx, now, mandate.id).await?;
        if mandate.origin == Origin::Twikey {
            let notify = typed.notify.is_some();
            jobs::enqueue(&mut tx, now, &Task::CancelMandate { mandate: mandate.id, notify }).await?;
        }
        let change = Change::between("state", Some(before.code()), Some(mandate.state.code()));
        let reason = Change::between("reason", None, Some(reason));
        let entry = Entry::new(Actor::User(viewer.id()), Subject::Mandate, mandate.id, Action::Cancelled);
        let entry = entry.of_customer(mandate.customer_id).with(change.into_iter().chain(reason).collect());
        audit::record(&mut tx, now, entry).await?;
    }
    tx.commit().await?;
    reply::after_change(&app, &viewer, mandate.customer_id, &CANCELLED, app.db.read().await?).await
}

/// Tells Twikey that the mandate has ended. Repeating it is harmless: a mandate that is gone cannot be ended again.
pub async fn run(app: &App, job: &Job, id: Uuid, notify: bool) -> TaskResult {
    let mut tx = app.db.read().await?;
    let mandate = queries::find(&mut tx, id).await?;
    drop(tx);
    if let Some(Mandate { reference: Some(reference), ended_reason, .. }) = &mandate {
        let twikey = app.twikey.as_ref().ok_or_else(no_twikey)?;
        let reason = ended_reason.as_deref().unwrap_or("cancelled");
        match twikey.cancel(reference, reason, notify).await {
            Ok(()) => {}
            Err(error) if is_gone(&error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    jobs::finish(&mut tx, now, job).await?;
    tx.commit().await?;
    Ok(())
}

/// Twikey is switched off or not configured, though something was to be told to it.
pub fn no_twikey() -> Failure {
    Failure::needs_person("job.no_twikey", "TWIKEY_API_URL is not set")
}

/// Twikey does not know the mandate any more, or knows it as ended.
pub(super) fn is_gone(error: &twikey::Error) -> bool {
    [twikey::code::NOT_FOUND, twikey::code::NO_CONTRACT, "twikey.err_invalid_state"].iter().any(|code| error.is(code))
}

async fn live(app: &App, id: Uuid) -> Result<Mandate> {
    let mut tx = app.db.read().await?;
    let mandate = queries::find(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if mandate.state.is_live() { Ok(mandate) } else { Err(Error::NotFound) }
}

fn dialog(viewer: &Viewer, mandate: &Mandate, typed: &Typed, problem: Option<&str>) -> Markup {
    let language = viewer.language();
    let action = format!("/mandates/{}/cancellation", mandate.id);
    let reference = mandate.reference.as_deref().unwrap_or_default();
    let content = html! {
        p { (EXPLANATION.get(language)) @if !reference.is_empty() { " " span.code { (reference) } } }
        (form::Form { action: &action, csrf: &viewer.reader.csrf, answer: Answer::Dialog, content: html! {
            div.fields {
                (Field {
                    label: REASON.get(language), name: "reason", value: &typed.reason, control: Control::Text,
                    hint: Some(REASON_HINT.get(language)), error: problem, required: true, autofocus: true,
                    ..Field::default()
                })
                @if mandate.origin == Origin::Twikey {
                    (Checkbox {
                        label: NOTIFY.get(language), name: "notify", value: "yes", checked: typed.notify.is_some(),
                        ..Checkbox::default()
                    })
                }
            }
            (form::actions(html! {
                (Button { label: END.get(language), weight: Weight::Danger, ..Button::default() })
                (button::cancel(KEEP.get(language), &format!("/customers/{}", mandate.customer_id)))
            }))
        } })
    };
    reply::dialog(viewer, END.get(language), content, false)
}

const END: Text =
    Text { de: "Mandat widerrufen", nl: "Mandaat annuleren", fr: "Révoquer le mandat", en: "Cancel the mandate" };
const KEEP: Text = Text { de: "Nicht widerrufen", nl: "Niet annuleren", fr: "Ne pas révoquer", en: "Keep it" };
const EXPLANATION: Text = Text {
    de: "Mit diesem Mandat wird danach nichts mehr eingezogen. Das lässt sich nicht zurücknehmen; Sie können ein neues anfordern.",
    nl: "Met dit mandaat wordt daarna niets meer geïnd. Dat kan niet ongedaan worden gemaakt; u kunt een nieuw aanvragen.",
    fr: "Plus rien ne sera encaissé avec ce mandat. C’est irréversible\u{a0}; vous pourrez en demander un nouveau.",
    en: "Nothing will be collected with this mandate any more. This cannot be undone; you can request a new one.",
};
const REASON: Text = Text { de: "Grund", nl: "Reden", fr: "Motif", en: "Reason" };
const REASON_HINT: Text = Text {
    de: "Steht in der Geschichte des Mandats und bei Twikey.",
    nl: "Staat in de geschiedenis van het mandaat en bij Twikey.",
    fr: "Figure dans l’historique du mandat et chez Twikey.",
    en: "Stands in the mandate’s history and at Twikey.",
};
const REASON_MISSING: Text = Text {
    de: "Bitte schreiben Sie, warum das Mandat endet.",
    nl: "Schrijf waarom het mandaat eindigt.",
    fr: "Veuillez indiquer pourquoi le mandat prend fin.",
    en: "Please write why the mandate ends.",
};
const REASON_LONG: Text = Text {
    de: "Bitte höchstens 140 Zeichen.",
    nl: "Hoogstens 140 tekens, alstublieft.",
    fr: "140 caractères au maximum.",
    en: "At most 140 characters, please.",
};
const NOTIFY: Text = Text {
    de: "Twikey benachrichtigt den Kunden per E-Mail",
    nl: "Twikey verwittigt de klant per e-mail",
    fr: "Twikey prévient le client par e-mail",
    en: "Twikey tells the customer by e-mail",
};
const CANCELLED: Text = Text {
    de: "Das Mandat ist widerrufen.",
    nl: "Het mandaat is geannuleerd.",
    fr: "Le mandat est révoqué.",
    en: "The mandate is cancelled.",
};
