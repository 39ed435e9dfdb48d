//! The head of a page: where one is, what it is, what can be done.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon};

/// `Heading { title, ..Heading::default() }`
#[derive(Clone, Debug, Default)]
pub struct Heading<'a> {
    pub title: &'a str,
    /// The page above, as (address, name).
    pub back: Option<(&'a str, &'a str)>,
    /// A line under the title: customer number, place.
    pub subtitle: Option<Markup>,
    /// States beside the title.
    pub badges: Option<Markup>,
    /// Buttons on the right, the main one last.
    pub actions: Option<Markup>,
}

impl Render for Heading<'_> {
    fn render(&self) -> Markup {
        html! {
            header.heading {
                @if let Some((href, name)) = self.back {
                    a.back href=(href) { (icon(Icon::ChevronLeft)) (name) }
                }
                div.row {
                    div.title {
                        h1 { (self.title) }
                        @if let Some(badges) = &self.badges { (badges) }
                        @if let Some(subtitle) = &self.subtitle { p.subtitle { (subtitle) } }
                    }
                    @if let Some(actions) = &self.actions { div.actions { (actions) } }
                }
            }
        }
    }
}
