//! When it is not sure any more that a transaction is open.
//!
//! SQLite undoes a transaction by itself when the disk is full or fails, when memory runs out, or when it is interrupted:
//! each later statement would then be kept at once, alone. PostgreSQL refuses whatever follows a failed statement, and answers a
//! COMMIT by undoing all, which sqlx takes for a yes. So after such an error the transaction does nothing more.

use std::io;

use sqlx::{
    error::{DatabaseError, ErrorKind},
    sqlite::SqliteError,
};

use super::{Error, Result};

/// SQLite's primary result codes of errors that end a statement and nothing else: a wrong statement, a change of the tables, a
/// value too big, a constraint, a wrong type, a wrong number of values, and writing where only reading is allowed.
const STATEMENT_ONLY: [i32; 7] = [1, 8, 17, 18, 19, 20, 25];

/// Whether the transaction may have ended with this error.
pub(super) fn is_left_by(error: &Error) -> bool {
    match error {
        Error::Database(error) => match error.try_downcast_ref::<SqliteError>() {
            Some(error) => !is_of_statement_only(error),
            None => true,
        },
        // Ours, found in what the database gave well.
        Error::RowNotFound
        | Error::TypeNotFound { .. }
        | Error::ColumnNotFound(_)
        | Error::ColumnIndexOutOfBounds { .. }
        | Error::ColumnDecode { .. }
        | Error::Decode(_)
        | Error::Encode(_) => false,
        _ => true,
    }
}

fn is_of_statement_only(error: &SqliteError) -> bool {
    error.kind() != ErrorKind::Other || STATEMENT_ONLY.contains(&primary_code(error))
}

/// The lower byte of an extended code; 0 is none.
fn primary_code(error: &SqliteError) -> i32 {
    error.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or_default() & 0xff
}

/// Whether it is the database that is in trouble, and the same may work later: it is busy, away, out of room.
pub fn passes(error: &Error) -> bool {
    match error {
        Error::Database(error) => match error.try_downcast_ref::<SqliteError>() {
            // Busy, locked, out of memory, a failing or full disk, a file that cannot be opened.
            Some(error) => [5, 6, 7, 10, 13, 14].contains(&primary_code(error)),
            // Lost connections, no room or too many connections, taken back by the operator, trouble of the system; a server
            // that only reads, because another one has taken over.
            None => error.code().is_some_and(|code| {
                ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class)) || code == "25006"
            }),
        },
        Error::Io(_) | Error::Tls(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed => true,
        _ => false,
    }
}

/// Fails when the transaction may have ended.
pub(super) fn refuse(is_in_doubt: bool) -> Result<()> {
    if is_in_doubt {
        return Err(Error::Io(io::Error::other(
            "an earlier statement of this transaction failed: nothing more is done in it",
        )));
    }
    Ok(())
}
