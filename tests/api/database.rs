//! The database in trouble: full, cut off, moved away, used by two.

use secrecy::ExposeSecret;
use std::{fs, path::PathBuf, process::Stdio, time::Duration};

use mandato::{
    db::{self, Tx},
    user::Role,
};
use reqwest::StatusCode;

use crate::support::{TestApp, csrf};

/// The file of an SQLite database; none on PostgreSQL.
fn file(app: &TestApp) -> Option<PathBuf> {
    app.app.config.database_url.expose_secret().strip_prefix("sqlite://").map(PathBuf::from)
}

async fn rename_company(tx: &mut Tx, name: &str) -> db::Result<u64> {
    tx.query("UPDATE settings SET creditor_name = $1").bind(name.to_owned()).execute().await
}

async fn company(app: &TestApp) -> String {
    let mut tx = app.app.db.read().await.unwrap();
    let (name,): (String,) = tx.query("SELECT creditor_name FROM settings").one().await.unwrap();
    name
}

/// SQLite undoes the transaction by itself, as with a full disk; PostgreSQL loses the connection.
async fn break_off(app: &TestApp, tx: &mut Tx) -> db::Error {
    if file(app).is_none() {
        return tx.query("SELECT pg_terminate_backend(pg_backend_pid())").execute().await.unwrap_err();
    }
    let _: Option<(i64,)> = tx.query("PRAGMA max_page_count = 1").optional().await.unwrap();
    let long = "room ".repeat(100_000);
    let insert = tx.query("INSERT INTO heartbeats (name, beat_at) VALUES ($1, $2)");
    insert.bind(long).bind(app.clock.now()).execute().await.unwrap_err()
}

#[actix_web::test]
async fn after_a_full_disk_or_a_lost_connection_the_portal_writes_again_without_being_started_anew() {
    let app = TestApp::start().await;
    // More often than there are connections.
    for turn in 0..20 {
        let mut tx = app.app.db.write().await.unwrap();
        rename_company(&mut tx, "half").await.unwrap();
        let error = break_off(&app, &mut tx).await;
        assert!(db::passes(&error), "{error:?}");
        // What came before is undone: what comes after must not be kept alone.
        assert!(rename_company(&mut tx, "alone").await.is_err());
        if turn % 2 == 0 {
            assert!(tx.commit().await.is_err());
        } else {
            drop(tx);
        }

        let mut tx = app.app.db.write().await.unwrap();
        let name = format!("whole {turn}");
        rename_company(&mut tx, &name).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(company(&app).await, name);
    }
    assert_eq!(app.browser().get("/readyz").send().await.unwrap().status(), StatusCode::OK);
}

#[actix_web::test]
async fn a_transaction_that_goes_on_after_a_refused_statement_is_not_taken_for_kept_when_it_is_undone() {
    let app = TestApp::start().await;
    let mut tx = app.app.db.write().await.unwrap();
    rename_company(&mut tx, "half").await.unwrap();
    let twice = "INSERT INTO settings (id) VALUES (1)";
    tx.query(twice).execute().await.unwrap_err();
    let went_on = rename_company(&mut tx, "whole").await.is_ok();
    let is_kept = tx.commit().await.is_ok();
    assert_eq!(is_kept, went_on);
    assert_eq!(company(&app).await == "whole", is_kept);
}

#[actix_web::test]
async fn nothing_is_written_into_a_database_file_that_was_moved_away_or_replaced() {
    let app = TestApp::start().await;
    app.leaves_work();
    let Some(file) = file(&app) else { return };
    let browser = app.signed_in(Role::Admin).await;
    let token = csrf(&browser.page("/users/new").await);
    let aside = file.with_extension("aside");
    let is_ready = async || {
        app.advance(chrono::TimeDelta::seconds(5));
        let answer = app.browser().get("/readyz").send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    assert_eq!(is_ready().await.0, StatusCode::OK);

    let begun = app.app.db.write().await.unwrap();
    fs::rename(&file, &aside).unwrap();
    assert!(begun.commit().await.is_err(), "it was there when the change began");
    for replaced in [false, true] {
        if replaced {
            fs::copy(&aside, &file).unwrap();
        }
        assert!(db::is_lost(&app.app.db.write().await.unwrap_err()), "{replaced}");
        let (status, said) = is_ready().await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(said.starts_with("not ready: the database file was removed, moved or replaced"), "{said}");
        let form = browser.post("/settings/logo/removal", &token, &[]).await;
        assert_eq!(form.status(), StatusCode::SERVICE_UNAVAILABLE, "{replaced}");
    }

    fs::rename(&aside, &file).unwrap();
    assert_eq!(is_ready().await.0, StatusCode::OK);

    // The log holds what was written last.
    fs::rename(file.with_extension("db-wal"), &aside).unwrap();
    assert_eq!(is_ready().await.0, StatusCode::SERVICE_UNAVAILABLE);
    fs::rename(&aside, file.with_extension("db-wal")).unwrap();
    assert_eq!(is_ready().await.0, StatusCode::OK);
}

#[actix_web::test]
async fn a_second_portal_on_one_sqlite_file_says_so_and_stops_while_other_commands_work() {
    let app = TestApp::start().await;
    let Some(file) = file(&app) else { return };
    let held = app.app.db.hold().unwrap();
    let link = file.with_file_name("link.db");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let run = async |arguments: &[&str], database: &PathBuf| {
        let output = tokio::process::Command::new(env!("CARGO_BIN_EXE_mandato"))
            .args(arguments)
            .env("DATABASE_URL", format!("sqlite://{}", database.display()))
            .env("MANDATO_LISTEN", "127.0.0.1:0")
            .env_remove("TWIKEY_API_URL")
            .env_remove("SMTP_URL")
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output();
        let output = tokio::time::timeout(Duration::from_secs(30), output).await.expect("it stops").unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };

    for database in [&file, &link] {
        let (is_well, said) = run(&["serve"], database).await;
        assert!(!is_well);
        assert!(said.contains("another portal works on"), "{said}");
        for command in [&["user", "list"][..], &["migrate"], &["doctor"]] {
            let (_, said) = run(command, database).await;
            assert!(!said.contains("another portal"), "{command:?}: {said}");
        }
    }

    drop(held);
    assert!(app.app.db.hold().is_ok());
}
