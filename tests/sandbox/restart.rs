use chrono::TimeDelta;
use mandato::sandbox::{self, Settings, StartError};

use crate::helpers::{IBAN, Twikey, noon, settings};

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
    twikey.client.feed().await;
    twikey.advance(TimeDelta::minutes(1));
    let token = twikey.client.token.clone();
    twikey.sandbox.stop().await;

    let mut again = Twikey::with(kept_in(&folder)).await;

    again.client.token = token;
    assert_eq!(again.client.feed().await, [] as [serde_json::Value; 0], "session and position are still there");
    assert_eq!(again.state_of(&signed).await, "SIGNED");
    assert_eq!(again.sandbox.shared().now(), noon() + TimeDelta::minutes(1), "the clock does not go back");
    again.advance(TimeDelta::minutes(4));
    assert_eq!(again.state_of(&waiting).await, "SIGNED", "the bank still decides in time");
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
