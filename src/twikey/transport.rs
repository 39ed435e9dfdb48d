//! One request to Twikey and its answer: address, headers, time and size limits. Knows nothing of sessions.

use std::time::Duration;

use reqwest::{
    Certificate, Method, StatusCode,
    header::{ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue},
    redirect,
};
use serde_json::Value;
use url::Url;

use super::{Error, Result};
use crate::tls::{Authorities, Trouble};

const USER_AGENT: &str = concat!("Mandato/", env!("CARGO_PKG_VERSION"));
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(30);
/// Twikey makes a document while we wait.
const DOCUMENT_TIMEOUT: Duration = Duration::from_mins(1);
/// Shorter than any usual keep-alive, so that we seldom write into a connection that was just closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);
/// A page of the feed may hold a hundred signatures drawn by hand.
const JSON_BYTES: usize = 64 << 20;
const DOCUMENT_BYTES: usize = 32 << 20;

pub(super) struct Transport {
    http: reqwest::Client,
    base: Url,
}

/// A request that can be sent more than once.
pub(super) struct Call {
    method: Method,
    path: Vec<String>,
    query: Vec<(&'static str, String)>,
    body: Body,
    headers: Vec<(&'static str, String)>,
    limit: usize,
    timeout: Duration,
}

enum Body {
    Empty,
    Form(Vec<(&'static str, String)>),
    Json(Vec<u8>),
}

pub(super) struct Answer {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Call {
    pub fn get<const N: usize>(path: [&str; N]) -> Self {
        Self::new(Method::GET, path)
    }

    pub fn delete<const N: usize>(path: [&str; N]) -> Self {
        Self::new(Method::DELETE, path)
    }

    pub fn post<const N: usize>(path: [&str; N], form: Vec<(&'static str, String)>) -> Self {
        Self { body: Body::Form(form), ..Self::new(Method::POST, path) }
    }

    pub fn post_json<const N: usize>(path: [&str; N], json: &Value) -> Self {
        Self { body: Body::Json(json.to_string().into_bytes()), ..Self::new(Method::POST, path) }
    }

    pub fn put_json<const N: usize>(path: [&str; N], json: &Value) -> Self {
        Self { body: Body::Json(json.to_string().into_bytes()), ..Self::new(Method::PUT, path) }
    }

    fn new<const N: usize>(method: Method, path: [&str; N]) -> Self {
        Self {
            method,
            path: path.map(str::to_owned).to_vec(),
            query: Vec::new(),
            body: Body::Empty,
            headers: Vec::new(),
            limit: JSON_BYTES,
            timeout: TIMEOUT,
        }
    }

    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The answer is a document: larger, and longer in the making.
    pub fn document(self) -> Self {
        Self { limit: DOCUMENT_BYTES, timeout: DOCUMENT_TIMEOUT, ..self }
    }
}

impl Answer {
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.text()).map_err(|_| Error::unreadable())
    }

    /// The body, as text that can be read as JSON wherever that is possible.
    pub fn text(&self) -> String {
        super::lenient::readable(&self.body)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Transport {
    /// `base` as from [`base_of`]; `authorities` are trusted besides those of this machine.
    pub fn new(base: Url, authorities: &Authorities) -> reqwest::Result<Self> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        // The language of messages that only our logs could show; clerks read our own sentences.
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
        let own = authorities.certificates().map(Certificate::from_der).collect::<reqwest::Result<Vec<_>>>()?;
        let http = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .default_headers(headers)
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .redirect(redirect::Policy::none())
            .tls_certs_merge(own)
            .build()?;
        Ok(Self { http, base })
    }

    /// Where Twikey is.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// Sends one request and reads its answer. An answer that states an error is an `Err`.
    pub async fn send(&self, call: &Call, token: Option<&HeaderValue>) -> Result<Answer> {
        let mut request =
            self.http.request(call.method.clone(), self.address(call)).query(&call.query).timeout(call.timeout);
        request = match &call.body {
            Body::Empty => request,
            Body::Form(form) => request.form(form),
            Body::Json(json) => request.header(CONTENT_TYPE, "application/json").body(json.clone()),
        };
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, token);
        }
        let mut response = request.send().await.map_err(|error| broken(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read(&mut response, call.limit).await?;
        tracing::debug!(method = %call.method, path = call.path.join("/"), status = status.as_u16(), "Twikey answered");
        match Error::of(status, &headers, &body) {
            Some(error) => Err(error),
            // A page to sign in to a network says yes, too.
            None if is_twikeys(&body) => Ok(Answer { headers, body }),
            None => Err(Error::unreadable()),
        }
    }

    fn address(&self, call: &Call) -> Url {
        let mut url = self.base.clone();
        url.path_segments_mut().expect("base_of() refuses an address without a path").extend(&call.path);
        url
    }
}

/// Twikey's address as people write it, brought to the form that ends in `/creditor`.
pub(super) fn base_of(mut url: Url) -> Option<Url> {
    let usable = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none();
    if !usable {
        return None;
    }
    let path = url.path().trim_end_matches('/');
    let path = if path.ends_with("/creditor") { path.to_owned() } else { format!("{path}/creditor") };
    url.set_path(&path);
    url.set_fragment(None);
    Some(url)
}

/// The body, if it stays within the limit; of an error's body the beginning is enough.
async fn read(response: &mut reqwest::Response, limit: usize) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error))? {
        if body.len() + chunk.len() > limit {
            let good = response.status() == StatusCode::OK;
            return if good { Err(Error::unreadable()) } else { Ok(body) };
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Whether a yes is in a form that Twikey speaks: nothing, JSON, or a document.
fn is_twikeys(body: &[u8]) -> bool {
    let text = body.trim_ascii_start();
    text.is_empty() || text.starts_with(b"%PDF") || matches!(text[0], b'{' | b'[')
}

/// Sorts a failure of the connection. The library's error is dropped: it holds addresses with personal data.
fn broken(error: &reqwest::Error) -> Error {
    tracing::debug!(
        connect = error.is_connect(),
        timeout = error.is_timeout(),
        body = error.is_body() || error.is_decode(),
        "Twikey could not be talked to"
    );
    match Trouble::behind(error) {
        _ if !error.is_connect() => Error::no_answer(),
        Some(Trouble::Certificate(distrust)) => Error::certificate(distrust),
        Some(Trouble::Encryption) => Error::encryption(),
        None => Error::unreachable(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_be_written_with_or_without_the_creditor_part() {
        let base = |address: &str| base_of(address.parse().unwrap()).map(|url| url.to_string());
        for address in [
            "https://api.twikey.com",
            "https://api.twikey.com/",
            "https://api.twikey.com/creditor",
            " https://api.twikey.com/creditor/ ",
        ] {
            assert_eq!(base(address).as_deref(), Some("https://api.twikey.com/creditor"), "{address}");
        }
        assert_eq!(base("https://acme.twikey.com/api").as_deref(), Some("https://acme.twikey.com/api/creditor"));
        assert_eq!(base("http://127.0.0.1:8081/creditor").as_deref(), Some("http://127.0.0.1:8081/creditor"));
    }

    #[test]
    fn what_is_no_web_address_is_refused() {
        for address in ["localhost:8081", "ftp://api.twikey.com", "https://me:secret@api.twikey.com", "mailto:a@b.c"] {
            assert_eq!(base_of(address.parse().unwrap()), None, "{address}");
        }
    }
}
