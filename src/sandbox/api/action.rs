//! `POST /creditor/mandate/{mndtId}/action` (source 2.4).

use actix_web::HttpResponse;

use super::{Answer, call::Call};
use crate::sandbox::{ids, refusal::Refusal};

/// Invites again, reminds, gives access, or switches the bank's own check of a B2B mandate.
pub fn act(call: &Call) -> Answer {
    let form = call.form();
    let (reference, kind) = (call.segment().to_uppercase(), form.required("type")?);
    let reminder: Option<u8> = form.number("reminder")?;
    call.shared.change(|world, now| {
        match kind.as_str() {
            "invite" => world.mail_invite(&reference, now),
            "reminder" if reminder.is_none() => Err(Refusal::missing("reminder")),
            "reminder" if reminder.is_some_and(|it| !(1..=4).contains(&it)) => Err(Refusal::invalid("reminder")),
            "reminder" => world.mail_reminder(&reference, now),
            "access" => world.mail_access(&reference, ids::access_token(), now),
            "automaticCheck" => world.check_automatically(&reference, true, now),
            "manualCheck" => world.check_automatically(&reference, false, now),
            _ => Err(Refusal::invalid("type")),
        }
        // This address calls an unknown mandate `err_not_found` (2.4).
        .map_err(|refusal| refusal.renamed("err_no_contract", "err_not_found"))
    })?;
    // 204 in practice, although Twikey's description says 200 (2.4).
    Ok(HttpResponse::NoContent().finish())
}
