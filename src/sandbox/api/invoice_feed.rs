//! `GET /creditor/invoice`: the invoices that changed since the last reading, each as it is now (source 4.6).

use super::{
    Answer,
    call::Call,
    feed::{Batch, drain},
    invoice_wire::{self, Include},
};
use crate::sandbox::state::feed::Feed;

/// `invite_state` filters by the fate of the invitation, which never fails here: `fail` and `not_ok` give nothing, and move
/// the position past all that was not read yet (4.6).
pub fn read(call: &Call) -> Answer {
    let query = call.query();
    let include = Include::from(&query);
    let undelivered = matches!(query.text("invite_state").as_deref(), Some("fail" | "not_ok"));
    drain(call, Feed::Invoices, |world, start, _| {
        let latest = |id: &uuid::Uuid, entry| world.invoices.get(id).is_some_and(|invoice| invoice.sequence == entry);
        let page = world.invoice_changes.after(start, |entry| !undelivered && latest(&entry.what.changed, entry.id));
        Batch::new(&page, invoice_wire::feed(world, &page.entries, include))
    })
}
