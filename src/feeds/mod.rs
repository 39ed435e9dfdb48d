//! Twikey's feeds: read by one reader at a time, each entry kept once, its effect and the position written together.

pub mod account; // whose feeds they are
mod attempt; // each entry on its own
mod entry; // of any feed
mod queries;
pub mod read;
pub mod sync;
pub mod unmatched;
mod words;

pub use queries::count_unmatched;
pub use words::label;

use crate::{
    app::App,
    db,
    jobs::{self, Task, Topic},
};

/// A feed of Twikey's, with a position of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Feed {
    Mandates,
    /// Each changed invoice as it stands.
    Invoices,
    /// Every movement of money for invoices.
    Payments,
}

/// The feeds that one job reads. Money first: what is paid is then not shown as under way, and a debit that failed does not end
/// the next one. And by one job, or the two would lock invoices in different orders.
pub const fn of(topic: Topic) -> &'static [Feed] {
    match topic {
        Topic::Mandates => &[Feed::Mandates],
        Topic::Money => &[Feed::Payments, Feed::Invoices],
    }
}

/// Writes down that Twikey is to be asked what happened: a customer may be back before its callback.
pub async fn ask(app: &App) -> db::Result<()> {
    if app.twikey.is_none() {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    for topic in Topic::ALL {
        jobs::enqueue_unless_waiting(&mut tx, app.clock.now(), &Task::ReadFeeds { topic }).await?;
    }
    tx.commit().await?;
    app.new_jobs.notify_waiters();
    Ok(())
}
