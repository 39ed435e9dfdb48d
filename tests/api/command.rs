//! `mandato user`, as somebody types it at a terminal.

use std::{
    fs::File,
    io::{Read, Write},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use mandato::accounts;
use reqwest::StatusCode;
use rustix::{
    fs::{Mode, OFlags, open},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, tcgetattr},
};
use secrecy::ExposeSecret;

use crate::support::{PASSWORD, TestApp, location};

/// A terminal with the command at its other end.
struct Terminal {
    screen: File,
    child: Child,
    shown: String,
}

impl Terminal {
    fn start(app: &TestApp, arguments: &[&str]) -> Self {
        let screen = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&screen).unwrap();
        unlockpt(&screen).unwrap();
        let name = ptsname(&screen, Vec::new()).unwrap();
        let terminal = File::from(open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap());
        let stream = || Stdio::from(terminal.try_clone().unwrap());
        let child = Command::new(env!("CARGO_BIN_EXE_mandato"))
            .args(["user", "--database-url", app.app.config.database_url.expose_secret()])
            .args(arguments)
            .env("TERM", "xterm")
            .stdin(stream())
            .stdout(stream())
            .stderr(stream())
            .spawn()
            .unwrap();
        Self { screen: File::from(screen), child, shown: String::new() }
    }

    /// Waits until this is shown again.
    fn see(&mut self, text: &str) {
        let before = self.shown.matches(text).count();
        while self.shown.matches(text).count() == before {
            let mut bytes = [0; 1024];
            let length = self.screen.read(&mut bytes).expect("the command ended without showing it");
            self.shown.push_str(&String::from_utf8_lossy(&bytes[..length]));
        }
    }

    /// Types at the prompt, once the terminal shows nothing of it any more.
    fn type_hidden(&mut self, prompt: &str, typed: &str) {
        self.see(prompt);
        let began = Instant::now();
        while tcgetattr(&self.screen).unwrap().local_modes.contains(LocalModes::ECHO) {
            assert!(began.elapsed() < Duration::from_secs(20), "what is typed would be shown: {}", self.shown);
            std::thread::yield_now();
        }
        writeln!(self.screen, "{typed}").unwrap();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended, unless the test goes wrong.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[actix_web::test]
async fn a_password_is_typed_twice_and_never_shown_and_the_set_up_link_ends_with_it() {
    let app = TestApp::start().await;
    let link = accounts::setup::link_if_needed(&app.app).await.unwrap().expect("nobody can sign in yet");
    let path = link.strip_prefix(&app.app.config.public_url.to_string()).unwrap().to_owned();
    assert_eq!(app.browser().get(&path).send().await.unwrap().status(), StatusCode::OK);

    let mut terminal = Terminal::start(&app, &["add", "kim@company.example", "--name", "Kim"]);
    let typed = [
        ("Password: ", "zu kurz"),
        ("Password: ", PASSWORD),
        ("Once more: ", "der Regen kommt von rechts"),
        ("Password: ", PASSWORD),
        ("Once more: ", PASSWORD),
    ];
    let terminal = tokio::task::spawn_blocking(move || {
        for (prompt, typed) in typed {
            terminal.type_hidden(prompt, typed);
        }
        terminal.see("kim@company.example can sign in as staff.");
        assert!(terminal.child.wait().unwrap().success());
        std::mem::take(&mut terminal.shown)
    });
    let shown = terminal.await.unwrap();

    for (_, typed) in typed {
        assert!(!shown.contains(typed), "{shown}");
    }
    assert!(shown.contains("At least 12 characters") && shown.contains("not the same"), "{shown}");
    assert_eq!(app.browser().get(&path).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(location(&app.browser().sign_in("kim@company.example", PASSWORD).await), "/");
}
