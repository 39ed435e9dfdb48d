//! Files: what the portal keeps is for its owner alone.

use std::{
    fs::{self, Permissions},
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
};

/// What group and others may do with everything below a folder, and with the folder.
fn open_to_others(path: &Path) -> Vec<String> {
    let mode = fs::metadata(path).unwrap().permissions().mode();
    let mut open = Vec::new();
    if mode & 0o077 != 0 {
        open.push(format!("{} {mode:o}", path.display()));
    }
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            open.extend(open_to_others(&entry.unwrap().path()));
        }
    }
    open
}

/// The portal or the sandbox until it says that it listens, at the usual umask of a shell.
fn run_in(folder: &Path, command: &str) -> Vec<String> {
    let script = format!("umask 022; exec {} {command}", env!("CARGO_BIN_EXE_mandato"));
    let mut process = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder)
        .env("DATABASE_URL", "sqlite://data/mandato.db")
        .env("MANDATO_LISTEN", "127.0.0.1:0")
        .env("RUST_LOG", "info")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
    let listens = lines.into_iter().any(|line| line.contains("listens on"));
    let open = open_to_others(&folder.join("data"));
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(listens, "it starts");
    open
}

#[test]
fn whatever_the_portal_keeps_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run_in(folder.path(), "serve"), [""; 0]);
    let names = ["mandato.db", "mandato.db-wal", "secret"].map(|name| folder.path().join("data").join(name));
    assert!(names.iter().all(|name| name.exists()), "{names:?}");

    // An earlier version left them open.
    for name in &names {
        fs::set_permissions(name, Permissions::from_mode(0o644)).unwrap();
    }
    assert_eq!(run_in(folder.path(), "serve"), [""; 0]);
}
