//! Countries: where a customer lives.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sqlx::{Database, Decode, Encode, Type, encode::IsNull, error::BoxDynError};

use super::country_table::COUNTRIES;
use crate::i18n::{Language, Text, fold};

/// A country with its code in ISO 3166; in texts and columns it is that code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country {
    /// Which line of the table; all countries fit into a byte.
    line: u8,
}

impl Country {
    pub const AUSTRIA: Self = Self::known("AT");
    pub const BELGIUM: Self = Self::known("BE");
    pub const FRANCE: Self = Self::known("FR");
    pub const GERMANY: Self = Self::known("DE");
    pub const LUXEMBOURG: Self = Self::known("LU");
    pub const NETHERLANDS: Self = Self::known("NL");

    /// The two letters of ISO 3166.
    pub const fn code(self) -> &'static str {
        COUNTRIES[self.line as usize].0
    }

    pub const fn name(self, language: Language) -> &'static str {
        COUNTRIES[self.line as usize].1.get(language)
    }

    /// What is spoken there, where that is one of our languages; none where several are.
    pub fn language(self) -> Option<Language> {
        match self.code() {
            "DE" | "AT" | "LI" => Some(Language::De),
            "NL" => Some(Language::Nl),
            "FR" | "MC" => Some(Language::Fr),
            "GB" | "IE" => Some(Language::En),
            _ => None,
        }
    }

    /// All countries, sorted by their names in this language.
    pub fn all(language: Language) -> Vec<Self> {
        let mut all: Vec<Self> = (0..=u8::MAX).take(COUNTRIES.len()).map(|line| Self { line }).collect();
        all.sort_by_cached_key(|country| fold(country.name(language)));
        all
    }

    const fn known(code: &str) -> Self {
        let wanted = code.as_bytes();
        let mut line = 0u8;
        loop {
            let found = COUNTRIES[line as usize].0.as_bytes();
            if found[0] == wanted[0] && found[1] == wanted[1] {
                return Self { line };
            }
            line += 1;
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The code names no country.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a country code of ISO 3166")]
pub struct CountryError;

impl CountryError {
    /// Says to the person who typed it what to do.
    pub fn explain(&self, language: Language) -> String {
        UNKNOWN.get(language).to_owned()
    }
}

const UNKNOWN: Text = Text {
    de: "Bitte ein Land aus der Liste wählen.",
    nl: "Kies een land uit de lijst.",
    fr: "Choisissez un pays dans la liste.",
    en: "Please choose a country from the list.",
};

impl FromStr for Country {
    type Err = CountryError;

    fn from_str(code: &str) -> Result<Self, CountryError> {
        let code = code.trim().to_ascii_uppercase();
        let line = COUNTRIES.binary_search_by(|(listed, _)| (*listed).cmp(code.as_str())).map_err(|_| CountryError)?;
        u8::try_from(line).map(|line| Self { line }).map_err(|_| CountryError)
    }
}

impl TryFrom<String> for Country {
    type Error = CountryError;

    fn try_from(code: String) -> Result<Self, CountryError> {
        code.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

impl<D: Database> Type<D> for Country
where
    str: Type<D>,
{
    fn type_info() -> D::TypeInfo {
        str::type_info()
    }

    fn compatible(column: &D::TypeInfo) -> bool {
        str::compatible(column)
    }
}

impl<'q, D: Database> Encode<'q, D> for Country
where
    &'q str: Encode<'q, D>,
{
    fn encode_by_ref(&self, buffer: &mut D::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.code().encode(buffer)
    }
}

impl<'r, D: Database> Decode<'r, D> for Country
where
    &'r str: Decode<'r, D>,
{
    fn decode(value: D::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(<&str>::decode(value)?.parse()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_has_a_code_and_a_name_in_every_language() {
        let austria: Country = " at ".parse().unwrap();
        assert_eq!(austria, Country::AUSTRIA);
        assert_eq!(Language::ALL.map(|l| austria.name(l)), ["Österreich", "Oostenrijk", "Autriche", "Austria"]);
        assert_eq!("XX".parse::<Country>(), Err(CountryError));
        assert_eq!("".parse::<Country>(), Err(CountryError));
    }

    #[test]
    fn every_listed_country_is_found_by_its_code() {
        for country in Country::all(Language::En) {
            assert_eq!(country.code().parse(), Ok(country));
        }
    }

    #[test]
    fn every_country_that_sepa_reaches_is_listed() {
        for (code, _) in COUNTRIES.iter().filter(|(code, _)| sepa::iban::is_sepa_country(code)) {
            assert!(code.parse::<Country>().is_ok());
        }
        assert_eq!(COUNTRIES.iter().filter(|(code, _)| sepa::iban::is_sepa_country(code)).count(), 42);
    }

    #[test]
    fn names_are_sorted_as_their_language_sorts_them() {
        let names: Vec<_> = Country::all(Language::De).into_iter().map(|c| c.name(Language::De)).collect();
        let place = |name| names.iter().position(|n| *n == name).unwrap();
        assert!(place("Norwegen") < place("Österreich") && place("Österreich") < place("Pakistan"));
        assert!(place("Afghanistan") < place("Ägypten") && place("Ägypten") < place("Albanien"));
    }
}
