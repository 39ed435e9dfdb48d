//! How the dialogs of invoices answer: as a dialog or a page, and after a change with where to go.

use actix_web::{HttpResponse, http::header::LOCATION};
use maud::{Markup, Render};

use crate::{ui::dialog::Dialog, viewer::Viewer};

/// A dialog for htmx, a page with the same content for everybody else.
pub fn dialog(viewer: &Viewer, title: &str, content: Markup) -> Markup {
    let dialog = Dialog { language: viewer.language(), title, content, wide: false };
    if viewer.reader.htmx { dialog.render() } else { viewer.page(title, &dialog.on_page()) }
}

/// Goes to a page, whoever asks: htmx is told to, so that it does not put the page into the dialog.
pub fn go(viewer: &Viewer, page: &str) -> HttpResponse {
    if viewer.reader.htmx {
        return HttpResponse::Ok().insert_header(("HX-Redirect", page)).finish();
    }
    HttpResponse::SeeOther().insert_header((LOCATION, page)).finish()
}
