//! `POST` and `DELETE /creditor/reservation`: amounts set aside for a debit to come (source 5).

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::Number;
use uuid::Uuid;

use super::{Answer, call::Call, fields::Fields, instant};
use crate::sandbox::{amount, api::fields::message, refusal::Refusal, state::reservation::NewReservation};

/// In which GO and ND name the reservation that a debit uses up, or that is to be deleted.
const HEADER: &str = "X-RESERVATION";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReservationWire {
    id: Uuid,
    mndt_id: String,
    reserved_amount: Number,
    expires: String,
}

/// Sets an amount aside, for a day unless something else is said.
pub fn create(call: &Call) -> Answer {
    let form = call.form();
    if !form.flag("reservation") {
        return Err(Refusal::missing("reservation").into());
    }
    reserve(call, &form)
}

/// The same for `POST /transaction` with `reservation=true`, which is how ND asks.
pub fn reserve(call: &Call, form: &Fields) -> Answer {
    message(form)?;
    let new = NewReservation {
        id: Uuid::new_v4(),
        mandate: form.reference()?,
        amount: form.amount("amount")?.ok_or(Refusal::about("err_invalid_amount", "amount"))?,
        least: form.amount("reservationMinimum")?,
        expires_at: form.moment("reservationExpiration")?.map(|at| at.to_utc()),
        force: form.flag("force"),
    };
    call.shared.change(|world, now| {
        let reserved = world.reserve(new, now)?;
        Ok(HttpResponse::Ok().json(ReservationWire {
            id: reserved.id,
            mndt_id: reserved.mandate.clone(),
            reserved_amount: amount::number(reserved.amount),
            expires: instant(reserved.expires_at),
        }))
    })
}

/// Gives a reservation up.
pub fn delete(call: &Call) -> Answer {
    let id = named(call)?.ok_or(Refusal::about("err_not_found", HEADER))?;
    call.shared.change(|world, now| world.release(id, now))?;
    Ok(HttpResponse::NoContent().finish())
}

/// The reservation that the call names.
pub fn named(call: &Call) -> Result<Option<Uuid>, Refusal> {
    let Some(given) = call.header(HEADER) else { return Ok(None) };
    Uuid::try_parse(given).map(Some).map_err(|_| Refusal::about("err_not_found", given))
}
