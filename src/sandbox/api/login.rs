//! `POST /creditor` logs in, `GET /creditor` logs out (source 1.3).

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::{Answer, call::Call, error::Failure, fields::Fields};
use crate::sandbox::{Shared, api::error::language, ids, refusal::Refusal, signature, state::World};

#[derive(Serialize)]
struct Session<'a> {
    #[serde(rename = "Authorization")]
    token: &'a str,
}

/// Opens a session for an API key, with its one-time password if it has enhanced security.
pub async fn login(shared: Data<Shared>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let form = Fields::parse(&body);
    let api_key = form.text("apiToken").unwrap_or_default();
    let password = form.text("otp");
    let token = ids::session_token();
    let merchant = shared.change(|world, now| {
        admit(world, &api_key, password.as_deref(), now)?;
        world.sessions.open(token.clone(), &api_key, now);
        Ok::<_, Failure>(world.creditor.merchant_id)
    });
    match merchant {
        Ok(merchant) => HttpResponse::Ok()
            .insert_header(("Authorization", token.as_str()))
            .insert_header(("X-MERCHANT-ID", merchant))
            .json(Session { token: &token }),
        Err(failure) => failure.respond(language(&request)),
    }
}

/// Whether somebody with these secrets may log in now. Wrong attempts count like right ones.
fn admit(world: &mut World, api_key: &str, password: Option<&str>, now: DateTime<Utc>) -> Result<(), Failure> {
    let known = world.keys.get(api_key);
    // All unknown keys share one window, so that guessing keys does not fill the memory.
    let window = format!("login {}", if known.is_some() { api_key } else { "unknown" });
    let private_key = known.map(|key| key.private_key.clone());
    world.limits.count(window, world.settings.logins_per_quarter, TimeDelta::minutes(15), now)?;
    let fits = match private_key {
        None => false,
        Some(None) => true,
        Some(Some(private_key)) => {
            let private_key = hex::decode(private_key).unwrap_or_default();
            password.is_some_and(|given| signature::password_fits(&private_key, now.timestamp(), given))
        }
    };
    if fits { Ok(()) } else { Err(Refusal::new("err_no_login").into()) }
}

/// Ends the session.
#[expect(clippy::unnecessary_wraps, reason = "every call of the API has this form")]
pub fn logout(call: &Call) -> Answer {
    call.shared.change(|world, _| world.sessions.close(&call.token));
    Ok(HttpResponse::NoContent().finish())
}
