//! What a page says when it cannot do what was asked: unknown address, too much, another site's form.

use std::fmt;

use actix_web::{HttpRequest, HttpResponse, ResponseError, http::StatusCode};
use maud::html;

use super::shell::{Hosted, language_of};
use crate::i18n::{Language, Text};

/// Why nothing was done.
#[derive(Clone, Copy, Debug)]
pub enum Refused {
    Unknown,
    /// The form came from a page of another site.
    Foreign,
    TooLarge,
    Unreadable,
    /// A link into the debtor's portal that lasts no longer.
    Over,
    /// No invoice has this address, or it was taken back.
    NoInvoice,
    /// No payment link has this address.
    NoPayment,
}

impl Refused {
    const fn status(self) -> StatusCode {
        match self {
            Self::Unknown | Self::NoInvoice | Self::NoPayment => StatusCode::NOT_FOUND,
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::Over => StatusCode::GONE,
        }
    }

    const fn title(self) -> Text {
        match self {
            Self::Unknown => Text {
                de: "Diese Seite gibt es nicht",
                nl: "Deze pagina bestaat niet",
                fr: "Cette page n’existe pas",
                en: "There is no such page",
            },
            Self::Foreign => Text {
                de: "Diese Eingabe kam von einer anderen Website",
                nl: "Deze invoer kwam van een andere website",
                fr: "Cette saisie provient d’un autre site",
                en: "This came from another website",
            },
            Self::TooLarge => Text {
                de: "Das ist zu groß",
                nl: "Dit is te groot",
                fr: "C’est trop volumineux",
                en: "This is too large",
            },
            Self::Unreadable => Text {
                de: "Diese Eingabe ist nicht lesbar",
                nl: "Deze invoer is niet leesbaar",
                fr: "Cette saisie est illisible",
                en: "This cannot be read",
            },
            Self::Over => Text {
                de: "Dieser Link gilt nicht mehr",
                nl: "Deze link is niet meer geldig",
                fr: "Ce lien n’est plus valable",
                en: "This link is no longer valid",
            },
            Self::NoInvoice => Text {
                de: "Diese Rechnung kennen wir nicht",
                nl: "Deze factuur kennen we niet",
                fr: "Cette facture nous est inconnue",
                en: "We do not know this invoice",
            },
            Self::NoPayment => Text {
                de: "Diesen Zahlungslink kennen wir nicht",
                nl: "Deze betaallink kennen we niet",
                fr: "Ce lien de paiement nous est inconnu",
                en: "We do not know this payment link",
            },
        }
    }

    const fn advice(self) -> Text {
        match self {
            Self::Unknown => Text {
                de: "Bitte öffnen Sie den Link so, wie Sie ihn erhalten haben.",
                nl: "Open de link zoals u hem hebt gekregen.",
                fr: "Veuillez ouvrir le lien tel que vous l’avez reçu.",
                en: "Please open the link just as you received it.",
            },
            Self::Foreign => Text {
                de: "Zu Ihrer Sicherheit wurde nichts geändert. Bitte öffnen Sie die Seite erneut und versuchen Sie es dort.",
                nl: "Voor uw veiligheid is er niets gewijzigd. Open de pagina opnieuw en probeer het daar.",
                fr: "Pour votre sécurité, rien n’a été modifié. Rouvrez la page et réessayez.",
                en: "To keep you safe nothing was changed. Please open the page again and try it there.",
            },
            Self::TooLarge => Text {
                de: "Bitte gehen Sie zurück und kürzen Sie Ihre Eingabe.",
                nl: "Ga terug en maak uw invoer korter.",
                fr: "Revenez en arrière et raccourcissez votre saisie.",
                en: "Please go back and shorten what you entered.",
            },
            Self::Unreadable => Text {
                de: "Bitte gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.",
                nl: "Ga terug, laad de pagina opnieuw en probeer het nog eens.",
                fr: "Revenez en arrière, rechargez la page et réessayez.",
                en: "Please go back, reload the page and try again.",
            },
            Self::Over => Text {
                de: "Aus Sicherheitsgründen gilt er nur kurz. Bitte lassen Sie sich einen neuen schicken.",
                nl: "Om veiligheidsredenen is hij maar kort geldig. Laat u een nieuwe sturen.",
                fr: "Pour des raisons de sécurité, il n’est valable que peu de temps. Faites-vous en envoyer un nouveau.",
                en: "To keep you safe it is valid for a short time only. Please have a new one sent to you.",
            },
            Self::NoInvoice => Text {
                de: "Vielleicht fehlt ein Stück der Adresse, oder die Rechnung wurde durch eine neue ersetzt. Bitte öffnen Sie den Link der neuesten Nachricht so, wie er dort steht.",
                nl: "Misschien ontbreekt er een stuk van het adres, of werd de factuur door een nieuwe vervangen. Open de link van het meest recente bericht zoals hij daar staat.",
                fr: "Il manque peut-être une partie de l’adresse, ou la facture a été remplacée par une nouvelle. Ouvrez le lien du message le plus récent tel qu’il y figure.",
                en: "A piece of the address may be missing, or a new invoice took its place. Please open the link of the latest message just as it stands there.",
            },
            Self::NoPayment => Text {
                de: "Vielleicht fehlt ein Stück. Bitte öffnen Sie den Link so, wie er in der Nachricht steht.",
                nl: "Misschien ontbreekt er een stuk. Open de link zoals hij in het bericht staat.",
                fr: "Il en manque peut-être une partie. Ouvrez le lien tel qu’il figure dans le message.",
                en: "A piece of it may be missing. Please open the link just as it stands in the message.",
            },
        }
    }

    pub fn answer(self, request: &HttpRequest) -> HttpResponse {
        self.in_language(language_of(request)).error_response()
    }

    pub const fn in_language(self, language: Language) -> RefusedPage {
        RefusedPage { refused: self, language }
    }
}

/// A refusal in the language of the page that could not be shown.
#[derive(Clone, Copy, Debug)]
pub struct RefusedPage {
    refused: Refused,
    language: Language,
}

impl fmt::Display for RefusedPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.refused.title().en)
    }
}

impl ResponseError for RefusedPage {
    fn status_code(&self) -> StatusCode {
        self.refused.status()
    }

    fn error_response(&self) -> HttpResponse {
        let Self { refused, language } = *self;
        let title = refused.title().get(language);
        let content = html! {
            h1 { (title) }
            p { (refused.advice().get(language)) }
        };
        Hosted { language, title, from: "Twikey", choice: false, script: None, content }.answer(refused.status())
    }
}
