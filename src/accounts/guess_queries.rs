//! Guesses in the database.

use chrono::{DateTime, Utc};

use super::guesses::Tally;
use crate::db::{Result, Tx};

/// Those of three that have been counted.
pub(super) async fn tallies(tx: &mut Tx, counted: [&str; 3]) -> Result<Vec<Tally>> {
    let [first, second, third] = counted.map(str::to_owned);
    tx.query("SELECT guesses, guessed_at, waits_until FROM sign_in_guesses WHERE counted IN ($1, $2, $3)")
        .bind(first)
        .bind(second)
        .bind(third)
        .all()
        .await
}

/// What was counted so far. Whoever else counts the same waits until this transaction has ended.
pub(super) async fn hold(tx: &mut Tx, counted: &str, now: DateTime<Utc>) -> Result<Tally> {
    tx.query(
        "INSERT INTO sign_in_guesses (counted, guesses, guessed_at) VALUES ($1, 0, $2)
         ON CONFLICT (counted) DO UPDATE SET counted = excluded.counted
         RETURNING guesses, guessed_at, waits_until",
    )
    .bind(counted.to_owned())
    .bind(now)
    .one()
    .await
}

pub(super) async fn write(tx: &mut Tx, counted: &str, tally: Tally) -> Result<()> {
    tx.query("UPDATE sign_in_guesses SET guesses = $2, guessed_at = $3, waits_until = $4 WHERE counted = $1")
        .bind(counted.to_owned())
        .bind(tally.guesses)
        .bind(tally.guessed_at)
        .bind(tally.waits_until)
        .execute()
        .await?;
    Ok(())
}

/// Takes one guess back; its wait as well, unless another guess was counted since.
pub(super) async fn take_back(tx: &mut Tx, counted: &str, before: Tally, after: Tally) -> Result<()> {
    tx.query(
        "UPDATE sign_in_guesses
         SET guesses = guesses - 1, waits_until = CASE WHEN guesses = $2 THEN $3 ELSE waits_until END
         WHERE counted = $1 AND guesses > 0",
    )
    .bind(counted.to_owned())
    .bind(after.guesses)
    .bind(before.waits_until)
    .execute()
    .await?;
    Ok(())
}

pub(super) async fn forget(tx: &mut Tx, counted: &str) -> Result<()> {
    tx.query("DELETE FROM sign_in_guesses WHERE counted = $1").bind(counted.to_owned()).execute().await?;
    Ok(())
}

/// Forgets what nobody has guessed at since `before`.
pub async fn forget_old(tx: &mut Tx, before: DateTime<Utc>) -> Result<()> {
    tx.query("DELETE FROM sign_in_guesses WHERE guessed_at <= $1").bind(before).execute().await?;
    Ok(())
}
