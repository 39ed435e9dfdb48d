//! The key of sessions and seals, kept beside an SQLite database when nobody gives one.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rand::RngExt;
use secrecy::SecretString;

use crate::private;

/// The file of an SQLite database; none for PostgreSQL.
pub fn sqlite_file(database_url: &str) -> Option<PathBuf> {
    let path = database_url.strip_prefix("sqlite:")?.trim_start_matches("//");
    Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
}

/// Reads the key kept beside an SQLite database, or makes it.
pub fn secret_beside_database(database_url: &str) -> anyhow::Result<SecretString> {
    let Some(database) = sqlite_file(database_url) else {
        bail!(
            "MANDATO_SECRET is missing. Processes that share a PostgreSQL must share it; `openssl rand -hex 64` makes one"
        )
    };
    let path = database.with_file_name("secret");
    if let Ok(secret) = std::fs::read_to_string(&path) {
        private::close(&path).with_context(|| format!("cannot close {} to others", path.display()))?;
        return Ok(SecretString::from(secret.trim().to_owned()));
    }
    private::prepare(&database).with_context(|| format!("cannot make the folder of {}", path.display()))?;
    let mut key = [0_u8; 64];
    rand::rng().fill(&mut key);
    let secret = hex::encode(key);
    write_private(&path, &secret).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(SecretString::from(secret))
}

/// Writes a file that only its owner may read.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
