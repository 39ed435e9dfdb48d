//! The whole audit trail, newest first: `/audit`, for administrators.

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use maud::{Markup, Render, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    tile::{changes, changes_in_words},
    titles,
};
use crate::{
    app::App,
    audit::{self, Recorded, Subject},
    error::Result,
    export::{self, Cell, File},
    i18n::{Counted, Language, Text, format},
    layout,
    paging::Start,
    ui::{
        heading::Heading,
        list::{Pager, list},
        table::{Column, Row, Table},
    },
    viewer::{Admin, Viewer},
};

/// Entries on a page.
const PAGE: usize = 100;

/// Entries that the file reads at once.
const EXPORTED: i64 = 500;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// The page begins after (that is, before in time) this entry.
    after: String,
}

/// `GET /audit`
pub async fn show(app: Data<App>, viewer: Admin, wanted: Query<Wanted>) -> Result<Markup> {
    let language = viewer.language();
    let after = wanted.after.parse().ok();
    let mut tx = app.db.read().await?;
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    let mut entries = audit::page(&mut tx, after, limit).await?;
    drop(tx);
    let is_more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let next = entries.last().filter(|_| is_more).map(|entry| entry.id);

    let title = layout::AUDIT.get(language);
    Ok(viewer.page(
        title,
        &html! {
            (Heading { title, ..Heading::default() }.render())
            (list(html! {
                (table(&viewer, &entries))
                (pager(entries.len(), after.is_some(), next, language))
                (export::link("/audit/export", language))
            }))
        },
    ))
}

/// `GET /audit/export`: all of it as CSV.
pub async fn export(app: Data<App>, viewer: Admin) -> Result<HttpResponse> {
    let language = viewer.language();
    let columns = [WHEN, WHAT, ABOUT, WHO, CHANGES].map(|text| text.get(language));
    let file = File { list: audit::Action::Audit, title: &layout::AUDIT, columns: &columns };
    export::answer(&app.clone(), viewer.into(), file, move |start| {
        let app = app.clone();
        async move {
            let before = match start {
                Start::After(id) => Some(id),
                Start::First | Start::Before(_) => None,
            };
            let entries = audit::page(&mut app.db.read().await?, before, EXPORTED).await?;
            Ok(entries.iter().map(|entry| (entry.id, cells(entry, language))).collect())
        }
    })
    .await
}

fn cells(entry: &Recorded, language: Language) -> Vec<Cell> {
    vec![
        entry.occurred_at.into(),
        Cell::text(titles::title(entry, language)),
        entry.invoice_number.as_deref().into(),
        Cell::text(entry.who(language)),
        Cell::text(changes_in_words(entry, language)),
    ]
}

fn table(viewer: &Viewer, entries: &[Recorded]) -> Markup {
    let language = viewer.language();
    let column = |label: &Text| Column { label: label.get(language), ..Column::default() };
    Table {
        language,
        caption: layout::AUDIT.get(language),
        columns: vec![column(&WHEN), column(&WHAT), column(&WHO), column(&CHANGES)],
        rows: entries
            .iter()
            .map(|entry| Row {
                href: None,
                cells: vec![
                    html! { (format::date_time(entry.occurred_at, viewer.zone, language)) },
                    what(entry, language),
                    html! { (entry.who(language)) },
                    changes(entry, language).unwrap_or_default(),
                ],
            })
            .collect(),
    }
    .render()
}

/// What was done, with the way to the record.
fn what(entry: &Recorded, language: Language) -> Markup {
    let title = titles::title(entry, language);
    let href = match (entry.subject(), entry.subject_id, entry.customer_id) {
        (Some(Subject::Mandate), Some(id), _) => Some(format!("/mandates/{id}")),
        (Some(Subject::Invoice), _, _) if let Some(id) = entry.invoice_id => Some(format!("/invoices/{id}")),
        (Some(Subject::User), Some(id), _) => Some(format!("/users/{id}")),
        (_, _, Some(customer)) => Some(format!("/customers/{customer}")),
        _ => None,
    };
    html! { @match href { Some(href) => a href=(href) { (title) }, None => (title) } }
}

fn pager(shown: usize, is_later: bool, next: Option<Uuid>, language: Language) -> Markup {
    let summary = SHOWN.of(shown, language);
    Pager {
        language,
        first: is_later.then(|| "/audit".to_owned()),
        previous: None,
        next: next.map(|id| format!("/audit?after={id}")),
        summary,
    }
    .render()
}

const SHOWN: Counted = Counted {
    one: Text {
        de: "{} Eintrag auf dieser Seite",
        nl: "{} regel op deze pagina",
        fr: "{} entrée sur cette page",
        en: "{} entry on this page",
    },
    more: Text {
        de: "{} Einträge auf dieser Seite",
        nl: "{} regels op deze pagina",
        fr: "{} entrées sur cette page",
        en: "{} entries on this page",
    },
};
const WHEN: Text = Text { de: "Zeitpunkt", nl: "Tijdstip", fr: "Moment", en: "When" };
const WHAT: Text = Text { de: "Vorgang", nl: "Gebeurtenis", fr: "Opération", en: "What" };
const ABOUT: Text = Text { de: "Rechnung", nl: "Factuur", fr: "Facture", en: "Invoice" };
const WHO: Text = Text { de: "Wer", nl: "Wie", fr: "Qui", en: "Who" };
const CHANGES: Text = Text { de: "Änderungen", nl: "Wijzigingen", fr: "Modifications", en: "Changes" };
