//! The table of addresses against whoever spells them otherwise: each route, raw over a socket.

use mandato::{
    routes::{Route, TABLE},
    user::Role,
};

use crate::support::{
    TestApp,
    wire::{Answer, Wire},
};

/// An address of the route that names no record.
pub fn address(route: &Route) -> String {
    route
        .path
        .replace("{id}", "00000000-0000-7000-8000-000000000000")
        .replace("{token}", "nothing")
        .replace("{kind}", "mandate_request")
        .replace("{language}", "de")
}

/// Request targets that a router, a guard or a proxy might take for `path`, or for something below it.
fn spellings(path: &str, host: &str) -> Vec<String> {
    let escaped = |letter: char, upper: bool| {
        let code = u32::from(letter);
        if upper { format!("%{code:02X}") } else { format!("%{code:02x}") }
    };
    // The letter after the last slash, and the one after the first.
    let last = path.rfind('/').unwrap() + 1;
    let one = |at: usize, upper: bool| match path[at..].chars().next() {
        Some(letter) => format!("{}{}{}", &path[..at], escaped(letter, upper), &path[at + 1..]),
        None => path.to_owned(),
    };
    let all: String = path.chars().map(|c| if c == '/' { "/".to_owned() } else { escaped(c, true) }).collect();
    let (before, name) = (&path[..last - 1], &path[last..]);
    vec![
        one(last, false),
        one(last, true),
        one(1, false),
        one(path.len() - usize::from(path.len() > 1), true),
        all.replace("%2D", "-"),
        all,
        format!("{before}%2f{name}"),
        format!("{before}/%2F{name}"),
        path.replace('/', "%2F"),
        format!("/{path}"),
        format!("{before}//{name}"),
        format!("{path}/"),
        format!("{path}//"),
        format!("{path}%2f"),
        format!("/.{path}"),
        format!("/x/..{path}"),
        format!("/static/..{path}"),
        format!("/healthz/..{path}"),
        format!("/login/%2e%2e{path}"),
        format!("/%2E{path}"),
        format!("{before}/./{name}"),
        format!("{path}/."),
        format!("{path}/.."),
        format!("{path}/x/.."),
        format!("{path}%2e"),
        path.to_ascii_uppercase(),
        format!("{before}/{}", name.to_ascii_uppercase()),
        format!("{path};x"),
        format!("{path};/"),
        format!("/;x{path}"),
        format!("{path}%00"),
        format!("{before}/%00{name}"),
        format!("{path}%3f"),
        format!("{path}%3Fx=1"),
        format!("{path}?x=1"),
        format!("{path}?_method=GET"),
        format!("{path}#x"),
        format!("{path}%23x"),
        format!("{path}%20"),
        format!("{path}%0d%0aX: y"),
        format!("{path}%"),
        format!("{path}%zz"),
        format!("{path}%c0%af"),
        format!("{path}\\"),
        format!("{before}\\{name}"),
        one(last, false).replace('%', "%25"),
        format!("{path}.html"),
        format!("{path}+"),
        format!("http://{host}{path}"),
        format!("http://elsewhere.example{path}"),
    ]
}

/// A way to send a request, apart from how its address is spelt.
struct Way {
    name: &'static str,
    with_token: bool,
    /// Of the spellings, every how manieth is sent this way.
    every: usize,
    headers: &'static [(&'static str, &'static str)],
}

const READING: &[Way] = &[Way { name: "", with_token: false, every: 1, headers: &[] }];

const CHANGING: &[Way] = &[
    Way { name: "without a token", with_token: false, every: 1, headers: &[] },
    Way { name: "with its token", with_token: true, every: 1, headers: &[] },
    Way {
        name: "with its token, from a page elsewhere",
        with_token: true,
        every: 2,
        headers: &[("Origin", "http://elsewhere.example")],
    },
    Way {
        name: "with its token, from another site",
        with_token: true,
        every: 2,
        headers: &[("Sec-Fetch-Site", "cross-site")],
    },
];

async fn ask(wire: &mut Wire, method: &str, target: &str, way: &Way) -> Answer {
    let token = wire.token.clone();
    let mut headers = match method {
        "POST" => vec![("Content-Type", "application/x-www-form-urlencoded")],
        _ => Vec::new(),
    };
    headers.extend(way.headers);
    if way.with_token {
        headers.push(("X-CSRF-Token", &token));
    }
    wire.send(method, target, &headers, b"").await
}

/// Sends every route in every spelling; says what was opened or broke, and how often a spelling was as good as the plain one.
async fn attack(app: &TestApp, who: &str, mut wire: Wire) -> (Vec<String>, usize) {
    let host = app.app.config.listen.to_string();
    let (mut opened, mut understood) = (Vec::new(), 0);
    // Whoever signs out is not signed in any more.
    let (at_last, at_first): (Vec<_>, Vec<_>) = TABLE.iter().partition(|route| route.path == "/logout");
    for route in at_first.into_iter().chain(at_last) {
        let (method, path) = (route.method.as_str(), address(route));
        let ways = if method == "GET" { READING } else { CHANGING };
        for (index, way) in ways.iter().enumerate() {
            let plain = ask(&mut wire, method, &path, way).await;
            let is_elsewhere = way.name.contains("from");
            if is_elsewhere && !plain.is_refusal() || plain.status >= 500 {
                opened.push(format!("{method} {path} as {who} {}: {}", way.name, plain.status));
            }
            for target in spellings(&path, &host).into_iter().skip(index % way.every).step_by(way.every) {
                let spelt = ask(&mut wire, method, &target, way).await;
                let is_same = spelt.status == plain.status
                    && spelt.header("location").is_some() == plain.header("location").is_some();
                understood += usize::from(is_same && spelt.status != 404);
                if !spelt.is_refusal() && (plain.is_refusal() || !is_same) {
                    opened.push(format!(
                        "{method} {target} as {who} {}: {}, plainly {}",
                        way.name, spelt.status, plain.status
                    ));
                }
            }
        }
    }
    (opened, understood)
}

#[actix_web::test]
async fn no_spelling_of_an_address_opens_what_the_plain_one_does_not() {
    let app = TestApp::start().await;
    app.leaves_work();
    let (nobody, staff, admin) = (app.wire().await, app.wire_of(Role::Staff).await, app.wire_of(Role::Admin).await);

    let results = tokio::join!(
        attack(&app, "nobody", nobody),
        attack(&app, "staff", staff),
        attack(&app, "an administrator", admin),
    );

    for (opened, understood) in [results.0, results.1, results.2] {
        assert!(opened.is_empty(), "{} in all: {:#?}", opened.len(), &opened[..opened.len().min(20)]);
        assert!(understood > TABLE.len(), "hardly a spelling was understood: {understood}");
    }
}

#[test]
fn no_line_of_the_table_takes_what_another_is_meant_for() {
    for (index, route) in TABLE.iter().enumerate() {
        let path = address(route);
        let first = TABLE.iter().find(|other| {
            let (pattern, path) = (other.path.split('/'), path.split('/'));
            pattern.clone().count() == path.clone().count()
                && pattern.zip(path).all(|(pattern, part)| pattern.starts_with('{') || pattern == part)
        });
        assert_eq!(first.map(|first| first.path), Some(route.path), "line {index}");
    }
}
