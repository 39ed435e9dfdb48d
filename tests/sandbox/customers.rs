use reqwest::Method;

use crate::helpers::{Answer, IBAN, Twikey};

#[tokio::test]
async fn a_customers_new_address_reaches_all_mandates_of_the_customer() {
    let twikey = Twikey::start().await;
    let core = twikey.invite("1", "C-1").await;
    twikey.sign(&core, IBAN).await;
    twikey.client.feed().await;

    let patch = |path: &str| Answer::of(twikey.client.request(Method::PATCH, path));
    let answer = patch("/customer/C-1?email=jan.peeters%40example.com").await;

    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""));
    let feed = twikey.client.feed().await;
    assert_eq!(feed[0]["AmdmntRsn"]["Rsn"], "_T54");
    assert_eq!(feed[0]["Mndt"]["Dbtr"]["CtctDtls"]["EmailAdr"], "jan.peeters@example.com");
    assert_eq!(feed[0]["Mndt"]["Dbtr"]["CtctDtls"]["Othr"], "C-1");
}

#[tokio::test]
async fn a_customer_number_belongs_to_one_customer() {
    let twikey = Twikey::start().await;
    twikey.invite("1", "C-1").await;
    twikey.invite("1", "C-2").await;
    let patch = |path: &str| Answer::of(twikey.client.request(Method::PATCH, path));

    assert_eq!(patch("/customer/C-9?l=nl").await.code(), "err_debtor_not_found");
    assert_eq!(patch("/customer/C-1?customerNumber=C-2").await.code(), "err_duplicate_ref");
    assert_eq!(patch("/customer/C-1?customerNumber=C%2F3").await.status, 204);
    assert_eq!(patch("/customer/C%2F3?lastname=Janssens").await.status, 204);
}

#[tokio::test]
async fn profiles_and_legal_texts_can_be_read() {
    let twikey = Twikey::start().await;

    let templates = twikey.client.get("/template").await;
    let legal = twikey.client.get("/legal?locale=nl_BE").await;

    assert_eq!((&templates.body[0]["type"], &templates.body[1]["type"]), (&"CORE".into(), &"B2B".into()));
    assert!(legal.body["rightsCore"].as_str().unwrap().contains("acht weken"));
}
