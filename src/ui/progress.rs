//! How far long work has come.

use maud::{Markup, html};

/// A bar with its meaning in words: `progress("Rechnungen übergeben", 12, 40)`.
pub fn progress(label: &str, done: u64, total: u64) -> Markup {
    html! {
        div.progress {
            span.label { (label) }
            span.count { (done) " / " (total) }
            progress max=(total.max(1)) value=(done.min(total)) aria-label=(label) {}
        }
    }
}
