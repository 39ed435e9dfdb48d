//! Links that lead no further: signed already, waiting for the bank, cancelled, expired, withdrawn, unknown.

use std::fmt;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use maud::{Markup, html};

use crate::{
    i18n::{Language, Text},
    sandbox::{pages::shell::Hosted, state::mandate::Standing, terms},
    ui::{
        facts::{code, facts},
        icon::{Icon, icon},
    },
};

const SIGNED_ON: Text = Text { de: "Unterzeichnet am", nl: "Ondertekend op", fr: "Signé le", en: "Signed on" };

/// A link that cannot be used to sign, with all its page needs.
#[derive(Clone, Debug)]
pub struct Ended {
    /// `None` when no mandate has this link.
    pub(super) standing: Option<Standing>,
    pub(super) language: Language,
    pub(super) creditor: String,
    pub(super) reference: String,
    pub(super) signed_on: Option<String>,
    /// Where the customer went after signing: a repeated press of the button leads there again.
    pub(super) exit: Option<String>,
}

impl Ended {
    pub fn unknown(language: Language) -> Self {
        Self {
            standing: None,
            language,
            creditor: "Twikey".into(),
            reference: String::new(),
            signed_on: None,
            exit: None,
        }
    }

    /// After a button that was pressed twice: where the first press led.
    pub fn answer_again(&self) -> HttpResponse {
        self.exit.as_deref().map_or_else(|| self.error_response(), super::see_other)
    }

    fn title(&self) -> Text {
        match self.standing {
            Some(Standing::Signed) => SIGNED,
            Some(Standing::SignedPendingDebtorBank) => WAITING,
            Some(Standing::Suspended) => SUSPENDED,
            Some(Standing::Cancelled) => CANCELLED,
            Some(Standing::Expired) => EXPIRED,
            Some(Standing::Removed | Standing::Prepared | Standing::Print) => WITHDRAWN,
            None => UNKNOWN,
        }
    }

    fn advice(&self) -> Text {
        match self.standing {
            Some(Standing::Signed) => SIGNED_ADVICE,
            Some(Standing::SignedPendingDebtorBank) => WAITING_ADVICE,
            Some(Standing::Suspended) => SUSPENDED_ADVICE,
            Some(Standing::Cancelled) => CANCELLED_ADVICE,
            Some(Standing::Expired) => EXPIRED_ADVICE,
            Some(Standing::Removed | Standing::Prepared | Standing::Print) => WITHDRAWN_ADVICE,
            None => UNKNOWN_ADVICE,
        }
    }

    const fn sign(&self) -> (Icon, &'static str) {
        match self.standing {
            Some(Standing::Signed) => (Icon::Check, "success"),
            Some(Standing::SignedPendingDebtorBank) => (Icon::Hourglass, "info"),
            Some(Standing::Suspended) => (Icon::CirclePause, "warning"),
            Some(Standing::Cancelled) => (Icon::Ban, "neutral"),
            Some(Standing::Expired) => (Icon::Clock, "warning"),
            Some(Standing::Removed | Standing::Prepared | Standing::Print) => (Icon::Undo, "neutral"),
            None => (Icon::Question, "neutral"),
        }
    }

    fn content(&self) -> Markup {
        let language = self.language;
        let (sign, tone) = self.sign();
        let mut rows = vec![(terms::CREDITOR.get(language), html! { (self.creditor) })];
        rows.push((terms::REFERENCE.get(language), code(&self.reference)));
        if let Some(date) = &self.signed_on {
            rows.push((SIGNED_ON.get(language), html! { (date) }));
        }
        html! {
            div.outcome {
                span.big-sign.(tone) { (icon(sign)) }
                h1 { (self.title().get(language)) }
                p { (self.advice().get(language)) }
            }
            @if self.standing.is_some() { (facts(&rows)) }
        }
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.title().en)
    }
}

impl ResponseError for Ended {
    fn status_code(&self) -> StatusCode {
        match self.standing {
            Some(Standing::Signed | Standing::SignedPendingDebtorBank | Standing::Suspended) => StatusCode::OK,
            Some(_) => StatusCode::GONE,
            None => StatusCode::NOT_FOUND,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let Self { language, creditor, .. } = self;
        let title = self.title().get(*language);
        let choice = self.standing.is_some();
        Hosted { language: *language, title, from: creditor, choice, script: None, content: self.content() }
            .answer(self.status_code())
    }
}

const SIGNED: Text = Text {
    de: "Ihr Mandat ist unterzeichnet",
    nl: "Uw mandaat is ondertekend",
    fr: "Votre mandat est signé",
    en: "Your mandate is signed",
};
const SIGNED_ADVICE: Text = Text {
    de: "Sie müssen nichts weiter tun. Vielen Dank!",
    nl: "U hoeft verder niets te doen. Hartelijk dank!",
    fr: "Vous n’avez plus rien à faire. Merci !",
    en: "There is nothing more for you to do. Thank you!",
};

const WAITING: Text = Text {
    de: "Ihre Bank prüft das Mandat",
    nl: "Uw bank controleert het mandaat",
    fr: "Votre banque vérifie le mandat",
    en: "Your bank is checking the mandate",
};
const WAITING_ADVICE: Text = Text {
    de: "Sie haben unterzeichnet. Ein Firmenmandat gilt, sobald Ihre Bank es bestätigt hat; das dauert bis zu zwei Werktage. Sie müssen nichts weiter tun.",
    nl: "U hebt ondertekend. Een bedrijfsmandaat geldt zodra uw bank het heeft bevestigd; dat duurt tot twee werkdagen. U hoeft verder niets te doen.",
    fr: "Vous avez signé. Un mandat interentreprises est valable dès que votre banque l’a confirmé, ce qui prend jusqu’à deux jours ouvrables. Vous n’avez plus rien à faire.",
    en: "You have signed. A business mandate is valid as soon as your bank has confirmed it, which takes up to two working days. There is nothing more for you to do.",
};

const SUSPENDED: Text = Text {
    de: "Ihr Mandat ruht",
    nl: "Uw mandaat is opgeschort",
    fr: "Votre mandat est suspendu",
    en: "Your mandate is suspended",
};
const SUSPENDED_ADVICE: Text = Text {
    de: "Das Mandat ist unterzeichnet, wird zurzeit aber nicht verwendet. Fragen beantwortet der Gläubiger.",
    nl: "Het mandaat is ondertekend, maar wordt momenteel niet gebruikt. De schuldeiser beantwoordt uw vragen.",
    fr: "Le mandat est signé mais n’est pas utilisé actuellement. Le créancier répondra à vos questions.",
    en: "The mandate is signed but not in use at present. The creditor will answer your questions.",
};

const CANCELLED: Text = Text {
    de: "Dieses Mandat ist beendet",
    nl: "Dit mandaat is stopgezet",
    fr: "Ce mandat a pris fin",
    en: "This mandate has ended",
};
const CANCELLED_ADVICE: Text = Text {
    de: "Von Ihrem Konto wird mit diesem Mandat nichts mehr eingezogen. Für ein neues Mandat wenden Sie sich bitte an den Gläubiger.",
    nl: "Met dit mandaat wordt niets meer van uw rekening geïnd. Neem voor een nieuw mandaat contact op met de schuldeiser.",
    fr: "Plus rien ne sera prélevé sur votre compte avec ce mandat. Pour un nouveau mandat, adressez-vous au créancier.",
    en: "Nothing more will be collected from your account with this mandate. For a new one please contact the creditor.",
};

const EXPIRED: Text = Text {
    de: "Dieser Link ist abgelaufen",
    nl: "Deze link is verlopen",
    fr: "Ce lien a expiré",
    en: "This link has expired",
};
const EXPIRED_ADVICE: Text = Text {
    de: "Er galt nur eine begrenzte Zeit. Bitte bitten Sie den Gläubiger um einen neuen.",
    nl: "Hij was slechts beperkte tijd geldig. Vraag de schuldeiser om een nieuwe.",
    fr: "Il n’était valable que pour une durée limitée. Demandez-en un nouveau au créancier.",
    en: "It was valid for a limited time only. Please ask the creditor for a new one.",
};

const WITHDRAWN: Text = Text {
    de: "Dieser Link gilt nicht mehr",
    nl: "Deze link is niet meer geldig",
    fr: "Ce lien n’est plus valable",
    en: "This link is no longer valid",
};
const WITHDRAWN_ADVICE: Text = Text {
    de: "Der Gläubiger hat die Anfrage zurückgezogen oder durch eine neuere ersetzt. Bitte verwenden Sie den Link aus der neuesten Nachricht.",
    nl: "De schuldeiser heeft de aanvraag ingetrokken of door een nieuwere vervangen. Gebruik de link uit het meest recente bericht.",
    fr: "Le créancier a retiré la demande ou l’a remplacée par une plus récente. Utilisez le lien du message le plus récent.",
    en: "The creditor withdrew the request or replaced it with a newer one. Please use the link of the latest message.",
};

const UNKNOWN: Text = Text {
    de: "Diesen Link kennen wir nicht",
    nl: "Deze link kennen we niet",
    fr: "Ce lien nous est inconnu",
    en: "We do not know this link",
};
const UNKNOWN_ADVICE: Text = Text {
    de: "Vielleicht fehlt ein Stück. Bitte öffnen Sie den Link so, wie er in der Nachricht steht.",
    nl: "Misschien ontbreekt er een stuk. Open de link zoals hij in het bericht staat.",
    fr: "Il en manque peut-être une partie. Ouvrez le lien tel qu’il figure dans le message.",
    en: "A piece of it may be missing. Please open the link just as it stands in the message.",
};
