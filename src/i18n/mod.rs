//! The four languages of the portal, and texts that exist in all of them.
//!
//! A text stands as a literal beside the screen that shows it, so a language that is missing does not compile.
//! Sentences with names in them are functions that `match` on the language; what is said of a number of things is
//! [`Counted`].

mod count; // one thing or more
mod fold; // text as people look for it
pub mod format; // dates, amounts and numbers
pub mod read; // what people type

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

pub use count::{Counted, is_one};
pub use fold::fold;

/// A language that pages, mails and errors are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Language {
    De,
    Nl,
    Fr,
    #[default]
    En,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::De, Self::Nl, Self::Fr, Self::En];

    /// The two-letter code (ISO 639-1), as in `<html lang>` and in Twikey's parameter `l`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::Nl => "nl",
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language's name in itself, for a language switch.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::De => "Deutsch",
            Self::Nl => "Nederlands",
            Self::Fr => "Français",
            Self::En => "English",
        }
    }

    /// The first language of an `Accept-Language` header that we speak; browsers list them best first.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        header.split(',').find_map(|range| {
            let tag = range.split(';').next().unwrap_or_default().trim();
            tag.get(..2)?.parse().ok()
        })
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The code names none of our languages.
#[derive(Debug, thiserror::Error)]
#[error("not one of de, nl, fr, en")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(code: &str) -> Result<Self, UnknownLanguage> {
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(code)).ok_or(UnknownLanguage)
    }
}

/// One text in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    pub de: &'static str,
    pub nl: &'static str,
    pub fr: &'static str,
    pub en: &'static str,
}

impl Text {
    /// The same in every language.
    pub const fn same(text: &'static str) -> Self {
        Self { de: text, nl: text, fr: text, en: text }
    }

    pub const fn get(&self, language: Language) -> &'static str {
        match language {
            Language::De => self.de,
            Language::Nl => self.nl,
            Language::Fr => self.fr,
            Language::En => self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_we_speak_is_taken_from_the_browsers_list() {
        assert_eq!(Language::from_accept_language("pt-BR, fr-BE;q=0.8, en;q=0.5"), Some(Language::Fr));
        assert_eq!(Language::from_accept_language("DE"), Some(Language::De));
        assert_eq!(Language::from_accept_language("*"), None);
        assert_eq!(Language::from_accept_language(""), None);
        assert_eq!(Language::from_accept_language("é, nl"), Some(Language::Nl));
    }
}
