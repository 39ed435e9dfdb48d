//! Pay once: `POST /pay/{token}/payment` leads to the invoice's page at Twikey. Pressing twice leads there twice.

use actix_web::{HttpResponse, http::StatusCode, web::Data};
use maud::html;

use super::{
    doors,
    shell::{self, Shell},
    unknown,
    visit::Visit,
};
use crate::{app::App, error::Result, i18n::Text, pay::shell::see_other};

/// `POST /pay/{token}/payment`
pub async fn submit(app: Data<App>, visit: Visit) -> Result<HttpResponse> {
    let opened = match visit.open(&app).await? {
        Ok(opened) => opened,
        Err(answer) => return Ok(answer),
    };
    if !opened.may_pay_once() {
        return Ok(see_other(&opened.address("")));
    }
    let (language, settings) = (opened.language, &opened.paper.creditor.settings);
    let from = unknown::from(settings);
    let link = opened.paper.invoice.link.as_ref().and_then(|link| app.check_link(link).ok());
    if let Some(link) = link {
        return Ok(shell::leave(&link));
    }
    let title = NOT_YET.get(language);
    let content = html! {
        section.plain {
            h1 { (title) }
            p { (MEANWHILE.get(language)) }
            p { a.button href=(opened.address("")) { (BACK.get(language)) } }
        }
        (doors::transfer(&opened))
        (unknown::contact(settings, language))
    };
    let page = Shell { language, title, from, address: None, refresh: None, content };
    Ok(page.answer(&app, StatusCode::SERVICE_UNAVAILABLE))
}

const NOT_YET: Text = Text {
    de: "Online bezahlen geht gerade nicht",
    nl: "Online betalen lukt nu even niet",
    fr: "Le paiement en ligne n’est pas disponible pour le moment",
    en: "Paying online is not possible just now",
};
const MEANWHILE: Text = Text {
    de: "Versuchen Sie es in einigen Minuten noch einmal, oder überweisen Sie den Betrag.",
    nl: "Probeer het over enkele minuten opnieuw, of schrijf het bedrag over.",
    fr: "Réessayez dans quelques minutes, ou faites un virement.",
    en: "Try again in a few minutes, or transfer the amount.",
};
const BACK: Text =
    Text { de: "Zur Rechnung", nl: "Naar de factuur", fr: "Retour à la facture", en: "Back to the invoice" };
