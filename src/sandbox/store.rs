//! The state file: one JSON document, replaced as a whole, so that a kill never leaves half of one.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use tokio::sync::watch;

use super::{shared::Shared, state::World};

/// Changes that follow one another this closely are saved together.
const PAUSE: Duration = Duration::from_millis(100);

/// Saving takes at most one part in so many of the time, however large the world has become.
const SHARE: u32 = 10;

/// Reads the state file. `None` when there is none yet.
pub fn load(path: &Path) -> io::Result<Option<World>> {
    match fs::read(path) {
        Ok(json) => Ok(Some(serde_json::from_slice(&json)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Saves the world after changes, until told to stop; then a last time.
pub async fn keep(shared: Shared, path: PathBuf, mut stop: watch::Receiver<bool>) {
    let mut changes = shared.changes();
    // What happened before this task began is saved too.
    changes.mark_changed();
    let mut pause = PAUSE;
    loop {
        let stopping = tokio::select! {
            _ = stop.wait_for(|stop| *stop) => true,
            change = changes.changed() => change.is_err(),
        };
        if !stopping {
            tokio::time::sleep(pause).await;
            changes.mark_unchanged();
        }
        let started = Instant::now();
        let (shared, path) = (shared.clone(), path.clone());
        let saved = tokio::task::spawn_blocking(move || save(&shared, &path)).await;
        if let Ok(Err(error)) = saved {
            tracing::error!(%error, "the sandbox's state could not be saved");
        }
        if stopping {
            return;
        }
        pause = PAUSE.max(started.elapsed() * SHARE);
    }
}

fn save(shared: &Shared, path: &Path) -> io::Result<()> {
    let json = shared.to_json()?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension("draft");
    let mut file = File::create(&draft)?;
    file.write_all(&json)?;
    // The new content must be on the disk before the name points to it.
    file.sync_all()?;
    fs::rename(&draft, path)
}
