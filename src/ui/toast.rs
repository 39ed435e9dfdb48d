//! Toasts: a short message in the corner that says what happened, and is read out.

use maud::{Markup, Render, html};

use super::{
    badge::Tone,
    icon::{Icon, icon},
};
use crate::i18n::{Language, Text};

const DISMISS: Text =
    Text { de: "Meldung ausblenden", nl: "Melding sluiten", fr: "Masquer le message", en: "Dismiss message" };

/// What an answer to htmx sends as `HX-Retarget`, with `HX-Reswap: beforeend`, when the toast is all it says.
pub const TARGET: &str = "#toasts";

/// `Toast { language, tone: Tone::Success, text }`. Success and information go away by themselves, trouble stays.
#[derive(Clone, Copy, Debug)]
pub struct Toast<'a> {
    pub language: Language,
    pub tone: Tone,
    pub text: &'a str,
}

impl Render for Toast<'_> {
    fn render(&self) -> Markup {
        html! {
            div.toast.(self.tone.class()) {
                (icon(self.tone.icon()))
                p { (self.text) }
                button.button.quiet.square type="button" data-dismiss aria-label=(DISMISS.get(self.language)) {
                    (icon(Icon::Close))
                }
            }
        }
    }
}

impl Toast<'_> {
    /// The toast as part of an answer to htmx that also says something else.
    pub fn beside(&self) -> Markup {
        html! { hx-partial hx-target=(TARGET) hx-swap="beforeend" { (self) } }
    }
}
