//! Twikey's feeds: read by one reader at a time, each entry kept once, its effect and the position written together.

mod entry; // of any feed
mod queries;
pub mod read;
pub mod sync;
pub mod unmatched;

pub use queries::count_unmatched;

use serde::{Deserialize, Serialize};

use crate::{app::App, db, jobs, tasks::Task};

/// A feed of Twikey's, with a position of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Feed {
    Mandates,
    /// Each changed invoice as it stands.
    Invoices,
    /// Every movement of money for invoices.
    Payments,
}

impl Feed {
    pub const ALL: [Self; 3] = [Self::Mandates, Self::Invoices, Self::Payments];
}

/// Writes down that Twikey is to be asked what happened: a customer may be back before its callback.
pub async fn ask(app: &App) -> db::Result<()> {
    if app.twikey.is_none() {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    for feed in Feed::ALL {
        jobs::enqueue_unless_waiting(&mut tx, app.clock.now(), &Task::ReadFeed { feed }).await?;
    }
    tx.commit().await?;
    app.new_jobs.notify_waiters();
    Ok(())
}
