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
use chrono::TimeDelta;
use secrecy::ExposeSecret;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::timeout,
};

use crate::{
    accounts::DatabaseSessions,
    answer, assets,
    clock::Clock,
    config::Config,
    cookies,
    db::Db,
    error::Error,
    health, jobs, mail,
    passwords::Hashing,
    private, routes,
    settings::Settings,
    tasks,
    tls::Authorities,
    twikey::{self, CustomerLink, Hosts, KeptLink},
    visits::Visits,
    workers::{Lane, Places, Pulse, Worker},
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
    /// Whether the workers go on.
    pub pulse: Arc<Pulse>,
    pub readiness: Arc<health::Readiness>,
    /// Which places outside are in trouble.
    pub places: Arc<Places>,
    /// How long jobs under way may take to end when the process is asked to stop.
    pub grace: Duration,
}

/// Who is signed in, kept in the database.
pub type Sessions = SessionMiddleware<DatabaseSessions>;

/// Database connections of a process.
const CONNECTIONS: u32 = 16;

/// The longest body that is read: an e-mail with its formatting, with room to spare.
const BODY_LIMIT: usize = 1024 * 1024;

/// A process that is asked to stop has stopped within this time; whoever asked may kill it then.
const STOP: u64 = 10;

/// How long requests and jobs under way may take to end when the process is asked to stop.
const GRACE: u64 = 4;

/// How long writing down what was cut off may take after that.
const CUT_OFF: u64 = 2;

/// How long the last connections to the database may take to close.
const CLOSE: u64 = 2;

const _: () = assert!(GRACE + CUT_OFF + CLOSE < STOP);

impl App {
    /// Connects to what the configuration names. Does not migrate, does not start anything.
    pub async fn new(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let url = config.database_url.expose_secret();
        if let Some(file) = crate::config::sqlite_file(url) {
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
        let readiness = Arc::new(health::Readiness::new(clock.now()));
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
            readiness,
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

    /// The HTTP server on an open socket; it runs when awaited.
    pub fn server(&self, listener: TcpListener) -> std::io::Result<Server> {
        let app = self.clone();
        let key = Key::derive_from(self.config.secret.expose_secret().as_bytes());
        let hours = i64::from(self.config.session_hours);
        let server = HttpServer::new(move || {
            let sessions = SessionMiddleware::builder(
                DatabaseSessions { db: app.db.clone(), clock: app.clock.clone(), longest: TimeDelta::hours(hours) },
                key.clone(),
            )
            .cookie_name(cookies::name(&app.config, "mandato_session"))
            .cookie_secure(app.config.public_url.is_https())
            .cookie_http_only(true)
            .cookie_same_site(SameSite::Lax)
            .session_lifecycle(
                PersistentSession::default()
                    .session_ttl(time::Duration::hours(hours))
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
                .wrap(Compress::default())
                .wrap(from_fn(answer::finish))
                .wrap(tracing_actix_web::TracingLogger::<crate::logging::Spans>::new())
                .configure(|config| routes::configure(config, &sessions))
                .service(assets::service())
                .default_service(web::to(routes::unknown))
        })
        .disable_signals()
        .shutdown_timeout(GRACE)
        .listen(listener)?;
        Ok(server.run())
    }

    /// Serves and works until `stop` says so; then ends what is under way, or cuts it off when it takes too long.
    pub async fn run(self, listener: TcpListener, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
        let server = self.server(listener)?;
        let handle = server.handle();
        let mut workers = JoinSet::new();
        for lane in Lane::ALL {
            for number in 0..lane.workers() {
                workers.spawn(jobs::work(self.clone(), Worker { lane, number }, stop.clone()));
            }
        }
        workers.spawn(keep_time(self.clone(), stop.clone()));

        let asked = async |mut stop: watch::Receiver<bool>| {
            // An error means that nobody can ask us to stop any more: then we should.
            let _ = stop.wait_for(|stop| *stop).await;
        };
        let stopping = asked(stop.clone());
        tokio::spawn(async move {
            stopping.await;
            handle.stop(true).await;
        });
        let ended = async {
            asked(stop).await;
            if timeout(self.grace + Duration::from_secs(CUT_OFF), workers.join_all()).await.is_err() {
                tracing::warn!("What was cut off could not be given back; it is done again once its lease has lapsed");
            }
            Ok(())
        };
        tokio::try_join!(async { server.await.map_err(anyhow::Error::from) }, ended)?;
        if timeout(Duration::from_secs(CLOSE), self.db.close()).await.is_err() {
            tracing::warn!("The database does not let its connections close");
        }
        Ok(())
    }
}

/// Writes down what is to be done every so often.
async fn keep_time(app: App, mut stop: watch::Receiver<bool>) {
    const TICK: Duration = Duration::from_secs(5);
    while !*stop.borrow() {
        let written = async {
            app.clock.follow(app.db.time().await?);
            tasks::schedule(&app).await
        };
        if let Err(error) = written.await {
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
