//! A history: what happened, when, through whom.

use maud::{Markup, Render, html};

use super::{badge::Tone, icon::icon};

/// A history, the newest entry first.
#[derive(Clone, Debug)]
pub struct Timeline<'a> {
    pub entries: Vec<Entry<'a>>,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    pub tone: Tone,
    pub title: &'a str,
    /// As the reader's language writes it.
    pub when: String,
    /// The same for machines (RFC 3339).
    pub datetime: String,
    /// A person's name, "Twikey", …
    pub by: Option<&'a str>,
    pub detail: Option<Markup>,
}

impl Render for Timeline<'_> {
    fn render(&self) -> Markup {
        html! {
            ol.timeline {
                @for entry in &self.entries {
                    li.(entry.tone.class()) {
                        span.sign { (icon(entry.tone.icon())) }
                        div {
                            p.title { (entry.title) }
                            @if let Some(detail) = &entry.detail { div.detail { (detail) } }
                            p.when {
                                time datetime=(entry.datetime) { (entry.when) }
                                @if let Some(by) = entry.by { " · " (by) }
                            }
                        }
                    }
                }
            }
        }
    }
}
