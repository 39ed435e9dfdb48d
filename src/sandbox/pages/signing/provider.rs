//! The pretended provider of a way to sign, who succeeds, fails or cancels as told: `/{company}/{key}/methods/{method}`.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Form, Path},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Ended, Shared, Visit, attempt, finish, methods, see_other};
use crate::{
    domain::iban::Iban,
    i18n::{Language, Text},
    sandbox::{
        pages::provider,
        state::{method::Method, signing::Outcome},
    },
    ui::{
        facts::{code, facts},
        form::{Answer, Form as FormMarkup},
    },
};

const FROM: Text = Text { de: "Anfrage von", nl: "Aanvraag van", fr: "Demande de", en: "Request by" };
const MANDATE: Text = Text { de: "SEPA-Mandat", nl: "SEPA-mandaat", fr: "Mandat SEPA", en: "SEPA mandate" };
const ACCOUNT: Text = Text { de: "Konto", nl: "Rekening", fr: "Compte", en: "Account" };
const SUCCEED: Text = Text { de: "Bestätigen", nl: "Bevestigen", fr: "Confirmer", en: "Confirm" };
/// What the form sends. The expiry date is there for cards only.
#[derive(Clone, Debug, Deserialize)]
pub struct Typed {
    outcome: Outcome,
    expiry: Option<String>,
}

/// `GET …/methods/{method}`
pub async fn show(visit: Visit, path: Path<(String, String, String)>) -> HttpResponse {
    let Some(method) = offered(&visit, &path.2) else { return see_other(&visit.step("methods")) };
    if visit.mandate.iban.is_none() {
        return see_other(&visit.step("account"));
    }
    page(&visit, method, provider::GOOD_EXPIRY, None)
}

/// `POST …/methods/{method}`: pressed twice, it leads to the same end.
pub async fn submit(
    shared: Shared,
    visit: Result<Visit, Ended>,
    path: Path<(String, String, String)>,
    typed: Form<Typed>,
) -> HttpResponse {
    let visit = match visit {
        Ok(visit) => visit,
        Err(ended) => return ended.answer_again(),
    };
    let Some(method) = offered(&visit, &path.2) else { return see_other(&visit.step("methods")) };
    let outcome = match (typed.outcome, &typed.expiry) {
        (Outcome::Success, Some(expiry)) if is_card(method) => match provider::expiry_month(expiry) {
            Some(month) => Outcome::of_card(month),
            None => return page(&visit, method, expiry, Some(provider::CARD_WRONG.get(visit.language))),
        },
        (outcome, _) => outcome,
    };
    finish(&shared, &visit, attempt(method, outcome))
}

/// The method of an address, if the customer may use it here.
fn offered(visit: &Visit, code: &str) -> Option<Method> {
    let method: Method = code.parse().ok()?;
    (visit.methods.contains(&method) || visit.mandate.link.method == Some(method)).then_some(method)
}

const fn is_card(method: Method) -> bool {
    matches!(method, Method::Visa | Method::Mastercard | Method::Maestro | Method::Bancontact)
}

fn page(visit: &Visit, method: Method, expiry: &str, error: Option<&str>) -> HttpResponse {
    let language = visit.language;
    let name = methods::name_of(method, language);
    let content = html! {
        (heading(visit, method))
        (request(visit))
        @match what_to_do(method) {
            Some(text) => p.lead { (text.get(language)) },
            None => {},
        }
        (FormMarkup { action: &visit.method(method), csrf: "", answer: Answer::Page, content: html! {
            @if is_card(method) { (provider::card(expiry, error, language)) }
            (outcomes(language))
        } })
    };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    visit.page(name, content).answer(status)
}

/// The provider's own head of page, with the way back to the choice.
pub fn heading(visit: &Visit, method: Method) -> Markup {
    let language = visit.language;
    provider::heading(&visit.step("methods"), methods::sign_of(method), methods::name_of(method, language), language)
}

/// The three ends of every way to sign.
pub fn outcomes(language: Language) -> Markup {
    provider::outcomes(SUCCEED.get(language), language)
}

/// Who asks for what.
pub fn request(visit: &Visit) -> Markup {
    let language = visit.language;
    let iban = visit.mandate.iban.as_deref().and_then(|iban| iban.parse::<Iban>().ok());
    let iban = iban.map(|iban| iban.grouped()).unwrap_or_default();
    html! {
        div.chosen {
            (facts(&[
                (FROM.get(language), html! { (visit.creditor.name) }),
                (MANDATE.get(language), code(&visit.mandate.reference)),
                (ACCOUNT.get(language), code(&iban)),
            ]))
        }
    }
}

const fn what_to_do(method: Method) -> Option<Text> {
    Some(match method {
        Method::Itsme => Text {
            de: "Öffnen Sie die itsme-App auf Ihrem Handy und bestätigen Sie die Anfrage.",
            nl: "Open de itsme-app op uw gsm en bevestig de aanvraag.",
            fr: "Ouvrez l’app itsme sur votre mobile et confirmez la demande.",
            en: "Open the itsme app on your phone and confirm the request.",
        },
        Method::Eid => Text {
            de: "Stecken Sie Ihren Ausweis in den Kartenleser und geben Sie die PIN ein.",
            nl: "Steek uw kaart in de kaartlezer en voer de pincode in.",
            fr: "Insérez votre carte dans le lecteur et saisissez le code PIN.",
            en: "Put your card into the reader and enter the PIN.",
        },
        Method::Ideal | Method::Emachtiging | Method::Idin => Text {
            de: "Melden Sie sich bei Ihrer Bank an und bestätigen Sie das Mandat.",
            nl: "Meld u aan bij uw bank en bevestig het mandaat.",
            fr: "Connectez-vous à votre banque et confirmez le mandat.",
            en: "Sign in to your bank and confirm the mandate.",
        },
        _ => return None,
    })
}
