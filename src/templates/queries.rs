//! Templates in the database: a row only where an administrator changed the text that comes with Mandato.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Kind, Template};
use crate::{
    db::{Result, Tx},
    i18n::Language,
};

/// A text as it was saved.
#[derive(Clone, Debug, FromRow)]
pub(super) struct Kept {
    pub version: i64,
    pub subject: String,
    pub body: String,
    pub saved_at: DateTime<Utc>,
    /// Who; none when the account was made by the command line.
    pub saved_by: Option<String>,
}

/// What the list of templates shows of one that was changed.
#[derive(Clone, Debug, FromRow)]
pub(super) struct Changed {
    pub kind: Kind,
    pub language: Language,
    pub saved_at: DateTime<Utc>,
    pub saved_by: Option<String>,
}

/// The text in force, if it is not the one that comes with Mandato.
pub(super) async fn current(tx: &mut Tx, kind: Kind, language: Language) -> Result<Option<(String, String, i64)>> {
    tx.query("SELECT subject, body, version FROM templates WHERE kind = $1 AND language = $2")
        .bind(kind)
        .bind(language)
        .optional()
        .await
}

/// Every text that was changed.
pub(super) async fn changed(tx: &mut Tx) -> Result<Vec<Changed>> {
    tx.query(
        "SELECT t.kind, t.language, v.saved_at, users.name AS saved_by
         FROM templates t
         JOIN template_versions v ON v.kind = t.kind AND v.language = t.language AND v.version = t.version
         LEFT JOIN users ON users.id = v.saved_by",
    )
    .all()
    .await
}

/// Versions, newest first, at most `limit`.
pub(super) async fn history(tx: &mut Tx, kind: Kind, language: Language, limit: i64) -> Result<Vec<Kept>> {
    tx.query(
        "SELECT v.version, v.subject, v.body, v.saved_at, users.name AS saved_by
         FROM template_versions v LEFT JOIN users ON users.id = v.saved_by
         WHERE v.kind = $1 AND v.language = $2 ORDER BY v.version DESC LIMIT $3",
    )
    .bind(kind)
    .bind(language)
    .bind(limit)
    .all()
    .await
}

/// One version.
pub(super) async fn version(tx: &mut Tx, kind: Kind, language: Language, version: i64) -> Result<Option<Kept>> {
    tx.query(
        "SELECT v.version, v.subject, v.body, v.saved_at, users.name AS saved_by
         FROM template_versions v LEFT JOIN users ON users.id = v.saved_by
         WHERE v.kind = $1 AND v.language = $2 AND v.version = $3",
    )
    .bind(kind)
    .bind(language)
    .bind(version)
    .optional()
    .await
}

/// Puts a text in force as the version after `based_on`, and keeps it. `None` when somebody else was faster; otherwise the id
/// of the version.
pub(super) async fn save(
    tx: &mut Tx,
    now: DateTime<Utc>,
    by: Uuid,
    language: Language,
    template: &Template,
    based_on: i64,
) -> Result<Option<Uuid>> {
    let changed = tx
        .query(
            "INSERT INTO templates (kind, language, subject, body, version) VALUES ($1, $2, $3, $4, $5 + 1)
             ON CONFLICT (kind, language) DO UPDATE
             SET subject = excluded.subject, body = excluded.body, version = excluded.version
             WHERE templates.version = $5",
        )
        .bind(template.kind())
        .bind(language)
        .bind(template.subject().to_owned())
        .bind(template.body().as_html().to_owned())
        .bind(based_on)
        .execute()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    let id = Uuid::now_v7();
    tx.query(
        "INSERT INTO template_versions (id, kind, language, version, subject, body, saved_at, saved_by)
         VALUES ($1, $2, $3, $4 + 1, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(template.kind())
    .bind(language)
    .bind(based_on)
    .bind(template.subject().to_owned())
    .bind(template.body().as_html().to_owned())
    .bind(now)
    .bind(by)
    .execute()
    .await?;
    Ok(Some(id))
}
