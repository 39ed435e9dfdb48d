//! How the numbers of invoices are written: a pattern such as `R{year}-{number:4}`. No I/O.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The longest number that Twikey takes is 50 characters; ours stay shorter, to fit on pages.
const LONGEST: usize = 30;

/// Text around the running number, and perhaps the year. With the year, numbers start again each year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern(String);

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    #[error("the running number {{number}} must stand in it exactly once")]
    Number,
    #[error("only {{year}}, {{number}} and {{number:4}} may stand in braces")]
    Placeholder,
    /// `#`, `?` and `/` break Twikey's look-up of an invoice by its number.
    #[error("only letters without accents, digits, dot, hyphen and underscore may stand around the number")]
    Sign(char),
    #[error("at most 30 characters")]
    Long,
}

enum Piece<'a> {
    Text(&'a str),
    Year,
    /// With leading zeros up to this width.
    Number(usize),
}

impl Pattern {
    /// Whether numbers start again each year.
    pub fn has_year(&self) -> bool {
        self.0.contains("{year}")
    }

    /// The year whose series a number of this year belongs to; 0 when there is one series for ever.
    pub fn series_year(&self, year: i32) -> i64 {
        if self.has_year() { year.into() } else { 0 }
    }

    /// The running number in a number that was written with this pattern; none for any other.
    pub fn read(&self, year: i32, text: &str) -> Option<i64> {
        let (before, after) = self.around(year);
        let number = text.strip_prefix(&before)?.strip_suffix(&after)?.parse().ok()?;
        (self.write(year, number) == text).then_some(number)
    }

    /// Whether one text could be a number of both patterns.
    pub fn may_collide(&self, other: &Self) -> bool {
        let [ours, theirs] = [self, other].map(Self::beginning);
        // Numbers that begin with different letters or digits differ, and so do those with different text around digits.
        let common = ours.len().min(theirs.len());
        ours[..common] == theirs[..common] && self.shape() == other.shape()
    }

    /// What stands before and after the running number.
    fn around(&self, year: i32) -> (String, String) {
        let mut around = (String::new(), String::new());
        let mut side = &mut around.0;
        for piece in pieces(&self.0).unwrap_or_default() {
            match piece {
                Piece::Text(text) => side.push_str(text),
                Piece::Year => side.push_str(&year.to_string()),
                Piece::Number(_) => side = &mut around.1,
            }
        }
        around
    }

    /// The text that every number begins with.
    pub fn beginning(&self) -> &str {
        self.0.split('{').next().unwrap_or_default()
    }

    /// What all its numbers look like when runs of digits are looked at as one.
    fn shape(&self) -> String {
        let mut shape = self.write(2026, 1);
        shape = shape.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
        while shape.contains("##") {
            shape = shape.replace("##", "#");
        }
        shape
    }

    /// The number as it stands on the invoice.
    pub fn write(&self, year: i32, number: i64) -> String {
        let piece = |piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Year => year.to_string(),
            Piece::Number(width) => format!("{number:0width$}"),
        };
        // What was checked when it was made can be read again.
        pieces(&self.0).unwrap_or_default().into_iter().map(piece).collect()
    }
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, PatternError> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from_brace) = rest.split_at(at);
        if !before.is_empty() {
            found.push(Piece::Text(before));
        }
        let inside = from_brace.strip_prefix('{').ok_or(PatternError::Placeholder)?;
        let (name, after) = inside.split_once('}').ok_or(PatternError::Placeholder)?;
        found.push(match name {
            "year" => Piece::Year,
            "number" => Piece::Number(1),
            _ => Piece::Number(width(name).ok_or(PatternError::Placeholder)?),
        });
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    Ok(found)
}

fn width(name: &str) -> Option<usize> {
    name.strip_prefix("number:")?.parse().ok().filter(|width| (1..=9).contains(width))
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let text = text.trim();
        let pieces = pieces(text)?;
        for piece in &pieces {
            let odd = |c: &char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
            if let Piece::Text(literal) = piece
                && let Some(sign) = literal.chars().find(odd)
            {
                return Err(PatternError::Sign(sign));
            }
        }
        if pieces.iter().filter(|piece| matches!(piece, Piece::Number(_))).count() != 1 {
            return Err(PatternError::Number);
        }
        let pattern = Self(text.to_owned());
        // Nine digits are a lifetime of invoices.
        if pattern.write(9999, 999_999_999).len() > LONGEST {
            return Err(PatternError::Long);
        }
        Ok(pattern)
    }
}

impl TryFrom<String> for Pattern {
    type Error = PatternError;

    fn try_from(text: String) -> Result<Self, PatternError> {
        text.parse()
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.0
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_with_year_and_leading_zeros() {
        let pattern: Pattern = "R{year}-{number:4}".parse().unwrap();
        assert_eq!(pattern.write(2026, 7), "R2026-0007");
        assert_eq!(pattern.write(2026, 12_345), "R2026-12345");
        assert_eq!(pattern.series_year(2026), 2026);
    }

    #[test]
    fn without_a_year_there_is_one_series_for_ever() {
        let pattern: Pattern = "{number}".parse().unwrap();
        assert_eq!((pattern.write(2026, 7).as_str(), pattern.series_year(2026)), ("7", 0));
    }

    #[test]
    fn the_running_number_is_read_back_from_what_was_written() {
        let pattern: Pattern = "R{year}-{number:4}".parse().unwrap();
        assert_eq!(pattern.read(2026, "R2026-0007"), Some(7));
        assert_eq!(pattern.read(2026, "R2026-12345"), Some(12_345));
        for other in ["R2025-0007", "R2026-007", "R2026-+007", "R2026-", "G2026-0007", "", "R2026-0007x"] {
            assert_eq!(pattern.read(2026, other), None, "{other}");
        }
        let last: Pattern = "{number}.{year}".parse().unwrap();
        assert_eq!(last.read(2026, "31.2026"), Some(31));
    }

    #[test]
    fn patterns_that_could_write_the_same_number_are_noticed() {
        let collide =
            |one: &str, other: &str| one.parse::<Pattern>().unwrap().may_collide(&other.parse::<Pattern>().unwrap());
        assert!(!collide("R{year}-{number:4}", "G{year}-{number:4}"));
        assert!(!collide("10{number:6}", "20{number:6}"));
        assert!(!collide("{number}", "{number}-G"));
        assert!(collide("R{number}", "R{number:4}"));
        assert!(collide("{number}", "2{number}"));
        assert!(collide("R{year}{number:4}", "R{number}"));
    }

    #[test]
    fn what_would_not_be_a_number_is_refused() {
        let refused = |text: &str| text.parse::<Pattern>().unwrap_err();
        assert_eq!(refused("R{year}"), PatternError::Number);
        assert_eq!(refused("{number}{number}"), PatternError::Number);
        assert_eq!(refused("R{month}-{number}"), PatternError::Placeholder);
        assert_eq!(refused("R{number"), PatternError::Placeholder);
        assert_eq!(refused("R}{number}"), PatternError::Placeholder);
        assert_eq!(refused("{number:12}"), PatternError::Placeholder);
        assert_eq!(refused("R/{number}"), PatternError::Sign('/'));
        assert_eq!(refused("RÉ{number}"), PatternError::Sign('É'));
        assert_eq!(refused("a-very-long-prefix-for-{number}"), PatternError::Long);
    }
}
