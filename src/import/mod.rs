//! Import of customers and invoices from CSV files: `/customers/import`, `/invoices/import`, `mandato import …`.
//!
//! A file is read whole and put into groups of rows, one for each customer or invoice ([`source`]). Each group becomes a line of
//! the report: stored whole or not at all. A check goes the same way and leaves out what stores.

mod column;
mod columns;
mod customer_columns;
mod customers; // what becomes of the row of a customer
mod damage; // pure: which column means what
mod decode; // pure: from bytes to letters
mod invoice_columns;
mod invoices; // what becomes of the rows of an invoice
mod problem; // pure: what can be wrong, in words
mod queries;
mod report; // pure: what became of the rows
mod said; // pure: what the words in a cell mean
mod source; // pure: a file with its meaning known
mod table; // pure: from letters to records

pub mod command;
pub mod form; // choosing a file
pub mod sample; // a file to begin with
pub mod sheet; // the report
pub mod task;

pub use queries::forget;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use self::{
    report::{Entry, Outcome, Totals},
    source::{Group, Source},
};
use crate::{
    audit::{self, Actor, Change},
    db::{Result, Tx},
    i18n::Language,
    import::column::Column,
    settings::Settings,
};

/// How many customers or invoices are stored in one transaction: few enough that others can write in between.
const CHUNK: usize = 100;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "lowercase")]
pub enum Kind {
    Customers,
    Invoices,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Customers, Self::Invoices];

    /// As in the database and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Invoices => "invoices",
        }
    }

    fn columns(self) -> &'static [Column] {
        match self {
            Self::Customers => customer_columns::COLUMNS,
            Self::Invoices => invoice_columns::COLUMNS,
        }
    }
}

/// Who imports, and when.
#[derive(Clone, Copy, Debug)]
struct Context<'a> {
    now: DateTime<Utc>,
    today: NaiveDate,
    actor: Actor,
    /// Of the report; numbers are read as it writes them.
    language: Language,
    settings: &'a Settings,
    /// Nothing is stored.
    is_dry_run: bool,
}

/// What becomes of some groups of a file.
async fn import(tx: &mut Tx, context: &Context<'_>, source: &Source, groups: &[Group]) -> Result<Vec<Entry>> {
    let mut entries = Vec::with_capacity(groups.len());
    for group in groups {
        let records = source.records(group);
        let entry = match source.kind {
            Kind::Customers => customers::import(tx, context, &source.layout, group, &records).await?,
            Kind::Invoices => invoices::import(tx, context, &source.layout, group, &records).await?,
        };
        entries.push(entry.curtailed(context.language));
    }
    Ok(entries)
}

/// What the import of a file leaves in the audit trail, beside what every record has: its name, and how many of each came.
fn audited(actor: Actor, kind: Kind, import: Option<Uuid>, file_name: &str, totals: &Totals) -> audit::Entry {
    let change = |field: &str, new: String| Change { field: field.to_owned(), old: None, new: Some(new) };
    let counts = totals.counted().map(|(outcome, count)| change(outcome.code(), count.to_string()));
    audit::Entry {
        actor,
        customer: None,
        subject: audit::Subject::Import,
        subject_id: import,
        action: match kind {
            Kind::Customers => audit::Action::Customers,
            Kind::Invoices => audit::Action::Invoices,
        },
        changes: std::iter::once(change("file", file_name.to_owned())).chain(counts).collect(),
    }
}

/// What a field of that entry is called.
pub fn label(field: &str, language: Language) -> Option<&'static str> {
    if field == "file" {
        return Some(form::FILE.get(language));
    }
    let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.code() == field)?;
    Some(outcome.word(Kind::Customers, 2, language))
}
