//! The sandbox's pages: what customers see at Twikey, and the desk of whoever plays the world around it.
//!
//! | address | shows | language |
//! |---|---|---|
//! | `/{company}/{key}` and below | the signing page of a mandate | the customer's, or any of the four |
//! | `/invoice/{id}` and below, and what leads there | an invoice and the ways to pay it | as above |
//! | `/payment/{key}` and below | a payment link and the pretended providers | as above |
//! | `/access/{token}` | a signed mandate to its debtor | as above |
//! | `/phone` | the customers' phones | English |
//! | `/mailbox` | the customers' e-mail | English |
//! | `/` | the console | English |
//!
//! All of them are forms that work without JavaScript. Changes must come from a page of the sandbox itself.

use actix_web::{
    HttpRequest, HttpResponse,
    body::{EitherBody, MessageBody},
    dev::{HttpServiceFactory, ServiceRequest, ServiceResponse},
    error::{Error, InternalError, UrlencodedError},
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
    middleware::{Next, from_fn},
    web::{self, Data, FormConfig, PathConfig, get, post},
};

mod console; // state at a glance, and buttons for the world
mod examples; // how to point an integration here
mod invoice; // the customer's way to pay an invoice
mod language; // the one a customer chose
mod mailbox; // the customers' e-mail
mod payment; // payment links and their providers
mod phone; // the customers' text messages
mod portal; // a customer's own view of a mandate
mod provider; // what pretended providers have in common
mod refused; // what a page says when it cannot do what was asked
mod shell; // the document around a page
mod signing; // the customer's way to a signed mandate

use refused::Refused;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

type Shared = Data<super::Shared>;

/// A drawn signature has up to 150 kB (source 2.2), a third more in base64, and some more in a form.
const LARGEST_FORM: usize = 320 * 1024;

pub fn scope() -> impl HttpServiceFactory {
    web::scope("")
        .app_data(PathConfig::default().error_handler(|error, request| {
            InternalError::from_response(error, Refused::Unknown.answer(request)).into()
        }))
        .app_data(FormConfig::default().limit(LARGEST_FORM).error_handler(unread))
        .wrap(from_fn(protect))
        .route("/access/{token}", get().to(portal::show))
        .service(web::resource("/access/{token}/account").get(portal::reopen).post(portal::change_account))
        .route("/access/{token}/cancellation", post().to(portal::cancel))
        .route("/access/{token}/mandate.pdf", get().to(portal::download))
        .route("/mailbox", get().to(mailbox::list))
        .route("/mailbox/removal", post().to(mailbox::clear))
        .route("/mailbox/{id}", get().to(mailbox::show))
        .route("/mailbox/{id}/body", get().to(mailbox::body))
        .route("/mailbox/{id}/attachments/{number}", get().to(mailbox::attachment))
        .route("/phone", get().to(phone::list))
        .service(web::resource("/phone/{number}").get(phone::show).post(phone::reply))
        .route("/", get().to(console::show))
        .service(console::scope("/console"))
        .route("/invoice.html", get().to(invoice::open_by_query))
        .route("/invoice", get().to(invoice::find))
        .service(invoice::scope("/invoice/{id}"))
        .service(payment::scope("/payment/{key}"))
        .route("/{merchant:[0-9]+}/{id:[-0-9A-Fa-f]{36}}", get().to(invoice::open_by_merchant))
        .service(signing::scope("/{company}/{key}"))
        .default_service(web::to(async |request: HttpRequest| Refused::Unknown.answer(&request)))
}

fn unread(error: UrlencodedError, request: &HttpRequest) -> Error {
    let refused = match error {
        UrlencodedError::Overflow { .. } => Refused::TooLarge,
        _ => Refused::Unreadable,
    };
    InternalError::from_response(error, refused.answer(request)).into()
}

/// Refuses changes that another site asks for, and says what browsers may do with the page.
async fn protect<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let foreign = !request.method().is_safe() && !is_from_own_page(request.request());
    let mut response = if foreign {
        let answer = Refused::Foreign.answer(request.request());
        request.into_response(answer).map_into_right_body()
    } else {
        next.call(request).await?.map_into_left_body()
    };
    set_headers(response.headers_mut());
    Ok(response)
}

/// Whether a change comes from a page of the sandbox. Programs that are no browsers say nothing about it.
fn is_from_own_page(request: &HttpRequest) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match (header("sec-fetch-site"), header("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            origin.split_once("://").is_some_and(|(_, host)| host == request.connection_info().host())
        }
        (None, None) => true,
    }
}

/// Sets what the page itself did not set.
fn set_headers(headers: &mut HeaderMap) {
    // Signing ends with a form whose answer leads to the creditor's exit address, wherever that is.
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
        font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self' http: https:; \
        frame-ancestors 'none'; base-uri 'none'";
    let usual = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    for (name, value) in usual {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

/// A time as the desk shows it.
fn when(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%-d %b %Y, %H:%M:%S").to_string()
}

/// After a change: the page to see it on.
fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, address)).finish()
}
