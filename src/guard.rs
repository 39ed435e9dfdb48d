//! What every request passes: who asks, may they, is it of a size we read, does a change come from a page of ours.

use actix_session::SessionExt;
use actix_web::{
    HttpMessage, HttpRequest,
    body::{EitherBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::Error as ActixError,
    http::{StatusCode, uri::Authority},
    middleware::Next,
    web::{Bytes, Data},
};
use rand::RngExt;
use subtle::ConstantTimeEq;
use url::{Url, form_urlencoded};

use crate::{
    accounts::{self, SignedIn},
    app::App,
    client_address,
    config::Config,
    cookies,
    domain::length,
    error::{Error, Result},
    i18n::Language,
    seal::seal,
    ui::theme::Theme,
    upload,
    user::Role,
    viewer::{Reader, Viewer},
};

/// Names a browser without saying who uses it; a guest's CSRF token is made from it.
const VISIT: &str = "mandato_visit";

const CSRF_HEADER: &str = "x-csrf-token";

/// Who may use an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody with a browser.
    Public,
    /// Programs; no cookies, no forms.
    Machine,
    /// Everybody of the office.
    Staff,
    /// Administrators.
    Admin,
}

/// Finds out who asks, and lets pass who may. Every line of the table has this in front of its handler.
pub async fn enter<B: MessageBody + 'static>(
    access: Access,
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, ActixError> {
    request.extensions_mut().insert(access);
    if access == Access::Machine {
        // No cookies, no forms.
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let app = request.app_data::<Data<App>>().expect("every server is built with its App").clone();
    let (visit, is_new) = visit(&app.config, request.request());
    if let Err(error) = admit(&app, access, &visit, &mut request).await {
        return Ok(request.error_response(error).map_into_right_body());
    }

    let mut response = next.call(request).await?.map_into_left_body();
    if is_new && response.request().method().is_safe() {
        let cookie = cookies::build(&app.config, VISIT, visit).permanent().finish();
        response.response_mut().add_cookie(&cookie).map_err(ActixError::from)?;
    }
    Ok(response)
}

/// Puts the [`Reader`], and the [`Viewer`] where one is needed, into the request; or says why it may not pass.
async fn admit(app: &App, access: Access, visit: &str, request: &mut ServiceRequest) -> Result<()> {
    let mut reader = guest(app, request.request());
    let session = SignedIn::of(&request.get_session());
    reader.csrf = csrf_token(app, visit, session.as_ref());
    let viewer = match access {
        Access::Public | Access::Machine => None,
        Access::Staff | Access::Admin => Some(signed_in(app, session, &mut reader).await),
    };
    request.extensions_mut().insert(reader.clone());
    check_lengths_of_address(request)?;
    if let Some(viewer) = viewer {
        let viewer = viewer?;
        let role = viewer.user.role;
        request.extensions_mut().insert(viewer);
        if access == Access::Admin && role != Role::Admin {
            return Err(Error::Forbidden);
        }
    }
    if request.method().is_safe() {
        return Ok(());
    }
    let carried = carried_token(access, request).await?;
    check_origin(app, request, &carried, &reader.csrf)
}

async fn signed_in(app: &App, session: Option<SignedIn>, reader: &mut Reader) -> Result<Viewer> {
    let id = session.ok_or(Error::SignInNeeded)?.user;
    let mut tx = app.db.read().await?;
    let (user, settings) = accounts::signed_in(&mut tx, id).await?.ok_or(Error::SignInNeeded)?;
    reader.language = user.language;
    reader.theme = user.theme;
    Ok(Viewer {
        reader: reader.clone(),
        twikey_on: app.twikey_on(&settings).is_some(),
        user,
        settings,
        zone: app.clock.zone(),
    })
}

/// The reader as far as the request itself tells.
pub fn guest(app: &App, request: &HttpRequest) -> Reader {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Reader {
        language: Language::from_accept_language(header("accept-language")).unwrap_or_default(),
        theme: Theme::System,
        csrf: String::new(),
        htmx: header("hx-request") == "true",
        from: Url::parse(header("hx-current-url")).map(|url| url.path().to_owned()).unwrap_or_default(),
        path: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
        address: client_address::of(request, &app.config.trusted_proxies),
    }
}

/// The browser's visit, and whether it is a new one.
fn visit(config: &Config, request: &HttpRequest) -> (String, bool) {
    match cookies::read(config, request, VISIT) {
        Some(visit) if visit.len() == 32 => (visit, false),
        _ => {
            let mut random = [0_u8; 16];
            rand::rng().fill(&mut random);
            (hex::encode(random), true)
        }
    }
}

/// What a form must carry: that of a guest is known by the visit; whoever is signed in, by the session, and by no other one
/// of the same person.
fn csrf_token(app: &App, visit: &str, session: Option<&SignedIn>) -> String {
    let secret = &app.config.secret;
    match session {
        Some(session) => seal(secret, "forms of a session", &[&session.forms]),
        None => seal(secret, "forms of a visit", &[visit]),
    }
}

/// A change must come from a page of ours: the browser says so, and the form carries the token.
fn check_origin(app: &App, request: &ServiceRequest, carried: &str, token: &str) -> Result<()> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let same_origin = match header("sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        // Older browsers: the origin's host must be the one that was asked. What proxies say of it, anybody can say.
        None => header("origin").is_none_or(|origin| {
            let host = header("host").or_else(|| request.uri().authority().map(Authority::as_str));
            let (_, from) = origin.split_once("://").unwrap_or_default();
            host == Some(from) || origin == app.config.public_url.origin()
        }),
    };
    if same_origin && bool::from(carried.as_bytes().ct_eq(token.as_bytes())) { Ok(()) } else { Err(Error::StaleForm) }
}

/// The token that the request carries, in its header or in its form, which is read before anything else reads it.
async fn carried_token(access: Access, request: &mut ServiceRequest) -> Result<String> {
    let of_form = match request.content_type().to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => token_of_form(request).await?,
        // Files are long: they are read for those who are signed in, and refused of others without a look.
        "multipart/form-data" if access != Access::Public => token_of_upload(request).await?,
        _ => None,
    };
    let of_header = request.headers().get(CSRF_HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Ok(of_header.or(of_form).unwrap_or_default())
}

async fn token_of_form(request: &mut ServiceRequest) -> Result<Option<String>> {
    let body = request.extract::<Bytes>().await.map_err(|error| unread(&error))?;
    check_lengths(&body)?;
    let token = form_urlencoded::parse(&body).find(|(name, _)| name == "csrf").map(|(_, value)| value.into_owned());
    request.set_payload(Payload::from(body));
    Ok(token)
}

/// No record has so long a name; what is searched for or handed over is held to the same length as in a form.
fn check_lengths_of_address(request: &ServiceRequest) -> Result<()> {
    if request.path().split('/').any(|part| length::of(part) > length::LINE) {
        return Err(Error::NotFound);
    }
    check_lengths(request.query_string().as_bytes())
}

fn check_lengths(fields: &[u8]) -> Result<()> {
    form_urlencoded::parse(fields).try_for_each(|(name, value)| length::check(&name, &value)).map_err(Error::TooLong)
}

async fn token_of_upload(request: &mut ServiceRequest) -> Result<Option<String>> {
    let body = upload::body(&mut request.take_payload()).await?;
    let token = upload::field_of(request.headers(), body.clone(), "csrf").await;
    request.set_payload(Payload::from(body));
    Ok(token)
}

fn unread(error: &ActixError) -> Error {
    match error.as_response_error().status_code() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::Unreadable(error.to_string()),
    }
}
