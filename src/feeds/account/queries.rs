//! The accounts in the database.

use chrono::{DateTime, Utc};

use super::Account;
use crate::{
    db::{Result, Tx},
    domain::creditor_identifier::WrittenIdentifier,
    feeds::Feed,
};
use sqlx::FromRow;

pub(super) async fn find(tx: &mut Tx, name: &str) -> Result<Option<Account>> {
    tx.query("SELECT number, name, key_digest, turn, creditor_identifier FROM twikey_accounts WHERE name = $1")
        .bind(name.to_owned())
        .optional()
        .await
}

/// The account that was read last. There is always one, though it may have no name yet.
pub async fn in_use(tx: &mut Tx) -> Result<Account> {
    tx.query(
        "SELECT number, name, key_digest, turn, creditor_identifier FROM twikey_accounts
         ORDER BY turn DESC, number DESC LIMIT 1",
    )
    .one()
    .await
}

/// The account that was last read with a key.
pub(super) async fn name_by_key(tx: &mut Tx, key_digest: &str) -> Result<Option<String>> {
    let found: Option<(String,)> = tx
        .query("SELECT name FROM twikey_accounts WHERE key_digest = $1 ORDER BY turn DESC, number DESC LIMIT 1")
        .bind(key_digest.to_owned())
        .optional()
        .await?;
    Ok(found.map(|(name,)| name))
}

/// False: no account has the name `from`.
pub(super) async fn rename(tx: &mut Tx, from: &str, to: &str) -> Result<bool> {
    let changed = tx
        .query("UPDATE twikey_accounts SET name = $2 WHERE name = $1")
        .bind(from.to_owned())
        .bind(to.to_owned())
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Adds an account that is not in use yet. Does nothing when another process is adding one.
pub(super) async fn add(tx: &mut Tx, name: &str) -> Result<()> {
    tx.query(
        "INSERT INTO twikey_accounts (number, name, turn, is_acknowledged)
         SELECT MAX(number) + 1, $1, 0, TRUE FROM twikey_accounts WHERE TRUE
         ON CONFLICT DO NOTHING",
    )
    .bind(name.to_owned())
    .execute()
    .await?;
    Ok(())
}

pub(super) async fn add_position(tx: &mut Tx, name: &str, feed: Feed) -> Result<()> {
    tx.query(
        "INSERT INTO feed_positions (account, feed) SELECT number, $2 FROM twikey_accounts WHERE name = $1
         ON CONFLICT DO NOTHING",
    )
    .bind(name.to_owned())
    .bind(feed)
    .execute()
    .await?;
    Ok(())
}

/// Makes it the account in use. False: it was made so meanwhile.
pub(super) async fn take_turn(tx: &mut Tx, account: &Account, turn: i64, now: DateTime<Utc>) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE twikey_accounts SET turn = $3, used_since = $4, is_acknowledged = FALSE
             WHERE number = $1 AND turn = $2",
        )
        .bind(account.number)
        .bind(account.turn)
        .bind(turn)
        .bind(now)
        .execute()
        .await?;
    Ok(changed == 1)
}

pub(super) async fn save_key_digest(tx: &mut Tx, account: i64, key_digest: &str) -> Result<()> {
    tx.query("UPDATE twikey_accounts SET key_digest = $2 WHERE number = $1")
        .bind(account)
        .bind(key_digest.to_owned())
        .execute()
        .await?;
    Ok(())
}

pub(super) async fn save_creditor_identifier(tx: &mut Tx, account: i64, identifier: &WrittenIdentifier) -> Result<()> {
    tx.query("UPDATE twikey_accounts SET creditor_identifier = $2 WHERE number = $1")
        .bind(account)
        .bind(identifier.clone())
        .execute()
        .await?;
    Ok(())
}

/// The newest entries of the mandate feed as they came, at most `limit`.
pub(super) async fn recent_mandates(tx: &mut Tx, account: i64, limit: i64) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .query(
            "SELECT payload FROM twikey_events WHERE account = $1 AND feed = $2 AND sequence > 0
             ORDER BY sequence DESC LIMIT $3",
        )
        .bind(account)
        .bind(Feed::Mandates)
        .bind(limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(payload,)| payload).collect())
}

/// The change to the account in use, while nobody has said that he knows.
pub(super) async fn change(tx: &mut Tx) -> Result<Option<Changed>> {
    tx.query(
        "SELECT a.turn, a.name, a.used_since,
                (SELECT b.name FROM twikey_accounts b WHERE b.turn < a.turn ORDER BY b.turn DESC, b.number DESC LIMIT 1)
                AS former,
                (SELECT COUNT(*) FROM mandates m
                 WHERE m.state IN ('invited', 'awaiting_bank', 'signed', 'suspended') AND m.origin = 'twikey'
                   AND m.created_at < a.used_since) AS mandates,
                (SELECT COUNT(*) FROM invoices i
                 WHERE i.state IN ('handed_over', 'collecting') AND i.handed_over_at < a.used_since) AS invoices
         FROM twikey_accounts a
         WHERE NOT a.is_acknowledged AND a.turn = (SELECT MAX(turn) FROM twikey_accounts)",
    )
    .optional()
    .await
}

/// Somebody knows of the change. False: that was so, or there was another one meanwhile.
pub(super) async fn acknowledge(tx: &mut Tx, turn: i64) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE twikey_accounts SET is_acknowledged = TRUE
             WHERE turn = $1 AND NOT is_acknowledged AND turn = (SELECT MAX(turn) FROM twikey_accounts)",
        )
        .bind(turn)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// A change that nobody has acknowledged.
#[derive(Clone, Debug, FromRow)]
pub struct Changed {
    pub(super) turn: i64,
    pub name: String,
    pub former: Option<String>,
    pub(super) used_since: Option<DateTime<Utc>>,
    /// Live ones that were begun before.
    pub(super) mandates: i64,
    /// Unpaid ones that Twikey was given before.
    pub(super) invoices: i64,
}
