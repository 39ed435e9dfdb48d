//! A part of a transaction that can be undone alone, and whether it may be: a statement can fail for what it was given, or
//! because the database is away or busy.

use super::{Error, Inner, Result, Tx, doubt};

impl Tx {
    /// Begins a part. It ends with [`Tx::keep_part`] or [`Tx::undo_part`]; a transaction that is dropped undoes it, too.
    pub async fn begin_part(&mut self) -> Result<()> {
        self.part("SAVEPOINT part").await
    }

    /// The part belongs to the transaction now.
    pub async fn keep_part(&mut self) -> Result<()> {
        self.part("RELEASE SAVEPOINT part").await
    }

    /// Undoes what was done since [`Tx::begin_part`], also after a statement that failed.
    pub async fn undo_part(&mut self) -> Result<()> {
        // That it can be undone tells that the transaction is open still.
        self.is_in_doubt = false;
        self.part("ROLLBACK TO SAVEPOINT part").await?;
        self.keep_part().await
    }

    async fn part(&mut self, sql: &'static str) -> Result<()> {
        doubt::refuse(self.is_in_doubt)?;
        let done = match &mut self.inner {
            Inner::Sqlite(tx) => sqlx::query(sql).execute(&mut **tx).await.map(drop),
            Inner::Postgres(tx) => sqlx::query(sql).execute(&mut **tx).await.map(drop),
        };
        // There is no part any more: the transaction has ended.
        self.is_in_doubt = done.is_err();
        done
    }
}

/// Whether a statement failed because of the values it was given or found, and would fail with them for ever.
pub fn is_about_values(error: &Error) -> bool {
    let Error::Database(error) = error else {
        return matches!(
            error,
            Error::Encode(_)
                | Error::Decode(_)
                | Error::ColumnDecode { .. }
                | Error::RowNotFound
                | Error::InvalidArgument(_)
        );
    };
    let code = error.code().unwrap_or_default();
    match code.parse::<u32>() {
        // PostgreSQL's codes have five characters. Classes: cardinality, data, constraint, program limit.
        _ if code.len() == 5 => ["21", "22", "23", "54"].iter().any(|class| code.starts_with(class)),
        // SQLite's: the lowest byte is the kind. SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_RANGE.
        Ok(code) => matches!(code & 0xff, 18 | 19 | 20 | 25) || error.message() == "integer overflow",
        Err(_) => false,
    }
}
