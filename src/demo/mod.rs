//! `mandato demo`: the portal, the Twikey sandbox, a mailbox and a phone for the pretended customers, and sample
//! customers; everything in one process and on loopback, kept under `data/demo/`.

mod company;
mod invoices;
mod samples;

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::Path,
};

use anyhow::Context;
use clap::Args;
use mandato::{
    app::App,
    client_address,
    clock::Clock,
    config::{self, Config, Mail, PublicUrl, Twikey},
    db,
    sandbox::{self, Sandbox},
    server,
};
use secrecy::SecretString;
use tokio::sync::watch;

/// What `mandato demo` can be told.
#[derive(Args, Debug)]
pub struct Options {
    /// Forget what was done in the demo before and start over
    #[arg(long)]
    fresh: bool,
}

const FOLDER: &str = "data/demo";
const DATABASE: &str = "mandato.db";
const PORTAL_PORT: u16 = 8080;
const SANDBOX_PORT: u16 = 8081;
const MAIL_PORT: u16 = 1025;

/// Feeds are read this often besides the callbacks, in seconds.
const POLL_SECONDS: u32 = 30;

/// Runs the demo until `stop` says so.
pub async fn run(options: Options, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    let folder = Path::new(FOLDER);
    if options.fresh && folder.exists() {
        // Not under a demo that runs.
        let _held = db::hold(&folder.join(DATABASE))?;
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot remove {FOLDER}"))?;
    }
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {FOLDER}"))?;
    let _held = db::hold(&folder.join(DATABASE))?;

    let clock = Clock::system(chrono_tz::Europe::Brussels);
    let listener = listen(PORTAL_PORT)?;
    let portal = format!("http://{}", listener.local_addr()?);
    let sandbox = start_sandbox(folder, &portal).await?;
    let config = config(folder, &portal, listener.local_addr()?, &sandbox)?;
    let app = App::new(config, clock).await?;
    app.db.migrate().await.context("the demo's database cannot be brought up to date; try --fresh")?;
    samples::plant(&app, &sandbox).await.context("the sample records cannot be written; try --fresh")?;

    greet(&portal, &sandbox);
    server::run(app, listener, stop).await?;
    sandbox.stop().await;
    Ok(())
}

/// The port everybody expects, or a free one when it is taken.
fn listen(port: u16) -> anyhow::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .or_else(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
        .context("no free port on 127.0.0.1")
}

/// A free address near the port everybody expects. The listener is closed again: the sandbox opens its own.
fn free(port: u16) -> anyhow::Result<SocketAddr> {
    Ok(listen(port)?.local_addr()?)
}

async fn start_sandbox(folder: &Path, portal: &str) -> anyhow::Result<Sandbox> {
    let exit = "/twikey/return?mandate={{mandateNumber}}&status={{status}}&signature={{s}}&token={{token}}";
    let settings = sandbox::Settings {
        listen: free(SANDBOX_PORT)?,
        webhook_url: Some(format!("{portal}/twikey/webhook")),
        exit_url: Some(format!("{portal}{exit}")),
        creditor: Some(company::at_twikey()?),
        state_file: Some(folder.join("sandbox.json")),
        smtp_listen: Some(free(MAIL_PORT)?),
        ..sandbox::Settings::local(Clock::system(chrono_tz::Europe::Brussels))
    };
    sandbox::start(settings).await.context("the Twikey sandbox does not start; try --fresh")
}

fn config(folder: &Path, portal: &str, listen: SocketAddr, sandbox: &Sandbox) -> anyhow::Result<Config> {
    let mail_server = sandbox.smtp_address().context("the pretended mail server does not run")?;
    let database_url = format!("sqlite://{}/{DATABASE}", folder.display());
    Ok(Config {
        listen,
        public_url: PublicUrl::new(portal.parse()?)?,
        trusted_proxies: client_address::loopback(),
        secret: config::secret_beside_database(&database_url)?,
        database_url: database_url.into(),
        session_hours: 12,
        time_zone: chrono_tz::Europe::Brussels,
        twikey: Some(Twikey {
            api_url: sandbox.api_url().parse()?,
            api_key: SecretString::from(sandbox::API_KEY),
            private_key: None,
            website_key: Some(SecretString::from(sandbox::WEBSITE_KEY)),
            template: 1,
            template_b2b: Some(2),
            link_hosts: Vec::new(),
            poll_seconds: POLL_SECONDS,
        }),
        mail: Some(Mail { smtp_url: SecretString::from(format!("smtp://{mail_server}")), from: company::mailbox() }),
        tls_ca_file: None,
    })
}

fn greet(portal: &str, sandbox: &Sandbox) {
    let twikey = sandbox.public_url();
    println!(
        "
  Mandato is ready. Everything stays on this machine, under {FOLDER}/.

    The office          {portal}
      office staff      {office}      password  {password}
      administrator     {admin}       password  {password}

    The pretended world {twikey}
      e-mail            {twikey}/mailbox
      mobile phones     {twikey}/phone

  Ctrl-C stops it; `mandato demo --fresh` starts over.
",
        office = samples::OFFICE,
        admin = samples::ADMIN,
        password = samples::PASSWORD,
    );
}
