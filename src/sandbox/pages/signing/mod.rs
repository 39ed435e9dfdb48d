//! The signing page: `/{company}/{key}`, the short link of an invitation, and its steps below (source 8.1).
//!
//! | address | step |
//! |---|---|
//! | `/{company}/{key}` | opens the link and leads to the first step that is still needed |
//! | `…/details` | who signs; left out when the invitation said it all |
//! | `…/account` | IBAN, BIC, place of signature, and the text of the mandate |
//! | `…/methods` | the choice of a way to sign |
//! | `…/methods/{method}` | the pretended provider of that way |
//!
//! Each step writes what was entered into the mandate and leads on, so a reload, a second press of a button and the way
//! back repeat harmlessly. A mandate that is signed already leads to the same end again.

use actix_web::{
    HttpResponse,
    dev::HttpServiceFactory,
    middleware::from_fn,
    web::{self, get},
};
use maud::{Markup, Render, html};

mod account; // step: the bank account
mod details; // step: who signs
mod drawn; // step: a drawn signature
mod ended; // pages of links that lead no further
mod methods; // step: how to sign
mod provider; // step: the provider of a way to sign
mod sms; // step: signing by SMS
mod visit; // the opened link

use super::{Shared, language, see_other};
use crate::{
    i18n::Text,
    sandbox::state::{
        method::Method,
        signing::{Attempt, Finished, Outcome},
    },
    ui::steps::{Progress, Step as Mark, Steps},
};
use ended::Ended;
use visit::Visit;

const DETAILS: Text = Text { de: "Ihre Angaben", nl: "Uw gegevens", fr: "Vos données", en: "Your details" };
const ACCOUNT: Text = Text { de: "Konto", nl: "Rekening", fr: "Compte", en: "Account" };
const SIGNATURE: Text = Text { de: "Unterschrift", nl: "Ondertekening", fr: "Signature", en: "Signature" };
const CONTINUE: Text = Text { de: "Weiter", nl: "Verder", fr: "Continuer", en: "Continue" };

pub fn scope(base: &str) -> impl HttpServiceFactory + use<> {
    web::scope(base)
        .wrap(from_fn(language::remember))
        .route("", get().to(open))
        .service(web::resource("/details").get(details::show).post(details::submit))
        .service(web::resource("/account").get(account::show).post(account::submit))
        .route("/methods", get().to(methods::show))
        .service(web::resource("/methods/sms").get(sms::show).post(sms::submit))
        .service(web::resource("/methods/digisign").get(drawn::show).post(drawn::submit))
        .service(web::resource("/methods/{method}").get(provider::show).post(provider::submit))
}

/// `GET /{company}/{key}`
async fn open(shared: Shared, visit: Visit) -> HttpResponse {
    let asked = shared.change(|world, now| {
        world.open_link(&visit.mandate.link.key, now);
        world.needs_details(&visit.mandate)
    });
    if asked || details::has_open_questions(&visit) {
        return see_other(&visit.step("details"));
    }
    match visit.mandate.link.method {
        // `/sign` chose the way and knew the account: the customer goes straight there (source 2.2).
        Some(method) if visit.mandate.iban.is_some() => see_other(&visit.method(method)),
        _ => see_other(&visit.step("account")),
    }
}

/// The three steps every customer sees.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Details,
    Account,
    Signature,
}

/// How far the customer has come.
fn steps(visit: &Visit, current: Step) -> Markup {
    let step = |step: Step, label: Text| Mark {
        label: label.get(visit.language),
        note: None,
        progress: match step.cmp(&current) {
            std::cmp::Ordering::Less => Progress::Done,
            std::cmp::Ordering::Equal => Progress::Current,
            std::cmp::Ordering::Greater => Progress::Waiting,
        },
    };
    let steps = vec![step(Step::Details, DETAILS), step(Step::Account, ACCOUNT), step(Step::Signature, SIGNATURE)];
    html! { (Steps { language: visit.language, steps }.render()) }
}

/// The provider answers; the customer goes on to the creditor, or back to the choice after a failure.
fn finish(shared: &Shared, visit: &Visit, attempt: Attempt) -> HttpResponse {
    let outcome = attempt.outcome;
    let finished = shared.change(|world, now| world.sign(&visit.mandate.reference, attempt, now));
    match finished {
        Ok(Finished { exit_url: Some(exit), .. }) => see_other(&exit),
        Ok(_) if outcome == Outcome::Success => see_other(&visit.base),
        Ok(finished) => see_other(&format!("{}?ended={}", visit.step("methods"), finished.status.code())),
        // Signed or ended by somebody else in the meantime, or its account is missing: the link knows where that leads.
        Err(_) => see_other(&visit.base),
    }
}

/// An attempt to sign with what the earlier steps wrote down.
fn attempt(method: Method, outcome: Outcome) -> Attempt {
    Attempt { iban: None, bic: None, place: None, method, outcome, signer: None, payload: None }
}
