//! One mandate with its whole history: `/mandates/{id}`

use actix_web::web::{Data, Path};
use maud::Markup;
use uuid::Uuid;

use crate::{app::App, audit, error::Result, mandates::sheet::Sheet, office::history, viewer::Viewer};

/// `GET /mandates/{id}`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let sheet = Sheet::read(&mut tx, *id).await?;
    let entries = audit::of_subject(&mut tx, *id, history::SHOWN).await?;
    drop(tx);
    Ok(sheet.page(&viewer, &history::tile(&entries, None, viewer.zone, viewer.language())))
}
