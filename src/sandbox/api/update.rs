//! `POST /creditor/mandate/update` (source 2.5).

use actix_web::HttpResponse;

use super::{Answer, call::Call};
use crate::sandbox::{account_number, refusal::Refusal, state::update::Change};

/// Changes details, account, profile or state of a mandate.
pub fn update(call: &Call) -> Answer {
    let form = call.form();
    let reference = form.reference()?;
    let active = match form.text("state").as_deref() {
        Some("active") => Some(true),
        Some("passive") => Some(false),
        Some(_) => return Err(Refusal::invalid("state").into()),
        None => None,
    };
    let mut details = form.customer()?;
    if details.company.is_none() {
        // "Only if companyName changed" (OA).
        details.vat_number = None;
    }
    let change = Change {
        profile: form.number("ct")?,
        active,
        iban: form.iban()?,
        bic: form.text("bic").map(|bic| account_number::bic(&bic)).transpose()?,
        details,
    };
    call.shared.change(|world, now| world.update(&reference, &change, now))?;
    Ok(HttpResponse::NoContent().finish())
}
