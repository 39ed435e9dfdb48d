//! What became of the rows of a file.

use uuid::Uuid;

use crate::i18n::{Language, Text, format};

/// What became of a row, or of the rows of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Outcome {
    Created,
    Changed,
    /// It was here already, just so.
    Unchanged,
    Refused,
}

impl Outcome {
    pub const ALL: [Self; 4] = [Self::Created, Self::Changed, Self::Unchanged, Self::Refused];

    /// As in the database and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
        }
    }

    pub const fn name(self) -> Text {
        match self {
            Self::Created => CREATED,
            Self::Changed => CHANGED,
            Self::Unchanged => UNCHANGED,
            Self::Refused => REFUSED,
        }
    }
}

/// A line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it begins in the file.
    pub line: usize,
    /// The customer's number, or the name of the invoice; empty if it cannot be read.
    pub key: String,
    pub outcome: Outcome,
    /// The customer or the draft; with a dry run one that does not exist yet has none.
    pub record: Option<Uuid>,
    /// What was wrong, or what else there is to say; a sentence each, in the language of who imports.
    pub remarks: Vec<String>,
}

/// How many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals([i64; 4]);

impl Totals {
    pub fn count(&mut self, outcome: Outcome) {
        self.0[outcome as usize] += 1;
    }

    pub const fn of(&self, outcome: Outcome) -> i64 {
        self.0[outcome as usize]
    }

    /// `12 created, 3 refused`.
    pub fn summary(&self, language: Language) -> String {
        let parts = Outcome::ALL
            .into_iter()
            .filter(|outcome| self.of(*outcome) > 0)
            .map(|outcome| format!("{} {}", format::number(self.of(outcome), language), outcome.name().get(language)));
        parts.collect::<Vec<_>>().join(", ")
    }
}

impl FromIterator<(Outcome, i64)> for Totals {
    fn from_iter<T: IntoIterator<Item = (Outcome, i64)>>(counts: T) -> Self {
        let mut totals = Self::default();
        for (outcome, count) in counts {
            totals.0[outcome as usize] += count;
        }
        totals
    }
}

impl Entry {
    /// `Zeile 12, C-1009: abgelehnt`.
    pub fn heading(&self, language: Language) -> String {
        let line = match language {
            Language::De => "Zeile",
            Language::Nl => "Rij",
            Language::Fr => "Ligne",
            Language::En => "Line",
        };
        let key = if self.key.is_empty() { String::new() } else { format!(", {}", self.key) };
        format!("{line} {}{key}: {}", self.line, self.outcome.name().get(language))
    }
}

const CREATED: Text = Text { de: "neu", nl: "nieuw", fr: "nouveau", en: "new" };
const CHANGED: Text = Text { de: "geändert", nl: "gewijzigd", fr: "modifié", en: "changed" };
const UNCHANGED: Text = Text { de: "unverändert", nl: "ongewijzigd", fr: "inchangé", en: "unchanged" };
const REFUSED: Text = Text { de: "abgelehnt", nl: "geweigerd", fr: "refusé", en: "refused" };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_name_what_there_is() {
        let totals: Totals = [(Outcome::Created, 1200), (Outcome::Refused, 1)].into_iter().collect();
        assert_eq!(totals.summary(Language::De), "1.200 neu, 1 abgelehnt");
    }
}
