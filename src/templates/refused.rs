//! Why the body of an e-mail is not taken, in words for whoever wrote it.

use super::Destination;
use crate::i18n::{Language, Text};

/// Why a body is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    Empty,
    TooLong,
    /// Tags within tags beyond what anybody writes; libraries that walk such a tree run out of stack.
    TooNested,
    /// The marked piece is missing, or shows no words to click on.
    NoLink(Destination),
    /// A link to this host, which is neither the portal nor Twikey.
    ForeignLink(String),
}

impl Refused {
    /// What is wrong and what to do, for whoever wrote it.
    pub fn explain(&self, language: Language) -> String {
        match self {
            Self::Empty => empty(language).to_owned(),
            Self::TooLong => too_long(language).to_owned(),
            Self::TooNested => too_nested(language).to_owned(),
            Self::NoLink(Destination::Signing) => NO_SIGNING_LINK.get(language).to_owned(),
            Self::NoLink(Destination::Invoice) => NO_INVOICE_LINK.get(language).to_owned(),
            Self::ForeignLink(host) => foreign_link(host, language),
        }
    }
}

const fn empty(language: Language) -> &'static str {
    match language {
        Language::De => "Bitte schreiben Sie einen Text.",
        Language::Nl => "Schrijf een tekst.",
        Language::Fr => "Veuillez écrire un texte.",
        Language::En => "Please write a text.",
    }
}

const fn too_long(language: Language) -> &'static str {
    match language {
        Language::De => "Der Text ist zu lang. Bitte kürzen Sie ihn.",
        Language::Nl => "De tekst is te lang. Kort hem in.",
        Language::Fr => "Le texte est trop long. Veuillez le raccourcir.",
        Language::En => "The text is too long. Please shorten it.",
    }
}

const fn too_nested(language: Language) -> &'static str {
    match language {
        Language::De => "Die Formatierung des Textes ist zu verschachtelt. Fügen Sie ihn bitte ohne Formatierung ein.",
        Language::Nl => "De opmaak van de tekst is te ingewikkeld. Plak hem zonder opmaak.",
        Language::Fr => "La mise en forme du texte est trop imbriquée. Collez-le sans mise en forme.",
        Language::En => "The formatting of the text is nested too deeply. Please paste it without formatting.",
    }
}

const NO_SIGNING_LINK: Text = Text {
    de: "Im Text fehlt der Link zum Unterzeichnen; ohne ihn kann der Kunde das Mandat nicht erteilen. Fügen Sie ihn mit der Schaltfläche „Link zum Unterzeichnen“ wieder ein.",
    nl: "In de tekst ontbreekt de link om te ondertekenen; zonder die link kan de klant het mandaat niet geven. Voeg hem weer toe met de knop ‘Link om te ondertekenen’.",
    fr: "Le lien de signature manque dans le texte\u{a0}; sans lui, le client ne peut pas donner le mandat. Remettez-le avec le bouton «\u{a0}Lien de signature\u{a0}».",
    en: "The signing link is missing from the text; without it the customer cannot give the mandate. Put it back with the button “Signing link”.",
};
const NO_INVOICE_LINK: Text = Text {
    de: "Im Text fehlt der Link zur Rechnung; ohne ihn kann der Kunde sie weder ansehen noch bezahlen. Fügen Sie ihn mit der Schaltfläche „Link zur Rechnung“ wieder ein.",
    nl: "In de tekst ontbreekt de link naar de factuur; zonder die link kan de klant ze niet bekijken of betalen. Voeg hem weer toe met de knop ‘Link naar de factuur’.",
    fr: "Le lien vers la facture manque dans le texte\u{a0}; sans lui, le client ne peut ni la voir ni la payer. Remettez-le avec le bouton «\u{a0}Lien vers la facture\u{a0}».",
    en: "The invoice link is missing from the text; without it the customer can neither view nor pay the invoice. Put it back with the button “Invoice link”.",
};

fn foreign_link(host: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "Der Text enthält einen Link zu {host}. Nachrichten dürfen nur auf dieses Portal und auf Twikey verlinken. \
             Entfernen Sie den Link; der Text kann stehen bleiben."
        ),
        Language::Nl => format!(
            "De tekst bevat een link naar {host}. Berichten mogen alleen naar dit portaal en naar Twikey linken. \
             Verwijder de link; de tekst zelf mag blijven staan."
        ),
        Language::Fr => format!(
            "Le texte contient un lien vers {host}. Les messages ne peuvent contenir que des liens vers ce portail et \
             vers Twikey. Retirez le lien\u{a0}; le texte peut rester."
        ),
        Language::En => format!(
            "The text links to {host}. Messages may only link to this portal and to Twikey. Remove the link; its text \
             may stay."
        ),
    }
}
