//! A guess at a password: whether it is free, counted before it is looked at, taken back when it was right.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;

use super::{
    guess_queries as queries,
    guesses::{Limit, Tally},
};
use crate::{
    db::{Db, Result, Tx},
    domain::network::network,
    seal::seal,
};

/// Who guesses at which account, as far as it matters for counting.
pub struct Guess {
    counters: Vec<(String, Limit)>,
}

/// A guess that was counted. Dropped, it stays counted.
pub struct Counted(Vec<Count>);

struct Count {
    counted: String,
    limit: Limit,
    before: Tally,
    after: Tally,
}

impl Guess {
    /// From a browser that the owner of the account has signed in with. Nothing that others do slows it down.
    pub fn of_owner(secret: &SecretString, name: &str, browser: &str) -> Self {
        Self { counters: vec![(seal(secret, "guesses from a browser", &[name, browser]), Limit::Account)] }
    }

    /// From anywhere else.
    pub fn of_stranger(secret: &SecretString, name: &str, address: &str) -> Self {
        let network = network(address);
        // Always in this order: of two who hold one and wait for another, none waits for the first.
        Self {
            counters: vec![
                (seal(secret, "guesses from a network at an account", &[name, &network]), Limit::Account),
                (seal(secret, "guesses from a network", &[&network]), Limit::Network),
                (seal(secret, "guesses at an account", &[name]), Limit::Strangers),
            ],
        }
    }

    /// Counts it, unless it has to wait. What is answered is written down: the password may be looked at.
    pub async fn count(self, db: &Db, now: DateTime<Utc>) -> Result<std::result::Result<Counted, TimeDelta>> {
        // A flood of those that have to wait is turned away by reading alone.
        if let Some(wait) = self.wait(&mut db.read().await?, now).await? {
            return Ok(Err(wait));
        }
        let mut tx = db.write().await?;
        let mut counts = Vec::new();
        for (counted, limit) in self.counters {
            let before = queries::hold(&mut tx, &counted, now).await?;
            if let Some(wait) = before.wait(now) {
                return Ok(Err(wait));
            }
            let after = before.and_one(limit, now);
            queries::write(&mut tx, &counted, after).await?;
            counts.push(Count { counted, limit, before, after });
        }
        tx.commit().await?;
        Ok(Ok(Counted(counts)))
    }

    async fn wait(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<Option<TimeDelta>> {
        let counted = [0, 1, 2].map(|index| self.counters.get(index).map_or("", |(counted, _)| counted));
        let tallies = queries::tallies(tx, counted).await?;
        Ok(tallies.iter().filter_map(|tally| tally.wait(now)).max())
    }
}

impl Counted {
    /// The password was right: whoever knows it has not guessed. What others guessed stays counted.
    pub async fn was_right(&self, tx: &mut Tx) -> Result<()> {
        for count in &self.0 {
            match count.limit {
                Limit::Account => queries::forget(tx, &count.counted).await?,
                _ => queries::take_back(tx, &count.counted, count.before, count.after).await?,
            }
        }
        Ok(())
    }

    /// The password was not looked at.
    pub async fn take_back(&self, tx: &mut Tx) -> Result<()> {
        for count in &self.0 {
            queries::take_back(tx, &count.counted, count.before, count.after).await?;
        }
        Ok(())
    }

    /// How long the next guess has to wait because of this one.
    pub fn wait(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.0.iter().filter_map(|count| count.after.wait(now)).max()
    }
}
