//! The audit trail in words: who came in, who did not, who took lists along.

use crate::{
    audit::{Action, Subject},
    i18n::Text,
};

/// What was done, if it is one of these.
pub fn title(subject: Subject, action: Action) -> Option<Text> {
    let text = match (subject, action) {
        (Subject::User, Action::SetUp) => SET_UP,
        (Subject::User, Action::SignedIn) => SIGNED_IN,
        (Subject::User, Action::Left) => LEFT,
        (Subject::User, Action::SignedOut) => SIGNED_OUT,
        (Subject::User, Action::SignInFailed) => SIGN_IN_FAILED,
        (Subject::User, Action::LockedOut) => LOCKED_OUT,
        (Subject::Export, Action::Customers) => CUSTOMERS_EXPORTED,
        (Subject::Export, Action::Mandates) => MANDATES_EXPORTED,
        (Subject::Export, Action::Invoices) => INVOICES_EXPORTED,
        (Subject::Export, Action::Messages) => MESSAGES_EXPORTED,
        (Subject::Export, Action::Users) => ACCOUNTS_EXPORTED,
        (Subject::Export, Action::Audit) => TRAIL_EXPORTED,
        _ => return None,
    };
    Some(text)
}

const SET_UP: Text = Text {
    de: "Erstes Konto über den Einrichtungslink angelegt",
    nl: "Eerste account aangemaakt via de installatielink",
    fr: "Premier compte créé par le lien d’installation",
    en: "First account made by the set-up link",
};
const SIGNED_IN: Text = Text { de: "Angemeldet", nl: "Aangemeld", fr: "Connecté", en: "Signed in" };
const LEFT: Text = Text { de: "Abgemeldet", nl: "Afgemeld", fr: "Déconnecté", en: "Signed out" };
const SIGNED_OUT: Text =
    Text { de: "Überall abgemeldet", nl: "Overal afgemeld", fr: "Déconnecté partout", en: "Signed out everywhere" };
const SIGN_IN_FAILED: Text =
    Text { de: "Anmeldung gescheitert", nl: "Aanmelding mislukt", fr: "Connexion échouée", en: "Sign-in failed" };
const LOCKED_OUT: Text = Text {
    de: "Anmeldung gescheitert und vorerst gesperrt",
    nl: "Aanmelding mislukt en voorlopig geblokkeerd",
    fr: "Connexion échouée et bloquée pour un temps",
    en: "Sign-in failed and locked for a while",
};
const CUSTOMERS_EXPORTED: Text =
    Text { de: "Kunden exportiert", nl: "Klanten geëxporteerd", fr: "Clients exportés", en: "Customers exported" };
const MANDATES_EXPORTED: Text =
    Text { de: "Mandate exportiert", nl: "Mandaten geëxporteerd", fr: "Mandats exportés", en: "Mandates exported" };
const INVOICES_EXPORTED: Text = Text {
    de: "Rechnungen exportiert",
    nl: "Facturen geëxporteerd",
    fr: "Factures exportées",
    en: "Invoices exported",
};
const MESSAGES_EXPORTED: Text = Text {
    de: "Nachrichten exportiert",
    nl: "Berichten geëxporteerd",
    fr: "Messages exportés",
    en: "Messages exported",
};
const ACCOUNTS_EXPORTED: Text =
    Text { de: "Konten exportiert", nl: "Accounts geëxporteerd", fr: "Comptes exportés", en: "Accounts exported" };
const TRAIL_EXPORTED: Text =
    Text {
        de: "Protokoll exportiert", nl: "Logboek geëxporteerd", fr: "Journal exporté", en: "Audit trail exported"
    };
