//! The feeds: each is a queue for each API key, read page by page until it is empty (source 3.1).

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Answer, call::Call};
use crate::sandbox::{
    Shared,
    refusal::Refusal,
    state::{
        World,
        feed::{Feed, Page},
    },
};

/// A page as it is answered.
pub struct Batch<B> {
    body: B,
    /// The number of the page's last entry, if it has one.
    last: Option<u64>,
    position: u64,
}

impl<B> Batch<B> {
    pub fn new<T>(page: &Page<'_, T>, body: B) -> Self {
        Self { body, last: page.entries.last().map(|entry| entry.id), position: page.position }
    }
}

/// Answers the next page after the key's position, which moves on. `X-RESUME-AFTER` and `X-RESET` move it first.
pub fn drain<B: Serialize>(
    call: &Call,
    feed: Feed,
    read: impl FnOnce(&World, u64, DateTime<Utc>) -> Batch<B>,
) -> Answer {
    let reading = Reading::begin(call, feed)?;
    let rewind = Rewind::asked_for(call)?;
    let batch = call.shared.change(|world, now| {
        let current = world.keys.get(&call.api_key).map_or(0, |key| key.position(feed));
        let start = match rewind {
            // Beyond the last entry, later ones would never be read.
            Some(Rewind::After(id)) => id.min(world.position_before(feed, DateTime::<Utc>::MAX_UTC)),
            Some(Rewind::Since(time)) => world.position_before(feed, time),
            None => current,
        };
        let batch = read(world, start, now);
        if let Some(key) = world.keys.get_mut(&call.api_key) {
            key.move_to(feed, batch.position);
        }
        batch
    });
    let mut response = HttpResponse::Ok();
    // Absent when the page is empty, which Twikey's own clients stumble over (11.3).
    if let Some(last) = batch.last {
        response.insert_header(("X-LAST", last));
    }
    let mut response = response.json(batch.body);
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
    reader: (String, Feed),
}

impl Reading {
    fn begin(call: &Call, feed: Feed) -> Result<Self, Refusal> {
        let reader = (call.api_key.clone(), feed);
        let free = call.shared.change(|world, _| world.readers.insert(reader.clone()));
        if !free {
            return Err(Refusal::new("err_call_in_progress"));
        }
        Ok(Self { shared: call.shared.clone(), reader })
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.shared.change(|world, _| world.readers.remove(&self.reader));
    }
}
