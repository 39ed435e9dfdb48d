//! The task that checks a file that was sent, or imports it: a chunk in each transaction, together with its report and with how
//! far it has come. So a crash repeats nothing and leaves nothing out.

use uuid::Uuid;

use super::{
    CHUNK, Context, audited, import,
    queries::{self, Import, State},
    source::Source,
};
use crate::{
    app::App,
    audit::{self, Actor},
    db::{self, Tx},
    jobs::{self, Failure, Job, Task, TaskResult},
    settings,
};

/// How many chunks one job stores before it leaves the rest to the next: few enough for its lease, and enough to make reading
/// the file again worth while.
const SHIFT: usize = 10;

/// After so many tries a number that is taken was not taken by somebody who was faster.
const TRIES: i64 = 3;

pub async fn run(app: &App, job: &Job, id: Uuid) -> TaskResult {
    let mut tx = app.db.read().await?;
    let found = queries::find(&mut tx, id).await?.filter(Import::is_under_way);
    let file = queries::content(&mut tx, id).await?;
    drop(tx);
    let (Some(mut record), Some(file)) = (found, file) else {
        // It was brought to its end already.
        let mut tx = app.db.write().await?;
        jobs::finish(&mut tx, app.clock.now(), job).await?;
        return Ok(tx.commit().await?);
    };
    let kind = record.kind;
    let source = tokio::task::spawn_blocking(move || Source::read(kind, &file)).await;
    let source = source.map_err(|error| Failure::retry("import.unread", error.to_string()))?;
    let source = source.map_err(|problem| Failure::needs_person("import.unread", format!("{problem:?}")))?;

    let mut chunks = 0;
    loop {
        let now = app.clock.now();
        let done = usize::try_from(record.done).unwrap_or_default().min(source.groups.len());
        let groups = &source.groups[done..source.groups.len().min(done + CHUNK)];
        let next = record.done + i64::try_from(groups.len()).unwrap_or_default();
        let mut tx = app.db.write().await?;
        if !queries::advance(&mut tx, now, &record, next).await? {
            return Err(Failure::retry("import.elsewhere", "another worker goes on with this file"));
        }
        let settings = settings::read(&mut tx).await?;
        let context = Context {
            now,
            today: app.clock.today(),
            actor: Actor::User(record.user_id),
            language: record.language,
            settings: &settings,
            is_dry_run: record.state == State::Checking,
        };
        let entries = match import(&mut tx, &context, &source, groups).await {
            Err(error) if job.attempts >= TRIES && db::is_taken(&error, "customers", "number") => {
                return Err(Failure::needs_person("import.number_taken", error.to_string()));
            }
            imported => imported?,
        };
        queries::report(&mut tx, id, &entries).await?;
        chunks += 1;
        if done + groups.len() == source.groups.len() {
            end(&mut tx, &context, &record).await?;
        } else if chunks == SHIFT {
            jobs::enqueue(&mut tx, now, &Task::Import { import: id }).await?;
        } else {
            tx.commit().await?;
            record.done = next;
            continue;
        }
        jobs::finish(&mut tx, now, job).await?;
        return Ok(tx.commit().await?);
    }
}

/// Everything is checked, or imported: that leaves its trace.
async fn end(tx: &mut Tx, context: &Context<'_>, record: &Import) -> db::Result<()> {
    queries::end(tx, record).await?;
    if context.is_dry_run {
        return Ok(());
    }
    let totals = queries::totals(tx, record.id).await?;
    let entry = audited(context.actor, record.kind, Some(record.id), &record.file_name, &totals);
    audit::record(tx, context.now, entry).await
}
