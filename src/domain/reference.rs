//! The structured creditor reference of an invoice: what a customer gives with a transfer, so that the money finds its invoice.
//!
//! Belgian creditors use the national form of twelve digits (`+++090/9337/55493+++`), all others the one of ISO 11649
//! (`RF71 2348 231`). Both have check digits, so that a slip while typing is noticed by the payer's bank.

use std::str::FromStr;

use sepa::reference::RfReference;
use serde::{Deserialize, Serialize};

use super::{
    country::Country,
    typed::{is_filler, text_value},
};

/// The largest number that fits into either form: ten digits.
pub const LARGEST: u64 = 9_999_999_999;

/// A reference whose check digits are right, without punctuation: `090933755493` or `RF712348231`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(try_from = "String")]
pub struct Reference(String);

text_value!(Reference);

impl Reference {
    /// The reference with this running number, in the form that banks in the creditor's country know. None for a number
    /// beyond [`LARGEST`].
    pub fn of(number: u64, creditor: Country) -> Option<Self> {
        if number > LARGEST {
            return None;
        }
        if creditor == Country::BELGIUM {
            return Some(Self(format!("{number:010}{:02}", belgian_check(number))));
        }
        RfReference::generate(&number.to_string()).ok().map(|reference| Self(reference.as_str().to_owned()))
    }

    /// As people read it: `+++090/9337/55493+++`, `RF71 2348 231`.
    pub fn written(&self) -> String {
        if self.is_belgian() {
            return format!("+++{}/{}/{}+++", &self.0[..3], &self.0[3..7], &self.0[7..]);
        }
        let signs: Vec<char> = self.0.chars().collect();
        signs.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
    }

    /// Whether it is of ISO 11649, which the structured field of the EPC QR code takes; the Belgian form is none.
    pub fn is_iso(&self) -> bool {
        !self.is_belgian()
    }

    fn is_belgian(&self) -> bool {
        !self.0.starts_with("RF")
    }
}

/// The number modulo 97, and 97 in place of 0 (Febelfin, structured communication).
fn belgian_check(number: u64) -> u64 {
    match number % 97 {
        0 => 97,
        rest => rest,
    }
}

/// Why a text is no structured reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither twelve digits with the right check digits nor a reference of ISO 11649")]
pub struct ReferenceError;

impl FromStr for Reference {
    type Err = ReferenceError;

    /// Takes any usual writing, with or without punctuation.
    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let compact: String = text.chars().filter(|&c| !is_filler(c) && !matches!(c, '+' | '*' | '/')).collect();
        if compact.len() == 12 && compact.bytes().all(|b| b.is_ascii_digit()) {
            let (number, check) = compact.split_at(10);
            let right = number.parse().ok().map(belgian_check) == check.parse().ok();
            return if right { Ok(Self(compact)) } else { Err(ReferenceError) };
        }
        compact.parse().map(|reference: RfReference| Self(reference.as_str().to_owned())).map_err(|_| ReferenceError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_belgian_creditor_has_twelve_digits_and_all_others_iso_11649() {
        // The example of Febelfin's description, and the one of ISO 11649.
        let belgian = Reference::of(909_337_554, Country::BELGIUM).unwrap();
        assert_eq!((belgian.as_str(), belgian.written().as_str()), ("090933755493", "+++090/9337/55493+++"));
        let iso = Reference::of(2_348_231, Country::GERMANY).unwrap();
        assert_eq!((iso.as_str(), iso.written().as_str()), ("RF712348231", "RF71 2348 231"));
        assert!(iso.is_iso() && !belgian.is_iso());
    }

    #[test]
    fn a_rest_of_nothing_is_written_as_97() {
        assert_eq!(Reference::of(97, Country::BELGIUM).unwrap().as_str(), "000000009797");
    }

    #[test]
    fn a_number_that_does_not_fit_gets_no_reference() {
        assert!(Reference::of(LARGEST, Country::BELGIUM).is_some());
        assert_eq!(Reference::of(LARGEST + 1, Country::BELGIUM), None);
    }

    #[test]
    fn any_usual_writing_is_read_and_a_wrong_digit_is_noticed() {
        for text in ["+++090/9337/55493+++", "***090/9337/55493***", "090 9337 55493"] {
            assert_eq!(text.parse::<Reference>().unwrap().as_str(), "090933755493", "{text}");
        }
        assert_eq!("rf71 2348 231".parse::<Reference>().unwrap().as_str(), "RF712348231");
        for text in ["+++090/9337/55494+++", "RF72 2348 231", "", "Invoice 7"] {
            assert_eq!(text.parse::<Reference>(), Err(ReferenceError), "{text}");
        }
    }
}
