//! The e-mail templates in every language: `/templates`, for administrators.

use actix_web::web::Data;
use maud::{Markup, html};

use super::{
    Kind,
    queries::{self, Changed},
};
use crate::{
    app::App,
    error::Result,
    i18n::{Language, Text, format},
    layout,
    ui::{
        badge::{Tone, badge},
        heading::Heading,
        icon::Icon,
        table::{Column, Row, Table},
        tile::{Span, Tile, tiles},
    },
    viewer::{Admin, Viewer},
};

/// `GET /templates`
pub async fn show(app: Data<App>, viewer: Admin) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let changed = queries::changed(&mut tx).await?;
    let language = viewer.language();
    let title = layout::TEMPLATES.get(language);
    let content = html! {
        (Heading { title, subtitle: Some(html! { (INTRODUCTION.get(language)) }), ..Heading::default() })
        (tiles(html! { @for kind in Kind::ALL { (tile(&viewer, kind, &changed)) } }))
    };
    Ok(viewer.page(title, &content))
}

fn tile<'a>(viewer: &'a Viewer, kind: Kind, changed: &[Changed]) -> Tile<'a> {
    let language = viewer.language();
    Tile {
        id: kind.slug(),
        title: kind.name().get(language),
        icon: Some(Icon::Mail),
        actions: None,
        content: html! {
            p.muted { (kind.occasion().get(language)) }
            (Table {
                language,
                caption: kind.name().get(language),
                columns: vec![
                    Column { label: LANGUAGE.get(language), ..Column::default() },
                    Column { label: TEXT.get(language), ..Column::default() },
                ],
                rows: Language::ALL.into_iter().map(|of| row(viewer, kind, of, changed)).collect(),
            })
        },
        refresh: None,
        span: Span::Two,
    }
}

fn row(viewer: &Viewer, kind: Kind, of: Language, changed: &[Changed]) -> Row {
    let language = viewer.language();
    let saved = changed.iter().find(|changed| changed.kind == kind && changed.language == of);
    Row {
        href: Some(format!("/templates/{}/{of}", kind.slug())),
        cells: vec![
            html! { span lang=(of) { (of.own_name()) } },
            html! {
                @if let Some(saved) = saved {
                    (badge(Tone::Info, ADAPTED.get(language))) " "
                    span.muted {
                        (format::date_time(saved.saved_at, viewer.zone, language))
                        @if let Some(name) = &saved.saved_by { " · " (name) }
                    }
                } @else {
                    (badge(Tone::Neutral, BUILT_IN.get(language)))
                }
            },
        ],
    }
}

const INTRODUCTION: Text = Text {
    de: "Aus diesen Texten entstehen die Nachrichten an Kunden, jeweils in der Sprache des Kunden.",
    nl: "Uit deze teksten ontstaan de berichten aan klanten, telkens in de taal van de klant.",
    fr: "Ces textes servent à composer les messages aux clients, chacun dans la langue du client.",
    en: "Messages to customers are made from these texts, each in the customer’s language.",
};
const LANGUAGE: Text = Text { de: "Sprache", nl: "Taal", fr: "Langue", en: "Language" };
const TEXT: Text = Text { de: "Text", nl: "Tekst", fr: "Texte", en: "Text" };
const ADAPTED: Text = Text { de: "Angepasst", nl: "Aangepast", fr: "Adapté", en: "Adapted" };
const BUILT_IN: Text =
    Text { de: "Mitgelieferter Text", nl: "Meegeleverde tekst", fr: "Texte fourni", en: "Text that came with it" };
