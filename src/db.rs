//! One SQL text for SQLite and PostgreSQL: a transaction of either, and a builder that reads like sqlx.
//!
//! Every query function takes `tx: &mut Tx`. A page opens [`Db::read`], a change opens [`Db::write`]. Never open a
//! second one while the first is open: SQLite has one writer, so it would wait for itself. Never wait for the network
//! with one open.
//!
//! What the text has to avoid: `now()`, `SUM` without a cast (`NUMERIC` on PostgreSQL), `LOWER`/`LIKE` on other than
//! ASCII (SQLite folds nothing else), catching an error and going on without [`Tx::undo_part`] (PostgreSQL refuses the rest
//! of the transaction).
//!
//! A connection of which it is not sure that its transaction has ended is closed and never used again.

mod doubt;
mod file;
mod nested;
mod savepoint;
mod text;

use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use sqlx::{
    Connection, Encode, FromRow, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction,
    Type,
    migrate::Migrator,
    postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow},
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
    },
};

pub use self::{
    doubt::passes,
    file::{Held, HoldError, hold, is_lost},
    nested::one_at_a_time,
    savepoint::is_about_values,
    text::contains,
};
use self::{file::DatabaseFile, nested::Open, text::without_nul};
pub use sqlx::Error;

/// The result of whatever asks the database.
pub type Result<T, E = Error> = std::result::Result<T, E>;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// How long a caller waits for a connection before it is told that the database is busy.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// The database.
#[derive(Clone, Debug)]
pub struct Db {
    pools: Pools,
    statements: Arc<AtomicU64>,
}

#[derive(Clone, Debug)]
enum Pools {
    Sqlite {
        readers: SqlitePool,
        writer: SqlitePool,
        /// None: in memory.
        file: Option<Arc<DatabaseFile>>,
    },
    Postgres(PgPool),
}

impl Pools {
    async fn sqlite(url: &str, connections: u32) -> Result<Self> {
        let options = SqliteConnectOptions::from_str(url)?
            .journal_mode(SqliteJournalMode::Wal)
            // With WAL a power cut may only lose the last commits unless every commit is synced; money is at stake.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(ACQUIRE_TIMEOUT);
        // Made once. A connection that is opened later and finds no file must not begin an empty database.
        let first = SqliteConnection::connect_with(&options.clone().create_if_missing(true)).await?;
        let path = options.get_filename();
        let file = if path.exists() { Some(Arc::new(DatabaseFile::open(path)?)) } else { None };
        let writer = Self::sqlite_pool(1, file.clone()).connect_with(options.clone()).await?;
        let readers =
            Self::sqlite_pool(connections, file.clone()).connect_with(options.pragma("query_only", "ON")).await?;
        first.close().await?;
        Ok(Self::Sqlite { readers, writer, file })
    }

    fn sqlite_pool(connections: u32, file: Option<Arc<DatabaseFile>>) -> SqlitePoolOptions {
        SqlitePoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(move |_, _| {
                let is_same = file.as_ref().map_or(Ok(()), |file| file.connected());
                Box::pin(async move { is_same })
            })
            // SQLite undoes a transaction by itself when the disk is full or fails. Then the ROLLBACK of sqlx fails, and the
            // connection would be taken to be within that transaction for ever.
            .after_release(|connection, _| {
                Box::pin(async move {
                    // The rollback of a transaction that was dropped comes before it.
                    connection.ping().await?;
                    Ok(!connection.is_in_transaction())
                })
            })
    }

    async fn postgres(url: &str, connections: u32) -> Result<Self> {
        // Compiling a statement takes PostgreSQL longer than running any of ours: the totals of 100,000 invoices took
        // 0.41 s with it and 0.09 s without.
        let options = PgConnectOptions::from_str(url)?.application_name("mandato").options([("jit", "off")]);
        let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE_TIMEOUT);
        Ok(Self::Postgres(pool.connect_with(options).await?))
    }
}

impl Db {
    /// Connects to `sqlite://path` (made when missing) or `postgres://…`, with so many connections at most.
    pub async fn connect(url: &str, connections: u32) -> Result<Self> {
        let pools = if url.starts_with("sqlite:") {
            Pools::sqlite(url, connections).await?
        } else {
            Pools::postgres(url, connections).await?
        };
        Ok(Self { pools, statements: Arc::default() })
    }

    /// Brings the tables up to date. Safe to call by several processes at once on PostgreSQL.
    pub async fn migrate(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => MIGRATIONS.run(writer).await?,
            Pools::Postgres(pool) => MIGRATIONS.run(pool).await?,
        }
        Ok(())
    }

    /// One consistent view of the data, for a page. Writing in it fails.
    pub async fn read(&self) -> Result<Tx> {
        let pools = self.pools.clone();
        self.begin(None, async move {
            Ok(match pools {
                Pools::Sqlite { readers, .. } => Inner::Sqlite(readers.begin().await?),
                Pools::Postgres(pool) => {
                    Inner::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
                }
            })
        })
        .await
    }

    /// One unit of work, undone unless committed.
    pub async fn write(&self) -> Result<Tx> {
        let pools = self.pools.clone();
        let file = self.file().cloned();
        if let Some(file) = &file {
            file.look(false)?;
        }
        let tx = self.begin(file, async move {
            Ok(match pools {
                // A plain BEGIN that reads first and then writes fails at once when another writer was faster.
                Pools::Sqlite { writer, .. } => Inner::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
                Pools::Postgres(pool) => Inner::Postgres(pool.begin().await?),
            })
        });
        let tx = tx.await?;
        tx.look()?;
        Ok(tx)
    }

    /// Opens a transaction in a task of its own. A request whose browser goes away is dropped where it waits; dropped
    /// within `BEGIN`, it would give the connection back with the transaction open (sqlx 0.9 rolls back what it knows to
    /// have begun), and the next one would find itself in it.
    async fn begin(
        &self,
        file: Option<Arc<DatabaseFile>>,
        begin: impl Future<Output = Result<Inner>> + Send + 'static,
    ) -> Result<Tx> {
        let open = Open::new();
        let inner = tokio::spawn(begin).await.map_err(|_| Error::WorkerCrashed)??;
        Ok(Tx { inner, statements: self.statements.clone(), file, is_in_doubt: false, _open: open })
    }

    fn file(&self) -> Option<&Arc<DatabaseFile>> {
        match &self.pools {
            Pools::Sqlite { file, .. } => file.as_ref(),
            Pools::Postgres(_) => None,
        }
    }

    /// Keeps every other portal from an SQLite database, until dropped. PostgreSQL can be shared.
    pub fn hold(&self) -> Result<Option<Held>, HoldError> {
        self.file().map(|file| file.hold()).transpose()
    }

    /// What time it is where the database is; none when its machine is ours.
    pub async fn time(&self) -> Result<Option<DateTime<Utc>>> {
        match &self.pools {
            Pools::Sqlite { .. } => Ok(None),
            Pools::Postgres(pool) => {
                let (time,) = sqlx::query_as("SELECT clock_timestamp()").fetch_one(pool).await?;
                Ok(Some(time))
            }
        }
    }

    /// How many statements were sent since the start, `BEGIN` and `COMMIT` not counted. Tests bound a page's cost by it.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Closes every connection, after what runs has ended.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { readers, writer, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// An open transaction.
#[derive(Debug)]
pub struct Tx {
    inner: Inner,
    statements: Arc<AtomicU64>,
    /// Of a transaction that writes, on SQLite.
    file: Option<Arc<DatabaseFile>>,
    /// Whether an error may have ended it: see [`doubt`].
    is_in_doubt: bool,
    _open: Open,
}

#[derive(Debug)]
enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// One statement, with `$1`, `$2`, … for what is bound in that order.
    pub fn query(&mut self, sql: &'static str) -> Query<'_> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let statement = match &mut self.inner {
            Inner::Sqlite(tx) => Statement::Sqlite(tx, sqlx::query(sql)),
            Inner::Postgres(tx) => Statement::Postgres(tx, sqlx::query(sql)),
        };
        Query { statement, is_in_doubt: &mut self.is_in_doubt }
    }

    /// Keeps what was done. Dropping the transaction instead undoes it.
    pub async fn commit(self) -> Result<()> {
        // What came before the error may be undone, and what came after it would stand alone.
        doubt::refuse(self.is_in_doubt)?;
        self.look()?;
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await,
            Inner::Postgres(tx) => tx.commit().await,
        }
    }

    /// Whether what is written gets into the file that everybody else reads.
    fn look(&self) -> Result<()> {
        self.file.as_ref().map_or(Ok(()), |file| file.look(true))
    }
}

/// A statement under construction.
pub struct Query<'t> {
    statement: Statement<'t>,
    is_in_doubt: &'t mut bool,
}

enum Statement<'t> {
    Sqlite(&'t mut SqliteConnection, sqlx::query::Query<'t, Sqlite, SqliteArguments>),
    Postgres(&'t mut PgConnection, sqlx::query::Query<'t, Postgres, PgArguments>),
}

/// Sends the statement, in the same words to either database, unless an error may have ended its transaction.
macro_rules! send {
    ($query:expr, $connection:ident, $statement:ident => $result:expr) => {{
        doubt::refuse(*$query.is_in_doubt)?;
        let result = match $query.statement {
            Statement::Sqlite($connection, $statement) => $result,
            Statement::Postgres($connection, $statement) => $result,
        };
        if let Err(error) = &result {
            *$query.is_in_doubt = doubt::is_left_by(error);
        }
        result
    }};
}

impl<'t> Query<'t> {
    /// Text is bound without NUL, which PostgreSQL refuses and nobody types.
    pub fn bind<T: Value<'t>>(self, value: T) -> Self {
        match without_nul(&value) {
            Some(text) => self.bind_as_it_is(text),
            None => self.bind_as_it_is(value),
        }
    }

    fn bind_as_it_is(self, value: impl Value<'t>) -> Self {
        let statement = match self.statement {
            Statement::Sqlite(connection, statement) => Statement::Sqlite(connection, statement.bind(value)),
            Statement::Postgres(connection, statement) => Statement::Postgres(connection, statement.bind(value)),
        };
        Self { statement, ..self }
    }

    /// Every row.
    pub async fn all<R: Row>(self) -> Result<Vec<R>> {
        send!(self, connection, statement => match statement.fetch_all(connection).await {
            Ok(rows) => rows.iter().map(R::from_row).collect(),
            Err(error) => Err(error),
        })
    }

    /// The row, or none. More than one is not looked at.
    pub async fn optional<R: Row>(self) -> Result<Option<R>> {
        send!(self, connection, statement => match statement.fetch_optional(connection).await {
            Ok(row) => row.map(|row| R::from_row(&row)).transpose(),
            Err(error) => Err(error),
        })
    }

    /// The row; [`Error::RowNotFound`] when there is none.
    pub async fn one<R: Row>(self) -> Result<R> {
        self.optional().await?.ok_or(Error::RowNotFound)
    }

    /// Runs it and says how many rows it changed.
    pub async fn execute(self) -> Result<u64> {
        send!(self, connection, statement => {
            statement.execute(connection).await.map(|done| done.rows_affected())
        })
    }
}

/// What can be bound in both databases.
pub trait Value<'t>: Encode<'t, Sqlite> + Type<Sqlite> + Encode<'t, Postgres> + Type<Postgres> + Send + 't {}
impl<'t, T> Value<'t> for T where
    T: Encode<'t, Sqlite> + Type<Sqlite> + Encode<'t, Postgres> + Type<Postgres> + Send + 't
{
}

/// What can be read from a row of both databases: `#[derive(sqlx::FromRow)]`, or a tuple.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}
impl<R> Row for R where R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}

/// Whether a statement failed because `column` of `table` must be unique.
pub fn is_taken(error: &Error, table: &str, column: &str) -> bool {
    let Error::Database(error) = error else { return false };
    if !error.is_unique_violation() {
        return false;
    }
    match error.constraint() {
        Some(constraint) => constraint == format!("{table}_{column}_key"),
        // SQLite names columns in its message only: "UNIQUE constraint failed: customers.number".
        None => error.message().ends_with(&format!("{table}.{column}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_page_cannot_write_and_an_uncommitted_change_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/test.db", folder.path().display());
        let db = Db::connect(&url, 2).await.unwrap();
        db.migrate().await.unwrap();

        let mut page = db.read().await.unwrap();
        assert!(page.query("UPDATE settings SET creditor_name = 'x'").execute().await.is_err());
        drop(page);

        let mut change = db.write().await.unwrap();
        assert_eq!(change.query("UPDATE settings SET creditor_name = 'x'").execute().await.unwrap(), 1);
        drop(change);

        let mut page = db.read().await.unwrap();
        let (name,): (String,) = page.query("SELECT creditor_name FROM settings").one().await.unwrap();
        assert_eq!(name, "");
    }
}
