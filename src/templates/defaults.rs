//! The templates Mandato comes with; they hold until an administrator writes others.

mod credit_note;
mod debit_failed;
mod invoice;
mod mandate_request;
mod pre_notification;

use super::kind::Kind;
use crate::{i18n::Language, templates::body::marked_link};

/// Subject and body (as markup) of the template that comes with Mandato.
pub fn built_in(kind: Kind, language: Language) -> (&'static str, String) {
    let link = marked_link(kind.link_words().get(language));
    match kind {
        Kind::MandateRequest => mandate_request::text(language, &link),
        Kind::Invoice => invoice::text(language, &link),
        Kind::PreNotification => pre_notification::text(language, &link),
        Kind::DebitFailed => debit_failed::text(language, &link),
        Kind::CreditNote => credit_note::text(language),
    }
}

fn letter(paragraphs: &[&str]) -> String {
    format!("<p>{}</p>", paragraphs.join("</p><p>"))
}
