//! The portal's cookies: for this host and all its pages, read by no script, sent by no page of others.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, CookieBuilder, SameSite},
};

use crate::config::Config;

/// What a cookie is called. Behind HTTPS browsers take one with this prefix from this very host only: no neighbour under
/// the same domain, and nobody on the way, can plant it (RFC 6265bis, 4.1.3.2).
pub fn name(config: &Config, plain: &str) -> String {
    let prefix = if config.public_url.is_https() { "__Host-" } else { "" };
    format!("{prefix}{plain}")
}

pub fn build(config: &Config, plain: &str, value: String) -> CookieBuilder<'static> {
    Cookie::build(name(config, plain), value)
        .path("/")
        .http_only(true)
        .secure(config.public_url.is_https())
        .same_site(SameSite::Lax)
}

/// What the browser sent.
pub fn read(config: &Config, request: &HttpRequest, plain: &str) -> Option<String> {
    request.cookie(&name(config, plain)).map(|cookie| cookie.value().to_owned())
}
