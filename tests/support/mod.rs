//! The real application on a port of its own, with a database of its own, a clock that stands still, and no worker:
//! `app.work().await` does what is due. A test that leaves work behind fails.
//!
//! `TEST_DATABASE_URL` names a PostgreSQL server to make databases on; without it the tests run on SQLite.

pub mod authority;
pub mod billing;
mod database;
pub mod form;
pub mod html;
pub mod kill;
pub mod mail_server;
pub mod make;
pub mod twikey;
pub mod wire;

use std::{
    net::TcpListener,
    sync::atomic::{AtomicBool, Ordering},
};

use actix_web::dev::ServerHandle;
use chrono::{DateTime, TimeDelta, Utc};
use mandato::{
    accounts::{self, NewUser},
    app::App,
    client_address,
    clock::Clock,
    config::{self, Config, PublicUrl},
    db::Db,
    i18n::Language,
    sandbox::{self, Sandbox},
    server,
    settings::{self, Settings},
    user::Role,
};
use reqwest::{RequestBuilder, Response, StatusCode, redirect::Policy};
use scraper::{Html, Selector};
use secrecy::SecretString;
use uuid::Uuid;

use self::{database::Database, mail_server::MailServer};

/// The password of every account that tests make.
pub const PASSWORD: &str = "der Regen kommt von links";

/// Its hash, with the least work that Argon2 knows: a hash is checked with its own parameters.
const QUICK_HASH: &str =
    "$argon2id$v=19$m=8,t=1,p=1$c2FsdCBvZiB0aGUgdGVzdA$ZMSSnANfuPPbKVMc4qUCg3fdYNegUglgN2mF+1y6Jn4";

/// When tests take place: a Monday, in the morning in Brussels.
pub fn start_of_tests() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

pub struct TestApp {
    pub app: App,
    pub clock: Clock,
    sandbox: Option<Sandbox>,
    server: ServerHandle,
    database: Database,
    leaves_work: AtomicBool,
}

impl TestApp {
    /// The portal without Twikey and without a mail server.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The portal without Twikey, sending e-mail by this server.
    pub async fn start_with_mail(server: &MailServer) -> Self {
        Self::start_with(|config| config.mail = Some(sent_by(server))).await
    }

    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let clock = Clock::frozen(chrono_tz::Europe::Brussels, start_of_tests());
        Self::serve(TcpListener::bind("127.0.0.1:0").unwrap(), clock, None, change).await
    }

    /// The portal with a Twikey of its own at the other end of real HTTP, and the customers' mailboxes at the other end
    /// of real SMTP; all go by one clock.
    pub async fn with_twikey() -> Self {
        Self::with_twikey_and(|_| {}).await
    }

    /// The same, configured otherwise.
    pub async fn with_twikey_and(change: impl FnOnce(&mut Config)) -> Self {
        let clock = Clock::frozen(chrono_tz::Europe::Brussels, start_of_tests());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let portal = format!("http://{}", listener.local_addr().unwrap());
        let settings = sandbox::Settings {
            webhook_url: Some(format!("{portal}/twikey/webhook")),
            exit_url: Some(format!("{portal}{}", twikey::EXIT)),
            ..sandbox::Settings::local(clock.clone())
        };
        let sandbox = sandbox::start(settings).await.unwrap();
        let (account, mail) = (twikey::account(&sandbox), twikey::mail(&sandbox));
        Self::serve(listener, clock, Some(sandbox), |config| {
            config.twikey = Some(account);
            config.mail = Some(mail);
            change(config);
        })
        .await
    }

    async fn serve(
        listener: TcpListener,
        clock: Clock,
        sandbox: Option<Sandbox>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        mandato::twikey::install_crypto();
        let database = Database::create().await;
        let listen = listener.local_addr().unwrap();
        let mut config = Config {
            listen,
            public_url: PublicUrl::new(format!("http://{listen}").parse().unwrap()).unwrap(),
            trusted_proxies: client_address::loopback(),
            database_url: database.url().into(),
            secret: SecretString::from("s".repeat(64)),
            session_hours: 12,
            time_zone: clock.zone(),
            twikey: None,
            mail: None,
            tls_ca_file: None,
        };
        change(&mut config);
        let app = App::new(config, clock.clone()).await.unwrap();
        app.db.migrate().await.unwrap();
        let server = server::bind(&app, listener).unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { app, clock, sandbox, server: handle, database, leaves_work: AtomicBool::new(false) }
    }

    /// Does every job that is due, and those that follow from it.
    pub async fn work(&self) {
        while mandato::tasks::run_one(&self.app).await.unwrap() {}
    }

    /// Moves time ahead.
    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// This test ends with work still to be done, and means it.
    pub fn leaves_work(&self) {
        self.leaves_work.store(true, Ordering::Relaxed);
    }

    /// A browser that nobody has signed in with.
    pub fn browser(&self) -> Browser {
        Browser::new(self.app.config.public_url.page(""))
    }

    /// A browser of a new colleague who reads English.
    pub async fn signed_in(&self, role: Role) -> Browser {
        self.signed_in_reading(role, Language::En).await
    }

    pub async fn signed_in_reading(&self, role: Role, language: Language) -> Browser {
        let email = format!("{}@company.example", Uuid::now_v7().simple());
        self.make_user(&email, role, language).await;
        let browser = self.browser();
        let response = browser.sign_in(&email, PASSWORD).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        browser
    }

    /// Saves other settings.
    pub async fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        let mut tx = self.app.db.write().await.unwrap();
        let mut settings = settings::read(&mut tx).await.unwrap();
        change(&mut settings);
        assert!(settings::save(&mut tx, &settings, settings.version).await.unwrap());
        tx.commit().await.unwrap();
    }

    /// An account with [`PASSWORD`].
    pub async fn make_user(&self, email: &str, role: Role, language: Language) -> Uuid {
        let password_hash = QUICK_HASH.to_owned();
        let mut tx = self.app.db.write().await.unwrap();
        let user = NewUser { email: email.into(), name: "Kim Office".into(), role, language, password_hash };
        let id = accounts::create_user(&mut tx, self.clock.now(), user).await.unwrap();
        tx.commit().await.unwrap();
        id
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        drop(self.server.stop(false));
        let check = !std::thread::panicking() && !self.leaves_work.load(Ordering::Relaxed);
        let database = self.database.clone();
        // The test's own runtime is at its end and cannot wait for anything.
        let left = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let left = if check { work_left(&database.url()).await } else { Vec::new() };
                database.remove().await;
                left
            })
        });
        let left = left.join().unwrap();
        assert!(left.is_empty(), "the test ends with work still to be done: {left:?}");
    }
}

async fn work_left(url: &str) -> Vec<(String,)> {
    let db = Db::connect(url, 1).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let left = tx.query("SELECT payload FROM jobs WHERE done_at IS NULL AND failed_at IS NULL").all().await.unwrap();
    drop(tx);
    db.close().await;
    left
}

/// E-mails go out by this server.
pub fn sent_by(server: &MailServer) -> config::Mail {
    config::Mail { smtp_url: server.url().into(), from: "Firma Beispiel <office@company.example>".to_owned() }
}

/// A browser with cookies and without JavaScript: it reads pages and sends forms. Redirects are not followed.
#[derive(Clone)]
pub struct Browser {
    client: reqwest::Client,
    base: String,
}

impl Browser {
    fn new(base: String) -> Self {
        // A connection for each request: one that idles is closed by the server after a while, maybe just as it is used.
        let client = reqwest::Client::builder().cookie_store(true).redirect(Policy::none()).pool_max_idle_per_host(0);
        // The portal of a test speaks plain HTTP; certificates of the world take a while to read.
        let client = client.tls_certs_only([]);
        let client = client.build().unwrap();
        Self { client, base }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.base))
    }

    pub fn request(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// The page at `path`, which must answer 200.
    pub async fn page(&self, path: &str) -> Html {
        let response = self.get(path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        Html::parse_document(&response.text().await.unwrap())
    }

    /// Sends a form as the page at `page` would, with its CSRF token.
    pub async fn submit(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Response {
        let form = self.page(page).await;
        let token = csrf(&form);
        self.post(action, &token, fields).await
    }

    pub async fn post(&self, action: &str, csrf: &str, fields: &[(&str, &str)]) -> Response {
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf)]).collect();
        self.client.post(format!("{}{action}", self.base)).form(&fields).send().await.unwrap()
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> Response {
        self.submit("/login", "/login", &[("email", email), ("password", password)]).await
    }
}

/// The token that a page's forms carry.
pub fn csrf(page: &Html) -> String {
    let field = Selector::parse("input[name=csrf]").unwrap();
    page.select(&field).next().expect("the page has a form").attr("value").unwrap().to_owned()
}

/// The body of an answer as a page.
pub async fn read(response: Response) -> Html {
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8", "a browser would show the markup");
    Html::parse_document(&response.text().await.unwrap())
}

/// Where an answer sends the browser.
pub fn location(response: &Response) -> &str {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()["location"].to_str().unwrap()
}
