//! What stands where nothing is yet: says so, and what to do next.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon};

/// `Empty { icon: Icon::Users, title, text, action: Some(button) }`
#[derive(Clone, Debug)]
pub struct Empty<'a> {
    pub icon: Icon,
    pub title: &'a str,
    pub text: &'a str,
    pub action: Option<Markup>,
}

impl Render for Empty<'_> {
    fn render(&self) -> Markup {
        html! {
            div.empty {
                div.sign { (icon(self.icon)) }
                p.title { (self.title) }
                p { (self.text) }
                @if let Some(action) = &self.action { div.actions { (action) } }
            }
        }
    }
}
