//! What can go wrong with Twikey, sorted where it happens: try again, or let a person decide.

use std::borrow::Cow;

use chrono::TimeDelta;
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

use crate::{i18n::Language, tls::Distrust};

use super::{explain::explain, wait::wait_of};

/// The codes that the portal tells apart. Behind `twikey.` are words of our own, or Twikey's (`err_…`).
pub mod code {
    /// No connection came about: nothing was sent.
    pub const UNREACHABLE: &str = "twikey.unreachable";
    /// Twikey's certificate is not trusted: nothing was sent.
    pub const CERTIFICATE_UNKNOWN: &str = "twikey.certificate_unknown";
    pub const CERTIFICATE_EXPIRED: &str = "twikey.certificate_expired";
    pub const CERTIFICATE_WRONG_NAME: &str = "twikey.certificate_wrong_name";
    pub const CERTIFICATE_UNUSABLE: &str = "twikey.certificate_unusable";
    /// No encrypted connection came about for another reason: nothing was sent.
    pub const ENCRYPTION: &str = "twikey.encryption";
    /// Twikey took too long, or the connection broke, after the request was sent.
    pub const NO_ANSWER: &str = "twikey.no_answer";
    /// Twikey has trouble of its own (5xx).
    pub const UNAVAILABLE: &str = "twikey.unavailable";
    /// The answer is none of Twikey's, or too long.
    pub const UNREADABLE: &str = "twikey.unreadable";
    /// Too many requests; Twikey says how long to wait.
    pub const RATE_LIMIT: &str = "twikey.rate_limit";
    /// A refusal of Twikey's in words, without a code that we know the form of.
    pub const REFUSED: &str = "twikey.refused";
    /// Somebody refuses without any word of Twikey's: a proxy, a firewall, another server. Behind a colon is the status.
    pub const INTERCEPTED: &str = "twikey.intercepted";
    /// Twikey gave a link that does not lead to Twikey; behind a colon is the host.
    pub const FOREIGN_LINK: &str = "twikey.foreign_link";
    /// The key is wrong, blocked or expired.
    pub const NO_LOGIN: &str = "twikey.err_no_login";
    /// Another reader is at this feed.
    pub const CALL_IN_PROGRESS: &str = "twikey.err_call_in_progress";
    /// Twikey is still at work on the batch asked for (409).
    pub const STILL_AT_WORK: &str = "twikey.still_at_work";
    /// Twikey has something under this key already.
    pub const DUPLICATE: &str = "twikey.err_duplicate_ref";
    /// What is asked for does not go with the state that the object is in.
    pub const INVALID_STATE: &str = "twikey.err_invalid_state";
    /// Twikey does not know the object asked for.
    pub const NOT_FOUND: &str = "twikey.err_not_found";
    /// Twikey does not know the mandate.
    pub const NO_CONTRACT: &str = "twikey.err_no_contract";
}

/// Why a talk with Twikey failed. Holds no personal data: it may be logged and stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}")]
pub struct Error {
    code: Cow<'static, str>,
    remedy: Remedy,
    unclear: bool,
}

/// What helps against an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Trying again later; not before the wait that Twikey asked for.
    Retry { after: Option<TimeDelta> },
    /// Nothing but a person who corrects or decides something.
    Person,
}

impl Error {
    /// A stable word for it, such as `twikey.err_no_such_ct` or `twikey.err_missing_params:iban`; [`explain`] makes a
    /// sentence of it.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Whether Twikey's answer was this code, whatever parameter it names.
    pub fn is(&self, code: &str) -> bool {
        self.code.split(':').next() == Some(code)
    }

    pub fn remedy(&self) -> Remedy {
        self.remedy
    }

    /// Whether trying the same again may help.
    pub fn is_temporary(&self) -> bool {
        matches!(self.remedy, Remedy::Retry { .. })
    }

    /// How long Twikey asked us to wait before the next try.
    pub fn retry_after(&self) -> Option<TimeDelta> {
        match self.remedy {
            Remedy::Retry { after } => after,
            Remedy::Person => None,
        }
    }

    /// Whether Twikey may have done what was asked, although we did not hear so. Look before asking again.
    pub fn is_unclear(&self) -> bool {
        self.unclear
    }

    /// What happened and what to do about it, for a clerk.
    pub fn explain(&self, language: Language) -> String {
        explain(&self.code, language)
    }

    /// No connection came about.
    pub(super) fn unreachable() -> Self {
        Self::retry(code::UNREACHABLE)
    }

    /// Whoever is at Twikey's address cannot prove to be Twikey.
    pub(super) fn certificate(distrust: Distrust) -> Self {
        Self::retry(match distrust {
            Distrust::UnknownAuthority => code::CERTIFICATE_UNKNOWN,
            Distrust::NotValidNow => code::CERTIFICATE_EXPIRED,
            Distrust::WrongName => code::CERTIFICATE_WRONG_NAME,
            Distrust::Unusable => code::CERTIFICATE_UNUSABLE,
        })
    }

    /// No encrypted connection came about.
    pub(super) fn encryption() -> Self {
        Self::retry(code::ENCRYPTION)
    }

    /// The request went out and no whole answer came back.
    pub(super) fn no_answer() -> Self {
        Self { unclear: true, ..Self::retry(code::NO_ANSWER) }
    }

    /// Twikey said yes in words that we cannot read.
    pub(super) fn unreadable() -> Self {
        Self { unclear: true, ..Self::retry(code::UNREADABLE) }
    }

    /// Something answered `status`, and does not speak as Twikey does: trouble of the way, which says nothing about what we
    /// asked for. Nor whether Twikey heard it; the answer may have been taken on its way back.
    pub(super) fn intercepted(status: StatusCode) -> Self {
        let code = format!("{}:{}", code::INTERCEPTED, status.as_u16());
        Self { code: Cow::Owned(code), unclear: true, ..Self::retry(code::INTERCEPTED) }
    }

    /// A link does not lead to Twikey.
    pub(super) fn foreign_link(host: &str) -> Self {
        let host: String =
            host.chars().filter(|c| c.is_ascii_alphanumeric() || ".-[]:".contains(*c)).take(100).collect();
        let code =
            if host.is_empty() { code::FOREIGN_LINK.to_owned() } else { format!("{}:{host}", code::FOREIGN_LINK) };
        Self { code: Cow::Owned(code), ..Self::person(code::FOREIGN_LINK) }
    }

    /// Whether Twikey may have forgotten our session: it says so, or 401 without a word.
    pub(super) fn may_be_the_session(&self) -> bool {
        self.is(code::NO_LOGIN) || (self.is(code::INTERCEPTED) && self.code.ends_with(":401"))
    }

    pub(super) fn rate_limit(wait: TimeDelta) -> Self {
        Self { remedy: Remedy::Retry { after: Some(wait) }, ..Self::retry(code::RATE_LIMIT) }
    }

    /// The same, when it befell the login: what we wanted to ask was then never asked.
    pub(super) fn before_the_request(self) -> Self {
        Self { unclear: false, ..self }
    }

    fn retry(code: &'static str) -> Self {
        Self { code: Cow::Borrowed(code), remedy: Remedy::Retry { after: None }, unclear: false }
    }

    fn person(code: &'static str) -> Self {
        Self { code: Cow::Borrowed(code), remedy: Remedy::Person, unclear: false }
    }

    /// The error that an answer states, if it states one: by its status, or by a code that rides on a yes.
    pub(super) fn of(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Some(Self::rate_limit(wait_of(headers)));
        }
        if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
            let after = headers.contains_key(reqwest::header::RETRY_AFTER).then(|| wait_of(headers));
            return Some(Self { remedy: Remedy::Retry { after }, unclear: true, ..Self::retry(code::UNAVAILABLE) });
        }
        if let Some(code) = stated_code(status, headers, body) {
            return Some(Self::stated(code));
        }
        match status {
            status if status.is_success() => None,
            StatusCode::CONFLICT => Some(Self::retry(code::STILL_AT_WORK)),
            _ if speaks(headers) => Some(Self::person(code::REFUSED)),
            status => Some(Self::intercepted(status)),
        }
    }

    fn stated(code: String) -> Self {
        if code == code::CALL_IN_PROGRESS {
            return Self::retry(code::CALL_IN_PROGRESS);
        }
        Self { code: Cow::Owned(code), ..Self::person(code::REFUSED) }
    }
}

/// Twikey's own code: in the body, else in a header. The sources disagree which header, and whether it holds a code or a sentence.
fn stated_code(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let body: Option<Value> = if status.is_success() { None } else { serde_json::from_slice(body).ok() };
    let field = |name: &str| body.as_ref()?.get(name)?.as_str();
    let header = |name: &str| headers.get(name)?.to_str().ok();
    let code =
        [field("code"), header("ApiErrorCode"), header("ApiError")].into_iter().flatten().find(|s| is_code(s))?;
    match field("extra").filter(|extra| names_parameter(code, extra)) {
        Some(parameter) => Some(format!("twikey.{code}:{parameter}")),
        None => Some(format!("twikey.{code}")),
    }
}

/// Whether the answer has one of the headers that only Twikey sends with a refusal.
fn speaks(headers: &HeaderMap) -> bool {
    ["ApiErrorCode", "ApiError"].iter().any(|name| headers.get(*name).is_some_and(|value| !value.is_empty()))
}

fn is_code(text: &str) -> bool {
    (text.starts_with("err_") || text.starts_with("invalid_"))
        && text.len() <= 60
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// `extra` names a parameter for these codes; for others it may repeat a value, which belongs in no job and no log.
fn names_parameter(code: &str, extra: &str) -> bool {
    matches!(code, "err_missing_params" | "err_invalid_params" | "err_missing_attributes")
        && extra.len() <= 40
        && extra.starts_with(|c: char| c.is_ascii_alphabetic())
        && extra.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Option<Error> {
        let headers =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect::<HeaderMap>();
        Error::of(StatusCode::from_u16(status).unwrap(), &headers, body.as_bytes())
    }

    fn code_of(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> String {
        answer(status, headers, body).unwrap().code().to_owned()
    }

    #[test]
    fn the_code_is_found_in_the_body_then_in_either_header() {
        assert_eq!(
            code_of(400, &[], r#"{"code":"err_no_such_ct","message":"…","extra":null}"#),
            "twikey.err_no_such_ct"
        );
        assert_eq!(
            code_of(400, &[("ApiError", "Some words"), ("ApiErrorCode", "err_invalid_iban")], ""),
            "twikey.err_invalid_iban"
        );
        assert_eq!(code_of(400, &[("ApiError", "err_invalid_iban")], "<html>"), "twikey.err_invalid_iban");
        assert_eq!(code_of(400, &[("ApiError", "Some words")], "[]"), code::REFUSED);
        assert_eq!(code_of(400, &[], r#"{"code":"<script>"}"#), "twikey.intercepted:400");
    }

    #[test]
    fn the_parameter_that_twikey_complains_of_is_kept_and_values_are_not() {
        assert_eq!(
            code_of(400, &[], r#"{"code":"err_missing_params","extra":"iban"}"#),
            "twikey.err_missing_params:iban"
        );
        assert_eq!(
            code_of(400, &[], r#"{"code":"err_invalid_params","extra":"BE68 5390"}"#),
            "twikey.err_invalid_params"
        );
        assert_eq!(code_of(400, &[], r#"{"code":"err_not_found","extra":"jan"}"#), "twikey.err_not_found");
        assert!(
            answer(400, &[], r#"{"code":"err_missing_params","extra":"iban"}"#)
                .unwrap()
                .is("twikey.err_missing_params")
        );
    }

    #[test]
    fn an_error_code_on_a_yes_is_an_error() {
        assert_eq!(code_of(200, &[("ApiErrorCode", "err_no_login")], "{}"), code::NO_LOGIN);
        assert_eq!(answer(200, &[], r#"{"code":"err_looks_like_data"}"#), None);
        assert_eq!(answer(204, &[], ""), None);
    }

    #[test]
    fn being_asked_to_wait_is_temporary_and_says_how_long() {
        let error = answer(429, &[("X-Rate-Limit-Retry-After-Seconds", "1009")], "").unwrap();
        assert_eq!(error.retry_after(), Some(TimeDelta::seconds(1009)));
        assert!(!error.is_unclear());
        assert_eq!(answer(429, &[("Retry-After", "7")], "").unwrap().retry_after(), Some(TimeDelta::seconds(7)));
        assert_eq!(answer(429, &[], "").unwrap().retry_after(), Some(TimeDelta::seconds(60)));
    }

    #[test]
    fn trouble_at_twikeys_side_is_temporary_and_leaves_open_what_happened() {
        for status in [500, 502, 503, 504] {
            let error = answer(status, &[], "<h1>Oops</h1>").unwrap();
            assert!(error.is_temporary() && error.is_unclear(), "{status}");
        }
    }

    #[test]
    fn only_what_twikey_says_itself_needs_a_person_and_leaves_nothing_open() {
        let pages = ["", "<html>Sign in</html>", "{}", r#"{"error":"denied"}"#, r#"{"code":403}"#, "null", "OK"];
        for status in (300..500).filter(|status| ![408, 409, 429].contains(status)) {
            for body in pages {
                let error = answer(status, &[], body).unwrap();
                assert!(error.is_temporary() && error.is_unclear(), "{status} {body}");
                assert_eq!(error.code(), format!("twikey.intercepted:{status}"));
            }
            let stated = answer(status, &[], r#"{"code":"err_invalid_iban"}"#).unwrap();
            let in_words = answer(status, &[("ApiError", "Not allowed")], "").unwrap();
            for error in [stated, in_words] {
                assert!(!error.is_temporary() && !error.is_unclear(), "{status}");
            }
        }
    }

    #[test]
    fn another_reader_at_the_feed_is_temporary() {
        assert!(answer(400, &[("ApiError", "err_call_in_progress")], "").unwrap().is_temporary());
    }
}
