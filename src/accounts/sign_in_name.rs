//! The name to sign in with: the account's e-mail address, in any spelling. No I/O.

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::domain::email::EmailAddress;

/// What accounts are looked for by, and guesses counted by: with one spelling for both, nobody gets more guesses by another.
pub fn sign_in_name(typed: &str) -> String {
    let usual = ComposingNormalizerBorrowed::new_nfkc().normalize(typed);
    let shown: String = usual.chars().filter(|sign| !sign.is_control() && !is_invisible(*sign)).collect();
    match shown.parse::<EmailAddress>() {
        Ok(address) => address.as_str().to_lowercase(),
        Err(_) => shown.trim().to_lowercase(),
    }
}

/// What copying from a page or an e-mail may bring along.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_address_is_one_name() {
        for typed in [
            "kim@company.example",
            " Kim@Company.EXAMPLE\t",
            "ＫＩＭ＠company.example",
            "kim@company。example",
            "\u{feff}kim@\u{200b}company.example\0",
            "\u{a0}kim@company.example\u{3000}",
        ] {
            assert_eq!(sign_in_name(typed), "kim@company.example", "{typed:?}");
        }
        assert_eq!(sign_in_name("kim@MÜLLER.example"), sign_in_name("kim@xn--mller-kva.example"));
        assert_ne!(sign_in_name("kim+office@company.example"), sign_in_name("kim@company.example"), "another account");
        assert_eq!(sign_in_name(" Kim\0 "), "kim");
    }
}
