//! The ways to sign a mandate (source 2.2 and 3.2).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A way to sign, in the words of `/sign`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    Itsme,
    Eid,
    Visa,
    Mastercard,
    Maestro,
    Bancontact,
    Ideal,
    Sms,
    Digisign,
    Paper,
    Emachtiging,
    Idin,
    Import,
    Mock,
}

impl Method {
    pub const ALL: [Self; 14] = [
        Self::Itsme,
        Self::Eid,
        Self::Visa,
        Self::Mastercard,
        Self::Maestro,
        Self::Bancontact,
        Self::Ideal,
        Self::Sms,
        Self::Digisign,
        Self::Paper,
        Self::Emachtiging,
        Self::Idin,
        Self::Import,
        Self::Mock,
    ];

    /// What the signing page offers the customer.
    pub const OFFERED: [Self; 7] =
        [Self::Itsme, Self::Eid, Self::Visa, Self::Bancontact, Self::Ideal, Self::Sms, Self::Digisign];

    /// The word in `method` of `/sign` and, except for paper, in `SignerMethod#0` of the feed.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Itsme => "itsme",
            Self::Eid => "eid",
            Self::Visa => "visa",
            Self::Mastercard => "mastercard",
            Self::Maestro => "maestro",
            Self::Bancontact => "bancontact",
            Self::Ideal => "ideal",
            Self::Sms => "sms",
            Self::Digisign => "digisign",
            Self::Paper => "paper",
            Self::Emachtiging => "emachtiging",
            Self::Idin => "idin",
            Self::Import => "import",
            Self::Mock => "mock",
        }
    }

    /// `SignerMethod#0` of the feed. Twikey's list is open; words it does not name are those of `/sign` (inferred, 3.2).
    pub const fn feed_code(self) -> &'static str {
        match self {
            Self::Paper => "print",
            other => other.code(),
        }
    }

    /// Whether `/sign` answers with an address where the customer goes on.
    pub const fn redirects(self) -> bool {
        !matches!(self, Self::Sms | Self::Digisign | Self::Paper | Self::Import)
    }

    /// Whether `/sign` needs the BIC (JV, 2.2).
    pub const fn needs_bic(self) -> bool {
        matches!(self, Self::Emachtiging | Self::Ideal | Self::Idin | Self::Sms)
    }
}

/// How Twikey's test environment answers a card by its expiry month: even months succeed (source 9).
pub const fn card_works(expiry_month: u32) -> bool {
    expiry_month.is_multiple_of(2)
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// No way to sign is called so.
#[derive(Debug, thiserror::Error)]
#[error("not a way to sign")]
pub struct UnknownMethod;

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(code: &str) -> Result<Self, UnknownMethod> {
        match code.to_ascii_lowercase().as_str() {
            "bcmc" => Ok(Self::Bancontact),
            // Twikey chooses; where it would choose what is unknown, so the sandbox takes its first offer.
            "auto" => Ok(Self::Itsme),
            code => Self::ALL.into_iter().find(|method| method.code() == code).ok_or(UnknownMethod),
        }
    }
}
