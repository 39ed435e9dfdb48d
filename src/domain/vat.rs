//! A VAT number: what the tax office of a country calls a company.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{
    country::Country,
    typed::{is_filler, text_value},
    vat_rules,
};
use crate::i18n::{Language, Text};

/// A number with the prefix of its country, whose form, and where the rule is published also its check digits, are right:
/// `BE0533800797`. Whether it is registered only the tax office knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(try_from = "String")]
pub struct VatNumber(String);

text_value!(VatNumber);

impl VatNumber {
    /// Takes any usual writing. A number without prefix is one of `country`.
    pub fn parse(text: &str, country: Country) -> Result<Self, VatError> {
        let compact = compact(text);
        let own = vat_rules::prefix_of(country.code());
        if vat_rules::of(&compact).is_some() || compact.starts_with(own) {
            compact.parse()
        } else {
            format!("{own}{compact}").parse()
        }
    }
}

impl FromStr for VatNumber {
    type Err = VatError;

    /// Takes a number with the prefix of its country.
    fn from_str(text: &str) -> Result<Self, VatError> {
        let compact = compact(text);
        let Some(rule) = vat_rules::of(&compact) else {
            return outside_europe(compact);
        };
        let mut number = compact[rule.prefix.len()..].to_owned();
        if rule.prefix == "BE" && number.len() == 9 {
            number.insert(0, '0'); // as written before 2008
        }
        if !rule.has_form(&number) {
            return Err(VatError::Form { example: rule.example });
        }
        if !rule.has_check_digits(&number) {
            return Err(VatError::CheckDigits);
        }
        Ok(Self(format!("{}{number}", rule.prefix)))
    }
}

fn compact(text: &str) -> String {
    text.chars().filter(|&c| !is_filler(c) && c != '/').map(|c| c.to_ascii_uppercase()).collect()
}

/// Countries whose rules we do not know: a country and some signs.
fn outside_europe(compact: String) -> Result<VatNumber, VatError> {
    let (country, number) = compact.split_at_checked(2).ok_or(VatError::Country)?;
    country.parse::<Country>().map_err(|_| VatError::Country)?;
    let fits = (3..=20).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric());
    if fits { Ok(VatNumber(compact)) } else { Err(VatError::Signs) }
}

/// Why a text is no VAT number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VatError {
    #[error("does not begin with the letters of a country")]
    Country,
    #[error("does not look like {example}")]
    Form { example: &'static str },
    #[error("the check digits do not match")]
    CheckDigits,
    #[error("not 3 to 20 letters and digits after the country")]
    Signs,
}

impl VatError {
    /// Says to the person who typed it what to do.
    pub fn explain(&self, language: Language) -> String {
        match self {
            Self::Country => BEGINNING.get(language).to_owned(),
            Self::Form { example } => wrong_form(example, language),
            Self::CheckDigits => CHECK_DIGITS.get(language).to_owned(),
            Self::Signs => SIGNS.get(language).to_owned(),
        }
    }
}

const BEGINNING: Text = Text {
    de: "Eine USt-IdNr. beginnt mit den Buchstaben des Landes, zum Beispiel BE0533800797.",
    nl: "Een btw-nummer begint met de letters van het land, bijvoorbeeld BE0533800797.",
    fr: "Un numéro de TVA commence par les lettres du pays, par exemple BE0533800797.",
    en: "A VAT number begins with the letters of the country, for example BE0533800797.",
};
const CHECK_DIGITS: Text = Text {
    de: "Die Prüfziffern stimmen nicht: Mindestens eine Stelle ist falsch.",
    nl: "De controlecijfers kloppen niet: minstens één teken is fout.",
    fr: "La clé de contrôle est fausse\u{a0}: au moins un caractère est erroné.",
    en: "The check digits do not match: at least one character is wrong.",
};
const SIGNS: Text = Text {
    de: "Nach dem Land stehen in einer Steuernummer 3 bis 20 Buchstaben und Ziffern.",
    nl: "Na het land bestaat een btw-nummer uit 3 tot 20 letters en cijfers.",
    fr: "Après le pays, un numéro de TVA compte 3 à 20 lettres et chiffres.",
    en: "After the country a VAT number has 3 to 20 letters and digits.",
};

fn wrong_form(example: &str, language: Language) -> String {
    match language {
        Language::De => {
            format!("So sieht eine USt-IdNr. dieses Landes nicht aus. Richtig wäre zum Beispiel {example}.")
        }
        Language::Nl => format!("Zo ziet een btw-nummer van dit land er niet uit. Juist is bijvoorbeeld {example}."),
        Language::Fr => format!("Un numéro de TVA de ce pays s’écrit autrement, par exemple {example}."),
        Language::En => format!("A VAT number of this country looks different, for example {example}."),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn belgian(text: &str) -> Result<String, VatError> {
        VatNumber::parse(text, Country::BELGIUM).map(String::from)
    }

    #[test]
    fn every_usual_writing_is_the_same_number() {
        for text in ["BE0533800797", "be 0533.800.797", "0533.800.797", "533800797", "BE-0533/800/797"] {
            assert_eq!(belgian(text).as_deref(), Ok("BE0533800797"), "{text}");
        }
    }

    #[test]
    fn the_prefix_counts_more_than_the_customers_country() {
        assert_eq!(belgian("DE 136 695 976").as_deref(), Ok("DE136695976"));
        let parse = |text, country: &str| VatNumber::parse(text, country.parse().unwrap()).map(String::from);
        assert_eq!(parse("136695976", "DE").as_deref(), Ok("DE136695976"));
        assert_eq!(parse("U13585627", "AT").as_deref(), Ok("ATU13585627"));
        assert_eq!(parse("40 303 265 045", "FR").as_deref(), Ok("FR40303265045"));
        assert_eq!(parse("094259216", "GR").as_deref(), Ok("EL094259216"));
        assert_eq!(parse("CHE-107.787.577 MWST", "CH").as_deref(), Ok("CHE107787577MWST"));
        assert_eq!(parse("51 824 753 556", "AU").as_deref(), Ok("AU51824753556"));
    }

    #[test]
    fn each_mistake_gets_its_own_answer() {
        assert_eq!(belgian("BE0533800798"), Err(VatError::CheckDigits));
        assert_eq!(belgian("BE05338007"), Err(VatError::Form { example: "BE0533800797" }));
        assert_eq!(belgian("hello"), Err(VatError::Form { example: "BE0533800797" }));
        assert_eq!("".parse::<VatNumber>(), Err(VatError::Country));
        assert_eq!("0533800797".parse::<VatNumber>(), Err(VatError::Country));
        assert_eq!("AU51é".parse::<VatNumber>(), Err(VatError::Signs));
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_read_back(text in "(BE|DE|NL|FR|AT|LU|GB|RO|AU)[0-9A-Z]{2,12}") {
            if let Ok(number) = text.parse::<VatNumber>() {
                prop_assert_eq!(number.as_str().parse::<VatNumber>().unwrap(), number);
            }
        }

        #[test]
        fn nothing_typed_makes_it_stumble(text in "([A-Z]{2,3})?\\PC{0,20}") {
            if let Err(error) = belgian(&text) {
                prop_assert!(!error.explain(Language::En).is_empty());
            }
        }
    }
}
