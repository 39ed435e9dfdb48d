//! Lists: the filter bar that works as you type, and paging by key. State is in the URL, so back and reload work.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon};
use crate::i18n::{Language, Text};

const PAGES: Text = Text { de: "Seiten", nl: "Pagina’s", fr: "Pages", en: "Pages" };
const FIRST: Text = Text { de: "Anfang", nl: "Begin", fr: "Début", en: "First" };
const PREVIOUS: Text = Text { de: "Zurück", nl: "Vorige", fr: "Précédent", en: "Previous" };
const NEXT: Text = Text { de: "Weiter", nl: "Volgende", fr: "Suivant", en: "Next" };
const APPLY: Text = Text { de: "Filtern", nl: "Filteren", fr: "Filtrer", en: "Filter" };

/// The id of what a filter bar, a sort link and a pager replace.
pub const LIST: &str = "list";

/// Search and choices above a list. Every change asks for the page again and takes [`LIST`] out of the answer.
#[derive(Clone, Debug)]
pub struct FilterBar<'a> {
    pub language: Language,
    /// The list's own address.
    pub action: &'a str,
    /// What the search looks at: "Name, Nummer, E-Mail".
    pub search_label: &'a str,
    /// The search as typed (`q`).
    pub search: &'a str,
    /// Selects, drawn with [`choice`]; hidden fields for the sorting.
    pub choices: Markup,
}

impl Render for FilterBar<'_> {
    fn render(&self) -> Markup {
        html! {
            search.filter-bar {
                form method="get" action=(self.action) hx-get=(self.action) hx-trigger="input delay:250ms, submit"
                    hx-target={ "#" (LIST) } hx-select={ "#" (LIST) } hx-swap="outerHTML" hx-replace-url="true"
                    hx-sync="this:replace" {
                    div.search {
                        (icon(Icon::Search))
                        input.input type="search" name="q" value=(self.search) placeholder=(self.search_label)
                            aria-label=(self.search_label) autocomplete="off" data-search aria-keyshortcuts="/ Control+K";
                        kbd aria-hidden="true" { "/" }
                    }
                    (self.choices)
                    button.button.secondary.without-script type="submit" { (APPLY.get(self.language)) }
                }
            }
        }
    }
}

/// A select for a filter bar: `choice("Status", "state", chosen, &[("", "Alle"), …])`.
pub fn choice(label: &str, name: &str, chosen: &str, choices: &[(&str, &str)]) -> Markup {
    html! {
        select.input name=(name) aria-label=(label) {
            @for &(value, text) in choices { option value=(value) selected[value == chosen] { (text) } }
        }
    }
}

/// The part of a list page that filters, sorting and paging exchange: the table, or what stands where it is empty.
pub fn list(content: impl Render) -> Markup {
    html! {
        div.list id=(LIST) hx-target:inherited={ "#" (LIST) } hx-select:inherited={ "#" (LIST) }
            hx-swap:inherited="outerHTML show:none" { (content) }
    }
}

/// Earlier and later pages of a list that is paged by key.
#[derive(Clone, Debug)]
pub struct Pager {
    pub language: Language,
    /// The list from its beginning; `None` on the first page.
    pub first: Option<String>,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// What is shown: "1–50 von 1.204", "50 Kunden".
    pub summary: String,
}

impl Render for Pager {
    fn render(&self) -> Markup {
        html! {
            nav.pager aria-label=(PAGES.get(self.language)) {
                p { (self.summary) }
                @if self.first.is_some() || self.previous.is_some() || self.next.is_some() {
                    ul {
                        li { (page_link(self.first.as_deref(), FIRST.get(self.language))) }
                        li { (page_link(self.previous.as_deref(), PREVIOUS.get(self.language))) }
                        li { (page_link(self.next.as_deref(), NEXT.get(self.language))) }
                    }
                }
            }
        }
    }
}

fn page_link(href: Option<&str>, label: &str) -> Markup {
    html! {
        @match href {
            Some(href) => a.button.secondary href=(href) hx-get=(href) hx-push-url="true" { (label) },
            None => span.button.secondary aria-disabled="true" { (label) },
        }
    }
}
