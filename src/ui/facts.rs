//! Facts: names and values beside each other, as on the tiles of a sheet.

use maud::{Markup, html};

use crate::i18n::{Language, Text};

const ABSENT: Text = Text { de: "nicht angegeben", nl: "niet ingevuld", fr: "non renseigné", en: "not given" };

/// A list of names and values: `facts(&[("IBAN", html! { … }), …])`.
pub fn facts(rows: &[(&str, Markup)]) -> Markup {
    html! {
        dl.facts { @for (name, value) in rows { div { dt { (name) } dd { (value) } } } }
    }
}

/// The value, or a dash that screen readers hear as "not given".
pub fn or_absent(value: Option<&str>, language: Language) -> Markup {
    html! {
        @match value {
            Some(value) if !value.is_empty() => (value),
            _ => span.absent { span aria-hidden="true" { "–" } span.visually-hidden { (ABSENT.get(language)) } },
        }
    }
}

/// A code that people compare digit by digit: IBAN, BIC, reference.
pub fn code(value: &str) -> Markup {
    html! { span.code { (value) } }
}
