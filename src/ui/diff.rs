//! What changed, old beside new: for the audit trail and when two people edited the same record.

use maud::{Markup, Render, html};

use super::facts::or_absent;
use crate::i18n::{Language, Text};

const FIELD: Text = Text { de: "Feld", nl: "Veld", fr: "Champ", en: "Field" };
const BEFORE: Text = Text { de: "Vorher", nl: "Vroeger", fr: "Avant", en: "Before" };
const AFTER: Text = Text { de: "Nachher", nl: "Nu", fr: "Après", en: "After" };

/// A table of changes.
#[derive(Clone, Debug)]
pub struct Diff<'a> {
    pub language: Language,
    /// Read out before the table.
    pub caption: &'a str,
    pub rows: Vec<Change<'a>>,
}

/// One field that changed.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    pub field: &'a str,
    pub before: Option<&'a str>,
    pub after: Option<&'a str>,
}

impl Render for Diff<'_> {
    fn render(&self) -> Markup {
        let language = self.language;
        html! {
            table.diff {
                caption.visually-hidden { (self.caption) }
                thead { tr {
                    th scope="col" { (FIELD.get(language)) }
                    th scope="col" { (BEFORE.get(language)) }
                    th scope="col" { (AFTER.get(language)) }
                } }
                tbody { @for row in &self.rows { tr {
                    th scope="row" { (row.field) }
                    td { del { (or_absent(row.before, language)) } }
                    td { ins { (or_absent(row.after, language)) } }
                } } }
            }
        }
    }
}
