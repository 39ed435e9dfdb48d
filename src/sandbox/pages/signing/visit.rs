//! A customer with an opened link: what the pages need to know of the mandate, and in which language they speak.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use maud::Markup;

use super::{Ended, Shared};
use crate::{
    i18n::{Language, format},
    sandbox::{
        pages::{
            language,
            shell::{Hosted, language_of},
        },
        state::{
            World,
            account::{Attribute, Creditor, Scheme},
            customer::Customer,
            exit::Status,
            letters,
            mandate::{Mandate, Standing},
            method::Method,
        },
    },
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

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
    let chosen = language::chosen(request);
    shared.look(|world, _| {
        let known = world.mandate_by_key(key).filter(|mandate| mandate.link.prefix == company);
        let Some(mandate) = known else { return Err(Ended::unknown(chosen.unwrap_or_else(|| language_of(request)))) };
        let visit = Visit::of(world, mandate, format!("/{company}/{key}"), chosen);
        if mandate.standing.is_open() { Ok(visit) } else { Err(Ended::of(world, &visit, shared.zone())) }
    })
}

impl Ended {
    pub fn of(world: &World, visit: &Visit, zone: Tz) -> Self {
        let mandate = &visit.mandate;
        let status = match mandate.standing {
            Standing::Signed => Some(Status::Ok),
            Standing::SignedPendingDebtorBank => Some(Status::Pending),
            _ => None,
        };
        let date = |at: DateTime<Utc>| format::date(at.with_timezone(&zone).date_naive(), visit.language);
        let signed_on = mandate.signature.as_ref().map(|signature| date(signature.at));
        Self {
            standing: Some(mandate.standing),
            language: visit.language,
            creditor: visit.creditor.name.clone(),
            reference: mandate.reference.clone(),
            signed_on,
            exit: status.and_then(|status| world.exit_url(mandate, status)),
        }
    }
}
