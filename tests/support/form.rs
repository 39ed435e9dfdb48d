//! Forms as a browser sends them.

use reqwest::{Method, Response};
use scraper::{Html, Selector};

use super::{Browser, html};

/// What a page's one form would send.
pub fn form_of(page: &Html) -> Vec<(String, String)> {
    fields_of(page, "form.form")
}

/// What the form that `form` selects would send.
pub fn fields_of(page: &Html, form: &str) -> Vec<(String, String)> {
    let select = |rest: &str| Selector::parse(&format!("{form} {rest}")).unwrap();
    let mut fields = Vec::new();
    for inputs in ["input:not([type=radio]):not([type=checkbox])", "input[checked]"] {
        for input in page.select(&select(inputs)) {
            let name = input.attr("name").unwrap_or_default();
            fields.push((name.to_owned(), input.attr("value").unwrap_or_default().to_owned()));
        }
    }
    let option = Selector::parse("option[selected]").unwrap();
    for select in page.select(&select("select")) {
        let value = select.select(&option).next().and_then(|option| option.attr("value")).unwrap_or_default();
        fields.push((select.attr("name").unwrap_or_default().to_owned(), value.to_owned()));
    }
    for area in page.select(&select("textarea")) {
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

/// Opens a page and sends its one form as it stands.
pub async fn send_as_shown(browser: &Browser, page: &str) -> Response {
    let page = browser.page(page).await;
    let action = html::attribute(&page, "form.form", "action").unwrap();
    send(browser, &action, &with(&form_of(&page), &[])).await
}
