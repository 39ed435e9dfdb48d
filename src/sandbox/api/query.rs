//! `GET /creditor/mandate/query?iban|customerNumber|email&state=&page=` (source 2.5).

use actix_web::HttpResponse;
use serde::Serialize;

use super::{Answer, call::Call, fields::Fields};
use crate::sandbox::{
    refusal::Refusal,
    state::{
        World,
        mandate::{Mandate, Standing},
        webhooks::encode,
    },
};

const PAGE: usize = 500;

#[derive(Serialize)]
struct Found {
    #[serde(rename = "Contracts")]
    contracts: Vec<FoundMandate>,
    #[serde(rename = "_links")]
    links: Links,
}

/// Values and their forms are inferred from Twikey's clients (2.5).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FoundMandate {
    #[serde(rename = "type")]
    scheme: &'static str,
    state: &'static str,
    mandate_number: String,
    contract_number: Option<String>,
    sign_date: Option<String>,
    iban: Option<String>,
    bic: Option<String>,
}

#[derive(Serialize)]
struct Links {
    #[serde(rename = "self")]
    this: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The mandates of an account, a customer number or an e-mail address, newest first.
pub fn query(call: &Call) -> Answer {
    let query = call.query();
    let by = ["iban", "customerNumber", "email"].into_iter().find_map(|name| Some((name, query.text(name)?)));
    let (name, value) = by.ok_or(Refusal::missing("iban"))?;
    let page: usize = query.number("page")?.unwrap_or(0);
    call.shared.look(|world, _| {
        let mut found = search(world, &query, name, &value);
        if found.is_empty() {
            return Err(Refusal::about("err_not_found", &value).into());
        }
        found.sort_by(|one, other| other.created_at.cmp(&one.created_at).then(other.reference.cmp(&one.reference)));
        let more = found.len() > (page.saturating_add(1)).saturating_mul(PAGE);
        let link = |page| format!("/creditor/mandate/query?{name}={}&page={page}", encode(&value));
        let links = Links { this: link(page), next: more.then(|| link(page + 1)) };
        let shown = found.into_iter().skip(page.saturating_mul(PAGE)).take(PAGE);
        let contracts = shown.map(|mandate| contract(world, mandate)).collect();
        Ok(HttpResponse::Ok().json(Found { contracts, links }))
    })
}

fn search<'world>(world: &'world World, query: &Fields, name: &str, value: &str) -> Vec<&'world Mandate> {
    let state = query.text("state");
    let compact = value.replace(' ', "").to_ascii_uppercase();
    let fits = |mandate: &&Mandate| {
        let customer = world.customers.get(&mandate.customer);
        let same = match name {
            "iban" => mandate.iban.as_ref() == Some(&compact),
            "customerNumber" => customer.is_some_and(|it| it.number.as_deref() == Some(value)),
            _ => customer.and_then(|it| it.email.as_ref()).is_some_and(|it| it.eq_ignore_ascii_case(value)),
        };
        // Upper case only (2.5).
        same && mandate.standing != Standing::Removed && state.as_deref().is_none_or(|it| it == mandate.standing.code())
    };
    world.mandates.values().filter(fits).collect()
}

fn contract(world: &World, mandate: &Mandate) -> FoundMandate {
    FoundMandate {
        scheme: world.scheme_of(mandate).code(),
        state: mandate.standing.code(),
        mandate_number: mandate.reference.clone(),
        contract_number: mandate.contract_number.clone(),
        sign_date: mandate.signature.as_ref().map(|it| it.at.date_naive().to_string()),
        iban: mandate.iban.clone(),
        bic: mandate.bic.clone(),
    }
}
