//! `POST /creditor/sign`: a mandate signed, or about to be, without Twikey's pages (source 2.2).

use actix_web::HttpResponse;
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Answer, call::Call, fields::Fields, invite::invitation};
use crate::sandbox::{
    refusal::Refusal,
    state::{
        World,
        invite::{Invitation, Invited},
        mandate::{Signature, Standing},
        method::Method,
    },
};

/// A drawn signature is a PNG of at most 150 kB.
const LARGEST_DRAWING: usize = 150 * 1024;

/// Note the capital: `/invite` answers `mndtId`.
#[derive(Serialize)]
struct Signed {
    #[serde(rename = "Msg")]
    message: &'static str,
    #[serde(rename = "MndtId")]
    reference: String,
    /// Where the customer goes on, for methods that happen elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// Prepares a mandate, or takes the one of `key`, and signs it the way `method` says.
pub fn sign(call: &Call) -> Answer {
    let form = call.form();
    let method: Method = form.required("method")?.parse().map_err(|_| Refusal::invalid("method"))?;
    let signed = call.shared.change(|world, now| {
        let invitation = checked(call, &form, method, world, now)?;
        // SMS ignores it: the reply's date counts.
        let at = form.moment("signDate")?.map_or(now, |at| at.to_utc());
        let payload = (method == Method::Digisign).then(|| drawing(&form)).transpose()?;
        let reference = match begin(world, &form, invitation, now)? {
            Invited::New { reference } => reference,
            Invited::Existing { reference } => return Ok(Signed { message: "OK", reference, url: None }),
        };
        match method {
            Method::Sms => world.send_sms(&reference, now)?,
            Method::Import | Method::Digisign => {
                let mandate = world.mandate(&reference)?;
                let (place, signer) = (mandate.place.clone(), world.customer_of(mandate).signer());
                let signature = Signature { method, signer, place, at, payload };
                world.complete(&reference, signature, asks_bank(&form), now)?;
            }
            Method::Paper => world.print(&reference, now)?,
            _ => {}
        }
        let mandate = world.mandate(&reference)?;
        let url = method.redirects().then(|| world.signing_url(mandate));
        Ok::<_, Refusal>(Signed { message: "OK", reference, url })
    })?;
    Ok(HttpResponse::Ok().json(signed))
}

/// What the method needs. That SMS needs mobile number, IBAN and BIC is what Twikey's older description and two of its
/// partners say; the current description is silent (2.3).
fn checked(
    call: &Call,
    form: &Fields,
    method: Method,
    world: &World,
    now: DateTime<Utc>,
) -> Result<Invitation, Refusal> {
    let mut invitation = invitation(call, form, world, now)?;
    invitation.method = method.redirects().then_some(method);
    let prepared = form.text("key").and_then(|key| world.mandate_by_key(&key));
    let mobile = prepared.and_then(|mandate| world.customer_of(mandate).mobile).or(invitation.details.mobile.clone());
    let iban = prepared.and_then(|mandate| mandate.iban.clone()).or(invitation.iban.clone());
    if method == Method::Sms && mobile.is_none() {
        return Err(Refusal::missing("mobile"));
    }
    if iban.is_none() && matches!(method, Method::Sms | Method::Import | Method::Digisign) {
        return Err(Refusal::missing("iban"));
    }
    let prepared_bic = prepared.and_then(|mandate| mandate.bic.clone());
    if method.needs_bic() && form.text("bic").or(prepared_bic).is_none() {
        return Err(Refusal::missing("bic"));
    }
    Ok(invitation)
}

/// The mandate to sign: a new one, or the prepared one that `key` names.
fn begin(world: &mut World, form: &Fields, invitation: Invitation, now: DateTime<Utc>) -> Result<Invited, Refusal> {
    let Some(key) = form.text("key") else { return world.prepare(invitation, now) };
    let mandate = world.mandate_by_key(&key).ok_or(Refusal::about("err_not_found", "key"))?;
    if mandate.standing != Standing::Prepared {
        return Err(Refusal::about("err_invalid_state", mandate.standing.code()));
    }
    let reference = mandate.reference.clone();
    world.complete_invitation(&reference, invitation)?;
    Ok(Invited::New { reference })
}

fn drawing(form: &Fields) -> Result<String, Refusal> {
    let encoded = form.required("digsig")?;
    let png = BASE64_STANDARD.decode(encoded.trim()).map_err(|_| Refusal::invalid("digsig"))?;
    let is_png = png.starts_with(b"\x89PNG\r\n\x1a\n") && png.len() <= LARGEST_DRAWING;
    if is_png { Ok(encoded) } else { Err(Refusal::invalid("digsig")) }
}

/// `bankSignature`, B2B only. Twikey's description: "false requires bank validation"; two of its clients say the opposite.
/// The sandbox follows the description, so only `true` spares the bank (emulator choice, 2.2).
pub fn asks_bank(form: &Fields) -> bool {
    !form.flag("bankSignature")
}
