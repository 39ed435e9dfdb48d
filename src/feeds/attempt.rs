//! Each entry on its own: what goes wrong with one is undone and kept for a person, and the others go on.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;

use crate::db::{self, Tx};

/// Why an entry that can be read changed nothing: something in it does not go with what the database or the calendar takes.
pub const NOT_APPLIED: &str = "not_applied";

/// It went wrong for what the entry says, and nothing of it was written.
#[derive(Clone, Copy, Debug)]
pub struct NotApplied;

/// Does `work` in a part of the transaction of its own. A database that is away or busy is not the entry's fault: that
/// ends the whole transaction.
///
/// The work is not awaited before the part has begun, so the caller hands over a function that makes it.
pub async fn attempt<T>(
    tx: &mut Tx,
    work: impl AsyncFnOnce(&mut Tx) -> db::Result<T>,
) -> db::Result<Result<T, NotApplied>> {
    tx.begin_part().await?;
    // What a panic could leave half changed is undone with the part.
    let reason = match AssertUnwindSafe(work(tx)).catch_unwind().await {
        Ok(Ok(done)) => {
            tx.keep_part().await?;
            return Ok(Ok(done));
        }
        Ok(Err(error)) if !db::is_about_values(&error) => return Err(error),
        // The database's words may repeat values of the entry; its code does not.
        Ok(Err(error)) => {
            error.as_database_error().and_then(|error| Some(error.code()?.into_owned())).unwrap_or_default()
        }
        Err(_) => "panic".to_owned(),
    };
    tx.undo_part().await?;
    tracing::warn!(reason, "What Twikey reports could not be applied; it is kept for a person");
    Ok(Err(NotApplied))
}
