//! The application: what every handler and task is given.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use secrecy::ExposeSecret;
use tokio::sync::Notify;

use crate::{
    clock::Clock,
    config::{self, Config},
    db::Db,
    mail,
    passwords::Hashing,
    private,
    settings::Settings,
    tls::Authorities,
    twikey::{self, CustomerLink, Hosts, KeptLink},
    visits::Visits,
    workers::{Places, Pulse},
};

/// What the application consists of. Cloning it is cheap; all clones are the same application.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub config: Arc<Config>,
    /// None: Twikey is not set up. [`App::twikey_on`] says whether it may be used.
    pub twikey: Option<twikey::Client>,
    /// None: no mail server is configured.
    pub mailer: Option<mail::Mailer>,
    /// How often an address may ask for pages that a token opens.
    pub visits: Arc<Visits>,
    /// Where passwords are hashed.
    pub hashing: Arc<Hashing>,
    /// Rings when jobs may have been written in this process.
    pub new_jobs: Arc<Notify>,
    /// Whether the workers go on.
    pub pulse: Arc<Pulse>,
    /// Which places outside are in trouble.
    pub places: Arc<Places>,
    /// How long jobs under way may take to end when the process is asked to stop.
    pub grace: Duration,
}

/// Database connections of a process.
const CONNECTIONS: u32 = 16;

/// How long requests and jobs under way may take to end when the process is asked to stop, in seconds.
pub(crate) const GRACE: u64 = 4;

impl App {
    /// Connects to what the configuration names. Does not migrate, does not start anything.
    pub async fn new(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let url = config.database_url.expose_secret();
        if let Some(file) = config::sqlite_file(url) {
            private::prepare(&file).with_context(|| format!("cannot use the database {}", file.display()))?;
        }
        let db = Db::connect(url, CONNECTIONS).await.context("cannot open the database (DATABASE_URL)")?;
        clock.follow(db.time().await.context("the database does not say what time it is")?);
        let authorities = Authorities::read(config.tls_ca_file.as_deref())?;
        let twikey = match &config.twikey {
            Some(account) => Some(twikey::Client::new(account.credentials(), &authorities, clock.clone())?),
            None => None,
        };
        let mailer = match &config.mail {
            Some(mail) => Some(mail::Mailer::from_url(mail.smtp_url.expose_secret(), &mail.from, &authorities)?),
            None => None,
        };
        Ok(Self {
            db,
            clock,
            config: Arc::new(config),
            twikey,
            mailer,
            visits: Arc::default(),
            hashing: Arc::default(),
            new_jobs: Arc::default(),
            pulse: Arc::default(),
            places: Arc::default(),
            grace: Duration::from_secs(GRACE),
        })
    }

    /// Twikey, unless it is not set up or switched off in the settings.
    pub fn twikey_on(&self, settings: &Settings) -> Option<&twikey::Client> {
        self.twikey.as_ref().filter(|_| settings.twikey_on)
    }

    /// A link that a record keeps, if it leads to Twikey.
    pub fn check_link(&self, link: &KeptLink) -> twikey::Result<CustomerLink> {
        let checked = match &self.twikey {
            Some(twikey) => twikey.hosts().check_kept(link),
            // It was kept while Twikey was set up.
            None => Hosts::default().check_kept(link),
        };
        if let Err(error) = &checked {
            tracing::warn!(code = error.code(), "A link that leads elsewhere is not used");
        }
        checked
    }
}
