//! Messages in the database.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Channel, Message, NO_ADDRESS_CODE, NewMessage, Shown, State};
use crate::{
    app::App,
    customers,
    db::{Result, Tx, contains},
    i18n::{Language, fold},
    paging::{LIMIT, Start},
    templates::{Destination, Kind},
    twikey::{self, KeptLink},
};

/// A message with all that its page shows and its letter is made from.
#[derive(Clone, Debug, FromRow)]
pub struct StoredMessage {
    pub id: Uuid,
    pub channel: Channel,
    pub kind: Kind,
    pub customer_id: Uuid,
    pub language: Language,
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub message_id: Option<String>,
    pub state: State,
    pub error_code: Option<String>,
    /// What the mail server said to the last try.
    pub reply: Option<String>,
    pub created_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    /// See [`begin`].
    pub tried_at: Option<DateTime<Utc>>,
    pub first_tried_at: Option<DateTime<Utc>>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Where the customer is written to today.
    pub customer_email: Option<String>,
    company_name: String,
    first_name: String,
    last_name: String,
    /// The link to sign, once Twikey has given it.
    pub signing_link: Option<KeptLink>,
    pub mandate_id: Option<Uuid>,
    pub invoice_id: Option<Uuid>,
    pub invoice_number: Option<String>,
    /// Opens the invoice's landing page.
    pub invoice_token: Option<String>,
}

impl StoredMessage {
    pub const fn shown(&self) -> Shown {
        Shown::of(self.state, self.tried_at.is_some())
    }

    pub fn customer(&self) -> String {
        customers::called(&self.company_name, &self.first_name, &self.last_name)
    }

    /// Where the marked link leads, as soon as it is known.
    pub fn link(&self, app: &App) -> twikey::Result<Option<String>> {
        Ok(match self.kind.destination() {
            Some(Destination::Signing) => {
                let link = self.signing_link.as_ref().map(|link| app.check_link(link)).transpose()?;
                link.map(|link| link.as_str().to_owned())
            }
            Some(Destination::Invoice) => {
                let token = self.invoice_token.as_ref();
                token.map(|token| app.config.public_url.page(&format!("/pay/{token}")))
            }
            None => None,
        })
    }
}

/// Writes a message down; a task sends it.
pub async fn record(tx: &mut Tx, now: DateTime<Utc>, message: NewMessage) -> Result<()> {
    let trouble = message.has_no_address().then_some(NO_ADDRESS_CODE);
    tx.query(
        "INSERT INTO messages (id, channel, kind, customer_id, mandate_id, invoice_id, language, recipient, subject, body,
                               message_id, state, error_code, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(message.id)
    .bind(message.channel)
    .bind(message.kind)
    .bind(message.customer)
    .bind(message.mandate)
    .bind(message.invoice)
    .bind(message.language)
    .bind(message.recipient)
    .bind(message.subject)
    .bind(message.body)
    .bind(message.message_id.map(|id| id.to_string()))
    .bind(if trouble.is_some() { State::Failed } else { State::Waiting })
    .bind(trouble)
    .bind(now)
    .bind(message.by)
    .execute()
    .await?;
    Ok(())
}

pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<StoredMessage>> {
    tx.query(
        "SELECT m.id, m.channel, m.kind, m.customer_id, m.language, m.recipient, m.subject, m.body,
                m.message_id, m.state, m.error_code, m.reply, m.created_at, m.sent_at, m.tried_at,
                m.first_tried_at, users.name AS author,
                c.email AS customer_email, c.company_name, c.first_name, c.last_name,
                mandates.link AS signing_link, m.mandate_id,
                m.invoice_id, i.number AS invoice_number, i.token AS invoice_token
         FROM messages m
         JOIN customers c ON c.id = m.customer_id
         LEFT JOIN users ON users.id = m.created_by
         LEFT JOIN mandates ON mandates.id = m.mandate_id
         LEFT JOIN invoices i ON i.id = m.invoice_id
         WHERE m.id = $1",
    )
    .bind(id)
    .optional()
    .await
}

/// How a message reaches its customer, if there is one with this id.
pub async fn channel_of(tx: &mut Tx, id: Uuid) -> Result<Option<Channel>> {
    let row: Option<(Channel,)> = tx.query("SELECT channel FROM messages WHERE id = $1").bind(id).optional().await?;
    Ok(row.map(|(channel,)| channel))
}

/// When the newest message of this kind about this invoice was written.
pub async fn last_about(tx: &mut Tx, invoice: Uuid, kind: Kind) -> Result<Option<DateTime<Utc>>> {
    let row: Option<(DateTime<Utc>,)> = tx
        .query("SELECT created_at FROM messages WHERE invoice_id = $1 AND kind = $2 ORDER BY id DESC LIMIT 1")
        .bind(invoice)
        .bind(kind)
        .optional()
        .await?;
    Ok(row.map(|(at,)| at))
}

/// The mail server is about to be told, in these words: from now on nobody knows whether the message was delivered, until it
/// has answered. Says whether the message still waits.
pub async fn begin(tx: &mut Tx, id: Uuid, now: DateTime<Utc>, subject: &str, body: &str) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE messages SET tried_at = $2, first_tried_at = COALESCE(first_tried_at, $2), subject = $3, body = $4
             WHERE id = $1 AND state = $5",
        )
        .bind(id)
        .bind(now)
        .bind(subject.to_owned())
        .bind(body.to_owned())
        .bind(State::Waiting)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// The mail server, or Twikey, has taken the message, though it may have been withdrawn meanwhile.
pub async fn sent(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    tx.query(
        "UPDATE messages SET state = $2, error_code = NULL, reply = NULL, sent_at = $3
         WHERE id = $1 AND state IN ($4, $5)",
    )
    .bind(id)
    .bind(State::Sent)
    .bind(now)
    .bind(State::Waiting)
    .bind(State::Withdrawn)
    .execute()
    .await?;
    Ok(())
}

/// Why a try has failed, and what that says of the message.
pub struct Failed<'a> {
    pub code: &'a str,
    pub reply: Option<&'a str>,
    /// It waits for a person, not for the next try.
    pub is_final: bool,
    /// It may have been delivered all the same.
    pub is_unclear: bool,
}

pub async fn fail(tx: &mut Tx, id: Uuid, failed: &Failed<'_>) -> Result<()> {
    tx.query(
        "UPDATE messages SET state = CASE WHEN state = $2 THEN $3 ELSE state END, error_code = $4, reply = $5,
                             tried_at = CASE WHEN $6 THEN tried_at END
         WHERE id = $1 AND state IN ($2, $7)",
    )
    .bind(id)
    .bind(State::Waiting)
    .bind(if failed.is_final { State::Failed } else { State::Waiting })
    .bind(failed.code.to_owned())
    .bind(failed.reply.map(str::to_owned))
    .bind(failed.is_unclear)
    .bind(State::Withdrawn)
    .execute()
    .await?;
    Ok(())
}

/// One that is not sent yet never will be, for this reason.
pub async fn withdraw_one(tx: &mut Tx, id: Uuid, reason: Option<&str>) -> Result<()> {
    tx.query("UPDATE messages SET state = $2, error_code = $3, reply = NULL WHERE id = $1 AND state IN ($4, $5)")
        .bind(id)
        .bind(State::Withdrawn)
        .bind(reason.map(str::to_owned))
        .bind(State::Waiting)
        .bind(State::Failed)
        .execute()
        .await?;
    Ok(())
}

/// Those about a mandate, or an invoice, that are not sent yet.
pub(super) async fn unsent(tx: &mut Tx, about: Uuid) -> Result<Vec<(Uuid, Kind)>> {
    tx.query(
        "SELECT id, kind FROM messages WHERE mandate_id = $1 AND state IN ($2, $3)
         UNION ALL
         SELECT id, kind FROM messages WHERE invoice_id = $1 AND state IN ($2, $3)",
    )
    .bind(about)
    .bind(State::Waiting)
    .bind(State::Failed)
    .all()
    .await
}

/// How a message stands, and when it was written.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Standing {
    pub channel: Channel,
    pub state: State,
    pub created_at: DateTime<Utc>,
}

pub async fn standing(tx: &mut Tx, id: Uuid) -> Result<Option<Standing>> {
    tx.query("SELECT channel, state, created_at FROM messages WHERE id = $1").bind(id).optional().await
}

/// When the newest SMS about a mandate went.
pub async fn last_sms(tx: &mut Tx, mandate: Uuid) -> Result<Option<DateTime<Utc>>> {
    let row: Option<(Option<DateTime<Utc>>,)> = tx
        .query("SELECT MAX(sent_at) AS sent_at FROM messages WHERE mandate_id = $1 AND channel = $2")
        .bind(mandate)
        .bind(Channel::Sms)
        .optional()
        .await?;
    Ok(row.and_then(|(at,)| at))
}

/// Whether anybody was to be asked for a mandate by e-mail.
pub async fn was_asked_by_email(tx: &mut Tx, mandate: Uuid) -> Result<bool> {
    let found: Option<(Uuid,)> = tx
        .query("SELECT id FROM messages WHERE mandate_id = $1 AND channel = $2 LIMIT 1")
        .bind(mandate)
        .bind(Channel::Email)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// The same for every message whose job has failed for this cause: the job is going to send it.
pub async fn revive_all(tx: &mut Tx, cause: &str) -> Result<()> {
    tx.query(
        "UPDATE messages
         SET state = $2, error_code = NULL, reply = NULL, first_tried_at = NULL,
             recipient = COALESCE((SELECT email FROM customers WHERE customers.id = messages.customer_id), recipient)
         WHERE state = $3 AND channel = $4
           AND id IN (SELECT subject_id FROM jobs
                      WHERE kind = 'send_message' AND error_code = $1 AND failed_at IS NOT NULL AND done_at IS NULL)",
    )
    .bind(cause.to_owned())
    .bind(State::Waiting)
    .bind(State::Failed)
    .bind(Channel::Email)
    .execute()
    .await?;
    Ok(())
}

/// Lets a failed e-mail wait again, for the address that the customer has now. Says whether it had failed.
pub(super) async fn revive(tx: &mut Tx, id: Uuid) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE messages
             SET state = $2, error_code = NULL, reply = NULL, first_tried_at = NULL,
                 recipient = COALESCE((SELECT email FROM customers WHERE customers.id = messages.customer_id), recipient)
             WHERE id = $1 AND state = $3 AND channel = $4",
        )
        .bind(id)
        .bind(State::Waiting)
        .bind(State::Failed)
        .bind(Channel::Email)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// The columns of a [`Message`], before the conditions of each list.
macro_rules! listed {
    ($($rest:literal),+) => {
        concat!(
            "SELECT m.id, m.channel, m.kind, m.recipient, m.subject, m.state, m.error_code, m.created_at, m.sent_at, m.tried_at,
                    m.customer_id, m.mandate_id, m.invoice_id, i.number AS invoice_number,
                    c.company_name, c.first_name, c.last_name
             FROM messages m
             JOIN customers c ON c.id = m.customer_id
             LEFT JOIN invoices i ON i.id = m.invoice_id ",
            $($rest),+
        )
    };
}

/// A part of the list: on which side of `$1`, of which state, in which order.
macro_rules! part {
    ($side:literal, $state:literal, $order:literal) => {
        listed!(
            "WHERE m.id ",
            $side,
            " $1 AND (c.searchable LIKE $2 ESCAPE '\\' OR m.recipient LIKE $2 ESCAPE '\\'
                        OR i.searchable LIKE $2 ESCAPE '\\') ",
            $state,
            " ORDER BY m.id ",
            $order,
            " LIMIT $3"
        )
    };
}

/// The newest messages to a customer.
pub async fn of_customer(tx: &mut Tx, customer: Uuid, limit: i64) -> Result<Vec<Message>> {
    tx.query(listed!("WHERE m.customer_id = $1 ORDER BY m.id DESC LIMIT $2")).bind(customer).bind(limit).all().await
}

/// The newest messages about an invoice.
pub async fn of_invoice(tx: &mut Tx, invoice: Uuid, limit: i64) -> Result<Vec<Message>> {
    tx.query(listed!("WHERE m.invoice_id = $1 ORDER BY m.id DESC LIMIT $2")).bind(invoice).bind(limit).all().await
}

/// Which messages a list shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// Customer, recipient or invoice, as typed.
    pub search: String,
    pub state: Option<State>,
}

/// A page of messages, newest first, in the order that [`Part::new`](crate::paging::Part::new) takes. A list of one state has
/// an index of its own.
pub(super) async fn page(tx: &mut Tx, filter: &Filter, start: Start) -> Result<Vec<Message>> {
    // Ids grow with time, so what comes later in the list has smaller ones.
    let (backwards, at) = match start {
        Start::First => (false, Uuid::max()),
        Start::After(id) => (false, id),
        Start::Before(id) => (true, id),
    };
    let sql = match (filter.state, backwards) {
        (None, false) => part!("<", "", "DESC"),
        (None, true) => part!(">", "", ""),
        (Some(_), false) => part!("<", "AND m.state = $4", "DESC"),
        (Some(_), true) => part!(">", "AND m.state = $4", ""),
    };
    let query = tx.query(sql).bind(at).bind(contains(&fold(&filter.search))).bind(LIMIT);
    let query = match filter.state {
        Some(state) => query.bind(state),
        None => query,
    };
    query.all().await
}
