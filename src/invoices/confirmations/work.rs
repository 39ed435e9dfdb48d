//! The work: a job confirms the chosen drafts, a hundred in one transaction, so that others get their turn in between.

use uuid::Uuid;

use super::{
    super::{
        State,
        confirm::{self, Refusal},
        queries,
    },
    queries::{self as written, Item, Progress},
};
use crate::{
    app::App,
    audit::Actor,
    db::{self, Tx},
    jobs::{self, Job, Task, TaskResult},
    settings::{self, Settings},
};

/// Drafts in one transaction, and transactions in one run of the job.
const CHUNK: i64 = 100;
const CHUNKS: usize = 10;

/// Confirms some more of them, and leaves the rest to the next job.
pub async fn run(app: &App, job: &Job, confirmation: Uuid) -> TaskResult {
    let mut is_done = false;
    for _ in 0..CHUNKS {
        is_done = match confirm_chunk(app, confirmation, CHUNK).await {
            Ok(is_done) => is_done,
            // One of them cannot be written. Alone, each is judged by itself.
            Err(error) if db::is_taken(&error, "invoices", "number") => confirm_one(app, confirmation).await?,
            Err(error) => return Err(error.into()),
        };
        if is_done {
            break;
        }
    }
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if !is_done {
        jobs::enqueue(&mut tx, now, &Task::ConfirmInvoices { confirmation }).await?;
    }
    jobs::finish(&mut tx, now, job).await?;
    tx.commit().await?;
    Ok(())
}

/// The next draft alone, refused if its number is taken. Says whether all are done.
async fn confirm_one(app: &App, confirmation: Uuid) -> db::Result<bool> {
    match confirm_chunk(app, confirmation, 1).await {
        Err(error) if db::is_taken(&error, "invoices", "number") => {
            let mut tx = app.db.write().await?;
            let Some(mut progress) = written::take(&mut tx, confirmation).await? else { return Ok(true) };
            for item in written::next(&mut tx, confirmation, 1).await? {
                decide(&mut tx, &mut progress, item, Err(Refusal::NumberTaken)).await?;
            }
            written::advance(&mut tx, &progress).await?;
            tx.commit().await?;
            Ok(false)
        }
        other => other,
    }
}

/// Confirms the next drafts in one transaction. Says whether all are done.
async fn confirm_chunk(app: &App, confirmation: Uuid, limit: i64) -> db::Result<bool> {
    let mut tx = app.db.write().await?;
    let Some(mut progress) = written::take(&mut tx, confirmation).await? else { return Ok(true) };
    let settings = settings::read(&mut tx).await?;
    let actor = progress.requested_by.map_or(Actor::System, Actor::User);
    let items = written::next(&mut tx, confirmation, limit).await?;
    let is_done = items.is_empty();
    for item in items {
        let outcome = confirm_item(&mut tx, app, &settings, item, actor).await?;
        decide(&mut tx, &mut progress, item, outcome).await?;
    }
    if is_done {
        progress.finished_at.get_or_insert(app.clock.now());
    }
    written::advance(&mut tx, &progress).await?;
    tx.commit().await?;
    Ok(is_done)
}

async fn confirm_item(
    tx: &mut Tx,
    app: &App,
    settings: &Settings,
    item: Item,
    actor: Actor,
) -> db::Result<Result<(), Refusal>> {
    match queries::take(tx, item.invoice_id).await? {
        // Somebody has saved it since it was chosen: nobody has agreed to what it says now.
        Some(draft) if draft.state == State::Draft && draft.version != item.version => Ok(Err(Refusal::Changed)),
        Some(mut invoice) => confirm::confirm(tx, app, settings, &mut invoice, actor).await,
        None => Ok(Err(Refusal::NoDraft)),
    }
}

async fn decide(tx: &mut Tx, progress: &mut Progress, item: Item, outcome: Result<(), Refusal>) -> db::Result<()> {
    match outcome {
        Ok(()) => progress.confirmed += 1,
        Err(_) => progress.refused += 1,
    }
    written::decide(tx, progress.id, item.position, outcome.err()).await
}
