//! Twikey's API as its clients see it (source 1 to 5): a line for each call.
//!
//! Every call is a plain function from [`call::Call`] to an answer. What it refuses is told in the caller's language, with
//! status 400 and the code in both headers that Twikey's clients look at.

use actix_web::{
    HttpResponse,
    dev::HttpServiceFactory,
    http::Method,
    middleware::from_fn,
    web::{scope as new_scope, to},
};

mod access;
mod action;
mod call;
mod cancel;
mod customer;
mod detail;
mod error;
mod fault;
mod feed;
mod fields;
mod invite;
mod invoice;
mod invoice_feed;
mod invoice_wire;
mod legal;
mod login;
mod mandate_feed;
mod messages;
mod payment_feed;
mod pdf;
mod query;
mod sign;
mod template;
mod update;
mod wire;

use call::{limited, on};
use error::Failure;

type Answer = Result<HttpResponse, Failure>;

/// The calls below a base address. Addresses that are unknown, or not built here yet, say so in Twikey's shape.
pub fn scope(base: &str) -> impl HttpServiceFactory + use<> {
    new_scope(base)
        .wrap(from_fn(fault::strike))
        .route("", actix_web::web::post().to(login::login))
        .route("", on(Method::GET, login::logout))
        .route("/invite", on(Method::POST, invite::invite))
        .route("/prepare", on(Method::POST, invite::invite))
        .route("/sign", on(Method::POST, sign::sign))
        .route("/mandate", on(Method::GET, mandate_feed::read))
        .route("/mandate", on(Method::DELETE, cancel::cancel))
        .route("/mandate/detail", limited(Method::GET, "detail", detail::detail))
        .route("/mandate/query", limited(Method::GET, "query", query::query))
        .route("/mandate/update", on(Method::POST, update::update))
        .route("/mandate/pdf", limited(Method::GET, "pdf", pdf::download))
        .route("/mandate/pdf", on(Method::POST, pdf::upload))
        .route("/mandate/{reference}/action", on(Method::POST, action::act))
        .route("/invoice", on(Method::POST, invoice::create))
        .route("/invoice", on(Method::GET, invoice_feed::read))
        .route("/invoice/payment/feed", on(Method::GET, payment_feed::read))
        .route("/invoice/{id}", limited(Method::GET, "invoice", invoice::detail))
        .route("/invoice/{id}", on(Method::PUT, invoice::update))
        .route("/invoice/{id}", on(Method::DELETE, invoice::delete))
        .route("/customeraccess", on(Method::POST, access::grant))
        .route("/customer/{number}", on(Method::PATCH, customer::patch))
        .route("/legal", on(Method::GET, legal::legal))
        .route("/template", on(Method::GET, template::list))
        .default_service(to(error::unknown_address))
}
