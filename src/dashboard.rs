//! The overview at `/`: what needs me now, what is under way.

use maud::{Markup, Render, html};

use crate::{error::Result, i18n::Text, ui::heading::Heading, viewer::Viewer};

/// `GET /`
pub async fn show(viewer: Viewer) -> Result<Markup> {
    let language = viewer.language();
    let title = TITLE.get(language);
    Ok(viewer.page(title, &html! { (Heading { title, ..Heading::default() }.render()) }))
}

const TITLE: Text = Text { de: "Übersicht", nl: "Overzicht", fr: "Vue d’ensemble", en: "Overview" };
