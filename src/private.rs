//! Files that only their owner may read: the database with its journals, the key beside it, what the sandbox remembers.

use std::{
    fs::{self, DirBuilder, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
};

use rustix::{fs::Mode, process::umask};

/// From now on what this process makes is for its owner alone, whichever library makes it.
pub fn by_default() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// Makes ready for an SQLite database: its folder, if there is none, and the files that an earlier version left readable
/// for others. A folder that somebody else made is left as it is: more than ours may be in it.
pub fn prepare(database: &Path) -> io::Result<()> {
    if let Some(folder) = database.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    for file in files(database) {
        match close(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Takes away what others may do with a file.
pub fn close(file: &Path) -> io::Result<()> {
    fs::set_permissions(file, Permissions::from_mode(0o600))
}

/// The database, and what SQLite keeps beside it.
fn files(database: &Path) -> impl Iterator<Item = PathBuf> {
    ["", "-wal", "-shm", "-journal"].into_iter().map(|end| {
        let mut name = database.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    })
}
