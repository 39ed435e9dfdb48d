//! The mandate as the customer signed it, from Twikey: `/mandates/{id}/document`, a PDF.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::{Data, Path},
};
use maud::{Render, html};
use uuid::Uuid;

use super::{Mandate, Origin, queries, words::SEPA_MANDATE};
use crate::{
    app::App,
    error::{Error, Result},
    i18n::Text,
    twikey,
    ui::{badge::Tone, heading::Heading, notice::notice},
    viewer::Viewer,
};

/// `GET /mandates/{id}/document`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let mut tx = app.db.read().await?;
    let mandate = queries::find(&mut tx, *id).await?.filter(|mandate| exists(&viewer, mandate));
    drop(tx);
    let (Some(twikey), Some(Mandate { id, reference: Some(reference), .. })) = (&app.twikey, mandate) else {
        return Err(Error::NotFound);
    };
    match twikey.mandate_pdf(&reference).await {
        Ok(pdf) => Ok(HttpResponse::Ok()
            .content_type("application/pdf")
            .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.pdf\"", plain(&reference))))
            .body(pdf)),
        Err(error) => Ok(unavailable(&viewer, id, &error)),
    }
}

/// Whether Twikey has a signed document of this mandate.
pub(super) fn exists(viewer: &Viewer, mandate: &Mandate) -> bool {
    viewer.twikey_on && mandate.origin == Origin::Twikey && mandate.reference.is_some() && mandate.signed_on.is_some()
}

/// A reference may hold signs that file names must not.
fn plain(reference: &str) -> String {
    reference.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// Why there is none just now, and the way back.
fn unavailable(viewer: &Viewer, mandate: Uuid, error: &twikey::Error) -> HttpResponse {
    tracing::info!(%mandate, code = error.code(), "Twikey does not give the document");
    let language = viewer.language();
    let title = DOCUMENT.get(language);
    let sheet = format!("/mandates/{mandate}");
    let content = html! {
        (Heading { title, back: Some((&sheet, SEPA_MANDATE.get(language))), ..Heading::default() }.render())
        (notice(Tone::Warning, html! { p { (error.explain(language)) } p { (LATER.get(language)) } }))
    };
    HttpResponse::build(StatusCode::BAD_GATEWAY)
        .content_type("text/html; charset=utf-8")
        .body(viewer.page(title, &content).into_string())
}

pub(super) const DOCUMENT: Text = Text {
    de: "Unterzeichnetes Mandat (PDF)",
    nl: "Ondertekend mandaat (pdf)",
    fr: "Mandat signé (PDF)",
    en: "Signed mandate (PDF)",
};
const LATER: Text = Text {
    de: "Das Dokument liegt bei Twikey. Öffnen Sie diese Seite später noch einmal.",
    nl: "Het document staat bij Twikey. Open deze pagina later opnieuw.",
    fr: "Le document se trouve chez Twikey. Rouvrez cette page plus tard.",
    en: "The document is at Twikey. Open this page again later.",
};
