//! Signing by SMS: `/{company}/{key}/methods/sms`. The customer is texted and answers on the phone.

use actix_web::{HttpResponse, http::StatusCode, web::Form};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Ended, Shared, Visit, attempt, finish, provider, see_other};
use crate::{
    assets,
    domain::{country::Country, mobile::Mobile},
    i18n::{Language, Text},
    sandbox::{
        pages::shell::Hosted,
        state::{method::Method, signing::Outcome},
    },
    ui::{
        badge::Tone,
        button::{Action, Button, Weight},
        field::{Control, Field},
        form::{Answer, Form as FormMarkup, actions},
        icon::Icon,
        notice::notice,
    },
};

const LEAD: Text = Text {
    de: "Wir schicken Ihnen eine SMS. Antworten Sie mit OK, und das Mandat ist unterzeichnet.",
    nl: "We sturen u een sms. Antwoord met OK en het mandaat is ondertekend.",
    fr: "Nous vous envoyons un SMS. Répondez OK et le mandat est signé.",
    en: "We send you a text message. Reply OK and the mandate is signed.",
};
const MOBILE: Text = Text { de: "Mobilnummer", nl: "Gsm-nummer", fr: "Numéro de mobile", en: "Mobile number" };
const SEND: Text = Text { de: "SMS schicken", nl: "Sms sturen", fr: "Envoyer le SMS", en: "Send the message" };
const SEND_AGAIN: Text = Text { de: "Noch einmal schicken", nl: "Opnieuw sturen", fr: "Renvoyer", en: "Send again" };
const OPEN_PHONE: Text = Text {
    de: "Telefon der Sandbox öffnen",
    nl: "Telefoon van de sandbox openen",
    fr: "Ouvrir le téléphone du bac à sable",
    en: "Open the sandbox’s phone",
};
const GO_ON: Text =
    Text { de: "Ich habe geantwortet", nl: "Ik heb geantwoord", fr: "J’ai répondu", en: "I have replied" };
const CANCEL: Text = Text { de: "Abbrechen", nl: "Annuleren", fr: "Annuler", en: "Cancel" };

/// What the form sends: a number to text, or how the signing ends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    mobile: String,
    outcome: Option<Outcome>,
}

/// `GET …/methods/sms`. Once the customer has answered, it leads where signing ended.
pub async fn show(shared: Shared, visit: Result<Visit, Ended>) -> HttpResponse {
    let visit = match visit {
        Ok(visit) => visit,
        Err(ended) => return ended.answer_again(),
    };
    if visit.mandate.iban.is_none() {
        return see_other(&visit.step("account"));
    }
    let mobile = visit.customer.mobile.clone().unwrap_or_default();
    page(&shared, &visit, &mobile, None)
}

/// `POST …/methods/sms`
pub async fn submit(shared: Shared, visit: Result<Visit, Ended>, typed: Form<Typed>) -> HttpResponse {
    let visit = match visit {
        Ok(visit) => visit,
        Err(ended) => return ended.answer_again(),
    };
    if let Some(outcome) = typed.outcome {
        return finish(&shared, &visit, attempt(Method::Sms, outcome));
    }
    let country = visit.customer.country.as_deref().unwrap_or(&visit.creditor.country);
    let country = country.parse().unwrap_or(Country::BELGIUM);
    let mobile = match Mobile::parse(&typed.mobile, country) {
        Ok(mobile) => mobile,
        Err(error) => return page(&shared, &visit, &typed.mobile, Some(&error.explain(visit.language))),
    };
    match shared.change(|world, now| world.send_sms_to(&visit.mandate.reference, mobile.as_str(), now)) {
        Ok(()) => see_other(&visit.method(Method::Sms)),
        // It was signed or ended a moment ago.
        Err(_) => see_other(&visit.base),
    }
}

/// How the newest SMS about this mandate was answered; `None` when none was sent.
fn sent(shared: &Shared, reference: &str) -> Option<Answered> {
    shared.look(|world, _| {
        let sms = world.phone.messages().iter().rfind(|sms| sms.mandate.as_deref() == Some(reference))?;
        Some(Answered { to: sms.to.clone(), refused: sms.reply.is_some() })
    })
}

struct Answered {
    to: String,
    refused: bool,
}

fn page(shared: &Shared, visit: &Visit, mobile: &str, error: Option<&str>) -> HttpResponse {
    let language = visit.language;
    let sent = sent(shared, &visit.mandate.reference);
    let content = html! {
        (provider::heading(visit, Method::Sms))
        (provider::request(visit))
        @match &sent {
            None => p.lead { (LEAD.get(language)) },
            Some(sent) => (waiting(sent, language)),
        }
        (FormMarkup { action: &visit.method(Method::Sms), csrf: "", answer: Answer::Page, content: html! {
            (Field { label: MOBILE.get(language), name: "mobile", value: mobile, control: Control::Mobile, error,
                autocomplete: Some("tel"), ..Field::default() })
            (buttons(visit, sent.as_ref()))
        } })
    };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Hosted { script: Some(assets::url("sandbox/follow.js")), ..visit.page("SMS", content) }.answer(status)
}

/// What became of the SMS so far.
fn waiting(sent: &Answered, language: Language) -> Markup {
    let phone = format!("/phone/{}", sent.to.trim_start_matches('+'));
    let (tone, text) = if sent.refused {
        (Tone::Warning, declined(&sent.to, language))
    } else {
        (Tone::Info, texted(&sent.to, language))
    };
    html! {
        div data-waits[!sent.refused] {
            (notice(tone, html! {
                p { (text) }
                p { a href=(phone) target="_blank" rel="noopener" { (OPEN_PHONE.get(language)) } }
            }))
        }
    }
}

fn texted(number: &str, language: Language) -> String {
    match language {
        Language::De => format!("Eine SMS ist unterwegs an {number}. Antworten Sie mit OK, um zu unterzeichnen."),
        Language::Nl => format!("Er is een sms onderweg naar {number}. Antwoord met OK om te ondertekenen."),
        Language::Fr => format!("Un SMS est en route vers le {number}. Répondez OK pour signer."),
        Language::En => format!("A text message is on its way to {number}. Reply OK to sign."),
    }
}

fn declined(number: &str, language: Language) -> String {
    match language {
        Language::De => format!("Die Antwort von {number} war nicht OK. Das Mandat ist nicht unterzeichnet."),
        Language::Nl => format!("Het antwoord van {number} was niet OK. Het mandaat is niet ondertekend."),
        Language::Fr => format!("La réponse du {number} n’était pas OK. Le mandat n’est pas signé."),
        Language::En => format!("The reply from {number} was not OK. The mandate is not signed."),
    }
}

fn buttons(visit: &Visit, sent: Option<&Answered>) -> Markup {
    let language = visit.language;
    let label = if sent.is_some() { SEND_AGAIN } else { SEND };
    let address = visit.method(Method::Sms);
    let unanswered = sent.is_some_and(|sent| !sent.refused);
    let weight = if unanswered { Weight::Secondary } else { Weight::Primary };
    actions(html! {
        @if unanswered {
            (Button { label: GO_ON.get(language), weight: Weight::Primary, action: Action::Go(&address), icon: None })
        }
        (Button { label: label.get(language), weight, action: Action::Submit, icon: Some(Icon::Send) })
        (Button { label: CANCEL.get(language), weight: Weight::Secondary, action: Action::SubmitAs("outcome", "cancel"),
            icon: None })
    })
}
