//! Users, sessions, failed sign-ins and set-up links in the database.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::{Result, Tx},
    i18n::Language,
    settings::Settings,
    ui::theme::Theme,
    user::{Role, User},
};

/// A session as stored.
#[derive(FromRow)]
pub(super) struct Session {
    pub state: String,
    pub created_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
}

pub(super) async fn session(tx: &mut Tx, key_hash: &str, now: DateTime<Utc>) -> Result<Option<Session>> {
    tx.query("SELECT state, created_at, seen_at FROM sessions WHERE key_hash = $1 AND expires_at > $2")
        .bind(key_hash.to_owned())
        .bind(now)
        .optional()
        .await
}

pub(super) async fn see_session(
    tx: &mut Tx,
    key_hash: &str,
    seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    tx.query("UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE key_hash = $1")
        .bind(key_hash.to_owned())
        .bind(seen_at)
        .bind(expires_at)
        .execute()
        .await?;
    Ok(())
}

pub(super) async fn create_session(
    tx: &mut Tx,
    key_hash: &str,
    user: Option<Uuid>,
    state: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    tx.query(
        "INSERT INTO sessions (key_hash, id, user_id, state, created_at, seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $5, $6)",
    )
    .bind(key_hash.to_owned())
    .bind(Uuid::now_v7())
    .bind(user)
    .bind(state.to_owned())
    .bind(now)
    .bind(expires_at)
    .execute()
    .await?;
    Ok(())
}

pub(super) async fn change_session(tx: &mut Tx, key_hash: &str, user: Option<Uuid>, state: &str) -> Result<()> {
    tx.query("UPDATE sessions SET user_id = $2, state = $3 WHERE key_hash = $1")
        .bind(key_hash.to_owned())
        .bind(user)
        .bind(state.to_owned())
        .execute()
        .await?;
    Ok(())
}

pub(super) async fn end_session(tx: &mut Tx, key_hash: &str) -> Result<()> {
    tx.query("DELETE FROM sessions WHERE key_hash = $1").bind(key_hash.to_owned()).execute().await?;
    Ok(())
}

/// Ends every session of a user, as when the password changes or the account is disabled.
pub(super) async fn end_sessions_of(tx: &mut Tx, user: Uuid) -> Result<u64> {
    tx.query("DELETE FROM sessions WHERE user_id = $1").bind(user).execute().await
}

#[derive(FromRow)]
struct SignedIn {
    #[sqlx(flatten)]
    user: User,
    #[sqlx(flatten)]
    settings: Settings,
}

/// The user of a session unless disabled, with the settings: what every page of the office needs, in one statement.
pub async fn signed_in(tx: &mut Tx, user: Uuid) -> Result<Option<(User, Settings)>> {
    let row: Option<SignedIn> = tx
        .query(
            "SELECT users.id, users.email, users.name, users.role, users.language, users.theme, users.created_at,
                    users.disabled_at,
                    settings.creditor_name, settings.twikey_on, settings.mandate_link_days, settings.street,
                    settings.postal_code, settings.city, settings.country, settings.vat_number, settings.contact_email,
                    settings.contact_phone, settings.iban, settings.bic, settings.creditor_identifier,
                    settings.invoice_numbers, settings.credit_note_numbers, settings.payment_days,
                    settings.collect_open, settings.announces_debits, settings.mails_failures, settings.version
             FROM users CROSS JOIN settings WHERE users.id = $1 AND users.disabled_at IS NULL",
        )
        .bind(user)
        .optional()
        .await?;
    Ok(row.map(|row| (row.user, row.settings)))
}

/// A new account, as it is written.
pub struct NewUser {
    pub email: String,
    pub name: String,
    pub role: Role,
    pub language: Language,
    /// See [`super::Password::hash`].
    pub password_hash: String,
}

/// Writes a new account. Fails with a taken `email`: see [`crate::db::is_taken`].
pub async fn create_user(tx: &mut Tx, now: DateTime<Utc>, user: NewUser) -> Result<Uuid> {
    let id = Uuid::now_v7();
    // Whoever makes the first account by the link at this moment waits for us here, and is told no.
    tx.query("UPDATE setup_links SET used_at = $1 WHERE used_at IS NULL").bind(now).execute().await?;
    tx.query(
        "INSERT INTO users (id, email, name, role, password_hash, language, theme, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(user.email)
    .bind(user.name)
    .bind(user.role)
    .bind(user.password_hash)
    .bind(user.language)
    .bind(Theme::System)
    .bind(now)
    .execute()
    .await?;
    Ok(id)
}

/// What signing in asks of an account.
#[derive(FromRow)]
pub(super) struct Credentials {
    pub id: Uuid,
    pub email: String,
    pub password_hash: String,
}

pub(super) async fn credentials(tx: &mut Tx, email: &str) -> Result<Option<Credentials>> {
    tx.query("SELECT id, email, password_hash FROM users WHERE email = $1 AND disabled_at IS NULL")
        .bind(email.to_owned())
        .optional()
        .await
}

pub(super) async fn users(tx: &mut Tx) -> Result<Vec<User>> {
    tx.query("SELECT id, email, name, role, language, theme, created_at, disabled_at FROM users ORDER BY email")
        .all()
        .await
}

/// An account as the list shows it.
#[derive(FromRow)]
pub(super) struct Listed {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub disabled_at: Option<DateTime<Utc>>,
    /// Open now.
    pub sessions: i64,
    /// Of the sessions that are remembered.
    pub seen_at: Option<DateTime<Utc>>,
}

pub(super) async fn listed(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Listed>> {
    tx.query(
        "SELECT users.id, users.email, users.name, users.role, users.disabled_at,
                COUNT(sessions.id) AS sessions, MAX(sessions.seen_at) AS seen_at
         FROM users LEFT JOIN sessions ON sessions.user_id = users.id AND sessions.expires_at > $1
         GROUP BY users.id, users.email, users.name, users.role, users.disabled_at
         ORDER BY users.name, users.id",
    )
    .bind(now)
    .all()
    .await
}

pub(super) async fn user(tx: &mut Tx, id: Uuid) -> Result<Option<User>> {
    tx.query("SELECT id, email, name, role, language, theme, created_at, disabled_at FROM users WHERE id = $1")
        .bind(id)
        .optional()
        .await
}

/// Writes name, role and whether the account is disabled.
pub(super) async fn update_user(tx: &mut Tx, user: &User) -> Result<()> {
    tx.query("UPDATE users SET name = $2, role = $3, disabled_at = $4 WHERE id = $1")
        .bind(user.id)
        .bind(user.name.clone())
        .bind(user.role)
        .bind(user.disabled_at)
        .execute()
        .await?;
    Ok(())
}

pub(super) async fn user_by_email(tx: &mut Tx, email: &str) -> Result<Option<User>> {
    tx.query("SELECT id, email, name, role, language, theme, created_at, disabled_at FROM users WHERE email = $1")
        .bind(email.to_owned())
        .optional()
        .await
}

/// Whether anybody has an account.
pub async fn has_users(tx: &mut Tx) -> Result<bool> {
    let (any,): (i64,) = tx.query("SELECT COUNT(*) FROM (SELECT 1 FROM users LIMIT 1) AS any_user").one().await?;
    Ok(any > 0)
}

pub(super) async fn set_password(tx: &mut Tx, user: Uuid, password_hash: &str) -> Result<()> {
    tx.query("UPDATE users SET password_hash = $2 WHERE id = $1")
        .bind(user)
        .bind(password_hash.to_owned())
        .execute()
        .await?;
    Ok(())
}

pub(super) async fn set_disabled(tx: &mut Tx, user: Uuid, at: Option<DateTime<Utc>>) -> Result<()> {
    tx.query("UPDATE users SET disabled_at = $2 WHERE id = $1").bind(user).bind(at).execute().await?;
    Ok(())
}

pub(super) async fn set_preferences(tx: &mut Tx, user: Uuid, language: Language, theme: Theme) -> Result<()> {
    tx.query("UPDATE users SET language = $2, theme = $3 WHERE id = $1")
        .bind(user)
        .bind(language)
        .bind(theme)
        .execute()
        .await?;
    Ok(())
}

pub(super) async fn create_setup_link(
    tx: &mut Tx,
    token_hash: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    tx.query("DELETE FROM setup_links").execute().await?;
    tx.query("INSERT INTO setup_links (token_hash, created_at, expires_at) VALUES ($1, $2, $3)")
        .bind(token_hash.to_owned())
        .bind(now)
        .bind(expires_at)
        .execute()
        .await?;
    Ok(())
}

pub(super) async fn is_setup_link(tx: &mut Tx, token_hash: &str, now: DateTime<Utc>) -> Result<bool> {
    let found: Option<(String,)> = tx
        .query(
            "SELECT token_hash FROM setup_links
             WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 AND NOT EXISTS (SELECT 1 FROM users)",
        )
        .bind(token_hash.to_owned())
        .bind(now)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Takes the link out of use. Says whether it was still good: of two who use it at once, one is told no, as is everybody
/// once there is an account.
pub(super) async fn use_setup_link(tx: &mut Tx, token_hash: &str, now: DateTime<Utc>) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE setup_links SET used_at = $2
             WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 AND NOT EXISTS (SELECT 1 FROM users)",
        )
        .bind(token_hash.to_owned())
        .bind(now)
        .execute()
        .await?;
    Ok(changed == 1)
}

pub async fn forget_ended_sessions(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    tx.query("DELETE FROM sessions WHERE expires_at <= $1").bind(now).execute().await?;
    Ok(())
}
