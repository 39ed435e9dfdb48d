//! The words for states, schemes, channels and methods of mandates.

use maud::Markup;

use super::State;
use crate::{
    i18n::{Language, Text, format},
    messages::Channel,
    ui::badge::{Tone, badge},
};

/// The state as a badge.
pub fn state_badge(state: State, language: Language) -> Markup {
    badge(tone(state), state_name(state).get(language))
}

const fn tone(state: State) -> Tone {
    match state {
        State::Requested | State::Invited | State::AwaitingBank => Tone::Info,
        State::Signed => Tone::Success,
        State::Suspended | State::Expired => Tone::Warning,
        State::Refused => Tone::Danger,
        State::Cancelled => Tone::Neutral,
    }
}

pub const fn state_name(state: State) -> Text {
    match state {
        State::Requested => Text { de: "Angefordert", nl: "Aangevraagd", fr: "Demandé", en: "Requested" },
        State::Invited => Text {
            de: "Wartet auf Unterschrift",
            nl: "Wacht op handtekening",
            fr: "En attente de signature",
            en: "Waiting for signature",
        },
        State::AwaitingBank => Text {
            de: "Wartet auf die Bank",
            nl: "Wacht op de bank",
            fr: "En attente de la banque",
            en: "Waiting for the bank",
        },
        State::Signed => Text { de: "Unterzeichnet", nl: "Ondertekend", fr: "Signé", en: "Signed" },
        State::Suspended => Text { de: "Ausgesetzt", nl: "Opgeschort", fr: "Suspendu", en: "Suspended" },
        State::Refused => Text {
            de: "Von der Bank abgelehnt",
            nl: "Door de bank geweigerd",
            fr: "Refusé par la banque",
            en: "Refused by the bank",
        },
        State::Expired => Text { de: "Abgelaufen", nl: "Verlopen", fr: "Expiré", en: "Expired" },
        State::Cancelled => Text { de: "Widerrufen", nl: "Geannuleerd", fr: "Révoqué", en: "Cancelled" },
    }
}

/// Why it ended, where the reason is one of ours; people's and Twikey's own words are shown as they are.
pub fn reason_name(reason: &str, language: Language) -> String {
    let text = match reason {
        "removed" => Text {
            de: "bei Twikey zurückgenommen",
            nl: "ingetrokken bij Twikey",
            fr: "retiré chez Twikey",
            en: "taken back at Twikey",
        },
        "replaced" => Text {
            de: "durch ein anderes Mandat ersetzt",
            nl: "vervangen door een ander mandaat",
            fr: "remplacé par un autre mandat",
            en: "replaced by another mandate",
        },
        "expired" => Text {
            de: "nicht rechtzeitig unterzeichnet",
            nl: "niet op tijd ondertekend",
            fr: "pas signé à temps",
            en: "not signed in time",
        },
        own => return own.to_owned(),
    };
    text.get(language).to_owned()
}

/// How it was signed, from Twikey's open list of words; an unknown one is shown as it came.
pub fn method_name(method: &str, language: Language) -> String {
    let text = match method {
        "eid" => Text {
            de: "Personalausweis (eID)",
            nl: "Identiteitskaart (eID)",
            fr: "Carte d’identité (eID)",
            en: "Identity card (eID)",
        },
        "visa" => return "Visa".to_owned(),
        "mastercard" => return "Mastercard".to_owned(),
        "maestro" => return "Maestro".to_owned(),
        "bancontact" | "bcmc" => return "Bancontact".to_owned(),
        "ideal" => return "iDEAL".to_owned(),
        "idin" | "iDIN" => return "iDIN".to_owned(),
        "sms" => return "SMS".to_owned(),
        "itsme" => return "itsme".to_owned(),
        "digisign" | "plain" => Text {
            de: "Gezeichnete Unterschrift",
            nl: "Getekende handtekening",
            fr: "Signature dessinée",
            en: "Drawn signature",
        },
        "print" | "paper" | "digiprint" => Text { de: "Auf Papier", nl: "Op papier", fr: "Sur papier", en: "On paper" },
        "import" => Text { de: "Übernommen", nl: "Geïmporteerd", fr: "Importé", en: "Imported" },
        other => return other.to_owned(),
    };
    text.get(language).to_owned()
}

pub const FINANCE: Text = Text { de: "Finanzen", nl: "Financiën", fr: "Finances", en: "Finance" };
pub const MANDATES: Text = Text { de: "Mandate", nl: "Mandaten", fr: "Mandats", en: "Mandates" };
pub const SEPA_MANDATE: Text = Text { de: "SEPA-Mandat", nl: "SEPA-mandaat", fr: "Mandat SEPA", en: "SEPA mandate" };
pub const REQUEST_MANDATE: Text =
    Text { de: "Mandat anfordern", nl: "Mandaat aanvragen", fr: "Demander un mandat", en: "Request mandate" };
pub const REQUESTED_ON: Text = Text {
    de: "Mandat angefordert am",
    nl: "Mandaat aangevraagd op",
    fr: "Mandat demandé le",
    en: "Mandate requested on",
};
pub const SIGNED_ON: Text = Text {
    de: "Mandat unterzeichnet am",
    nl: "Mandaat ondertekend op",
    fr: "Mandat signé le",
    en: "Mandate signed on",
};
pub const PAYMENT_METHOD: Text =
    Text { de: "Zahlungsart", nl: "Betaalwijze", fr: "Mode de paiement", en: "Payment method" };
pub const STATE: Text = Text { de: "Stand", nl: "Status", fr: "État", en: "State" };
pub const PLACE: Text = Text {
    de: "Ort der Unterschrift",
    nl: "Plaats van ondertekening",
    fr: "Lieu de signature",
    en: "Place of signature",
};
pub const METHOD: Text = Text { de: "Unterzeichnet mit", nl: "Ondertekend met", fr: "Signé avec", en: "Signed with" };
pub const SCHEME: Text = Text { de: "Verfahren", nl: "Schema", fr: "Schéma", en: "Scheme" };
pub const CANCEL: Text = Text { de: "Abbrechen", nl: "Annuleren", fr: "Annuler", en: "Cancel" };
pub const SAVE: Text = Text { de: "Speichern", nl: "Opslaan", fr: "Enregistrer", en: "Save" };
pub const COLLECT: Text = Text { de: "Jetzt einziehen", nl: "Nu innen", fr: "Encaisser maintenant", en: "Collect now" };

/// What a field is called in the audit trail; none when it is not ours.
pub fn label(field: &str, language: Language) -> Option<&'static str> {
    let words = match field {
        "reference" => SEPA_MANDATE,
        "signed_on" => Text { de: "Unterzeichnet am", nl: "Ondertekend op", fr: "Signé le", en: "Signed on" },
        "state" => STATE,
        "reason" | "reason_code" => Text { de: "Grund", nl: "Reden", fr: "Motif", en: "Reason" },
        "channel" => Text { de: "Weg", nl: "Kanaal", fr: "Canal", en: "Channel" },
        "place" => Text { de: "Ort", nl: "Plaats", fr: "Lieu", en: "Place" },
        "method" => METHOD,
        _ => return None,
    };
    Some(words.get(language))
}

/// A value in words, where it is not the words themselves.
pub fn readable(field: &str, value: &str, language: Language) -> Option<String> {
    match field {
        "state" => State::ALL
            .into_iter()
            .find(|state| state.code() == value)
            .map(|state| state_name(state).get(language).to_owned()),
        "channel" => [Channel::Email, Channel::Sms]
            .into_iter()
            .find(|channel| channel.code() == value)
            .map(|channel| channel.name().get(language).to_owned()),
        "reason" => Some(reason_name(value, language)),
        "method" => Some(method_name(value, language)),
        "signed_on" => value.parse().ok().map(|date| format::date(date, language)),
        _ => None,
    }
}
