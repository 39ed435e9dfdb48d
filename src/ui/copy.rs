//! Copying a value to the clipboard.

use maud::{Markup, html};

use super::icon::{Icon, icon};
use crate::i18n::{Language, Text};

const COPIED: Text = Text { de: "Kopiert", nl: "Gekopieerd", fr: "Copié", en: "Copied" };

/// A small button that copies `value`; `label` says what is copied. Hidden where JavaScript is off.
pub fn copy(value: &str, label: &str, language: Language) -> Markup {
    html! {
        button.button.quiet.square.copy type="button" data-copy=(value) data-copied=(COPIED.get(language))
            title=(label) aria-label=(label) { (icon(Icon::Copy)) }
    }
}

/// A read-only line with an address and a button that copies it.
pub fn copy_line(value: &str, label: &str, language: Language) -> Markup {
    html! {
        div.copy-line {
            input.input.code type="text" readonly value=(value) aria-label=(label);
            button.button.secondary.copy type="button" data-copy=(value) data-copied=(COPIED.get(language)) {
                (icon(Icon::Copy)) span { (label) }
            }
        }
    }
}
