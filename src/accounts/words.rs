//! What the fields of accounts are called in the audit trail.

use crate::i18n::{Language, Text};

/// What a field is called; none when it is not ours.
pub fn label(field: &str, language: Language) -> Option<&'static str> {
    let words = match field {
        "name" => NAME,
        "role" => ROLE,
        "disabled" => DISABLED,
        "password" => PASSWORD,
        "account" => ACCOUNT,
        "ip_address" => IP_ADDRESS,
        "wait_minutes" => WAIT_MINUTES,
        _ => return None,
    };
    Some(words.get(language))
}

const NAME: Text = Text { de: "Name", nl: "Naam", fr: "Nom", en: "Name" };
const ROLE: Text = Text { de: "Rolle", nl: "Rol", fr: "Rôle", en: "Role" };
const DISABLED: Text = Text { de: "Gesperrt", nl: "Geblokkeerd", fr: "Bloqué", en: "Disabled" };
const PASSWORD: Text = Text { de: "Passwort", nl: "Wachtwoord", fr: "Mot de passe", en: "Password" };
const ACCOUNT: Text = Text { de: "Konto", nl: "Account", fr: "Compte", en: "Account" };
const IP_ADDRESS: Text = Text { de: "IP-Adresse", nl: "IP-adres", fr: "Adresse IP", en: "IP address" };
const WAIT_MINUTES: Text =
    Text { de: "Wartezeit in Minuten", nl: "Wachttijd in minuten", fr: "Attente en minutes", en: "Wait in minutes" };
