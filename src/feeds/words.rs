//! What the fields of Twikey's accounts are called in the audit trail.

use crate::i18n::{Language, Text};

/// What a field is called; none when it is not ours.
pub fn label(field: &str, language: Language) -> Option<&'static str> {
    let words = match field {
        "twikey_account" => TWIKEY_ACCOUNT,
        _ => return None,
    };
    Some(words.get(language))
}

const TWIKEY_ACCOUNT: Text =
    Text { de: "Twikey-Konto", nl: "Twikey-account", fr: "Compte Twikey", en: "Twikey account" };
