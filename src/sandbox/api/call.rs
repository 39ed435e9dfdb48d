//! One call of a client that is logged in, and how calls become routes.

use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, Route,
    dev::Payload,
    http::{
        Method,
        header::{AUTHORIZATION, HeaderName, HeaderValue},
    },
    web::{self, Bytes, Data, Path},
};
use chrono::TimeDelta;
use serde::de::DeserializeOwned;

use super::{Answer, error::Failure, fields::Fields};
use crate::sandbox::{Shared, api::error::language, refusal::Refusal};

const REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");

/// The longest `Idempotency-Key`.
const LONGEST_KEY: usize = 64;

/// A call with a valid session.
pub struct Call {
    pub shared: Shared,
    pub api_key: String,
    pub token: String,
    pub request: HttpRequest,
    pub body: Bytes,
}

impl Call {
    /// The parameters of the address, then the fields of the form in the body: PY, PHP and ND write them in either place
    /// (1.5).
    pub fn form(&self) -> Fields {
        self.query().then(Fields::parse(&self.body))
    }

    /// The parameters of the address.
    pub fn query(&self) -> Fields {
        Fields::parse(self.request.query_string().as_bytes())
    }

    /// The part of the address that the route leaves open, decoded.
    pub fn segment(&self) -> String {
        self.segments()
    }

    /// The parts of the address that the route leaves open.
    pub fn segments<T: DeserializeOwned + Default + 'static>(&self) -> T {
        Path::<T>::extract(&self.request).into_inner().map(Path::into_inner).unwrap_or_default()
    }

    /// Who registers a mandate or an invoice: "Api", or what the caller names.
    pub fn partner(&self) -> String {
        self.header("X-PARTNER").unwrap_or("Api").chars().take(100).collect()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.request.headers().get(name)?.to_str().ok().map(str::trim).filter(|value| !value.is_empty())
    }
}

/// A call before anybody looked at its session.
pub struct Visit {
    shared: Shared,
    request: HttpRequest,
    body: Bytes,
}

impl FromRequest for Visit {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, body) = (request.clone(), Bytes::from_request(request, payload));
        Box::pin(async move {
            let shared = Data::<Shared>::extract(&request).await?.get_ref().clone();
            Ok(Self { shared, request, body: body.await? })
        })
    }
}

impl Visit {
    fn check(self) -> Result<Call, Failure> {
        let header = self.request.headers().get(AUTHORIZATION).and_then(|token| token.to_str().ok());
        let token = header.unwrap_or_default().trim().to_owned();
        let api_key = self.shared.look(|world, now| world.sessions.api_key(&token, now).map(str::to_owned));
        let Self { shared, request, body } = self;
        Ok(Call { shared, api_key: api_key.ok_or(Failure::NotLoggedIn)?, token, request, body })
    }
}

/// A route for calls with a session.
pub fn on(method: Method, act: fn(&Call) -> Answer) -> Route {
    web::method(method).to(move |visit: Visit| async move { answer(visit, act) })
}

/// A route for calls that may carry an `Idempotency-Key`: the second one with the same key is refused, not answered again
/// (source 1.7). A call that is refused does not use up its key (emulator choice).
pub fn once(method: Method, act: fn(&Call) -> Answer) -> Route {
    web::method(method).to(move |visit: Visit| async move {
        answer(visit, move |call| {
            let Some(given) = call.header("Idempotency-Key") else { return act(call) };
            if given.len() > LONGEST_KEY {
                return Err(Refusal::invalid("Idempotency-Key").into());
            }
            let key = format!("{} {given}", call.api_key);
            if !call.shared.change(|world, now| world.is_first(key.clone(), now)) {
                return Err(Failure::Conflict(Refusal::about("err_duplicate_ref", given)));
            }
            act(call).inspect_err(|_| {
                call.shared.change(|world, _| world.idempotency.remove(&key));
            })
        })
    })
}

/// A route of which an API key may make only so many calls a minute; answers say how many are left (source 1.7).
pub fn limited(method: Method, name: &'static str, act: fn(&Call) -> Answer) -> Route {
    web::method(method).to(move |visit: Visit| async move {
        answer(visit, move |call| {
            let left = call.shared.change(|world, now| {
                let window = format!("{name} {}", call.api_key);
                world.limits.count(window, world.settings.calls_per_minute, TimeDelta::minutes(1), now)
            })?;
            let mut response = act(call)?;
            response.headers_mut().insert(REMAINING, HeaderValue::from(left));
            Ok(response)
        })
    })
}

fn answer(visit: Visit, act: impl Fn(&Call) -> Answer) -> HttpResponse {
    let language = language(&visit.request);
    visit.check().and_then(|call| act(&call)).unwrap_or_else(|failure| failure.respond(language))
}
