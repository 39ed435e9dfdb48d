//! Dialogs: a fragment for htmx, a page of its own otherwise. The guide in `ui` shows the pattern.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon};
use crate::i18n::{Language, Text};

const CLOSE: Text = Text { de: "Schließen", nl: "Sluiten", fr: "Fermer", en: "Close" };

/// A dialog. app.js opens it when it arrives in `#dialog` and gives the focus back when it goes.
#[derive(Clone, Debug)]
pub struct Dialog<'a> {
    pub language: Language,
    pub title: &'a str,
    pub content: Markup,
    /// For editors and tables.
    pub wide: bool,
}

impl Render for Dialog<'_> {
    fn render(&self) -> Markup {
        html! {
            dialog.dialog.wide[self.wide] aria-labelledby="dialog-title" {
                header {
                    h2 id="dialog-title" { (self.title) }
                    button.button.quiet.square type="button" data-close aria-label=(CLOSE.get(self.language)) {
                        (icon(Icon::Close))
                    }
                }
                div.body { (self.content) }
            }
        }
    }
}

impl Dialog<'_> {
    /// The same as the content of a page, for those who come by address or without JavaScript.
    pub fn on_page(&self) -> Markup {
        html! {
            section.dialog-page.wide[self.wide] {
                h1 { (self.title) }
                div.body { (self.content) }
            }
        }
    }
}

/// Part of an answer to htmx that closes the open dialog; toasts and refreshed elements may stand beside it.
pub fn closed() -> Markup {
    html! { hx-partial hx-target="#dialog" hx-swap="innerHTML" {} }
}

/// Part of an answer to htmx that puts `element` in the place of the element of the page with this id.
pub fn replace(id: &str, element: impl Render) -> Markup {
    html! { hx-partial hx-target={ "#" (id) } hx-swap="outerMorph" { (element) } }
}
