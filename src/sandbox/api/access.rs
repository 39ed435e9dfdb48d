//! `POST /creditor/customeraccess`: a link into the debtor's portal (source 2.5).

use actix_web::HttpResponse;
use serde::Serialize;

use super::{Answer, call::Call};
use crate::sandbox::ids;

#[derive(Serialize)]
struct Access {
    token: String,
    url: String,
}

/// A link that lasts two minutes.
pub fn grant(call: &Call) -> Answer {
    let reference = call.form().reference()?;
    let token = ids::access_token();
    let url = call.shared.change(|world, now| world.grant_access(&reference, token.clone(), now))?;
    Ok(HttpResponse::Ok().json(Access { token, url }))
}
