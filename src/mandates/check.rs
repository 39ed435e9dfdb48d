//! Asks Twikey how a mandate stands, for what no feed reports: links that ended, banks that answered.
//!
//! Twikey tells the end of an invitation by a callback only, and a callback can be lost. So open mandates whose time
//! is up are asked about by themselves, a few at a time: Twikey counts these questions.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    mandate::{Mandate, State},
    queries,
    report::{Fact, Report},
    sync,
};
use crate::{
    app::App,
    db::Tx,
    jobs::{self, CheckReason, Failure, Job, Kind, Priority, Task, TaskResult},
    settings,
    twikey::{MandateDetail, MandateState},
};

/// How long a link that ended is left alone: Twikey's callback usually comes first.
const GRACE: TimeDelta = TimeDelta::minutes(10);
/// A bank takes up to three days over a business mandate; nobody needs to know sooner than that.
const BANK_ASKED_EVERY: TimeDelta = TimeDelta::hours(12);
/// How many questions are asked at a time, and how far apart.
const AT_A_TIME: i64 = 50;
const APART: TimeDelta = TimeDelta::seconds(3);

/// While the customer is asked again, what ended is looked at again after this long.
const ASKED_AGAIN: TimeDelta = TimeDelta::seconds(10);

/// The task.
pub async fn run(app: &App, job: &Job, id: Uuid, reason: CheckReason) -> TaskResult {
    let mut tx = app.db.read().await?;
    let mandate = queries::find(&mut tx, id).await?;
    let settings = settings::read(&mut tx).await?;
    if jobs::is_under_way(&mut tx, id, Kind::RequestMandate).await? {
        // The customer is being asked again: at Twikey the new invitation takes the place of the one that ended, and we
        // hear of that end before the answer to our request is written down.
        return Err(Failure::retry_after(ASKED_AGAIN, "mandate.asked_again", "the mandate is being requested"));
    }
    drop(tx);
    let twikey = app.twikey_on(&settings);
    let reference = mandate.filter(is_open).and_then(|mandate| mandate.reference);
    let answer = match (twikey, &reference) {
        (Some(twikey), Some(reference)) => Some(twikey.mandate_detail(reference, true).await.map_err(Failure::from)?),
        _ => None,
    };

    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    // Read again: the feed may have been faster than Twikey's answer to us.
    if let Some(detail) = answer
        && let Some(mandate) = queries::take(&mut tx, id).await?.filter(is_open)
        && mandate.reference == reference
    {
        queries::checked(&mut tx, id, now).await?;
        if let Some(report) = report(app, &mandate, detail.as_ref(), reason, now) {
            sync::hear(&mut tx, &app.clock, mandate, &report).await?;
        }
    }
    jobs::finish(&mut tx, now, job).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes down which open mandates are to be asked about: a task of its own, every quarter of an hour.
pub async fn run_all(app: &App, job: &Job) -> TaskResult {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let overdue = queries::overdue(&mut tx, now - GRACE, now - BANK_ASKED_EVERY, AT_A_TIME).await?;
    let mut run_at = now;
    for mandate in overdue {
        ask_at(&mut tx, now, run_at, &mandate).await?;
        run_at += APART;
    }
    jobs::finish(&mut tx, now, job).await?;
    tx.commit().await?;
    Ok(())
}

async fn ask_at(tx: &mut Tx, now: DateTime<Utc>, run_at: DateTime<Utc>, mandate: &Mandate) -> crate::db::Result<()> {
    let reason = if mandate.state == State::AwaitingBank { CheckReason::Bank } else { CheckReason::Overdue };
    queries::checked(tx, mandate.id, now).await?;
    jobs::enqueue_at(tx, now, run_at, &Task::CheckMandate { mandate: mandate.id, reason }, Priority::Mass).await
}

fn is_open(mandate: &Mandate) -> bool {
    matches!(mandate.state, State::Invited | State::AwaitingBank)
}

/// What Twikey's answer means; none when nothing has changed. `detail` is none when Twikey does not know the mandate.
fn report(
    app: &App,
    mandate: &Mandate,
    detail: Option<&MandateDetail>,
    reason: CheckReason,
    now: DateTime<Utc>,
) -> Option<Report> {
    let fact = fact(mandate, detail.map(|detail| &detail.state), reason, now)?;
    let report = Report::new(fact, now);
    Some(match detail {
        Some(detail) => sync::with_details(report, &detail.mandate, &app.clock),
        None => report,
    })
}

fn fact(mandate: &Mandate, state: Option<&MandateState>, reason: CheckReason, now: DateTime<Utc>) -> Option<Fact> {
    let link_ended = mandate.link_expires_at.is_some_and(|end| end <= now);
    match state {
        Some(MandateState::Signed) => Some(Fact::Signed),
        Some(MandateState::AwaitingBank) => Some(Fact::AwaitingBank),
        Some(MandateState::Suspended) => Some(Fact::Suspended),
        Some(MandateState::Cancelled) => Some(Fact::Cancelled),
        Some(MandateState::Expired) => Some(Fact::Expired),
        // Twikey can still have it signed. A callback that says otherwise was about an invitation that a newer one has
        // replaced, unless nobody knows when this one ends.
        Some(MandateState::Prepared) if mandate.link_expires_at.is_some() => link_ended.then_some(Fact::Expired),
        Some(MandateState::Prepared) => (reason == CheckReason::Expired).then_some(Fact::Expired),
        // A printed mandate may still come back by post.
        Some(MandateState::Printed | MandateState::Other(_)) => None,
        None if mandate.state == State::AwaitingBank => Some(Fact::Cancelled),
        None if reason == CheckReason::Expired || link_ended => Some(Fact::Expired),
        None => Some(Fact::Removed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mandates::{Invitation, Scheme};

    fn at(hour: u32) -> DateTime<Utc> {
        format!("2026-11-23T{hour:02}:00:00Z").parse().unwrap()
    }

    /// A mandate whose link ends at noon.
    fn invited() -> Mandate {
        let mut mandate = Mandate::made_at_twikey(Uuid::now_v7(), Uuid::now_v7(), "ACME1".into(), Scheme::Core, at(8));
        let link = Some("https://twikey.example/acme/x".into());
        mandate.invite(Invitation { reference: "ACME1".into(), link, link_expires_at: Some(at(12)) }, at(9));
        mandate
    }

    #[test]
    fn the_end_of_a_replaced_invitation_does_not_end_the_newer_one() {
        for reason in [CheckReason::Expired, CheckReason::Removed, CheckReason::Overdue] {
            assert_eq!(fact(&invited(), Some(&MandateState::Prepared), reason, at(10)), None, "{reason:?}");
        }
    }

    #[test]
    fn an_unsigned_mandate_whose_time_is_up_has_expired_whether_twikey_knows_it_or_not() {
        for state in [Some(MandateState::Prepared), Some(MandateState::Expired), None] {
            assert_eq!(fact(&invited(), state.as_ref(), CheckReason::Overdue, at(13)), Some(Fact::Expired));
        }
    }

    #[test]
    fn what_twikey_no_longer_knows_before_its_time_was_taken_back() {
        assert_eq!(fact(&invited(), None, CheckReason::Removed, at(10)), Some(Fact::Removed));
    }

    #[test]
    fn a_state_that_nobody_has_heard_of_changes_nothing() {
        assert_eq!(fact(&invited(), Some(&MandateState::Other("NEW".into())), CheckReason::Overdue, at(13)), None);
    }
}
