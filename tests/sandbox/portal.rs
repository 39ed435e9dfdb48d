//! The debtor's portal, opened with a link of `customeraccess`.

use chrono::TimeDelta;
use mandato::sandbox::state::World;
use reqwest::StatusCode;

use crate::{
    browser::Browser,
    helpers::{IBAN, REFUSED_IBAN, Twikey},
};

/// A debtor with a signed mandate and a fresh link.
struct Debtor {
    twikey: Twikey,
    browser: Browser,
    reference: String,
    link: String,
}

async fn debtor(ct: &str) -> Debtor {
    let twikey = Twikey::start().await;
    let reference = twikey.invite(ct, "C-1").await;
    twikey.sign(&reference, IBAN).await;
    if ct == "2" {
        twikey.sandbox.change(World::run_bank);
    }
    let access = twikey.client.post("/customeraccess", &[("mndtId", &reference)]).await;
    let link = access.body["url"].as_str().unwrap().strip_prefix(twikey.sandbox.public_url()).unwrap().to_owned();
    let browser = Browser::new(twikey.sandbox.public_url());
    Debtor { twikey, browser, reference, link }
}

#[tokio::test]
async fn a_debtor_changes_the_account_and_ends_the_mandate() {
    let debtor = debtor("1").await;
    debtor.twikey.client.feed().await;

    let page = debtor.browser.get(&format!("{}?language=fr", debtor.link)).await;
    assert!(page.text.contains("Votre mandat") && page.text.contains("BE16 6453 4897 1174"), "{}", page.text);
    let change = [("iban", "BE49 4732 1198 5171"), ("bic", ""), ("language", "fr")];
    let changed = debtor.browser.post(&format!("{}/account", debtor.link), &change).await;
    assert!(debtor.browser.get(changed.leads_to()).await.text.contains("Votre compte a été modifié"));
    debtor.browser.post(&format!("{}/cancellation", debtor.link), &[]).await;

    assert_eq!(debtor.twikey.state_of(&debtor.reference).await, "CANCELLED");
    let feed = debtor.twikey.client.feed().await;
    assert_eq!(feed[0]["Mndt"]["DbtrAcct"], REFUSED_IBAN);
    assert_eq!(feed[1]["CxlRsn"]["Rsn"], "Cancelled by the debtor", "{feed:?}");
}

#[tokio::test]
async fn a_wrong_account_comes_back_with_what_to_do() {
    let debtor = debtor("1").await;

    let page = debtor.browser.post(&format!("{}/account", debtor.link), &[("iban", "BE1"), ("bic", "x")]).await;

    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!((page.value_of("iban").as_str(), page.texts("#iban-error, #bic-error").len()), ("BE1", 2));
}

#[tokio::test]
async fn the_account_of_a_business_mandate_is_fixed() {
    let debtor = debtor("2").await;

    let page = debtor.browser.get(&debtor.link).await;
    assert!(page.text.contains("cannot be changed"), "{}", page.text);
    let forced = debtor.browser.post(&format!("{}/account", debtor.link), &[("iban", REFUSED_IBAN)]).await;

    assert!(forced.leads_to().ends_with("note=impossible"));
}

#[tokio::test]
async fn the_mandate_can_be_downloaded() {
    let debtor = debtor("1").await;
    let pdf = debtor.browser.get(&format!("{}/mandate.pdf", debtor.link)).await;
    assert!(pdf.text.starts_with("%PDF-"));
}

#[tokio::test]
async fn a_link_that_is_not_opened_within_two_minutes_is_over() {
    let debtor = debtor("1").await;
    let opened = debtor.browser.get(&debtor.link).await;
    debtor.twikey.advance(TimeDelta::minutes(3));
    assert_eq!(opened.status, debtor.browser.get(&debtor.link).await.status, "an opened link lasts for a visit");

    let access = debtor.twikey.client.post("/customeraccess", &[("mndtId", &debtor.reference)]).await;
    debtor.twikey.advance(TimeDelta::minutes(2));
    let link = access.body["url"].as_str().unwrap().strip_prefix(debtor.twikey.sandbox.public_url()).unwrap();

    assert_eq!(debtor.browser.get(link).await.status, StatusCode::GONE);
    assert_eq!(debtor.browser.get("/access/nobody").await.status, StatusCode::GONE);
}
