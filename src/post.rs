//! The task that sends an e-mail, an invoice's with its PDF. It stands above messages, mandates and invoices: it asks the
//! record that a message is about whether it is still of use.
//!
//! The letter is made from the message's row, its Message-ID and date included: if we crash between the mail server's yes and
//! our commit, the same letter goes out again and is recognised as the same one. That the mail server is about to be told is
//! written down before, so that what nobody wants any more by then is said to have been delivered perhaps, and not withdrawn.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    app::App,
    invoices::{self, Invoice, paper::Paper},
    jobs::{self, Failure, Job, TaskResult},
    mail::{self, Attachment, Letter, Mailbox, Mailer, MessageId, Subject},
    mandates::{self, Mandate},
    messages::{self, Failed, NO_ADDRESS_CODE, State, StoredMessage},
    settings::{self, Settings},
    templates::{self, Body, Kind, Mail},
};

/// How long a mail server that asks us to come back later is tried again (RFC 5321, section 4.5.4.1: four to five days).
const DEFERRED: TimeDelta = TimeDelta::days(5);

/// What the task needs to know, read before it talks.
struct Due {
    message: StoredMessage,
    settings: Settings,
    paper: Option<Paper>,
    /// Why it is of no use any more: a code for [`crate::explain`].
    ended: Option<&'static str>,
}

pub async fn run(app: &App, job: &Job, id: Uuid) -> TaskResult {
    let Some(due) = read(app, id).await? else { return jobs::done(app, job).await };
    if let Some(reason) = due.ended {
        return withdraw(app, job, id, reason).await;
    }
    let letter = match letter(app, &due) {
        Ok((mailer, letter)) => {
            let mut tx = app.db.write().await?;
            let StoredMessage { subject, body, .. } = &due.message;
            if !messages::begin(&mut tx, id, app.clock.now(), subject, body).await? {
                jobs::finish(&mut tx, app.clock.now(), job).await?;
                return Ok(tx.commit().await?);
            }
            tx.commit().await?;
            Ok((mailer, letter))
        }
        Err(failure) => Err(failure),
    };
    let trouble = match letter {
        Ok((mailer, letter)) => mailer.send(&letter).await.err().map(|error| Trouble::of(&error, &due.message, app)),
        Err(failure) => Some(Trouble { failure, reply: None, is_unclear: due.message.tried_at.is_some() }),
    };

    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    match &trouble {
        None => {
            messages::sent(&mut tx, id, now).await?;
            jobs::finish(&mut tx, now, job).await?;
        }
        Some(Trouble { failure, reply, is_unclear }) => {
            let (code, reply) = (failure.code.as_str(), reply.as_deref());
            let failed = Failed { code, reply, is_final: failure.is_final(), is_unclear: *is_unclear };
            messages::fail(&mut tx, id, &failed).await?;
            jobs::fail(&mut tx, now, job, failure).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// The message, if it is still to be sent. What it says of an invoice is said anew on another day, in today's dates and
/// amounts; unless the mail server may know it in the words of before.
async fn read(app: &App, id: Uuid) -> Result<Option<Due>, Failure> {
    let mut tx = app.db.read().await?;
    let found = messages::find(&mut tx, id).await?;
    let Some(mut message) = found.filter(|message| message.state == State::Waiting) else { return Ok(None) };
    let settings = settings::read(&mut tx).await?;
    let paper = match message.invoice_id {
        Some(invoice) if message.kind.carries_paper() => Paper::read(&mut tx, &app.config, invoice).await?,
        _ => None,
    };
    let is_old = app.clock.date_of(message.created_at) < app.clock.today();
    if let Some(invoice) = message.invoice_id.filter(|_| is_old && message.tried_at.is_none())
        && let Some(draft) = invoices::mail::anew(&mut tx, app, &settings, invoice, message.kind).await?
    {
        message.subject = draft.subject;
        draft.body.as_html().clone_into(&mut message.body);
    }
    let mandate = match message.mandate_id {
        Some(mandate) => mandates::find(&mut tx, mandate).await?,
        None => None,
    };
    let invoice = match message.invoice_id {
        Some(invoice) => invoices::find(&mut tx, invoice).await?,
        None => None,
    };
    let ended = ended(message.kind, mandate.as_ref(), invoice.as_ref(), app.clock.now());
    let ended = match (ended, message.invoice_id) {
        (None, Some(invoice)) if message.kind == Kind::PreNotification => {
            let is_past = invoices::mail::is_debit_past(&mut tx, app, invoice, message.created_at).await?;
            is_past.then_some("message.debit_past")
        }
        (ended, _) => ended,
    };
    Ok(Some(Due { message, settings, paper, ended }))
}

/// Why it was not sent, and what the mail server said.
struct Trouble {
    failure: Failure,
    reply: Option<String>,
    is_unclear: bool,
}

impl Trouble {
    /// A server that asks to come back later is asked for days, and then a person.
    fn of(error: &mail::Error, message: &StoredMessage, app: &App) -> Self {
        let tried_for = message.first_tried_at.map_or(TimeDelta::zero(), |first| app.clock.now() - first);
        let failure = if error.reason() != mail::Reason::Deferred {
            Failure::from(error)
        } else if tried_for < DEFERRED {
            Failure::from(error).at_least_every(DEFERRED - tried_for)
        } else {
            Failure::needs_person(mail::Reason::DeferredForDays.code(), "asked to come back later for days")
        };
        Self { failure, reply: error.reply().map(str::to_owned), is_unclear: error.is_unclear() }
    }
}

fn letter<'a>(app: &'a App, due: &Due) -> Result<(&'a Mailer, Letter), Failure> {
    let Due { message, settings, paper, .. } = due;
    let mailer =
        app.mailer.as_ref().ok_or_else(|| Failure::needs_person("message.no_mailer", "SMTP_URL is not set"))?;
    let link = message.link(app).map_err(Failure::from)?;
    if message.kind.destination().is_some() && link.is_none() {
        return Err(Failure::retry("message.no_link", "the link to sign is not known yet"));
    }
    if message.recipient.is_empty() {
        return Err(Failure::needs_person(NO_ADDRESS_CODE, "the customer has no e-mail address"));
    }
    let to = Mailbox::new(&message.customer(), &message.recipient)
        .map_err(|_| Failure::needs_person(mail::Reason::RecipientUnknown.code(), "not an e-mail address"))?;
    let (html, text) = lay_out(app, settings, message, link.as_deref());
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
        attachment: paper.as_ref().map(|paper| Attachment { name: paper.file_name(), content: paper.pdf() }),
    };
    Ok((mailer, letter))
}

/// Where customers ask; without it, answers go to the sender.
fn reply_to(app: &App, settings: &Settings) -> Option<Mailbox> {
    Mailbox::new(templates::creditor(app, settings), settings.contact_email.as_ref()?.as_str()).ok()
}

/// The mail as HTML and as text.
fn lay_out(app: &App, settings: &Settings, message: &StoredMessage, link: Option<&str>) -> (String, String) {
    let body = Body::stored(message.body.clone());
    let mail = Mail {
        language: message.language,
        subject: &message.subject,
        body: &body,
        link,
        sender: templates::creditor(app, settings),
    };
    (mail.html(), mail.text())
}

/// What it asks for has come, or cannot come by it any more.
fn ended(kind: Kind, mandate: Option<&Mandate>, invoice: Option<&Invoice>, now: DateTime<Utc>) -> Option<&'static str> {
    if let Some(mandate) = mandate {
        if !mandate.state.is_open() {
            return Some("message.mandate_ended");
        }
        if mandate.link_expires_at.is_some_and(|expires_at| expires_at <= now) {
            return Some("message.link_expired");
        }
    }
    let is_settled = invoice.is_some_and(|it| matches!(it.state, invoices::State::Paid | invoices::State::Cancelled));
    (kind.asks_for_money() && is_settled).then_some("message.settled")
}

async fn withdraw(app: &App, job: &Job, id: Uuid, reason: &str) -> TaskResult {
    let mut tx = app.db.write().await?;
    messages::withdraw_one(&mut tx, id, Some(reason)).await?;
    jobs::finish(&mut tx, app.clock.now(), job).await?;
    tx.commit().await?;
    Ok(())
}
