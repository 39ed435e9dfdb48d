//! `mandato doctor`: looks at everything the portal needs, and says for each what is wrong and how to mend it.

use std::{fmt::Write, time::Duration};

use secrecy::ExposeSecret;
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};

use crate::{
    accounts,
    clock::Clock,
    config::{Config, Options},
    db::{self, Db},
    feeds::account,
    health::{self, Facts},
    i18n::Language,
    loopback,
    mail::Mailer,
    office::history,
    settings,
    tls::Authorities,
    twikey,
};

/// Nothing that works takes longer.
const PATIENCE: Duration = Duration::from_secs(15);

/// What was found out about one thing.
#[derive(Debug)]
pub struct Finding {
    /// What was looked at.
    pub what: &'static str,
    pub outcome: Outcome,
}

#[derive(Debug)]
pub enum Outcome {
    /// It works; a few words on how.
    Good(String),
    /// It is not used.
    Off(String),
    /// It works, but not for everything: what is missing.
    Incomplete(String),
    /// It does not work: what is wrong, and how to mend it.
    Broken(String),
}

/// Looks at everything. Changes nothing but the database's tables, which are brought up to date.
pub async fn examine(options: Options) -> Vec<Finding> {
    let config = match options.check() {
        Ok(config) => config,
        Err(error) => return vec![Finding { what: "configuration", outcome: Outcome::Broken(format!("{error:#}")) }],
    };
    let database = database(&config).await;
    let (jobs, feeds) = work(&config).await;
    let (own, authorities) = authorities(&config);
    vec![
        Finding { what: "configuration", outcome: Outcome::Good(configuration(&config)) },
        Finding { what: "database", outcome: database },
        Finding { what: "jobs", outcome: jobs },
        Finding { what: "feeds", outcome: feeds },
        Finding { what: "public address", outcome: public_address(&config).await },
        Finding { what: "own authorities", outcome: authorities },
        Finding { what: "Twikey", outcome: twikey(&config, &own).await },
        Finding { what: "mail server", outcome: mail(&config, &own).await },
        Finding { what: "invoices", outcome: invoices(&config).await },
    ]
}

fn configuration(config: &Config) -> String {
    let proxies: Vec<_> = config.trusted_proxies.iter().map(ToString::to_string).collect();
    format!("public address {}; X-Forwarded-For is believed of {}", config.public_url, proxies.join(", "))
}

/// The findings as lines for a terminal.
pub fn report(findings: &[Finding]) -> String {
    let mut lines = String::new();
    for Finding { what, outcome } in findings {
        let (sign, text) = match outcome {
            Outcome::Good(text) => ("ok  ", text),
            Outcome::Off(text) => ("off ", text),
            Outcome::Incomplete(text) => ("warn", text),
            Outcome::Broken(text) => ("FAIL", text),
        };
        let _ = writeln!(lines, "{sign}  {what:<16} {text}");
    }
    lines
}

pub fn is_well(findings: &[Finding]) -> bool {
    !findings.iter().any(|finding| matches!(finding.outcome, Outcome::Broken(_)))
}

async fn database(config: &Config) -> Outcome {
    let db = match Db::connect(config.database_url.expose_secret(), 1).await {
        Ok(db) => db,
        Err(error) => return Outcome::Broken(format!("{error}. Check DATABASE_URL, and that the server runs.")),
    };
    if let Err(error) = db.migrate().await {
        return Outcome::Broken(format!("cannot be brought up to date: {error}. May the user create tables?"));
    }
    let written = async {
        let mut tx = db.write().await?;
        health::prove_write(&mut tx, Clock::system(config.time_zone).now()).await?;
        tx.commit().await
    };
    if let Err(error) = written.await {
        return Outcome::Broken(format!("takes no writes: {error}. Is there room on its disk?"));
    }
    let users = async {
        let mut tx = db.read().await?;
        accounts::has_users(&mut tx).await
    };
    match users.await {
        Ok(true) => Outcome::Good("up to date".to_owned()),
        Ok(false) => Outcome::Good(
            "up to date; nobody can sign in yet: `mandato serve` prints a set-up link, or use `mandato user add`"
                .to_owned(),
        ),
        Err(error) => Outcome::Broken(format!("cannot be read: {error}")),
    }
}

/// Whether jobs are done and feeds are read.
async fn work(config: &Config) -> (Outcome, Outcome) {
    let now = Clock::system(config.time_zone).now();
    let facts = async {
        let db = Db::connect(config.database_url.expose_secret(), 1).await?;
        Facts::read(&mut db.read().await?, now, config).await
    };
    let Ok(facts) = facts.await else {
        // Said of the database already.
        let off = || Outcome::Off("the database cannot be read".to_owned());
        return (off(), off());
    };
    let jobs = match (facts.jobs_wait(now), facts.failed) {
        (Some(words), _) => Outcome::Incomplete(format!("{words}. Does `mandato serve` run?")),
        (None, 0) => Outcome::Good("nothing is stuck".to_owned()),
        (None, failed) => {
            Outcome::Incomplete(format!("{failed} need a person: see {}", config.public_url.page("/jobs")))
        }
    };
    let feeds = match (&facts.poll, facts.feeds_wait(now, None)) {
        (None, _) => Outcome::Off("Twikey is off".to_owned()),
        (Some(_), Some(words)) => {
            Outcome::Incomplete(format!("{words}. Does `mandato serve` run, and does Twikey answer?"))
        }
        (Some(_), None) => Outcome::Good("Twikey's feeds are read".to_owned()),
    };
    (jobs, feeds)
}

/// Whether the settings have what has to stand on an invoice.
async fn invoices(config: &Config) -> Outcome {
    let gaps = async {
        let db = Db::connect(config.database_url.expose_secret(), 1).await?;
        let mut tx = db.read().await?;
        settings::read(&mut tx).await
    };
    match gaps.await.map(|settings| settings.gaps(config.twikey.is_some() && settings.twikey_on)) {
        Ok(gaps) if gaps.is_empty() => Outcome::Good("the company's data are complete".to_owned()),
        Ok(gaps) => {
            let gaps: Vec<_> = gaps.iter().map(|field| history::label(field, Language::En)).collect();
            Outcome::Incomplete(format!(
                "cannot be issued properly yet; fill in under {}: {}",
                config.public_url.page("/settings"),
                gaps.join(", ")
            ))
        }
        // Said of the database already.
        Err(_) => Outcome::Off("the settings cannot be read".to_owned()),
    }
}

async fn public_address(config: &Config) -> Outcome {
    let host = config.public_url.host();
    let port = config.public_url.port();
    let connected = timeout(PATIENCE, async {
        let address = lookup_host((host, port)).await?.next();
        let address = address.ok_or_else(|| std::io::Error::other("the name has no address"))?;
        TcpStream::connect(address).await
    });
    let reached = match connected.await {
        Ok(Ok(_)) => "answers",
        Ok(Err(error)) => {
            let text = format!(
                "{host}:{port} cannot be reached: {error}. Is the name right (MANDATO_PUBLIC_URL), and does the proxy or \
                 `mandato serve` run?"
            );
            return Outcome::Broken(text);
        }
        Err(_) => return Outcome::Broken(format!("{host}:{port} does not answer. A firewall may be in the way.")),
    };
    let is_local = loopback::is_meant(config.public_url.url());
    match (config.public_url.is_https(), config.twikey.is_some()) {
        (false, true) if !is_local => Outcome::Broken(format!(
            "{} {reached}, but Twikey calls back over HTTPS only: put a proxy with a certificate in front",
            config.public_url
        )),
        _ => Outcome::Good(format!("{} {reached}", config.public_url)),
    }
}

/// The authorities that are trusted besides the usual ones: none when their file is of no use.
fn authorities(config: &Config) -> (Authorities, Outcome) {
    let Some(file) = &config.tls_ca_file else {
        return (Authorities::default(), Outcome::Off("TLS_CA_FILE is not set: the usual ones are trusted".to_owned()));
    };
    let own = match Authorities::read(Some(file)) {
        Ok(own) => own,
        Err(error) => return (Authorities::default(), Outcome::Broken(error.to_string())),
    };
    let outcome = match own.expired(Clock::system(config.time_zone).now()) {
        0 => Outcome::Good(own.describe()),
        expired => Outcome::Incomplete(format!("{expired} in TLS_CA_FILE have expired: {}", own.describe())),
    };
    (own, outcome)
}

async fn twikey(config: &Config, own: &Authorities) -> Outcome {
    let Some(account) = &config.twikey else {
        return Outcome::Off("TWIKEY_API_URL is not set".to_owned());
    };
    let client = match twikey::Client::new(account.credentials(), own, Clock::system(config.time_zone)) {
        Ok(client) => client,
        Err(error) => return Outcome::Broken(error.to_string()),
    };
    let identity = match timeout(PATIENCE, client.identity()).await {
        Ok(Ok(identity)) => identity,
        Ok(Err(error)) => return Outcome::Broken(error.explain(Language::En)),
        Err(_) => {
            let text = format!("{} does not answer. Check TWIKEY_API_URL and the network.", account.api_url);
            return Outcome::Broken(text);
        }
    };
    match another_account(config, &identity).await {
        Ok(Some(said)) => Outcome::Incomplete(said),
        // That the database cannot be read was said already.
        Ok(None) | Err(_) if account.api_url.scheme() == "http" && !loopback::is_meant(&account.api_url) => {
            Outcome::Incomplete(format!(
                "logged in at {}, but the key can be read on the way: give TWIKEY_API_URL an address that begins with https",
                account.api_url
            ))
        }
        Ok(None) | Err(_) if account.website_key.is_none() => Outcome::Good(format!(
            "logged in at {}; without TWIKEY_WEBSITE_KEY returning customers get neutral words",
            account.api_url
        )),
        Ok(None) | Err(_) => Outcome::Good(format!("logged in at {}", account.api_url)),
    }
}

/// Whether the database was read with another account than the one that answers, as far as nobody has acknowledged it.
async fn another_account(config: &Config, identity: &twikey::Identity) -> db::Result<Option<String>> {
    let db = Db::connect(config.database_url.expose_secret(), 1).await?;
    let mut tx = db.read().await?;
    let known = account::in_use(&mut tx).await?;
    if !known.is(identity) {
        let new = identity.name.as_ref().unwrap_or(&identity.name_by_key);
        return Ok(Some(format!(
            "logged in as {new}, but this database was last read as {}: the other account's feeds have positions of their own, \
             and it does not know mandates and invoices of this one. If that is not meant, put TWIKEY_API_URL and TWIKEY_API_KEY \
             back as they were",
            known.name
        )));
    }
    Ok(account::change::unacknowledged(&mut tx).await?.map(|changed| {
        let former = changed.former.unwrap_or_default();
        let overview = config.public_url.page("/");
        format!("logged in as {}, until lately as {former}: see {overview}", changed.name)
    }))
}

async fn mail(config: &Config, own: &Authorities) -> Outcome {
    let Some(mail) = &config.mail else {
        return Outcome::Off("SMTP_URL is not set: no e-mail is sent".to_owned());
    };
    let mailer = match Mailer::from_url(mail.smtp_url.expose_secret(), &mail.from, own) {
        Ok(mailer) => mailer,
        Err(error) => return Outcome::Broken(error.to_string()),
    };
    match timeout(PATIENCE, mailer.check()).await {
        Ok(Ok(())) => Outcome::Good(format!("takes mail from {}", mail.from)),
        Ok(Err(error)) => Outcome::Broken(error.to_string()),
        Err(_) => Outcome::Broken("does not answer. Check SMTP_URL and the network.".to_owned()),
    }
}
