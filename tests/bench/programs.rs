//! The portal and the sandbox as processes of their own.

use std::{
    fs,
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::Duration,
};

use mandato::sandbox;
use serde_json::{Value, json};
use tempfile::TempDir;

pub struct Programs {
    portal: Child,
    sandbox: Child,
    folder: TempDir,
    pub portal_url: String,
    pub sandbox_url: String,
    pub client: reqwest::Client,
}

impl Drop for Programs {
    fn drop(&mut self) {
        for child in [&mut self.portal, &mut self.sandbox] {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

impl Programs {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [portal_port, sandbox_port, mail_port] = [free_port(), free_port(), free_port()];
        let portal_url = format!("http://127.0.0.1:{portal_port}");
        let sandbox_url = format!("http://127.0.0.1:{sandbox_port}");
        let sandbox = mandato(&folder)
            .args(["sandbox", "--listen", &format!("127.0.0.1:{sandbox_port}")])
            .args(["--smtp-listen", &format!("127.0.0.1:{mail_port}")])
            .args(["--webhook-url", &format!("{portal_url}/twikey/webhook")])
            .spawn();
        let portal = mandato(&folder)
            .arg("serve")
            .env("MANDATO_LISTEN", format!("127.0.0.1:{portal_port}"))
            .env("DATABASE_URL", database_url(&folder))
            .env("TWIKEY_API_URL", format!("{sandbox_url}/creditor"))
            .env("TWIKEY_API_KEY", sandbox::API_KEY)
            .env("TWIKEY_WEBSITE_KEY", sandbox::WEBSITE_KEY)
            .env("TWIKEY_TEMPLATE", "1")
            .env("SMTP_URL", format!("smtp://127.0.0.1:{mail_port}"))
            .env("MAIL_FROM", "Musterwerk <buero@musterwerk.example>")
            .spawn();
        let (portal, sandbox) = (portal.unwrap(), sandbox.unwrap());
        let programs = Self { portal, sandbox, folder, portal_url, sandbox_url, client: reqwest::Client::new() };
        programs.answers(&format!("{}/_sandbox/clock", programs.sandbox_url)).await;
        programs.answers(&format!("{}/healthz", programs.portal_url)).await;
        programs
    }

    pub fn database_url(&self) -> String {
        database_url(&self.folder)
    }

    async fn answers(&self, url: &str) {
        while self.client.get(url).send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The most memory that the portal has ever held.
    pub fn portal_memory_mb(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.portal.id())).expect("Linux tells it");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
    }

    /// Signs a mandate as its customer would.
    pub async fn sign(&self, reference: &str) {
        let signature = json!({"iban": "BE16645348971174", "place": "Eupen", "method": "itsme", "outcome": "success"});
        self.post(&format!("/_sandbox/mandates/{reference}/signature"), signature).await;
    }

    pub async fn run_bank(&self) {
        self.post("/_sandbox/bank-run", json!({})).await;
    }

    async fn post(&self, path: &str, body: Value) {
        let url = format!("{}{path}", self.sandbox_url);
        self.client.post(url).json(&body).send().await.unwrap().error_for_status().unwrap();
    }
}

fn mandato(folder: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mandato"));
    command.current_dir(folder.path()).env_clear().env("RUST_LOG", "warn").stdout(Stdio::null());
    command
}

fn database_url(folder: &TempDir) -> String {
    format!("sqlite://{}/mandato.db", folder.path().display())
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
