//! What hangs outside: it holds up nothing else, and no stop.

use std::{
    io::Write,
    net::{TcpListener, TcpStream},
    time::Duration,
};

use chrono::TimeDelta;
use mandato::{
    app::App,
    invoices,
    mandates::{self, Scheme, State},
    sandbox::state::mandate::Standing,
    server,
    user::Role,
};
use rustix::process::{Pid, Signal, kill_process};
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

use super::{
    handover::{confirm_one, stored},
    mandates::{reachable, request},
};
use crate::support::{TestApp, billing, mail_server::MailServer, make, sent_by, twikey::IBAN};

/// The portal with its workers and its server, as `mandato serve` runs it.
pub struct Running {
    portal: TcpListener,
    stop: watch::Sender<bool>,
    ended: JoinHandle<anyhow::Result<()>>,
}

impl Running {
    pub async fn start(app: &TestApp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let portal = listener.try_clone().unwrap();
        let (stop, asked) = watch::channel(false);
        let mut process = App::new((*app.app.config).clone(), app.clock.clone()).await.unwrap();
        process.grace = Duration::from_millis(300);
        let ended = actix_web::rt::spawn(server::run(process, listener, asked));
        Self { portal, stop, ended }
    }

    /// Asks it to stop, and says how long it took.
    pub async fn stop(self) -> Duration {
        let asked = Instant::now();
        self.stop.send(true).unwrap();
        self.ended.await.unwrap().unwrap();
        asked.elapsed()
    }
}

pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waited = timeout(Duration::from_secs(20), async {
        while !holds().await {
            sleep(Duration::from_millis(20)).await;
        }
    });
    waited.await.expect(what);
}

pub async fn count(app: &TestApp, sql: &'static str) -> i64 {
    let mut tx = app.app.db.read().await.unwrap();
    let (count,): (i64,) = tx.query(sql).one().await.unwrap();
    count
}

const LEASED: &str = "SELECT COUNT(*) FROM jobs WHERE leased_until IS NOT NULL";
const MAILS_LEASED: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'send_message' AND leased_until IS NOT NULL";
const MAILS_WAITING: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'send_message' AND done_at IS NULL";

#[actix_web::test]
async fn a_mail_server_that_hangs_holds_up_no_signature_no_hand_over_and_no_stop() {
    let mail = MailServer::start().await;
    mail.hang();
    let app = TestApp::with_twikey_and(|config| config.mail = Some(sent_by(&mail))).await;
    let browser = app.signed_in(Role::Staff).await;
    let running = Running::start(&app).await;

    let mut customers = Vec::new();
    for _ in 0..6 {
        let customer = reachable(&app).await;
        request(&browser, &customer, "email").await;
        customers.push(customer);
    }
    until("the mails hang", async || count(&app, MAILS_LEASED).await == 3).await;
    until("every mandate is asked for", async || count(&app, MAILS_WAITING).await == 6).await;

    let signer = make::customer(&app).await;
    let reference = app.signed_elsewhere(Some(&signer.number), None, Scheme::Core);
    until("the signature is heard of", async || {
        app.mandate(&reference).await.is_some_and(|mandate| mandate.state == State::Signed)
    })
    .await;
    let invoice = confirm_one(&app, &make::customer(&app).await).await;
    until("the invoice is handed over", async || stored(&app, &invoice).await.state == invoices::State::HandedOver)
        .await;
    assert_eq!(count(&app, MAILS_LEASED).await, 3, "they hang still");

    // A request that never ends, too.
    let mut half = TcpStream::connect(running.portal.local_addr().unwrap()).unwrap();
    half.write_all(b"POST /login HTTP/1.1\r\nContent-Length: 9\r\n").unwrap();
    let took = running.stop().await;
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(count(&app, LEASED).await, 0, "given back, for whoever comes next");
    assert!(mail.received().is_empty());

    mail.relent();
    app.work().await;
    app.advance(TimeDelta::seconds(10));
    app.work().await;
    assert_eq!(mail.received().len(), 7, "each once, the invoice among them");
}

#[actix_web::test]
async fn a_twikey_that_hangs_holds_up_no_stop_and_what_was_cut_off_is_done_once() {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    app.fault(json!({"path": "/invite", "method": "POST", "delay_ms": 60_000}));
    let running = Running::start(&app).await;
    let customer = reachable(&app).await;
    request(&browser, &customer, "email").await;
    until("Twikey is asked", async || count(&app, LEASED).await == 1).await;
    sleep(Duration::from_millis(200)).await;

    let took = running.stop().await;
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(count(&app, LEASED).await, 0);

    app.advance(TimeDelta::seconds(10));
    app.work().await;
    app.hear().await;
    let mut tx = app.app.db.read().await.unwrap();
    let made = mandates::of_customer(&mut tx, customer.id).await.unwrap();
    drop(tx);
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].state, State::Invited);
    app.sandbox().change(|world, _| {
        let open = world.mandates.values().filter(|mandate| mandate.standing != Standing::Removed);
        assert_eq!(open.count(), 1);
        assert_eq!(world.mailbox.messages().len(), 1);
    });
    app.sign(made[0].reference.as_ref().unwrap(), IBAN);
    app.hear().await;
}

#[actix_web::test]
async fn a_signal_ends_the_program_in_ten_seconds_though_a_mail_hangs() {
    let mail = MailServer::start().await;
    mail.hang();
    let app = TestApp::start_with_mail(&mail).await;
    billing::ready(&app).await;
    confirm_one(&app, &make::customer(&app).await).await;
    let mut program = tokio::process::Command::new(env!("CARGO_BIN_EXE_mandato"))
        .arg("serve")
        .env("DATABASE_URL", app.app.config.database_url.expose_secret())
        .env("MANDATO_SECRET", app.app.config.secret.expose_secret())
        .env("MANDATO_LISTEN", "127.0.0.1:0")
        .env("SMTP_URL", mail.url())
        .env("MAIL_FROM", "office@company.example")
        .env_remove("TWIKEY_API_URL")
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    until("the mail hangs", async || count(&app, MAILS_LEASED).await == 1).await;

    let id = i32::try_from(program.id().unwrap()).unwrap();
    kill_process(Pid::from_raw(id).unwrap(), Signal::TERM).unwrap();
    let ended = timeout(Duration::from_secs(10), program.wait()).await.expect("it ends in ten seconds").unwrap();
    assert!(ended.success(), "{ended}");
    assert_eq!(count(&app, LEASED).await, 0, "given back, for whoever comes next");
    assert_eq!(count(&app, MAILS_WAITING).await, 1);
    app.leaves_work();
}
