//! A BIC: the code of a bank (ISO 9362).

use std::str::FromStr;

use sepa::bic::{BicError as SepaError, validate_bic};
use serde::{Deserialize, Serialize};

use super::typed::{is_filler, text_value};
use crate::i18n::{Language, Text};

/// A bank's code of 8 or 11 signs, right in form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(try_from = "String")]
pub struct Bic(String);

text_value!(Bic);

/// Why a text is no BIC.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BicError {
    #[error("{0} signs, a BIC has 8 or 11")]
    Length(usize),
    #[error("a sign that does not belong there")]
    Sign(char),
    #[error("no country has this code")]
    Country(String),
    /// "NOTPROVIDED", which stands for "no BIC" in payment files (EPC130-08).
    #[error("stands for a missing BIC")]
    Placeholder,
}

impl FromStr for Bic {
    type Err = BicError;

    fn from_str(text: &str) -> Result<Self, BicError> {
        let compact: String = text.chars().filter(|&c| !is_filler(c)).collect();
        match validate_bic(&compact) {
            Ok(bic) => Ok(Self(bic.as_str().to_owned())),
            Err(SepaError::InvalidCharacter { ch, .. }) => Err(BicError::Sign(ch)),
            Err(SepaError::UnknownCountryCode { code }) => Err(BicError::Country(code)),
            Err(SepaError::Placeholder) => Err(BicError::Placeholder),
            Err(_) => Err(BicError::Length(compact.chars().count())),
        }
    }
}

impl BicError {
    /// Says to the person who typed it what to do.
    pub fn explain(&self, language: Language) -> String {
        match self {
            Self::Length(actual) => length(*actual, language),
            Self::Sign(sign) => wrong_sign(*sign, language),
            Self::Country(code) => country(code, language),
            Self::Placeholder => PLACEHOLDER.get(language).to_owned(),
        }
    }
}

const PLACEHOLDER: Text = Text {
    de: "„NOTPROVIDED“ ist kein BIC. Ist er nicht bekannt, das Feld leer lassen.",
    nl: "‘NOTPROVIDED’ is geen BIC. Laat het veld leeg als de BIC niet bekend is.",
    fr: "«\u{a0}NOTPROVIDED\u{a0}» n’est pas un BIC. S’il n’est pas connu, laissez le champ vide.",
    en: "“NOTPROVIDED” is no BIC. Leave the field empty if it is not known.",
};

fn length(actual: usize, language: Language) -> String {
    match language {
        Language::De => format!("Ein BIC hat 8 oder 11 Stellen, hier sind es {actual}."),
        Language::Nl => format!("Een BIC telt 8 of 11 tekens, hier zijn het er {actual}."),
        Language::Fr => format!("Un BIC compte 8 ou 11 caractères, ici il y en a {actual}."),
        Language::En => format!("A BIC has 8 or 11 characters, this one has {actual}."),
    }
}

fn wrong_sign(sign: char, language: Language) -> String {
    match language {
        Language::De => {
            format!("„{sign}“ steht an einer Stelle, an die es nicht gehört. Ein BIC sieht aus wie KREDBEBB.")
        }
        Language::Nl => format!("‘{sign}’ staat op een plaats waar het niet hoort. Een BIC ziet eruit als KREDBEBB."),
        Language::Fr => {
            format!("«\u{a0}{sign}\u{a0}» se trouve à une place qui ne convient pas. Un BIC ressemble à KREDBEBB.")
        }
        Language::En => format!("“{sign}” stands where it does not belong. A BIC looks like KREDBEBB."),
    }
}

fn country(code: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "Die fünfte und sechste Stelle nennen das Land, „{code}“ ist keines. Ein BIC sieht aus wie KREDBEBB."
        ),
        Language::Nl => format!(
            "Het vijfde en zesde teken geven het land aan, ‘{code}’ is er geen. Een BIC ziet eruit als KREDBEBB."
        ),
        Language::Fr => format!(
            "Les 5e et 6e caractères indiquent le pays, «\u{a0}{code}\u{a0}» n’en est pas un. Un BIC ressemble à KREDBEBB."
        ),
        Language::En => format!("Characters 5 and 6 name the country, “{code}” is none. A BIC looks like KREDBEBB."),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<Bic, BicError> {
        text.parse()
    }

    #[test]
    fn a_bic_may_be_grouped_and_in_small_letters() {
        assert_eq!(parse(" coba de ff xxx ").unwrap().as_str(), "COBADEFFXXX");
        assert_eq!(parse("KREDBEBB").unwrap().as_str(), "KREDBEBB");
    }

    #[test]
    fn each_mistake_gets_its_own_answer() {
        assert_eq!(parse(""), Err(BicError::Length(0)));
        assert_eq!(parse("KREDBEB"), Err(BicError::Length(7)));
        assert_eq!(parse("KREDB3BB"), Err(BicError::Sign('3')));
        assert_eq!(parse("KREDZZBB"), Err(BicError::Country("ZZ".into())));
        assert_eq!(parse("NOTPROVIDED"), Err(BicError::Placeholder));
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_read_back(text in "[A-Z0-9]{4}(BE|DE|NL)[A-Z0-9]{2}([A-Z0-9]{3})?") {
            let bic = parse(&text).unwrap();
            prop_assert_eq!(parse(bic.as_str()).unwrap(), bic);
        }

        #[test]
        fn nothing_typed_makes_it_stumble(text in "\\PC{0,20}") {
            if let Err(error) = parse(&text) {
                prop_assert!(!error.explain(Language::De).is_empty());
            }
        }
    }
}
