//! Confirming many drafts: the dialog `/invoices/confirmations/new`, the work, and how far it is:
//! `/invoices/confirmations/{id}`.
//!
//! The drafts are written down when they are chosen; a job confirms them a hundred at a time, so that others get their turn
//! in between. What cannot be confirmed is left a draft and reported, and holds up nobody.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path, Query},
};
use maud::{Markup, Render, html};
use uuid::Uuid;

use super::{
    State,
    confirm::{self, Refusal},
    confirmation::{FINAL, LATER, obstacle},
    confirmation_queries::{self as written, Item, Progress, Refused},
    filter::Filter,
    list_queries, queries, reply,
    words::{CUSTOMER, INVOICES, TOTAL, money},
};
use crate::{
    app::App,
    audit::Actor,
    db::{self, Tx},
    domain::money::Cents,
    error::{Error, Result},
    i18n::{Language, Text, format},
    jobs::{self, Job, TaskResult},
    layout::answer,
    paging::Start,
    settings::{self, Settings},
    tasks::Task,
    ui::{
        badge::Tone,
        button::{Action, Button, cancel, submit},
        form::{self, Answer},
        heading::Heading,
        icon::Icon,
        notice::notice,
        progress::progress,
        table::{Column, Row, Table},
        tile::{Span, Tile, tiles},
    },
    viewer::Viewer,
};

/// Drafts in one transaction, and transactions in one run of the job.
const CHUNK: i64 = 100;
const CHUNKS: usize = 10;

/// As many of those that could not be confirmed are shown.
const REFUSED_SHOWN: i64 = 200;

/// Names and values, because the ticked boxes share one name.
type Pairs = Vec<(String, String)>;

/// Which drafts are meant.
struct Chosen {
    /// By their boxes.
    invoices: Vec<Uuid>,
    /// All that the list's filter matches.
    all: Option<Filter>,
}

/// `GET /invoices/confirmations/new?invoice={id}&…`, or `?all=1` with the list's filter
pub async fn new(app: Data<App>, viewer: Viewer, asked: Query<Pairs>) -> Result<Markup> {
    let chosen = Chosen::read(&asked);
    let mut tx = app.db.read().await?;
    let (count, total) = chosen.sum(&mut tx, &app).await?;
    drop(tx);
    Ok(dialog(&viewer, &asked, &chosen, count, total))
}

/// `POST /invoices/confirmations`
pub async fn create(app: Data<App>, viewer: Viewer, asked: Form<Pairs>) -> Result<HttpResponse> {
    let chosen = Chosen::read(&asked);
    let (id, now) = (Uuid::now_v7(), app.clock.now());
    let mut tx = app.db.write().await?;
    written::insert(&mut tx, id, now, viewer.id()).await?;
    chosen.add(&mut tx, &app, id).await?;
    if written::count(&mut tx, id).await? == 0 {
        drop(tx);
        return Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, dialog(&viewer, &asked, &chosen, 0, Cents::ZERO)));
    }
    jobs::enqueue(&mut tx, now, &Task::ConfirmInvoices { confirmation: id }).await?;
    tx.commit().await?;
    Ok(reply::go(&viewer, &address(id)))
}

/// `GET /invoices/confirmations/{id}`: how far it is; the tile asks for it again until it is done.
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let progress = written::find(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let refused = written::refused(&mut tx, *id, REFUSED_SHOWN).await?;
    drop(tx);
    let language = viewer.language();
    let bar = tile(&viewer, &progress, &refused);
    if viewer.reader.htmx {
        return Ok(bar);
    }
    let title = TITLE.get(language);
    let heading = Heading { title, back: Some(("/invoices", INVOICES.get(language))), ..Heading::default() };
    Ok(viewer.page(title, &html! { (heading) (tiles(bar)) }))
}

/// Confirms some more of them, and leaves the rest to the next job.
pub async fn run(app: &App, job: &Job, confirmation: Uuid) -> TaskResult {
    let mut is_done = false;
    for _ in 0..CHUNKS {
        is_done = match confirm_chunk(app, confirmation, CHUNK).await {
            Ok(is_done) => is_done,
            // One of them cannot be written. Alone, each is judged by itself.
            Err(error) if db::is_taken(&error, "invoices", "number") => confirm_one(app, confirmation).await?,
            Err(error) => return Err(error.into()),
        };
        if is_done {
            break;
        }
    }
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if !is_done {
        jobs::enqueue(&mut tx, now, &Task::ConfirmInvoices { confirmation }).await?;
    }
    jobs::finish(&mut tx, now, job).await?;
    tx.commit().await?;
    Ok(())
}

/// The next draft alone, refused if its number is taken. Says whether all are done.
async fn confirm_one(app: &App, confirmation: Uuid) -> db::Result<bool> {
    match confirm_chunk(app, confirmation, 1).await {
        Err(error) if db::is_taken(&error, "invoices", "number") => {
            let mut tx = app.db.write().await?;
            let Some(mut progress) = written::take(&mut tx, confirmation).await? else { return Ok(true) };
            for item in written::next(&mut tx, confirmation, 1).await? {
                decide(&mut tx, &mut progress, item, Err(Refusal::NumberTaken)).await?;
            }
            written::advance(&mut tx, &progress).await?;
            tx.commit().await?;
            Ok(false)
        }
        other => other,
    }
}

/// Confirms the next drafts in one transaction. Says whether all are done.
async fn confirm_chunk(app: &App, confirmation: Uuid, limit: i64) -> db::Result<bool> {
    let mut tx = app.db.write().await?;
    let Some(mut progress) = written::take(&mut tx, confirmation).await? else { return Ok(true) };
    let settings = settings::read(&mut tx).await?;
    let actor = progress.requested_by.map_or(Actor::System, Actor::User);
    let items = written::next(&mut tx, confirmation, limit).await?;
    let is_done = items.is_empty();
    for item in items {
        let outcome = confirm_item(&mut tx, app, &settings, item, actor).await?;
        decide(&mut tx, &mut progress, item, outcome).await?;
    }
    if is_done {
        progress.finished_at.get_or_insert(app.clock.now());
    }
    written::advance(&mut tx, &progress).await?;
    tx.commit().await?;
    Ok(is_done)
}

async fn confirm_item(
    tx: &mut Tx,
    app: &App,
    settings: &Settings,
    item: Item,
    actor: Actor,
) -> db::Result<Result<(), Refusal>> {
    match queries::take(tx, item.invoice_id).await? {
        Some(mut invoice) => confirm::confirm(tx, app, settings, &mut invoice, actor).await,
        None => Ok(Err(Refusal::NoDraft)),
    }
}

async fn decide(tx: &mut Tx, progress: &mut Progress, item: Item, outcome: Result<(), Refusal>) -> db::Result<()> {
    match outcome {
        Ok(()) => progress.confirmed += 1,
        Err(_) => progress.refused += 1,
    }
    written::decide(tx, progress.id, item.position, outcome.err()).await
}

impl Chosen {
    fn read(asked: &[(String, String)]) -> Self {
        let value = |name: &str| asked.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone());
        let filter = |name| value(name).unwrap_or_default();
        let all = value("all").map(|_| Filter {
            q: filter("q"),
            state: filter("state"),
            cause: filter("cause"),
            customer: filter("customer"),
            due_from: filter("due_from"),
            due_to: filter("due_to"),
        });
        let ticked = asked.iter().filter(|(name, _)| name == "invoice");
        Self { invoices: ticked.filter_map(|(_, id)| id.parse().ok()).collect(), all }
    }

    /// How many drafts these are, and what they come to.
    async fn sum(&self, tx: &mut Tx, app: &App) -> db::Result<(i64, Cents)> {
        if let Some(filter) = &self.all {
            let sums = list_queries::sums(tx, filter, app.clock.today()).await?;
            return Ok((sums.drafts, sums.drafts_total));
        }
        let (mut count, mut total) = (0, Cents::ZERO);
        for id in &self.invoices {
            if let Some(invoice) = queries::find(tx, *id).await?.filter(|invoice| invoice.state == State::Draft) {
                count += 1;
                total = total.checked_add(invoice.total).unwrap_or(total);
            }
        }
        Ok((count, total))
    }

    async fn add(&self, tx: &mut Tx, app: &App, confirmation: Uuid) -> db::Result<()> {
        if let Some(filter) = &self.all {
            return written::add_matching(tx, confirmation, filter, app.clock.today()).await;
        }
        // Ids are in the order of time, and so are numbers.
        let mut invoices = self.invoices.clone();
        invoices.sort_unstable();
        invoices.dedup();
        for (position, invoice) in (1..).zip(invoices) {
            written::add(tx, confirmation, position, invoice).await?;
        }
        Ok(())
    }
}

fn address(id: Uuid) -> String {
    format!("/invoices/confirmations/{id}")
}

fn dialog(viewer: &Viewer, asked: &[(String, String)], chosen: &Chosen, count: i64, total: Cents) -> Markup {
    let language = viewer.language();
    let refusal = obstacle_for_all(&viewer.settings);
    let back =
        chosen.all.as_ref().map_or_else(|| "/invoices".to_owned(), |filter| filter.address("/invoices", Start::First));
    let content = html! {
        @if count == 0 { p { (NONE.get(language)) } } @else {
            p { (explanation(count, &money(total, language), language)) }
            @if let Some(refusal) = refusal { (obstacle(viewer, refusal)) } @else { p.muted { (FINAL.get(language)) } }
        }
        (form::Form {
            action: "/invoices/confirmations", csrf: &viewer.reader.csrf, answer: Answer::Dialog,
            content: html! {
                @for (name, value) in asked { @if name != "csrf" { input type="hidden" name=(name) value=(value); } }
                (form::actions(html! {
                    @if count > 0 && refusal.is_none() { (submit(&confirm_many(count, language))) }
                    (cancel(LATER.get(language), &back))
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

fn tile(viewer: &Viewer, confirmation: &Progress, refused: &[Refused]) -> Markup {
    let language = viewer.language();
    let address = address(confirmation.id);
    let is_done = confirmation.finished_at.is_some();
    let number = |number: i64| u64::try_from(number).unwrap_or_default();
    let done = confirmation.confirmed + confirmation.refused;
    Tile {
        id: "confirmation",
        title: if is_done { DONE.get(language) } else { UNDER_WAY.get(language) },
        icon: Some(Icon::ListChecks),
        actions: is_done.then(|| {
            Button { label: INVOICES.get(language), action: Action::Go("/invoices"), ..Button::default() }.render()
        }),
        content: html! {
            (progress(CONFIRMED.get(language), number(done), number(confirmation.total)))
            @if is_done { (notice(tone(confirmation), html! { p { (result(confirmation, language)) } })) }
            @else {
                p.muted { (FOLLOWS.get(language)) }
                p.without-script { a href=(address) { (REFRESH.get(language)) } }
            }
            @if !refused.is_empty() {
                h3 { (REFUSED.get(language)) }
                (refused_table(refused, language))
            }
        },
        refresh: (!is_done).then_some(address.as_str()),
        span: Span::Full,
    }
    .render()
}

fn tone(confirmation: &Progress) -> Tone {
    if confirmation.refused == 0 { Tone::Success } else { Tone::Warning }
}

fn refused_table(refused: &[Refused], language: Language) -> Markup {
    let column = |label: Text| Column { label: label.get(language), ..Column::default() };
    let row = |one: &Refused| {
        let refusal = Refusal::from_code(&one.refusal_code);
        let customer = one.customer();
        Row {
            href: customer.is_some().then(|| format!("/invoices/{}", one.invoice_id)),
            cells: vec![
                html! { (customer.as_deref().unwrap_or(GONE.get(language))) },
                html! { (refusal.map_or(one.refusal_code.as_str(), |refusal| refusal.explain(language))) },
                html! { (one.total.map(|total| money(total, language)).unwrap_or_default()) },
            ],
        }
    };
    Table {
        language,
        caption: REFUSED.get(language),
        columns: vec![column(CUSTOMER), column(WHY), Column { numeric: true, ..column(TOTAL) }],
        rows: refused.iter().map(row).collect(),
    }
    .render()
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
        (Language::En, 1) => format!("One draft of {total} is confirmed."),
        (Language::En, _) => format!("{number} drafts of {total} in all are confirmed."),
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

fn result(confirmation: &Progress, language: Language) -> String {
    let [confirmed, refused] = [confirmation.confirmed, confirmation.refused].map(|n| format::number(n, language));
    match (language, confirmation.refused) {
        (Language::De, 0) => format!("Bestätigt: {confirmed}. Sie sind unterwegs."),
        (Language::De, _) => format!("Bestätigt: {confirmed}. Noch Entwurf: {refused}; unten steht, warum."),
        (Language::Nl, 0) => format!("Bevestigd: {confirmed}. Ze zijn onderweg."),
        (Language::Nl, _) => format!("Bevestigd: {confirmed}. Nog concept: {refused}; hieronder staat waarom."),
        (Language::Fr, 0) => format!("Confirmées : {confirmed}. Elles sont en route."),
        (Language::Fr, _) => {
            format!("Confirmées : {confirmed}. Encore brouillons : {refused} ; voyez pourquoi ci-dessous.")
        }
        (Language::En, 0) => format!("Confirmed: {confirmed}. They are on their way."),
        (Language::En, _) => format!("Confirmed: {confirmed}. Still drafts: {refused}; see why below."),
    }
}

const TITLE: Text = Text {
    de: "Rechnungen bestätigen",
    nl: "Facturen bevestigen",
    fr: "Confirmer des factures",
    en: "Confirm invoices",
};
const UNDER_WAY: Text = Text {
    de: "Rechnungen werden bestätigt",
    nl: "Facturen worden bevestigd",
    fr: "Confirmation en cours",
    en: "Invoices are being confirmed",
};
const DONE: Text = Text { de: "Fertig", nl: "Klaar", fr: "Terminé", en: "Done" };
const CONFIRMED: Text = Text { de: "Bearbeitet", nl: "Verwerkt", fr: "Traitées", en: "Handled" };
const FOLLOWS: Text = Text {
    de: "Diese Anzeige läuft von selbst weiter. Sie können die Seite verlassen; die Arbeit geht weiter.",
    nl: "Deze weergave loopt vanzelf door. U kunt de pagina verlaten; het werk gaat verder.",
    fr: "Cet affichage avance tout seul. Vous pouvez quitter la page ; le travail continue.",
    en: "This moves on by itself. You may leave the page; the work goes on.",
};
const REFRESH: Text = Text { de: "Neu laden", nl: "Vernieuwen", fr: "Actualiser", en: "Refresh" };
const REFUSED: Text = Text { de: "Nicht bestätigt", nl: "Niet bevestigd", fr: "Non confirmées", en: "Not confirmed" };
const WHY: Text = Text { de: "Warum", nl: "Waarom", fr: "Pourquoi", en: "Why" };
const GONE: Text = Text { de: "Gelöscht", nl: "Verwijderd", fr: "Supprimé", en: "Deleted" };
const NONE: Text = Text {
    de: "Kein Entwurf ist ausgewählt. Haken Sie in der Liste an, was bestätigt werden soll.",
    nl: "Er is geen concept gekozen. Vink in de lijst aan wat moet worden bevestigd.",
    fr: "Aucun brouillon n’est choisi. Cochez dans la liste ce qui doit être confirmé.",
    en: "No draft is chosen. Tick in the list what is to be confirmed.",
};
