use serde_json::json;

use crate::helpers::{IBAN, Twikey};

#[tokio::test]
async fn mandates_are_found_by_account_customer_number_and_address() {
    let twikey = Twikey::start().await;
    let signed = twikey.invite("1", "C-1").await;
    twikey.sign(&signed, IBAN).await;
    let open = twikey.invite("1", "C-1").await;
    let query = async |parameters: &str| twikey.client.get(&format!("/mandate/query?{parameters}")).await;
    let numbers = async |parameters: &str| {
        let contracts = query(parameters).await.body["Contracts"].as_array().cloned().unwrap_or_default();
        contracts.iter().map(|it| it["mandateNumber"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    assert_eq!(numbers("customerNumber=C-1").await, [open.clone(), signed.clone()]);
    assert_eq!(numbers("email=JAN%40example.com&state=PREPARED").await, [open]);
    assert_eq!(numbers(&format!("iban={IBAN}")).await, [signed]);
    assert_eq!(query("customerNumber=C-1&state=signed").await.code(), "err_not_found", "upper case only");
    assert_eq!(query("customerNumber=C-9").await.code(), "err_not_found");
    assert_eq!(query("").await.code(), "err_missing_params");
    assert_eq!(numbers(&format!("customerNumber=C-1&iban={IBAN}")).await, numbers(&format!("iban={IBAN}")).await);
    assert_eq!(query("customerNumber=C-1&email=els%40example.com").await.code(), "err_not_found", "all must fit");
    let unknown = query("customerNumber=C-1&state=PREPARED").await.body["Contracts"][0].clone();
    for name in ["contractNumber", "signDate", "iban", "bic"] {
        assert_eq!(unknown[name], "", "{name} is a text, also when it is unknown");
    }
    let found = query("customerNumber=C-1&state=SIGNED").await.body["Contracts"][0].clone();
    assert_eq!((&found["iban"], &found["signDate"]), (&json!(IBAN), &json!("2026-11-23")));
}

#[tokio::test]
async fn a_query_answers_five_hundred_at_a_time() {
    let twikey = Twikey::start().await;
    twikey.sandbox.change(|world, now| {
        world.profiles.get_mut(&1).unwrap().keep_unsigned = true;
        for number in 0..501 {
            let details =
                mandato::sandbox::state::customer::Customer { number: Some("C-1".into()), ..Default::default() };
            let invitation = mandato::sandbox::state::invite::Invitation {
                profile: 1,
                details,
                key: format!("key{number}"),
                ..Default::default()
            };
            world.prepare(invitation, now).unwrap();
        }
    });

    let first = twikey.client.get("/mandate/query?customerNumber=C-1").await;
    let second = twikey.client.get("/mandate/query?customerNumber=C-1&page=1").await;

    assert_eq!(first.body["Contracts"].as_array().unwrap().len(), 500);
    assert_eq!(first.body["_links"]["next"], "/creditor/mandate/query?customerNumber=C-1&page=1");
    assert_eq!(second.body["Contracts"].as_array().unwrap().len(), 1);
    assert_eq!(second.body["_links"].get("next"), None);
}
