//! How long Twikey wants to be left alone.

use chrono::{DateTime, TimeDelta};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

const DEFAULT_WAIT_SECONDS: i64 = 60;
const LONGEST_WAIT_SECONDS: i64 = 24 * 60 * 60;

/// The wait that an answer asks for.
pub(super) fn wait_of(headers: &HeaderMap) -> TimeDelta {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let seconds = |name: &str| text(name)?.trim().parse::<i64>().ok();
    let until = || {
        let date = |name: &str| DateTime::parse_from_rfc2822(text(name)?).ok();
        Some((date(RETRY_AFTER.as_str())? - date(DATE.as_str())?).num_seconds())
    };
    let wait = seconds("X-Rate-Limit-Retry-After-Seconds").or_else(|| seconds(RETRY_AFTER.as_str())).or_else(until);
    TimeDelta::seconds(wait.unwrap_or(DEFAULT_WAIT_SECONDS).clamp(1, LONGEST_WAIT_SECONDS))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn a_wait_is_bounded() {
        let wait = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            headers.insert(DATE, HeaderValue::from_static("Mon, 23 Nov 2026 17:00:00 GMT"));
            wait_of(&headers).num_seconds()
        };
        assert_eq!(wait("x-rate-limit-retry-after-seconds", "30"), 30);
        assert_eq!(wait("retry-after", "0"), 1);
        assert_eq!(wait("retry-after", "99999999"), LONGEST_WAIT_SECONDS);
        assert_eq!(wait("retry-after", "Mon, 23 Nov 2026 17:02:00 GMT"), 120);
        assert_eq!(wait("retry-after", "soon"), DEFAULT_WAIT_SECONDS);
    }
}
