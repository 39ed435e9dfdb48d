//! A member of the office, at a browser without JavaScript.

use reqwest::{Client, StatusCode, redirect::Policy};
use scraper::{Html, Selector};

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
        self.send("/invoices/confirmations/new?all=1", "/invoices/confirmations", &[("all", "1")]).await;
    }

    /// Sends a form as the page would, with its token.
    async fn send(&self, page: &str, action: &str, fields: &[(&str, &str)]) {
        let page = self.client.get(format!("{}{page}", self.portal)).send().await.unwrap().text().await.unwrap();
        let token = token(&Html::parse_document(&page));
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", token.as_str())]).collect();
        let answer = self.client.post(format!("{}{action}", self.portal)).form(&fields).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{action}");
    }
}

fn token(page: &Html) -> String {
    let field = Selector::parse("input[name=csrf]").unwrap();
    page.select(&field).next().expect("the page has a form").attr("value").unwrap().to_owned()
}
