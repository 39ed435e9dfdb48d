//! The file of an SQLite database: whether it is still the one that was opened, and whether another portal works on it.
//!
//! A program goes on writing into a file that was removed or replaced, and whatever it writes is gone with the last
//! program that has it open. So each transaction looks whether the path still leads to the file that was opened.

use std::{
    fs::{self, File, TryLockError},
    io,
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use sqlx::Error;

/// The file that was opened, and its write-ahead log.
#[derive(Debug)]
pub struct DatabaseFile {
    path: PathBuf,
    opened: Identity,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Of the write-ahead log, from the first transaction of a connection on: SQLite removes the log with the last connection.
    log: Option<Identity>,
    /// Said in our log when it changes, not with every transaction.
    is_lost: bool,
}

/// What a file keeps when it is renamed, and no other has while it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    fn of(path: &Path) -> io::Result<Self> {
        let file = fs::metadata(path)?;
        Ok(Self { device: file.dev(), inode: file.ino() })
    }
}

/// The path does not lead to the database that is open any more.
#[derive(Debug, thiserror::Error)]
#[error(
    "{path} was removed, moved or replaced while the portal runs. Nothing is written any more; put the file back where it was, or start \
     the portal anew to work on what is there now"
)]
pub struct Lost {
    path: String,
}

/// Whether an error says that the database's file is not there any more.
pub fn is_lost(error: &Error) -> bool {
    let Error::Io(error) = error else { return false };
    error.get_ref().and_then(|inner| inner.downcast_ref::<Lost>()).is_some()
}

impl DatabaseFile {
    /// The file at `path`, which is open.
    pub fn open(path: &Path) -> io::Result<Self> {
        // Whatever becomes of the working folder or of a link, it is this file.
        let path = fs::canonicalize(path)?;
        Ok(Self { opened: Identity::of(&path)?, path, state: Mutex::default() })
    }

    pub fn hold(&self) -> Result<Held, HoldError> {
        hold(&self.path)
    }

    /// A new connection opens the log anew, after SQLite may have removed it.
    pub fn connected(&self) -> Result<(), Error> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).log = None;
        self.look(false)
    }

    /// Fails when the path leads elsewhere. Within a transaction SQLite has a log open, which must be there too.
    pub fn look(&self, in_transaction: bool) -> Result<(), Error> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut is_lost = Identity::of(&self.path).ok() != Some(self.opened);
        if in_transaction && !is_lost {
            let log = Identity::of(&self.log_path()).ok();
            is_lost = log.is_none() || state.log.is_some() && state.log != log;
            state.log = state.log.or(log);
        }
        let lost = Lost { path: self.path.display().to_string() };
        match (state.is_lost, is_lost) {
            (false, true) => tracing::error!("{lost}"),
            (true, false) => tracing::info!("{} is back", lost.path),
            _ => {}
        }
        state.is_lost = is_lost;
        if is_lost { Err(Error::Io(io::Error::other(lost))) } else { Ok(()) }
    }

    fn log_path(&self) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push("-wal");
        path.into()
    }
}

/// Holds an SQLite database for the one portal that works on it; until dropped.
#[derive(Debug)]
pub struct Held {
    _file: File,
}

/// Why a portal may not work on a database.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    #[error(
        "another portal works on {path} already, and two would do every job twice. Stop it first; several portals can share a PostgreSQL"
    )]
    Taken { path: String },
    #[error("cannot lock {path}: {error}")]
    Io { path: String, error: io::Error },
}

/// Keeps every other portal from the database at `path`. Commands that do a thing once work beside the portal.
///
/// The lock is on a file beside the database: one on the database itself would end SQLite's own locks when it is closed.
pub fn hold(path: &Path) -> Result<Held, HoldError> {
    // Two spellings of one file are one file.
    let mut beside = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).into_os_string();
    beside.push(".lock");
    let shown = path.display().to_string();
    let file = File::options().create(true).truncate(false).write(true).mode(0o600).open(beside);
    let file = file.map_err(|error| HoldError::Io { path: shown.clone(), error })?;
    match file.try_lock() {
        Ok(()) => Ok(Held { _file: file }),
        Err(TryLockError::WouldBlock) => Err(HoldError::Taken { path: shown }),
        Err(TryLockError::Error(error)) => Err(HoldError::Io { path: shown, error }),
    }
}
