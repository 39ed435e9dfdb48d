//! Forms as a browser sends them.

use reqwest::{Method, Response};
use scraper::{Html, Selector};

use super::Browser;

/// What a page's form would send.
pub fn form_of(page: &Html) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for selector in ["form.form input:not([type=radio])", "form.form input[type=radio][checked]"] {
        let selector = Selector::parse(selector).unwrap();
        for input in page.select(&selector) {
            let name = input.attr("name").unwrap_or_default();
            fields.push((name.to_owned(), input.attr("value").unwrap_or_default().to_owned()));
        }
    }
    let chosen = Selector::parse("form.form select").unwrap();
    let option = Selector::parse("option[selected]").unwrap();
    for select in page.select(&chosen) {
        let value = select.select(&option).next().and_then(|option| option.attr("value")).unwrap_or_default();
        fields.push((select.attr("name").unwrap_or_default().to_owned(), value.to_owned()));
    }
    let area = Selector::parse("form.form textarea").unwrap();
    for area in page.select(&area) {
        let text = area.text().collect::<String>();
        fields.push((area.attr("name").unwrap_or_default().to_owned(), text.trim_start_matches('\n').to_owned()));
    }
    fields
}

/// The same fields with some other values.
pub fn with<'a>(form: &'a [(String, String)], changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = form.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    kept.filter(|(name, _)| changes.iter().all(|(other, _)| other != name)).chain(changes.iter().copied()).collect()
}

/// Sends the fields as they are, without asking for a page before.
pub async fn send(browser: &Browser, action: &str, fields: &[(&str, &str)]) -> Response {
    browser.request(Method::POST, action).form(fields).send().await.unwrap()
}
