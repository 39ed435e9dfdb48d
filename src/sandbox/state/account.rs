//! The pretended company at Twikey: who it is, its API keys, its profiles.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{method::Method, posting::Source};

/// The creditor as its mandates name it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Creditor {
    pub merchant_id: u64,
    /// The part of hosted addresses that stands for the company: `/{company}/{key}`.
    pub company: String,
    pub name: String,
    /// The SEPA creditor identifier.
    pub scheme_id: String,
    pub enterprise_number: String,
    pub address: String,
    pub zip: String,
    pub city: String,
    pub country: String,
    pub email: String,
    /// The account that debits and transfers go to.
    pub iban: String,
    pub bic: String,
}

impl Default for Creditor {
    fn default() -> Self {
        Self {
            merchant_id: 4521,
            company: "sandbox".into(),
            name: "Sandbox NV".into(),
            scheme_id: "BE81ZZZ0123456749".into(),
            enterprise_number: "BE0123456749".into(),
            address: "Veldstraat 11".into(),
            zip: "9000".into(),
            city: "Gent".into(),
            country: "BE".into(),
            email: "info@sandbox.example".into(),
            iban: "BE71096123456769".into(),
            bic: "GKCCBEBB".into(),
        }
    }
}

/// One API key: its secrets, where it is called back, how far it has read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApiKey {
    /// Hex; present when "enhanced security" is on, then logins need a one-time password.
    pub private_key: Option<String>,
    pub webhook_url: Option<String>,
    /// The sequence number of the last mandate event this key was given.
    pub mandate_position: u64,
    /// The same for the other feeds, see [`super::feed::Feed`].
    pub invoice_position: u64,
    pub payment_position: u64,
    pub transaction_position: u64,
    pub link_position: u64,
    pub refund_position: u64,
}

/// The SEPA scheme of a profile and its mandates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Scheme {
    Core,
    B2b,
}

impl Scheme {
    /// The local instrument as the feed writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Core => "CORE",
            Self::B2b => "B2B",
        }
    }
}

/// What Twikey calls profile, template or `ct`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub id: u32,
    pub name: String,
    pub scheme: Scheme,
    /// Stands before the five digits of a generated reference, as in Twikey's pattern `CORE@05d`.
    pub number_prefix: String,
    pub next_number: u64,
    /// Of the contract behind its mandates; an invitation can bring another one.
    #[serde(default)]
    pub contract_number: String,
    /// The profile never generates references: each invitation must bring its own.
    pub number_required: bool,
    /// A new invitation leaves an older unsigned one of the same customer alone.
    pub keep_unsigned: bool,
    pub methods: Vec<Method>,
    pub attributes: Vec<Attribute>,
}

/// A further field of the signing form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    pub name: String,
    /// Twikey's word: text, number, amount, select, plan, email, url, checkbox, iban, multi.
    #[serde(rename = "type")]
    pub kind: String,
    pub options: Vec<String>,
}

/// The two profiles every sandbox starts with.
pub fn default_profiles() -> BTreeMap<u32, Profile> {
    let profile = |id, name: &str, scheme, prefix: &str| Profile {
        id,
        name: name.into(),
        scheme,
        number_prefix: prefix.into(),
        next_number: 1,
        contract_number: String::new(),
        number_required: false,
        keep_unsigned: false,
        methods: Method::OFFERED.to_vec(),
        attributes: Vec::new(),
    };
    [profile(1, "SEPA Core", Scheme::Core, "CORE"), profile(2, "SEPA B2B", Scheme::B2b, "B2B")]
        .into_iter()
        .map(|profile| (profile.id, profile))
        .collect()
}

/// What a person may change about the pretended Twikey while it runs: `PUT /_sandbox/settings`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct AccountSettings {
    /// Signs exit addresses and encrypts the account in them.
    pub website_key: String,
    /// Where customers are sent after signing, with placeholders of either style (source 7.1).
    pub exit_url: Option<String>,
    /// Where customers are sent after paying an invoice that has no `redirectUrl` (7.1).
    pub invoice_exit_url: Option<String>,
    /// How long the debtor's bank takes over a B2B mandate or a debit. Twikey's test environment looks every five minutes
    /// (9).
    pub bank_seconds: i64,
    /// Whether a B2B mandate is in the feed while its bank still decides. Unknown of Twikey (12, question 16).
    pub pending_in_feed: bool,
    /// Whether incoming transfers and payments by hand are in the payment feed. Unknown of Twikey (4.7).
    pub other_payments_in_feed: bool,
    /// A debit that fails is first reported as paid, two seconds before, as in Twikey's own example (4.5).
    pub early_positive: bool,
    /// Calls a minute to each rate limited address; Twikey's ceiling is unknown (12, question 17).
    pub calls_per_minute: u32,
    /// Logins in a quarter of an hour. Twikey's ceiling is unknown (12, question 17), but its own test suites log in some
    /// ninety times together, and are run again and again.
    pub logins_per_quarter: u32,
    /// Whether Twikey sends e-mail for this account; off, its actions fail with `err_email_disabled`.
    pub email_enabled: bool,
    /// What the pretended mail server answers instead of accepting a message: 421, 451, 550, ...
    pub smtp_refusal: Option<u16>,
}

impl Default for AccountSettings {
    fn default() -> Self {
        Self {
            website_key: String::new(),
            exit_url: None,
            invoice_exit_url: None,
            bank_seconds: 300,
            pending_in_feed: false,
            other_payments_in_feed: true,
            early_positive: false,
            calls_per_minute: 60,
            logins_per_quarter: 1000,
            email_enabled: true,
            smtp_refusal: None,
        }
    }
}

impl AccountSettings {
    /// Whether the payment feed has postings of this kind.
    pub const fn reports(&self, source: &Source) -> bool {
        self.other_payments_in_feed || !matches!(source, Source::Transfer { .. } | Source::Manual { .. })
    }

    pub fn bank_delay(&self) -> TimeDelta {
        TimeDelta::try_seconds(self.bank_seconds.clamp(0, 365 * 86_400)).unwrap_or_default()
    }
}
