//! All mandates, newest first, by state: `/mandates`.

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::{
    State,
    queries::{self, Line},
    words::{MANDATES, REQUESTED_ON, SEPA_MANDATE, SIGNED_ON, STATE, state_badge, state_name},
};
use crate::{
    app::App,
    audit,
    db::{self, Tx},
    error::Result,
    export::{self, Cell, File},
    i18n::{Counted, Language, Text, format},
    paging::{self, Part, Start},
    ui::{
        empty::Empty,
        facts::{code, or_absent},
        heading::Heading,
        icon::Icon,
        list::{FilterBar, Pager, choice, list},
        table::{Column, Row, Table},
    },
    viewer::Viewer,
};

/// What the address asks for. What it cannot mean counts as left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    q: String,
    state: String,
    after: String,
    before: String,
}

/// What the list shows.
pub(crate) async fn read(tx: &mut Tx, wanted: &Wanted) -> db::Result<Part<Line>> {
    let start = Start::read(&wanted.after, &wanted.before);
    Ok(Part::new(queries::page(tx, wanted.state(), &wanted.q, start).await?, start))
}

/// `GET /mandates`, with what is to be said above the list.
pub(crate) fn page(viewer: &Viewer, wanted: &Wanted, part: &Part<Line>, note: &Markup) -> Markup {
    let language = viewer.language();
    let title = MANDATES.get(language);
    viewer.page(
        title,
        &html! {
            (Heading { title, ..Heading::default() }.render())
            (note)
            (wanted.filter_bar(language))
            (list(html! {
                @if part.rows.is_empty() { (wanted.nothing(language)) } @else {
                    (table(viewer, &part.rows))
                    (wanted.pager(part, language))
                    (export::link(&wanted.file(), language))
                }
            }))
        },
    )
}

/// `GET /mandates/export`: everything that the filter matches, as CSV. Accounts are masked as in the list.
pub async fn export(app: Data<App>, viewer: Viewer, wanted: Query<Wanted>) -> Result<HttpResponse> {
    let (wanted, language) = (wanted.into_inner(), viewer.language());
    let columns =
        [SEPA_MANDATE, CUSTOMER, CUSTOMER_NUMBER, STATE, REQUESTED_ON, SIGNED_ON].map(|text| text.get(language));
    let columns = [&columns[..], &["IBAN"]].concat();
    let file = File { list: audit::Action::Mandates, title: &MANDATES, columns: &columns };
    export::answer(&app.clone(), viewer, file, move |start| {
        let (app, wanted) = (app.clone(), wanted.clone());
        async move {
            let mut tx = app.db.read().await?;
            let lines = queries::page(&mut tx, wanted.state(), &wanted.q, start).await?;
            Ok(lines.iter().map(|line| (line.id, values(line, language))).collect())
        }
    })
    .await
}

fn values(line: &Line, language: Language) -> Vec<Cell> {
    vec![
        line.reference.as_deref().into(),
        Cell::text(line.customer()),
        Cell::text(&line.customer_number),
        state_name(line.state).get(language).into(),
        line.requested_on.into(),
        line.signed_on.into(),
        line.iban.as_ref().map_or(Cell::Empty, |iban| Cell::text(iban.masked())),
    ]
}

impl Wanted {
    fn state(&self) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == self.state)
    }

    /// The address of the list as a file.
    fn file(&self) -> String {
        paging::address("/mandates/export", &[("q", &self.q), ("state", &self.state)], Start::First)
    }

    fn filter_bar(&self, language: Language) -> Markup {
        let mut states = vec![("", ALL.get(language))];
        states.extend(State::ALL.map(|state| (state.code(), state_name(state).get(language))));
        FilterBar {
            language,
            action: "/mandates",
            search_label: SEARCH.get(language),
            search: &self.q,
            choices: choice(STATE.get(language), "state", &self.state, &states),
        }
        .render()
    }

    fn nothing(&self, language: Language) -> Markup {
        let (title, text) = if self.q.is_empty() && self.state.is_empty() {
            (NONE, NONE_ADVICE)
        } else {
            (NOT_FOUND, NOT_FOUND_ADVICE)
        };
        Empty { icon: Icon::Signature, title: title.get(language), text: text.get(language), action: None }.render()
    }

    fn pager(&self, part: &Part<Line>, language: Language) -> Pager {
        let filters = [("q", self.q.as_str()), ("state", &self.state)];
        let summary = part.summary(language, |shown| SHOWN.of(shown, language));
        part.pager(language, summary, |line| line.id, |start| paging::address("/mandates", &filters, start))
    }
}

fn table(viewer: &Viewer, lines: &[Line]) -> Markup {
    let language = viewer.language();
    let column = |label: &Text, minor| Column { label: label.get(language), minor, ..Column::default() };
    Table {
        language,
        caption: MANDATES.get(language),
        columns: vec![
            column(&SEPA_MANDATE, false),
            column(&CUSTOMER, false),
            column(&STATE, false),
            column(&REQUESTED_ON, true),
            column(&SIGNED_ON, false),
            Column { label: "IBAN", minor: true, ..Column::default() },
        ],
        rows: lines
            .iter()
            .map(|line| Row { href: Some(format!("/mandates/{}", line.id)), cells: cells(viewer, line) })
            .collect(),
    }
    .render()
}

fn cells(viewer: &Viewer, line: &Line) -> Vec<Markup> {
    let language = viewer.language();
    let date = |date: Option<_>| or_absent(date.map(|date| format::date(date, language)).as_deref(), language);
    let reference = line.reference.as_deref().unwrap_or(NO_REFERENCE.get(language));
    vec![
        html! { (code(reference)) },
        html! { (line.customer()) " " span.muted { (line.customer_number) } },
        state_badge(line.state, language),
        date(line.requested_on),
        date(line.signed_on),
        // Whole only where staff need it.
        line.iban.as_ref().map_or_else(|| or_absent(None, language), |iban| code(&iban.masked())),
    ]
}

/// What Twikey reported and fits nothing here.
const SHOWN: Counted = Counted {
    one: Text { de: "{} Mandat", nl: "{} mandaat", fr: "{} mandat", en: "{} mandate" },
    more: Text { de: "{} Mandate", nl: "{} mandaten", fr: "{} mandats", en: "{} mandates" },
};
const ALL: Text = Text { de: "Jeder Stand", nl: "Elke status", fr: "Tous les états", en: "Any state" };
const SEARCH: Text = Text {
    de: "Referenz, Kunde, IBAN",
    nl: "Referentie, klant, IBAN",
    fr: "Référence, client, IBAN",
    en: "Reference, customer, IBAN",
};
const CUSTOMER_NUMBER: Text =
    Text { de: "Kundennummer", nl: "Klantnummer", fr: "Numéro de client", en: "Customer number" };
const CUSTOMER: Text = Text { de: "Kunde", nl: "Klant", fr: "Client", en: "Customer" };
const NO_REFERENCE: Text = Text {
    de: "noch keine Referenz",
    nl: "nog geen referentie",
    fr: "pas encore de référence",
    en: "no reference yet",
};
const NONE: Text =
    Text { de: "Noch keine Mandate", nl: "Nog geen mandaten", fr: "Pas encore de mandats", en: "No mandates yet" };
const NONE_ADVICE: Text = Text {
    de: "Öffnen Sie ein Kundenblatt und fordern Sie dort ein Mandat an.",
    nl: "Open een klantenfiche en vraag daar een mandaat aan.",
    fr: "Ouvrez une fiche client et demandez-y un mandat.",
    en: "Open a customer sheet and request a mandate there.",
};
const NOT_FOUND: Text = Text {
    de: "Kein Mandat passt dazu",
    nl: "Geen mandaat past hierbij",
    fr: "Aucun mandat ne correspond",
    en: "No mandate fits",
};
const NOT_FOUND_ADVICE: Text = Text {
    de: "Suchen Sie mit weniger Wörtern oder in jedem Stand.",
    nl: "Zoek met minder woorden of in elke status.",
    fr: "Cherchez avec moins de mots ou dans tous les états.",
    en: "Search with fewer words or in any state.",
};
