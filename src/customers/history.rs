//! The tile with what happened to a customer, who did it and when; on `/customers/{id}`.

use chrono_tz::Tz;
use maud::{Markup, html};

use super::words::{label, readable};
use crate::{
    audit::Recorded,
    i18n::{Language, Text, format},
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

/// The tile.
pub fn tile(entries: &[Recorded], zone: Tz, language: Language) -> Tile<'static> {
    let words: Vec<_> = entries.iter().map(|entry| (entry.title(language), entry.who(language))).collect();
    let entries = entries.iter().zip(&words).map(|(entry, (title, who))| Entry {
        tone: tone(entry),
        title,
        when: format::date_time(entry.occurred_at, zone, language),
        datetime: entry.occurred_at.to_rfc3339(),
        by: Some(who),
        detail: changes(entry, language),
    });
    Tile {
        id: "history",
        title: TITLE.get(language),
        icon: Some(Icon::History),
        actions: None,
        content: html! { (Timeline { entries: entries.collect() }) },
        refresh: None,
        span: Span::One,
    }
}

/// What the entry means for the office, as a colour; its title says it in words.
fn tone(entry: &Recorded) -> Tone {
    match (entry.subject.as_str(), entry.action.as_str()) {
        ("mandate", "signed" | "entered" | "resumed") | ("invoice", "paid" | "payment" | "payment_recorded") => {
            Tone::Success
        }
        ("mandate", "requested" | "requested_again" | "awaiting_bank")
        | ("invoice", "confirmed" | "handed_over" | "collecting" | "collected") => Tone::Info,
        ("mandate", "suspended" | "expired") | ("invoice", "reopened") => Tone::Warning,
        ("mandate", "refused") | ("invoice", "debit_failed") => Tone::Danger,
        _ => Tone::Neutral,
    }
}

/// What changed, old and new. Of a new customer the sheet itself says it all.
pub fn changes(entry: &Recorded, language: Language) -> Option<Markup> {
    let changes = entry.changes();
    if changes.is_empty() || (entry.subject == "customer" && entry.action == "created") {
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

const TITLE: Text = Text { de: "Verlauf", nl: "Geschiedenis", fr: "Historique", en: "History" };
