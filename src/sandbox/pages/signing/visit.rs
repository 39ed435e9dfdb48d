//! A customer with an opened link: what the pages need to know of the mandate, and in which language they speak.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest,
    body::MessageBody,
    cookie::{Cookie, SameSite},
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::Error,
    http::StatusCode,
    middleware::Next,
    web::Query,
};
use maud::Markup;
use serde::Deserialize;

use super::{Ended, Shared};
use crate::{
    i18n::Language,
    sandbox::{
        pages::shell::{Hosted, language_of},
        state::{
            World,
            account::{Attribute, Creditor, Scheme},
            customer::Customer,
            letters,
            mandate::Mandate,
            method::Method,
        },
    },
};

/// The language that the customer chose; kept for this link alone, so that the next one begins in its own.
const LANGUAGE: &str = "sandbox_language";

/// The link of a mandate that can still be signed.
pub struct Visit {
    /// `/{company}/{key}`
    pub base: String,
    pub language: Language,
    pub creditor: Creditor,
    pub scheme: Scheme,
    /// The ways to sign that the profile offers.
    pub methods: Vec<Method>,
    /// The profile's further questions.
    pub attributes: Vec<Attribute>,
    pub mandate: Mandate,
    pub customer: Customer,
}

impl Visit {
    /// The address of a step.
    pub fn step(&self, name: &str) -> String {
        format!("{}/{name}", self.base)
    }

    /// The address of a way to sign.
    pub fn method(&self, method: Method) -> String {
        self.step(&format!("methods/{method}"))
    }

    /// A step's page.
    pub fn page<'a>(&'a self, title: &'a str, content: Markup) -> Hosted<'a> {
        let Self { language, creditor, .. } = self;
        Hosted { language: *language, title, from: &creditor.name, choice: true, script: None, content }
    }

    fn of(world: &World, mandate: &Mandate, base: String, language: Option<Language>) -> Self {
        let customer = world.customer_of(mandate);
        let profile = world.profiles.get(&mandate.profile);
        Self {
            base,
            language: language.unwrap_or_else(|| letters::language(customer.language.as_deref())),
            creditor: world.creditor.clone(),
            scheme: world.scheme_of(mandate),
            methods: profile.map(|profile| profile.methods.clone()).unwrap_or_default(),
            attributes: profile.map(|profile| profile.attributes.clone()).unwrap_or_default(),
            mandate: mandate.clone(),
            customer,
        }
    }
}

impl FromRequest for Visit {
    type Error = Ended;
    type Future = Ready<Result<Self, Ended>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(open(request))
    }
}

fn open(request: &HttpRequest) -> Result<Visit, Ended> {
    let shared = request.app_data::<Shared>().expect("the server is built with its state");
    let (company, key) = (request.match_info().query("company"), request.match_info().query("key"));
    let chosen = chosen_language(request);
    shared.look(|world, _| {
        let known = world.mandate_by_key(key).filter(|mandate| mandate.link.prefix == company);
        let Some(mandate) = known else { return Err(Ended::unknown(chosen.unwrap_or_else(|| language_of(request)))) };
        let visit = Visit::of(world, mandate, format!("/{company}/{key}"), chosen);
        if mandate.standing.is_open() { Ok(visit) } else { Err(Ended::of(world, &visit, shared.zone())) }
    })
}

#[derive(Deserialize)]
struct Choice {
    language: Language,
}

fn wanted_language(query: &str) -> Option<Language> {
    Query::<Choice>::from_query(query).ok().map(|choice| choice.language)
}

/// The language the customer chose on this page or an earlier one.
fn chosen_language(request: &HttpRequest) -> Option<Language> {
    let earlier = || request.cookie(LANGUAGE).and_then(|cookie| cookie.value().parse().ok());
    wanted_language(request.query_string()).or_else(earlier)
}

/// Keeps a chosen language for the steps that follow.
pub async fn remember_language<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let chosen = wanted_language(request.query_string());
    let mut base: String = request.path().split_inclusive('/').take(3).collect();
    base.truncate(base.trim_end_matches('/').len());
    let mut response = next.call(request).await?;
    if let Some(language) = chosen
        && response.status() == StatusCode::OK
    {
        let cookie =
            Cookie::build(LANGUAGE, language.code()).path(base).http_only(true).same_site(SameSite::Lax).finish();
        response.response_mut().add_cookie(&cookie)?;
    }
    Ok(response)
}
