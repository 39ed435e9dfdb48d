//! The dialog that confirms many drafts, those that were ticked or all that the list's filter matches:
//! `/invoices/confirmations/new`.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Query},
};
use maud::{Markup, html};
use uuid::Uuid;

use super::{
    super::{
        confirm::Refusal,
        confirmation::{FINAL, LATER, obstacle},
        filter::Filter,
        reply,
        words::money,
    },
    TITLE, address,
    queries::{self, Seen},
};
use crate::{
    app::App,
    error::Result,
    i18n::{Language, Text, format},
    invoices::confirmations::queries::Chosen,
    jobs::{self, Task},
    layout::answer,
    paging::Start,
    settings::Settings,
    ui::{
        badge::Tone,
        button::{cancel, submit},
        form::{self, Answer},
        notice::notice,
    },
    viewer::Viewer,
};

/// Names and values, because the ticked boxes share one name.
type Pairs = Vec<(String, String)>;

/// `GET /invoices/confirmations/new?invoice={id}&…`, or `?all=1` with the list's filter
pub async fn new(app: Data<App>, viewer: Viewer, asked: Query<Pairs>) -> Result<Markup> {
    let chosen = Chosen::read(&asked);
    let mut tx = app.db.read().await?;
    let seen = queries::seen(&mut tx, &chosen, app.clock.today()).await?;
    drop(tx);
    Ok(dialog(&viewer, &chosen, seen, None))
}

/// `POST /invoices/confirmations`. What has changed since the dialog was shown is shown again first.
pub async fn create(app: Data<App>, viewer: Viewer, asked: Form<Pairs>) -> Result<HttpResponse> {
    let chosen = Chosen::read(&asked);
    let (id, now) = (Uuid::now_v7(), app.clock.now());
    let mut tx = app.db.write().await?;
    queries::insert(&mut tx, id, now, viewer.id()).await?;
    queries::add(&mut tx, id, &chosen, app.clock.today()).await?;
    let seen = queries::added(&mut tx, id).await?;
    if seen.drafts == 0 {
        return Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, dialog(&viewer, &chosen, seen, None)));
    }
    if value(&asked, SEEN) != Some(seen.to_string().as_str()) {
        return Ok(answer(StatusCode::CONFLICT, dialog(&viewer, &chosen, seen, Some(CHANGED))));
    }
    queries::count(&mut tx, id, seen.drafts).await?;
    jobs::enqueue(&mut tx, now, &Task::ConfirmInvoices { confirmation: id }).await?;
    tx.commit().await?;
    Ok(reply::go(&viewer, &address(id)))
}

impl Chosen {
    fn read(asked: &[(String, String)]) -> Self {
        if value(asked, ALL).is_some() {
            return Self::Matching(Filter::of(asked));
        }
        let ticked = asked.iter().filter(|(name, _)| name == BOX).filter_map(|(_, id)| id.parse().ok());
        Self::Ticked(ticked.take(queries::BOXES).collect())
    }

    /// As hidden fields name them.
    fn fields(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Ticked(invoices) => invoices.iter().map(|id| (BOX, id.to_string())).collect(),
            Self::Matching(filter) => {
                let filter = filter.pairs().map(|(name, value)| (name, value.to_owned()));
                [(ALL, "1".to_owned())].into_iter().chain(filter).collect()
            }
        }
    }

    /// The list that they were chosen from.
    fn list(&self) -> String {
        match self {
            Self::Ticked(_) => "/invoices".to_owned(),
            Self::Matching(filter) => filter.address("/invoices", Start::First),
        }
    }
}

fn value<'a>(asked: &'a [(String, String)], name: &str) -> Option<&'a str> {
    asked.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

fn dialog(viewer: &Viewer, chosen: &Chosen, seen: Seen, warning: Option<Text>) -> Markup {
    let language = viewer.language();
    let is_none = seen.drafts == 0;
    let refusal = obstacle_for_all(&viewer.settings);
    let content = html! {
        @if let Some(warning) = warning { (notice(Tone::Warning, html! { p { (warning.get(language)) } })) }
        @if is_none { p { (NONE.get(language)) } } @else {
            p { (explanation(seen.drafts, &money(seen.total, language), language)) }
            @if let Some(refusal) = refusal { (obstacle(viewer, refusal)) } @else { p.muted { (FINAL.of(seen.drafts, language)) } }
        }
        (form::Form {
            action: "/invoices/confirmations", csrf: &viewer.reader.csrf, answer: Answer::Dialog,
            content: html! {
                @for (name, value) in chosen.fields() { input type="hidden" name=(name) value=(value); }
                input type="hidden" name=(SEEN) value=(seen);
                (form::actions(html! {
                    @if !is_none && refusal.is_none() { (submit(&confirm_many(seen.drafts, language))) }
                    (cancel(if is_none { TO_LIST } else { LATER }.get(language), &chosen.list()))
                }))
            },
        })
    };
    reply::dialog(viewer, TITLE.get(language), content)
}

/// What would refuse every one of them.
fn obstacle_for_all(settings: &Settings) -> Option<Refusal> {
    match settings {
        _ if settings.creditor_name.trim().is_empty() => Some(Refusal::NoName),
        _ if settings.iban.is_none() => Some(Refusal::NoAccount),
        _ => None,
    }
}

fn explanation(count: i64, total: &str, language: Language) -> String {
    let number = format::number(count, language);
    match (language, count) {
        (Language::De, 1) => format!("Ein Entwurf über {total} wird bestätigt."),
        (Language::De, _) => format!("{number} Entwürfe über zusammen {total} werden bestätigt."),
        (Language::Nl, 1) => format!("Eén concept van {total} wordt bevestigd."),
        (Language::Nl, _) => format!("{number} concepten van samen {total} worden bevestigd."),
        (Language::Fr, 1) => format!("Un brouillon de {total} sera confirmé."),
        (Language::Fr, _) => format!("{number} brouillons pour un total de {total} seront confirmés."),
        (Language::En, 1) => format!("You are about to confirm one draft of {total}."),
        (Language::En, _) => format!("You are about to confirm {number} drafts totalling {total}."),
    }
}

fn confirm_many(count: i64, language: Language) -> String {
    let number = format::number(count, language);
    match language {
        Language::De => format!("{number} bestätigen"),
        Language::Nl => format!("{number} bevestigen"),
        Language::Fr => format!("En confirmer {number}"),
        Language::En => format!("Confirm {number}"),
    }
}

/// The fields of the form: a ticked draft, that all are meant, and what was shown of them.
const BOX: &str = "invoice";
const ALL: &str = "all";
const SEEN: &str = "seen";

const NONE: Text = Text {
    de: "Kein Entwurf ist ausgewählt. Haken Sie in der Liste an, was bestätigt werden soll.",
    nl: "Er is geen concept gekozen. Vink in de lijst aan wat moet worden bevestigd.",
    fr: "Aucun brouillon n’est choisi. Cochez dans la liste ce qui doit être confirmé.",
    en: "No draft is chosen. Tick in the list what is to be confirmed.",
};
const TO_LIST: Text = Text {
    de: "Zurück zu den Rechnungen",
    nl: "Terug naar de facturen",
    fr: "Retour aux factures",
    en: "Back to the invoices",
};
const CHANGED: Text = Text {
    de: "Inzwischen sind Entwürfe dazugekommen, weggefallen oder geändert worden. Bitte prüfen Sie Anzahl und Summe noch einmal.",
    nl: "Intussen zijn er concepten bijgekomen, weggevallen of gewijzigd. Controleer het aantal en het totaal nog eens.",
    fr: "Entre-temps, des brouillons ont été ajoutés, retirés ou modifiés. Veuillez revérifier leur nombre et leur total.",
    en: "Drafts have been added, removed or changed in the meantime. Please check their number and total once more.",
};
