//! `mandato import …`: customers and invoices from the command line.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow};
use chrono_tz::Tz;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::{
    CHUNK, Context, Kind, audited, import,
    report::{Entry, Outcome, Totals},
    source::{self, Source},
};
use crate::{
    audit::{self, Actor},
    clock::Clock,
    db::Db,
    i18n::{Language, Text},
    import::column::Column,
    settings,
};

#[derive(Subcommand)]
pub enum Command {
    /// Make customers, and change those whose number is known; each row whole or not at all
    #[command(after_long_help = Kind::Customers.help())]
    Customers(Options),
    /// Make drafts of invoices; rows that name the same invoice are its lines
    // Read in another language, 1.500 is another number: nobody but whoever has the file knows.
    #[command(after_long_help = Kind::Invoices.help(), mut_arg("language", |it| it.required(true).default_value(None)))]
    Invoices(Options),
}

#[derive(Args)]
pub struct Options {
    /// The CSV file: UTF-8, UTF-16 or Windows-1252, separated by semicolon, comma or tab
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// Check everything and store nothing
    #[arg(long)]
    dry_run: bool,
    /// Of the report, and of how numbers are written in the file: de, nl, fr or en
    #[arg(long, default_value = "en")]
    language: Language,
    /// The zone that decides which date new invoices have
    #[arg(long, env = "MANDATO_TIME_ZONE", default_value = "Europe/Brussels", value_name = "ZONE")]
    time_zone: Tz,
}

/// Imports the file and prints the report. Says whether every row was accepted.
pub async fn run(db: &Db, command: Command) -> anyhow::Result<bool> {
    let (kind, options) = match command {
        Command::Customers(options) => (Kind::Customers, options),
        Command::Invoices(options) => (Kind::Invoices, options),
    };
    let language = options.language;
    let bytes = read(&options.file).with_context(|| format!("cannot read {}", options.file.display()))?;
    let source = Source::read(kind, &bytes).map_err(|problem| anyhow!(problem.explain(language)))?;
    drop(bytes);
    for note in source.notes(language) {
        println!("{note}");
    }
    let mut totals = Totals::default();
    let ending = import_all(db, &source, &options, &mut totals).await;
    // What was stored before a failure is stored.
    println!("{}", totals.summary(kind, language));
    if options.dry_run {
        println!("{}", DRY_RUN.get(language));
    } else {
        let name = options.file.file_name().unwrap_or_default().to_string_lossy();
        let mut tx = db.write().await?;
        let entry = audited(Actor::Command, kind, None, &name, &totals);
        audit::record(&mut tx, Clock::system(options.time_zone).now(), entry).await?;
        tx.commit().await?;
    }
    ending?;
    Ok(totals.of(Outcome::Refused) == 0)
}

async fn import_all(db: &Db, source: &Source, options: &Options, totals: &mut Totals) -> anyhow::Result<()> {
    let clock = Clock::system(options.time_zone);
    let settings = settings::read(&mut db.read().await?).await?;
    // Draws on a terminal only.
    let bar = ProgressBar::new(source.rows() as u64)
        .with_style(ProgressStyle::with_template("{wide_bar} {human_pos} / {human_len}")?);
    for groups in source.groups.chunks(CHUNK) {
        let context = Context {
            now: clock.now(),
            today: clock.today(),
            actor: Actor::Command,
            language: options.language,
            settings: &settings,
            is_dry_run: options.dry_run,
        };
        let mut tx = if options.dry_run { db.read().await? } else { db.write().await? };
        let entries = import(&mut tx, &context, source, groups).await?;
        if !options.dry_run {
            tx.commit().await?;
        }
        for entry in &entries {
            totals.count(entry.outcome);
        }
        bar.suspend(|| entries.iter().for_each(|entry| print(entry, source.kind, options.language)));
        bar.inc(groups.iter().map(|group| group.rows() as u64).sum());
    }
    bar.finish_and_clear();
    Ok(())
}

/// The bytes of the file; one more than may be is enough to refuse it.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(source::LIMIT as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What was refused, with every reason.
fn print(entry: &Entry, kind: Kind, language: Language) {
    if entry.outcome == Outcome::Refused {
        println!("{}", entry.heading(kind, language));
        for remark in &entry.remarks {
            println!("  {remark}");
        }
    }
}

impl Kind {
    /// The columns, for `--help`.
    fn help(self) -> String {
        let column = |column: &Column| {
            let mut names: Vec<&str> = Vec::new();
            for language in Language::ALL {
                let name = column.label(language);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            let star = if column.required { '*' } else { ' ' };
            let hint = match column.hint.get(Language::En) {
                "" => String::new(),
                hint => format!("\n     {hint}"),
            };
            format!(" {star} {}{hint}\n", names.join(" · "))
        };
        let columns: String = self.columns().iter().map(column).collect();
        format!("{ANY_ORDER}\n\n{columns}\n{}", self.rules().get(Language::En))
    }
}

const ANY_ORDER: &str = "Columns, in any order, by their German, Dutch, French or English names; capitals, accents and \
    punctuation do not count. Those with a star are required.";
const DRY_RUN: Text = Text {
    de: "Probelauf: Es wurde nichts gespeichert.",
    nl: "Test: er is niets opgeslagen.",
    fr: "Essai\u{a0}: rien n’a été enregistré.",
    en: "Dry run: nothing was stored.",
};
