//! A creditor identifier: who collects by SEPA direct debit (EPC262-08). It stands on every mandate and announcement.

use std::{fmt, str::FromStr};

use sepa::creditor_id::{CreditorIdError as SepaError, validate_creditor_id};
use serde::{Deserialize, Serialize};

use super::typed::{is_filler, text_value};
use crate::i18n::{Language, Text};

/// An identifier whose country and check digits are right: `BE54ZZZ0533800797`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(try_from = "String")]
pub struct CreditorIdentifier(String);

text_value!(CreditorIdentifier);

/// Why a text is no creditor identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditorIdentifierError {
    #[error("{0} signs, an identifier has 8 to 35")]
    Length(usize),
    #[error("does not begin with the letters of a country")]
    Country,
    #[error("a sign that does not belong there")]
    Sign(char),
    #[error("the check digits do not match")]
    CheckDigits,
}

impl FromStr for CreditorIdentifier {
    type Err = CreditorIdentifierError;

    /// Takes any usual writing: with spaces, in small letters.
    fn from_str(text: &str) -> Result<Self, CreditorIdentifierError> {
        let compact = compact(text);
        match validate_creditor_id(&compact) {
            Ok(identifier) => Ok(Self(identifier.into())),
            Err(SepaError::InvalidLength { .. }) => Err(CreditorIdentifierError::Length(compact.chars().count())),
            Err(SepaError::InvalidCharacter { ch }) => Err(CreditorIdentifierError::Sign(ch)),
            Err(SepaError::InvalidCountryCode { .. }) => Err(CreditorIdentifierError::Country),
            Err(_) => Err(CreditorIdentifierError::CheckDigits),
        }
    }
}

/// An identifier as others write it: it has the form of one, and its check digits may be wrong.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct WrittenIdentifier(String);

impl WrittenIdentifier {
    /// From any usual writing. None: it is something else.
    pub fn read(text: &str) -> Option<Self> {
        let compact = compact(text);
        let signs = compact.as_bytes();
        let has_form = (8..=35).contains(&signs.len())
            && signs.iter().all(u8::is_ascii_alphanumeric)
            && signs[..2].iter().all(u8::is_ascii_alphabetic)
            && signs[2..4].iter().all(u8::is_ascii_digit);
        has_form.then_some(Self(compact))
    }

    /// Whether both name the same creditor. Characters 5 to 7 number a creditor's activities and identify nobody (EPC262-08);
    /// the check digits do not cover them either.
    pub fn is_same_creditor(&self, other: &Self) -> bool {
        self.0.get(..4) == other.0.get(..4) && self.0.get(7..) == other.0.get(7..)
    }
}

impl fmt::Display for WrittenIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<CreditorIdentifier> for WrittenIdentifier {
    fn from(identifier: CreditorIdentifier) -> Self {
        Self(identifier.0)
    }
}

/// Without what people write for the eye.
fn compact(text: &str) -> String {
    text.chars().filter(|&c| !is_filler(c)).map(|c| c.to_ascii_uppercase()).collect()
}

impl CreditorIdentifierError {
    /// Says to the person who typed it what to do.
    pub fn explain(&self, language: Language) -> String {
        match self {
            Self::Length(actual) => length(*actual, language),
            Self::Country => COUNTRY.get(language).to_owned(),
            Self::Sign(sign) => wrong_sign(*sign, language),
            Self::CheckDigits => CHECK_DIGITS.get(language).to_owned(),
        }
    }
}

fn length(actual: usize, language: Language) -> String {
    match language {
        Language::De => format!("Diese Nummer hat 8 bis 35 Stellen, hier sind es {actual}."),
        Language::Nl => format!("Dit nummer telt 8 tot 35 tekens, hier zijn het er {actual}."),
        Language::Fr => format!("Cet identifiant compte de 8 à 35 caractères, ici il y en a {actual}."),
        Language::En => format!("An identifier has 8 to 35 characters, this one has {actual}."),
    }
}

fn wrong_sign(sign: char, language: Language) -> String {
    match language {
        Language::De => format!("„{sign}“ gehört nicht hinein. So sieht die Nummer aus: BE54ZZZ0533800797."),
        Language::Nl => format!("‘{sign}’ hoort er niet in. Het nummer ziet eruit als BE54ZZZ0533800797."),
        Language::Fr => {
            format!("«\u{a0}{sign}\u{a0}» n’y a pas sa place. L’identifiant ressemble à BE54ZZZ0533800797.")
        }
        Language::En => format!("“{sign}” does not belong in it. An identifier looks like BE54ZZZ0533800797."),
    }
}

const COUNTRY: Text = Text {
    de: "Sie beginnt mit den zwei Buchstaben des Landes, wie BE54ZZZ0533800797.",
    nl: "Het begint met de twee letters van het land, zoals BE54ZZZ0533800797.",
    fr: "Il commence par les deux lettres du pays, comme BE54ZZZ0533800797.",
    en: "It begins with the two letters of the country, as in BE54ZZZ0533800797.",
};
const CHECK_DIGITS: Text = Text {
    de: "Die Prüfziffern stimmen nicht: Mindestens eine Stelle ist falsch. Bitte mit dem Bescheid Ihrer Bank vergleichen.",
    nl: "De controlecijfers kloppen niet: minstens één teken is fout. Vergelijk met de brief van uw bank.",
    fr: "La clé de contrôle est fausse\u{a0}: au moins un caractère est erroné. Comparez avec le courrier de votre banque.",
    en: "The check digits do not match: at least one character is wrong. Please compare with your bank’s letter.",
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<CreditorIdentifier, CreditorIdentifierError> {
        text.parse()
    }

    #[test]
    fn an_identifier_is_read_in_any_usual_writing() {
        for text in ["BE54ZZZ0533800797", "be54 zzz 0533.800.797", " BE54-ZZZ-0533800797"] {
            assert_eq!(parse(text).unwrap().as_str(), "BE54ZZZ0533800797", "{text}");
        }
        // The example of the rulebook. The three signs in the middle may be anything: they number the creditor's activities.
        assert!(parse("DE98ZZZ09999999999").is_ok() && parse("DE98ABC09999999999").is_ok());
    }

    #[test]
    fn the_signs_for_activities_do_not_tell_two_creditors_apart_and_all_others_do() {
        let ours = WrittenIdentifier::from(parse("DE98ZZZ09999999999").unwrap());
        let written = |text| WrittenIdentifier::read(text).unwrap();
        for same in ["de98 zzz 09999999999", "DE98ABC09999999999", "DE98 123 0999 9999 999"] {
            assert!(ours.is_same_creditor(&written(same)), "{same}");
        }
        for other in ["BE54ZZZ0533800797", "DE97ZZZ09999999999", "DE98ZZZ09999999998", "DE98ZZZ9999999999"] {
            assert!(!ours.is_same_creditor(&written(other)), "{other}");
        }
        for nothing in ["", "nonsense", "DE98ZZZ", "DE98ZZZ0999é999999", "9898ZZZ09999999999"] {
            assert_eq!(WrittenIdentifier::read(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn each_mistake_gets_its_own_answer() {
        assert_eq!(parse(""), Err(CreditorIdentifierError::Length(0)));
        assert_eq!(parse("BE54"), Err(CreditorIdentifierError::Length(4)));
        assert_eq!(parse("BE54ZZZ05338é0797"), Err(CreditorIdentifierError::Sign('é')));
        assert_eq!(parse("ZZ54ZZZ0533800797"), Err(CreditorIdentifierError::Country));
        assert_eq!(parse("BE54ZZZ0533800798"), Err(CreditorIdentifierError::CheckDigits));
    }

    proptest! {
        #[test]
        fn nothing_typed_makes_it_stumble(text in "\\PC{0,40}") {
            if let Err(error) = parse(&text) {
                prop_assert!(!error.explain(Language::De).is_empty());
            }
        }
    }
}
