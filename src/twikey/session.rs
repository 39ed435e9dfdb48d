//! The login that all calls share: one at a time, used for most of its day, never hammered.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::clock::Clock;

use super::{
    Error, Result, signature,
    transport::{Answer, Call, Transport},
};

/// A session lives 24 hours; we take a new one before the old one ends under our hands.
const TOKEN_LIFE: TimeDelta = TimeDelta::hours(23);

pub(super) struct Session {
    api_key: SecretString,
    private_key: Option<SecretSlice<u8>>,
    clock: Clock,
    /// Held while logging in: whoever needs a session meanwhile waits for that login.
    state: Mutex<State>,
    /// Logins tried so far, so that those who waited for one know that it was tried for them too.
    attempts: AtomicU64,
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    failure: Option<Error>,
    blocked_until: Option<DateTime<Utc>>,
}

#[derive(Clone)]
pub(super) struct Token {
    pub value: HeaderValue,
    pub login: Login,
    number: u64,
    since: DateTime<Utc>,
}

/// What Twikey says of the account when it lets us in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Login {
    /// Twikey's number of the company, from the header `X-MERCHANT-ID`.
    pub merchant: Option<i64>,
}

impl Session {
    pub fn new(api_key: SecretString, private_key: Option<SecretSlice<u8>>, clock: Clock) -> Self {
        Self { api_key, private_key, clock, state: Mutex::default(), attempts: AtomicU64::new(0) }
    }

    /// The session's token, made by a login if need be. `refused` is the token that Twikey no longer takes.
    pub async fn token(&self, transport: &Transport, refused: Option<&Token>) -> Result<Token> {
        let attempts_before = self.attempts.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        let now = self.clock.now();
        if let Some(token) = &state.token
            && now < token.since + TOKEN_LIFE
            && refused.is_none_or(|refused| refused.number != token.number)
        {
            return Ok(token.clone());
        }
        state.token = None;
        if self.attempts.load(Ordering::Acquire) != attempts_before
            && let Some(failure) = &state.failure
        {
            return Err(failure.clone());
        }
        if let Some(until) = state.blocked_until.filter(|until| now < *until) {
            return Err(Error::rate_limit(until - now));
        }
        state.failure = None;
        let number = self.attempts.fetch_add(1, Ordering::AcqRel);
        match self.log_in(transport, now).await {
            Ok((value, login)) => {
                tracing::info!(merchant = login.merchant, "Logged in to Twikey");
                let token = Token { value, login, number, since: now };
                *state = State { token: Some(token.clone()), ..State::default() };
                Ok(token)
            }
            Err(error) => {
                let error = error.before_the_request();
                tracing::warn!(code = error.code(), "Twikey did not let us log in");
                state.blocked_until = error.retry_after().map(|wait| now + wait);
                state.failure = Some(error.clone());
                Err(error)
            }
        }
    }

    async fn log_in(&self, transport: &Transport, now: DateTime<Utc>) -> Result<(HeaderValue, Login)> {
        let mut form = vec![("apiToken", self.api_key.expose_secret().to_owned())];
        if let Some(private_key) = &self.private_key {
            form.push(("otp", signature::one_time_password(private_key.expose_secret(), now).to_string()));
        }
        let answer = transport.send(&Call::post([], form), None).await?;
        let mut token = token_of(&answer)?;
        token.set_sensitive(true);
        Ok((token, Login { merchant: answer.header("X-MERCHANT-ID").and_then(|id| id.trim().parse().ok()) }))
    }
}

/// The token is in the header, else in the body. Twikey says in words if it does not let us in; a yes without a token is
/// somebody else's.
fn token_of(answer: &Answer) -> Result<HeaderValue> {
    if let Some(token) = answer.headers.get(AUTHORIZATION).filter(|token| !token.is_empty()) {
        return Ok(token.clone());
    }
    let body = answer.json()?;
    let token = body.get("Authorization").and_then(Value::as_str).filter(|token| !token.is_empty());
    token.and_then(|token| token.parse().ok()).ok_or(Error::unreadable())
}
