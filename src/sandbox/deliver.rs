//! Sends webhooks: a signed GET over real HTTP to each API key's address (source 6).

use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::{
    shared::Shared,
    signature,
    state::webhooks::{Delivery, Try},
};

/// How long a receiver may take (emulator choice, 6.1).
const TIMEOUT: Duration = Duration::from_secs(10);

/// Somebody may hold a clone of the clock and move it without a word: look this often.
const GLANCE: Duration = Duration::from_secs(1);

/// Sends what is due, one after the other, until told to stop. It also keeps the world's time-tables moving.
pub async fn run(shared: Shared, client: reqwest::Client, mut stop: watch::Receiver<bool>) {
    let mut changes = shared.changes();
    loop {
        changes.mark_unchanged();
        while let Some(delivery) = shared.look(|world, now| world.deliveries.next_due(now).cloned()) {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                result = send(&shared, &client, &delivery) => {
                    shared.change(|world, now| world.deliveries.tried(delivery.id, result, now));
                }
            }
        }
        let now = shared.now();
        let next = shared.look(|world, _| world.next_moment());
        let wait = next.and_then(|next| (next - now).to_std().ok()).map_or(GLANCE, |wait| wait.min(GLANCE));
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            _ = changes.changed() => {}
            () = tokio::time::sleep(wait.max(Duration::from_millis(1))) => {}
        }
    }
}

/// The client for webhooks: it follows no redirects, so that the receiver's own answer is logged, and asks no proxy, since
/// receivers are mostly on this machine.
pub fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .user_agent("Mandato-Sandbox-Webhook")
        .build()
}

async fn send(shared: &Shared, client: &reqwest::Client, delivery: &Delivery) -> Try {
    let (at, started) = (shared.now(), Instant::now());
    let answer = match address(delivery) {
        Ok(url) => {
            let signed = signature::of_webhook(&delivery.api_key, url.query().unwrap_or_default());
            client.get(url).header("X-Signature", signed).send().await.map_err(|error| reason(&error))
        }
        Err(error) => Err(error.to_string()),
    };
    let (status, body, error) = match answer {
        Ok(mut response) => (Some(response.status().as_u16()), beginning(&mut response).await, None),
        Err(error) => (None, String::new(), Some(error)),
    };
    let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Try { at, took_ms, status, error, body }
}

/// The beginning of an answer's body. What cannot be read does not matter: the status decides.
async fn beginning(response: &mut reqwest::Response) -> String {
    const LONGEST: usize = 1000;
    let mut body = Vec::new();
    while body.len() < LONGEST
        && let Ok(Some(chunk)) = response.chunk().await
    {
        body.extend_from_slice(&chunk);
    }
    body.truncate(LONGEST);
    String::from_utf8_lossy(&body).into_owned()
}

/// The receiver's address with the call's query string, after the receiver's own if it has one.
fn address(delivery: &Delivery) -> Result<url::Url, url::ParseError> {
    let mut url: url::Url = delivery.url.parse()?;
    let query = match url.query() {
        Some(own) if !own.is_empty() => format!("{own}&{}", delivery.query),
        _ => delivery.query.clone(),
    };
    url.set_query(Some(&query));
    Ok(url)
}

/// Why there was no answer: the innermost cause says it best.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "timeout".into();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
