//! `GET` and `PUT /_sandbox/settings`: what a person would set on Twikey's own pages.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web::Json};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Shared, refused};
use crate::sandbox::{
    refusal::Refusal,
    state::{
        World,
        account::{AccountSettings, ApiKey, Attribute, Creditor},
    },
};

#[derive(Serialize)]
struct Settings<'world> {
    #[serde(flatten)]
    account: &'world AccountSettings,
    creditor: &'world Creditor,
    keys: &'world BTreeMap<String, ApiKey>,
}

/// Only what is named changes; `null` takes an optional value away.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Change {
    /// The API key that `webhook_url` and `private_key` are about, made when it is new; the first one when not given.
    api_key: Option<String>,
    webhook_url: Wish<Option<String>>,
    /// Hex; logins then need a one-time password.
    private_key: Wish<Option<String>>,
    website_key: Wish<String>,
    exit_url: Wish<Option<String>>,
    invoice_exit_url: Wish<Option<String>>,
    bank_seconds: Wish<i64>,
    pending_in_feed: Wish<bool>,
    other_payments_in_feed: Wish<bool>,
    early_positive: Wish<bool>,
    calls_per_minute: Wish<u32>,
    logins_per_quarter: Wish<u32>,
    email_enabled: Wish<bool>,
    smtp_refusal: Wish<Option<u16>>,
    creditor_name: Wish<String>,
    /// By profile id.
    profiles: BTreeMap<u32, ProfileChange>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ProfileChange {
    name: Wish<String>,
    number_prefix: Wish<String>,
    contract_number: Wish<String>,
    number_required: Wish<bool>,
    keep_unsigned: Wish<bool>,
    attributes: Wish<Vec<Attribute>>,
}

/// What becomes of one setting.
#[derive(Debug, Default)]
enum Wish<T> {
    #[default]
    Keep,
    Set(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Wish<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Set)
    }
}

impl<T> Wish<T> {
    fn map<U>(self, change: impl FnOnce(T) -> U) -> Wish<U> {
        match self {
            Self::Keep => Wish::Keep,
            Self::Set(value) => Wish::Set(change(value)),
        }
    }
}

pub async fn show(shared: Shared) -> HttpResponse {
    shared.look(|world, _| answer(world))
}

pub async fn change(shared: Shared, change: Json<Change>) -> HttpResponse {
    let change = change.into_inner();
    shared.change(|world, _| match make(world, change) {
        Ok(()) => answer(world),
        Err(refusal) => refused(&refusal),
    })
}

/// Changes what is named, or nothing when any of it cannot be.
pub fn make(world: &mut World, change: Change) -> Result<(), Refusal> {
    check(world, &change)?;
    apply(world, change);
    Ok(())
}

fn answer(world: &World) -> HttpResponse {
    let (account, creditor, keys) = (&world.settings, &world.creditor, &world.keys);
    HttpResponse::Ok().json(Settings { account, creditor, keys })
}

fn check(world: &World, change: &Change) -> Result<(), Refusal> {
    if let Wish::Set(Some(url)) = &change.webhook_url {
        let http = url.parse::<url::Url>().is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        http.then_some(()).ok_or(Refusal::invalid("webhook_url"))?;
    }
    for (name, url) in [("exit_url", &change.exit_url), ("invoice_exit_url", &change.invoice_exit_url)] {
        let Wish::Set(Some(url)) = url else { continue };
        // Placeholders make it no address yet; browsers must not be sent anywhere but to a web page.
        let http = url.starts_with("https://") || url.starts_with("http://");
        http.then_some(()).ok_or(Refusal::invalid(name))?;
    }
    if let Wish::Set(Some(key)) = &change.private_key {
        hex::decode(key).map_err(|_| Refusal::invalid("private_key"))?;
    }
    if let Wish::Set(Some(refusal)) = change.smtp_refusal
        && !(400..600).contains(&refusal)
    {
        return Err(Refusal::invalid("smtp_refusal"));
    }
    match change.profiles.keys().find(|id| !world.profiles.contains_key(id)) {
        Some(unknown) => Err(Refusal::about("err_no_such_ct", unknown.to_string())),
        None => Ok(()),
    }
}

fn apply(world: &mut World, change: Change) {
    let first = world.keys.keys().next().cloned().unwrap_or_default();
    let key = world.keys.entry(change.api_key.unwrap_or(first)).or_default();
    set(&mut key.webhook_url, change.webhook_url);
    set(&mut key.private_key, change.private_key);

    let settings = &mut world.settings;
    set(&mut settings.website_key, change.website_key);
    set(&mut settings.exit_url, change.exit_url);
    set(&mut settings.invoice_exit_url, change.invoice_exit_url);
    set(&mut settings.bank_seconds, change.bank_seconds);
    set(&mut settings.pending_in_feed, change.pending_in_feed);
    set(&mut settings.other_payments_in_feed, change.other_payments_in_feed);
    set(&mut settings.early_positive, change.early_positive);
    set(&mut settings.calls_per_minute, change.calls_per_minute);
    set(&mut settings.logins_per_quarter, change.logins_per_quarter);
    set(&mut settings.email_enabled, change.email_enabled);
    set(&mut settings.smtp_refusal, change.smtp_refusal);
    set(&mut world.creditor.name, change.creditor_name);
    for (id, wanted) in change.profiles {
        let Some(profile) = world.profiles.get_mut(&id) else { continue };
        set(&mut profile.name, wanted.name);
        set(&mut profile.number_prefix, wanted.number_prefix.map(|prefix| prefix.to_uppercase()));
        set(&mut profile.contract_number, wanted.contract_number);
        set(&mut profile.number_required, wanted.number_required);
        set(&mut profile.keep_unsigned, wanted.keep_unsigned);
        set(&mut profile.attributes, wanted.attributes);
    }
}

fn set<T>(field: &mut T, wish: Wish<T>) {
    if let Wish::Set(value) = wish {
        *field = value;
    }
}
