//! Inputs that a generator thought of: forms, queries, paths and bodies full of what breaks programs. None is answered with
//! a fault, and none opens to a stranger what is not a stranger's.

use actix_web::http::Method;
use mandato::{guard::Access, routes::TABLE, user::Role};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::hostile::{Form, encoded, portal, walk};
use crate::support::{
    TestApp,
    wire::{Answer, Wire},
};

/// How many there are unless `HOSTILE_INPUTS` asks for more.
const INPUTS: usize = 2_000;

/// What programs stumble over; an input is made of a few of these.
const PIECES: [&str; 60] = [
    "",
    "a",
    " ",
    "\t",
    "\n",
    "\r\nBcc: a@b.example",
    "\0",
    "\u{1}",
    "\u{1f}",
    "\u{7f}",
    "\u{85}",
    "\u{200b}",
    "\u{202e}",
    "\u{2028}",
    "\u{feff}",
    "\u{d7ff}",
    "\u{fffd}",
    "\u{10ffff}",
    "e\u{301}",
    "ﬀ",
    "İ",
    "ß",
    "ſ",
    "🐸",
    "👩‍👩‍👧",
    "١٢",
    "½",
    "'",
    "\"",
    "\\",
    "%",
    "%00",
    "%2e%2e%2f",
    "../",
    "_",
    "--",
    ";",
    "<script>alert(1)</script>",
    "<!--",
    "]]>",
    "{{ link }}",
    "{% for x in y %}",
    "=1+1",
    "@SUM(A1)",
    "-1",
    "-0",
    "9223372036854775808",
    "1e309",
    "NaN",
    "1.234,56",
    "0000-00-00",
    "2026-02-30",
    "9999-12-31",
    "+12026-01-01",
    "00000000-0000-0000-0000-000000000000",
    "null",
    "{\"a\":[1]}",
    "BE00 0000",
    "x@[127.0.0.1]",
    "+32 0",
];

/// Makes inputs; the same seed makes the same ones.
struct Generator {
    random: StdRng,
    forms: Vec<Form>,
    names: Vec<String>,
}

/// One request.
#[derive(Debug)]
struct Input {
    method: &'static str,
    target: String,
    content_type: &'static str,
    body: Vec<u8>,
    access: Option<Access>,
}

impl Generator {
    fn text(&mut self) -> String {
        let pieces = self.random.random_range(1..=4);
        let text: String = (0..pieces).map(|_| *PIECES.choose(&mut self.random).unwrap()).collect();
        if self.random.random_ratio(1, 12) { text.repeat(self.random.random_range(2..=80)) } else { text }
    }

    fn input(&mut self, token: &str) -> Input {
        match self.random.random_range(0..4) {
            0 | 1 => self.form(token),
            2 => self.route(token),
            _ => self.bytes(token),
        }
    }

    /// A form of a page with other values, some of them missing, some twice.
    fn form(&mut self, token: &str) -> Input {
        let form = self.forms.choose(&mut self.random).unwrap().clone();
        let mut fields = Vec::new();
        for (name, value) in &form.fields {
            let value = match (name.as_str(), self.random.random_range(0..10)) {
                ("csrf", 0..9) => token.to_owned(),
                (_, 0..4) => self.text(),
                (_, 4) => continue,
                _ => value.clone(),
            };
            if self.random.random_ratio(1, 20) {
                fields.push((name.clone(), self.text()));
            }
            fields.push((name.clone(), value));
        }
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let path = form.action.split(['?', '#']).next().unwrap_or_default();
        if form.method == "POST" {
            post(path, encoded(&fields).into_bytes())
        } else {
            get(&format!("{path}?{}", encoded(&fields)))
        }
    }

    /// A route with other values in its path and its query.
    fn route(&mut self, token: &str) -> Input {
        let route = TABLE.choose(&mut self.random).unwrap();
        let parts: Vec<_> = route.path.split('/').collect();
        let path = parts.into_iter().map(|part| {
            if !part.starts_with('{') {
                return part.to_owned();
            }
            let text: String = self.text().chars().take(300).collect();
            utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string()
        });
        let path = path.collect::<Vec<_>>().join("/");
        let count = self.random.random_range(0..5);
        let fields: Vec<(String, String)> = (0..count).map(|_| (self.name(), self.text())).collect();
        let mut fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if route.method == Method::GET {
            return Input { access: Some(route.access), ..get(&format!("{path}?{}", encoded(&fields))) };
        }
        fields.push(("csrf", token));
        Input { access: Some(route.access), ..post(&path, encoded(&fields).into_bytes()) }
    }

    fn name(&mut self) -> String {
        if self.random.random_ratio(1, 8) { self.text() } else { self.names.choose(&mut self.random).unwrap().clone() }
    }

    /// Bytes that are no form, whatever they say of themselves.
    fn bytes(&mut self, token: &str) -> Input {
        const TYPES: [&str; 6] = [
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-16",
            "multipart/form-data; boundary=part",
            "multipart/form-data",
            "application/json",
            "",
        ];
        let form = self.forms.choose(&mut self.random).unwrap().clone();
        let length = self.random.random_range(0..400);
        let mut body = match self.random.random_range(0..3) {
            0 => format!("csrf={token}&").into_bytes(),
            1 => {
                format!("--part\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--part").into_bytes()
            }
            _ => Vec::new(),
        };
        body.extend((0..length).map(|_| self.random.random::<u8>()));
        body.extend(self.text().into_bytes());
        Input { content_type: TYPES.choose(&mut self.random).unwrap(), ..post(&form.action, body) }
    }
}

fn get(target: &str) -> Input {
    Input {
        method: "GET",
        target: target.chars().take(6000).collect(),
        content_type: "",
        body: Vec::new(),
        access: None,
    }
}

fn post(target: &str, body: Vec<u8>) -> Input {
    let content_type = "application/x-www-form-urlencoded";
    Input { method: "POST", target: target.to_owned(), content_type, body, access: None }
}

impl Input {
    async fn send(&self, wire: &mut Wire) -> Answer {
        let headers = [("Content-Type", self.content_type)];
        let headers = if self.content_type.is_empty() { &headers[..0] } else { &headers[..] };
        wire.send(self.method, &self.target, headers, &self.body).await
    }
}

#[expect(clippy::disallowed_methods, reason = "whoever wants a longer run says so in the environment")]
fn inputs() -> usize {
    std::env::var("HOSTILE_INPUTS").ok().and_then(|inputs| inputs.parse().ok()).unwrap_or(INPUTS)
}

#[actix_web::test]
async fn no_generated_input_breaks_anything_or_opens_a_door() {
    let app = TestApp::start().await;
    app.leaves_work();
    let starts = portal(&app).await;
    let mut wire = app.wire_of(Role::Admin).await;
    let found = walk(&mut wire, starts).await;
    let forms = found.forms.into_values().filter(|form| form.action != "/logout").collect();
    let names = found.names.into_iter().collect();
    let mut generator = Generator { random: StdRng::seed_from_u64(20_261_201), forms, names };
    let mut stranger = app.wire().await;

    let mut taken = 0;
    for number in 0..inputs() {
        let input = generator.input(&wire.token);
        let answer = input.send(&mut wire).await;
        assert!(answer.status < 500, "{number}: {} {input:?}", answer.status);
        taken += usize::from(answer.status < 400);
        let as_stranger = input.send(&mut stranger).await;
        assert!(as_stranger.status < 500, "{number}: {} {input:?}", as_stranger.status);
        if matches!(input.access, Some(Access::Staff | Access::Admin)) {
            assert!(as_stranger.is_refusal(), "{number}: {} {input:?}", as_stranger.status);
        }
        // One of them may have ended the session or the account.
        if number % 50 == 49 && wire.get("/").await.status != 200 {
            wire = app.wire_of(Role::Admin).await;
        }
    }
    assert!(taken * 5 > inputs(), "many are taken: {taken}");
    assert_eq!(wire.get("/readyz").await.status, 200);
}
