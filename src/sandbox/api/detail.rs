//! `GET /creditor/mandate/detail?mndtId=&force=` (source 2.5).

use actix_web::HttpResponse;

use super::{Answer, call::Call, wire};
use crate::sandbox::refusal::Refusal;

/// One mandate as it is now. An unsigned one is shown only with `force`.
pub fn detail(call: &Call) -> Answer {
    let query = call.query();
    let reference = query.reference()?;
    call.shared.look(|world, _| {
        let mandate = world.mandate(&reference)?;
        if !wire::is_signed(mandate.standing) && !query.flag("force") {
            return Err(Refusal::about("err_invalid_state", mandate.standing.code()).into());
        }
        Ok(HttpResponse::Ok()
            .insert_header(("X-STATE", mandate.standing.code()))
            .insert_header(("X-COLLECTABLE", mandate.is_collectable().to_string()))
            .json(wire::detail(world, mandate)))
    })
}
