//! What the audit trail says of coming and going.
//!
//! A flood of guesses does not flood it. What fails at an account is counted, and has to wait, before it can fail: a few
//! dozen entries a day. What fails at names that nobody has is written down as often as that, for all of them together.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use uuid::Uuid;

use super::{guess_queries, guesses::Limit, queries::Credentials};
use crate::{
    audit::{self, Action, Actor, Change, Entry, Subject},
    db::{Result, Tx},
    seal::seal,
};

/// A sign-in that did not succeed.
pub struct Failure<'a> {
    /// The account, if the name is that of one. What somebody typed otherwise may be anything, a password too.
    pub account: Option<&'a Credentials>,
    pub address: &'a str,
    /// How long the next try has to wait because of this one.
    pub wait: Option<TimeDelta>,
}

pub async fn signed_in(tx: &mut Tx, now: DateTime<Utc>, user: Uuid, address: &str) -> Result<()> {
    let entry =
        Entry::new(Actor::User(user), Subject::User, user, Action::SignedIn).with(vec![value("ip_address", address)]);
    audit::record(tx, now, entry).await
}

pub async fn signed_out(tx: &mut Tx, now: DateTime<Utc>, user: Uuid) -> Result<()> {
    audit::record(tx, now, Entry::new(Actor::User(user), Subject::User, user, Action::Left)).await
}

pub async fn failed(tx: &mut Tx, now: DateTime<Utc>, secret: &SecretString, failure: &Failure<'_>) -> Result<()> {
    if failure.account.is_none() && !is_free(tx, now, secret).await? {
        return Ok(());
    }
    let action = if failure.wait.is_some() { Action::LockedOut } else { Action::SignInFailed };
    let changes = [
        failure.account.map(|account| value("account", &account.email)),
        Some(value("ip_address", failure.address)),
        failure.wait.map(|wait| value("wait_minutes", &wait.num_minutes().to_string())),
    ];
    let subject_id = failure.account.map(|account| account.id);
    let entry =
        Entry { customer: None, actor: Actor::System, subject: Subject::User, subject_id, action, changes: Vec::new() };
    audit::record(tx, now, entry.with(changes.into_iter().flatten().collect())).await
}

/// Whether there is room for another entry about a name that nobody has.
async fn is_free(tx: &mut Tx, now: DateTime<Utc>, secret: &SecretString) -> Result<bool> {
    let counted = seal(secret, "entries about unknown names", &[]);
    let tally = guess_queries::hold(tx, &counted, now).await?;
    if tally.wait(now).is_some() {
        return Ok(false);
    }
    guess_queries::write(tx, &counted, tally.and_one(Limit::Trail, now)).await?;
    Ok(true)
}

fn value(field: &str, value: &str) -> Change {
    Change { field: field.to_owned(), old: None, new: Some(value.to_owned()) }
}
