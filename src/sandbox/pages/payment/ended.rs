//! Payment links that are paid, waited for, or over: `/payment/{key}`

use actix_web::{HttpResponse, http::StatusCode};
use maud::html;

use super::Visit;
use crate::{
    i18n::{Language, Text},
    sandbox::{pages::invoice, state::link::State},
    ui::{
        button::{Action, Button, Weight},
        icon::{Icon, icon},
    },
};

const PAID: Text = Text {
    de: "Ihre Zahlung ist angekommen",
    nl: "Uw betaling is aangekomen",
    fr: "Votre paiement est arrivé",
    en: "Your payment has arrived",
};
const PAID_ADVICE: Text = Text {
    de: "Vielen Dank! Sie müssen nichts weiter tun.",
    nl: "Hartelijk dank! U hoeft verder niets te doen.",
    fr: "Merci ! Vous n’avez plus rien à faire.",
    en: "Thank you! There is nothing more for you to do.",
};
const PENDING: Text = Text {
    de: "Ihre Zahlung wird bestätigt",
    nl: "Uw betaling wordt bevestigd",
    fr: "Votre paiement est en cours de confirmation",
    en: "Your payment is being confirmed",
};
const PENDING_ADVICE: Text = Text {
    de: "Das kann einen Moment dauern. Bitte bezahlen Sie nicht noch einmal.",
    nl: "Dat kan even duren. Betaal niet opnieuw.",
    fr: "Cela peut prendre un moment. Ne payez pas une seconde fois.",
    en: "This can take a moment. Please do not pay again.",
};
const OVER: Text = Text {
    de: "Dieser Zahlungslink gilt nicht mehr",
    nl: "Deze betaallink is niet meer geldig",
    fr: "Ce lien de paiement n’est plus valable",
    en: "This payment link is no longer valid",
};
const OVER_ADVICE: Text = Text {
    de: "Er ist abgelaufen oder wurde zurückgezogen. Bitte fragen Sie nach einem neuen.",
    nl: "Hij is verlopen of werd ingetrokken. Vraag een nieuwe.",
    fr: "Il a expiré ou a été retiré. Demandez-en un nouveau.",
    en: "It has expired or was withdrawn. Please ask for a new one.",
};

const TO_INVOICE: Text =
    Text { de: "Zur Rechnung", nl: "Naar de factuur", fr: "Vers la facture", en: "To the invoice" };

pub fn answer(visit: &Visit) -> HttpResponse {
    let language = visit.language;
    let (status, sign, tone, title, advice) = match visit.link.state {
        State::Paid => (StatusCode::OK, Icon::Check, "success", PAID, PAID_ADVICE),
        State::Pending => (StatusCode::OK, Icon::Hourglass, "info", PENDING, PENDING_ADVICE),
        _ => (StatusCode::GONE, Icon::Clock, "warning", OVER, OVER_ADVICE),
    };
    let title = title.get(language);
    let content = html! {
        div.outcome {
            span.big-sign.(tone) { (icon(sign)) }
            h1 { (title) }
            p { (advice.get(language)) }
        }
        (visit.request())
        @if let Some((label, address)) = onward(visit, language) {
            div.buttons {
                (Button { label: &label, icon: None, weight: Weight::Primary, action: Action::Go(&address) })
            }
        }
    };
    visit.page(title, content).answer(status)
}

/// Where the customer goes from here: to the creditor, or else to the invoice.
fn onward(visit: &Visit, language: Language) -> Option<(String, String)> {
    let exit = visit.exit.clone().filter(|_| matches!(visit.link.state, State::Paid | State::Pending));
    let to_creditor = |exit| (invoice::onward(&visit.creditor.name, language), exit);
    let to_invoice = |id| (TO_INVOICE.get(language).to_owned(), invoice::address(id));
    exit.map(to_creditor).or_else(|| visit.link.invoice.map(to_invoice))
}
