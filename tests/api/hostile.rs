//! Text that nobody types: NUL, and more of it than anybody reads, in every path, query, field and header.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use mandato::{db, domain::length, guard::Access, routes::TABLE, user::Role};
use scraper::{ElementRef, Selector};

use super::{
    invoices::confirmed_of,
    pay::{self, company},
    spellings::address,
};
use crate::support::{
    TestApp, billing, html, make,
    wire::{Answer, Wire},
};

/// A form of a page, as it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The page it stands on.
    pub page: String,
    pub action: String,
    pub method: String,
    is_multipart: bool,
    pub fields: Vec<(String, String)>,
}

impl Form {
    pub fn read(page: &str, form: ElementRef<'_>) -> Self {
        let select = Selector::parse("input[name], select[name], textarea[name]").unwrap();
        let value = |field: ElementRef<'_>| match field.value().name() {
            "textarea" => field.text().collect::<String>().trim_start_matches('\n').to_owned(),
            "select" => {
                let option = Selector::parse("option[selected], option").unwrap();
                field.select(&option).next().and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
            }
            _ => field.attr("value").unwrap_or_default().to_owned(),
        };
        let of_form = |name| form.attr(name).unwrap_or_default().to_owned();
        Self {
            page: page.to_owned(),
            action: of_form("action"),
            method: of_form("method").to_ascii_uppercase(),
            is_multipart: form.attr("enctype") == Some("multipart/form-data"),
            fields: form
                .select(&select)
                .filter(|field| {
                    !matches!(field.attr("type"), Some("radio" | "checkbox")) || field.attr("checked").is_some()
                })
                .map(|field| (field.attr("name").unwrap_or_default().to_owned(), value(field)))
                .collect(),
        }
    }

    /// What other records have a form for as well.
    pub fn kind(&self) -> (String, String) {
        (self.method.clone(), without_ids(&self.action))
    }

    /// The form again with another value in one field.
    fn with(&self, field: &str, value: &str) -> Self {
        let mut form = self.clone();
        form.fields.iter_mut().filter(|(name, _)| name == field).for_each(|(_, known)| value.clone_into(known));
        form
    }

    pub async fn send(&self, wire: &mut Wire) -> Answer {
        let fields: Vec<_> = self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if self.method != "POST" {
            return wire.get(&format!("{}?{}", self.action, encoded(&fields))).await;
        }
        if !self.is_multipart {
            return wire.post(&self.action, &fields).await;
        }
        let mut body = String::new();
        for (name, value) in fields {
            // A file is sent under the value as its name, and as its content.
            let file = if matches!(name, "file" | "logo") { format!("; filename=\"{value}\"") } else { String::new() };
            let head = format!("--part\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
            body.extend([&head, value, "\r\n"]);
        }
        body.push_str("--part--\r\n");
        wire.send("POST", &self.action, &[("Content-Type", "multipart/form-data; boundary=part")], body.as_bytes())
            .await
    }
}

pub fn encoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The path of an address with `{id}` for what names a record.
pub fn without_ids(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let part = |part: &str| if part.len() >= 32 { "{id}".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// What a walk over the pages finds.
#[derive(Default)]
pub struct Found {
    pub forms: BTreeMap<(String, String), Form>,
    /// Every name of a field or of a part of a query.
    pub names: BTreeSet<String>,
}

/// Follows every link from these pages, and reads every form.
pub async fn walk(wire: &mut Wire, starts: Vec<String>) -> Found {
    let links = Selector::parse("a[href], [hx-get]").unwrap();
    let form = Selector::parse("form").unwrap();
    let (mut found, mut seen, mut read, mut ahead) = (Found::default(), BTreeSet::new(), BTreeSet::new(), starts);
    while let Some(address) = ahead.pop() {
        if !address.starts_with('/') || !read.insert(without_ids(&address)) && !address.contains("/invoices/") {
            continue;
        }
        let answer = wire.get(&address).await;
        assert!(answer.status < 500, "{address}: {}", answer.status);
        if !answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            continue;
        }
        let page = answer.page();
        for link in page.select(&links) {
            let to = link.attr("href").or_else(|| link.attr("hx-get")).unwrap_or_default();
            let query = to.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap_or_default());
            found.names.extend(url::form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned()));
            if seen.insert(to.split('#').next().unwrap_or_default().to_owned()) {
                ahead.push(to.to_owned());
            }
        }
        for form in page.select(&form) {
            let form = Form::read(&address, form);
            found.names.extend(form.fields.iter().map(|(name, _)| name.clone()));
            found.forms.entry(form.kind()).or_insert(form);
        }
    }
    found.names.remove("csrf");
    found
}

/// A portal with a record of each kind that has forms, and where the walk begins.
pub async fn portal(app: &TestApp) -> Vec<String> {
    company(app).await;
    billing::ready(app).await;
    let customer = make::customer(app).await;
    let draft = billing::draft(app, &customer, 10_000).await;
    let invoice = confirmed_of(app, &customer).await;
    let pages = TABLE.iter().filter(|route| route.method == "GET" && !route.path.contains('{')).map(address);
    pages
        .chain([
            format!("/customers/{}", customer.id),
            format!("/customers/{}/direct-debit", customer.id),
            format!("/customers/{}/edit", customer.id),
            format!("/invoices/{}", draft.id),
            format!("/invoices/{}/edit", draft.id),
            format!("/invoices/{}", invoice.id),
            format!("/invoices/{}/payments/new", invoice.id),
            pay::address(&invoice),
        ])
        .collect()
}

/// Text that a database cannot shorten.
fn noise(characters: usize) -> String {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from_u32(0x1_0000 + u32::try_from(state >> 48).unwrap()).unwrap_or('x')
    };
    (0..characters).map(|_| next()).collect()
}

#[actix_web::test]
async fn no_field_of_any_form_breaks_anything_whatever_stands_in_it() {
    let app = TestApp::start().await;
    app.leaves_work();
    let starts = portal(&app).await;
    let mut wire = app.wire_of(Role::Admin).await;
    let found = walk(&mut wire, starts).await;
    assert!(found.forms.len() > 20 && found.names.len() > 60, "{:#?} {:?}", found.forms.keys(), found.names);

    let mut failed = Vec::new();
    for (kind, form) in found.forms.iter().filter(|((_, action), _)| action != "/logout") {
        for (field, _) in form.fields.iter().filter(|(name, _)| name != "csrf") {
            for value in ["\0", "x\0", &noise(length::most(field).min(2000)), &"x".repeat(length::most(field) + 1)] {
                // As the page has it now: the one before may have been saved.
                let page = wire.get(&form.page).await.page();
                let forms = page
                    .select(&Selector::parse("form").unwrap())
                    .map(|now| Form::read(&form.page, now))
                    .collect::<Vec<_>>();
                let Some(now) = forms.into_iter().find(|now| now.kind() == *kind) else { continue };
                let answer = now.with(field, value).send(&mut wire).await;
                let is_too_long = value.len() > length::most(field) && value.starts_with("xx");
                if answer.status >= 500 || is_too_long && answer.status != 413 {
                    let length = value.chars().count();
                    failed.push(format!("{kind:?} {field}, {length} characters: {}", answer.status));
                }
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[actix_web::test]
async fn no_path_query_or_body_of_any_route_breaks_anything() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    let starts = portal(&app).await;
    let mut wire = app.wire_of(Role::Admin).await;
    let mut names = walk(&mut wire, starts).await.names;
    names.extend(
        ["mandate", "status", "signature", "token", "type", "mandateNumber", "event", "reason"].map(String::from),
    );

    let mut failed = Vec::new();
    let mut note = |what: String, answer: &Answer| {
        if answer.status >= 500 {
            failed.push(format!("{}: {}", what.chars().take(120).collect::<String>(), answer.status));
        }
    };
    for route in TABLE.iter().filter(|route| route.path != "/logout") {
        let method = route.method.as_str();
        for part in [
            "%00",
            "0%00",
            "00000000-0000-7000-8000-000000000000%00",
            &"x".repeat(length::LINE + 1),
            &"%F0%9F%90%B8".repeat(5000),
        ] {
            let target = route.path.split('/').map(|name| if name.starts_with('{') { part } else { name });
            let target = target.collect::<Vec<_>>().join("/");
            let answer = if method == "GET" {
                wire.get(&target).await
            } else {
                wire.post(&target, &[("csrf", &wire.token.clone())]).await
            };
            note(format!("{method} {target}"), &answer);
        }
        for value in ["\0", "1\0", &noise(length::LINE)] {
            let token = wire.token.clone();
            for half in [0, 1] {
                // All of them at once would be more than a request line has room for.
                let some =
                    names.iter().skip(half).step_by(2).map(|name| (name.as_str(), value)).filter(|_| value.len() < 10);
                let one = names.iter().map(|name| (name.as_str(), value)).nth(half * 3);
                let fields: Vec<_> = some.chain(one).chain([("csrf", token.as_str())]).collect();
                let answer = match method {
                    "GET" => wire.get(&format!("{}?{}", address(route), encoded(&fields))).await,
                    _ => wire.post(&address(route), &fields).await,
                };
                note(format!("{method} {} {fields:?}", route.path), &answer);
            }
        }
        if method == "GET" && route.access != Access::Machine {
            let long = format!("{}?q={}", address(route), "x".repeat(length::LINE + 1));
            assert_eq!(wire.get(&long).await.status, 413, "{}", route.path);
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[actix_web::test]
async fn no_header_breaks_anything() {
    let app = TestApp::start().await;
    let mut wire = app.wire_of(Role::Staff).await;
    let long = "x".repeat(20_000);
    for name in [
        "Accept-Language",
        "HX-Current-URL",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "Forwarded",
        "Referer",
        "Origin",
        "User-Agent",
        "X-CSRF-Token",
        "Accept-Encoding",
        "Range",
        "If-None-Match",
        "Content-Type",
        "Cookie",
    ] {
        for value in [long.as_str(), "ü", "%00", "http://\u{7f}/?a=%00"] {
            for headers in [&[(name, value)][..], &[(name, value), ("HX-Request", "true")]] {
                assert!(wire.send("GET", "/customers", headers, b"").await.status < 500, "{name}");
                assert!(wire.send("POST", "/customers", headers, b"csrf=%00").await.status < 500, "{name}");
            }
        }
    }
}

#[actix_web::test]
async fn a_genuine_callback_with_nul_in_it_is_taken_like_any_other() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    for query in ["type=contract&mandateNumber=A\0B&event=Invite&reason=expired", "type=\0&mandateNumber=\0"] {
        let signature = super::webhooks::signature(query);
        let sent = query.replace('\0', "%00");
        let answer =
            app.wire().await.send("GET", &format!("/twikey/webhook?{sent}"), &[("X-Signature", &signature)], b"").await;
        assert_eq!(answer.status, 204, "{query:?}");
    }
}

#[actix_web::test]
async fn whoever_sends_too_much_is_told_so_and_loses_nothing() {
    let app = TestApp::start().await;
    let customer = make::customer(&app).await;
    let mut wire = app.wire_of(Role::Staff).await;
    let token = wire.token.clone();
    let name = "é".repeat(length::LINE + 1);
    let fields = [("company_name", name.as_str()), ("csrf", &token)];

    let answer = wire.post(&format!("/customers/{}", customer.id), &fields).await;
    assert_eq!(answer.status, 413);
    let said = html::text(&answer.page());
    assert!(said.contains("One of the fields has more than 500 characters. Nothing was changed."), "{said}");
    assert_eq!(make::stored(&app, customer.id).await.company_name, customer.company_name);

    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let body = encoded(&fields);
    let notice = wire.send("POST", "/customers", &[kind, ("HX-Request", "true")], body.as_bytes()).await;
    assert_eq!((notice.status, notice.header("hx-retarget")), (413, Some("#toasts")), "the page stays as it is");

    let page = wire.get(&format!("/customers/{}/edit", customer.id)).await.page();
    let most = |field: &str| html::attribute(&page, &format!("[name={field}]"), "maxlength");
    assert_eq!(most("company_name"), Some("500".to_owned()), "a browser lets nobody type more");
    assert_eq!(most("notes"), Some("20000".to_owned()));
}

/// A name that is stored as text, as those of the domain are.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
struct Name(String);

#[actix_web::test]
async fn text_reaches_the_database_without_nul_whatever_type_it_has() {
    let app = TestApp::start().await;
    let mut tx = app.app.db.read().await.unwrap();
    let typed = || "a\0b\0".to_owned();

    let stored: (String, String, String, String, String) = tx
        .query("SELECT $1, $2, $3, $4, $5")
        .bind(typed())
        .bind(Some(typed()))
        .bind(Name(typed()))
        .bind(Cow::<'static, str>::Owned(typed()))
        .bind("a\0b\0")
        .one()
        .await
        .unwrap();
    assert_eq!(<[String; 5]>::from(stored), ["ab"; 5]);

    let statement = "SELECT $1 = 'ab' AND 'xaby' LIKE $2 ESCAPE '\\'";
    let (is_found,): (bool,) = tx.query(statement).bind(typed()).bind(db::contains("\0ab")).one().await.unwrap();
    assert!(is_found, "what is compared, too");
    let (bytes, nothing): (Vec<u8>, Option<String>) =
        tx.query("SELECT $1, $2").bind(vec![0_u8, 1]).bind(None::<String>).one().await.unwrap();
    assert_eq!((bytes, nothing), (vec![0, 1], None), "bytes stay bytes");
}
