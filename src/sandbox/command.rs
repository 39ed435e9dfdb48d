//! `mandato sandbox`: the Twikey emulator alone, for trying out any client of Twikey's API without a Twikey account.

#![expect(clippy::doc_markdown, reason = "--help shows the comments on options as they stand")]

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use tokio::sync::watch;

use super::{API_KEY, Settings, StartError, WEBSITE_KEY, state::World};
use crate::clock::Clock;

/// What `mandato sandbox` can be told.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// Where the API, the customers' pages and the console listen
    #[arg(long, default_value = "127.0.0.1:8081", value_name = "ADDRESS")]
    listen: SocketAddr,

    /// Where the pretended mail server listens
    #[arg(long, default_value = "127.0.0.1:1025", value_name = "ADDRESS")]
    smtp_listen: SocketAddr,

    /// How browsers reach it [default: http://<listen>]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,

    /// API key that clients log in with; it also signs the webhooks
    #[arg(long, default_value = API_KEY, value_name = "KEY")]
    api_key: String,

    /// Private key in hex; given, logins need a one-time password
    #[arg(long, value_name = "KEY")]
    private_key: Option<String>,

    /// Website key: signs the addresses that customers return to
    #[arg(long, default_value = WEBSITE_KEY, value_name = "KEY")]
    website_key: String,

    /// Where to call back
    #[arg(long, value_name = "URL")]
    webhook_url: Option<String>,

    /// Where customers return to, as https://shop.example/back?m={{mandateNumber}}&status={{status}}&s={{s}}
    #[arg(long, value_name = "URL")]
    exit_url: Option<String>,

    /// File that keeps everything over a restart [default: nothing is kept]
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// Begin with a customer who has signed a mandate, as the test suites of Twikey's clients need one (MNDTNUMBER)
    #[arg(long)]
    sample_mandate: bool,
}

/// Runs the sandbox until `stop` says so.
pub async fn run(options: Options, clock: Clock, mut stop: watch::Receiver<bool>) -> Result<(), StartError> {
    let settings = Settings {
        listen: options.listen,
        public_url: options.public_url,
        api_key: options.api_key,
        private_key: options.private_key,
        website_key: options.website_key,
        webhook_url: options.webhook_url,
        exit_url: options.exit_url,
        creditor: None,
        state_file: options.state,
        smtp_listen: Some(options.smtp_listen),
        clock,
    };
    let api_key = settings.api_key.clone();
    let sandbox = super::start(settings).await?;
    println!("The Twikey sandbox is running.");
    println!("  Console and pages  {}", sandbox.public_url());
    println!("  API                {}  (TWIKEY_API_URL)", sandbox.api_url());
    println!("  API key            {api_key}  (TWIKEY_API_KEY)");
    for (ct, name) in sandbox.shared().look(|world, _| profiles(world)) {
        println!("  Profile (ct)       {ct}  {name}");
    }
    if options.sample_mandate {
        match sandbox.change(World::sample_mandate) {
            Ok(reference) => println!("  Signed mandate     {reference}"),
            Err(refusal) => println!("  The sample mandate cannot be signed: {refusal:?}"),
        }
    }
    if let Some(address) = sandbox.smtp_address() {
        println!("  Mail server        smtp://{address}  (SMTP_URL)");
    }
    println!("Ctrl-C stops it.");
    // An error means that nobody can ask it to stop any more, which is as good as being asked.
    drop(stop.wait_for(|stop| *stop).await);
    sandbox.stop().await;
    Ok(())
}

/// What an invitation may name as its `ct`.
fn profiles(world: &World) -> Vec<(u32, String)> {
    world.profiles.values().map(|profile| (profile.id, profile.name.clone())).collect()
}
