//! Errors in Twikey's shape (source 1.6).

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::ACCEPT_LANGUAGE},
};
use serde::Serialize;

use super::messages::message;
use crate::{
    i18n::Language,
    sandbox::{refusal::Refusal, state::limits::TooMany},
};

/// Why a call is not answered.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The same call was made before, or its result is not there yet (1.6).
    #[error(transparent)]
    Conflict(Refusal),
    /// No session, or it is over.
    #[error("not logged in")]
    NotLoggedIn,
    #[error("too many calls")]
    TooMany(TooMany),
}

impl From<TooMany> for Failure {
    fn from(too_many: TooMany) -> Self {
        Self::TooMany(too_many)
    }
}

#[derive(Serialize)]
struct Body<'a> {
    code: &'a str,
    message: &'a str,
    extra: Option<&'a str>,
}

impl Failure {
    pub fn respond(&self, language: Language) -> HttpResponse {
        match self {
            Self::Refused(refusal) => refuse(StatusCode::BAD_REQUEST, refusal, language),
            Self::Conflict(refusal) => refuse(StatusCode::CONFLICT, refusal, language),
            Self::NotLoggedIn => refuse(StatusCode::UNAUTHORIZED, &Refusal::new("err_no_login"), language),
            // Twikey's 429 has no body (1.3).
            Self::TooMany(TooMany { retry_after_seconds }) => HttpResponse::TooManyRequests()
                .insert_header(("X-Rate-Limit-Retry-After-Seconds", *retry_after_seconds))
                .finish(),
        }
    }
}

/// The code stands in both headers, since Twikey's own clients disagree on which one holds it (emulator choice, 1.6).
pub fn refuse(status: StatusCode, refusal: &Refusal, language: Language) -> HttpResponse {
    let message = message(refusal.code, refusal.extra.as_deref()).get(language);
    HttpResponse::build(status)
        .insert_header(("ApiErrorCode", refusal.code))
        .insert_header(("ApiError", refusal.code))
        .json(Body { code: refusal.code, message, extra: refusal.extra.as_deref() })
}

/// An address that Twikey does not have, or that this sandbox does not play. The log tells which one, because a client
/// that works with Twikey may stumble here.
pub async fn unknown_address(request: HttpRequest) -> HttpResponse {
    tracing::warn!(method = %request.method(), path = request.path(), "the sandbox does not have this address");
    let refusal = Refusal::about("err_not_found", request.path());
    refuse(StatusCode::BAD_REQUEST, &refusal, language(&request))
}

/// The language for messages to whoever calls.
pub fn language(request: &HttpRequest) -> Language {
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.and_then(Language::from_accept_language).unwrap_or_default()
}
