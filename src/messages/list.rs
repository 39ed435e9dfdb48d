//! Every e-mail and SMS with its state, newest first: `/messages`.

use actix_web::web::{Data, Query};
use maud::{Markup, html};
use serde::Deserialize;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

use super::{
    Message, State,
    queries::{self, Filter, From},
};
use crate::{
    app::App,
    error::Result,
    explain,
    i18n::{Language, Text, format},
    ui::{
        badge::badge,
        button::{Action, Button},
        empty::Empty,
        heading::Heading,
        icon::Icon,
        list::{FilterBar, Pager, choice, list},
        table::{Column, Row, Table},
    },
    viewer::Viewer,
};

/// Messages on a page.
const PAGE: usize = 50;

/// What the address asks for. What it cannot mean counts as left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    q: String,
    state: String,
    /// Older than this message.
    before: String,
    /// Newer than this message.
    after: String,
}

struct Page {
    messages: Vec<Message>,
    has_newer: bool,
    has_older: bool,
}

/// `GET /messages`
pub async fn show(app: Data<App>, viewer: Viewer, wanted: Query<Wanted>) -> Result<Markup> {
    let filter = Filter { search: wanted.q.clone(), state: wanted.state() };
    let from = wanted.from();
    // One more than is shown tells whether there is more.
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut tx = app.db.read().await?;
    let page = Page::of(queries::page(&mut tx, &filter, from, limit).await?, from);
    drop(tx);

    let language = viewer.language();
    let title = TITLE.get(language);
    let content = html! {
        (Heading { title, ..Heading::default() })
        (wanted.filter_bar(language))
        (list(html! {
            @if page.messages.is_empty() { (wanted.nothing(language)) } @else {
                (page.table(&viewer))
                (page.pager(&wanted, language))
            }
        }))
    };
    Ok(viewer.page(title, &content))
}

impl Wanted {
    fn state(&self) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == self.state)
    }

    fn from(&self) -> From {
        match (self.after.parse(), self.before.parse()) {
            (Ok(id), _) => From::After(id),
            (_, Ok(id)) => From::Before(id),
            _ => From::Before(Uuid::max()),
        }
    }

    /// The address of this list, from another message on.
    fn href(&self, from: Option<(&str, Uuid)>) -> String {
        let mut query = Serializer::new(String::new());
        for (name, value) in [("q", &self.q), ("state", &self.state)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if let Some((name, id)) = from {
            query.append_pair(name, &id.to_string());
        }
        match query.finish() {
            query if query.is_empty() => "/messages".to_owned(),
            query => format!("/messages?{query}"),
        }
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
        if self.href(None) == "/messages" {
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

impl Page {
    fn of(mut messages: Vec<Message>, from: From) -> Self {
        let has_more = messages.len() > PAGE;
        match from {
            From::Before(id) => {
                messages.truncate(PAGE);
                Self { messages, has_newer: !id.is_max(), has_older: has_more }
            }
            From::After(_) => {
                // The one too many is the newest.
                let messages = messages.split_off(messages.len().saturating_sub(PAGE));
                Self { messages, has_newer: has_more, has_older: true }
            }
        }
    }

    fn table<'a>(&'a self, viewer: &Viewer) -> Table<'a> {
        let language = viewer.language();
        let column = |text: &Text| Column { label: text.get(language), ..Column::default() };
        Table {
            language,
            caption: TITLE.get(language),
            columns: vec![
                column(&SUBJECT),
                column(&CUSTOMER),
                Column { minor: true, ..column(&RECIPIENT) },
                column(&STATE),
                Column { minor: true, ..column(&WHEN) },
            ],
            rows: self.messages.iter().map(|message| row(viewer, message)).collect(),
        }
    }

    fn pager(&self, wanted: &Wanted, language: Language) -> Pager {
        let first = self.messages.first().filter(|_| self.has_newer);
        let last = self.messages.last().filter(|_| self.has_older);
        Pager {
            language,
            first: first.map(|_| wanted.href(None)),
            previous: first.map(|message| wanted.href(Some(("after", message.id)))),
            next: last.map(|message| wanted.href(Some(("before", message.id)))),
            summary: summary(self.messages.len(), language),
        }
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
            super::recipient(message.channel, &message.recipient, language),
            html! {
                (badge(message.state.tone(), message.state.name().get(language)))
                @if let Some(code) = &message.error_code { p.reason { (explain::code(code, language)) } }
            },
            html! { time.when datetime=(when.to_rfc3339()) { (format::date_time(when, viewer.zone, language)) } },
        ],
    }
}

fn summary(count: usize, language: Language) -> String {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let number = format::number(count, language);
    let noun = match (language, count) {
        (Language::De, 1) => "Nachricht",
        (Language::De, _) => "Nachrichten",
        (Language::Nl, 1) => "bericht",
        (Language::Nl, _) => "berichten",
        (Language::Fr | Language::En, 1) => "message",
        (Language::Fr | Language::En, _) => "messages",
    };
    format!("{number} {noun}")
}

pub const TITLE: Text = Text { de: "Nachrichten", nl: "Berichten", fr: "Messages", en: "Messages" };
const SEARCH: Text = Text {
    de: "Kunde, Nummer, Empfänger …",
    nl: "Klant, nummer, ontvanger …",
    fr: "Client, numéro, destinataire …",
    en: "Customer, number, recipient …",
};
const EVERY_STATE: Text = Text { de: "Jeder Stand", nl: "Elke status", fr: "Tous les états", en: "Any state" };
const SUBJECT: Text = Text { de: "Betreff", nl: "Onderwerp", fr: "Objet", en: "Subject" };
const CUSTOMER: Text = Text { de: "Kunde", nl: "Klant", fr: "Client", en: "Customer" };
const RECIPIENT: Text = Text { de: "An", nl: "Aan", fr: "À", en: "To" };
const STATE: Text = Text { de: "Stand", nl: "Status", fr: "État", en: "State" };
const WHEN: Text = Text { de: "Zeitpunkt", nl: "Tijdstip", fr: "Date", en: "When" };
const NONE_YET: Text = Text {
    de: "Noch keine Nachrichten",
    nl: "Nog geen berichten",
    fr: "Pas encore de messages",
    en: "No messages yet",
};
const NONE_YET_TEXT: Text = Text {
    de: "Fordern Sie bei einem Kunden ein Mandat an; die Nachricht dazu steht dann hier.",
    nl: "Vraag bij een klant een mandaat aan; het bericht daarover staat dan hier.",
    fr: "Demandez un mandat à un client ; le message apparaîtra ici.",
    en: "Request a mandate from a customer; the message about it then appears here.",
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
