//! `mandato sync`: reads every feed to its end, once. For the first start, or when nothing else may run.

use anyhow::{Context, bail};

use super::{
    Feed,
    read::{self, ReadError, Report},
};
use crate::{app::App, i18n::Language};

/// Reads, and says what came of it.
pub async fn run(app: &App) -> anyhow::Result<String> {
    let twikey = app.twikey.as_ref().context("Twikey is off: set TWIKEY_API_URL")?;
    match read::to_the_end(app, twikey, Feed::Mandates).await {
        Ok(report) => Ok(words(report)),
        Err(ReadError::Twikey(error)) => bail!("{} ({})", error.explain(Language::En), error.code()),
        Err(ReadError::Busy) => bail!("The portal is reading this feed right now; nothing is left for this command."),
        Err(ReadError::Database(error)) => Err(error).context("the database cannot be used"),
    }
}

fn words(report: Report) -> String {
    let Report { applied, unchanged, unmatched, .. } = report;
    let unmatched = match unmatched {
        0 => String::new(),
        count => format!("\n{count} fit no customer or cannot be read: see /mandates/unmatched."),
    };
    format!("Mandates: {applied} changed, {unchanged} as they were.{unmatched}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_it_did_and_where_to_look() {
        let report = Report { applied: 3, unchanged: 1, ..Report::default() };
        assert_eq!(words(report), "Mandates: 3 changed, 1 as they were.");
        assert!(words(Report { unmatched: 2, ..report }).contains("2 fit no customer"));
    }
}
