//! What every answer gets: the security headers, and around every error a page in the reader's language.

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse, ResponseError,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::{Error as ActixError, InternalError},
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    web::Data,
};
use url::form_urlencoded;

use crate::{
    app::App,
    db,
    error::Error,
    guard::{self, Access},
    layout, logging,
    viewer::{Reader, Viewer},
};

/// Sees every answer, whoever gave it.
pub async fn finish<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, ActixError> {
    let app = request.app_data::<Data<App>>().expect("every server is built with its App").clone();
    let is_https = app.config.public_url.is_https();
    let is_change = !request.method().is_safe();
    let guest = guard::guest(&app, request.request());
    let reference = logging::reference(request.request());
    let response = match db::one_at_a_time(next.call(request)).await {
        Ok(response) => response,
        // The request is gone, and with it who is signed in.
        Err(error) => {
            let ours = Error::of_status(error.as_response_error().status_code(), &error);
            let mut page = page(&guest, None, ("", reference), is_change, &ours);
            set_headers(page.headers_mut(), is_https);
            return Err(InternalError::from_response(error, page).into());
        }
    };
    let mut response = match page_instead(&response, &guest) {
        None => response.map_into_left_body(),
        Some(page) => response.into_response(page).map_into_right_body(),
    };
    if is_change {
        // A change may have written a job; the workers of this process need not wait for their next look.
        app.new_jobs.notify_waiters();
    }
    set_headers(response.headers_mut(), is_https);
    Ok(response)
}

/// The page for an error of ours, and for one of anybody else that says nothing to its reader: actix answers what it
/// cannot read, and methods that an address does not have, with a bare status.
fn page_instead<B>(response: &ServiceResponse<B>, guest: &Reader) -> Option<HttpResponse> {
    let (request, status) = (response.request(), response.status());
    let error = response.response().error();
    if let Some(error) = error.and_then(|error| error.as_error::<Error>()) {
        return Some(page_for(request, guest, error));
    }
    let is_error = status.is_client_error() || status.is_server_error();
    let is_bare = !response.headers().contains_key(header::CONTENT_TYPE);
    let to_machine = request.extensions().get::<Access>() == Some(&Access::Machine);
    if !is_error || !is_bare || to_machine {
        return None;
    }
    let said = error.map_or_else(|| status.to_string(), ToString::to_string);
    Some(page_for(request, guest, &Error::of_status(status, &said)))
}

fn page_for(request: &HttpRequest, guest: &Reader, error: &Error) -> HttpResponse {
    let known = request.extensions().get::<Reader>().cloned();
    let viewer = request.extensions().get::<Viewer>().cloned();
    let route = request.match_pattern().unwrap_or_default();
    page(
        known.as_ref().unwrap_or(guest),
        viewer.as_ref(),
        (&route, logging::reference(request)),
        !request.method().is_safe(),
        error,
    )
}

/// Answers an error to whoever asked: a page, or for htmx a notice; logged here and nowhere else.
fn page(
    reader: &Reader,
    viewer: Option<&Viewer>,
    (route, reference): (&str, Option<String>),
    is_change: bool,
    error: &Error,
) -> HttpResponse {
    match error {
        Error::Internal(_) => tracing::error!(%error, route, "A request failed"),
        Error::Busy(_) | Error::Unavailable(_) | Error::Overloaded => {
            tracing::warn!(%error, route, "A request was turned away");
        }
        _ => tracing::debug!(%error, route, "A request was refused"),
    }
    let mut response = HttpResponse::build(error.status_code());
    if let Some(seconds) = error.retry_after() {
        response.insert_header((header::RETRY_AFTER, seconds));
    }
    match (error, reader.htmx) {
        (Error::SignInNeeded, false) => {
            let back = form_urlencoded::byte_serialize(reader.path.as_bytes()).collect::<String>();
            // A form that was sent is not sent once more by itself: its sender has to know.
            let unsaved = if is_change { "&unsaved=1" } else { "" };
            let sign_in = (header::LOCATION, format!("/login?to={back}{unsaved}"));
            return HttpResponse::SeeOther().insert_header(sign_in).finish();
        }
        (Error::SignInNeeded, true) => {
            // app.js follows this unless something typed would be lost; then it shows the notice.
            let back = form_urlencoded::byte_serialize(reader.from.as_bytes()).collect::<String>();
            response.insert_header(("HX-Redirect", format!("/login?to={back}")));
            response.insert_header(("HX-Retarget", "#toasts")).insert_header(("HX-Reswap", "beforeend"));
        }
        (_, true) => {
            // The notice goes where notices stand; the page and what was typed stay as they are.
            response.insert_header(("HX-Retarget", "#toasts")).insert_header(("HX-Reswap", "beforeend"));
        }
        (_, false) => {}
    }
    response
        .content_type("text/html; charset=utf-8")
        .body(layout::error(reader, viewer, error, reference.as_deref()).into_string())
}

fn set_headers(headers: &mut HeaderMap, https: bool) {
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
        font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-src 'self'; \
        frame-ancestors 'none'; base-uri 'none'";
    let always = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in always {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if https {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
}
