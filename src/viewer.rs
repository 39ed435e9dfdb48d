//! Who looks at the page: what every handler needs to know of its reader.

use std::{
    future::{Ready, ready},
    ops::Deref,
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::{
    error::Error,
    i18n::Language,
    settings::Settings,
    ui::theme::Theme,
    user::{Role, User},
};

/// Anybody who asks for a page, signed in or not. Put into the request by [`guard`](crate::guard).
#[derive(Clone, Debug)]
pub struct Reader {
    pub language: Language,
    pub theme: Theme,
    /// What a form must carry to be taken.
    pub csrf: String,
    /// Whether htmx asks for a piece of the page, rather than a browser for all of it.
    pub htmx: bool,
    /// Path and query of this request, for coming back to it.
    pub path: String,
    /// For htmx: the path of the page that asks.
    pub from: String,
    /// The address the request came from, for limits. Behind a proxy: what the proxy says.
    pub address: String,
}

/// Somebody of the office who is signed in. A handler that takes it runs for nobody else.
#[derive(Clone, Debug)]
pub struct Viewer {
    pub reader: Reader,
    pub user: User,
    pub settings: Settings,
    /// Twikey is configured and switched on.
    pub twikey_on: bool,
    pub zone: Tz,
}

impl Viewer {
    pub fn language(&self) -> Language {
        self.reader.language
    }

    pub fn id(&self) -> Uuid {
        self.user.id
    }

    pub fn is_admin(&self) -> bool {
        self.user.role == Role::Admin
    }
}

/// An administrator who is signed in. A handler that takes one runs for nobody else.
#[derive(Clone, Debug)]
pub struct Admin(Viewer);

impl Deref for Admin {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.0
    }
}

impl From<Admin> for Viewer {
    fn from(admin: Admin) -> Self {
        admin.0
    }
}

impl FromRequest for Reader {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(taken(request, "reader"))
    }
}

impl FromRequest for Viewer {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(taken(request, "viewer"))
    }
}

impl FromRequest for Admin {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let viewer = taken::<Viewer>(request, "viewer");
        ready(viewer.and_then(|viewer| if viewer.is_admin() { Ok(Self(viewer)) } else { Err(Error::Forbidden) }))
    }
}

fn taken<T: Clone + 'static>(request: &HttpRequest, what: &str) -> Result<T, Error> {
    request.extensions().get::<T>().cloned().ok_or_else(|| {
        // The route table calls this page public, yet its handler asks who is signed in.
        Error::Internal(anyhow::anyhow!("no {what} for {}", request.match_pattern().unwrap_or_default()))
    })
}
