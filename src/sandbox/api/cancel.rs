//! `DELETE /creditor/mandate?mndtId=&rsn=&notify=` (source 2.5).

use actix_web::HttpResponse;

use super::{Answer, call::Call};
use crate::sandbox::refusal::Refusal;

/// Ends a mandate for the creditor; a reason is required.
pub fn cancel(call: &Call) -> Answer {
    let query = call.query();
    let reference = query.reference()?;
    let reason = query.text("rsn").ok_or(Refusal::about("err_provide_reason", "rsn"))?;
    call.shared.change(|world, now| {
        let by = world.creditor.email.clone();
        let was_live = world.mandate(&reference)?.standing.is_live();
        world.cancel(&reference, &reason, &by, now)?;
        if query.flag("notify") && was_live {
            // A customer without an e-mail address cannot be told; the mandate has ended all the same.
            drop(world.mail_cancellation(&reference, now));
        }
        Ok(HttpResponse::Ok().finish())
    })
}
