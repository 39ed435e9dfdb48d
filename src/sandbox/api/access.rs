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

/// A link that lasts two minutes, to a mandate or to the newest one of a customer.
pub fn grant(call: &Call) -> Answer {
    let form = call.form();
    let number = form.text("customerNumber").filter(|_| form.text("mndtId").is_none());
    let token = ids::access_token();
    let url = call.shared.change(|world, now| {
        let reference = match number {
            Some(number) => world.newest_mandate(&number)?.reference.clone(),
            None => form.reference()?,
        };
        world.grant_access(&reference, token.clone(), now)
    })?;
    Ok(HttpResponse::Ok().json(Access { token, url }))
}
