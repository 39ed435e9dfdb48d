//! What the fields of templates are called in the audit trail.

use crate::i18n::{Language, Text};

/// What a field is called; none when it is not ours.
pub fn label(field: &str, language: Language) -> Option<&'static str> {
    let words = match field {
        "template" => TEMPLATE,
        "subject" => SUBJECT,
        "body" => BODY,
        _ => return None,
    };
    Some(words.get(language))
}

const TEMPLATE: Text =
    Text { de: "E-Mail-Vorlage", nl: "E-mailsjabloon", fr: "Modèle d’e-mail", en: "E-mail template" };
const SUBJECT: Text = Text { de: "Betreff", nl: "Onderwerp", fr: "Objet", en: "Subject" };
const BODY: Text = Text { de: "Text", nl: "Tekst", fr: "Texte", en: "Text" };
