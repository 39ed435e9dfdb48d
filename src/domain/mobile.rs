//! A mobile number that an SMS can reach.

use std::str::FromStr;

use phonenumber::{Mode, PhoneNumber, Type, country::Id, metadata::DATABASE};
use serde::{Deserialize, Serialize};

use super::{
    country::Country,
    typed::{is_filler, masked_debug, text_value},
};
use crate::i18n::{Language, Text};

/// A number in the international form of E.164, as Twikey wants it: `+32470123456`.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(try_from = "String")]
pub struct Mobile(String);

text_value!(Mobile);
masked_debug!(Mobile);

impl Mobile {
    /// Takes any usual writing. A number without country code is one of `country`.
    pub fn parse(text: &str, country: Country) -> Result<Self, MobileError> {
        Self::read(text, country.code().parse().ok())
    }

    /// As people write it for each other: `+32 470 12 34 56`.
    pub fn grouped(&self) -> String {
        match phonenumber::parse(None, &self.0) {
            Ok(number) => number.format().mode(Mode::International).to_string(),
            Err(_) => self.0.clone(),
        }
    }

    /// Country code and last two digits, for logs: `+32•••56`.
    pub fn masked(&self) -> String {
        format!("{}•••{}", self.0.get(..3).unwrap_or_default(), self.0.get(self.0.len() - 2..).unwrap_or_default())
    }

    fn read(text: &str, country: Option<Id>) -> Result<Self, MobileError> {
        let digits = dialled(text)?;
        if country.is_none() && !digits.starts_with('+') {
            return Err(MobileError::NoCountry);
        }
        let number = phonenumber::parse(country, &digits).map_err(|_| MobileError::NoNumber)?;
        let normal = number.format().mode(Mode::E164).to_string();
        // Read once more from its normal form, which drops a trunk zero typed after the country code.
        let number: PhoneNumber = normal.parse().map_err(|_| MobileError::NoNumber)?;
        match number.number_type(&DATABASE) {
            // Some countries, like the USA, give both kinds from the same ranges.
            Type::Mobile | Type::FixedLineOrMobile => Ok(Self(number.format().mode(Mode::E164).to_string())),
            Type::Unknown => Err(MobileError::NoNumber),
            _ => Err(MobileError::NotMobile),
        }
    }
}

/// The digits one would dial, with a `+` in front if the country code is among them.
fn dialled(text: &str) -> Result<String, MobileError> {
    let text = text.trim().trim_start_matches("tel:").replace("(0)", "");
    let mut dialled = String::with_capacity(16);
    for sign in text.chars().filter(|&c| !is_filler(c) && !matches!(c, '/' | '(' | ')')) {
        match sign {
            '+' if dialled.is_empty() => dialled.push('+'),
            '0'..='9' => dialled.push(sign),
            _ => return Err(MobileError::Sign(sign)),
        }
    }
    if dialled.trim_start_matches('+').is_empty() {
        return Err(MobileError::NoNumber);
    }
    Ok(match dialled.strip_prefix("00") {
        Some(international) => format!("+{international}"),
        None => dialled,
    })
}

impl FromStr for Mobile {
    type Err = MobileError;

    /// Takes a number with its country code.
    fn from_str(text: &str) -> Result<Self, MobileError> {
        Self::read(text, None)
    }
}

/// Why a text is no mobile number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MobileError {
    #[error("a sign that a number cannot have")]
    Sign(char),
    #[error("no country code")]
    NoCountry,
    #[error("no such number in this country")]
    NoNumber,
    #[error("not a mobile number")]
    NotMobile,
}

impl MobileError {
    /// Says to the person who typed it what to do.
    pub fn explain(&self, language: Language) -> String {
        match self {
            Self::Sign(sign) => wrong_sign(*sign, language),
            Self::NoCountry => NO_COUNTRY.get(language).to_owned(),
            Self::NoNumber => NO_NUMBER.get(language).to_owned(),
            Self::NotMobile => NOT_MOBILE.get(language).to_owned(),
        }
    }
}

const NO_COUNTRY: Text = Text {
    de: "Hier fehlt die Landesvorwahl, zum Beispiel +32 470 12 34 56.",
    nl: "Het landnummer ontbreekt, bijvoorbeeld +32 470 12 34 56.",
    fr: "Il manque l’indicatif du pays, par exemple +32 470 12 34 56.",
    en: "The country code is missing, for example +32 470 12 34 56.",
};
const NO_NUMBER: Text = Text {
    de: "Diese Nummer gibt es so nicht: Es fehlen Ziffern oder es sind zu viele. Nummern anderer Länder bitte mit Landesvorwahl, z. B. +32 470 12 34 56.",
    nl: "Dit nummer bestaat zo niet: er ontbreken cijfers of er zijn er te veel. Geef nummers uit andere landen met landnummer op, bv. +32 470 12 34 56.",
    fr: "Ce numéro n’existe pas\u{a0}: il manque des chiffres ou il y en a trop. Pour un autre pays, ajoutez l’indicatif, p. ex. +32 470 12 34 56.",
    en: "There is no such number: digits are missing or there are too many. For another country add its code, e.g. +32 470 12 34 56.",
};
const NOT_MOBILE: Text = Text {
    de: "Das ist keine Mobilnummer. SMS gehen nur an Mobilnummern.",
    nl: "Dit is geen mobiel nummer. Sms’en kunnen alleen naar mobiele nummers.",
    fr: "Ce n’est pas un numéro de mobile. Les SMS ne vont que vers des mobiles.",
    en: "This is not a mobile number. Text messages only reach mobile numbers.",
};

fn wrong_sign(sign: char, language: Language) -> String {
    match language {
        Language::De => format!("„{sign}“ gehört nicht in eine Telefonnummer. Bitte genau eine Nummer angeben."),
        Language::Nl => format!("‘{sign}’ hoort niet in een telefoonnummer. Geef precies één nummer op."),
        Language::Fr => {
            format!("«\u{a0}{sign}\u{a0}» n’a pas sa place dans un numéro de téléphone. Indiquez un seul numéro.")
        }
        Language::En => format!("“{sign}” does not belong in a telephone number. Please give exactly one number."),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn in_country(code: &str, text: &str) -> Result<String, MobileError> {
        Mobile::parse(text, code.parse().unwrap()).map(String::from)
    }

    #[test]
    fn every_usual_writing_of_a_mobile_number_is_the_same_number() {
        for text in [
            "0470 12 34 56",
            "0470/12.34.56",
            "+32 470 12 34 56",
            "0032470123456",
            "+32 (0)470-12-34-56",
            "+32 0470 12 34 56",
            "(0470) 123456",
            "tel:+32470123456",
            "\u{202a}+32 470 12 34 56\u{202c}",
        ] {
            assert_eq!(in_country("BE", text).as_deref(), Ok("+32470123456"), "{text:?}");
        }
    }

    #[test]
    fn the_customers_country_is_the_default_and_no_more() {
        assert_eq!(in_country("DE", "0151 23456789").as_deref(), Ok("+4915123456789"));
        assert_eq!(in_country("NL", "06 12345678").as_deref(), Ok("+31612345678"));
        assert_eq!(in_country("FR", "06 12 34 56 78").as_deref(), Ok("+33612345678"));
        assert_eq!(in_country("AT", "0664 1234567").as_deref(), Ok("+436641234567"));
        assert_eq!(in_country("LU", "621 123 456").as_deref(), Ok("+352621123456"));
        assert_eq!(in_country("IT", "347 123 4567").as_deref(), Ok("+393471234567"));
        assert_eq!(in_country("US", "(201) 555-0123").as_deref(), Ok("+12015550123"));
        assert_eq!(in_country("DE", "+32 470 12 34 56").as_deref(), Ok("+32470123456"));
    }

    #[test]
    fn each_mistake_gets_its_own_answer() {
        assert_eq!(in_country("BE", ""), Err(MobileError::NoNumber));
        assert_eq!(in_country("BE", "+"), Err(MobileError::NoNumber));
        assert_eq!(in_country("BE", "0470 12 34"), Err(MobileError::NoNumber));
        assert_eq!(in_country("BE", "0470 12 34 56 78 90"), Err(MobileError::NoNumber));
        assert_eq!(in_country("BE", "02 555 12 12"), Err(MobileError::NotMobile));
        assert_eq!(in_country("DE", "030 123456"), Err(MobileError::NotMobile));
        assert_eq!(in_country("BE", "0470 12 34 56 (Els)"), Err(MobileError::Sign('E')));
        assert_eq!(in_country("BE", "+32470123456+"), Err(MobileError::Sign('+')));
        assert_eq!("0470123456".parse::<Mobile>(), Err(MobileError::NoCountry));
    }

    #[test]
    fn a_number_is_grouped_for_people_and_masked_in_logs() {
        let mobile: Mobile = "+32470123456".parse().unwrap();
        assert_eq!(mobile.grouped(), "+32 470 12 34 56");
        assert_eq!(format!("{mobile:?}"), "Mobile(+32•••56)");
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_read_back(text in "\\+(32|49|31|33|43|352)[0-9]{6,12}") {
            if let Ok(mobile) = text.parse::<Mobile>() {
                prop_assert_eq!(mobile.as_str().parse::<Mobile>().unwrap(), mobile.clone());
                prop_assert_eq!(mobile.grouped().parse::<Mobile>().unwrap(), mobile);
            }
        }

        #[test]
        fn nothing_typed_makes_it_stumble(text in "[+0-9 ()/]{0,30}|\\PC{0,20}") {
            if let Err(error) = in_country("BE", &text) {
                prop_assert!(!error.explain(Language::Fr).is_empty());
            }
        }
    }
}
