//! `mandato sync`: reads every feed to its end, once. For the first start, or when nothing else may run.

use anyhow::{Context, bail, ensure};

use super::{
    Feed,
    read::{self, ReadError, Report},
};
use crate::{app::App, i18n::Language, jobs::Topic, settings};

/// Reads, and says what came of it.
pub async fn run(app: &App) -> anyhow::Result<String> {
    let twikey = app.twikey.as_ref().context("Twikey is off: set TWIKEY_API_URL")?;
    let settings = settings::read(&mut app.db.read().await?).await?;
    ensure!(settings.twikey_on, "Twikey is switched off in the settings.");
    let mut lines = Vec::new();
    for feed in Topic::ALL.into_iter().flat_map(super::of).copied() {
        match read::to_the_end(app, twikey, feed).await {
            Ok(report) => lines.push(words(feed, report)),
            Err(ReadError::Twikey(error)) => bail!("{} ({})", error.explain(Language::En), error.code()),
            Err(ReadError::Busy) => lines.push(format!("{}: the portal is reading them right now.", name(feed))),
            Err(ReadError::Database(error)) => return Err(error).context("the database cannot be used"),
        }
    }
    Ok(lines.join("\n"))
}

const fn name(feed: Feed) -> &'static str {
    match feed {
        Feed::Mandates => "Mandates",
        Feed::Invoices => "Invoices",
        Feed::Payments => "Payments",
    }
}

fn words(feed: Feed, report: Report) -> String {
    let Report { applied, unchanged, unmatched, .. } = report;
    let unmatched = match unmatched {
        0 => String::new(),
        count => format!("\n{count} fit nothing here or cannot be read: see /unmatched."),
    };
    format!("{}: {applied} changed, {unchanged} as they were.{unmatched}", name(feed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_it_did_and_where_to_look() {
        let report = Report { applied: 3, unchanged: 1, ..Report::default() };
        assert_eq!(words(Feed::Mandates, report), "Mandates: 3 changed, 1 as they were.");
        assert!(words(Feed::Payments, Report { unmatched: 2, ..report }).contains("2 fit nothing"));
    }
}
