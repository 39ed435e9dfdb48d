//! A Twikey to run offline: `mandato sandbox`.
//!
//! It is a program of its own that behaves like Twikey: the API under `/creditor`, the pages customers see, signed
//! webhooks and exit addresses over real HTTP, a mail server that catches what the portal sends. It shares nothing with
//! the portal's Twikey client, so that a mistake there cannot cancel itself out here. It is meant for one machine and has
//! no lock on its console: keep it on loopback. Numbers in comments, as in (source 2.3), are explained in `sources.md`.
//!
//! # The JSON API of the console
//!
//! Bodies and answers are JSON, times are UTC. A refusal is 400 with `{"code", "message", "extra"}`.
//!
//! | call | does |
//! |---|---|
//! | `GET /_sandbox/state` | everything: account, profiles, customers, mandates, invoices, debits, payment links, transfers, position of each API key, clock |
//! | `GET /_sandbox/mandates/{ref}` | one mandate with its customer, history and signing address |
//! | `POST /_sandbox/mandates/{ref}/signature` | one attempt on the signing page: `{iban, bic, place, method, outcome, signer}`; `outcome` is `success`, `failure` or `cancel`; answers status, state and exit address |
//! | `POST /_sandbox/mandates/{ref}/cancellation` | the debtor cancels: `{reason}` |
//! | `POST /_sandbox/mandates/{ref}/suspension`, `DELETE` of the same | suspends, resumes |
//! | `POST /_sandbox/mandates/{ref}/expiry` | the signing link ends now |
//! | `PUT /_sandbox/mandates/{ref}/account` | the debtor changes his account: `{iban, bic}` |
//! | `GET /_sandbox/invoices/{id or number}` | one invoice with its customer, its debits and its page's address |
//! | `POST /_sandbox/invoices/{id or number}/payment` | somebody pays: `{method, amount, outcome, iban, message}`; `method` is `paylink` (with `outcome` `success`, `failure`, `cancel` or `pending`; a pending one is answered by a second call), `transfer` or `manual`; without `amount` all that is open; answers the invoice and the exit address |
//! | `POST /_sandbox/invoices/{id or number}/reversal` | the debit that paid it comes back: `{code}`, `MD06` when not given |
//! | `POST /_sandbox/transfers` | a transfer arrives at the creditor's account: `{remittance, amount, iban, bic, name}`; answers which invoice it pays, or none |
//! | `POST /_sandbox/bank-run` | the banks decide on all waiting B2B mandates, answer all open debits and carry out the refunds that were sent |
//! | `GET`, `POST`, `DELETE /_sandbox/faults` | `{path, method, status, code, body, headers, delay_ms, count, after}`: see [`state::faults::Fault`] |
//! | `GET`, `POST /_sandbox/clock` | `{advance_seconds}` |
//! | `GET`, `PUT /_sandbox/settings` | `{webhook_url, exit_url, website_key, …}`: see [`control::settings`] |
//! | `GET`, `DELETE /_sandbox/mailbox` | the customers' e-mail |
//! | `GET /_sandbox/phone`, `POST /_sandbox/phone/{id}/reply` | the customers' SMS; `{text}` |
//! | `GET /_sandbox/webhooks`, `POST /_sandbox/webhooks/{id}/repetition` | the delivery log; sends one again |
//! | `POST /_sandbox/webhook-test` | the test button: `msg=dummytest&type=event` |
//! | `POST /_sandbox/feed-reset` | every API key is given everything again |
//! | `POST /_sandbox/quiet` | answers when every webhook that is due was tried |

use std::{io, net::SocketAddr, path::PathBuf};

use actix_web::dev::ServerHandle;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::clock::Clock;

mod account_number; // IBAN and BIC
mod amount; // euros in JSON
mod api; // what Twikey's clients call
pub mod command; // `mandato sandbox`
mod control; // the JSON API under /_sandbox
mod deliver; // sends webhooks
mod ids; // unguessable keys
mod pages; // what customers see, and the console
mod paper; // the mandate as a PDF
mod refusal; // Twikey's error codes
mod server; // the table of URLs
mod shared; // the mutex around the state
mod signature; // of webhooks and exit addresses; one-time passwords
mod smtp; // the pretended mail server
pub mod state; // what is and what will be
mod store; // the state file
mod terms; // the legal texts of a mandate
mod typeset; // text on A4 pages
mod ubl; // invoices as XML

pub use shared::Shared;
use state::{
    World,
    account::{ApiKey, Creditor},
};

/// The API key of a sandbox that was given none.
pub const API_KEY: &str = "SANDBOX0000000000000000000000000000000000";

/// The website key of a sandbox that was given none.
pub const WEBSITE_KEY: &str = "5A4DB0C5A4DB0C5A4DB0C5A4DB0C5A4DB0C5A4DB0C5A4DB0C5A4DB0C5A4DB0C5";

/// How a sandbox is started.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where API, pages and console listen. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// How browsers reach it; `http://<listen>` when not given.
    pub public_url: Option<String>,
    pub api_key: String,
    /// Hex. Given, logins need a one-time password.
    pub private_key: Option<String>,
    pub website_key: String,
    /// Where Twikey calls back. Given, it replaces what the state file has.
    pub webhook_url: Option<String>,
    /// Where customers go after signing, with placeholders. Given, it replaces what the state file has.
    pub exit_url: Option<String>,
    /// The company whose account it is. Given, it replaces what the state file has.
    pub creditor: Option<Creditor>,
    /// Where the state survives a restart. Without it the state is gone with the program.
    pub state_file: Option<PathBuf>,
    /// Where the pretended mail server listens. Without it there is none.
    pub smtp_listen: Option<SocketAddr>,
    /// The sandbox's own time.
    pub clock: Clock,
}

impl Settings {
    /// A sandbox for one test or one demonstration: free ports on loopback, nothing kept.
    pub fn local(clock: Clock) -> Self {
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            listen: any_port,
            public_url: None,
            api_key: API_KEY.into(),
            private_key: None,
            website_key: WEBSITE_KEY.into(),
            webhook_url: None,
            exit_url: None,
            creditor: None,
            state_file: None,
            smtp_listen: Some(any_port),
            clock,
        }
    }
}

/// Why a sandbox does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the sandbox cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("the sandbox's state file {} cannot be read: {source}; move it away to start afresh", path.display())]
    State { path: PathBuf, source: io::Error },
    #[error("the private key is not hexadecimal")]
    PrivateKey,
    #[error("the webhook client cannot be made: {0}")]
    Client(#[from] reqwest::Error),
}

/// A running sandbox. Dropped without [`Sandbox::stop`], it hangs up on its callers and may leave its latest changes unsaved.
pub struct Sandbox {
    shared: Shared,
    address: SocketAddr,
    smtp_address: Option<SocketAddr>,
    public_url: String,
    server: ServerHandle,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

/// Starts a sandbox: API, pages, mail server, webhooks, state file.
pub async fn start(settings: Settings) -> Result<Sandbox, StartError> {
    if settings.private_key.as_ref().is_some_and(|key| hex::decode(key).is_err()) {
        return Err(StartError::PrivateKey);
    }
    // reqwest asks for the process's crypto provider; the program or another sandbox may have set it already.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = deliver::client()?;
    let (listener, address) = listen(settings.listen).await?;
    let world = world(&settings, address)?;
    let public_url = world.public_url.clone();
    let shared = Shared::new(world, settings.clock);

    let (stop, stopping) = watch::channel(false);
    let mut tasks = vec![tokio::spawn(deliver::run(shared.clone(), client, stopping.clone()))];
    let server = listener.into_std().and_then(|listener| server::serve(shared.clone(), listener));
    let server = server.map_err(|source| StartError::Listen { address, source })?;
    let handle = server.handle();
    let mut smtp_address = None;
    if let Some(wanted) = settings.smtp_listen {
        let (listener, address) = listen(wanted).await?;
        smtp_address = Some(address);
        shared.change(|world, _| world.smtp_address = Some(address));
        tasks.push(tokio::spawn(smtp::serve(shared.clone(), listener, stopping.clone())));
    }
    tasks.push(tokio::spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "the sandbox's server ended");
        }
    }));
    if let Some(path) = settings.state_file {
        tasks.push(tokio::spawn(store::keep(shared.clone(), path, stopping)));
    }
    Ok(Sandbox { shared, address, smtp_address, public_url, server: handle, stop, tasks })
}

/// A listener, and where it listens when the port was free to choose.
async fn listen(wanted: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Listen { address: wanted, source };
    let listener = TcpListener::bind(wanted).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// The saved world or a new one, with what the settings say.
fn world(settings: &Settings, address: SocketAddr) -> Result<World, StartError> {
    let saved = match &settings.state_file {
        Some(path) => store::load(path).map_err(|source| StartError::State { path: path.clone(), source })?,
        None => None,
    };
    let mut world = saved.unwrap_or_default();
    if let Some(saved_at) = world.saved_at {
        // Time that was moved ahead stays so: nothing may happen before what already happened.
        settings.clock.advance((saved_at - settings.clock.now()).max(TimeDelta::zero()));
    }
    let url = settings.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    url.trim_end_matches('/').clone_into(&mut world.public_url);
    world.settings.website_key.clone_from(&settings.website_key);
    if settings.exit_url.is_some() {
        world.settings.exit_url.clone_from(&settings.exit_url);
    }
    if let Some(creditor) = &settings.creditor {
        world.creditor.clone_from(creditor);
    }
    let key = world.keys.entry(settings.api_key.clone()).or_insert_with(ApiKey::default);
    key.private_key.clone_from(&settings.private_key);
    if settings.webhook_url.is_some() {
        key.webhook_url.clone_from(&settings.webhook_url);
    }
    Ok(world)
}

impl Sandbox {
    /// Where the HTTP server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the pretended mail server listens.
    pub fn smtp_address(&self) -> Option<SocketAddr> {
        self.smtp_address
    }

    /// How browsers reach it, without a slash at the end.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// What `TWIKEY_API_URL` must be.
    pub fn api_url(&self) -> String {
        format!("{}/creditor", self.public_url)
    }

    /// Direct access to the state, for tests in the same process.
    pub fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Does something to the world, at the sandbox's time.
    pub fn change<R>(&self, act: impl FnOnce(&mut World, DateTime<Utc>) -> R) -> R {
        self.shared.change(act)
    }

    /// Moves the sandbox's clock ahead and does what is due by then.
    pub fn advance(&self, by: TimeDelta) {
        self.shared.advance(by);
    }

    /// Waits until every webhook that is due was tried.
    pub async fn webhooks_tried(&self) {
        self.shared.webhooks_tried().await;
    }

    /// Answers the calls under way, saves the state and ends.
    pub async fn stop(mut self) {
        self.server.stop(true).await;
        self.stop.send_replace(true);
        for task in std::mem::take(&mut self.tasks) {
            if let Err(error) = task.await {
                tracing::error!(%error, "a part of the sandbox ended badly");
            }
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // The order to stop is given by the call; nobody is left to wait for it.
        drop(self.server.stop(false));
        self.stop.send_replace(true);
    }
}
