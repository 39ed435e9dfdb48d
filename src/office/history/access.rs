//! The audit trail in words: who came in, who did not, who took lists along.

use crate::i18n::Text;

/// What was done, if it is one of these.
pub fn title(subject: &str, action: &str) -> Option<Text> {
    let text = match (subject, action) {
        ("user", "set_up") => SET_UP,
        ("user", "signed_in") => SIGNED_IN,
        ("user", "left") => LEFT,
        ("user", "signed_out") => SIGNED_OUT,
        ("user", "sign_in_failed") => SIGN_IN_FAILED,
        ("user", "locked_out") => LOCKED_OUT,
        ("export", "customers") => CUSTOMERS_EXPORTED,
        ("export", "mandates") => MANDATES_EXPORTED,
        ("export", "invoices") => INVOICES_EXPORTED,
        ("export", "messages") => MESSAGES_EXPORTED,
        ("export", "users") => ACCOUNTS_EXPORTED,
        ("export", "audit") => TRAIL_EXPORTED,
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
