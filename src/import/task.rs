//! The task that checks a file that was sent, or imports it: a chunk in each transaction, together with its report and with how
//! far it has come. So a crash repeats nothing and leaves nothing out.

use std::time::{Duration, Instant};

use uuid::Uuid;

use super::{
    CHUNK, Context, import,
    queries::{self, State},
    source::Source,
};
use crate::{
    app::App,
    audit::Actor,
    jobs::{self, Failure, Job, TaskResult},
    settings,
    tasks::Task,
};

/// How long one job goes on before it leaves the rest to the next: well within its lease.
const SHIFT: Duration = Duration::from_secs(20);

pub async fn run(app: &App, job: &Job, id: Uuid) -> TaskResult {
    let began = Instant::now();
    let mut tx = app.db.read().await?;
    let found = queries::find(&mut tx, id).await?.filter(queries::Import::is_under_way);
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
        let entries = import(&mut tx, &context, &source, groups).await?;
        queries::report(&mut tx, id, &entries).await?;
        let is_end = done + groups.len() == source.groups.len();
        if is_end {
            queries::end(&mut tx, &record).await?;
        } else if began.elapsed() > SHIFT {
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
