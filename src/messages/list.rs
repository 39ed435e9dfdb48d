//! Every e-mail and SMS with its state, newest first: `/messages`.

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    Message, State,
    queries::{self, Filter},
};
use crate::{
    app::App,
    audit,
    error::Result,
    explain,
    export::{self, Cell, File},
    i18n::{Counted, Language, Text, format},
    layout,
    paging::{self, Part, Start},
    ui::{
        badge::badge,
        button::{Action, Button},
        empty::Empty,
        heading::Heading,
        icon::Icon,
        list::{FilterBar, choice, list},
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

/// `GET /messages`
pub async fn show(app: Data<App>, viewer: Viewer, wanted: Query<Wanted>) -> Result<Markup> {
    let filter = Filter { search: wanted.q.clone(), state: wanted.state() };
    let start = Start::read(&wanted.after, &wanted.before);
    let mut tx = app.db.read().await?;
    let part = Part::new(queries::page(&mut tx, &filter, start).await?, start);
    drop(tx);

    let language = viewer.language();
    let title = layout::MESSAGES.get(language);
    let content = html! {
        (Heading { title, ..Heading::default() })
        (wanted.filter_bar(language))
        (list(html! {
            @if part.rows.is_empty() { (wanted.nothing(language)) } @else {
                (table(&viewer, &part.rows))
                (part.pager(language, part.summary(language, |shown| SHOWN.of(shown, language)), |message| message.id, |start| wanted.address(start)))
                (export::link(&wanted.file(), language))
            }
        }))
    };
    Ok(viewer.page(title, &content))
}

/// `GET /messages/export`: everything that the filter matches, as CSV.
pub async fn export(app: Data<App>, viewer: Viewer, wanted: Query<Wanted>) -> Result<HttpResponse> {
    let (wanted, language) = (wanted.into_inner(), viewer.language());
    let columns = [SUBJECT, CUSTOMER, CHANNEL, RECIPIENT, STATE, WHEN].map(|text| text.get(language));
    let file = File { list: audit::Action::Messages, title: &layout::MESSAGES, columns: &columns };
    export::answer(&app.clone(), viewer, file, move |start| {
        let (app, filter) = (app.clone(), Filter { search: wanted.q.clone(), state: wanted.state() });
        async move {
            let mut tx = app.db.read().await?;
            let messages = queries::page(&mut tx, &filter, start).await?;
            Ok(messages.iter().map(|message| (message.id, cells(message, language))).collect())
        }
    })
    .await
}

fn cells(message: &Message, language: Language) -> Vec<Cell> {
    vec![
        message.title(language).into(),
        Cell::text(message.customer()),
        message.channel.name().get(language).into(),
        Cell::text(&message.recipient),
        message.shown().name().get(language).into(),
        message.sent_at.unwrap_or(message.created_at).into(),
    ]
}

impl Wanted {
    /// The address of the list as a file.
    fn file(&self) -> String {
        paging::address("/messages/export", &[("q", &self.q), ("state", &self.state)], Start::First)
    }

    fn state(&self) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == self.state)
    }

    /// The address of this list, from another message on.
    fn address(&self, start: Start) -> String {
        paging::address("/messages", &[("q", &self.q), ("state", &self.state)], start)
    }

    fn filter_bar(&self, language: Language) -> FilterBar<'_> {
        let states = State::ALL.map(|state| (state.code(), state.name().get(language)));
        let choices: Vec<_> = [("", EVERY_STATE.get(language))].into_iter().chain(states).collect();
        FilterBar {
            language,
            action: "/messages",
            search_label: SEARCH.get(language),
            search: &self.q,
            choices: choice(STATE.get(language), "state", &self.state, &choices),
        }
    }

    /// What stands where no message is.
    fn nothing(&self, language: Language) -> Empty<'_> {
        if self.address(Start::First) == "/messages" {
            let customers =
                Button { label: CUSTOMERS.get(language), action: Action::Go("/customers"), ..Button::default() };
            let (title, text) = (NONE_YET.get(language), NONE_YET_TEXT.get(language));
            return Empty { icon: Icon::Mail, title, text, action: Some(html! { (customers) }) };
        }
        let all = Button { label: SHOW_ALL.get(language), action: Action::Go("/messages"), ..Button::default() };
        let (title, text) = (NO_MATCH.get(language), NO_MATCH_TEXT.get(language));
        Empty { icon: Icon::Search, title, text, action: Some(html! { (all) }) }
    }
}

fn table<'a>(viewer: &Viewer, messages: &[Message]) -> Table<'a> {
    let language = viewer.language();
    let column = |text: &Text| Column { label: text.get(language), ..Column::default() };
    Table {
        language,
        caption: layout::MESSAGES.get(language),
        columns: vec![
            column(&SUBJECT),
            column(&CUSTOMER),
            Column { minor: true, ..column(&INVOICE) },
            Column { minor: true, ..column(&RECIPIENT) },
            column(&STATE),
            column(&WHEN),
        ],
        rows: messages.iter().map(|message| row(viewer, message)).collect(),
    }
}

fn row(viewer: &Viewer, message: &Message) -> Row {
    let language = viewer.language();
    let when = message.sent_at.unwrap_or(message.created_at);
    Row {
        href: Some(format!("/messages/{}", message.id)),
        cells: vec![
            html! { (message.title(language)) },
            html! { (message.customer()) },
            super::invoice(message.invoice_id, message.invoice_number.as_deref()).unwrap_or_default(),
            super::recipient(message.channel, &message.recipient, language),
            html! {
                (badge(message.shown().tone(), message.shown().name().get(language)))
                @if let Some(code) = &message.error_code { p.reason { (explain::code(code, language)) } }
            },
            html! { time.when datetime=(when.to_rfc3339()) { (format::date_time(when, viewer.zone, language)) } },
        ],
    }
}

const SHOWN: Counted = Counted {
    one: Text { de: "{} Nachricht", nl: "{} bericht", fr: "{} message", en: "{} message" },
    more: Text { de: "{} Nachrichten", nl: "{} berichten", fr: "{} messages", en: "{} messages" },
};
const SEARCH: Text = Text {
    de: "Kunde, Rechnung, Empfänger …",
    nl: "Klant, factuur, ontvanger …",
    fr: "Client, facture, destinataire …",
    en: "Customer, invoice, recipient …",
};
const EVERY_STATE: Text = Text { de: "Jeder Stand", nl: "Elke status", fr: "Tous les états", en: "Any state" };
const SUBJECT: Text = Text { de: "Betreff", nl: "Onderwerp", fr: "Objet", en: "Subject" };
const CUSTOMER: Text = Text { de: "Kunde", nl: "Klant", fr: "Client", en: "Customer" };
const INVOICE: Text = Text { de: "Rechnung", nl: "Factuur", fr: "Facture", en: "Invoice" };
const RECIPIENT: Text = Text { de: "An", nl: "Aan", fr: "À", en: "To" };
const STATE: Text = Text { de: "Stand", nl: "Status", fr: "État", en: "State" };
const CHANNEL: Text = Text { de: "Weg", nl: "Kanaal", fr: "Canal", en: "Channel" };
const WHEN: Text = Text { de: "Zeitpunkt", nl: "Tijdstip", fr: "Date", en: "When" };
const NONE_YET: Text = Text {
    de: "Noch keine Nachrichten",
    nl: "Nog geen berichten",
    fr: "Pas encore de messages",
    en: "No messages yet",
};
const NONE_YET_TEXT: Text = Text {
    de: "Fordern Sie ein Mandat an oder bestätigen Sie eine Rechnung; die Nachricht an den Kunden steht dann hier.",
    nl: "Vraag een mandaat aan of bevestig een factuur; het bericht aan de klant staat dan hier.",
    fr: "Demandez un mandat ou confirmez une facture\u{a0}; le message au client apparaîtra ici.",
    en: "Request a mandate or confirm an invoice; the message to the customer then appears here.",
};
const CUSTOMERS: Text =
    Text { de: "Zu den Kunden", nl: "Naar de klanten", fr: "Voir les clients", en: "To the customers" };
const NO_MATCH: Text = Text {
    de: "Keine Nachricht passt dazu",
    nl: "Geen enkel bericht past hierbij",
    fr: "Aucun message ne correspond",
    en: "No message matches",
};
const NO_MATCH_TEXT: Text = Text {
    de: "Suchen Sie mit weniger Buchstaben oder ohne Filter.",
    nl: "Zoek met minder letters of zonder filter.",
    fr: "Cherchez avec moins de lettres ou sans filtre.",
    en: "Search with fewer letters or without a filter.",
};
const SHOW_ALL: Text = Text { de: "Alle zeigen", nl: "Alle tonen", fr: "Tout afficher", en: "Show all" };
