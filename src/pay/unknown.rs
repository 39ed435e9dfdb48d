//! What is shown when there is nothing to show: the link is wrong, too old, or tried too often. And whom to ask.

use actix_web::{HttpResponse, http::StatusCode};
use maud::{Markup, html};

use super::shell::Shell;
use crate::{
    app::App,
    error::Result,
    i18n::{Language, Text},
    settings::{self, Settings},
};

/// The same words whatever is the matter, with a status of its own.
pub async fn answer(app: &App, language: Language, status: StatusCode) -> Result<HttpResponse> {
    let settings = settings::read(&mut app.db.read().await?).await?;
    let content = html! {
        section.plain {
            h1 { (TITLE.get(language)) }
            p { (TEXT.get(language)) }
            (contact(&settings, language))
        }
    };
    let title = TITLE.get(language);
    Ok(Shell { language, title, from: from(&settings), address: None, refresh: None, content }.answer(app, status))
}

/// Who speaks to the customer.
pub fn from(settings: &Settings) -> &str {
    if settings.creditor_name.is_empty() { "Mandato" } else { &settings.creditor_name }
}

/// Whom to ask.
pub fn contact(settings: &Settings, language: Language) -> Markup {
    let phone: String = settings.contact_phone.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect();
    html! {
        @if settings.contact_email.is_some() || !phone.is_empty() {
            p.contact {
                (QUESTIONS.get(language)) " "
                @if let Some(email) = &settings.contact_email { a href={ "mailto:" (email) } { (email) } " " }
                @if !phone.is_empty() { a href={ "tel:" (phone) } { (settings.contact_phone) } }
            }
        }
    }
}

const TITLE: Text = Text {
    de: "Hier ist nichts zu sehen",
    nl: "Hier is niets te zien",
    fr: "Il n’y a rien à voir ici",
    en: "There is nothing to see here",
};
const TEXT: Text = Text {
    de: "Dieser Link führt zu keiner Rechnung, oder sie ist schon lange erledigt. Öffnen Sie bitte den Link aus unserer letzten E-Mail, oder fragen Sie uns. Wenn Sie es gerade mehrmals versucht haben, warten Sie eine Minute.",
    nl: "Deze link leidt naar geen factuur, of ze is al lang afgehandeld. Open de link uit onze laatste e-mail, of vraag het ons. Als u het net meermaals geprobeerd hebt, wacht dan een minuut.",
    fr: "Ce lien ne mène à aucune facture, ou elle est réglée depuis longtemps. Ouvrez le lien de notre dernier e-mail, ou demandez-nous. Si vous venez d’essayer plusieurs fois, attendez une minute.",
    en: "This link leads to no invoice, or it was settled long ago. Please open the link in our latest e-mail, or ask us. If you have just tried several times, wait a minute.",
};
const QUESTIONS: Text = Text { de: "Fragen?", nl: "Vragen?", fr: "Des questions\u{a0}?", en: "Questions?" };
