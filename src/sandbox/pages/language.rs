//! The language a customer chose on the hosted pages.

use actix_web::{
    HttpRequest,
    body::MessageBody,
    cookie::{Cookie, SameSite},
    dev::{ServiceRequest, ServiceResponse},
    error::Error,
    http::StatusCode,
    middleware::Next,
    web::Query,
};
use serde::Deserialize;

use crate::i18n::Language;

/// Kept for the link that was opened alone, so that the next one begins in its own language.
const COOKIE: &str = "sandbox_language";

#[derive(Deserialize)]
struct Choice {
    language: Language,
}

fn wanted(query: &str) -> Option<Language> {
    Query::<Choice>::from_query(query).ok().map(|choice| choice.language)
}

/// The language the customer chose on this page or an earlier one.
pub fn chosen(request: &HttpRequest) -> Option<Language> {
    let earlier = || request.cookie(COOKIE).and_then(|cookie| cookie.value().parse().ok());
    wanted(request.query_string()).or_else(earlier)
}

/// The language of a locale such as `nl_nl`, when the pages speak it.
pub fn of_locale(locale: &str) -> Option<Language> {
    locale.split(['_', '-']).next()?.parse().ok()
}

/// Keeps a chosen language for the steps below the opened link, which is the first two parts of the address.
pub async fn remember<B: MessageBody>(request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let chosen = wanted(request.query_string());
    let mut base: String = request.path().split_inclusive('/').take(3).collect();
    base.truncate(base.trim_end_matches('/').len());
    let mut response = next.call(request).await?;
    if let Some(language) = chosen
        && response.status() == StatusCode::OK
    {
        let cookie = Cookie::build(COOKIE, language.code()).path(base).http_only(true).same_site(SameSite::Lax);
        response.response_mut().add_cookie(&cookie.finish())?;
    }
    Ok(response)
}
