//! `GET /creditor/mandate`: the mandate feed, a queue for each API key (source 3.1).

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};

use super::{
    Answer,
    call::Call,
    wire::{self, Include},
};
use crate::sandbox::{Shared, refusal::Refusal, state::events::Event};

/// The schemes a reader gets when it names none in `X-TYPES`.
const USUAL_TYPES: &str = "CORE,B2B,CREDITCARD";

/// The next page after the key's position, which moves on. `X-RESUME-AFTER` and `X-RESET` move it first.
pub fn read(call: &Call) -> Answer {
    let reading = Reading::begin(call)?;
    let include = Include::from(&call.query().all("include"));
    let types = call.header("X-TYPES").unwrap_or(USUAL_TYPES);
    let wanted = |event: &Event| types.split(',').any(|it| it.trim().eq_ignore_ascii_case(event.scheme.code()));
    let rewind = Rewind::asked_for(call)?;
    let (page, last) = call.shared.change(|world, now| {
        let current = world.keys.get(&call.api_key).map_or(0, |key| key.mandate_position);
        let start = match rewind {
            Some(Rewind::After(id)) => id,
            Some(Rewind::Since(time)) => world.events.position_before(time),
            None => current,
        };
        let page = world.events.after(start, wanted);
        let last = page.events.last().map(|event| event.id);
        let answer = (wire::feed(world, &page.events, include, now), last);
        let position = page.position;
        if let Some(key) = world.keys.get_mut(&call.api_key) {
            key.mandate_position = position;
        }
        answer
    });
    let mut response = HttpResponse::Ok();
    // Absent when the page is empty, which Twikey's own clients stumble over (11.3).
    if let Some(last) = last {
        response.insert_header(("X-LAST", last));
    }
    let mut response = response.json(page);
    // The reader has finished when its answer is on the way, also when a fault delays that.
    response.extensions_mut().insert(reading);
    Ok(response)
}

/// Where a reader wants to start instead of at its position.
#[derive(Clone, Copy)]
enum Rewind {
    After(u64),
    Since(DateTime<Utc>),
}

impl Rewind {
    fn asked_for(call: &Call) -> Result<Option<Self>, Refusal> {
        if let Some(id) = call.header("X-RESUME-AFTER") {
            let id = id.parse().map_err(|_| Refusal::invalid("X-RESUME-AFTER"))?;
            return Ok(Some(Self::After(id)));
        }
        let Some(time) = call.header("X-RESET") else { return Ok(None) };
        let time = time.parse().map_err(|_| Refusal::about("err_invalid_date", "X-RESET"))?;
        Ok(Some(Self::Since(time)))
    }
}

/// The feed is occupied by this reader until it is dropped. A second one with the same key is refused.
struct Reading {
    shared: Shared,
    api_key: String,
}

impl Reading {
    fn begin(call: &Call) -> Result<Self, Refusal> {
        let free = call.shared.change(|world, _| world.readers.insert(call.api_key.clone()));
        if !free {
            return Err(Refusal::new("err_call_in_progress"));
        }
        Ok(Self { shared: call.shared.clone(), api_key: call.api_key.clone() })
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.shared.change(|world, _| world.readers.remove(&self.api_key));
    }
}
