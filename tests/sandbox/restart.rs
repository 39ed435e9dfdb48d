use chrono::TimeDelta;
use mandato::sandbox::{self, Settings, StartError};

use crate::helpers::{IBAN, Twikey, invoice, noon, settings};

fn kept_in(folder: &tempfile::TempDir) -> Settings {
    Settings { state_file: Some(folder.path().join("deep/sandbox.json")), ..settings() }
}

#[tokio::test]
async fn everything_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let twikey = Twikey::with(kept_in(&folder)).await;
    let signed = twikey.invite("1", "C-1").await;
    twikey.sign(&signed, IBAN).await;
    let waiting = twikey.invite("2", "C-2").await;
    twikey.sign(&waiting, IBAN).await;
    let mut new = invoice("INV-1", "C-1", 100.0);
    new["pdf"] = serde_json::json!("JVBERi0xLjQ=");
    twikey.client.post_json("/invoice", &new).await;
    twikey.client.feed().await;
    twikey.client.invoices().await;
    twikey.advance(TimeDelta::minutes(1));
    let token = twikey.client.token.clone();
    twikey.sandbox.stop().await;

    let mut again = Twikey::with(kept_in(&folder)).await;

    again.client.token = token;
    assert_eq!(again.client.feed().await, [] as [serde_json::Value; 0], "session and position are still there");
    assert_eq!(again.state_of(&signed).await, "SIGNED");
    assert_eq!(again.sandbox.shared().now(), noon() + TimeDelta::minutes(1), "the clock does not go back");
    assert_eq!(again.client.invoices().await, [] as [serde_json::Value; 0]);
    assert_eq!(again.state_of_invoice("INV-1").await, "PENDING", "found by its number");
    again.advance(TimeDelta::minutes(4));
    assert_eq!(again.state_of(&waiting).await, "SIGNED", "the bank still decides in time");
    assert_eq!(again.state_of_invoice("INV-1").await, "PAID", "also on debits");
    assert_eq!(again.client.payments().await.len(), 1);
    assert_eq!(again.client.get("/invoice/INV-1/pdf").await.text, "%PDF-1.4");
}

#[tokio::test]
async fn changes_are_saved_while_it_runs_and_no_draft_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let settings = kept_in(&folder);
    let path = settings.state_file.clone().unwrap();
    let twikey = Twikey::with(settings).await;
    let reference = twikey.invite("1", "C-1").await;

    let saved = async {
        while !std::fs::read_to_string(&path).is_ok_and(|json| json.contains(&reference)) {
            tokio::task::yield_now().await;
        }
    };

    tokio::time::timeout(std::time::Duration::from_secs(10), saved).await.expect("saved without being stopped");
    twikey.sandbox.stop().await;
    let files: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(files, ["sandbox.json"]);
}

#[tokio::test]
async fn a_state_file_that_is_no_state_is_left_alone_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { state_file: Some(folder.path().join("sandbox.json")), ..settings() };
    std::fs::write(folder.path().join("sandbox.json"), "{ half").unwrap();

    let error = sandbox::start(settings).await.err().expect("it does not start");

    assert!(matches!(error, StartError::State { .. }));
    assert!(error.to_string().contains("sandbox.json"), "{error}");
    assert_eq!(std::fs::read_to_string(folder.path().join("sandbox.json")).unwrap(), "{ half");
}

#[tokio::test]
async fn a_state_file_of_an_older_version_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let older = serde_json::json!({
        "creditor": {
            "merchant_id": 4521, "company": "sandbox", "name": "Firma AG", "scheme_id": "BE81ZZZ0123456749",
            "enterprise_number": "BE0123456749", "address": "Veldstraat 11", "zip": "9000", "city": "Gent", "country": "BE",
            "email": "info@sandbox.example",
        },
        "keys": { sandbox::API_KEY: { "private_key": null, "webhook_url": null, "mandate_position": 3 } },
        "customers": { "1": { "id": 1, "number": "C-1", "email": "jan@example.com" } },
        "agenda": [{ "at": "2026-11-23T12:30:00Z", "work": { "remind": { "reference": "CORE00001" } } }],
        "phone": { "next_id": 1, "messages": [{
            "id": 1, "to": "+32499123445", "text": "Reply OK", "mandate": "CORE00001", "link": null,
            "sent_at": "2026-11-23T12:00:00Z", "reply": null,
        }] },
    });
    std::fs::write(folder.path().join("sandbox.json"), older.to_string()).unwrap();

    let twikey = Twikey::with(Settings { state_file: Some(folder.path().join("sandbox.json")), ..settings() }).await;

    twikey.invoice("INV-1", "C-1", 100.0).await;
    let customer = twikey.client.get("/invoice/INV-1?include=customer").await.body["customer"].clone();
    assert_eq!(customer["email"], "jan@example.com", "the customer is the same one");
    let state = twikey.console(reqwest::Method::GET, "/state", serde_json::Value::Null).await.body;
    assert_eq!(
        (&state["creditor"]["name"], &state["next_moment"]),
        (&"Firma AG".into(), &"2026-11-23T12:30:00Z".into())
    );
}
