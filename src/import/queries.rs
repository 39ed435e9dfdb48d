//! Imports in the database.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    Kind,
    report::{Entry, Outcome, Totals},
};
use crate::{
    db::{Result, Tx},
    i18n::Language,
    paging::{LIMIT, Start},
};

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "lowercase")]
pub enum State {
    Checking,
    /// It waits for somebody to say that it shall be imported.
    Checked,
    Importing,
    Imported,
}

/// A file that was sent, its content aside.
#[derive(Clone, Debug, FromRow)]
pub struct Import {
    pub id: Uuid,
    pub kind: Kind,
    pub file_name: String,
    notes: String,
    /// Of the report; numbers in the file are read as it writes them.
    pub language: Language,
    pub state: State,
    pub total: i64,
    pub done: i64,
    pub user_id: Uuid,
    pub user_name: String,
    pub created_at: DateTime<Utc>,
}

impl Import {
    pub fn notes(&self) -> Vec<String> {
        serde_json::from_str(&self.notes).unwrap_or_default()
    }

    /// Whether it goes on by itself.
    pub const fn is_under_way(&self) -> bool {
        matches!(self.state, State::Checking | State::Importing)
    }
}

/// A file that was just sent.
#[derive(Clone, Debug)]
pub struct Sent<'a> {
    pub id: Uuid,
    pub kind: Kind,
    pub file_name: &'a str,
    pub content: Vec<u8>,
    pub notes: &'a [String],
    pub language: Language,
    pub total: i64,
    pub user: Uuid,
}

/// Writes down a file that is to be checked.
pub async fn insert(tx: &mut Tx, now: DateTime<Utc>, sent: Sent<'_>) -> Result<()> {
    tx.query(
        "INSERT INTO imports (id, kind, file_name, content, notes, language, state, total, done, user_id, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'checking', $7, 0, $8, $9, $9)",
    )
    .bind(sent.id)
    .bind(sent.kind)
    .bind(sent.file_name)
    .bind(sent.content)
    .bind(list(sent.notes))
    .bind(sent.language)
    .bind(sent.total)
    .bind(sent.user)
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Import>> {
    tx.query(
        "SELECT i.id, i.kind, i.file_name, i.notes, i.language, i.state, i.total, i.done, i.user_id, u.name AS user_name,
                i.created_at
         FROM imports i JOIN users u ON u.id = i.user_id WHERE i.id = $1",
    )
    .bind(id)
    .optional()
    .await
}

/// The file itself; none once it is imported.
pub async fn content(tx: &mut Tx, id: Uuid) -> Result<Option<Vec<u8>>> {
    let found: Option<(Option<Vec<u8>>,)> =
        tx.query("SELECT content FROM imports WHERE id = $1").bind(id).optional().await?;
    Ok(found.and_then(|(content,)| content))
}

/// Somebody says that a checked file shall be imported. The report of the check goes, that of the import comes, and means the
/// same by the same numbers: whoever says so may read another language than whoever had it checked. Says no when it is not
/// waiting for that.
pub async fn accept(tx: &mut Tx, now: DateTime<Utc>, id: Uuid, user: Uuid) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE imports SET state = 'importing', done = 0, user_id = $2, updated_at = $3
             WHERE id = $1 AND state = 'checked'",
        )
        .bind(id)
        .bind(user)
        .bind(now)
        .execute()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    tx.query("DELETE FROM import_entries WHERE import_id = $1").bind(id).execute().await?;
    Ok(true)
}

/// Writes down that it has come from `import.done` to `done`. Says no when somebody else did.
pub async fn advance(tx: &mut Tx, now: DateTime<Utc>, import: &Import, done: i64) -> Result<bool> {
    let changed = tx
        .query("UPDATE imports SET done = $4, updated_at = $5 WHERE id = $1 AND state = $2 AND done = $3")
        .bind(import.id)
        .bind(import.state)
        .bind(import.done)
        .bind(done)
        .bind(now)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Everything is checked, or imported; then the file is not needed any more.
pub async fn end(tx: &mut Tx, import: &Import) -> Result<()> {
    let sql = match import.state {
        State::Checking | State::Checked => "UPDATE imports SET state = 'checked' WHERE id = $1",
        State::Importing | State::Imported => "UPDATE imports SET state = 'imported', content = NULL WHERE id = $1",
    };
    tx.query(sql).bind(import.id).execute().await?;
    Ok(())
}

/// Writes lines of the report.
pub async fn report(tx: &mut Tx, import: Uuid, entries: &[Entry]) -> Result<()> {
    for entry in entries {
        tx.query(
            "INSERT INTO import_entries (id, import_id, line, key, outcome, record_id, remarks)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(Uuid::now_v7())
        .bind(import)
        .bind(i64::try_from(entry.line).unwrap_or(i64::MAX))
        .bind(&entry.key)
        .bind(entry.outcome)
        .bind(entry.record)
        .bind(list(&entry.remarks))
        .execute()
        .await?;
    }
    Ok(())
}

fn list(sentences: &[String]) -> String {
    serde_json::to_string(sentences).expect("texts are always JSON")
}

/// What the report comes to so far.
pub async fn totals(tx: &mut Tx, import: Uuid) -> Result<Totals> {
    let counts: Vec<(Outcome, i64)> = tx
        .query("SELECT outcome, COUNT(*) FROM import_entries WHERE import_id = $1 GROUP BY outcome")
        .bind(import)
        .all()
        .await?;
    Ok(counts.into_iter().collect())
}

/// A line of the report as it was written down.
#[derive(Clone, Debug, FromRow)]
pub struct Reported {
    pub id: Uuid,
    pub line: i64,
    pub key: String,
    pub outcome: Outcome,
    pub record_id: Option<Uuid>,
    remarks: String,
}

impl Reported {
    pub fn remarks(&self) -> Vec<String> {
        serde_json::from_str(&self.remarks).unwrap_or_default()
    }
}

macro_rules! reported {
    ($rest:literal) => {
        concat!(
            "SELECT id, line, key, outcome, record_id, remarks FROM import_entries
             WHERE import_id = $1 AND ($2 = '' OR outcome = $2)",
            $rest
        )
    };
}

/// A page of the report, in the order that [`Part::new`](crate::paging::Part::new) takes.
pub async fn reported(tx: &mut Tx, import: Uuid, outcome: Option<Outcome>, start: Start) -> Result<Vec<Reported>> {
    let (sql, past) = match start {
        Start::First => (reported!(" ORDER BY id LIMIT $3"), None),
        Start::After(id) => (reported!(" AND id > $4 ORDER BY id LIMIT $3"), Some(id)),
        Start::Before(id) => (reported!(" AND id < $4 ORDER BY id DESC LIMIT $3"), Some(id)),
    };
    let mut query = tx.query(sql).bind(import).bind(outcome.map_or("", Outcome::code)).bind(LIMIT);
    if let Some(id) = past {
        query = query.bind(id);
    }
    query.all().await
}

/// Forgets what was sent before this moment, with its report. What was imported stays.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<()> {
    tx.query("DELETE FROM import_entries WHERE import_id IN (SELECT id FROM imports WHERE created_at < $1)")
        .bind(before)
        .execute()
        .await?;
    tx.query("DELETE FROM imports WHERE created_at < $1").bind(before).execute().await?;
    Ok(())
}

/// The invoice that came from a file under this name.
pub async fn imported_invoice(tx: &mut Tx, customer: Uuid, key: &str) -> Result<Option<Uuid>> {
    let found: Option<(Uuid,)> = tx
        .query("SELECT id FROM invoices WHERE customer_id = $1 AND import_key = $2")
        .bind(customer)
        .bind(key.to_owned())
        .optional()
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Remembers what the file called a new draft.
pub async fn remember_key(tx: &mut Tx, invoice: Uuid, key: &str) -> Result<()> {
    tx.query("UPDATE invoices SET import_key = $2 WHERE id = $1").bind(invoice).bind(key.to_owned()).execute().await?;
    Ok(())
}
