//! Somebody opens an address below `/pay/{token}`: which invoice it is, and in which language.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::StatusCode,
    web::{Data, Path, Query},
};
use serde::Deserialize;

use super::{
    opened::{Found, Opened, open},
    unknown,
};
use crate::{
    app::App,
    config::Config,
    cookies,
    error::{Error, Result},
    i18n::Language,
    seal::seal,
    viewer::Reader,
};

/// The language chosen on the page of a token. Twikey leads back without it.
const LANGUAGE: &str = "mandato_pay_language";

/// Whoever opens a landing page, and what for.
pub struct Visit {
    pub reader: Reader,
    pub asked: Asked,
    token: String,
    /// Chosen in this address, or earlier.
    language: Option<Language>,
}

/// What addresses of the landing page carry. Whatever else they say is passed over.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    language: String,
    pub came: String,
    look: String,
}

impl Asked {
    /// How often the page was asked for by itself.
    pub fn look(&self) -> u32 {
        self.look.parse().unwrap_or(1)
    }
}

impl FromRequest for Visit {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visit = Reader::from_request(request, payload).into_inner().and_then(|reader| {
            let token = Path::<String>::from_request(request, payload).into_inner().map_err(|_| Error::NotFound)?;
            let asked =
                Query::<Asked>::from_query(request.query_string()).map_or_else(|_| Asked::default(), Query::into_inner);
            let token = token.into_inner();
            let language = asked.language.parse().ok().or_else(|| remembered(request, &token));
            Ok(Self { reader, asked, token, language })
        });
        ready(visit)
    }
}

impl Visit {
    /// The page of the token; or the answer for whoever cannot have it.
    pub async fn open(&self, app: &App) -> Result<std::result::Result<Box<Opened>, HttpResponse>> {
        let in_language = self.language.unwrap_or(self.reader.language);
        if !app.visits.admit(&self.reader.address).await {
            // Nothing is looked up: whether the token exists is not to be learned.
            return Ok(Err(unknown::answer(app, in_language, StatusCode::TOO_MANY_REQUESTS).await?));
        }
        let found = open(app, &mut app.db.read().await?, &self.token, self.language).await?;
        match found {
            Found::Page(opened) => Ok(Ok(opened)),
            Found::Nothing { closed: true } => Ok(Err(unknown::answer(app, in_language, StatusCode::GONE).await?)),
            Found::Nothing { closed: false } => {
                app.visits.missed(&self.reader.address);
                Ok(Err(unknown::answer(app, in_language, StatusCode::NOT_FOUND).await?))
            }
        }
    }

    /// Lets the browser remember the language that this address asks for, on the pages of this invoice only.
    pub fn remember_language(&self, app: &App, token: &str, answer: &mut HttpResponse) -> Result<()> {
        let Ok(language) = self.asked.language.parse::<Language>() else { return Ok(()) };
        let value = format!("{}.{}", language.code(), page(&app.config, token));
        let cookie = cookies::build(&app.config, LANGUAGE, value).finish();
        answer.add_cookie(&cookie).map_err(|error| Error::Internal(error.into()))
    }
}

/// The language that was chosen on this page, if it was the last one where anybody chose.
fn remembered(request: &HttpRequest, token: &str) -> Option<Language> {
    let app = request.app_data::<Data<App>>()?;
    let value = cookies::read(&app.config, request, LANGUAGE)?;
    let (language, of) = value.split_once('.')?;
    if of == page(&app.config, token) { language.parse().ok() } else { None }
}

/// Which page a cookie is about, without giving its token away.
fn page(config: &Config, token: &str) -> String {
    seal(&config.secret, "language of a page", &[token])[..16].to_owned()
}
