//! The form of a draft: `/invoices/new`, `/invoices/{id}/edit`; while one types, `POST /invoices/calculation`.
//!
//! Adding and removing lines, choosing the customer and calculating are submits of the same form: nothing typed is lost, and
//! nothing needs JavaScript.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header::LOCATION},
    web::{Data, Form, Path, Query},
};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Invoice, Kind, State,
    addressee::Addressee,
    draft::write_draft,
    fields::{self, Fields},
    form::{Typed, TypedLine},
    outdated,
    problem::{Problem, Problems},
    queries,
    words::{self, LINES, NEW},
};
use crate::{
    app::App,
    audit::{self, Action, Actor, Change, Entry, Subject},
    db::Tx,
    domain::vat_rate::VatRate,
    error::{Error, Result},
    i18n::Text,
    invoices::written::Written,
    layout::{self, answer},
    ui::{
        button::{cancel, submit},
        form::{Answer, Form as FormMarkup, actions, group},
        heading::Heading,
    },
    viewer::Viewer,
};

/// What the form sends: names and values in their order.
pub type Sent = Form<Vec<(String, String)>>;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    customer: String,
    customer_search: String,
}

/// What a button of the form asks for, other than saving.
enum Step {
    Save,
    AddLine,
    RemoveLine(usize),
    Calculate,
    ChooseCustomer(String),
    ChangeCustomer,
    FindCustomer,
}

/// `GET /invoices/new?customer={id}`
pub async fn new(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let addressee = Addressee::read(&mut tx, &asked.customer, &asked.customer_search).await?;
    drop(tx);
    let language = addressee.chosen().map_or(viewer.language(), |customer| customer.language);
    let usual = usual_rate(&viewer);
    let mut typed = Typed::blank(language, app.clock.today(), viewer.settings.payment_days, usual);
    typed.customer = addressee.chosen().map(|customer| customer.id.to_string()).unwrap_or_default();
    let focus = addressee.chosen().map(|_| 0);
    Ok(Page { focus, ..Page::of(&viewer, &typed, &addressee) }.show())
}

/// `POST /invoices`
pub async fn create(app: Data<App>, viewer: Viewer, sent: Sent) -> Result<HttpResponse> {
    let mut typed = Typed::read(&sent);
    let step = Step::of(&sent);
    let focus = step.change(&mut typed, usual_rate(&viewer));
    let mut tx = app.db.read().await?;
    let addressee = Addressee::read(&mut tx, &typed.customer, value(&sent, "customer_search")).await?;
    drop(tx);
    if let (Step::ChooseCustomer(_), Some(customer)) = (&step, addressee.chosen()) {
        customer.language.code().clone_into(&mut typed.language);
    }
    let page = Page { focus, ..Page::of(&viewer, &typed, &addressee) };
    if !matches!(step, Step::Save) {
        return Ok(answer(StatusCode::OK, page.show()));
    }
    let written = match typed.check(viewer.language()) {
        Ok(written) if addressee.chosen().is_some() => written,
        Ok(_) => return Ok(page.refused(&Problems::one("customer", Problem::NoCustomer))),
        Err(problems) => return Ok(page.refused(&problems)),
    };

    let mut tx = app.db.write().await?;
    let invoice = write_draft(&mut tx, app.clock.now(), Actor::User(viewer.id()), &written).await?;
    tx.commit().await?;
    Ok(see_other(invoice.id))
}

/// `GET /invoices/{id}/edit`. What is confirmed shows its sheet instead.
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let mut tx = app.db.read().await?;
    let invoice = queries::find(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    if invoice.state != State::Draft {
        return Ok(see_other(invoice.id));
    }
    let lines = queries::lines(&mut tx, invoice.id).await?;
    let addressee = Addressee::read(&mut tx, &invoice.customer_id.to_string(), "").await?;
    drop(tx);
    let rates = VatRate::usual(viewer.settings.country);
    let typed = Typed::of(&invoice, &lines, viewer.language(), rates);
    Ok(answer(StatusCode::OK, Page::of(&viewer, &typed, &addressee).of_draft(&invoice, invoice.version).show()))
}

/// `POST /invoices/{id}`
pub async fn save(app: Data<App>, viewer: Viewer, id: Path<Uuid>, sent: Sent) -> Result<HttpResponse> {
    let mut tx = app.db.read().await?;
    let stored = queries::find(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let addressee = Addressee::read(&mut tx, &stored.customer_id.to_string(), "").await?;
    drop(tx);
    let mut typed = Typed::read(&sent);
    typed.customer = stored.customer_id.to_string();
    typed.credits = stored.credits_id;
    let step = Step::of(&sent);
    let focus = step.change(&mut typed, usual_rate(&viewer));
    // What the form was made from decides, not what was stored a moment ago.
    let version = value(&sent, "version").parse().unwrap_or_default();
    let page = Page { focus, ..Page::of(&viewer, &typed, &addressee).of_draft(&stored, version) };
    if !matches!(step, Step::Save) {
        return Ok(answer(StatusCode::OK, page.show()));
    }
    let written = match typed.check(viewer.language()) {
        Ok(written) => written,
        Err(problems) => return Ok(page.refused(&problems)),
    };

    let mut tx = app.db.write().await?;
    let mut invoice = queries::take(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    if invoice.state != State::Draft || invoice.version != version {
        let notice = outdated::notice(&mut tx, &viewer, &invoice).await?;
        // Saving once more means it: the version is the newest now.
        let page = Page { outdated: Some(notice), ..page.of_draft(&invoice, invoice.version) };
        return Ok(answer(StatusCode::CONFLICT, page.show()));
    }
    if let Some(left) = left_to_credit(&mut tx, &invoice).await?
        && written.totals.total.0 > left
    {
        return Ok(page.refused(&Problems::one("lines", Problem::MoreThanLeft(left))));
    }
    revise(&mut tx, &app, &viewer, &mut invoice, &written).await?;
    tx.commit().await?;
    Ok(see_other(invoice.id))
}

/// `POST /invoices/calculation`: what the lines come to while one types.
pub async fn calculate(viewer: Viewer, sent: Sent) -> Markup {
    fields::calculation(&Typed::read(&sent), viewer.language())
}

async fn revise(tx: &mut Tx, app: &App, viewer: &Viewer, invoice: &mut Invoice, written: &Written) -> Result<()> {
    let now = app.clock.now();
    let before = invoice.clone();
    let old_lines = queries::lines(tx, invoice.id).await?;
    invoice.revise(written, now);
    queries::update(tx, invoice).await?;
    queries::replace_lines(tx, invoice.id, &written.lines).await?;
    let changes = changes(&before, invoice);
    if changes.is_empty() && old_lines == written.lines {
        return Ok(());
    }
    let entry = Entry::new(Actor::User(viewer.id()), Subject::Invoice, invoice.id, Action::Changed)
        .of_customer(invoice.customer_id);
    audit::record(tx, now, entry.with(changes)).await?;
    Ok(())
}

fn changes(before: &Invoice, after: &Invoice) -> Vec<Change> {
    let values = |invoice: &Invoice| {
        [
            ("issued_on", invoice.issued_on.to_string()),
            ("due_on", invoice.due_on.to_string()),
            ("language", invoice.language.code().to_owned()),
            ("note", invoice.note.clone()),
            ("total", invoice.total.0.to_string()),
        ]
    };
    let pairs = values(before).into_iter().zip(values(after));
    pairs.filter_map(|((field, old), (_, new))| Change::between(field, Some(&old), Some(&new))).collect()
}

/// How much a credit note may come to; none for an invoice.
async fn left_to_credit(tx: &mut Tx, invoice: &Invoice) -> Result<Option<i64>> {
    let Some(original) = invoice.credits_id else { return Ok(None) };
    let balance = crate::payments::balance(tx, original).await?;
    Ok(Some(balance.total.0 - balance.credited.0))
}

impl Step {
    fn of(sent: &[(String, String)]) -> Self {
        let chosen = value(sent, "choose-customer");
        if !chosen.is_empty() {
            return Self::ChooseCustomer(chosen.to_owned());
        }
        match value(sent, "do") {
            "add" => Self::AddLine,
            "calculate" => Self::Calculate,
            "change-customer" => Self::ChangeCustomer,
            "find-customer" => Self::FindCustomer,
            other => {
                let position = other.strip_prefix("remove-").and_then(|position| position.parse().ok());
                position.map_or(Self::Save, Self::RemoveLine)
            }
        }
    }

    /// Does to the form what the button says; gives the line to go on in.
    fn change(&self, typed: &mut Typed, usual: VatRate) -> Option<usize> {
        let lines = &mut typed.lines;
        match self {
            Self::AddLine => lines.push(TypedLine::blank(usual)),
            Self::RemoveLine(position) if *position < lines.len() => _ = lines.remove(*position),
            Self::ChooseCustomer(id) => {
                typed.customer.clone_from(id);
                return Some(0);
            }
            Self::ChangeCustomer => {
                typed.customer.clear();
                return None;
            }
            Self::Save | Self::Calculate | Self::FindCustomer | Self::RemoveLine(_) => return None,
        }
        if lines.is_empty() {
            lines.push(TypedLine::blank(usual));
        }
        let last = lines.len() - 1;
        Some(match self {
            Self::RemoveLine(position) => last.min(*position),
            _ => last,
        })
    }
}

fn value<'a>(sent: &'a [(String, String)], name: &str) -> &'a str {
    sent.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
}

fn usual_rate(viewer: &Viewer) -> VatRate {
    VatRate::usual(viewer.settings.country).first().copied().unwrap_or(VatRate::ZERO)
}

/// The form on its page.
struct Page<'a> {
    viewer: &'a Viewer,
    typed: &'a Typed,
    addressee: &'a Addressee,
    /// The draft and its version that the form shows; none for a new one.
    draft: Option<(&'a Invoice, i64)>,
    focus: Option<usize>,
    /// Somebody else was faster.
    outdated: Option<Markup>,
}

impl<'a> Page<'a> {
    fn of(viewer: &'a Viewer, typed: &'a Typed, addressee: &'a Addressee) -> Self {
        Self { viewer, typed, addressee, draft: None, focus: None, outdated: None }
    }

    fn of_draft<'b>(self, invoice: &'b Invoice, version: i64) -> Page<'b>
    where
        'a: 'b,
    {
        let Self { viewer, typed, addressee, focus, outdated, .. } = self;
        Page { viewer, typed, addressee, draft: Some((invoice, version)), focus, outdated }
    }

    fn refused(&self, problems: &Problems) -> HttpResponse {
        answer(StatusCode::UNPROCESSABLE_ENTITY, self.with(problems))
    }

    fn show(&self) -> Markup {
        self.with(&Problems::default())
    }

    fn with(&self, problems: &Problems) -> Markup {
        let language = self.viewer.language();
        let (title, back, action) = match self.draft {
            None => (NEW.get(language).to_owned(), "/invoices".to_owned(), "/invoices".to_owned()),
            Some((draft, _)) => {
                let sheet = format!("/invoices/{}", draft.id);
                (words::title(draft.kind, None, language), sheet.clone(), sheet)
            }
        };
        let fields = Fields {
            typed: self.typed,
            problems,
            action: &action,
            rates: VatRate::usual(self.viewer.settings.country),
            focus: self.focus,
            reader: language,
        };
        let kind = self.draft.map_or(Kind::Invoice, |(draft, _)| draft.kind);
        let may_save = self.draft.is_none_or(|(draft, _)| draft.state == State::Draft);
        let problem = problems.at("customer", language);
        let content = html! {
            // Enter saves, whichever button comes first.
            button.visually-hidden type="submit" tabindex="-1" aria-hidden="true" disabled[!may_save] {}
            (fields::summary(problems, language))
            @if let Some(notice) = &self.outdated { (notice) }
            @if let Some((_, version)) = self.draft { input type="hidden" name="version" value=(version); }
            (group(kind.name().get(language), html! {
                (self.addressee.field(self.draft.is_some(), problem.as_deref(), language))
                (fields.dates())
            }))
            (group(LINES.get(language), html! { div.full { (fields.lines()) } (fields.note()) }))
            @if may_save { (actions(html! { (submit(SAVE.get(language))) (cancel(CANCEL.get(language), &back)) })) }
        };
        let heading_back = if self.draft.is_some() {
            (back.as_str(), title.as_str())
        } else {
            ("/invoices", layout::INVOICES.get(language))
        };
        self.viewer.page(
            &title,
            &html! {
                (Heading { title: &title, back: Some(heading_back), ..Heading::default() })
                div.invoice-form {
                    (FormMarkup { action: &action, csrf: &self.viewer.reader.csrf, answer: Answer::Page, content })
                }
            },
        )
    }
}

fn see_other(invoice: Uuid) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, format!("/invoices/{invoice}"))).finish()
}

const SAVE: Text = Text {
    de: "Als Entwurf speichern",
    nl: "Als concept opslaan",
    fr: "Enregistrer le brouillon",
    en: "Save as draft",
};
const CANCEL: Text = Text { de: "Abbrechen", nl: "Annuleren", fr: "Annuler", en: "Cancel" };
