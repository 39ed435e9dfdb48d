//! Who is logged in, and how often things may be asked (source 1.3 and 1.7).

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::World;

const SESSION_LIFE: TimeDelta = TimeDelta::hours(24);

/// For so long an `Idempotency-Key` cannot be used again.
const IDEMPOTENCY_LIFE: TimeDelta = TimeDelta::hours(24);

/// Session tokens and the API keys they stand for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sessions(BTreeMap<String, SessionEntry>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct SessionEntry {
    api_key: String,
    ends_at: DateTime<Utc>,
}

impl Sessions {
    pub fn open(&mut self, token: String, api_key: &str, now: DateTime<Utc>) {
        self.0.retain(|_, session| session.ends_at > now);
        self.0.insert(token, SessionEntry { api_key: api_key.into(), ends_at: now + SESSION_LIFE });
    }

    /// The API key of a session that still lasts.
    pub fn api_key(&self, token: &str, now: DateTime<Utc>) -> Option<&str> {
        self.0.get(token).filter(|session| session.ends_at > now).map(|session| session.api_key.as_str())
    }

    /// Ends a session. Says whether there was one.
    pub fn close(&mut self, token: &str) -> bool {
        self.0.remove(token).is_some()
    }

    pub fn close_all(&mut self) {
        self.0.clear();
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Too many calls; the next one is welcome after so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    pub retry_after_seconds: i64,
}

/// Counted calls: a window of time opens with the first call and closes by itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Limits(BTreeMap<String, Window>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Window {
    ends_at: DateTime<Utc>,
    calls: u32,
}

impl Limits {
    /// Counts one call of `what` and says how many more are allowed in this window.
    pub fn count(&mut self, what: String, allowed: u32, length: TimeDelta, now: DateTime<Utc>) -> Result<u32, TooMany> {
        self.0.retain(|_, window| window.ends_at > now);
        let window = self.0.entry(what).or_insert(Window { ends_at: now + length, calls: 0 });
        if window.calls >= allowed {
            return Err(TooMany { retry_after_seconds: (window.ends_at - now).num_seconds().max(1) });
        }
        window.calls += 1;
        Ok(allowed - window.calls)
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl World {
    /// Writes down that a call with this `Idempotency-Key` is made. Says whether it is the first one in a day.
    pub fn is_first(&mut self, key: String, now: DateTime<Utc>) -> bool {
        self.idempotency.retain(|_, ends_at| *ends_at > now);
        self.idempotency.insert(key, now + IDEMPOTENCY_LIFE).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_window_calls_are_welcome_again() {
        let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let minute = TimeDelta::minutes(1);
        let mut limits = Limits::default();
        let mut call = |at| limits.count("detail".into(), 2, minute, at);

        assert_eq!(call(now), Ok(1));
        assert_eq!(call(now), Ok(0));
        assert_eq!(call(now + TimeDelta::seconds(20)), Err(TooMany { retry_after_seconds: 40 }));
        assert_eq!(call(now + minute), Ok(1));
    }

    #[test]
    fn a_session_lasts_a_day() {
        let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let mut sessions = Sessions::default();
        sessions.open("token".into(), "KEY", now);

        assert_eq!(sessions.api_key("token", now + TimeDelta::hours(23)), Some("KEY"));
        assert_eq!(sessions.api_key("token", now + TimeDelta::hours(24)), None);
    }
}
