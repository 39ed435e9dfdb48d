//! The command line. `mandato --help`, and `--help` after each command, read like a manual page.

mod demo;

use std::{net::TcpListener, process::ExitCode};

use anyhow::Context;
use clap::{Parser, Subcommand};
use mandato::{
    accounts,
    app::App,
    clock::Clock,
    config::{self, Database, Options},
    db::Db,
    doctor, feeds, import, logging, private, sandbox, server,
};
use secrecy::ExposeSecret;
use tokio::sync::watch;

/// A portal for SEPA direct debit through Twikey.
///
/// Office staff ask customers for a mandate, the customer signs on Twikey's pages, and the portal keeps the record.
/// Try it with `mandato demo`; everything it needs is inside.
#[derive(Parser)]
#[command(version, propagate_version = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try everything: portal, Twikey sandbox, pretended mail and phones, sample customers
    Demo(demo::Options),
    /// Run the portal, configured by the environment or a .env file
    Serve(Box<Options>),
    /// Run the Twikey sandbox alone, to try out a client of Twikey's API
    Sandbox(Box<sandbox::command::Options>),
    /// Bring the database up to date and stop
    Migrate(Database),
    /// Read what Twikey has to report to its end, once, and say what it brought
    Sync(Box<Options>),
    /// Check configuration, database, public address, Twikey and mail server; exit code 1 if anything is wrong
    Doctor(Box<Options>),
    /// Bring in customers or invoices from a CSV file, with a report row by row; exit code 1 if any row was refused
    Import {
        #[command(flatten)]
        database: Database,
        #[command(subcommand)]
        command: import::command::Command,
    },
    /// Make, list and disable accounts, and change their passwords
    User {
        #[command(flatten)]
        database: Database,
        #[command(subcommand)]
        command: accounts::command::Command,
    },
}

fn main() -> ExitCode {
    private::by_default();
    // A missing .env is no error: the environment may say it all.
    dotenvy::dotenv().ok();
    let command = CommandLine::parse().command;
    logging::start();
    mandato::twikey::install_crypto();
    let system = actix_web::rt::System::new();
    let outcome = system.block_on(run(command));
    // Dropped, it would wait for threads that look up a name, for as long as the name server takes.
    std::mem::forget(system);
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("mandato: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Demo(options) => demo::run(options, stop_signal()).await?,
        Command::Serve(options) => serve(*options).await?,
        Command::Sandbox(options) => {
            sandbox::command::run(*options, Clock::system(chrono_tz::Europe::Brussels), stop_signal()).await?;
        }
        Command::Sync(options) => {
            let config = options.check()?;
            let clock = Clock::system(config.time_zone);
            let app = App::new(config, clock).await?;
            app.db.migrate().await.context("the database cannot be brought up to date")?;
            println!("{}", feeds::sync::run(&app).await?);
        }
        Command::Doctor(options) => {
            let findings = doctor::examine(*options).await;
            print!("{}", doctor::report(&findings));
            if !doctor::is_well(&findings) {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Migrate(database) => {
            open(&database).await?;
            println!("The database is up to date.");
        }
        Command::Import { database, command } => {
            let db = open(&database).await?;
            if !import::command::run(&db, command).await? {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::User { database, command } => {
            let db = open(&database).await?;
            accounts::command::run(&db, &Clock::system(chrono_tz::UTC), command).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve(options: Options) -> anyhow::Result<()> {
    let config = options.check()?;
    let clock = Clock::system(config.time_zone);
    let app = App::new(config, clock).await?;
    let _held = app.db.hold()?;
    app.db.migrate().await.context("the database cannot be brought up to date")?;
    let listener = TcpListener::bind(app.config.listen)
        .with_context(|| format!("cannot listen on {} (MANDATO_LISTEN)", app.config.listen))?;
    if let Some(link) = accounts::setup::link_if_needed(&app).await? {
        tracing::info!("Nobody can sign in yet. Make the first account with this link, good for one day: {link}");
    }
    tracing::info!("Mandato listens on {} and is reached as {}", app.config.listen, app.config.public_url);
    server::run(app, listener, stop_signal()).await
}

async fn open(database: &Database) -> anyhow::Result<Db> {
    let url = database.url.expose_secret();
    if let Some(file) = config::sqlite_file(url) {
        private::prepare(&file).with_context(|| format!("cannot use the database {}", file.display()))?;
    }
    let db = Db::connect(url, 2).await.context("cannot open the database (DATABASE_URL)")?;
    db.migrate().await.context("the database cannot be brought up to date")?;
    Ok(db)
}

/// Turns true when the process is asked to stop (SIGINT, SIGTERM).
fn stop_signal() -> watch::Receiver<bool> {
    use tokio::signal::unix::{SignalKind, signal};
    let (sender, receiver) = watch::channel(false);
    actix_web::rt::spawn(async move {
        let mut terminate = signal(SignalKind::terminate()).expect("a process may listen for its own signals");
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("Stopping: what is under way has a few seconds to end");
        // Nobody listening means that everything has stopped already.
        sender.send(true).ok();
        std::future::pending::<()>().await;
    });
    receiver
}
