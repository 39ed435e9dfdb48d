//! What is shown when a page cannot be: what happened, and a way back.

use maud::{Markup, Render, html};

use crate::i18n::{Language, Text};

const HOME: Text =
    Text { de: "Zur Übersicht", nl: "Naar het overzicht", fr: "Vers l’aperçu", en: "To the overview" };
const REFERENCE: Text = Text { de: "Vorgangsnummer", nl: "Referentie", fr: "Référence", en: "Reference" };

/// The content of an error page, for [`super::page::Page`].
#[derive(Clone, Copy, Debug)]
pub struct ErrorPage<'a> {
    pub language: Language,
    /// The HTTP status; a sentence is chosen by it.
    pub status: u16,
    /// What happened; [`title`] has one for each status.
    pub title: &'a str,
    /// Instead of the sentence chosen by status.
    pub text: Option<&'a str>,
    /// Where to go from here, as (address, name); the start page if `None`.
    pub back: Option<(&'a str, &'a str)>,
    /// What the log has it under, when a person must look.
    pub reference: Option<&'a str>,
}

impl Render for ErrorPage<'_> {
    fn render(&self) -> Markup {
        let language = self.language;
        let (href, name) = self.back.unwrap_or(("/", HOME.get(language)));
        html! {
            section.error-page {
                p.status aria-hidden="true" { (self.status) }
                h1 { (self.title) }
                p { (self.text.unwrap_or(sentence(self.status).get(language))) }
                @if let Some(reference) = self.reference {
                    p.reference { (named(reference, language)) }
                }
                p { a.button.primary href=(href) { (name) } }
            }
        }
    }
}

/// The reference, in a sentence of its own.
pub fn named(reference: &str, language: Language) -> String {
    let colon = if language == Language::Fr { "\u{a0}:" } else { ":" };
    format!("{}{colon} {reference}", REFERENCE.get(language))
}

/// The title for a status.
pub fn title(status: u16, language: Language) -> &'static str {
    let text = match status {
        401 | 403 => Text {
            de: "Dafür fehlt die Berechtigung",
            nl: "U hebt hier geen toegang",
            fr: "Accès non autorisé",
            en: "You may not do this",
        },
        404 => Text {
            de: "Diese Seite gibt es nicht",
            nl: "Deze pagina bestaat niet",
            fr: "Cette page n’existe pas",
            en: "There is no such page",
        },
        409 => Text {
            de: "Inzwischen hat sich etwas geändert",
            nl: "Er is intussen iets gewijzigd",
            fr: "Quelque chose a changé entre-temps",
            en: "Something has changed in the meantime",
        },
        413 => {
            Text {
                de: "Das ist zu groß", nl: "Dat is te groot", fr: "C’est trop volumineux", en: "That is too large"
            }
        }
        429 => Text {
            de: "Einen Moment bitte",
            nl: "Een ogenblik geduld",
            fr: "Un instant, s’il vous plaît",
            en: "One moment, please",
        },
        503 => Text {
            de: "Gerade nicht erreichbar",
            nl: "Even niet bereikbaar",
            fr: "Momentanément indisponible",
            en: "Not available right now",
        },
        400..=499 => Text {
            de: "Diese Anfrage war unvollständig",
            nl: "Dit verzoek was onvolledig",
            fr: "Cette demande est incomplète",
            en: "This request was incomplete",
        },
        _ => Text {
            de: "Hier ist etwas schiefgelaufen",
            nl: "Er is iets misgegaan",
            fr: "Une erreur est survenue",
            en: "Something went wrong here",
        },
    };
    text.get(language)
}

/// What the reader can do.
pub const fn sentence(status: u16) -> Text {
    match status {
        401 | 403 => Text {
            de: "Bitten Sie eine Administratorin oder einen Administrator, wenn Sie das brauchen.",
            nl: "Vraag het aan een beheerder als u dit nodig hebt.",
            fr: "Adressez-vous à un administrateur si vous en avez besoin.",
            en: "Please ask an administrator if you need it.",
        },
        404 => Text {
            de: "Vielleicht wurde die Adresse falsch abgeschrieben, oder der Eintrag ist nicht mehr da.",
            nl: "Misschien is het adres verkeerd overgenomen of is het item er niet meer.",
            fr: "L’adresse est peut-être incorrecte, ou l’élément n’existe plus.",
            en: "The address may be mistyped, or the record is no longer there.",
        },
        409 => Text {
            de: "Laden Sie die Seite neu und prüfen Sie, ob Ihre Änderung noch nötig ist.",
            nl: "Laad de pagina opnieuw en controleer of uw wijziging nog nodig is.",
            fr: "Rechargez la page et vérifiez si votre modification est encore nécessaire.",
            en: "Reload the page and check whether your change is still needed.",
        },
        413 => Text {
            de: "Bitte kürzen Sie den Text oder wählen Sie eine kleinere Datei.",
            nl: "Kort de tekst in of kies een kleiner bestand.",
            fr: "Raccourcissez le texte ou choisissez un fichier plus petit.",
            en: "Please shorten the text or choose a smaller file.",
        },
        429 => Text {
            de: "Das waren sehr viele Versuche in kurzer Zeit. Warten Sie eine Minute und versuchen Sie es dann noch einmal.",
            nl: "Dat waren heel veel pogingen in korte tijd. Wacht een minuut en probeer het dan opnieuw.",
            fr: "Trop de tentatives en peu de temps. Attendez une minute, puis réessayez.",
            en: "That was a lot of attempts in a short time. Wait a minute and try again.",
        },
        503 => Text {
            de: "Das System wird gerade gewartet oder ist überlastet. Versuchen Sie es in ein paar Minuten noch einmal.",
            nl: "Het systeem is in onderhoud of overbelast. Probeer het over enkele minuten opnieuw.",
            fr: "Le système est en maintenance ou surchargé. Réessayez dans quelques minutes.",
            en: "The system is being maintained or is overloaded. Please try again in a few minutes.",
        },
        400..=499 => Text {
            de: "Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.",
            nl: "Ga terug, laad de pagina opnieuw en probeer het nog eens.",
            fr: "Revenez en arrière, rechargez la page et réessayez.",
            en: "Go back, reload the page and try again.",
        },
        _ => Text {
            de: "Der Fehler ist aufgezeichnet. Versuchen Sie es noch einmal; bleibt es dabei, nennen Sie Ihrer Administration die Vorgangsnummer.",
            nl: "De fout is geregistreerd. Probeer het opnieuw; blijft het misgaan, geef dan de referentie door aan uw beheerder.",
            fr: "L’erreur est enregistrée. Réessayez\u{a0}; si cela persiste, communiquez la référence à votre administrateur.",
            en: "The error has been recorded. Try again; if it happens again, give your administrator the reference.",
        },
    }
}
