//! `GET /creditor/mandate/query?iban|customerNumber|email&state=&page=` (source 2.5).

use actix_web::HttpResponse;
use serde::Serialize;

use super::{Answer, call::Call, fields::Fields, page::PageLinks};
use crate::sandbox::{
    refusal::Refusal,
    state::{
        World,
        mandate::{Mandate, Standing},
        webhooks::encode,
    },
};

const PAGE: usize = 500;

/// What mandates are looked for by.
const FILTERS: [&str; 3] = ["iban", "customerNumber", "email"];

#[derive(Serialize)]
struct Found {
    #[serde(rename = "Contracts")]
    contracts: Vec<FoundMandate>,
    #[serde(rename = "_links")]
    links: PageLinks,
}

/// Values and their forms are inferred from Twikey's clients (2.5). JV takes texts for granted: what is unknown is empty.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FoundMandate {
    #[serde(rename = "type")]
    scheme: &'static str,
    state: &'static str,
    mandate_number: String,
    contract_number: String,
    sign_date: String,
    iban: String,
    bic: String,
}

/// The mandates of an account, a customer number or an e-mail address, newest first. All that is given must fit.
pub fn query(call: &Call) -> Answer {
    let query = call.query();
    let given: Vec<_> = FILTERS.into_iter().filter_map(|name| Some((name, query.text(name)?))).collect();
    let [(_, first), ..] = given.as_slice() else { return Err(Refusal::missing("iban").into()) };
    let page: usize = query.number("page")?.unwrap_or(0);
    call.shared.look(|world, _| {
        let mut found = search(world, &query);
        if found.is_empty() {
            return Err(Refusal::about("err_not_found", first).into());
        }
        found.sort_by(|one, other| other.created_at.cmp(&one.created_at).then(other.reference.cmp(&one.reference)));
        let more = found.len() > (page.saturating_add(1)).saturating_mul(PAGE);
        let state = query.text("state").map(|state| ("state", state));
        let asked = || given.iter().chain(&state).map(|(name, value)| format!("{name}={}&", encode(value)));
        let link = |page| format!("/creditor/mandate/query?{}page={page}", asked().collect::<String>());
        let links = PageLinks { this: link(page), next: more.then(|| link(page + 1)) };
        let shown = found.into_iter().skip(page.saturating_mul(PAGE)).take(PAGE);
        let contracts = shown.map(|mandate| contract(world, mandate)).collect();
        Ok(HttpResponse::Ok().json(Found { contracts, links }))
    })
}

fn search<'world>(world: &'world World, query: &Fields) -> Vec<&'world Mandate> {
    let iban = query.text("iban").map(|iban| iban.replace(' ', "").to_ascii_uppercase());
    let [number, email, state] = ["customerNumber", "email", "state"].map(|name| query.text(name));
    let fits = |mandate: &&Mandate| {
        let customer = world.customer_of(mandate);
        mandate.standing != Standing::Removed
            && (iban.is_none() || mandate.iban == iban)
            && (number.is_none() || customer.number == number)
            && email.as_ref().is_none_or(|it| customer.email.is_some_and(|email| email.eq_ignore_ascii_case(it)))
            // Upper case only (2.5).
            && state.as_deref().is_none_or(|it| it == mandate.standing.code())
    };
    world.mandates.values().filter(fits).collect()
}

fn contract(world: &World, mandate: &Mandate) -> FoundMandate {
    FoundMandate {
        scheme: world.scheme_of(mandate).code(),
        state: mandate.standing.code(),
        mandate_number: mandate.reference.clone(),
        contract_number: world.contract_number_of(mandate).to_owned(),
        sign_date: mandate.signature.as_ref().map(|it| it.at.date_naive().to_string()).unwrap_or_default(),
        iban: mandate.iban.clone().unwrap_or_default(),
        bic: mandate.bic.clone().unwrap_or_default(),
    }
}
