//! Sessions in the database, for actix-session: they survive a restart, are shared by processes, and can be ended.
//!
//! The table keeps the SHA-256 of the key in the cookie. A session ends after [`IDLE`] without a request.

use std::collections::HashMap;

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError, generate_session_key};
use actix_web::cookie::time::Duration;
use anyhow::Error;
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::queries;
use crate::{clock::Clock, db::Db};

/// A session ends after this long without a request.
pub const IDLE: TimeDelta = TimeDelta::hours(12);

/// A request is noted at most this often, so that reading pages does not write.
pub const NOTED_EVERY: TimeDelta = TimeDelta::minutes(5);

/// The key in a session's state under which the user's id stands.
pub const USER: &str = "user";

type State = HashMap<String, String>;

/// The session store.
#[derive(Clone, Debug)]
pub struct DatabaseSessions {
    pub db: Db,
    pub clock: Clock,
}

impl SessionStore for DatabaseSessions {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        let hash = hash(key);
        let now = self.clock.now();
        let found = async {
            let mut tx = self.db.read().await?;
            let Some(session) = queries::session(&mut tx, &hash, now).await? else { return Ok(None) };
            drop(tx);
            if session.seen_at + NOTED_EVERY <= now {
                let mut tx = self.db.write().await?;
                queries::see_session(&mut tx, &hash, now, now + IDLE).await?;
                tx.commit().await?;
            }
            Ok::<_, Error>(Some(session.state))
        };
        let Some(state) = found.await.map_err(LoadError::Other)? else { return Ok(None) };
        serde_json::from_str(&state).map(Some).map_err(|error| LoadError::Deserialization(error.into()))
    }

    async fn save(&self, state: State, _: &Duration) -> Result<SessionKey, SaveError> {
        let key = generate_session_key();
        let text = serde_json::to_string(&state).map_err(|error| SaveError::Serialization(error.into()))?;
        let now = self.clock.now();
        let saved = async {
            let mut tx = self.db.write().await?;
            queries::save_session(&mut tx, &hash(&key), user_of(&state), &text, now, now + IDLE).await?;
            tx.commit().await
        };
        saved.await.map_err(|error| SaveError::Other(error.into()))?;
        Ok(key)
    }

    async fn update(&self, key: SessionKey, state: State, _: &Duration) -> Result<SessionKey, UpdateError> {
        let text = serde_json::to_string(&state).map_err(|error| UpdateError::Serialization(error.into()))?;
        let now = self.clock.now();
        let saved = async {
            let mut tx = self.db.write().await?;
            queries::save_session(&mut tx, &hash(&key), user_of(&state), &text, now, now + IDLE).await?;
            tx.commit().await
        };
        saved.await.map_err(|error| UpdateError::Other(error.into()))?;
        Ok(key)
    }

    /// Nothing to do: [`Self::load`] notes that the session was used.
    async fn update_ttl(&self, _: &SessionKey, _: &Duration) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), Error> {
        let mut tx = self.db.write().await?;
        queries::end_session(&mut tx, &hash(key)).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn hash(key: &SessionKey) -> String {
    hex::encode(Sha256::digest(key.as_ref()))
}

/// The user a state belongs to. actix-session keeps each value as JSON.
fn user_of(state: &State) -> Option<Uuid> {
    serde_json::from_str(state.get(USER)?).ok()
}
