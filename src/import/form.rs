//! Choosing a file to import: `/customers/import`, `/invoices/import`. It is checked first; nothing is stored before somebody
//! has seen the report.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header::LOCATION},
    web::Data,
};
use maud::{Markup, html};
use uuid::Uuid;

use super::{
    Kind,
    problem::FileProblem,
    queries::{self, Sent},
    source::Source,
};
use crate::{
    app::App,
    error::Result,
    i18n::{Language, Text},
    jobs::{self, Task},
    layout::answer,
    ui::{
        button::{Action, Button, cancel, submit},
        field::{Control, Field},
        form::{Answer, Form, actions, group},
        heading::Heading,
        icon::Icon,
    },
    upload::Upload,
    viewer::Viewer,
};

/// `GET /customers/import`
pub async fn customers(viewer: Viewer) -> Markup {
    page(Kind::Customers, &viewer, None)
}

/// `GET /invoices/import`
pub async fn invoices(viewer: Viewer) -> Markup {
    page(Kind::Invoices, &viewer, None)
}

/// `POST /customers/import`
pub async fn send_customers(app: Data<App>, viewer: Viewer, upload: Upload) -> Result<HttpResponse> {
    send(Kind::Customers, &app, &viewer, upload).await
}

/// `POST /invoices/import`
pub async fn send_invoices(app: Data<App>, viewer: Viewer, upload: Upload) -> Result<HttpResponse> {
    send(Kind::Invoices, &app, &viewer, upload).await
}

async fn send(kind: Kind, app: &App, viewer: &Viewer, upload: Upload) -> Result<HttpResponse> {
    let refused = |problem| Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, page(kind, viewer, Some(&problem))));
    let Some((file_name, content)) = upload.file("file").map(|(name, content)| (name.to_owned(), content.to_vec()))
    else {
        return refused(FileProblem::Missing);
    };
    // Long files take a while to read.
    let read = tokio::task::spawn_blocking(move || (Source::read(kind, &content), content)).await;
    let (source, content) = read.map_err(anyhow::Error::from)?;
    let source = match source {
        Ok(source) => source,
        Err(problem) => return refused(problem),
    };
    let (id, now, language) = (Uuid::now_v7(), app.clock.now(), viewer.language());
    let notes = source.notes(language);
    let total = i64::try_from(source.groups.len()).unwrap_or(i64::MAX);
    let sent = Sent { id, kind, file_name: &file_name, content, notes: &notes, language, total, user: viewer.id() };
    let mut tx = app.db.write().await?;
    queries::insert(&mut tx, now, sent).await?;
    jobs::enqueue(&mut tx, now, &Task::Import { import: id }).await?;
    tx.commit().await?;
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, format!("/imports/{id}"))).finish())
}

fn page(kind: Kind, viewer: &Viewer, problem: Option<&FileProblem>) -> Markup {
    let language = viewer.language();
    let (title, action) = (kind.title().get(language), kind.form());
    let problem = problem.map(|problem| problem.explain(language));
    let content = html! {
        (group(FILE.get(language), html! {
            (Field {
                label: LABEL.get(language), name: "file", control: Control::File(".csv,.txt,text/csv"), required: true,
                autofocus: problem.is_some(), hint: Some(HINT.get(language)), error: problem.as_deref(), ..Field::default()
            })
        }))
        (actions(html! { (submit(CHECK.get(language))) (cancel(CANCEL.get(language), kind.list())) }))
    };
    let sample = format!("{action}/sample");
    let download = Button {
        label: SAMPLE.get(language),
        icon: Some(Icon::Download),
        action: Action::Go(&sample),
        ..Button::default()
    };
    viewer.page(
        title,
        &html! {
            (Heading {
                title,
                back: Some((kind.list(), kind.list_name().get(language))),
                subtitle: Some(html! { (FIRST.get(language)) }),
                actions: Some(html! { (download) }),
                ..Heading::default()
            })
            div.narrow.stack {
                (Form { action, csrf: &viewer.reader.csrf, answer: Answer::PageWithFile, content })
                (columns(kind, language))
            }
        },
    )
}

/// How the file has to look.
fn columns(kind: Kind, language: Language) -> Markup {
    html! {
        section.stack aria-labelledby="columns" {
            h2 id="columns" { (COLUMNS.get(language)) }
            p.muted { (ANY_ORDER.get(language)) " " (kind.rules().get(language)) }
            dl.facts {
                @for column in kind.columns() {
                    div {
                        dt {
                            (column.label(language))
                            @if column.required { span.muted { " (" (REQUIRED.get(language)) ")" } }
                        }
                        dd { (column.hint.get(language)) }
                    }
                }
            }
        }
    }
}

impl Kind {
    const fn title(self) -> Text {
        match self {
            Self::Customers => CUSTOMERS,
            Self::Invoices => INVOICES,
        }
    }

    /// Where a file is chosen.
    pub(super) const fn form(self) -> &'static str {
        match self {
            Self::Customers => "/customers/import",
            Self::Invoices => "/invoices/import",
        }
    }

    /// Where one comes from and what was imported stands.
    pub(super) const fn list(self) -> &'static str {
        match self {
            Self::Customers => "/customers",
            Self::Invoices => "/invoices",
        }
    }

    pub(super) const fn list_name(self) -> Text {
        match self {
            Self::Customers => crate::customers::CUSTOMERS,
            Self::Invoices => crate::layout::INVOICES,
        }
    }

    /// What else to know of the columns.
    pub(super) const fn rules(self) -> Text {
        match self {
            Self::Customers => CUSTOMER_RULES,
            Self::Invoices => INVOICE_RULES,
        }
    }
}

const CUSTOMERS: Text =
    Text { de: "Kunden importieren", nl: "Klanten importeren", fr: "Importer des clients", en: "Import customers" };
const INVOICES: Text = Text {
    de: "Rechnungen importieren",
    nl: "Facturen importeren",
    fr: "Importer des factures",
    en: "Import invoices",
};
const FIRST: Text = Text {
    de: "Die Datei wird zuerst geprüft. Gespeichert wird erst, wenn Sie den Bericht gesehen haben.",
    nl: "Het bestand wordt eerst gecontroleerd. Er wordt pas opgeslagen als u het verslag hebt gezien.",
    fr: "Le fichier est d’abord vérifié. Rien n’est enregistré avant que vous ayez vu le rapport.",
    en: "The file is checked first. Nothing is stored before you have seen the report.",
};
pub(super) const FILE: Text = Text { de: "Datei", nl: "Bestand", fr: "Fichier", en: "File" };
const LABEL: Text = Text { de: "CSV-Datei", nl: "CSV-bestand", fr: "Fichier CSV", en: "CSV file" };
const HINT: Text = Text {
    de: "Höchstens 15 MB und 100.000 Zeilen; UTF-8, UTF-16 oder Windows-1252; getrennt durch Semikolon, Komma oder Tabulator.",
    nl: "Hoogstens 15 MB en 100.000 rijen; UTF-8, UTF-16 of Windows-1252; gescheiden door puntkomma, komma of tab.",
    fr: "15 Mo et 100 000 lignes au plus\u{a0}; UTF-8, UTF-16 ou Windows-1252\u{a0}; séparé par point-virgule, virgule ou tabulation.",
    en: "At most 15 MB and 100,000 rows; UTF-8, UTF-16 or Windows-1252; separated by semicolon, comma or tab.",
};
const CHECK: Text = Text { de: "Prüfen", nl: "Controleren", fr: "Vérifier", en: "Check" };
const CANCEL: Text = Text { de: "Abbrechen", nl: "Annuleren", fr: "Annuler", en: "Cancel" };
const SAMPLE: Text = Text { de: "Beispieldatei", nl: "Voorbeeldbestand", fr: "Fichier d’exemple", en: "Sample file" };
const COLUMNS: Text = Text {
    de: "Diese Spalten sind bekannt",
    nl: "Deze kolommen zijn bekend",
    fr: "Colonnes reconnues",
    en: "Known columns",
};
const REQUIRED: Text = Text { de: "nötig", nl: "verplicht", fr: "obligatoire", en: "required" };
const ANY_ORDER: Text = Text {
    de: "In beliebiger Reihenfolge, auf Deutsch, Niederländisch, Französisch oder Englisch; Großschreibung, Akzente und Zeichen zählen nicht.",
    nl: "In willekeurige volgorde, in het Duits, Nederlands, Frans of Engels; hoofdletters, accenten en tekens tellen niet.",
    fr: "Dans n’importe quel ordre, en allemand, néerlandais, français ou anglais\u{a0}; majuscules, accents et signes ne comptent pas.",
    en: "In any order, in German, Dutch, French or English; capitals, accents and punctuation do not count.",
};
const CUSTOMER_RULES: Text = Text {
    de: "Bei Kunden, die es schon gibt, ändert sich nur, was in der Datei steht: Ein leeres Feld lässt den Wert, ein „-“ löscht ihn.",
    nl: "Bij bestaande klanten verandert alleen wat in het bestand staat: een leeg veld laat de waarde staan, een ‘-’ wist ze.",
    fr: "Pour un client existant, seul change ce que dit le fichier\u{a0}: un champ vide garde la valeur, un «\u{a0}- » l’efface.",
    en: "Of customers that exist only what the file says changes: an empty field leaves the value, a “-” removes it.",
};
const INVOICE_RULES: Text = Text {
    de: "Zeilen mit derselben Rechnung werden ihre Positionen; ohne diese Spalte ist jede Zeile eine Rechnung. Es entstehen Entwürfe. Dieselbe Rechnung eines Kunden wird nur einmal angelegt, auch wenn die Datei noch einmal kommt. Zahlen werden gelesen, wie Ihre Sprache sie schreibt.",
    nl: "Rijen met dezelfde factuur worden haar regels; zonder die kolom is elke rij een factuur. Er ontstaan concepten. Dezelfde factuur van een klant wordt maar één keer aangemaakt, ook als het bestand opnieuw komt. Getallen worden gelezen zoals uw taal ze schrijft.",
    fr: "Les lignes d’une même facture en deviennent les postes\u{a0}; sans cette colonne, chaque ligne est une facture. Ce sont des brouillons. La même facture d’un client n’est créée qu’une fois, même si le fichier revient. Les nombres sont lus comme votre langue les écrit.",
    en: "Rows of the same invoice become its lines; without that column every row is an invoice. They become drafts. The same invoice of a customer is made once only, even if the file comes again. Numbers are read as your language writes them.",
};
