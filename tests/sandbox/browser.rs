//! A browser without JavaScript: it asks for pages, sends forms, and follows no redirect before the test has seen it.

use reqwest::{RequestBuilder, StatusCode, header::HeaderMap, redirect::Policy};
use scraper::{Html, Selector};

pub struct Browser {
    http: reqwest::Client,
    base: String,
}

impl Browser {
    pub fn new(base: &str) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { http, base: base.to_owned() }
    }

    pub async fn get(&self, path: &str) -> Page {
        Page::of(self.http.get(format!("{}{path}", self.base))).await
    }

    pub async fn get_with(&self, path: &str, header: &str, value: &str) -> Page {
        Page::of(self.http.get(format!("{}{path}", self.base)).header(header, value)).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let request = self.http.post(format!("{}{path}", self.base)).header("origin", &self.base);
        Page::of(request.form(form)).await
    }
}

/// What came back.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Page {
    async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, text: response.text().await.expect("a body") }
    }

    /// Where a redirect goes.
    pub fn leads_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.headers["location"].to_str().expect("an address")
    }

    /// The texts of the elements that a selector finds, spaces as a reader sees them.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("the selectors of the tests are valid");
        let read = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Html::parse_document(&self.text).select(&selector).map(|it| read(it.text().collect())).collect()
    }

    /// What stands in a field.
    pub fn value_of(&self, field: &str) -> String {
        let selector = Selector::parse(&format!("[name={field}]")).expect("the selectors of the tests are valid");
        let document = Html::parse_document(&self.text);
        let field = document.select(&selector).next().expect("the field is on the page");
        field.attr("value").unwrap_or_default().to_owned()
    }
}
