//! The task that asks Twikey for a mandate, by the channel that staff chose; or for its link alone, when the customer wants
//! to sign and waits for it.
//!
//! Repeating it leads to one mandate at Twikey. A try that may have been carried out (the answer was lost, the process
//! died) leaves a mandate there whose reference we never wrote down. So every further try first looks at what Twikey has
//! for the customer: a stray asked for by SMS is ours to take over, a stray asked for by link is taken back, for its link
//! cannot be had any more and nobody was given it.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    Invitation, Mandate, Scheme,
    cancel::{is_gone, no_twikey},
    queries,
};
use crate::{
    app::App,
    customers::{self, Customer},
    jobs::{self, Failure, Job, Others, Task, TaskResult},
    mandates::profile::profile_of,
    messages::{self, Channel, Standing},
    settings,
    twikey::{Client, Invite, MandateState, SmsSignature},
};

/// What the task needs to know, read before it talks.
struct Asked {
    mandate: Mandate,
    customer: Customer,
    /// None: nobody is to be told, the customer waits for the link.
    message: Option<Standing>,
    /// Nothing but SMS was ever sent about it: a stray is from one.
    by_sms_only: bool,
    last_sms: Option<DateTime<Utc>>,
    others: Others,
    link_days: i64,
    /// References of the customer's mandates that we know.
    known: Vec<String>,
}

impl Asked {
    fn channel(&self) -> Option<Channel> {
        self.message.map(|message| message.channel)
    }

    /// A later request has taken the place of this one.
    fn is_replaced(&self) -> bool {
        self.mandate.state.is_open() && self.message.is_some_and(|it| it.state == messages::State::Withdrawn)
    }

    /// The SMS before went out after this one was wanted: its answer took long.
    fn has_gone_meanwhile(&self) -> bool {
        let asked_at = self.message.filter(|it| it.channel == Channel::Sms).map(|it| it.created_at);
        asked_at.zip(self.last_sms).is_some_and(|(asked_at, sent_at)| sent_at > asked_at)
    }
}

pub async fn run(app: &App, job: &Job, mandate: Uuid, message: Option<Uuid>) -> TaskResult {
    let Some(asked) = read(app, job, mandate, message).await?.filter(|asked| !asked.is_replaced()) else {
        return jobs::done(app, job).await;
    };
    if asked.others.under_way {
        let failure = Failure::retry_after(TimeDelta::seconds(5), "mandate.asked_again", "the request before is asked");
        return Err(failure);
    }
    if let Some(message) = message.filter(|_| asked.mandate.state.is_open() && asked.has_gone_meanwhile()) {
        return let_be(app, job, message).await;
    }
    let now = app.clock.now();
    // Of another request, too: it may have been carried out, though we did not hear so.
    let is_repeated = job.attempts > 1 || asked.others.begun;
    if asked.mandate.state.is_open() && asked.channel() != Some(Channel::Sms) && asked.mandate.link_is_good(now) {
        return send(app, job, message).await;
    }
    let twikey = app.twikey.as_ref().ok_or_else(no_twikey)?;
    let strays = if is_repeated { strays(twikey, &asked).await? } else { Vec::new() };
    if !asked.mandate.state.is_open() {
        take_back(twikey, &strays).await?;
        return jobs::done(app, job).await;
    }
    let invitation = match asked.channel() {
        Some(Channel::Sms) => {
            if let Some(reference) = strays.first().filter(|_| asked.by_sms_only) {
                Invitation { reference: reference.clone(), link: None, link_expires_at: None }
            } else {
                take_back(twikey, &strays).await?;
                ask_by_sms(app, twikey, &asked).await?
            }
        }
        Some(Channel::Email) | None => {
            take_back(twikey, &strays).await?;
            ask_for_link(app, twikey, &asked).await?
        }
    };
    write(app, job, &asked, message, invitation).await
}

async fn read(app: &App, job: &Job, mandate: Uuid, message: Option<Uuid>) -> Result<Option<Asked>, Failure> {
    let mut tx = app.db.read().await?;
    let Some(mandate) = queries::find(&mut tx, mandate).await? else { return Ok(None) };
    let Some(customer) = customers::by_id(&mut tx, mandate.customer_id).await? else { return Ok(None) };
    let message = match message {
        Some(message) => match messages::standing(&mut tx, message).await? {
            Some(standing) => Some(standing),
            None => return Ok(None),
        },
        None => None,
    };
    let by_sms_only = mandate.requested_by.is_some() && !messages::was_asked_by_email(&mut tx, mandate.id).await?;
    let last_sms = messages::last_sms(&mut tx, mandate.id).await?;
    let others = jobs::others(&mut tx, app.clock.now(), job, mandate.id).await?;
    let link_days = settings::read(&mut tx).await?.mandate_link_days;
    let known = queries::references(&mut tx, customer.id).await?;
    Ok(Some(Asked { mandate, customer, message, by_sms_only, last_sms, others, link_days, known }))
}

/// Mandates of the customer at Twikey that may still be signed and that we know nothing of. An SMS may be answered
/// before we hear that it was sent: then the mandate is signed already, and nobody must be asked again.
async fn strays(twikey: &Client, asked: &Asked) -> Result<Vec<String>, Failure> {
    let found = twikey.find_mandates(&asked.customer.number).await?;
    let strays = found.into_iter().filter(|mandate| {
        let is_ours = match mandate.state {
            MandateState::Prepared => true,
            MandateState::Signed | MandateState::AwaitingBank => asked.channel() == Some(Channel::Sms),
            _ => false,
        };
        is_ours
            && mandate.scheme.as_deref().is_none_or(|scheme| scheme.eq_ignore_ascii_case(asked.mandate.scheme.code()))
            && !asked.known.contains(&mandate.reference)
    });
    Ok(strays.map(|mandate| mandate.reference).collect())
}

async fn take_back(twikey: &Client, references: &[String]) -> TaskResult {
    for reference in references {
        match twikey.cancel(reference, "asked for twice", false).await {
            Ok(()) => {}
            Err(error) if is_gone(&error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

async fn ask_for_link(app: &App, twikey: &Client, asked: &Asked) -> Result<Invitation, Failure> {
    let expires_at = app.clock.now() + TimeDelta::days(asked.link_days);
    let invite = Invite {
        template: profile(app, asked.mandate.scheme)?,
        debtor: asked.customer.debtor(),
        token: Some(asked.mandate.id.simple().to_string()),
        expires_at: Some(expires_at),
        // The portal writes to the customer itself: Twikey's own e-mail would be a second one.
        send_by_twikey: false,
    };
    let invited = twikey.invite(&invite).await?;
    let Some(link) = invited.link else {
        // Twikey answers without a link where the customer has signed already; its feed brings that mandate.
        return Err(Failure::needs_person("job.signed_already", "Twikey gave no link"));
    };
    Ok(Invitation { reference: invited.reference, link: Some(link.into()), link_expires_at: Some(expires_at) })
}

async fn ask_by_sms(app: &App, twikey: &Client, asked: &Asked) -> Result<Invitation, Failure> {
    let signature = SmsSignature { template: profile(app, asked.mandate.scheme)?, debtor: asked.customer.debtor() };
    let invited = twikey.sign_by_sms(&signature).await?;
    Ok(Invitation { reference: invited.reference, link: None, link_expires_at: None })
}

/// The profile at Twikey for a scheme.
pub fn profile(app: &App, scheme: Scheme) -> Result<u32, Failure> {
    let account = app.config.twikey.as_ref().ok_or_else(no_twikey)?;
    profile_of(account, scheme)
        .ok_or_else(|| Failure::needs_person("job.no_b2b_profile", "TWIKEY_TEMPLATE_B2B is not set"))
}

/// Writes the answer down, and what follows from it.
async fn write(app: &App, job: &Job, asked: &Asked, message: Option<Uuid>, invitation: Invitation) -> TaskResult {
    let mut tx = app.db.write().await?;
    let taken = queries::take(&mut tx, asked.mandate.id).await?;
    // Only now: whoever asked once more before did so earlier than this, and whoever does after has seen the answer.
    let now = app.clock.now();
    let Some(mut mandate) = taken else {
        jobs::finish(&mut tx, now, job).await?;
        return Ok(tx.commit().await?);
    };
    let reference = invitation.reference.clone();
    mandate.invite(invitation, now);
    if mandate.state.is_open() {
        queries::update(&mut tx, &mandate).await?;
        match (message, asked.channel()) {
            (Some(message), Some(Channel::Email)) => {
                jobs::enqueue(&mut tx, now, &Task::SendMessage { message }).await?;
            }
            // Twikey has sent it.
            (Some(message), Some(Channel::Sms)) => {
                messages::sent(&mut tx, message, now).await?;
            }
            _ => {}
        }
    } else if mandate.reference.is_none() {
        // Cancelled while we asked: Twikey has to hear of it under the reference it has just given.
        mandate.reference = Some(reference);
        queries::update(&mut tx, &mandate).await?;
        jobs::enqueue(&mut tx, now, &Task::CancelMandate { mandate: mandate.id, notify: false }).await?;
    }
    jobs::finish(&mut tx, now, job).await?;
    tx.commit().await?;
    Ok(())
}

/// Nothing more is to be asked for this message.
async fn let_be(app: &App, job: &Job, message: Uuid) -> TaskResult {
    let mut tx = app.db.write().await?;
    messages::withdraw_one(&mut tx, message, Some("message.already_gone")).await?;
    jobs::finish(&mut tx, app.clock.now(), job).await?;
    Ok(tx.commit().await?)
}

/// The link is there already: the message about it can go, if there is one.
async fn send(app: &App, job: &Job, message: Option<Uuid>) -> TaskResult {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if let Some(message) = message {
        jobs::enqueue(&mut tx, now, &Task::SendMessage { message }).await?;
    }
    jobs::finish(&mut tx, now, job).await?;
    tx.commit().await?;
    Ok(())
}
