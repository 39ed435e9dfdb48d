//! The account at Twikey that is read. Numbers and positions of feeds belong to it, so another one begins at its own
//! beginning, and one that comes back goes on where it stopped. That another one is read is said.

pub mod change; // what people are told
mod queries;

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::{
    audit::{self, Action, Actor, Change, Entry, Subject},
    db::{Result, Tx},
    domain::creditor_identifier::WrittenIdentifier,
    jobs::Topic,
    mandates,
    twikey::{Event, Identity},
};

pub use queries::in_use;

/// What was read before accounts had names belongs to the one that is read next.
const UNNAMED: &str = "";

/// One of so many mandates says who the creditor is.
const RECENT: i64 = 20;

/// An account at Twikey.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Account {
    pub number: i64,
    /// Host and Twikey's number of the company. Empty: nothing was read yet.
    pub name: String,
    key_digest: Option<String>,
    /// The highest is of the account in use.
    turn: i64,
    /// As Twikey last wrote it on a mandate.
    pub creditor_identifier: Option<WrittenIdentifier>,
}

impl Account {
    /// Whether this is the account that answers.
    pub fn is(&self, identity: &Identity) -> bool {
        let by_key = || self.key_digest.as_ref() == Some(&identity.key_digest);
        self.name == UNNAMED
            || self.name == identity.name_by_key
            || identity.name.as_ref().map_or_else(by_key, |name| *name == self.name)
    }

    /// Remembers who collects, as a mandate at Twikey says. Written only when it is somebody else.
    pub(super) async fn hear(&mut self, tx: &mut Tx, identifier: WrittenIdentifier) -> Result<()> {
        if self.creditor_identifier.as_ref().is_some_and(|known| known.is_same_creditor(&identifier)) {
            return Ok(());
        }
        queries::save_creditor_identifier(tx, self.number, &identifier).await?;
        self.creditor_identifier = Some(identifier);
        Ok(())
    }
}

/// The account that answers, which is in use from now on. None: another process is adding one. In a transaction of its own:
/// a reader at work needs the account's row, and must not be waited for with that row changed.
pub(super) async fn enter(tx: &mut Tx, now: DateTime<Utc>, identity: &Identity) -> Result<Option<Account>> {
    let name = if let Some(name) = &identity.name {
        name.clone()
    } else {
        let known = queries::name_by_key(tx, &identity.key_digest).await?;
        known.unwrap_or_else(|| identity.name_by_key.clone())
    };
    if queries::find(tx, &name).await?.is_none() {
        introduce(tx, identity, &name).await?;
    }
    let Some(account) = queries::find(tx, &name).await? else { return Ok(None) };
    if account.key_digest.as_ref() != Some(&identity.key_digest) {
        queries::save_key_digest(tx, account.number, &identity.key_digest).await?;
    }
    let before = in_use(tx).await?;
    if before.number != account.number {
        replace(tx, now, &before, &account).await?;
    }
    Ok(Some(account))
}

/// The account may be known by less than its name; else it is new.
async fn introduce(tx: &mut Tx, identity: &Identity, name: &str) -> Result<()> {
    if queries::rename(tx, &identity.name_by_key, name).await? {
        return Ok(());
    }
    if queries::rename(tx, UNNAMED, name).await? {
        if let Some(mut account) = queries::find(tx, name).await? {
            let recent = queries::recent_mandates(tx, account.number, RECENT).await?;
            let said = recent.iter().find_map(|payload| creditor_of(&Event::parse(payload).ok()?));
            if let Some(identifier) = said {
                account.hear(tx, identifier).await?;
            }
        }
        return Ok(());
    }
    if queries::find(tx, name).await?.is_some() {
        // Another process was naming it.
        return Ok(());
    }
    queries::add(tx, name).await?;
    for feed in Topic::ALL.into_iter().flat_map(super::of) {
        queries::add_position(tx, name, *feed).await?;
    }
    Ok(())
}

/// From now on another account is read.
async fn replace(tx: &mut Tx, now: DateTime<Utc>, before: &Account, account: &Account) -> Result<()> {
    if !queries::take_turn(tx, account, before.turn + 1, now).await? {
        // Another process has done it.
        return Ok(());
    }
    mandates::forget_sequences(tx).await?;
    let (old, new) = (before.name.as_str(), account.name.as_str());
    tracing::warn!(old, new, "Another Twikey account is in use: its feeds are read from where that account was left");
    let changes = Change::between("twikey_account", Some(old), Some(new)).into_iter().collect();
    audit::record(tx, now, Entry::without_record(Actor::System, Subject::TwikeyAccount, Action::Changed).with(changes))
        .await
}

/// Who collects with the mandate of an event. What is no creditor identifier tells nothing.
pub(super) fn creditor_of(event: &Event) -> Option<WrittenIdentifier> {
    WrittenIdentifier::read(event.creditor_identifier.as_ref()?)
}
