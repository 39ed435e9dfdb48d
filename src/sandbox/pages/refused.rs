//! What a page says when it cannot do what was asked: unknown address, too much, another site's form.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use maud::html;

use super::shell::{Hosted, language_of};
use crate::i18n::Text;

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
}

impl Refused {
    const fn status(self) -> StatusCode {
        match self {
            Self::Unknown => StatusCode::NOT_FOUND,
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
        }
    }

    pub fn answer(self, request: &HttpRequest) -> HttpResponse {
        let language = language_of(request);
        let title = self.title().get(language);
        let content = html! {
            h1 { (title) }
            p { (self.advice().get(language)) }
        };
        Hosted { language, title, from: "Twikey", choice: false, script: None, content }.answer(self.status())
    }
}
