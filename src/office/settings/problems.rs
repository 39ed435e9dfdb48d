//! What is wrong with what was typed in the settings, field by field.

use crate::{i18n::Language, office::history, ui::field::Field};
use maud::{Markup, html};

/// All that is wrong, by field, in the order of the form.
#[derive(Debug)]
pub(super) struct Problems {
    language: Language,
    found: Vec<(&'static str, String)>,
}

impl Problems {
    pub fn none(language: Language) -> Self {
        Self { language, found: Vec::new() }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// What to tell the reader at this field.
    pub fn at(&self, field: &str) -> Option<&str> {
        self.found.iter().find(|(name, _)| *name == field).map(|(_, text)| text.as_str())
    }

    pub fn fields(&self) -> impl Iterator<Item = &'static str> {
        self.found.iter().map(|(field, _)| *field)
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub fn add(&mut self, field: &'static str, text: impl Into<String>) {
        self.found.push((field, text.into()));
    }

    /// The value, or nothing when it is left out or wrong.
    pub fn optional<T, E>(
        &mut self,
        field: &'static str,
        typed: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
        explain: impl FnOnce(&E, Language) -> String,
    ) -> Option<T> {
        if typed.trim().is_empty() {
            return None;
        }
        read(typed).map_err(|error| self.add(field, explain(&error, self.language))).ok()
    }
}

/// A field with its label, what is wrong with it, and the cursor in the first that is wrong.
pub(super) fn field(problems: &Problems, field: Field<'_>) -> Markup {
    let is_first = problems.fields().next() == Some(field.name);
    let field = Field {
        label: history::label(field.name, problems.language()),
        error: problems.at(field.name),
        autofocus: is_first,
        ..field
    };
    html! { (field) }
}
