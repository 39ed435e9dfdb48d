//! `POST /preferences`: a staff member's language, and light or dark; from the menu under their name.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, Form},
};
use serde::Deserialize;
use url::Url;

use super::{queries, sign_in::see_other};
use crate::{app::App, error::Result, i18n::Language, ui::theme::Theme, viewer::Viewer};

/// One of them; the other stays.
#[derive(Deserialize)]
pub struct Chosen {
    language: Option<Language>,
    theme: Option<Theme>,
}

pub async fn submit(
    app: Data<App>,
    viewer: Viewer,
    request: HttpRequest,
    chosen: Form<Chosen>,
) -> Result<HttpResponse> {
    let language = chosen.language.unwrap_or(viewer.user.language);
    let theme = chosen.theme.unwrap_or(viewer.user.theme);
    let mut tx = app.db.write().await?;
    queries::set_preferences(&mut tx, viewer.id(), language, theme).await?;
    tx.commit().await?;
    Ok(see_other(&page_before(&request)))
}

/// The page the menu was opened on. Only its path is used, so that it cannot lead elsewhere.
fn page_before(request: &HttpRequest) -> String {
    let referer = request.headers().get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match Url::parse(referer) {
        Ok(url) if url.path().starts_with('/') && !url.path().starts_with("//") => match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        },
        _ => "/".to_owned(),
    }
}
