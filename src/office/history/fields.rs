//! What a field is called, and what its value means: each slice knows its own.

use crate::{
    accounts, customers, feeds,
    i18n::{Language, Text},
    import, invoices, mandates, payments, settings, templates,
};

/// The label of a field of any record, by the name of its column.
pub fn label(field: &str, language: Language) -> &'static str {
    let of_slices = [
        customers::own_label,
        mandates::label,
        payments::label,
        invoices::words::label,
        accounts::label,
        templates::label,
        feeds::label,
        settings::label,
        import::label,
    ];
    of_slices.iter().find_map(|label| label(field, language)).unwrap_or(OTHER.get(language))
}

/// A value as people read it: codes in words, accounts and numbers grouped.
pub fn readable(field: &str, value: &str, language: Language) -> String {
    let of_slices =
        [customers::readable, mandates::readable, payments::readable, invoices::words::readable, settings::readable];
    of_slices.iter().find_map(|readable| readable(field, value, language)).unwrap_or_else(|| value.to_owned())
}

const OTHER: Text = Text { de: "Weiteres", nl: "Overige", fr: "Autre", en: "Other" };
