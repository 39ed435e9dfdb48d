//! The page of a payment link: `/payment/tr_{key}`, and the pretended provider below it (source 5, 8.2).
//!
//! | address | step |
//! |---|---|
//! | `/payment/{key}` | the choice of a way to pay; afterwards, how it ended |
//! | `…/methods/{method}` | the pretended provider of that way |
//!
//! A link that is paid leads to the same end again, so a second press of a button pays nothing.

use actix_web::{
    HttpResponse,
    dev::HttpServiceFactory,
    middleware::from_fn,
    web::{self, Query, get},
};
use serde::Deserialize;

mod ended; // links that are paid, waited for, or over
mod methods; // the choice of a way to pay
mod provider; // the pretended provider
mod visit; // the opened link

use super::{Shared, language, see_other};
use crate::sandbox::state::link::{Outcome, State};
use visit::Visit;

pub fn scope(base: &str) -> impl HttpServiceFactory + use<> {
    web::scope(base)
        .wrap(from_fn(language::remember))
        .route("", get().to(open))
        .service(web::resource("/methods/{method}").get(provider::show).post(provider::submit))
}

/// The address of a payment link's page.
pub fn address(key: &str) -> String {
    format!("/payment/{key}")
}

/// How an earlier attempt ended, when there is nowhere to go with it.
#[derive(Debug, Default, Deserialize)]
pub struct Earlier {
    ended: Option<Outcome>,
}

/// `GET /payment/{key}`
async fn open(shared: Shared, visit: Visit, earlier: Query<Earlier>) -> HttpResponse {
    if !visit.link.can_be_paid() {
        return ended::answer(&visit);
    }
    shared.change(|world, now| world.start_link(visit.link.id, now));
    match &visit.link.method {
        // The creditor chose the way: the customer goes straight there (source 5).
        Some(method) if visit.link.state == State::Created => see_other(&visit.method(method)),
        _ => methods::answer(&visit, earlier.ended),
    }
}
