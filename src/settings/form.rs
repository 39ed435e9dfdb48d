//! What was typed on `/settings`, and what is wrong with it. Each group of fields looks after its own.

use maud::{Markup, html};
use serde::Deserialize;

use super::{Settings, account, company, numbers, rules};
use crate::{customers, i18n::Language, ui::field::Field};

/// The form as it was sent. Everything is kept as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// Of the settings as they were when the form was made.
    pub(super) version: i64,
    #[serde(flatten)]
    pub(super) company: company::Typed,
    #[serde(flatten)]
    pub(super) account: account::Typed,
    #[serde(flatten)]
    pub(super) numbers: numbers::Typed,
    #[serde(flatten)]
    pub(super) rules: rules::Typed,
}

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

impl Typed {
    /// The settings as they stand in the form; numbers that come next aside.
    pub fn of(settings: &Settings) -> Self {
        Self {
            version: settings.version,
            company: company::Typed::of(settings),
            account: account::Typed::of(settings),
            numbers: numbers::Typed::of(settings),
            rules: rules::Typed::of(settings),
        }
    }

    /// The settings with what was typed, as far as it is right.
    pub(super) fn check(&self, before: &Settings, problems: &mut Problems) -> Settings {
        let mut after = Settings { version: self.version, ..before.clone() };
        self.company.check(&mut after, problems);
        self.account.check(before, &mut after, problems);
        self.numbers.check(&mut after, problems);
        self.rules.check(&mut after, problems);
        after
    }
}

/// A field with its label, what is wrong with it, and the cursor in the first that is wrong.
pub(super) fn field(problems: &Problems, field: Field<'_>) -> Markup {
    let is_first = problems.fields().next() == Some(field.name);
    let field = Field {
        label: customers::label(field.name, problems.language()),
        error: problems.at(field.name),
        autofocus: is_first,
        ..field
    };
    html! { (field) }
}
