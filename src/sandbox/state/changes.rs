//! How a mandate ends, rests and comes back: cancelled, removed, expired, suspended, resumed (source 2.5, 2.6).

use chrono::{DateTime, Utc};

use super::{
    World,
    events::Kind,
    mandate::{Ending, Standing, What},
};
use crate::sandbox::refusal::Refusal;

impl World {
    /// Ends a mandate. An unsigned one is removed, which only the webhook reports; a signed one is cancelled.
    pub fn cancel(&mut self, reference: &str, reason: &str, by: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let mandate = self.mandate_mut(reference)?;
        let before = mandate.standing;
        if before.is_open() {
            self.remove(reference, true, now);
            return Ok(());
        }
        if !before.is_live() {
            return Err(Refusal::about("err_invalid_state", before.code()));
        }
        mandate.standing = Standing::Cancelled;
        mandate.ending = Some(Ending { reason: reason.into(), by: by.into(), at: now });
        mandate.note(now, What::Cancelled, Some(reason.into()));
        self.report(reference, Kind::Cancellation { reason: reason.into(), by: by.into() }, now);
        self.ring_contract(reference, "Cancel", Some(before.code()), Some(reason), now);
        Ok(())
    }

    /// A signed mandate rests: no debits until it is resumed. Does nothing when it rests already.
    pub fn suspend(&mut self, reference: &str, by: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.rest(reference, true, by, now)
    }

    /// A resting mandate is used again. Does nothing when it is in use.
    pub fn resume(&mut self, reference: &str, by: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.rest(reference, false, by, now)
    }

    fn rest(&mut self, reference: &str, resting: bool, by: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let mandate = self.mandate_mut(reference)?;
        let (target, what, reason) = if resting {
            (Standing::Suspended, What::Suspended, "uncollectable|user")
        } else {
            (Standing::Signed, What::Resumed, "collectable|user")
        };
        if mandate.standing == target {
            return Ok(());
        }
        if !matches!(mandate.standing, Standing::Signed | Standing::Suspended) {
            return Err(Refusal::about("err_invalid_state", mandate.standing.code()));
        }
        mandate.standing = target;
        mandate.note(now, what, None);
        self.report(reference, Kind::Amendment { reason: reason.into(), by: by.into() }, now);
        self.ring_contract(reference, "Update", None, None, now);
        Ok(())
    }

    /// The signing link of an unsigned mandate ends now.
    pub fn expire(&mut self, reference: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let mandate = self.mandate_mut(reference)?;
        if !mandate.standing.is_open() {
            return Err(Refusal::about("err_invalid_state", mandate.standing.code()));
        }
        let state = mandate.standing.code();
        mandate.standing = Standing::Expired;
        mandate.link.expires_at = now;
        mandate.note(now, What::Expired, None);
        // The webhook is the only sign of it: the feed stays silent (2.6).
        self.ring_contract(reference, "Invite", Some(state), Some("expired"), now);
        Ok(())
    }

    pub(super) fn expire_if_due(&mut self, reference: &str, now: DateTime<Utc>) {
        let due = |world: &Self| world.mandates.get(reference).is_some_and(|it| it.link.expires_at <= now);
        if due(self) {
            // Not open any more: signed or removed in the meantime, and nothing is to be done.
            drop(self.expire(reference, now));
        }
    }
}
