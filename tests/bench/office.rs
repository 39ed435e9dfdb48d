//! A member of the office, at a browser without JavaScript.

use reqwest::{Client, StatusCode, redirect::Policy};
use scraper::{ElementRef, Html, Selector};

use crate::programs::Programs;

pub const EMAIL: &str = "kim@musterwerk.example";
pub const PASSWORD: &str = "der Regen kommt von links";

pub struct Office {
    client: Client,
    portal: String,
}

impl Office {
    pub async fn sign_in(programs: &Programs) -> Self {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap();
        let office = Self { client, portal: programs.portal_url.clone() };
        office.send("/login", "/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
        office
    }

    pub async fn confirm_all_drafts(&self) {
        self.send("/invoices/confirmations/new?all=1", "/invoices/confirmations", &[]).await;
    }

    /// Sends a form as the page would, with what it hides.
    async fn send(&self, page: &str, action: &str, fields: &[(&str, &str)]) {
        let page = self.client.get(format!("{}{page}", self.portal)).send().await.unwrap().text().await.unwrap();
        let hidden = hidden(&Html::parse_document(&page), action);
        let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<_> = hidden.chain(fields.iter().copied()).collect();
        let answer = self.client.post(format!("{}{action}", self.portal)).form(&fields).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{action}");
    }
}

/// The hidden fields of the form that goes there.
fn hidden(page: &Html, action: &str) -> Vec<(String, String)> {
    let fields = Selector::parse(&format!("form[action='{action}'] input[type=hidden]")).unwrap();
    let value = |field: ElementRef<'_>, name| field.attr(name).unwrap_or_default().to_owned();
    page.select(&fields).map(|field| (value(field, "name"), value(field, "value"))).collect()
}
