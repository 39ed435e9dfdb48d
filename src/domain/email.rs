//! An e-mail address that can be written to.

use std::str::FromStr;

use email_address::{EmailAddress as Checked, Options};
use serde::{Deserialize, Serialize};
use url::Host;

use super::typed::{masked_debug, text_value};
use crate::i18n::{Language, Text};

/// Twikey keeps no longer address (`/customer`, field `email`).
const LONGEST: usize = 70;

/// One mailbox without a name: `els@firma.example`. A domain with umlauts is kept in its ASCII form, which every mail server
/// takes.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(try_from = "String")]
pub struct EmailAddress(String);

text_value!(EmailAddress);
masked_debug!(EmailAddress);

impl EmailAddress {
    /// First sign and domain, for logs: `e•••@firma.example`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or_default();
        format!("{}•••@{domain}", local.get(..1).unwrap_or_default())
    }
}

/// Why a text is no e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("no @ between name and domain")]
    NoAt,
    #[error("a sign that an address cannot have")]
    Sign(char),
    #[error("the part before the @ is not right")]
    Local,
    #[error("the part after the @ is no domain")]
    Domain,
    #[error("longer than {LONGEST} signs")]
    TooLong,
}

impl FromStr for EmailAddress {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(EmailError::NoAt)?;
        if let Some(sign) = local.chars().find(|&c| !is_usual(c)) {
            return Err(EmailError::Sign(sign));
        }
        let domain = ascii_domain(domain).ok_or(EmailError::Domain)?;
        let address = format!("{local}@{domain}");
        if address.len() > LONGEST {
            return Err(EmailError::TooLong);
        }
        let options = Options::default().with_required_tld().without_domain_literal().without_display_text();
        if Checked::parse_with_options(&address, options).is_err() {
            return Err(if Checked::is_valid_local_part(local) { EmailError::Domain } else { EmailError::Local });
        }
        Ok(Self(address))
    }
}

/// What real addresses have before the @. The quoted form of RFC 5321, with spaces and more, is not used by anyone and refused
/// by many servers; other than ASCII needs SMTPUTF8, which few offer.
fn is_usual(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c)
}

/// `müller.example` as `xn--mller-kva.example`, in small letters; `None` if it is no domain name.
fn ascii_domain(domain: &str) -> Option<String> {
    match Host::parse(domain).ok()? {
        Host::Domain(name) if !name.ends_with('.') => Some(name),
        _ => None,
    }
}

impl EmailError {
    /// Says to the person who typed it what to do.
    pub fn explain(&self, language: Language) -> String {
        match self {
            Self::NoAt => NO_AT.get(language).to_owned(),
            Self::Sign(' ') => SPACE.get(language).to_owned(),
            Self::Sign(sign) => wrong_sign(*sign, language),
            Self::Local => LOCAL.get(language).to_owned(),
            Self::Domain => DOMAIN.get(language).to_owned(),
            Self::TooLong => too_long(language),
        }
    }
}

const NO_AT: Text = Text {
    de: "Hier fehlt das @. Eine E-Mail-Adresse sieht aus wie name@firma.example.",
    nl: "Het @-teken ontbreekt. Een e-mailadres ziet eruit als naam@firma.example.",
    fr: "Il manque le signe @. Une adresse e-mail ressemble à nom@societe.example.",
    en: "The @ is missing. An e-mail address looks like name@company.example.",
};
const SPACE: Text = Text {
    de: "Eine E-Mail-Adresse enthält kein Leerzeichen. Bitte genau eine Adresse angeben.",
    nl: "Een e-mailadres bevat geen spatie. Geef precies één adres op.",
    fr: "Une adresse e-mail ne contient pas d’espace. Indiquez une seule adresse.",
    en: "An e-mail address has no space in it. Please give exactly one address.",
};
const LOCAL: Text = Text {
    de: "Der Teil vor dem @ stimmt nicht. Er darf nicht leer sein, nicht mit einem Punkt beginnen oder enden.",
    nl: "Het deel vóór @ klopt niet. Het mag niet leeg zijn en niet met een punt beginnen of eindigen.",
    fr: "La partie avant @ n’est pas correcte. Elle ne peut être vide, ni commencer ou finir par un point.",
    en: "The part before the @ is not right. It must not be empty, nor begin or end with a dot.",
};
const DOMAIN: Text = Text {
    de: "Der Teil nach dem @ stimmt nicht. Er sieht aus wie firma.example.",
    nl: "Het deel na @ klopt niet. Het ziet eruit als firma.example.",
    fr: "La partie après @ n’est pas correcte. Elle ressemble à societe.example.",
    en: "The part after the @ is not right. It looks like company.example.",
};

fn wrong_sign(sign: char, language: Language) -> String {
    match language {
        Language::De => {
            format!("„{sign}“ kommt vor dem @ einer E-Mail-Adresse nicht vor. Bitte genau eine Adresse angeben.")
        }
        Language::Nl => format!("‘{sign}’ komt niet voor vóór de @ van een e-mailadres. Geef precies één adres op."),
        Language::Fr => {
            format!(
                "«\u{a0}{sign}\u{a0}» n’est pas possible avant le @ d’une adresse e-mail. Indiquez une seule adresse."
            )
        }
        Language::En => {
            format!("“{sign}” cannot stand before the @ of an e-mail address. Please give exactly one address.")
        }
    }
}

fn too_long(language: Language) -> String {
    match language {
        Language::De => format!("Twikey nimmt E-Mail-Adressen bis {LONGEST} Zeichen. Bitte eine kürzere angeben."),
        Language::Nl => format!("Twikey aanvaardt e-mailadressen tot {LONGEST} tekens. Geef een korter adres op."),
        Language::Fr => {
            format!("Twikey accepte des adresses e-mail jusqu’à {LONGEST} caractères. Indiquez-en une plus courte.")
        }
        Language::En => {
            format!("Twikey takes e-mail addresses of up to {LONGEST} characters. Please give a shorter one.")
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<EmailAddress, EmailError> {
        text.parse()
    }

    #[test]
    fn an_address_is_kept_as_typed_but_for_its_domain() {
        assert_eq!(
            parse(" Els.Peeters+rechnung@Firma.Example ").unwrap().as_str(),
            "Els.Peeters+rechnung@firma.example"
        );
        assert_eq!(parse("o'neill@mail.example.com").unwrap().as_str(), "o'neill@mail.example.com");
        assert_eq!(parse("post@müller.example").unwrap().as_str(), "post@xn--mller-kva.example");
    }

    #[test]
    fn an_address_is_masked_in_logs() {
        assert_eq!(format!("{:?}", parse("els@firma.example").unwrap()), "EmailAddress(e•••@firma.example)");
    }

    #[test]
    fn each_mistake_gets_its_own_answer() {
        assert_eq!(parse(""), Err(EmailError::NoAt));
        assert_eq!(parse("els.firma.example"), Err(EmailError::NoAt));
        assert_eq!(parse("@firma.example"), Err(EmailError::Local));
        assert_eq!(parse("els.@firma.example"), Err(EmailError::Local));
        assert_eq!(parse("els@"), Err(EmailError::Domain));
        assert_eq!(parse("els@firma"), Err(EmailError::Domain));
        assert_eq!(parse("els@firma..example"), Err(EmailError::Domain));
        assert_eq!(parse("els@firma.example."), Err(EmailError::Domain));
        assert_eq!(parse("els@127.0.0.1"), Err(EmailError::Domain));
        assert_eq!(parse("els@[127.0.0.1]"), Err(EmailError::Domain));
        assert_eq!(parse("els@fir ma.example"), Err(EmailError::Domain));
        assert_eq!(parse("Els <els@firma.example>"), Err(EmailError::Sign(' ')));
        assert_eq!(parse("a@b.example, c@d.example"), Err(EmailError::Sign('@')));
        assert_eq!(parse("\"els\"@firma.example"), Err(EmailError::Sign('"')));
        assert_eq!(parse("jürgen@firma.example"), Err(EmailError::Sign('ü')));
        assert_eq!(parse(&format!("{}@firma.example", "x".repeat(60))), Err(EmailError::TooLong));
    }

    #[test]
    fn a_line_break_cannot_hide_in_an_address() {
        assert!(parse("els@firma.example\r\nBcc: x@y.example").is_err());
        assert!(parse("els\n@firma.example").is_err());
        assert!(parse("els@firma.exam\nple").is_err());
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_read_back_and_short_enough(text in "[a-zA-Z0-9.+_-]{1,20}@([a-zü]{1,10}\\.){1,3}[a-z]{2,4}") {
            if let Ok(address) = parse(&text) {
                prop_assert!(address.as_str().len() <= LONGEST);
                prop_assert!(address.as_str().is_ascii());
                prop_assert_eq!(parse(address.as_str()).unwrap(), address);
            }
        }

        #[test]
        fn nothing_typed_makes_it_stumble(text in "\\PC{0,20}@?\\PC{0,20}") {
            if let Err(error) = parse(&text) {
                prop_assert!(!error.explain(Language::Nl).is_empty());
            }
        }
    }
}
