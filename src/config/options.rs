//! What can be told by flag or by variable, and checking what belongs together.

#![expect(clippy::doc_markdown, reason = "--help shows the comments on options as they stand")]

use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Context, bail};
use chrono_tz::Tz;
use clap::Args;
use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{Config, Mail, PublicUrl, Twikey, secret::secret_beside_database};
use crate::client_address;

/// What `mandato serve` can be told, by flag or by variable. `.env` is read first.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// Address to listen on
    #[arg(long, env = "MANDATO_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,

    /// How browsers and Twikey reach the portal [default: http://<listen>]
    #[arg(long, env = "MANDATO_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<Url>,

    /// Proxies whose X-Forwarded-For is believed: addresses and networks, with commas between them
    #[arg(
        long,
        env = "MANDATO_TRUSTED_PROXIES",
        default_value = "127.0.0.0/8,::1",
        value_delimiter = ',',
        value_parser = client_address::network,
        value_name = "ADDRESSES"
    )]
    pub trusted_proxies: Vec<IpNet>,

    #[command(flatten)]
    pub database: Database,

    /// Key for session cookies, at least 64 characters; with SQLite one is made beside the database
    #[arg(long, env = "MANDATO_SECRET", hide_env_values = true, value_name = "KEY")]
    pub secret: Option<SecretString>,

    /// Sessions end after so many hours, in use or not
    #[arg(
        long,
        env = "MANDATO_SESSION_HOURS",
        default_value_t = 12,
        value_name = "HOURS",
        value_parser = clap::value_parser!(u32).range(1..=720)
    )]
    pub session_hours: u32,

    /// The zone that decides which date it is in the office
    #[arg(long, env = "MANDATO_TIME_ZONE", default_value = "Europe/Brussels", value_name = "ZONE")]
    pub time_zone: Tz,

    #[command(flatten)]
    pub twikey: TwikeyOptions,

    /// Mail server, as smtps://user:password@host, smtp://user:password@host?tls=required, or smtp://host:25; without it no e-mail is sent
    #[arg(long, env = "SMTP_URL", hide_env_values = true, value_name = "URL")]
    pub smtp_url: Option<SecretString>,

    /// Sender of the e-mails, as "Company <billing@company.example>"
    #[arg(long, env = "MAIL_FROM", value_name = "MAILBOX")]
    pub mail_from: Option<String>,

    /// Certificates (PEM) of authorities to trust besides the usual ones, for Twikey and the mail server
    #[arg(long, env = "TLS_CA_FILE", value_name = "FILE")]
    pub tls_ca_file: Option<PathBuf>,
}

/// Where the records are.
#[derive(Args, Clone, Debug)]
pub struct Database {
    /// sqlite://path or postgres://user:password@host/name
    #[arg(
        id = "database_url",
        long = "database-url",
        env = "DATABASE_URL",
        default_value = "sqlite://data/mandato.db",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub url: SecretString,
}

/// The account at Twikey. Without an address Twikey is off.
#[derive(Args, Clone, Debug)]
pub struct TwikeyOptions {
    /// Base URL of the Twikey API, as https://api.beta.twikey.com/creditor; without it Twikey is off
    #[arg(long = "twikey-api-url", env = "TWIKEY_API_URL", value_name = "URL")]
    pub api_url: Option<Url>,

    /// API key: signs in, and signs the webhooks
    #[arg(long = "twikey-api-key", env = "TWIKEY_API_KEY", hide_env_values = true, value_name = "KEY")]
    pub api_key: Option<SecretString>,

    /// Private key, if "enhanced security" is ticked for the API key
    #[arg(long = "twikey-private-key", env = "TWIKEY_PRIVATE_KEY", hide_env_values = true, value_name = "HEX")]
    pub private_key: Option<SecretString>,

    /// Website key: signs the address that customers come back by
    #[arg(long = "twikey-website-key", env = "TWIKEY_WEBSITE_KEY", hide_env_values = true, value_name = "KEY")]
    pub website_key: Option<SecretString>,

    /// Profile (ct) of the consumer mandates
    #[arg(long = "twikey-template", env = "TWIKEY_TEMPLATE", value_name = "NUMBER")]
    pub template: Option<u32>,

    /// Profile (ct) of the business (B2B) mandates
    #[arg(long = "twikey-template-b2b", env = "TWIKEY_TEMPLATE_B2B", value_name = "NUMBER")]
    pub template_b2b: Option<u32>,

    /// Hosts that Twikey's links for customers may lead to besides Twikey's own, as *.company.example
    #[arg(long = "twikey-link-hosts", env = "TWIKEY_LINK_HOSTS", value_delimiter = ',', value_name = "HOSTS")]
    pub link_hosts: Vec<String>,

    /// Feeds are read at least this often, callbacks or not
    #[arg(
        long = "twikey-poll-seconds",
        env = "TWIKEY_POLL_SECONDS",
        default_value_t = 300,
        value_name = "SECONDS",
        value_parser = clap::value_parser!(u32).range(5..=86_400)
    )]
    pub poll_seconds: u32,
}

impl Options {
    /// Checks what belongs together. Errors name the variable and what to write.
    pub fn check(self) -> anyhow::Result<Config> {
        let public_url = match self.public_url {
            Some(url) => url,
            None => Url::parse(&format!("http://{}", self.listen)).context("MANDATO_LISTEN is no address")?,
        };
        let secret = match self.secret {
            Some(secret) if secret.expose_secret().len() < 64 => {
                bail!("MANDATO_SECRET is shorter than 64 characters; `openssl rand -hex 64` makes a good one")
            }
            Some(secret) => secret,
            None => secret_beside_database(self.database.url.expose_secret())?,
        };
        Ok(Config {
            listen: self.listen,
            public_url: PublicUrl::new(public_url)?,
            trusted_proxies: self.trusted_proxies,
            database_url: self.database.url,
            secret,
            session_hours: self.session_hours,
            time_zone: self.time_zone,
            twikey: self.twikey.check()?,
            mail: match (self.smtp_url, self.mail_from) {
                (None, _) => None,
                (Some(_), None) => {
                    bail!("MAIL_FROM is missing: who sends the e-mails, as \"Company <billing@company.example>\"")
                }
                (Some(smtp_url), Some(from)) => Some(Mail { smtp_url, from }),
            },
            tls_ca_file: self.tls_ca_file,
        })
    }
}

impl TwikeyOptions {
    fn check(self) -> anyhow::Result<Option<Twikey>> {
        let Some(api_url) = self.api_url else { return Ok(None) };
        Ok(Some(Twikey {
            api_url,
            api_key: self.api_key.context("TWIKEY_API_KEY is missing: Settings > API at Twikey shows it")?,
            private_key: self.private_key,
            website_key: self.website_key,
            template: self.template.context("TWIKEY_TEMPLATE is missing: the number (ct) of the profile at Twikey")?,
            template_b2b: self.template_b2b,
            link_hosts: self.link_hosts,
            poll_seconds: self.poll_seconds,
        }))
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args, Command, Parser};

    use super::*;

    #[derive(Parser)]
    struct CommandLine {
        #[command(flatten)]
        options: Options,
    }

    fn options(arguments: &[&str]) -> Options {
        CommandLine::parse_from([&["mandato"], arguments].concat()).options
    }

    #[test]
    fn the_example_file_names_every_variable_and_no_other() {
        let command = Options::augment_args(Command::new("serve"));
        let mut known: Vec<_> = command.get_arguments().filter_map(|a| a.get_env()?.to_str()).collect();
        known.sort_unstable();

        let example = include_str!("../../.env.example");
        let mut named: Vec<_> = example
            .lines()
            .filter_map(|line| line.trim_start_matches("# ").split_once('='))
            .map(|(name, _)| name)
            .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit()))
            .collect();
        named.sort_unstable();

        assert_eq!(named, known);
    }

    #[test]
    fn without_a_word_on_proxies_only_this_machine_is_believed() {
        assert_eq!(options(&[]).trusted_proxies, client_address::loopback());
        let named = options(&["--trusted-proxies", "10.0.0.7, 2001:db8::/32"]).trusted_proxies;
        assert_eq!(named, ["10.0.0.7/32".parse().unwrap(), "2001:db8::/32".parse().unwrap()]);
        assert!(CommandLine::try_parse_from(["mandato", "--trusted-proxies", "10.0.0.0/8,everybody"]).is_err());
    }

    #[test]
    fn a_short_secret_is_refused() {
        let error = options(&["--secret", "short"]).check().unwrap_err();
        assert!(error.to_string().contains("MANDATO_SECRET"), "{error}");
    }

    #[test]
    fn postgresql_needs_a_secret() {
        let error = options(&["--database-url", "postgres://localhost/x"]).check().unwrap_err();
        assert!(error.to_string().contains("MANDATO_SECRET"), "{error}");
    }

    #[test]
    fn sqlite_keeps_its_secret_beside_the_database_and_finds_it_again() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/deeper/mandato.db", folder.path().display());
        let first = options(&["--database-url", &url]).check().unwrap();
        let second = options(&["--database-url", &url]).check().unwrap();
        assert_eq!(first.secret.expose_secret(), second.secret.expose_secret());
        assert_eq!(first.secret.expose_secret().len(), 128);
    }

    #[test]
    fn whatever_is_written_of_the_configuration_holds_no_secret() {
        let key = "verysecret".repeat(7);
        let given = [
            ["--database-url", "postgres://mandato:verysecret@db.company.example/mandato"],
            ["--secret", &key],
            ["--twikey-api-url", "https://api.twikey.com/creditor"],
            ["--twikey-api-key", "verysecret"],
            ["--twikey-private-key", "verysecret"],
            ["--twikey-website-key", "verysecret"],
            ["--twikey-template", "1"],
            ["--smtp-url", "smtps://office:verysecret@mail.company.example"],
            ["--mail-from", "office@company.example"],
        ];
        let options = options(&given.concat());
        let command = Options::augment_args(Command::new("serve"));
        for argument in command.get_arguments().filter(|argument| argument.is_hide_env_values_set()) {
            let name = argument.get_long().unwrap();
            assert!(given.iter().any(|[flag, _]| flag.trim_start_matches('-') == name), "give {name} a secret here");
        }
        assert!(!format!("{options:?}").contains("verysecret"));
        assert!(!format!("{:?}", options.check().unwrap()).contains("verysecret"));
    }

    #[test]
    fn twikey_without_a_key_is_refused_and_without_an_address_is_off() {
        let secret = "s".repeat(64);
        assert!(options(&["--secret", &secret]).check().unwrap().twikey.is_none());
        let error = options(&["--secret", &secret, "--twikey-api-url", "https://api.twikey.com"]).check().unwrap_err();
        assert!(error.to_string().contains("TWIKEY_API_KEY"), "{error}");
    }
}
