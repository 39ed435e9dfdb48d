//! The ways of giving money back. No I/O.

use crate::{i18n::Text, payments::Source};

/// Who gives the money back, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Twikey,
    /// The office, at its bank.
    Transfer,
    /// The office, at its desk.
    Cash,
}

impl By {
    pub const ALL: [Self; 3] = [Self::Twikey, Self::Transfer, Self::Cash];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Twikey => "twikey",
            Self::Transfer => "transfer",
            Self::Cash => "cash",
        }
    }

    pub const fn title(self) -> &'static Text {
        match self {
            Self::Twikey => &TWIKEY,
            Self::Transfer => &TRANSFER,
            Self::Cash => &CASH,
        }
    }

    pub const fn text(self) -> &'static Text {
        match self {
            Self::Twikey => &BY_TWIKEY,
            Self::Transfer => &BY_TRANSFER,
            Self::Cash => &BY_CASH,
        }
    }

    /// How a refund by the office is recorded; none where Twikey reports it.
    pub const fn source(self) -> Option<Source> {
        match self {
            Self::Twikey => None,
            Self::Transfer => Some(Source::Transfer),
            Self::Cash => Some(Source::Manual),
        }
    }
}

const TWIKEY: Text = Text { de: "Twikey", nl: "Twikey", fr: "Twikey", en: "Twikey" };
const TRANSFER: Text = Text {
    de: "Wir selbst, per Überweisung",
    nl: "Wijzelf, per overschrijving",
    fr: "Nous-mêmes, par virement",
    en: "We ourselves, by bank transfer",
};
const CASH: Text =
    Text { de: "Wir selbst, bar", nl: "Wijzelf, contant", fr: "Nous-mêmes, en espèces", en: "We ourselves, in cash" };
const BY_TWIKEY: Text = Text {
    de: "Twikey überweist den Betrag auf das Konto des Kunden.",
    nl: "Twikey stort het bedrag op de rekening van de klant.",
    fr: "Twikey vire le montant sur le compte du client.",
    en: "Twikey transfers the amount to the customer’s account.",
};
const BY_TRANSFER: Text = Text {
    de: "Überweisen Sie den Betrag bei Ihrer Bank und tragen Sie es hier ein.",
    nl: "Schrijf het bedrag over bij uw bank en registreer het hier.",
    fr: "Virez le montant auprès de votre banque et enregistrez-le ici.",
    en: "Transfer the amount at your bank and record it here.",
};
const BY_CASH: Text = Text {
    de: "Geben Sie dem Kunden den Betrag und tragen Sie es hier ein.",
    nl: "Geef de klant het bedrag en registreer het hier.",
    fr: "Remettez le montant au client et enregistrez-le ici.",
    en: "Hand the amount to the customer and record it here.",
};
