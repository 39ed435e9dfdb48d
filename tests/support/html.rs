//! What a page says.

use scraper::{Html, Selector};

/// The texts of everything that `selector` finds, with white space folded.
pub fn texts(page: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).map(|element| fold(&element.text().collect::<String>())).collect()
}

/// The whole text of the page.
pub fn text(page: &Html) -> String {
    texts(page, "body").join(" ")
}

/// An attribute of the first element that `selector` finds.
pub fn attribute(page: &Html, selector: &str, name: &str) -> Option<String> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).next()?.attr(name).map(str::to_owned)
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
