//! Forms: where they go, the CSRF token, what becomes of the answer.

use maud::{Markup, Render, html};

use super::{badge::Tone, notice::notice};
use crate::i18n::{Counted, Language, Text};

/// Where the answer to a form goes.
#[derive(Clone, Copy, Debug, Default)]
pub enum Answer<'a> {
    /// It is a page, as without htmx: redirect after success, the same page with errors (422) otherwise.
    #[default]
    Page,
    /// The same; the form has a [`Control::File`](super::field::Control::File).
    PageWithFile,
    /// It is a dialog again (errors), or [`super::dialog::closed`] with whatever changed on the page.
    Dialog,
    /// It takes the place of the element with this id.
    Element(&'a str),
}

/// A POST form. Its fields stand in a grid of six columns; browsers' own error bubbles are off, ours say more.
#[derive(Clone, Debug)]
pub struct Form<'a> {
    pub action: &'a str,
    pub csrf: &'a str,
    pub answer: Answer<'a>,
    pub content: Markup,
}

impl Render for Form<'_> {
    fn render(&self) -> Markup {
        let inside = html! { (csrf(self.csrf)) (self.content) };
        html! {
            @match self.answer {
                Answer::Page => { form.form method="post" action=(self.action) novalidate { (inside) } }
                Answer::PageWithFile => {
                    form.form method="post" action=(self.action) enctype="multipart/form-data" novalidate { (inside) }
                }
                Answer::Dialog => {
                    form.form method="post" action=(self.action) hx-post=(self.action) hx-target="#dialog"
                        hx-disable="find .actions button" novalidate { (inside) }
                }
                Answer::Element(id) => {
                    form.form method="post" action=(self.action) hx-post=(self.action) hx-target={ "#" (id) }
                        hx-swap="outerHTML" hx-disable="find .actions button" novalidate { (inside) }
                }
            }
        }
    }
}

/// A form that is one button: `POST` without fields. `content` is the button.
pub fn post(action: &str, csrf_token: &str, content: impl Render) -> Markup {
    html! { form.inline method="post" action=(action) { (csrf(csrf_token)) (content) } }
}

/// How many fields need attention, with links to them: `(name, label)` of each.
pub fn summary(fields: &[(&str, &str)], language: Language) -> Markup {
    if fields.is_empty() {
        return html! {};
    }
    notice(
        Tone::Danger,
        html! {
            p { (TO_CORRECT.of(fields.len(), language)) }
            ul { @for (name, label) in fields { li { a href={ "#" (name) } { (label) } } } }
        },
    )
}

const TO_CORRECT: Counted = Counted {
    one: Text {
        de: "Noch nicht gespeichert. {} Feld ist zu berichtigen:",
        nl: "Nog niet opgeslagen. {} veld moet worden verbeterd:",
        fr: "Pas encore enregistré. {} champ est à corriger\u{a0}:",
        en: "Not saved yet. {} field needs to be corrected:",
    },
    more: Text {
        de: "Noch nicht gespeichert. {} Felder sind zu berichtigen:",
        nl: "Nog niet opgeslagen. {} velden moeten worden verbeterd:",
        fr: "Pas encore enregistré. {} champs sont à corriger\u{a0}:",
        en: "Not saved yet. {} fields need to be corrected:",
    },
};

/// The hidden field that every changing form carries; requests by htmx carry it in `X-CSRF-Token` as well.
pub fn csrf(token: &str) -> Markup {
    html! { input type="hidden" name="csrf" value=(token); }
}

/// A group of fields with a heading.
pub fn group(legend: &str, content: impl Render) -> Markup {
    html! { fieldset.group { legend { (legend) } div.fields { (content) } } }
}

/// The row of buttons at the end of a form, the main one first in reading order.
pub fn actions(buttons: impl Render) -> Markup {
    html! { div.actions { (buttons) } }
}
