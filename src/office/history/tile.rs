//! The tile with what happened to a customer, who did it and when; on `/customers/{id}`.

use chrono_tz::Tz;
use maud::{Markup, html};
use uuid::Uuid;

use super::{
    fields::{label, readable},
    titles::title,
};
use crate::{
    audit::{Action, Change, Recorded, Subject},
    i18n::{Language, Text, format},
    invoices,
    ui::{
        badge::Tone,
        facts::or_absent,
        icon::Icon,
        tile::{Span, Tile},
        timeline::{Entry, Timeline},
    },
};

/// Entries on the sheet; the whole trail is under `/audit`.
pub const SHOWN: i64 = 20;

/// The tile. What happened to an invoice leads to it, unless it is the one whose own sheet this is.
pub fn tile(entries: &[Recorded], own: Option<Uuid>, zone: Tz, language: Language) -> Tile<'static> {
    let words: Vec<_> = entries.iter().map(|entry| (title(entry, language), entry.who(language))).collect();
    let entries = entries.iter().zip(&words).map(|(entry, (title, who))| Entry {
        tone: tone(entry),
        title,
        when: format::date_time(entry.occurred_at, zone, language),
        datetime: entry.occurred_at.to_rfc3339(),
        by: Some(who),
        detail: detail(entry, own, language),
    });
    Tile {
        id: "history",
        title: TITLE.get(language),
        icon: Some(Icon::History),
        actions: None,
        content: html! {
            @if entries.len() == 0 { p.muted { (NOTHING.get(language)) } } @else {
                (Timeline { entries: entries.collect() })
            }
        },
        refresh: None,
        span: Span::One,
    }
}

/// Which invoice it was about, and what changed.
fn detail(entry: &Recorded, own: Option<Uuid>, language: Language) -> Option<Markup> {
    let invoice = entry.invoice_id.filter(|id| own != Some(*id));
    let changes = changes(entry, language);
    (invoice.is_some() || changes.is_some()).then(|| {
        html! {
            @if let Some(id) = invoice {
                p { a href={ "/invoices/" (id) } { (invoices::words::number(entry.invoice_number.as_deref(), language)) } }
            }
            @if let Some(changes) = changes { (changes) }
        }
    })
}

/// What the entry means for the office, as a colour; its title says it in words.
fn tone(entry: &Recorded) -> Tone {
    let (Some(subject), Some(action)) = (entry.subject(), entry.action()) else { return Tone::Neutral };
    match (subject, action) {
        (Subject::Mandate, Action::Signed | Action::Entered | Action::Resumed)
        | (Subject::Invoice, Action::Paid | Action::Payment | Action::PaymentRecorded) => Tone::Success,
        (Subject::Mandate, Action::Requested | Action::RequestedAgain | Action::AwaitingBank)
        | (Subject::Invoice, Action::Confirmed | Action::HandedOver | Action::Collecting | Action::Collected) => {
            Tone::Info
        }
        (Subject::Mandate, Action::Suspended | Action::Expired) | (Subject::Invoice, Action::Reopened) => Tone::Warning,
        (Subject::Mandate, Action::Refused) | (Subject::Invoice, Action::DebitFailed) => Tone::Danger,
        _ => Tone::Neutral,
    }
}

/// What changed, old and new. Of a new customer the sheet itself says it all.
pub fn changes(entry: &Recorded, language: Language) -> Option<Markup> {
    let changes = entry.changes();
    if changes.is_empty() || (entry.subject() == Some(Subject::Customer) && entry.action() == Some(Action::Created)) {
        return None;
    }
    let value = |field: &str, value: Option<&str>| {
        or_absent(value.map(|value| readable(field, value, language)).as_deref(), language)
    };
    Some(html! {
        div.changes {
            @for change in &changes {
                p {
                    (label(&change.field, language)) ": "
                    @if let Some(old) = &change.old { del { (value(&change.field, Some(old))) } " → " }
                    ins { (value(&change.field, change.new.as_deref())) }
                }
            }
        }
    })
}

/// The same for a file: `Total: 12,00 € → 15,00 €; …`
pub fn changes_in_words(entry: &Recorded, language: Language) -> String {
    let value = |field: &str, value: &str| readable(field, value, language);
    let change = |change: Change| {
        let new = change.new.map_or_else(|| "–".to_owned(), |new| value(&change.field, &new));
        let old = change.old.map(|old| format!("{} → ", value(&change.field, &old))).unwrap_or_default();
        format!("{}: {old}{new}", label(&change.field, language))
    };
    entry.changes().into_iter().map(change).collect::<Vec<_>>().join("; ")
}

const NOTHING: Text = Text {
    de: "Noch ist nichts geschehen.",
    nl: "Er is nog niets gebeurd.",
    fr: "Il ne s’est encore rien passé.",
    en: "Nothing has happened yet.",
};
const TITLE: Text = Text { de: "Verlauf", nl: "Geschiedenis", fr: "Historique", en: "History" };
