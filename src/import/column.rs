//! A column of a file. No I/O.

use crate::{
    customers,
    i18n::{Language, Text, fold},
};

/// A column that can be imported.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// What it holds, as in the database.
    pub field: &'static str,
    /// None: as it is called in the form of a customer.
    pub label: Option<Text>,
    /// What else it is called in files, folded and with nothing but letters and digits.
    pub names: &'static [&'static str],
    pub required: bool,
    pub hint: Text,
}

impl Column {
    /// One that may be left out, called as in the form of a customer; `names` is what else it is called.
    pub const fn new(field: &'static str, names: &'static [&'static str]) -> Self {
        Self { field, label: None, names, required: false, hint: NO_HINT }
    }

    pub const fn called(self, label: Text) -> Self {
        Self { label: Some(label), ..self }
    }

    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub const fn hint(self, hint: Text) -> Self {
        Self { hint, ..self }
    }

    pub fn label(&self, language: Language) -> &'static str {
        match &self.label {
            Some(label) => label.get(language),
            None => customers::label(self.field, language),
        }
    }

    pub(super) fn is_called(&self, name: &str) -> bool {
        self.names.contains(&name) || Language::ALL.into_iter().any(|language| plain(self.label(language)) == name)
    }
}

/// Neither capitals nor accents nor signs count: `Kunden-Nr.` is `kundennr`.
pub(super) fn plain(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

const NO_HINT: Text = Text { de: "", nl: "", fr: "", en: "" };
