use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use mandato::sandbox::{API_KEY, state::World};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

/// `mandato sandbox` as a program of its own; it is killed when it is dropped.
struct Program {
    process: Child,
    api: String,
    /// Kept open: whoever prints to nobody fails.
    _printed: Lines<BufReader<ChildStdout>>,
}

impl Program {
    async fn start(state: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_mandato"))
            .args(["sandbox", "--listen", "127.0.0.1:0", "--smtp-listen", "127.0.0.1:0", "--state"])
            .arg(state)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let api = loop {
            let line = lines.next_line().await.unwrap().expect("the program says where its API is");
            if let Some(api) = line.trim_start().strip_prefix("API  ") {
                break api.split_whitespace().next().unwrap().to_owned();
            }
        };
        Self { process, api, _printed: lines }
    }

    async fn login(&self, http: &reqwest::Client) -> String {
        let answer = http.post(&self.api).form(&[("apiToken", API_KEY)]).send().await.unwrap();
        answer.headers()["authorization"].to_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_kill_at_any_moment_leaves_a_whole_state_file() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("sandbox.json");
    mandato::twikey::install_crypto();
    let http = reqwest::Client::new();
    let mut kept = 0;
    // Each round is killed a little later: while it waits, writes, renames.
    for round in 0..6_u64 {
        let mut program = Program::start(&state).await;
        let token = program.login(&http).await;
        let until = Instant::now() + Duration::from_millis(90 + 17 * round);
        while Instant::now() < until {
            let invite = http.post(format!("{}/invite", program.api)).header("Authorization", &token);
            invite.form(&[("ct", "1")]).send().await.unwrap();
        }
        program.process.kill().await.unwrap();

        let world: World = match std::fs::read(&state) {
            Ok(json) => serde_json::from_slice(&json).expect("a whole state"),
            // Killed before it was saved for the first time.
            Err(_) => World::default(),
        };
        assert!(world.mandates.len() >= kept, "nothing that was saved is lost");
        kept = world.mandates.len();
    }
    assert!(kept > 0);
}
