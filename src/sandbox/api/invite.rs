//! `POST /creditor/invite`, also as `/prepare`: a mandate to sign and the link to it (source 2.1).

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Answer, call::Call, channel::Channel, fields::Fields};
use crate::{
    domain::money::Cents,
    sandbox::{
        ids,
        refusal::Refusal,
        state::{
            World,
            invite::{Invitation, Invited},
            mandate::FirstDebit,
        },
    },
};

/// With `check`, a mandate that is valid already comes without address and key.
#[derive(Serialize)]
struct Prepared {
    #[serde(rename = "mndtId")]
    reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

/// Prepares a mandate and, when asked to, invites the customer.
pub fn invite(call: &Call) -> Answer {
    let form = call.form();
    let channel = Channel::asked_for(&form)?;
    let prepared = call.shared.change(|world, now| {
        let invitation = invitation(call, &form, world, now)?;
        Channel::require(channel, world, &invitation.details)?;
        let reference = match world.prepare(invitation, now)? {
            Invited::Existing { reference } => return Ok(Prepared { reference, url: None, key: None }),
            Invited::New { reference } => reference,
        };
        match channel {
            Some(Channel::Email) => world.mail_invite(&reference, now)?,
            Some(Channel::Sms) => {
                tracing::info!(
                    reference,
                    "sendInvite=sms is not confirmed for Twikey's API; an SMS with the link is sent"
                );
                world.send_invite_sms(&reference, now)?;
            }
            None => {}
        }
        let mandate = world.mandate(&reference)?;
        let (url, key) = (world.signing_url(mandate), mandate.link.key.clone());
        Ok::<_, Refusal>(Prepared { reference, url: Some(url), key: Some(key) })
    })?;
    Ok(HttpResponse::Ok().json(prepared))
}

/// What `/invite` and `/sign` have in common.
pub fn invitation(call: &Call, form: &Fields, world: &World, now: DateTime<Utc>) -> Result<Invitation, Refusal> {
    let profile = form.profile()?;
    let iban = form.iban()?;
    let bic = form.bic(iban.as_deref())?;
    let names = world.profiles.get(&profile).into_iter().flat_map(|profile| &profile.attributes);
    let attributes = names.filter_map(|it| Some((it.name.clone(), form.text(&it.name)?))).collect();
    let slug =
        |prefix: String| prefix.chars().filter(|it| it.is_ascii_alphanumeric() || *it == '-').collect::<String>();
    Ok(Invitation {
        profile,
        details: form.customer()?,
        iban,
        bic,
        place: form.short("place", 70, "err_invalid_params")?,
        reference: form.mandate_number()?,
        check: form.flag("check"),
        expires_at: form.expiry(now)?,
        token: form.short("token", 100, "err_invalid_params")?,
        contract_number: form.short("contractNumber", 100, "err_invalid_params")?,
        campaign: form.short("campaign", 250, "err_invalid_params")?,
        prefix: form.text("prefix").map(slug).filter(|slug| !slug.is_empty()),
        require_validation: form.flag("requireValidation"),
        // 0 is none, as .NET writes it when unset.
        reminder_days: form.number("reminderDays")?.filter(|days| *days > 0),
        attributes,
        first_debit: first_debit(form)?,
        registered_via: call.partner(),
        method: None,
        key: ids::link_key(),
    })
}

/// The debit that is made once the mandate is signed. A subscription that comes with
/// an invitation (`subscriptionAmount`, `plan`) is not played.
fn first_debit(form: &Fields) -> Result<Option<FirstDebit>, Refusal> {
    let Some(amount) = form.amount("transactionAmount")? else { return Ok(None) };
    if amount <= Cents::ZERO {
        return Err(Refusal::about("err_invalid_amount", "transactionAmount"));
    }
    let message = form.short("transactionMessage", 140, "err_invalid_params")?;
    let reference = form.text("transactionRef");
    Ok(Some(FirstDebit { amount, message: message.unwrap_or_default(), reference }))
}
