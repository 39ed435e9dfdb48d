//! The task that sends an e-mail.
//!
//! The letter is made from the message's row, its Message-ID and date included: if we crash between the mail server's yes and
//! our commit, the same letter goes out again and is recognised as the same one.

use uuid::Uuid;

use super::{
    State,
    queries::{self, Written},
};
use crate::{
    app::App,
    jobs::{self, Failure, Job, TaskResult},
    mail::{self, Letter, Mailbox, MessageId, Subject},
    settings::{self, Settings},
    templates::{self, Body, Mail},
};

pub async fn run(app: &App, job: &Job, id: Uuid) -> TaskResult {
    let mut tx = app.db.read().await?;
    let message = queries::find(&mut tx, id).await?;
    let settings = settings::read(&mut tx).await?;
    drop(tx);
    let Some(message) = message.filter(|message| message.state == State::Waiting) else {
        return done(app, job).await;
    };
    if has_ended(&message) {
        return withdraw(app, job, id).await;
    }

    let trouble = send(app, &settings, &message).await.err();

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

async fn send(app: &App, settings: &Settings, message: &Written) -> Result<(), Trouble> {
    let mailer =
        app.mailer.as_ref().ok_or_else(|| Failure::needs_person("message.no_mailer", "SMTP_URL is not set"))?;
    if message.kind.needs_link() && message.link.is_none() {
        return Err(Failure::retry("message.no_link", "the link to sign is not known yet").into());
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
        reply_to: None,
        subject: Subject::new(&message.subject),
        html,
        text,
    };
    mailer
        .send(&letter)
        .await
        .map_err(|error| Trouble { failure: Failure::from(&error), reply: error.reply().map(str::to_owned) })
}

/// The mail as HTML and as text.
fn lay_out(app: &App, settings: &Settings, message: &Written) -> (String, String) {
    let body = Body::stored(message.body.clone());
    let mail = Mail {
        language: message.language,
        subject: &message.subject,
        body: &body,
        link: message.link.as_deref(),
        sender: templates::creditor(app, settings),
    };
    (mail.html(), mail.text())
}

/// Whether the mandate that the message asks for is no longer waited for.
fn has_ended(message: &Written) -> bool {
    let waited_for = |state: &str| matches!(state, "requested" | "invited");
    message.mandate_state.as_deref().is_some_and(|state| !waited_for(state))
}

async fn withdraw(app: &App, job: &Job, id: Uuid) -> TaskResult {
    let mut tx = app.db.write().await?;
    queries::withdraw_one(&mut tx, id).await?;
    jobs::finish(&mut tx, app.clock.now(), job).await?;
    tx.commit().await?;
    Ok(())
}

/// Sent already, or withdrawn.
async fn done(app: &App, job: &Job) -> TaskResult {
    let mut tx = app.db.write().await?;
    jobs::finish(&mut tx, app.clock.now(), job).await?;
    tx.commit().await?;
    Ok(())
}
