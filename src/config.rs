//! The checked configuration of a portal. It is read from the environment once; nothing else reads variables.

mod options;
mod secret;

use std::{fmt, net::SocketAddr, path::PathBuf};

use anyhow::bail;
use chrono_tz::Tz;
use ipnet::IpNet;
use secrecy::SecretString;
use url::Url;

pub use self::{
    options::{Database, Options, TwikeyOptions},
    secret::{secret_beside_database, sqlite_file},
};
use crate::twikey;

/// The checked configuration of a portal.
#[derive(Clone, Debug)]
pub struct Config {
    pub listen: SocketAddr,
    /// Ends without a slash.
    pub public_url: PublicUrl,
    /// What they say of whom they heard is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Holds the password of a PostgreSQL.
    pub database_url: SecretString,
    /// At least 64 bytes.
    pub secret: SecretString,
    pub session_hours: u32,
    pub time_zone: Tz,
    pub twikey: Option<Twikey>,
    pub mail: Option<Mail>,
    /// Authorities of our own.
    pub tls_ca_file: Option<PathBuf>,
}

/// The account at Twikey that this portal works with.
#[derive(Clone, Debug)]
pub struct Twikey {
    pub api_url: Url,
    pub api_key: SecretString,
    pub private_key: Option<SecretString>,
    /// Without it the address a customer comes back by cannot be checked, and says nothing.
    pub website_key: Option<SecretString>,
    pub template: u32,
    pub template_b2b: Option<u32>,
    /// Where links for customers may lead, besides Twikey's own hosts.
    pub link_hosts: Vec<String>,
    pub poll_seconds: u32,
}

impl Config {
    /// Our account at Twikey, unless the settings switch Twikey off.
    pub fn account(&self, is_on: bool) -> Option<&Twikey> {
        self.twikey.as_ref().filter(|_| is_on)
    }
}

impl Twikey {
    pub fn credentials(&self) -> twikey::Credentials {
        twikey::Credentials {
            api_url: self.api_url.clone(),
            api_key: self.api_key.clone(),
            private_key: self.private_key.clone(),
            website_key: self.website_key.clone(),
            link_hosts: self.link_hosts.clone(),
        }
    }
}

/// How e-mail leaves.
#[derive(Clone, Debug)]
pub struct Mail {
    pub smtp_url: SecretString,
    pub from: String,
}

/// The address browsers and Twikey reach the portal by.
#[derive(Clone, Debug)]
pub struct PublicUrl(Url);

impl PublicUrl {
    pub fn new(url: Url) -> anyhow::Result<Self> {
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            bail!("MANDATO_PUBLIC_URL must be an http or https address, as https://portal.company.example");
        }
        Ok(Self(url))
    }

    /// The address of a page; `path` begins with a slash.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.0.as_str().trim_end_matches('/'))
    }

    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Scheme, host and port, as browsers write it in `Origin`.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Also when the address leaves it out.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or(80)
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}
