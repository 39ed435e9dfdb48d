//! A file that was sent, with its report: `/imports/{id}`. While it is checked or imported the page follows by itself.

use actix_web::{
    HttpResponse,
    http::header::LOCATION,
    web::{Data, Path, Query},
};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Kind,
    queries::{self, Import, Reported, State},
    report::{Outcome, Totals},
};
use crate::{
    app::App,
    error::{Error, Result},
    i18n::{Counted, Language, Text, format},
    jobs::{self, Task},
    paging::{self, Part, Start},
    ui::{
        badge::{Tone, badge},
        button::{Action, Button, Weight},
        form::post,
        heading::Heading,
        list::list,
        notice::notice,
        progress::progress,
        table::{Column, Row, Table},
        tile::{figure, figures, urgent},
    },
    viewer::Viewer,
};

/// What the address asks for. What it cannot mean counts as left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    outcome: String,
    after: String,
    before: String,
}

/// `GET /imports/{id}`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>, wanted: Query<Wanted>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let import = queries::find(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let totals = queries::totals(&mut tx, import.id).await?;
    let stopped = jobs::of_subject(&mut tx, import.id).await?.is_some_and(|job| job.failed_at.is_some());
    let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.code() == wanted.outcome);
    let start = Start::read(&wanted.after, &wanted.before);
    let part = Part::new(queries::reported(&mut tx, import.id, outcome, start).await?, start);
    drop(tx);
    Ok(Page { viewer: &viewer, import: &import, totals, stopped, outcome, part: &part }.show())
}

/// `POST /imports/{id}/acceptance`: what was checked shall be imported. Pressed twice, it is imported once.
pub async fn accept(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if queries::accept(&mut tx, now, *id, viewer.id()).await? {
        jobs::enqueue(&mut tx, now, &Task::Import { import: *id }).await?;
        tx.commit().await?;
    }
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, address(*id))).finish())
}

fn address(id: Uuid) -> String {
    format!("/imports/{id}")
}

struct Page<'a> {
    viewer: &'a Viewer,
    import: &'a Import,
    totals: Totals,
    /// It waits for a person.
    stopped: bool,
    outcome: Option<Outcome>,
    part: &'a Part<Reported>,
}

impl Page<'_> {
    fn show(&self) -> Markup {
        let (import, language) = (self.import, self.viewer.language());
        let (kind, address) = (import.kind, address(import.id));
        let follows = (import.is_under_way() && !self.stopped).then_some(address.as_str());
        let title = title(&import.file_name, language);
        self.viewer.page(
            &title,
            &html! {
                div.stack id="import" hx-get=[follows] hx-trigger=[follows.map(|_| "every 1s")]
                    hx-select=[follows.map(|_| "#import")] hx-swap=[follows.map(|_| "outerMorph")] {
                    (Heading {
                        title: &title,
                        back: Some((kind.list(), kind.list_name().get(language))),
                        subtitle: Some(html! { (self.subtitle()) }),
                        badges: Some(state(import.state, language)),
                        actions: Some(self.actions()),
                    })
                    div aria-live="polite" { (self.news()) }
                    (self.figures())
                    div { @for note in import.notes() { p.muted { (note) } } }
                    @if !import.is_under_way() { (list(self.report())) }
                }
            },
        )
    }

    fn subtitle(&self) -> String {
        let when = format::date_time(self.import.created_at, self.viewer.zone, self.viewer.language());
        format!("{} · {when}", self.import.user_name)
    }

    fn actions(&self) -> Markup {
        let (import, language) = (self.import, self.viewer.language());
        let again = Button { label: OTHER.get(language), action: Action::Go(import.kind.form()), ..Button::default() };
        let list = Button {
            label: import.kind.list_name().get(language),
            weight: Weight::Primary,
            action: Action::Go(import.kind.list()),
            ..Button::default()
        };
        let reload = address(import.id);
        match import.state {
            State::Checking | State::Importing => html! {
                a.button.secondary.without-script href=(reload) { (RELOAD.get(language)) }
            },
            State::Checked if self.to_store() > 0 => {
                let label = import_these(import.kind).of(self.to_store(), language);
                let button = Button { label: &label, weight: Weight::Primary, ..Button::default() };
                html! {
                    (again)
                    (post(&format!("{reload}/acceptance"), &self.viewer.reader.csrf, button))
                }
            }
            State::Checked => html! { (again) },
            State::Imported => html! { (again) (list) },
        }
    }

    fn to_store(&self) -> i64 {
        self.totals.of(Outcome::Created) + self.totals.of(Outcome::Changed)
    }

    /// How it stands, in a sentence or a bar.
    fn news(&self) -> Markup {
        let (import, language) = (self.import, self.viewer.language());
        let refused = self.totals.of(Outcome::Refused);
        let said = Outcome::Refused.counted(import.kind, refused, language);
        if self.stopped {
            return notice(Tone::Danger, html! { p { (STOPPED.get(language)) } });
        }
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        match import.state {
            State::Checking => progress(CHECKING.get(language), count(import.done), count(import.total)),
            State::Importing => progress(IMPORTING.get(language), count(import.done), count(import.total)),
            State::Checked if self.to_store() == 0 => notice(Tone::Warning, html! { p { (NOTHING.get(language)) } }),
            State::Checked if refused > 0 => notice(Tone::Warning, html! { p { (some_refused(&said, language)) } }),
            State::Checked => notice(Tone::Success, html! { p { (ALL_GOOD.get(language)) } }),
            State::Imported if refused > 0 => notice(Tone::Warning, html! { p { (some_left(&said, language)) } }),
            State::Imported => notice(Tone::Success, html! { p { (ALL_IMPORTED.get(language)) } }),
        }
    }

    /// How many of each, leading to them.
    fn figures(&self) -> Markup {
        let language = self.viewer.language();
        figures(html! {
            @for (outcome, count) in self.totals.counted() {
                @let value = format::number(count, language);
                @let word = outcome.word(self.import.kind, count, language);
                @let href = self.at(Some(outcome), Start::First);
                @if outcome == Outcome::Refused { (urgent(word, &value, &href)) } @else { (figure(word, &value, &href)) }
            }
        })
    }

    fn at(&self, outcome: Option<Outcome>, start: Start) -> String {
        paging::address(&address(self.import.id), &[("outcome", outcome.map_or("", Outcome::code))], start)
    }

    fn report(&self) -> Markup {
        let language = self.viewer.language();
        let column = |label: &Text| Column { label: label.get(language), ..Column::default() };
        let key = match self.import.kind {
            Kind::Customers => NUMBER,
            Kind::Invoices => INVOICE,
        };
        let table = Table {
            language,
            caption: REPORT.get(language),
            columns: vec![column(&LINE), column(&key), column(&OUTCOME), column(&REMARKS)],
            rows: self.part.rows.iter().map(|entry| self.row(entry)).collect(),
        };
        let outcome = self.outcome;
        let summary = self.part.summary(language, |shown| match outcome {
            Some(outcome) => outcome.counted(self.import.kind, shown, language),
            None => ROWS.of(shown, language),
        });
        html! {
            @if outcome.is_some() { p { a href=(self.at(None, Start::First)) { (SHOW_ALL.get(language)) } } }
            (table)
            (self.part.pager(language, summary, |entry| entry.id, |start| self.at(outcome, start)))
        }
    }

    fn row(&self, entry: &Reported) -> Row {
        let language = self.viewer.language();
        let tone = match entry.outcome {
            Outcome::Created | Outcome::Changed => Tone::Success,
            Outcome::Unchanged => Tone::Neutral,
            Outcome::Refused => Tone::Danger,
        };
        Row {
            href: entry.record_id.map(|id| format!("{}/{id}", self.import.kind.list())),
            cells: vec![
                html! { (entry.line) },
                html! { span.code { (entry.key) } },
                badge(tone, entry.outcome.word(self.import.kind, 1, language)),
                html! { @for remark in entry.remarks() { p { (remark) } } },
            ],
        }
    }
}

fn state(state: State, language: Language) -> Markup {
    match state {
        State::Checking => badge(Tone::Info, CHECKING.get(language)),
        State::Checked => badge(Tone::Neutral, CHECKED.get(language)),
        State::Importing => badge(Tone::Info, IMPORTING.get(language)),
        State::Imported => badge(Tone::Success, IMPORTED.get(language)),
    }
}

fn title(file_name: &str, language: Language) -> String {
    match language {
        Language::De => format!("Import von {file_name}"),
        Language::Nl => format!("Import van {file_name}"),
        Language::Fr => format!("Import de {file_name}"),
        Language::En => format!("Import of {file_name}"),
    }
}

const fn import_these(kind: Kind) -> Counted {
    match kind {
        Kind::Customers => Counted {
            one: Text {
                de: "{} Kunden importieren",
                nl: "{} klant importeren",
                fr: "Importer {} client",
                en: "Import {} customer",
            },
            more: Text {
                de: "{} Kunden importieren",
                nl: "{} klanten importeren",
                fr: "Importer {} clients",
                en: "Import {} customers",
            },
        },
        Kind::Invoices => Counted {
            one: Text {
                de: "{} Rechnung importieren",
                nl: "{} factuur importeren",
                fr: "Importer {} facture",
                en: "Import {} invoice",
            },
            more: Text {
                de: "{} Rechnungen importieren",
                nl: "{} facturen importeren",
                fr: "Importer {} factures",
                en: "Import {} invoices",
            },
        },
    }
}

fn some_refused(refused: &str, language: Language) -> String {
    match language {
        Language::De => format!("{refused}; der Rest kann importiert werden. Die Gründe stehen unten."),
        Language::Nl => format!("{refused}; de rest kan worden geïmporteerd. De redenen staan hieronder."),
        Language::Fr => format!("{refused}\u{a0}; le reste peut être importé. Les motifs figurent ci-dessous."),
        Language::En => format!("{refused}; the rest can be imported. The reasons are below."),
    }
}

fn some_left(refused: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "{refused}. Berichtigen Sie diese Zeilen und importieren Sie die Datei noch einmal: Was schon da ist, kommt nicht doppelt."
        ),
        Language::Nl => {
            format!("{refused}. Verbeter die rijen en importeer het bestand opnieuw: wat er al is, komt niet dubbel.")
        }
        Language::Fr => format!(
            "{refused}. Corrigez ces lignes et importez à nouveau le fichier\u{a0}: ce qui existe déjà n’est pas doublé."
        ),
        Language::En => format!(
            "{refused}. Correct these rows and import the file once more: what is here already does not come twice."
        ),
    }
}

const ROWS: Counted = Counted {
    one: Text { de: "{} Zeile", nl: "{} rij", fr: "{} ligne", en: "{} row" },
    more: Text { de: "{} Zeilen", nl: "{} rijen", fr: "{} lignes", en: "{} rows" },
};
const CHECKING: Text =
    Text { de: "Wird geprüft", nl: "Wordt gecontroleerd", fr: "Vérification en cours", en: "Being checked" };
const CHECKED: Text = Text { de: "Geprüft", nl: "Gecontroleerd", fr: "Vérifié", en: "Checked" };
const IMPORTING: Text =
    Text { de: "Wird importiert", nl: "Wordt geïmporteerd", fr: "Import en cours", en: "Being imported" };
const IMPORTED: Text = Text { de: "Importiert", nl: "Geïmporteerd", fr: "Importé", en: "Imported" };
const STOPPED: Text = Text {
    de: "Es geht nicht von selbst weiter. Die Administration sieht unter „Aufträge“, warum.",
    nl: "Het gaat niet vanzelf verder. Beheerders zien onder ‘Opdrachten’ waarom.",
    fr: "Le traitement est arrêté. Les administrateurs voient pourquoi sous «\u{a0}Tâches\u{a0}».",
    en: "It does not go on by itself. Administrators see why under “Jobs”.",
};
const NOTHING: Text = Text {
    de: "Es gibt nichts zu importieren.",
    nl: "Er is niets te importeren.",
    fr: "Il n’y a rien à importer.",
    en: "There is nothing to import.",
};
const ALL_GOOD: Text = Text {
    de: "Alle Zeilen sind in Ordnung. Gespeichert ist noch nichts.",
    nl: "Alle rijen zijn in orde. Er is nog niets opgeslagen.",
    fr: "Toutes les lignes sont correctes. Rien n’est encore enregistré.",
    en: "Every row is fine. Nothing is stored yet.",
};
const ALL_IMPORTED: Text = Text {
    de: "Alles ist importiert.",
    nl: "Alles is geïmporteerd.",
    fr: "Tout est importé.",
    en: "Everything is imported.",
};
const OTHER: Text = Text { de: "Andere Datei", nl: "Ander bestand", fr: "Autre fichier", en: "Another file" };
const RELOAD: Text = Text { de: "Aktualisieren", nl: "Vernieuwen", fr: "Actualiser", en: "Reload" };
const REPORT: Text = Text { de: "Bericht", nl: "Verslag", fr: "Rapport", en: "Report" };
const LINE: Text = Text { de: "Zeile", nl: "Rij", fr: "Ligne", en: "Line" };
const NUMBER: Text = Text { de: "Kundennummer", nl: "Klantnummer", fr: "Numéro de client", en: "Customer number" };
const INVOICE: Text = Text { de: "Rechnung", nl: "Factuur", fr: "Facture", en: "Invoice" };
const OUTCOME: Text = Text { de: "Ergebnis", nl: "Resultaat", fr: "Résultat", en: "Result" };
const REMARKS: Text = Text { de: "Bemerkungen", nl: "Opmerkingen", fr: "Remarques", en: "Remarks" };
const SHOW_ALL: Text =
    Text { de: "Alle Zeilen zeigen", nl: "Alle rijen tonen", fr: "Afficher toutes les lignes", en: "Show every row" };
