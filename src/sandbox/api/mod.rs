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
use chrono::{DateTime, SecondsFormat, Utc};

mod access;
mod action;
mod beneficiary;
mod bulk;
mod call;
mod cancel;
mod channel;
mod collect;
mod customer;
mod detail;
mod error;
mod fault;
mod feed;
mod fields;
mod invite;
mod invoice;
mod invoice_action;
mod invoice_bulk;
mod invoice_feed;
mod invoice_files;
mod invoice_ubl;
pub mod invoice_wire;
mod legal;
mod link;
mod link_wire;
mod login;
mod mandate_feed;
mod messages;
mod page;
mod payment_feed;
mod pdf;
mod query;
mod reservation;
mod sign;
mod subscription;
mod template;
mod transaction;
mod transaction_bulk;
mod transaction_wire;
mod transfer;
mod transfer_wire;
mod update;
mod wire;

use call::{limited, on, once};
use error::Failure;

type Answer = Result<HttpResponse, Failure>;

/// A time as Twikey writes it, in whole seconds.
fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

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
        .route("/invoice/bulk", on(Method::POST, invoice_bulk::create))
        .route("/invoice/bulk", on(Method::GET, invoice_bulk::result))
        .route("/invoice/ubl", on(Method::POST, invoice_ubl::upload))
        .route("/invoice/{id}", limited(Method::GET, "invoice", invoice::detail))
        .route("/invoice/{id}", on(Method::PUT, invoice::update))
        .route("/invoice/{id}", on(Method::DELETE, invoice::delete))
        .route("/invoice/{id}/action", on(Method::POST, invoice_action::act))
        .route("/invoice/{id}/reoffer", on(Method::PATCH, invoice_action::reoffer))
        .route("/invoice/{id}/qr", on(Method::GET, invoice_files::qr))
        .route("/invoice/{id}/pdf", limited(Method::GET, "invoice pdf", invoice_files::pdf))
        .route("/invoice/{id}/ubl", limited(Method::GET, "invoice ubl", invoice_files::ubl))
        .route("/payment/link", once(Method::POST, link::create))
        .route("/payment/link", limited(Method::GET, "link", link::detail))
        .route("/payment/link", on(Method::DELETE, link::remove))
        .route("/payment/link/feed", on(Method::GET, link_wire::feed))
        .route("/payment/link/refund", once(Method::POST, link::refund))
        .route("/payment/methods", on(Method::GET, link::methods))
        .route("/transaction", once(Method::POST, transaction::create))
        .route("/transaction", on(Method::GET, transaction_wire::feed))
        .route("/transaction", on(Method::PUT, transaction::update))
        .route("/transaction", on(Method::DELETE, transaction::remove))
        .route("/transaction/detail", limited(Method::GET, "transaction detail", transaction::detail))
        .route("/transaction/query", limited(Method::GET, "transaction query", transaction::query))
        .route("/transaction/action", on(Method::POST, transaction::act))
        .route("/transaction/bulk", on(Method::POST, transaction_bulk::create))
        .route("/transaction/bulk", on(Method::GET, transaction_bulk::result))
        .route("/transaction/refund", once(Method::POST, transaction::refund))
        .route("/subscription", once(Method::POST, subscription::create))
        .route("/subscription/query", limited(Method::GET, "subscription query", subscription::query))
        .route("/subscription/{mandate}/{ref}", limited(Method::GET, "subscription", subscription::detail))
        .route("/subscription/{mandate}/{ref}", on(Method::POST, subscription::update))
        .route("/subscription/{mandate}/{ref}", on(Method::PATCH, subscription::patch))
        .route("/subscription/{mandate}/{ref}", on(Method::DELETE, subscription::cancel))
        .route("/subscription/{mandate}/{ref}/{action}", on(Method::POST, subscription::act))
        .route("/transfer", once(Method::POST, transfer::create))
        .route("/transfer", on(Method::GET, transfer_wire::feed))
        .route("/transfer", on(Method::DELETE, transfer::remove))
        .route("/transfer/detail", limited(Method::GET, "transfer detail", transfer::detail))
        .route("/transfer/complete", on(Method::POST, transfer::complete))
        .route("/transfer/complete", limited(Method::GET, "transfer batch", transfer::batch))
        .route("/transfers/beneficiaries", on(Method::POST, beneficiary::create))
        .route("/transfers/beneficiaries", on(Method::GET, beneficiary::list))
        .route("/transfers/beneficiaries/{iban}", on(Method::DELETE, beneficiary::disable))
        // JV writes it without the s.
        .route("/transfer/beneficiaries", on(Method::GET, beneficiary::list))
        .route("/transfer/beneficiaries", on(Method::DELETE, beneficiary::disable))
        .route("/reservation", once(Method::POST, reservation::create))
        .route("/reservation", on(Method::DELETE, reservation::delete))
        .route("/collect", on(Method::POST, collect::collect))
        .route("/collect", limited(Method::GET, "collect", collect::detail))
        .route("/collect/query", limited(Method::GET, "collect query", collect::query))
        .route("/customeraccess", on(Method::POST, access::grant))
        .route("/customer/{number}", on(Method::PATCH, customer::patch))
        .route("/legal", on(Method::GET, legal::legal))
        .route("/template", on(Method::GET, template::list))
        .default_service(to(error::unknown_address))
}
