//! The application: what every handler and task is given, and how server and workers start and stop together.

use std::{net::TcpListener, sync::Arc, time::Duration};

use actix_session::{
    SessionMiddleware,
    config::{PersistentSession, TtlExtensionPolicy},
};
use actix_web::{
    HttpServer,
    cookie::{Key, SameSite, time},
    dev::Server,
    middleware::{Compress, from_fn},
    web::{self, Data, FormConfig, PathConfig, PayloadConfig, QueryConfig},
};
use anyhow::Context;
use secrecy::ExposeSecret;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
};

use crate::{
    accounts::{DatabaseSessions, Hashing},
    assets,
    clock::Clock,
    config::Config,
    db::Db,
    error::Error,
    guard, jobs, mail,
    pay::Visits,
    routes,
    settings::Settings,
    tasks, twikey,
};

/// What the application consists of. Cloning it is cheap; all clones are the same application.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub config: Arc<Config>,
    /// None: Twikey is not set up. Whether it may be talked to says [`App::twikey_on`].
    pub twikey: Option<twikey::Client>,
    /// None: no mail server is configured.
    pub mailer: Option<mail::Mailer>,
    /// How often an address may ask for pages that a token opens.
    pub visits: Arc<Visits>,
    /// Where passwords are hashed.
    pub hashing: Arc<Hashing>,
    /// Rings when jobs may have been written in this process.
    pub new_jobs: Arc<Notify>,
}

/// Who is signed in, kept in the database.
pub type Sessions = SessionMiddleware<DatabaseSessions>;

/// How many jobs a process does at once.
const WORKERS: usize = 4;

/// Database connections of a process.
const CONNECTIONS: u32 = 16;

/// The longest body that is read: an e-mail with its formatting, with room to spare.
const BODY_LIMIT: usize = 1024 * 1024;

/// How long requests may take to end when the process is asked to stop.
const SHUTDOWN: u64 = 10;

impl App {
    /// Connects to what the configuration names. Does not migrate, does not start anything.
    pub async fn new(config: Config, clock: Clock) -> anyhow::Result<Self> {
        if let Some(folder) = crate::config::sqlite_folder(&config.database_url) {
            std::fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
        let db =
            Db::connect(&config.database_url, CONNECTIONS).await.context("cannot open the database (DATABASE_URL)")?;
        let twikey = match &config.twikey {
            Some(account) => Some(twikey::Client::new(account.credentials(), clock.clone())?),
            None => None,
        };
        let mailer = match &config.mail {
            Some(mail) => Some(mail::Mailer::from_url(mail.smtp_url.expose_secret(), &mail.from)?),
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
        })
    }

    /// Twikey, unless it is not set up or switched off in the settings.
    pub fn twikey_on(&self, settings: &Settings) -> Option<&twikey::Client> {
        self.twikey.as_ref().filter(|_| settings.twikey_on)
    }

    /// The HTTP server on an open socket; it runs when awaited.
    pub fn server(&self, listener: TcpListener) -> std::io::Result<Server> {
        let app = self.clone();
        let key = Key::derive_from(self.config.secret.expose_secret().as_bytes());
        let server = HttpServer::new(move || {
            let sessions = SessionMiddleware::builder(
                DatabaseSessions { db: app.db.clone(), clock: app.clock.clone() },
                key.clone(),
            )
            .cookie_name("mandato_session".to_owned())
            .cookie_secure(app.config.public_url.is_https())
            .cookie_http_only(true)
            .cookie_same_site(SameSite::Lax)
            .session_lifecycle(
                PersistentSession::default()
                    .session_ttl(time::Duration::days(30))
                    .session_ttl_extension_policy(TtlExtensionPolicy::OnStateChanges),
            )
            .build();
            // The middleware registered last sees a request first.
            actix_web::App::new()
                .app_data(Data::new(app.clone()))
                .app_data(PayloadConfig::new(BODY_LIMIT))
                .app_data(FormConfig::default().limit(BODY_LIMIT).error_handler(|error, _| unreadable(&error).into()))
                .app_data(PathConfig::default().error_handler(|_, _| Error::NotFound.into()))
                .app_data(QueryConfig::default().error_handler(|error, _| Error::Unreadable(error.to_string()).into()))
                .wrap(from_fn(guard::answer))
                .wrap(Compress::default())
                .wrap(tracing_actix_web::TracingLogger::<crate::logging::Spans>::new())
                .configure(|config| routes::configure(config, &sessions))
                .service(assets::service())
                .default_service(web::to(routes::unknown))
        })
        .disable_signals()
        .shutdown_timeout(SHUTDOWN)
        .listen(listener)?;
        Ok(server.run())
    }

    /// Serves and works until `stop` says so; then ends what is under way.
    pub async fn run(self, listener: TcpListener, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
        let server = self.server(listener)?;
        let handle = server.handle();
        let mut workers = JoinSet::new();
        for _ in 0..WORKERS {
            workers.spawn(jobs::work(self.clone(), stop.clone()));
        }
        workers.spawn(keep_time(self.clone(), stop.clone()));

        let mut stopping = stop.clone();
        tokio::spawn(async move {
            // An error means that nobody can ask us to stop any more: then we should.
            let _ = stopping.wait_for(|stop| *stop).await;
            handle.stop(true).await;
        });
        server.await?;
        workers.join_all().await;
        self.db.close().await;
        Ok(())
    }
}

/// Writes down what is to be done every so often.
async fn keep_time(app: App, mut stop: watch::Receiver<bool>) {
    const TICK: Duration = Duration::from_secs(5);
    while !*stop.borrow() {
        if let Err(error) = tasks::schedule(&app).await {
            tracing::warn!(%error, "What is due cannot be written down; trying again");
        }
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            _ = stop.changed() => {}
        }
    }
}

fn unreadable(error: &actix_web::error::UrlencodedError) -> Error {
    use actix_web::error::UrlencodedError;
    match error {
        UrlencodedError::Overflow { .. } => Error::TooLarge,
        other => Error::Unreadable(other.to_string()),
    }
}
