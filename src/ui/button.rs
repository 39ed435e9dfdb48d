//! Buttons, and links that look like buttons.
//!
//! A button with htmx attributes of its own is written in place: `button.button.primary type="submit" hx-… { … }`.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon};

/// How much a button asks to be pressed. One primary button per view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Weight {
    Primary,
    #[default]
    Secondary,
    /// Text only, for toolbars and rows.
    Quiet,
    /// Ends or removes something.
    Danger,
}

impl Weight {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }
}

/// What happens when it is pressed.
#[derive(Clone, Copy, Debug, Default)]
pub enum Action<'a> {
    /// Sends the form it stands in.
    #[default]
    Submit,
    /// Sends the form it stands in, with one more name and value: which of several buttons it was.
    SubmitAs(&'a str, &'a str),
    /// Goes to an address.
    Go(&'a str),
    /// Opens the address in a dialog; without JavaScript as a page.
    Dialog(&'a str),
    /// Closes the dialog it stands in; on a page goes to the address.
    Cancel(&'a str),
    /// Cannot be pressed; the reason is read out and shown beside it.
    Unavailable(&'a str),
}

/// `Button { label, weight: Weight::Primary, action: Action::Dialog("/…"), ..Button::default() }`
#[derive(Clone, Copy, Debug, Default)]
pub struct Button<'a> {
    pub label: &'a str,
    pub icon: Option<Icon>,
    pub weight: Weight,
    pub action: Action<'a>,
}

impl Render for Button<'_> {
    fn render(&self) -> Markup {
        let class = self.weight.class();
        let inside = html! { @if let Some(sign) = self.icon { (icon(sign)) } span { (self.label) } };
        html! {
            @match self.action {
                Action::Submit => { button.button.(class) type="submit" { (inside) } }
                Action::SubmitAs(name, value) => {
                    button.button.(class) type="submit" name=(name) value=(value) { (inside) }
                }
                Action::Go(href) => { a.button.(class) href=(href) { (inside) } }
                Action::Dialog(href) => {
                    a.button.(class) href=(href) hx-get=(href) hx-target="#dialog" aria-haspopup="dialog" { (inside) }
                }
                Action::Cancel(href) => { a.button.(class) href=(href) data-close { (inside) } }
                Action::Unavailable(reason) => {
                    span.unavailable {
                        button.button.(class) type="button" aria-disabled="true" title=(reason) { (inside) }
                        small { (reason) }
                    }
                }
            }
        }
    }
}

/// The main button of a form.
pub fn submit(label: &str) -> Markup {
    Button { label, weight: Weight::Primary, ..Button::default() }.render()
}

/// Leaves without saving: closes the dialog it stands in, or goes back to `href`.
pub fn cancel(label: &str, href: &str) -> Markup {
    Button { label, weight: Weight::Quiet, action: Action::Cancel(href), ..Button::default() }.render()
}
