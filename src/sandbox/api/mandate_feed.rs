//! `GET /creditor/mandate`: the mandate feed (source 3.1).

use super::{
    Answer,
    call::Call,
    feed::{Batch, drain},
    wire::{self, Include},
};
use crate::sandbox::state::{events::Event, feed::Feed};

/// The schemes a reader gets when it names none in `X-TYPES`.
const USUAL_TYPES: &str = "CORE,B2B,CREDITCARD";

/// What happened to mandates since the last reading.
pub fn read(call: &Call) -> Answer {
    let include = Include::from(&call.query());
    let types = call.header("X-TYPES").unwrap_or(USUAL_TYPES);
    let wanted = |event: &Event| types.split(',').any(|it| it.trim().eq_ignore_ascii_case(event.what.scheme.code()));
    drain(call, Feed::Mandates, |world, start, now| {
        let page = world.events.after(start, wanted);
        Batch::new(&page, wire::feed(world, &page.entries, include, now))
    })
}
