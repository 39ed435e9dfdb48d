//! Webhooks on their way: what is to be delivered, what was tried, what came back (source 6).

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// After a failed try the next ones follow after so many minutes; then Twikey gives up (emulator choice, 6.1).
const RETRIES: [TimeDelta; 3] = [TimeDelta::minutes(1), TimeDelta::minutes(5), TimeDelta::minutes(30)];

/// The log keeps so many deliveries.
const KEPT: usize = 1000;

/// A space becomes `%20` and `+` becomes `%2B`, so that every way of decoding agrees (emulator choice, 6.4).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One call to one API key's webhook address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    pub id: u64,
    pub api_key: String,
    pub url: String,
    /// The query string as it is sent, percent-encoded.
    pub query: String,
    pub created_at: DateTime<Utc>,
    pub tries: Vec<Try>,
    pub status: DeliveryStatus,
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "at")]
pub enum DeliveryStatus {
    /// To be sent at this time.
    Due(DateTime<Utc>),
    Delivered(DateTime<Utc>),
    GivenUp(DateTime<Utc>),
}

/// One try and its result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Try {
    pub at: DateTime<Utc>,
    pub took_ms: u64,
    /// The receiver's status, when it answered.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub error: Option<String>,
    /// The beginning of the answer's body.
    #[serde(default)]
    pub body: String,
}

/// All deliveries, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Deliveries {
    next_id: u64,
    log: VecDeque<Delivery>,
}

impl Deliveries {
    /// Writes down a call that is to be made now. One that waits to be made for the first time is not doubled: it is a
    /// doorbell (6.1), and thousands of invoices may change at once (emulator choice).
    pub fn add(&mut self, api_key: &str, url: &str, params: &[(&str, &str)], now: DateTime<Utc>) {
        let query = query(params);
        let same = |it: &Delivery| it.tries.is_empty() && it.api_key == api_key && it.url == url && it.query == query;
        if self.log.iter().rev().any(|it| matches!(it.status, DeliveryStatus::Due(_)) && same(it)) {
            return;
        }
        self.next_id += 1;
        self.log.push_back(Delivery {
            id: self.next_id,
            api_key: api_key.into(),
            url: url.into(),
            query,
            created_at: now,
            tries: Vec::new(),
            status: DeliveryStatus::Due(now),
        });
        if self.log.len() > KEPT {
            self.log.pop_front();
        }
    }

    /// The first delivery that is due.
    pub fn next_due(&self, now: DateTime<Utc>) -> Option<&Delivery> {
        self.log.iter().find(|delivery| matches!(delivery.status, DeliveryStatus::Due(at) if at <= now))
    }

    /// When the next delivery is due.
    pub fn next(&self) -> Option<DateTime<Utc>> {
        let due = |delivery: &Delivery| match delivery.status {
            DeliveryStatus::Due(at) => Some(at),
            DeliveryStatus::Delivered(_) | DeliveryStatus::GivenUp(_) => None,
        };
        self.log.iter().filter_map(due).min()
    }

    /// Writes down the result of a try and when the next one follows.
    pub fn tried(&mut self, id: u64, result: Try, now: DateTime<Utc>) {
        let Some(delivery) = self.log.iter_mut().find(|delivery| delivery.id == id) else { return };
        delivery.status = if result.status.is_some_and(|status| (200..300).contains(&status)) {
            DeliveryStatus::Delivered(now)
        } else {
            match RETRIES.get(delivery.tries.len()) {
                Some(&delay) => DeliveryStatus::Due(now + delay),
                None => DeliveryStatus::GivenUp(now),
            }
        };
        delivery.tries.push(result);
    }

    /// Sends a delivery again, now. Says whether there is such a delivery.
    pub fn repeat(&mut self, id: u64, now: DateTime<Utc>) -> bool {
        let found = self.log.iter_mut().find(|delivery| delivery.id == id);
        found.map(|delivery| delivery.status = DeliveryStatus::Due(now)).is_some()
    }

    pub fn log(&self) -> &VecDeque<Delivery> {
        &self.log
    }
}

fn query(params: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = params.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    pairs.join("&")
}

/// A value as it stands in a query string.
pub fn encode(value: &str) -> String {
    utf8_percent_encode(value, QUERY).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(at: DateTime<Utc>) -> Try {
        Try { at, took_ms: 3, status: Some(500), error: None, body: String::new() }
    }

    #[test]
    fn a_failed_delivery_is_tried_four_times_and_then_given_up() {
        let start: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let mut deliveries = Deliveries::default();
        deliveries.add("KEY", "http://portal.example/hook", &[("type", "event")], start);

        let mut now = start;
        let mut times = Vec::new();
        while let Some(next) = deliveries.next() {
            now = next;
            times.push((now - start).num_minutes());
            let id = deliveries.next_due(now).unwrap().id;
            deliveries.tried(id, failed(now), now);
        }

        assert_eq!(times, [0, 1, 6, 36]);
        assert_eq!(deliveries.log()[0].status, DeliveryStatus::GivenUp(now));
    }

    #[test]
    fn spaces_and_plus_signs_are_percent_encoded() {
        assert_eq!(query(&[("reason", "Klant beëindigd & +32")]), "reason=Klant%20be%C3%ABindigd%20%26%20%2B32");
    }
}
