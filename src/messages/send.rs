//! Writing an e-mail down to be sent, and the task that sends it.
//!
//! The letter is made from the message's row, its Message-ID and date included: if we crash between the mail server's yes and
//! our commit, the same letter goes out again and is recognised as the same one.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    NO_ADDRESS_CODE, NewMessage, State,
    queries::{self, Written},
};
use crate::{
    app::App,
    db::{self, Tx},
    invoices::{self, paper::Paper},
    jobs::{self, Failure, Job, TaskResult},
    mail::{self, Attachment, Letter, Mailbox, MessageId, Subject},
    settings::{self, Settings},
    tasks::Task,
    templates::{self, Body, Mail},
};

/// Writes an e-mail down, and that it is to be sent. Without an address it waits for a person to find one.
pub async fn later(tx: &mut Tx, now: DateTime<Utc>, message: NewMessage) -> db::Result<()> {
    let task = (!message.has_no_address()).then_some(Task::SendMessage { message: message.id });
    super::record(tx, now, message).await?;
    match task {
        Some(task) => jobs::enqueue(tx, now, &task).await,
        None => Ok(()),
    }
}

pub async fn run(app: &App, job: &Job, id: Uuid) -> TaskResult {
    let mut tx = app.db.read().await?;
    let message = queries::find(&mut tx, id).await?;
    let settings = settings::read(&mut tx).await?;
    let paper = match &message {
        Some(Written { kind, invoice_id: Some(invoice), .. }) if kind.carries_paper() => {
            Paper::read(&mut tx, &app.config, *invoice).await?
        }
        _ => None,
    };
    drop(tx);
    let Some(message) = message.filter(|message| message.state == State::Waiting) else {
        return jobs::done(app, job).await;
    };
    if has_ended(&message) {
        return withdraw(app, job, id).await;
    }

    let trouble = send(app, &settings, &message, paper.as_ref()).await.err();

    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    match &trouble {
        None => {
            queries::sent(&mut tx, id, now).await?;
            jobs::finish(&mut tx, now, job).await?;
        }
        Some(Trouble { failure, reply }) => {
            queries::fail(&mut tx, id, &failure.code, reply.as_deref(), failure.is_final()).await?;
            jobs::fail(&mut tx, now, job, failure).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Why it was not sent, and what the mail server said.
struct Trouble {
    failure: Failure,
    reply: Option<String>,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self { failure, reply: None }
    }
}

async fn send(app: &App, settings: &Settings, message: &Written, paper: Option<&Paper>) -> Result<(), Trouble> {
    let mailer =
        app.mailer.as_ref().ok_or_else(|| Failure::needs_person("message.no_mailer", "SMTP_URL is not set"))?;
    if message.kind.destination().is_some() && message.link(&app.config.public_url).is_none() {
        return Err(Failure::retry("message.no_link", "the link to sign is not known yet").into());
    }
    if message.recipient.is_empty() {
        return Err(Failure::needs_person(NO_ADDRESS_CODE, "the customer has no e-mail address").into());
    }
    let to = Mailbox::new(&message.customer(), &message.recipient)
        .map_err(|_| Failure::needs_person(mail::Reason::RecipientUnknown.code(), "not an e-mail address"))?;
    let (html, text) = lay_out(app, settings, message);
    let message_id = message.message_id.as_deref().and_then(MessageId::stored);
    let letter = Letter {
        message_id: message_id.unwrap_or_else(|| mailer.message_id(message.id)),
        date: message.created_at,
        from: mailer.from().clone(),
        to,
        reply_to: reply_to(app, settings),
        subject: Subject::new(&message.subject),
        html,
        text,
        attachment: paper.map(|paper| Attachment { name: paper.file_name(), content: paper.pdf() }),
    };
    mailer
        .send(&letter)
        .await
        .map_err(|error| Trouble { failure: Failure::from(&error), reply: error.reply().map(str::to_owned) })
}

/// Where customers ask; without it, answers go to the sender.
fn reply_to(app: &App, settings: &Settings) -> Option<Mailbox> {
    Mailbox::new(templates::creditor(app, settings), settings.contact_email.as_ref()?.as_str()).ok()
}

/// The mail as HTML and as text.
fn lay_out(app: &App, settings: &Settings, message: &Written) -> (String, String) {
    let body = Body::stored(message.body.clone());
    let link = message.link(&app.config.public_url);
    let mail = Mail {
        language: message.language,
        subject: &message.subject,
        body: &body,
        link: link.as_deref(),
        sender: templates::creditor(app, settings),
    };
    (mail.html(), mail.text())
}

/// Whether the mandate that the message asks for is no longer waited for, or the money no longer owed.
fn has_ended(message: &Written) -> bool {
    let waited_for = |state: &str| matches!(state, "requested" | "invited");
    let mandate_ended = message.mandate_state.as_deref().is_some_and(|state| !waited_for(state));
    let is_settled = matches!(message.invoice_state, Some(invoices::State::Paid | invoices::State::Cancelled));
    mandate_ended || message.kind.asks_for_money() && is_settled
}

async fn withdraw(app: &App, job: &Job, id: Uuid) -> TaskResult {
    let mut tx = app.db.write().await?;
    queries::withdraw_one(&mut tx, id).await?;
    jobs::finish(&mut tx, app.clock.now(), job).await?;
    tx.commit().await?;
    Ok(())
}
