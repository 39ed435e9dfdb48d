//! Passwords: which are good enough.

use secrecy::{ExposeSecret, SecretString};

use crate::i18n::{Language, Text};

/// A password that was found good enough.
#[derive(Debug)]
pub struct Password(SecretString);

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordProblem {
    TooShort,
    TooLong,
    Obvious,
}

const SHORTEST: usize = 12;
/// Argon2 takes any length; a limit keeps hostile input from costing time.
const LONGEST: usize = 256;

impl Password {
    /// Checks a new password for the owner of `email`, who must not use the address itself.
    pub fn check(typed: &str, email: &str) -> Result<Self, PasswordProblem> {
        if typed.chars().count() < SHORTEST {
            return Err(PasswordProblem::TooShort);
        }
        if Self::is_too_long(typed) {
            return Err(PasswordProblem::TooLong);
        }
        if is_obvious(&typed.to_lowercase(), &email.to_lowercase()) {
            return Err(PasswordProblem::Obvious);
        }
        Ok(Self(SecretString::from(typed)))
    }

    /// For whoever hashes it.
    pub(super) fn exposed(&self) -> &str {
        self.0.expose_secret()
    }

    /// No account has such a password.
    pub(super) fn is_too_long(typed: &str) -> bool {
        typed.len() > LONGEST
    }
}

/// Passwords that are tried first: one thing repeated, runs along the keyboard, well-known words with digits around
/// them, the address itself.
fn is_obvious(password: &str, email: &str) -> bool {
    const RUNS: [&str; 6] = [
        "01234567890123456789",
        "98765432109876543210",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "qwertzuiopasdfghjklyxcvbnm",
        "azertyuiopqsdfghjklmwxcvbn",
    ];
    const WORDS: [&str; 14] = [
        "password",
        "passwort",
        "wachtwoord",
        "motdepasse",
        "geheim",
        "welcome",
        "willkommen",
        "welkom",
        "bienvenue",
        "letmein",
        "mandato",
        "twikey",
        "admin",
        "iloveyou",
    ];
    let account = email.split('@').next().unwrap_or_default();
    let repeats = (1..=4).any(|length| {
        let unit: Vec<char> = password.chars().take(length).collect();
        password.chars().enumerate().all(|(index, character)| character == unit[index % length])
    });
    let letters: String = password.chars().filter(|c| c.is_alphabetic()).collect();
    let mut rest = letters.clone();
    for word in WORDS {
        rest = rest.replace(word, "");
    }
    repeats
        || RUNS.iter().any(|run| run.contains(password))
        || RUNS.iter().any(|run| letters.len() >= 4 && run.contains(&letters) && letters.len() + 8 > password.len())
        || (rest.is_empty() && !letters.is_empty())
        || password == email
        || (account.len() >= 4 && password.contains(account))
}

impl PasswordProblem {
    pub fn explain(self, language: Language) -> &'static str {
        match self {
            Self::TooShort => TOO_SHORT.get(language),
            Self::TooLong => TOO_LONG.get(language),
            Self::Obvious => OBVIOUS.get(language),
        }
    }
}

const TOO_SHORT: Text = Text {
    de: "Bitte mindestens 12 Zeichen. Ein Satz ist leicht zu merken und schwer zu erraten.",
    nl: "Minstens 12 tekens, alstublieft. Een zin is makkelijk te onthouden en moeilijk te raden.",
    fr: "Au moins 12 caractères. Une phrase est facile à retenir et difficile à deviner.",
    en: "At least 12 characters, please. A sentence is easy to remember and hard to guess.",
};
const TOO_LONG: Text = Text {
    de: "Bitte höchstens 256 Zeichen.",
    nl: "Hoogstens 256 tekens, alstublieft.",
    fr: "256 caractères au maximum.",
    en: "At most 256 characters, please.",
};
const OBVIOUS: Text = Text {
    de: "Dieses Passwort würde jemand früh erraten. Nehmen Sie eines ohne Tastenfolgen, bekannte Wörter oder Ihre Adresse.",
    nl: "Dit wachtwoord is snel te raden. Kies er een zonder toetsenreeksen, bekende woorden of uw adres.",
    fr: "Ce mot de passe serait vite deviné. Évitez les suites de touches, les mots connus et votre adresse.",
    en: "Somebody would guess this early. Take one without runs of keys, well-known words or your address.",
};

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(typed: &str) -> Option<PasswordProblem> {
        Password::check(typed, "jan.peeters@company.example").err()
    }

    #[test]
    fn short_and_obvious_passwords_are_refused() {
        assert_eq!(problem("elf zeichen"), Some(PasswordProblem::TooShort));
        for obvious in [
            "aaaaaaaaaaaaaa",
            "123123123123",
            "123456789012",
            "qwertyuiopas",
            "password12345",
            "Passwort2026!",
            "admin1234567890",
            "jan.peeters2026",
            "jan.peeters@company.example",
            "abcabcabcabc",
            "azertyuiopqs",
        ] {
            assert_eq!(problem(obvious), Some(PasswordProblem::Obvious), "{obvious}");
        }
        assert_eq!(problem(&"x y".repeat(100)), Some(PasswordProblem::TooLong));
    }

    #[test]
    fn a_sentence_is_taken() {
        assert_eq!(problem("der Regen kommt von links"), None);
        assert_eq!(problem("mandato-demo lichtblau"), None);
    }
}
