//! What every list of the office has in common.

use mandato::user::Role;
use reqwest::StatusCode;

use crate::support::{TestApp, html};

#[actix_web::test]
async fn a_list_shows_its_beginning_whatever_the_address_says() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Admin).await;
    for list in ["/customers", "/invoices", "/mandates", "/messages"] {
        for query in
            ["q=%00", "q=%25_%5C%27", "q=%FF", "after=x", "before=0190d5a0-0000-7000-8000-000000000000", "state=x"]
        {
            let response = browser.get(&format!("{list}?{query}")).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{list}?{query}");
            let page = crate::support::read(response).await;
            assert_eq!(html::texts(&page, "#list").len(), 1, "{list}?{query}");
        }
    }
}
