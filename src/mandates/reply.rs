//! How the dialogs of mandates answer: as a dialog or a page, and after a change with the tile as it is now.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use maud::{Markup, Render, html};
use uuid::Uuid;

use super::finance::{self, Finance};
use crate::{
    app::App,
    customers,
    db::Tx,
    error::{Error, Result},
    i18n::Text,
    layout, messages,
    ui::{
        badge::Tone,
        dialog::{self, Dialog},
        toast::Toast,
    },
    viewer::Viewer,
};

/// A dialog for htmx, a page with the same content for everybody else.
pub(super) fn dialog(viewer: &Viewer, title: &str, content: Markup, wide: bool) -> Markup {
    let dialog = Dialog { language: viewer.language(), title, content, wide };
    if viewer.reader.htmx { dialog.render() } else { viewer.page(title, &dialog.on_page()) }
}

/// After a change: the dialog closes and the tile shows how things are now; without htmx the sheet does.
pub(super) async fn after_change(
    app: &App,
    viewer: &Viewer,
    customer: Uuid,
    done: &Text,
    mut tx: Tx,
) -> Result<HttpResponse> {
    if !viewer.reader.htmx {
        let sheet = format!("/customers/{customer}#{}", finance::TILE);
        return Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, sheet)).finish());
    }
    if !viewer.reader.from.starts_with("/customers/") {
        // The dialog was opened on a page without the tile: that page shows how things are now.
        return Ok(HttpResponse::Ok().insert_header(("HX-Refresh", "true")).finish());
    }
    let language = viewer.language();
    let customer = customers::by_id(&mut tx, customer).await?.ok_or(Error::NotFound)?;
    let messages = messages::of_customer(&mut tx, customer.id, messages::SHOWN).await?;
    let finance = Finance::read(&mut tx, app.config.account(viewer.twikey_on), &customer, &messages).await?;
    let answer = html! {
        (dialog::closed())
        (dialog::replace(finance::TILE, finance::tile(viewer, &finance)))
        (Toast { language, tone: Tone::Success, text: done.get(language) }.beside())
    };
    Ok(layout::answer(StatusCode::OK, answer))
}
