//! The pretended provider of a way to pay, who succeeds, fails or cancels as told: `/payment/{key}/methods/{method}`

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Form, Path},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Shared, Visit, methods, see_other};
use crate::{
    i18n::{Language, Text, format},
    sandbox::{
        pages::provider,
        refusal::Refusal,
        state::{
            link::{METHODS, Outcome, State},
            method::card_works,
        },
    },
    ui::{
        button::{Action, Button, Weight},
        form::{Answer, Form as FormMarkup},
    },
};

const LATER: Text = Text {
    de: "Erst später entscheiden lassen",
    nl: "Pas later laten beslissen",
    fr: "Faire décider plus tard",
    en: "Let it be decided later",
};
const BANK: Text = Text {
    de: "Melden Sie sich bei Ihrer Bank an und bestätigen Sie die Zahlung.",
    nl: "Meld u aan bij uw bank en bevestig de betaling.",
    fr: "Connectez-vous à votre banque et confirmez le paiement.",
    en: "Sign in to your bank and confirm the payment.",
};

/// What the form sends. The expiry date is there for cards only.
#[derive(Clone, Debug, Deserialize)]
pub struct Typed {
    outcome: Outcome,
    expiry: Option<String>,
}

/// `GET …/methods/{method}`
pub async fn show(visit: Visit, path: Path<(String, String)>) -> HttpResponse {
    if !visit.link.can_be_paid() || !is_offered(&visit, &path.1) {
        return see_other(&visit.base());
    }
    page(&visit, &path.1, provider::GOOD_EXPIRY, None)
}

/// `POST …/methods/{method}`: pressed twice, it pays once and leads to the same end.
pub async fn submit(shared: Shared, visit: Visit, path: Path<(String, String)>, typed: Form<Typed>) -> HttpResponse {
    let method = path.1.as_str();
    if !visit.link.can_be_paid() || !is_offered(&visit, method) {
        return again(&visit);
    }
    let outcome = match (typed.outcome, &typed.expiry) {
        (Outcome::Success, Some(expiry)) if methods::is_card(method) => match provider::expiry_month(expiry) {
            Some(month) if card_works(month) => Outcome::Success,
            Some(_) => Outcome::Failure,
            None => return page(&visit, method, expiry, Some(provider::CARD_WRONG.get(visit.language))),
        },
        (outcome, _) => outcome,
    };
    let visited: Result<_, Refusal> = shared.change(|world, now| {
        // Between the look above and now, another press may have paid it.
        let payable = world.link(visit.link.id)?.can_be_paid();
        if payable { world.pay_link(visit.link.id, method, outcome, now).map(Some) } else { Ok(None) }
    });
    match visited {
        Ok(Some(visited)) => match (visited.exit_url, outcome) {
            (Some(exit), _) => see_other(&exit),
            (None, Outcome::Failure) => see_other(&format!("{}?ended=failure", visit.base())),
            (None, Outcome::Cancel) => see_other(&format!("{}?ended=cancel", visit.base())),
            (None, Outcome::Success | Outcome::Pending) => see_other(&visit.base()),
        },
        Ok(None) | Err(_) => again(&visit),
    }
}

/// After a button that was pressed twice: where the first press led.
fn again(visit: &Visit) -> HttpResponse {
    let led_out = matches!(visit.link.state, State::Paid | State::Pending);
    see_other(visit.exit.as_ref().filter(|_| led_out).unwrap_or(&visit.base()))
}

/// Whether the customer may pay in this way: it is on the page, or the creditor chose it.
fn is_offered(visit: &Visit, method: &str) -> bool {
    METHODS.contains(&method) || visit.link.method.as_deref() == Some(method)
}

fn page(visit: &Visit, method: &str, expiry: &str, error: Option<&str>) -> HttpResponse {
    let language = visit.language;
    let name = methods::name_of(method);
    let content = html! {
        (provider::heading(&visit.base(), methods::sign_of(method), name, language))
        (visit.request())
        @if !methods::is_card(method) { p.lead { (BANK.get(language)) } }
        (FormMarkup { action: &visit.method(method), csrf: "", answer: Answer::Page, content: html! {
            @if methods::is_card(method) { (provider::card(expiry, error, language)) }
            (provider::outcomes(&pay(visit, language), language))
            (later(language))
        } })
    };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    visit.page(name, content).answer(status)
}

/// The fourth end, which only a payment has: the provider does not know yet.
fn later(language: Language) -> Markup {
    let action = Action::SubmitAs("outcome", "pending");
    html! { (Button { label: LATER.get(language), weight: Weight::Quiet, action, icon: None }) }
}

fn pay(visit: &Visit, language: Language) -> String {
    let amount = format::amount(visit.link.amount.0, "EUR", language);
    match language {
        Language::De => format!("{amount} bezahlen"),
        Language::Nl => format!("{amount} betalen"),
        Language::Fr => format!("Payer {amount}"),
        Language::En => format!("Pay {amount}"),
    }
}
