//! The task that asks Twikey for a mandate, by the channel that staff chose; or for its link alone, when the customer wants
//! to sign and waits for it.
//!
//! Repeating it leads to one mandate at Twikey. A try that may have been carried out (the answer was lost, the process
//! died) leaves a mandate there whose reference we never wrote down. So every further try first looks at what Twikey has
//! for the customer: a stray asked for by SMS is ours to take over, a stray asked for by link is taken back, for its link
//! cannot be had any more and nobody was given it.

use uuid::Uuid;

use super::{
    Invitation, Mandate, Scheme,
    cancel::{is_gone, no_twikey},
    queries,
};
use crate::{
    app::App,
    config,
    customers::{self, Customer},
    jobs::{self, Failure, Job, TaskResult},
    messages::{self, Channel},
    settings,
    tasks::Task,
    twikey::{Client, Invite, MandateState, SmsSignature},
};

/// What the task needs to know, read before it talks.
struct Asked {
    mandate: Mandate,
    customer: Customer,
    /// None: nobody is to be told, the customer waits for the link.
    channel: Option<Channel>,
    link_days: i64,
    /// References of the customer's mandates that we know.
    known: Vec<String>,
}

pub async fn run(app: &App, job: &Job, mandate: Uuid, message: Option<Uuid>) -> TaskResult {
    let Some(asked) = read(app, mandate, message).await? else {
        return jobs::done(app, job).await;
    };
    let now = app.clock.now();
    let is_repeated = job.attempts > 1;
    if asked.mandate.state.is_open() && asked.channel != Some(Channel::Sms) && asked.mandate.link_is_good(now) {
        return send(app, job, message).await;
    }
    let twikey = app.twikey.as_ref().ok_or_else(no_twikey)?;
    let strays = if is_repeated { strays(twikey, &asked).await? } else { Vec::new() };
    if !asked.mandate.state.is_open() {
        take_back(twikey, &strays).await?;
        return jobs::done(app, job).await;
    }
    let invitation = match asked.channel {
        Some(Channel::Sms) => match strays.first() {
            Some(reference) => Invitation { reference: reference.clone(), link: None, link_expires_at: None },
            None => ask_by_sms(app, twikey, &asked).await?,
        },
        Some(Channel::Email) | None => {
            take_back(twikey, &strays).await?;
            ask_for_link(app, twikey, &asked).await?
        }
    };
    write(app, job, &asked, message, invitation).await
}

async fn read(app: &App, mandate: Uuid, message: Option<Uuid>) -> Result<Option<Asked>, Failure> {
    let mut tx = app.db.read().await?;
    let Some(mandate) = queries::find(&mut tx, mandate).await? else { return Ok(None) };
    let Some(customer) = customers::by_id(&mut tx, mandate.customer_id).await? else { return Ok(None) };
    let channel = match message {
        Some(message) => match messages::channel_of(&mut tx, message).await? {
            Some(channel) => Some(channel),
            None => return Ok(None),
        },
        None => None,
    };
    let link_days = settings::read(&mut tx).await?.mandate_link_days;
    let known = queries::references(&mut tx, customer.id).await?;
    Ok(Some(Asked { mandate, customer, channel, link_days, known }))
}

/// Mandates of the customer at Twikey that may still be signed and that we know nothing of. An SMS may be answered
/// before we hear that it was sent: then the mandate is signed already, and nobody must be asked again.
async fn strays(twikey: &Client, asked: &Asked) -> Result<Vec<String>, Failure> {
    let found = twikey.find_mandates(&asked.customer.number).await?;
    let strays = found.into_iter().filter(|mandate| {
        let is_ours = match mandate.state {
            MandateState::Prepared => true,
            MandateState::Signed | MandateState::AwaitingBank => asked.channel == Some(Channel::Sms),
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
    let expires_at = app.clock.now() + chrono::TimeDelta::days(asked.link_days);
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

/// The profile of a scheme, if the account has one.
pub fn profile_of(account: &config::Twikey, scheme: Scheme) -> Option<u32> {
    match scheme {
        Scheme::Core => Some(account.template),
        Scheme::B2b => account.template_b2b,
    }
}

/// Writes the answer down, and what follows from it.
async fn write(app: &App, job: &Job, asked: &Asked, message: Option<Uuid>, invitation: Invitation) -> TaskResult {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let Some(mut mandate) = queries::take(&mut tx, asked.mandate.id).await? else {
        jobs::finish(&mut tx, now, job).await?;
        return Ok(tx.commit().await?);
    };
    let reference = invitation.reference.clone();
    mandate.invite(invitation, now);
    if mandate.state.is_open() {
        queries::update(&mut tx, &mandate).await?;
        match (message, asked.channel) {
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
