//! All invoices, newest first, with what they come to: `/invoices`. Drafts can be ticked, to be confirmed together.

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use chrono::NaiveDate;
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::{
    State,
    filter::{self, Filter},
    list_queries::{self, Listed, Sums},
    words::{self, CUSTOMER, DUE_ON, ISSUED_ON, NEW, NUMBER, OPEN, STATE, Standing, TOTAL, money},
};
use crate::{
    app::App,
    audit,
    customers::{self, Customer},
    error::Result,
    export::{self, Cell, File},
    i18n::{Language, Text, format},
    layout,
    paging::{Part, Start},
    ui::{
        button::{Action, Button, Weight},
        empty::Empty,
        heading::Heading,
        icon::{Icon, icon},
        list::{FilterBar, Pager, choice, list},
        table::{Choices, Column, Row, Table},
    },
    viewer::Viewer,
};

/// Where drafts are confirmed together.
const CONFIRMATION: &str = "/invoices/confirmations/new";

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    after: String,
    before: String,
}

/// `GET /invoices`
pub async fn show(app: Data<App>, viewer: Viewer, filter: Query<Filter>, place: Query<Place>) -> Result<Markup> {
    let today = app.clock.today();
    let mut start = Start::read(&place.after, &place.before);
    let mut tx = app.db.read().await?;
    let mut part = Part::new(list_queries::page(&mut tx, &filter, today, start).await?, start);
    if part.rows.is_empty() && start != Start::First {
        // The invoice that the address counts from is gone, or nothing is left beyond.
        start = Start::First;
        part = Part::new(list_queries::page(&mut tx, &filter, today, start).await?, start);
    }
    let sums = list_queries::sums(&mut tx, &filter, today).await?;
    let customer = match filter.customer() {
        Some(id) => customers::by_id(&mut tx, id).await?,
        None => None,
    };
    drop(tx);

    let language = viewer.language();
    let view = View { filter: &filter, sums: &sums, today, language };
    let title = layout::INVOICES.get(language);
    Ok(viewer.page(
        title,
        &html! {
            (Heading { title, actions: Some(view.actions(customer.as_ref())), ..Heading::default() })
            (view.filter_bar(customer.as_ref()))
            (list(html! {
                @if part.rows.is_empty() { (view.nothing()) } @else {
                    (view.sums())
                    (view.table(&part.rows))
                    (view.pager(&part))
                    (export::link(&filter.address("/invoices/export", Start::First), language))
                }
            }))
        },
    ))
}

/// `GET /invoices/export`: everything that the filter matches, as CSV.
pub async fn export(app: Data<App>, viewer: Viewer, filter: Query<Filter>) -> Result<HttpResponse> {
    let (today, filter, language) = (app.clock.today(), filter.into_inner(), viewer.language());
    let columns = [NUMBER, KIND, CUSTOMER, CUSTOMER_NUMBER, STATE, ISSUED_ON, DUE_ON, TOTAL, OPEN];
    let columns = columns.map(|column| column.get(language));
    let file = File { list: audit::Action::Invoices, title: &layout::INVOICES, columns: &columns };
    export::answer(&app.clone(), viewer, file, move |start| {
        let (app, filter) = (app.clone(), filter.clone());
        async move {
            let mut tx = app.db.read().await?;
            let invoices = list_queries::page(&mut tx, &filter, today, start).await?;
            Ok(invoices.iter().map(|invoice| (invoice.id, cells(invoice, today, language))).collect())
        }
    })
    .await
}

fn cells(invoice: &Listed, today: NaiveDate, language: Language) -> Vec<Cell> {
    vec![
        invoice.number.as_deref().into(),
        invoice.kind.name().get(language).into(),
        Cell::text(invoice.customer()),
        Cell::text(&invoice.customer_number),
        invoice.standing(today).name().get(language).into(),
        invoice.issued_on.into(),
        invoice.due_on.into(),
        invoice.signed_total().into(),
        invoice.open().into(),
    ]
}

struct View<'a> {
    filter: &'a Filter,
    sums: &'a Sums,
    today: NaiveDate,
    language: Language,
}

impl View<'_> {
    fn actions(&self, customer: Option<&Customer>) -> Markup {
        let href =
            customer.map_or_else(|| "/invoices/new".to_owned(), |one| format!("/invoices/new?customer={}", one.id));
        let new = Button {
            label: NEW.get(self.language),
            icon: Some(Icon::Plus),
            weight: Weight::Primary,
            action: Action::Go(&href),
        };
        let import = Button {
            label: IMPORT.get(self.language),
            icon: Some(Icon::Upload),
            action: Action::Go("/invoices/import"),
            ..Button::default()
        };
        html! { (import) (new) }
    }

    fn filter_bar(&self, customer: Option<&Customer>) -> FilterBar<'_> {
        let language = self.language;
        let mut states = vec![("", ALL.get(language)), (filter::OPEN, EVERYTHING_OPEN.get(language))];
        let names = Standing::ALL.map(|standing| (standing.code(), standing.name()));
        states.push((filter::OVERPAID, OVERPAID.get(language)));
        states.push((filter::REFUND_STUCK, REFUND_STUCK.get(language)));
        states.extend(names.iter().map(|(code, name)| (*code, name.get(language))));
        let date = |label: Text, name: &str, value: &str| {
            html! {
                label.range { span { (label.get(language)) } input.input type="date" name=(name) value=(value); }
            }
        };
        FilterBar {
            language,
            action: "/invoices",
            search_label: SEARCH.get(language),
            search: &self.filter.q,
            choices: html! {
                (choice(STATE.get(language), "state", self.filter.state(), &states))
                (date(DUE_FROM, "due_from", &self.filter.due_from))
                (date(DUE_TO, "due_to", &self.filter.due_to))
                @if let Some(cause) = self.filter.cause() {
                    @let every = Filter { cause: String::new(), ..self.filter.clone() };
                    input type="hidden" name="cause" value=(cause.code());
                    a.chip href=(every.address("/invoices", Start::First)) title=(EVERY_CAUSE.get(language)) {
                        (cause.name().get(language)) (icon(Icon::Close))
                        span.visually-hidden { (EVERY_CAUSE.get(language)) }
                    }
                }
                @if let Some(customer) = customer {
                    @let others = Filter { customer: String::new(), ..self.filter.clone() };
                    input type="hidden" name="customer" value=(customer.id);
                    a.chip href=(others.address("/invoices", Start::First)) title=(EVERY_CUSTOMER.get(language)) {
                        (customer.name()) (icon(Icon::Close))
                        span.visually-hidden { (EVERY_CUSTOMER.get(language)) }
                    }
                }
            },
        }
    }

    /// What everything that matches comes to, whatever page is shown.
    fn sums(&self) -> Markup {
        let language = self.language;
        html! {
            dl.list-sums {
                div { dt { (layout::INVOICES.get(language)) } dd { (format::number(self.sums.count, language)) } }
                div { dt { (TOTAL.get(language)) } dd { (money(self.sums.total, language)) } }
                div { dt { (OPEN.get(language)) } dd { (money(self.sums.open, language)) } }
            }
        }
    }

    fn table(&self, invoices: &[Listed]) -> Markup {
        let language = self.language;
        let column = |label: Text| Column { label: label.get(language), ..Column::default() };
        let table = Table {
            language,
            caption: layout::INVOICES.get(language),
            columns: vec![
                column(NUMBER),
                column(CUSTOMER),
                column(STATE),
                Column { minor: true, ..column(ISSUED_ON) },
                column(DUE_ON),
                Column { numeric: true, ..column(TOTAL) },
                Column { numeric: true, ..column(OPEN) },
            ],
            rows: invoices.iter().map(|invoice| self.row(invoice)).collect(),
        };
        let boxes = invoices.iter().map(|invoice| self.choice(invoice)).collect::<Vec<_>>();
        if boxes.iter().all(Option::is_none) {
            return table.render();
        }
        let choices = Choices { name: "invoice", all: EVERY_DRAFT.get(language), boxes };
        html! {
            form.choosing method="get" action=(CONFIRMATION) hx-get=(CONFIRMATION) hx-target="#dialog" hx-select="dialog"
                hx-swap="innerHTML" {
                (table.with_choices(&choices))
                (self.confirm_buttons())
            }
        }
    }

    /// The box of a draft.
    fn choice(&self, invoice: &Listed) -> Option<(String, String)> {
        let label = format!("{} {}", invoice.customer(), money(invoice.total, self.language));
        (invoice.state == State::Draft).then(|| (invoice.id.to_string(), label))
    }

    /// The ticked drafts, or all that match.
    fn confirm_buttons(&self) -> Markup {
        let mut all = self.filter.address(CONFIRMATION, Start::First);
        all.push_str(if all.contains('?') { "&all=1" } else { "?all=1" });
        let label = confirm_all(self.sums.drafts, self.language);
        html! {
            div.actions {
                (Button { label: CONFIRM_TICKED.get(self.language), icon: Some(Icon::Check), ..Button::default() })
                @if self.sums.drafts > 1 {
                    a.button.quiet href=(all) hx-get=(all) hx-target="#dialog" hx-select="dialog" hx-swap="innerHTML"
                        aria-haspopup="dialog" { (label) }
                }
            }
        }
    }

    fn row(&self, invoice: &Listed) -> Row {
        let language = self.language;
        let open = invoice.open().map(|open| money(open, language));
        let date = |date| html! { span.unbroken { (format::date(date, language)) } };
        Row {
            href: Some(format!("/invoices/{}", invoice.id)),
            cells: vec![
                words::number(invoice.number.as_deref(), language),
                html! { (invoice.customer()) " " span.muted { (invoice.customer_number) } },
                invoice.standing(self.today).badge(invoice.kind, language),
                date(invoice.issued_on),
                date(invoice.due_on),
                html! { (money(invoice.signed_total(), language)) },
                html! { (open.unwrap_or_default()) },
            ],
        }
    }

    fn pager(&self, part: &Part<Listed>) -> Pager {
        let summary = self.summary(part.rows.len());
        part.pager(self.language, summary, |invoice| invoice.id, |start| self.filter.address("/invoices", start))
    }

    fn summary(&self, shown: usize) -> String {
        let shown = format::number(shown.try_into().unwrap_or(i64::MAX), self.language);
        let all = format::number(self.sums.count, self.language);
        match self.language {
            Language::De => format!("{shown} von {all}"),
            Language::Nl => format!("{shown} van {all}"),
            Language::Fr => format!("{shown} sur {all}"),
            Language::En => format!("{shown} of {all}"),
        }
    }

    /// What stands where no invoice is.
    fn nothing(&self) -> Empty<'_> {
        let language = self.language;
        if self.filter.is_empty() {
            let (title, text) = (NONE_YET.get(language), NONE_YET_TEXT.get(language));
            return Empty { icon: Icon::Receipt, title, text, action: Some(self.actions(None)) };
        }
        let all = Button { label: SHOW_ALL.get(language), action: Action::Go("/invoices"), ..Button::default() };
        let (title, text) = (NO_MATCH.get(language), NO_MATCH_TEXT.get(language));
        Empty { icon: Icon::Search, title, text, action: Some(html! { (all) }) }
    }
}

fn confirm_all(drafts: i64, language: Language) -> String {
    let number = format::number(drafts, language);
    match language {
        Language::De => format!("Alle {number} Entwürfe bestätigen"),
        Language::Nl => format!("Alle {number} concepten bevestigen"),
        Language::Fr => format!("Confirmer les {number} brouillons"),
        Language::En => format!("Confirm all {number} drafts"),
    }
}

const EVERY_DRAFT: Text = Text {
    de: "Alle Entwürfe auf dieser Seite auswählen",
    nl: "Alle concepten op deze pagina kiezen",
    fr: "Choisir tous les brouillons de cette page",
    en: "Choose every draft on this page",
};
const CONFIRM_TICKED: Text = Text {
    de: "Ausgewählte bestätigen",
    nl: "Gekozen bevestigen",
    fr: "Confirmer la sélection",
    en: "Confirm the ticked ones",
};
const KIND: Text = Text { de: "Art", nl: "Soort", fr: "Type", en: "Kind" };
const CUSTOMER_NUMBER: Text =
    Text { de: "Kundennummer", nl: "Klantnummer", fr: "Numéro de client", en: "Customer number" };
const REFUND_STUCK: Text = Text {
    de: "Erstattung nicht gelungen",
    nl: "Terugbetaling niet gelukt",
    fr: "Remboursement non effectué",
    en: "Refund did not work",
};
const OVERPAID: Text =
    Text { de: "Zu viel bezahlt", nl: "Te veel betaald", fr: "Payées en trop", en: "Paid too much" };
const ALL: Text = Text { de: "Jeder Stand", nl: "Elke status", fr: "Tous les états", en: "Any state" };
const EVERYTHING_OPEN: Text =
    Text { de: "Alles Offene", nl: "Alles wat openstaat", fr: "Tout ce qui est dû", en: "Everything open" };
const IMPORT: Text = Text { de: "Importieren", nl: "Importeren", fr: "Importer", en: "Import" };
const SEARCH: Text = Text {
    de: "Nummer, Referenz, Kunde …",
    nl: "Nummer, mededeling, klant …",
    fr: "Numéro, communication, client …",
    en: "Number, reference, customer …",
};
const DUE_FROM: Text = Text { de: "Fällig von", nl: "Vervalt van", fr: "Échéance du", en: "Due from" };
const DUE_TO: Text = Text { de: "bis", nl: "tot", fr: "au", en: "to" };
const EVERY_CAUSE: Text = Text { de: "Jede Ursache", nl: "Elke oorzaak", fr: "Toutes les causes", en: "Every cause" };
const EVERY_CUSTOMER: Text = Text {
    de: "Alle Kunden zeigen",
    nl: "Alle klanten tonen",
    fr: "Afficher tous les clients",
    en: "Show every customer",
};
const NONE_YET: Text =
    Text { de: "Noch keine Rechnungen", nl: "Nog geen facturen", fr: "Pas encore de factures", en: "No invoices yet" };
const NONE_YET_TEXT: Text = Text {
    de: "Schreiben Sie die erste. Bestätigt, geht sie von selbst zum Kunden.",
    nl: "Schrijf de eerste. Eenmaal bevestigd gaat ze vanzelf naar de klant.",
    fr: "Rédigez la première. Confirmée, elle part d’elle-même chez le client.",
    en: "Write the first one. Once confirmed it goes to the customer by itself.",
};
const NO_MATCH: Text = Text {
    de: "Keine Rechnung passt dazu",
    nl: "Geen enkele factuur past hierbij",
    fr: "Aucune facture ne correspond",
    en: "No invoice matches",
};
const NO_MATCH_TEXT: Text = Text {
    de: "Suchen Sie mit weniger Wörtern oder ohne Filter.",
    nl: "Zoek met minder woorden of zonder filter.",
    fr: "Cherchez avec moins de mots ou sans filtre.",
    en: "Search with fewer words or without a filter.",
};
const SHOW_ALL: Text = Text { de: "Alle zeigen", nl: "Alle tonen", fr: "Tout afficher", en: "Show all" };
