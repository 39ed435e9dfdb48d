//! What went wrong, as a status and as a page or a notice for whoever asked.
//!
//! What somebody typed wrong is not an error: it is form state, shown at its field. An [`Error`] ends the request. Each
//! variant says what its reader can do; `answer` logs it once, with ids only, and answers in their language.

use std::borrow::Cow;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};

use crate::{
    db,
    i18n::{Language, Text, format},
};

/// The result of a handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request got no proper answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such page, or no such record.
    #[error("there is no such page or record")]
    NotFound,
    /// Signed in, but not as somebody who may do this.
    #[error("the role does not allow this")]
    Forbidden,
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInNeeded,
    /// The change did not come from a page of ours, or from one that is too old.
    #[error("the form does not come from a fresh page of ours")]
    StaleForm,
    /// The request is not one that our pages send.
    #[error("the request cannot be read: {0}")]
    Unreadable(String),
    /// More than we read.
    #[error("the request is too large")]
    TooLarge,
    /// A text in a field is longer than so many characters.
    #[error("a text has more than {0} characters")]
    TooLong(usize),
    /// Too often in too short a time.
    #[error("too many requests")]
    TooMany,
    /// More is asked at once than there is room for; it passes.
    #[error("more is asked at once than there is room for")]
    Overloaded,
    /// The database is busy, away, or has no room; it passes.
    #[error("the database cannot be used: {0}")]
    Busy(db::Error),
    /// Something that is needed does not answer; it passes.
    #[error("what is needed does not answer: {0}")]
    Unavailable(String),
    /// A fault of ours, or of the machine.
    #[error("{0:#}")]
    Internal(anyhow::Error),
}

impl Error {
    /// What happened, where the status alone would say something else.
    pub fn title(&self, language: Language) -> Option<&'static str> {
        matches!(self, Self::StaleForm).then(|| ONCE_MORE.get(language))
    }

    /// What to do, where the status alone does not say it well enough.
    pub fn advice(&self, language: Language) -> Option<Cow<'static, str>> {
        let text = match self {
            Self::StaleForm => STALE_FORM,
            Self::SignInNeeded => SIGN_IN_NEEDED,
            Self::Forbidden => FORBIDDEN,
            Self::Overloaded => OVERLOADED,
            Self::TooLong(most) => return Some(too_long(*most, language).into()),
            _ => return None,
        };
        Some(text.get(language).into())
    }

    /// What others answered with no more than a status. Of the parts that are not ours, only the sessions fail by
    /// themselves, and they do when the database is away.
    pub fn of_status(status: StatusCode, said: &impl ToString) -> Self {
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Self::NotFound,
            StatusCode::PAYLOAD_TOO_LARGE | StatusCode::URI_TOO_LONG => Self::TooLarge,
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany,
            status if status.is_server_error() => Self::Unavailable(said.to_string()),
            _ => Self::Unreadable(said.to_string()),
        }
    }

    /// After so many seconds it is worth another try.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Overloaded | Self::Busy(_) | Self::Unavailable(_) => Some(5),
            Self::TooMany => Some(60),
            _ => None,
        }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::StaleForm => StatusCode::FORBIDDEN,
            Self::SignInNeeded => StatusCode::UNAUTHORIZED,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge | Self::TooLong(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Overloaded | Self::Busy(_) | Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The bare status: `answer` puts the page around it, in the reader's language.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        if db::passes(&error) { Self::Busy(error) } else { Self::Internal(error.into()) }
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

fn too_long(most: usize, language: Language) -> String {
    let most = format::number(i64::try_from(most).unwrap_or(i64::MAX), language);
    match language {
        Language::De => format!(
            "Eines der Felder hat mehr als {most} Zeichen. Es wurde nichts geändert. Gehen Sie zurück, kürzen Sie den Text und senden Sie noch einmal."
        ),
        Language::Nl => format!(
            "Een van de velden heeft meer dan {most} tekens. Er is niets gewijzigd. Ga terug, kort de tekst in en verstuur nog eens."
        ),
        Language::Fr => format!(
            "Un des champs compte plus de {most} caractères. Rien n’a été modifié. Revenez en arrière, raccourcissez le texte et envoyez à nouveau."
        ),
        Language::En => format!(
            "One of the fields has more than {most} characters. Nothing was changed. Go back, shorten the text and send once more."
        ),
    }
}

const ONCE_MORE: Text = Text {
    de: "Bitte noch einmal absenden",
    nl: "Verzend het nog een keer",
    fr: "Veuillez renvoyer le formulaire",
    en: "Please send it once more",
};
const STALE_FORM: Text = Text {
    de: "Es wurde nichts geändert: Die Seite war zu lange offen, oder Sie haben sich inzwischen neu angemeldet. Gehen Sie zurück, laden Sie die Seite neu und senden Sie noch einmal.",
    nl: "Er is niets gewijzigd: de pagina stond te lang open of u hebt zich intussen opnieuw aangemeld. Ga terug, laad de pagina opnieuw en verstuur nog eens.",
    fr: "Rien n’a été modifié\u{a0}: la page est restée ouverte trop longtemps, ou vous vous êtes reconnecté entre-temps. Revenez en arrière, rechargez la page et envoyez à nouveau.",
    en: "Nothing was changed: the page was open for too long, or you have signed in again since. Go back, reload the page and send once more.",
};
const SIGN_IN_NEEDED: Text = Text {
    de: "Ihre Sitzung ist beendet. Melden Sie sich in einem neuen Fenster an und senden Sie dann hier noch einmal.",
    nl: "Uw sessie is beëindigd. Meld u aan in een nieuw venster en verstuur hier daarna nog eens.",
    fr: "Votre session est terminée. Connectez-vous dans une nouvelle fenêtre, puis renvoyez ici.",
    en: "Your session has ended. Sign in in a new window, then send here once more.",
};
const FORBIDDEN: Text = Text {
    de: "Diese Seite ist der Administration vorbehalten. Bitten Sie sie darum, wenn Sie das brauchen.",
    nl: "Deze pagina is voorbehouden aan beheerders. Vraag het hun als u dit nodig hebt.",
    fr: "Cette page est réservée aux administrateurs. Adressez-vous à eux si vous en avez besoin.",
    en: "This page is for administrators. Please ask them if you need it.",
};
const OVERLOADED: Text = Text {
    de: "Gerade kommen zu viele Anmeldungen auf einmal. Es wurde nichts geändert. Versuchen Sie es in ein paar Sekunden noch einmal.",
    nl: "Er komen nu te veel aanmeldingen tegelijk. Er is niets gewijzigd. Probeer het over enkele seconden opnieuw.",
    fr: "Trop de connexions arrivent en même temps. Rien n’a été modifié. Réessayez dans quelques secondes.",
    en: "Too many people are signing in at once. Nothing was changed. Please try again in a few seconds.",
};
