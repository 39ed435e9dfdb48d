//! What was typed on `/settings`, and what is wrong with it. Each group of fields looks after its own.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Settings, account, company, numbers, rules};
use crate::{
    customers,
    db::{self, Tx},
    i18n::Language,
    merge::{Difference, Merged, merge},
    ui::field::Field,
};

/// The form as it was sent. Everything is kept as typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Typed {
    /// Of the settings as they were when the form was made.
    #[serde(skip_serializing)]
    pub(super) version: i64,
    /// The values as they were then: so it is known who changed what.
    #[serde(skip_serializing)]
    pub(super) base: String,
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
    /// The settings as they stand in the form.
    pub(super) async fn read(tx: &mut Tx, settings: &Settings, year: i32) -> db::Result<Self> {
        let mut typed = Self {
            version: settings.version,
            base: String::new(),
            company: company::Typed::of(settings),
            account: account::Typed::of(settings),
            numbers: numbers::Typed::read(tx, settings, year).await?,
            rules: rules::Typed::of(settings),
        };
        typed.base = serde_json::to_string(&typed).expect("texts are always JSON");
        Ok(typed)
    }

    /// What was changed here together with what somebody else saved meanwhile. Where both changed a field, what was typed here
    /// stays, and the field is named.
    pub(super) fn merged(&self, theirs: &Self) -> (Self, Vec<Difference<String, Value>>) {
        let base: BTreeMap<String, Value> = serde_json::from_str(&self.base).unwrap_or_default();
        let Merged { settled, open, .. } = merge(&base, theirs.values(), self.values());
        let kept = open.iter().map(|one| (one.field.clone(), one.yours.clone()));
        let values: serde_json::Map<String, Value> = settled.into_iter().chain(kept).collect();
        let merged = serde_json::from_value(Value::Object(values)).expect("these are the values of two such forms");
        (Self { version: theirs.version, base: theirs.base.clone(), ..merged }, open)
    }

    fn values(&self) -> BTreeMap<String, Value> {
        let values = serde_json::to_value(self).and_then(serde_json::from_value);
        values.expect("a form is values by their names")
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
