//! A finished mail as a document of its own, shown in a frame: its style stands in its tags, which no page of ours allows.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use maud::{DOCTYPE, html};

use super::Mail;
use crate::i18n::{Language, Text};

/// Nothing runs and nothing is fetched; only our own pages may show it, and measure it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'self'; sandbox allow-same-origin";

/// The mail as the customer will see it.
pub fn mail(mail: &Mail<'_>) -> HttpResponse {
    document(StatusCode::OK, mail.html())
}

/// Why there is nothing to see yet.
pub(crate) fn problems(language: Language, sentences: &[String]) -> HttpResponse {
    let page = html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="color-scheme" content="light dark";
                title { (NOT_YET.get(language)) }
            }
            body style="margin: 24px; font: 15px/1.5 system-ui, sans-serif" {
                p { b { (NOT_YET.get(language)) } }
                ul { @for sentence in sentences { li { (sentence) } } }
            }
        }
    };
    document(StatusCode::UNPROCESSABLE_ENTITY, page.into_string())
}

fn document(status: StatusCode, html: String) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_FRAME_OPTIONS, "SAMEORIGIN"))
        .body(html)
}

const NOT_YET: Text = Text {
    de: "So kann die Nachricht noch nicht gesendet werden:",
    nl: "Zo kan het bericht nog niet worden verzonden:",
    fr: "Le message ne peut pas encore être envoyé ainsi\u{a0}:",
    en: "The message cannot be sent like this yet:",
};
