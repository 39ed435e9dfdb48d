//! Sessions in the database, for actix-session: they survive a restart, are shared by processes, and can be ended.
//!
//! The table keeps the SHA-256 of the key in the cookie. A session ends after [`IDLE`] without a request, and a while after
//! it began however much it is used.

use std::collections::HashMap;

use actix_session::{
    Session, SessionInsertError, SessionMiddleware,
    storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError, generate_session_key},
};
use actix_web::cookie::time::Duration;
use anyhow::Error;
use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::queries;
use crate::{clock::Clock, db::Db};

/// A session ends after this long without a request.
pub const IDLE: TimeDelta = TimeDelta::hours(12);

/// A request is noted at most this often, so that reading pages does not write.
pub const NOTED_EVERY: TimeDelta = TimeDelta::minutes(5);

/// The key in a session's state under which the user's id stands.
const USER: &str = "user";

/// The key under which stands what the forms of this session are known by.
const FORMS: &str = "forms";

/// Who is signed in, kept in the database.
pub type Sessions = SessionMiddleware<DatabaseSessions>;

/// Somebody who is signed in, as their session has it.
pub struct SignedIn {
    pub user: Uuid,
    /// Random, and another one in each session.
    pub forms: String,
}

impl SignedIn {
    /// Whose session it is, if it is somebody's.
    pub fn of(session: &Session) -> Option<Self> {
        Some(Self { user: session.get(USER).ok()??, forms: session.get(FORMS).ok()?? })
    }

    /// Begins a session of this user, with a new key: one that somebody planted before is worth nothing.
    pub fn begin(session: &Session, user: Uuid) -> Result<(), SessionInsertError> {
        let mut random = [0_u8; 16];
        rand::rng().fill(&mut random);
        session.renew();
        session.clear();
        session.insert(USER, user)?;
        session.insert(FORMS, hex::encode(random))
    }
}

type State = HashMap<String, String>;

/// The session store.
#[derive(Clone, Debug)]
pub struct DatabaseSessions {
    pub db: Db,
    pub clock: Clock,
    /// A session ends so long after it began.
    pub longest: TimeDelta,
}

impl DatabaseSessions {
    /// When a session that began then, and is used now, ends.
    fn end(&self, began: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        (now + IDLE).min(began + self.longest)
    }
}

impl SessionStore for DatabaseSessions {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        let hash = hash(key);
        let now = self.clock.now();
        let found = async {
            let mut tx = self.db.read().await?;
            let found = queries::session(&mut tx, &hash, now).await?;
            drop(tx);
            // The end that was written down may be that of a more generous setting.
            let Some(session) = found.filter(|session| now < self.end(session.created_at, now)) else {
                return Ok(None);
            };
            if session.seen_at + NOTED_EVERY <= now {
                let mut tx = self.db.write().await?;
                queries::see_session(&mut tx, &hash, now, self.end(session.created_at, now)).await?;
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
            queries::create_session(&mut tx, &hash(&key), user_of(&state), &text, now, self.end(now, now)).await?;
            tx.commit().await
        };
        saved.await.map_err(|error| SaveError::Other(error.into()))?;
        Ok(key)
    }

    /// Neither prolongs a session nor brings back one that was ended meanwhile.
    async fn update(&self, key: SessionKey, state: State, _: &Duration) -> Result<SessionKey, UpdateError> {
        let text = serde_json::to_string(&state).map_err(|error| UpdateError::Serialization(error.into()))?;
        let saved = async {
            let mut tx = self.db.write().await?;
            queries::change_session(&mut tx, &hash(&key), user_of(&state), &text).await?;
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
