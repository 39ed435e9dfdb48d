//! A menu of further actions behind a button with three dots.

use maud::{Markup, html};

use super::icon::{Icon, icon};

/// Actions that are not needed every day. `items` are links and buttons (`button.quiet`), one under the other.
///
/// Built on `<details>`, so it works without JavaScript; app.js closes it on Escape and on a click elsewhere.
pub fn menu(label: &str, items: &[Markup]) -> Markup {
    html! {
        details.menu {
            summary.button.quiet.square title=(label) aria-label=(label) { (icon(Icon::Ellipsis)) }
            ul { @for item in items { li { (item) } } }
        }
    }
}
