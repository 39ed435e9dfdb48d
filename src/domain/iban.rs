//! An IBAN: the number of a bank account that SEPA can reach (ISO 13616).

use std::str::FromStr;

use sepa::iban::{IbanError as SepaError, iban_country_length, is_sepa_country, validate_iban};
use serde::{Deserialize, Serialize};

use super::typed::{is_filler, masked_debug, text_value};
use crate::i18n::{Language, Text};

/// An account number whose country, length, form and check digits are right. Whether the account exists only the bank knows.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(try_from = "String")]
pub struct Iban(String);

text_value!(Iban);
masked_debug!(Iban);

impl Iban {
    /// In groups of four, as on a bank card: `BE68 5390 0754 7034`.
    pub fn grouped(&self) -> String {
        in_fours(self.0.chars())
    }

    /// Country and last four signs, for lists and logs: `BE•• •••• •••• 7034`.
    pub fn masked(&self) -> String {
        let visible_from = self.0.len() - 4;
        in_fours(self.0.char_indices().map(|(at, sign)| if at < 2 || at >= visible_from { sign } else { '•' }))
    }

    /// The two-letter code of the country where the account is kept.
    pub fn country(&self) -> &str {
        &self.0[..2]
    }

    /// What the country itself calls the account: all after country code and check digits.
    pub fn national(&self) -> &str {
        &self.0[4..]
    }
}

fn in_fours(signs: impl Iterator<Item = char>) -> String {
    let mut grouped = String::with_capacity(42);
    for (at, sign) in signs.enumerate() {
        if at > 0 && at % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(sign);
    }
    grouped
}

/// Why a text is no IBAN.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IbanError {
    #[error("does not begin with the letters of a country and two digits")]
    Beginning,
    #[error("accounts in this country are outside SEPA")]
    NotSepa { country: String },
    #[error("{actual} signs, in this country it has {expected}")]
    Length { country: String, expected: usize, actual: usize },
    #[error("a sign that does not belong there")]
    Sign(char),
    #[error("the check digits do not match")]
    CheckDigits,
}

impl FromStr for Iban {
    type Err = IbanError;

    /// Takes any usual writing: grouped or not, with hyphens, in small letters, with the word IBAN in front.
    fn from_str(text: &str) -> Result<Self, IbanError> {
        let compact = compact(text);
        let beginning = compact.get(..4).ok_or(IbanError::Beginning)?;
        let (country, digits) = beginning.split_at_checked(2).ok_or(IbanError::Beginning)?;
        if !country.bytes().all(|b| b.is_ascii_uppercase()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IbanError::Beginning);
        }
        if !is_sepa_country(country) {
            return Err(IbanError::NotSepa { country: country.to_owned() });
        }
        match validate_iban(&compact) {
            Ok(iban) => Ok(Self(iban.into())),
            Err(SepaError::InvalidCharacter { ch } | SepaError::InvalidBbanFormat { found: ch, .. }) => {
                Err(IbanError::Sign(ch))
            }
            Err(SepaError::InvalidChecksum { .. }) => Err(IbanError::CheckDigits),
            Err(SepaError::InvalidLength { .. } | SepaError::WrongLengthForCountry { .. }) => Err(IbanError::Length {
                expected: iban_country_length(country).unwrap_or_default(),
                actual: compact.chars().count(),
                country: country.to_owned(),
            }),
            Err(_) => Err(IbanError::Beginning),
        }
    }
}

fn compact(text: &str) -> String {
    let compact: String = text.chars().filter(|&c| !is_filler(c)).map(|c| c.to_ascii_uppercase()).collect();
    match compact.strip_prefix("IBAN") {
        Some(number) => number.trim_start_matches(':').to_owned(),
        None => compact,
    }
}

impl IbanError {
    /// Says to the person who typed it what to do.
    pub fn explain(&self, language: Language) -> String {
        match self {
            Self::Beginning => BEGINNING.get(language).to_owned(),
            Self::NotSepa { country } => not_sepa(country, language),
            Self::Length { country, expected, actual } => length(country, *expected, *actual, language),
            Self::Sign(sign) => wrong_sign(*sign, language),
            Self::CheckDigits => CHECK_DIGITS.get(language).to_owned(),
        }
    }
}

const BEGINNING: Text = Text {
    de: "Eine IBAN beginnt mit zwei Buchstaben für das Land und zwei Ziffern, zum Beispiel BE68 …",
    nl: "Een IBAN begint met twee letters voor het land en twee cijfers, bijvoorbeeld BE68 …",
    fr: "Un IBAN commence par deux lettres pour le pays et deux chiffres, par exemple BE68 …",
    en: "An IBAN begins with two letters for the country and two digits, for example BE68 …",
};

fn not_sepa(country: &str, language: Language) -> String {
    match language {
        Language::De => {
            format!("Konten mit „{country}“ gehören nicht zu SEPA. Bitte ein Konto aus dem SEPA-Raum angeben.")
        }
        Language::Nl => {
            format!("Rekeningen met ‘{country}’ vallen buiten SEPA. Geef een rekening uit de SEPA-zone op.")
        }
        Language::Fr => {
            format!("Les comptes «\u{a0}{country}\u{a0}» sont hors SEPA. Indiquez un compte de l’espace SEPA.")
        }
        Language::En => format!("Accounts with “{country}” are outside SEPA. Please give an account within SEPA."),
    }
}

fn length(country: &str, expected: usize, actual: usize, language: Language) -> String {
    match language {
        Language::De => format!("Eine IBAN mit „{country}“ hat {expected} Stellen, hier sind es {actual}."),
        Language::Nl => format!("Een IBAN met ‘{country}’ telt {expected} tekens, hier zijn het er {actual}."),
        Language::Fr => {
            format!("Un IBAN «\u{a0}{country}\u{a0}» compte {expected} caractères, ici il y en a {actual}.")
        }
        Language::En => format!("An IBAN with “{country}” has {expected} characters, this one has {actual}."),
    }
}

fn wrong_sign(sign: char, language: Language) -> String {
    match language {
        Language::De => {
            format!("„{sign}“ steht an einer Stelle, an die es nicht gehört. Bitte mit der Bankkarte vergleichen.")
        }
        Language::Nl => format!("‘{sign}’ staat op een plaats waar het niet hoort. Vergelijk met de bankkaart."),
        Language::Fr => {
            format!("«\u{a0}{sign}\u{a0}» se trouve à une place qui ne convient pas. Comparez avec la carte bancaire.")
        }
        Language::En => format!("“{sign}” stands where it does not belong. Please compare with the bank card."),
    }
}

const CHECK_DIGITS: Text = Text {
    de: "Die Prüfziffern stimmen nicht: Mindestens eine Stelle ist falsch. Bitte mit der Bankkarte vergleichen.",
    nl: "De controlecijfers kloppen niet: minstens één teken is fout. Vergelijk met de bankkaart.",
    fr: "La clé de contrôle est fausse\u{a0}: au moins un caractère est erroné. Comparez avec la carte bancaire.",
    en: "The check digits do not match: at least one character is wrong. Please compare with the bank card.",
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BELGIAN: &str = "BE68539007547034";

    fn parse(text: &str) -> Result<Iban, IbanError> {
        text.parse()
    }

    #[test]
    fn every_usual_writing_of_an_iban_is_the_same_account() {
        for text in [
            BELGIAN,
            "BE68 5390 0754 7034",
            " be68-5390-0754-7034 ",
            "IBAN: BE68 5390 0754 7034",
            "BE68\u{a0}5390\u{202f}0754\u{2060}7034\u{200b}",
            "BE68.5390.0754.7034",
        ] {
            assert_eq!(parse(text).unwrap().as_str(), BELGIAN, "{text:?}");
        }
    }

    #[test]
    fn an_iban_is_grouped_in_fours_and_masked_for_lists_and_logs() {
        let iban = parse(BELGIAN).unwrap();
        assert_eq!(iban.grouped(), "BE68 5390 0754 7034");
        assert_eq!(iban.masked(), "BE•• •••• •••• 7034");
        assert_eq!(format!("{iban:?}"), "Iban(BE•• •••• •••• 7034)");
        assert_eq!(iban.country(), "BE");
        assert_eq!(parse("DE89370400440532013000").unwrap().masked(), "DE•• •••• •••• •••• ••30 00");
    }

    #[test]
    fn each_mistake_gets_its_own_answer() {
        assert_eq!(parse(""), Err(IbanError::Beginning));
        assert_eq!(parse("5390 0754 7034"), Err(IbanError::Beginning));
        assert_eq!(parse("éé68 5390"), Err(IbanError::Beginning));
        assert_eq!(parse("TR330006100519786457841326"), Err(IbanError::NotSepa { country: "TR".into() }));
        assert_eq!(parse("BE68 5390 0754"), Err(IbanError::Length { country: "BE".into(), expected: 16, actual: 12 }));
        assert_eq!(parse("BE68 5390 0754 703é"), Err(IbanError::Sign('é')));
        assert_eq!(parse("BE68 539O 0754 7034"), Err(IbanError::Sign('O')));
        assert_eq!(parse("BE68 5390 0754 7035"), Err(IbanError::CheckDigits));
    }

    #[test]
    fn a_wrong_iban_is_explained_in_every_language() {
        let error = parse("BE68 5390 0754 703").unwrap_err();
        assert_eq!(error.explain(Language::De), "Eine IBAN mit „BE“ hat 16 Stellen, hier sind es 15.");
        assert_eq!(error.explain(Language::Fr), "Un IBAN «\u{a0}BE\u{a0}» compte 16 caractères, ici il y en a 15.");
    }

    #[test]
    fn reading_json_checks_the_iban() {
        assert!(serde_json::from_str::<Iban>("\"BE68 5390 0754 7035\"").is_err());
        let iban: Iban = serde_json::from_str("\"BE68 5390 0754 7034\"").unwrap();
        assert_eq!(serde_json::to_string(&iban).unwrap(), "\"BE68539007547034\"");
    }

    /// A correct IBAN of one of five countries, from the digits of an account.
    fn any_iban() -> impl Strategy<Value = Iban> {
        prop_oneof![
            "[0-9]{12}".prop_map(|national| iban("BE", &national)),
            "[0-9]{18}".prop_map(|national| iban("DE", &national)),
            "[A-Z]{4}[0-9]{10}".prop_map(|national| iban("NL", &national)),
            "[0-9]{10}[0-9A-Z]{11}[0-9]{2}".prop_map(|national| iban("FR", &national)),
            "[0-9]{3}[0-9A-Z]{13}".prop_map(|national| iban("LU", &national)),
        ]
    }

    fn iban(country: &str, national: &str) -> Iban {
        Iban(sepa::Iban::from_bban(country, national).unwrap().as_str().to_owned())
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(iban in any_iban()) {
            prop_assert_eq!(&parse(iban.as_str()).unwrap(), &iban);
            prop_assert_eq!(&parse(&iban.grouped()).unwrap(), &iban);
            prop_assert_eq!(&parse(&iban.grouped().to_lowercase()).unwrap(), &iban);
        }

        #[test]
        fn one_wrong_digit_is_always_refused(iban in any_iban(), at in 2usize..27, by in 1u8..10) {
            let mut signs = iban.as_str().as_bytes().to_vec();
            let at = at % signs.len();
            prop_assume!(signs[at].is_ascii_digit());
            signs[at] = b'0' + (signs[at] - b'0' + by) % 10;
            prop_assert!(parse(std::str::from_utf8(&signs).unwrap()).is_err());
        }

        #[test]
        fn two_neighbouring_digits_swapped_are_always_refused(iban in any_iban(), at in 2usize..26) {
            let mut signs = iban.as_str().as_bytes().to_vec();
            let at = at % (signs.len() - 1);
            prop_assume!(signs[at].is_ascii_digit() && signs[at + 1].is_ascii_digit() && signs[at] != signs[at + 1]);
            signs.swap(at, at + 1);
            prop_assert!(parse(std::str::from_utf8(&signs).unwrap()).is_err());
        }

        #[test]
        fn nothing_typed_makes_it_stumble(text in "\\PC{0,60}") {
            if let Err(error) = parse(&text) {
                for language in Language::ALL {
                    prop_assert!(!error.explain(language).is_empty());
                }
            }
        }
    }
}
