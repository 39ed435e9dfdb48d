//! Requests byte by byte over a socket: HTTP clients set right what somebody who attacks would send.

use std::{collections::BTreeMap, net::SocketAddr};

use mandato::{i18n::Language, user::Role};
use scraper::Html;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use uuid::Uuid;

use super::{PASSWORD, TestApp, csrf};

/// A connection that is kept, with the cookies of a browser.
pub struct Wire {
    address: SocketAddr,
    stream: Option<TcpStream>,
    cookies: BTreeMap<String, String>,
    /// What the forms of this browser carry.
    pub token: String,
}

/// An answer as it came.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    /// With names in lower case, in order of name.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the guard, or nobody at all, answered: nothing was shown or done.
    pub fn is_refusal(&self) -> bool {
        let to_sign_in = self.header("location").is_some_and(|to| to.starts_with("/login"));
        (400..500).contains(&self.status) || self.status == 303 && to_sign_in
    }

    pub fn page(&self) -> Html {
        Html::parse_document(&String::from_utf8_lossy(&self.body))
    }
}

impl TestApp {
    /// A connection of somebody who is not signed in, but has the sign-in page open.
    pub async fn wire(&self) -> Wire {
        let address = self.app.config.listen;
        let mut wire = Wire { address, stream: None, cookies: BTreeMap::new(), token: String::new() };
        wire.token = csrf(&wire.get("/login").await.page());
        wire
    }

    /// A connection of a colleague who is signed in.
    pub async fn wire_of(&self, role: Role) -> Wire {
        let email = format!("{}@company.example", Uuid::now_v7().simple());
        self.make_user(&email, role, Language::En).await;
        let mut wire = self.wire().await;
        let form = [("email", email.as_str()), ("password", PASSWORD), ("csrf", &wire.token.clone())];
        assert_eq!(wire.post("/login", &form).await.status, 303);
        wire.token = csrf(&wire.get("/customers/new").await.page());
        wire
    }
}

impl Wire {
    pub async fn get(&mut self, target: &str) -> Answer {
        self.send("GET", target, &[], b"").await
    }

    pub async fn post(&mut self, target: &str, form: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        self.send("POST", target, &[kind], body.as_bytes()).await
    }

    /// Sends a request with this target as it stands; once more when the server had closed the connection meanwhile.
    pub async fn send(&mut self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (host, cookies, length) = (self.address.to_string(), cookies.join("; "), body.len().to_string());
        let mut lines = vec![format!("{method} {target} HTTP/1.1")];
        // Each comes from somewhere else, unless it says from where: how often an address may ask is another question.
        let from = Uuid::new_v4().simple().to_string();
        let from = format!("2001:db8:{}:{}::1", &from[..4], &from[4..8]);
        let is_said = headers.iter().any(|(name, _)| *name == "X-Forwarded-For");
        let from = (!is_said).then_some(("X-Forwarded-For", from.as_str()));
        let always = [("Host", host.as_str()), ("Cookie", &cookies)];
        let length = (method == "POST" || !body.is_empty()).then_some(("Content-Length", length.as_str()));
        let headers = always.iter().chain(&from).chain(headers).chain(&length);
        lines.extend(headers.map(|(name, value)| format!("{name}: {value}")));
        let request = [lines.join("\r\n").as_bytes(), b"\r\n\r\n", body].concat();
        loop {
            let is_new = self.stream.is_none();
            let mut stream = match self.stream.take() {
                Some(stream) => stream,
                None => TcpStream::connect(self.address).await.unwrap(),
            };
            // A server that has seen enough answers and closes while the rest is still being sent.
            let _ = stream.write_all(&request).await;
            match answer(&mut stream, method == "HEAD").await {
                Some(answer) => {
                    if answer.header("connection") != Some("close") {
                        self.stream = Some(stream);
                    }
                    self.keep_cookies(&answer);
                    return answer;
                }
                None => assert!(!is_new, "no answer to {method} {target}"),
            }
        }
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for (_, cookie) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

async fn answer(stream: &mut TcpStream, is_head: bool) -> Option<Answer> {
    let mut received = Vec::new();
    let end = loop {
        if let Some(end) = find(&received, b"\r\n\r\n") {
            break end;
        }
        more(stream, &mut received).await?;
    };
    let head = String::from_utf8(received[..end].to_vec()).unwrap();
    let mut body = received.split_off(end + 4);
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let mut headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    headers.sort();
    let mut answer = Answer { status, headers, body: Vec::new() };
    if !is_head && !matches!(status, 204 | 304) {
        match answer.header("content-length").map(|length| length.parse::<usize>().unwrap()) {
            Some(length) => {
                while body.len() < length {
                    more(stream, &mut body).await?;
                }
            }
            None if answer.header("transfer-encoding").is_some() => {
                while !body.ends_with(b"0\r\n\r\n") {
                    more(stream, &mut body).await?;
                }
            }
            None => while more(stream, &mut body).await.is_some() {},
        }
        answer.body = body;
    }
    Some(answer)
}

async fn more(stream: &mut TcpStream, received: &mut Vec<u8>) -> Option<()> {
    stream.read_buf(received).await.ok().filter(|length| *length > 0).map(|_| ())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
