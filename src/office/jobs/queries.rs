//! The jobs as pages show them: by their cause, each with the record that it is about.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    customers,
    db::{Result, Tx},
};

/// What Twikey or a mail server has not done after so long is for people to see, though it is still tried. A certificate that is
/// not trusted is at once: waiting mends none.
const LONG: TimeDelta = TimeDelta::hours(24);

/// A job, with what it is about.
#[derive(Clone, Debug, FromRow)]
pub(super) struct Listed {
    pub id: Uuid,
    pub kind: String,
    pub subject_id: Option<Uuid>,
    pub run_at: DateTime<Utc>,
    pub attempts: i64,
    pub error_code: Option<String>,
    pub error_detail: Option<String>,
    pub failed_at: Option<DateTime<Utc>>,
    pub customer_id: Option<Uuid>,
    company_name: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    /// By which it is known at Twikey.
    pub mandate_reference: Option<String>,
    pub invoice_number: Option<String>,
    pub message_subject: Option<String>,
    pub is_mandate: bool,
    pub is_invoice: bool,
    pub is_message: bool,
}

impl Listed {
    pub fn customer(&self) -> String {
        let [company, first, last] =
            [&self.company_name, &self.first_name, &self.last_name].map(|name| name.as_deref().unwrap_or_default());
        customers::called(company, first, last)
    }
}

/// Why jobs are stuck, of each kind.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Cause {
    pub error_code: String,
    pub kind: String,
    /// It waits for a person; otherwise it is still tried by itself, and has been for long.
    pub needs_person: bool,
    pub count: i64,
}

/// The start of a statement that lists jobs.
macro_rules! listed {
    ($rest:literal) => {
        concat!(
            "SELECT j.id, j.kind, j.subject_id, j.run_at, j.attempts, j.error_code, j.error_detail, j.failed_at,
                    c.id AS customer_id, c.company_name, c.first_name, c.last_name, m.reference AS mandate_reference,
                    i.number AS invoice_number, s.subject AS message_subject, m.id IS NOT NULL AS is_mandate,
                    i.id IS NOT NULL AS is_invoice, s.id IS NOT NULL AS is_message
             FROM jobs j
             LEFT JOIN mandates m ON m.id = j.subject_id
             LEFT JOIN invoices i ON i.id = j.subject_id
             LEFT JOIN messages s ON s.id = j.subject_id
             LEFT JOIN customers c ON c.id = COALESCE(m.customer_id, i.customer_id, s.customer_id, j.subject_id) ",
            $rest
        )
    };
}

/// What needs a person, and what the outside has refused for long, by cause, newest first, at most `limit`.
pub(super) async fn stuck(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> Result<Vec<Listed>> {
    tx.query(listed!(
        "WHERE j.done_at IS NULL AND j.error_code IS NOT NULL
           AND (j.failed_at IS NOT NULL
                OR j.error_code LIKE 'twikey.certificate%' OR j.error_code LIKE 'mail.certificate%'
                OR (j.created_at < $1 AND (j.error_code LIKE 'twikey.%' OR j.error_code LIKE 'mail.%')))
         ORDER BY j.error_code, j.id DESC LIMIT $2"
    ))
    .bind(now - LONG)
    .bind(limit)
    .all()
    .await
}

/// The rest: jobs that wait or run, next first, at most `limit`.
pub(super) async fn waiting(tx: &mut Tx, limit: i64) -> Result<Vec<Listed>> {
    tx.query(listed!("WHERE j.done_at IS NULL AND j.failed_at IS NULL ORDER BY j.run_at, j.id LIMIT $1"))
        .bind(limit)
        .all()
        .await
}

/// How many jobs are [`stuck`], by cause.
pub async fn causes(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Cause>> {
    tx.query(
        "SELECT error_code, kind, failed_at IS NOT NULL AS needs_person, COUNT(*) AS count FROM jobs
         WHERE done_at IS NULL AND error_code IS NOT NULL
           AND (failed_at IS NOT NULL
                OR error_code LIKE 'twikey.certificate%' OR error_code LIKE 'mail.certificate%'
                OR (created_at < $1 AND (error_code LIKE 'twikey.%' OR error_code LIKE 'mail.%')))
         GROUP BY error_code, kind, failed_at IS NOT NULL ORDER BY error_code, kind",
    )
    .bind(now - LONG)
    .all()
    .await
}

/// Lets everything that is stuck for this cause run now; of staff's it is what is about records. A refund is not repeated
/// with the rest: Twikey might pay it twice.
pub(super) async fn try_all_again(tx: &mut Tx, now: DateTime<Utc>, cause: &str, is_admin: bool) -> Result<()> {
    tx.query(
        "UPDATE jobs SET failed_at = NULL, run_at = $2
         WHERE error_code = $1 AND done_at IS NULL AND leased_until IS NULL AND kind <> 'give_back'
           AND (subject_id IS NOT NULL OR $3)",
    )
    .bind(cause.to_owned())
    .bind(now)
    .bind(is_admin)
    .execute()
    .await?;
    Ok(())
}
