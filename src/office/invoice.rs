//! One invoice with its whole history: `/invoices/{id}`

use actix_web::web::{Data, Path};
use maud::Markup;
use uuid::Uuid;

use crate::{
    app::App,
    audit::{self, Recorded},
    error::Result,
    invoices::Sheet,
    office::history,
    ui::tile::Tile,
    viewer::Viewer,
};

/// `GET /invoices/{id}`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let (sheet, entries) = read(&app, &viewer, *id).await?;
    Ok(sheet.page(&viewer, &happened(&viewer, *id, &entries)))
}

/// `GET /invoices/{id}/money`: the tile alone, while something outside is still going to change it.
pub async fn money(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let (sheet, entries) = read(&app, &viewer, *id).await?;
    Ok(sheet.money_tile(&viewer, &happened(&viewer, *id, &entries)))
}

async fn read(app: &App, viewer: &Viewer, id: Uuid) -> Result<(Sheet, Vec<Recorded>)> {
    let mut tx = app.db.read().await?;
    let sheet = Sheet::read(&mut tx, app, viewer, id).await?;
    let entries = audit::of_subject(&mut tx, id, history::SHOWN).await?;
    Ok((sheet, entries))
}

fn happened(viewer: &Viewer, invoice: Uuid, entries: &[Recorded]) -> Tile<'static> {
    history::tile(entries, Some(invoice), viewer.zone, viewer.language())
}
