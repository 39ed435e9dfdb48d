//! The kinds of e-mail: what each is about, when it is sent, what can stand in it.

use std::{collections::BTreeMap, str::FromStr};

use serde::{Deserialize, Serialize};

use super::placeholders::{MANDATE_REQUEST, Placeholder};
use crate::i18n::{Language, Text};

/// What an e-mail is about; each kind has a template in each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    MandateRequest,
}

impl Kind {
    pub const ALL: [Self; 1] = [Self::MandateRequest];

    /// As in addresses (`/templates/mandate-request/de`).
    pub const fn slug(self) -> &'static str {
        match self {
            Self::MandateRequest => "mandate-request",
        }
    }

    pub const fn name(self) -> Text {
        match self {
            Self::MandateRequest => Text {
                de: "Mandat anfordern",
                nl: "Mandaat aanvragen",
                fr: "Demander un mandat",
                en: "Request mandate",
            },
        }
    }

    /// When this e-mail is sent.
    pub const fn occasion(self) -> Text {
        match self {
            Self::MandateRequest => Text {
                de: "Bittet den Kunden per E-Mail, ein SEPA-Mandat zu unterzeichnen.",
                nl: "Vraagt de klant per e-mail om een SEPA-mandaat te ondertekenen.",
                fr: "Demande au client par e-mail de signer un mandat SEPA.",
                en: "Asks the customer by e-mail to sign a SEPA mandate.",
            },
        }
    }

    pub const fn placeholders(self) -> &'static [Placeholder] {
        match self {
            Self::MandateRequest => MANDATE_REQUEST,
        }
    }

    /// Whether this e-mail is of no use without the link to sign.
    pub const fn needs_link(self) -> bool {
        match self {
            Self::MandateRequest => true,
        }
    }

    /// Values to show a template with.
    pub fn samples(self, language: Language) -> Values {
        self.placeholders().iter().map(|known| (known.name, known.sample.get(language).to_owned())).collect()
    }

    pub(super) fn knows(self, name: &str) -> bool {
        self.placeholders().iter().any(|known| known.name == name)
    }
}

/// No kind of e-mail has this address.
#[derive(Debug, thiserror::Error)]
#[error("no such kind of e-mail")]
pub struct UnknownKind;

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(slug: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug).ok_or(UnknownKind)
    }
}

/// What stands for each placeholder, by its name.
pub type Values = BTreeMap<&'static str, String>;
