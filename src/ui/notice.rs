//! Notices: a paragraph in the page that explains, warns, or says what to do.

use maud::{Markup, Render, html};

use super::{badge::Tone, icon::icon};

/// A boxed explanation with an optional heading inside `content`. Trouble is announced to screen readers.
pub fn notice(tone: Tone, content: impl Render) -> Markup {
    let role = matches!(tone, Tone::Danger | Tone::Warning).then_some("alert");
    html! { div.notice.(tone.class()) role=[role] { (icon(tone.icon())) div { (content) } } }
}
