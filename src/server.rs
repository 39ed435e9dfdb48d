//! The HTTP server, the workers and the timer: started together, and stopped together.

use std::{net::TcpListener, time::Duration};

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
use chrono::TimeDelta;
use secrecy::ExposeSecret;
use tokio::{sync::watch, task::JoinSet, time::timeout};

use crate::{
    accounts::DatabaseSessions,
    answer,
    app::{App, GRACE},
    assets, cookies,
    error::Error,
    health::Readiness,
    jobs, logging, routes, tasks,
    workers::{Lane, Worker},
};

/// The longest body that is read: an e-mail with its formatting, with room to spare.
const BODY_LIMIT: usize = 1024 * 1024;

/// A process that is asked to stop has stopped within this time; whoever asked may kill it then.
const STOP: u64 = 10;

/// How long writing down what was cut off may take after that.
const CUT_OFF: u64 = 2;

/// How long the last connections to the database may take to close.
const CLOSE: u64 = 2;

const _: () = assert!(GRACE + CUT_OFF + CLOSE < STOP);

/// The HTTP server on an open socket; it runs when awaited.
pub fn bind(app: &App, listener: TcpListener) -> std::io::Result<Server> {
    let app = app.clone();
    let key = Key::derive_from(app.config.secret.expose_secret().as_bytes());
    let hours = i64::from(app.config.session_hours);
    // One for all threads: what was found out a moment ago serves all of them.
    let readiness = Data::new(Readiness::new(app.clock.now()));
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
            .app_data(readiness.clone())
            .app_data(PayloadConfig::new(BODY_LIMIT))
            .app_data(FormConfig::default().limit(BODY_LIMIT).error_handler(|error, _| unreadable(&error).into()))
            .app_data(PathConfig::default().error_handler(|_, _| Error::NotFound.into()))
            .app_data(QueryConfig::default().error_handler(|error, _| Error::Unreadable(error.to_string()).into()))
            .wrap(Compress::default())
            .wrap(from_fn(answer::finish))
            .wrap(tracing_actix_web::TracingLogger::<logging::Spans>::new())
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
pub async fn run(app: App, listener: TcpListener, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    let server = bind(&app, listener)?;
    let handle = server.handle();
    let mut workers = JoinSet::new();
    for lane in Lane::ALL {
        for number in 0..lane.workers() {
            workers.spawn(jobs::work(app.clone(), tasks::run, Worker { lane, number }, stop.clone()));
        }
    }
    workers.spawn(keep_time(app.clone(), stop.clone()));

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
        if timeout(app.grace + Duration::from_secs(CUT_OFF), workers.join_all()).await.is_err() {
            tracing::warn!("What was cut off could not be given back; it is done again once its lease has lapsed");
        }
        Ok(())
    };
    tokio::try_join!(async { server.await.map_err(anyhow::Error::from) }, ended)?;
    if timeout(Duration::from_secs(CLOSE), app.db.close()).await.is_err() {
        tracing::warn!("The database does not let its connections close");
    }
    Ok(())
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
