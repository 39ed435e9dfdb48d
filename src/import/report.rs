//! What became of the rows of a file. No I/O.

use uuid::Uuid;

use super::{Kind, problem::about};
use crate::i18n::{Language, format};

/// The most remarks that a line of the report shows.
const MOST_REMARKS: usize = 20;

/// What became of a row, or of the rows of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Outcome {
    Created,
    Changed,
    /// A customer was here already, just so; an invoice of this name was here, whatever its rows say now.
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

    /// In one word; in French it agrees with what is imported and how many of it.
    pub const fn word(self, kind: Kind, count: i64, language: Language) -> &'static str {
        let Words { de, nl, fr, en } = match self {
            Self::Created => CREATED,
            Self::Changed => CHANGED,
            Self::Unchanged => UNCHANGED,
            Self::Refused => REFUSED,
        };
        let [[customer, customers], [invoice, invoices]] = fr;
        match (language, kind) {
            (Language::De, _) => de,
            (Language::Nl, _) => nl,
            (Language::En, _) => en,
            (Language::Fr, Kind::Customers) if count < 2 => customer,
            (Language::Fr, Kind::Customers) => customers,
            (Language::Fr, Kind::Invoices) if count < 2 => invoice,
            (Language::Fr, Kind::Invoices) => invoices,
        }
    }

    /// `2 nouveaux`
    pub fn counted(self, kind: Kind, count: i64, language: Language) -> String {
        format!("{} {}", format::number(count, language), self.word(kind, count, language))
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
    pub fn summary(&self, kind: Kind, language: Language) -> String {
        let parts = self.counted().map(|(outcome, count)| outcome.counted(kind, count, language));
        parts.collect::<Vec<_>>().join(", ")
    }

    /// What there is, and how many of it.
    pub fn counted(&self) -> impl Iterator<Item = (Outcome, i64)> {
        Outcome::ALL.into_iter().map(|outcome| (outcome, self.of(outcome))).filter(|(_, count)| *count > 0)
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
    /// With as many remarks as somebody reads; a broken file has thousands.
    pub fn curtailed(mut self, language: Language) -> Self {
        let rest = self.remarks.len().saturating_sub(MOST_REMARKS);
        if rest > 0 {
            self.remarks.truncate(MOST_REMARKS);
            let rest = format::number(i64::try_from(rest).unwrap_or(i64::MAX), language);
            self.remarks.push(match language {
                Language::De => format!("… und {rest} weitere."),
                Language::Nl => format!("… en nog {rest}."),
                Language::Fr => format!("… et {rest} de plus."),
                Language::En => format!("… and {rest} more."),
            });
        }
        self
    }

    /// `Zeile 12, C-1009: abgelehnt`.
    pub fn heading(&self, kind: Kind, language: Language) -> String {
        let line = match language {
            Language::De => "Zeile",
            Language::Nl => "Rij",
            Language::Fr => "Ligne",
            Language::En => "Line",
        };
        let key = if self.key.is_empty() { String::new() } else { format!(", {}", self.key) };
        about(&format!("{line} {}{key}", self.line), self.outcome.word(kind, 1, language), language)
    }
}

/// A word that changes in French only: masculine and feminine, of one and of many.
struct Words {
    de: &'static str,
    nl: &'static str,
    fr: [[&'static str; 2]; 2],
    en: &'static str,
}

const CREATED: Words =
    Words { de: "neu", nl: "nieuw", fr: [["nouveau", "nouveaux"], ["nouvelle", "nouvelles"]], en: "new" };
const CHANGED: Words =
    Words {
        de: "geändert", nl: "gewijzigd", fr: [["modifié", "modifiés"], ["modifiée", "modifiées"]], en: "changed"
    };
const UNCHANGED: Words = Words {
    de: "unverändert",
    nl: "ongewijzigd",
    fr: [["inchangé", "inchangés"], ["inchangée", "inchangées"]],
    en: "unchanged",
};
const REFUSED: Words =
    Words { de: "abgelehnt", nl: "geweigerd", fr: [["refusé", "refusés"], ["refusée", "refusées"]], en: "refused" };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_name_what_there_is() {
        let totals: Totals = [(Outcome::Created, 1200), (Outcome::Refused, 1)].into_iter().collect();
        assert_eq!(totals.summary(Kind::Customers, Language::De), "1.200 neu, 1 abgelehnt");
        assert_eq!(totals.summary(Kind::Customers, Language::Fr), "1\u{202f}200 nouveaux, 1 refusé");
        assert_eq!(totals.summary(Kind::Invoices, Language::Fr), "1\u{202f}200 nouvelles, 1 refusée");
    }

    #[test]
    fn the_first_remarks_tell_enough() {
        let remarks = |count: usize| (0..count).map(|number| number.to_string()).collect();
        let entry = |remarks| Entry { line: 2, key: String::new(), outcome: Outcome::Refused, record: None, remarks };
        assert_eq!(entry(remarks(20)).curtailed(Language::En), entry(remarks(20)));
        let curtailed = entry(remarks(1021)).curtailed(Language::En).remarks;
        assert_eq!((curtailed.len(), curtailed[20].as_str()), (21, "… and 1,001 more."));
    }
}
