//! The JSON API under `/_sandbox`: the console's actions, for tests and other people's integrations. The module
//! documentation of [`crate::sandbox`] lists the calls.

use actix_web::{
    Error, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{HttpServiceFactory, ServiceRequest, ServiceResponse},
    http::{StatusCode, header::HeaderValue},
    middleware::{Next, from_fn},
    web::{self, Data, Json, JsonConfig},
};
use serde_json::json;

mod invoices;
mod mandates;
pub mod settings;
mod view;
mod world;

use super::refusal::Refusal;

type Shared = Data<super::Shared>;

pub fn scope(base: &str) -> impl HttpServiceFactory + use<> {
    web::scope(base)
        .wrap(from_fn(refuse_foreign_pages))
        .app_data(JsonConfig::default().content_type(|_| true).error_handler(|error, _| {
            let answer =
                HttpResponse::BadRequest().json(json!({ "code": "invalid_json", "message": error.to_string() }));
            actix_web::error::InternalError::from_response(error, answer).into()
        }))
        .route("/state", web::get().to(view::state))
        .route("/mandates/{reference}", web::get().to(view::mandate))
        .route("/mandates/{reference}/signature", web::post().to(mandates::sign))
        .route("/mandates/{reference}/cancellation", web::post().to(mandates::cancel))
        .route("/mandates/{reference}/suspension", web::post().to(mandates::suspend))
        .route("/mandates/{reference}/suspension", web::delete().to(mandates::resume))
        .route("/mandates/{reference}/expiry", web::post().to(mandates::expire))
        .route("/mandates/{reference}/account", web::put().to(mandates::change_account))
        .route("/invoices/{name}", web::get().to(invoices::show))
        .route("/invoices/{name}/payment", web::post().to(invoices::pay))
        .route("/invoices/{name}/reversal", web::post().to(invoices::reverse))
        .route("/transfers", web::post().to(invoices::transfer))
        .route("/bank-run", web::post().to(world::run_bank))
        .route("/clock", web::get().to(world::clock))
        .route("/clock", web::post().to(world::advance))
        .route("/faults", web::get().to(world::faults))
        .route("/faults", web::post().to(world::add_fault))
        .route("/faults", web::delete().to(world::clear_faults))
        .route("/settings", web::get().to(settings::show))
        .route("/settings", web::put().to(settings::change))
        .route("/mailbox", web::get().to(view::mailbox))
        .route("/mailbox", web::delete().to(world::clear_mailbox))
        .route("/phone", web::get().to(view::phone))
        .route("/phone/{id}/reply", web::post().to(mandates::reply))
        .route("/webhooks", web::get().to(view::webhooks))
        .route("/webhooks/{id}/repetition", web::post().to(world::repeat_webhook))
        .route("/webhook-test", web::post().to(world::test_webhook))
        .route("/feed-reset", web::post().to(world::reset_feeds))
        .route("/sessions", web::delete().to(world::end_sessions))
        .route("/quiet", web::post().to(world::quiet))
        .default_service(web::to(async || unknown("no such address")))
}

/// Browsers say when another site is behind a request: no page out there may play with somebody's sandbox.
async fn refuse_foreign_pages(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let site = request.headers().get("sec-fetch-site").map(HeaderValue::as_bytes);
    if matches!(site, None | Some(b"same-origin" | b"none")) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let message = "a page of another site asked for this";
    let refused = HttpResponse::Forbidden().json(json!({ "code": "foreign", "message": message, "extra": null }));
    Ok(request.into_response(refused))
}

/// A refusal of the world as JSON.
fn refused(refusal: &Refusal) -> HttpResponse {
    let status = match refusal.code {
        "err_no_contract" | "err_not_found" | "err_no_transaction" => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_REQUEST,
    };
    let message = refusal.to_string();
    HttpResponse::build(status).json(json!({ "code": refusal.code, "message": message, "extra": refusal.extra }))
}

fn unknown(what: &str) -> HttpResponse {
    HttpResponse::NotFound().json(json!({ "code": "err_not_found", "message": what, "extra": null }))
}

/// A body that may be left out.
fn or_default<T: Default>(body: Option<Json<T>>) -> T {
    body.map(Json::into_inner).unwrap_or_default()
}
