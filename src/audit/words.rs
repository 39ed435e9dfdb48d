//! Who it was, in words. What was done is said above the slices, where all of them are known.

use super::{Action, Recorded};
use crate::i18n::{Language, Text};

impl Recorded {
    /// The person's name, or what else did it.
    pub fn who(&self, language: Language) -> String {
        if self.action().is_some_and(is_by_a_stranger) {
            return STRANGER.get(language).to_owned();
        }
        let words = match (self.actor.as_str(), &self.user_name) {
            (_, Some(name)) => return name.clone(),
            ("customer", None) => CUSTOMER,
            ("twikey", None) => TWIKEY,
            ("command", None) => COMMAND,
            _ => PORTAL,
        };
        words.get(language).to_owned()
    }
}

/// Whether nobody was signed in when it happened: who it was is not known.
fn is_by_a_stranger(action: Action) -> bool {
    matches!(action, Action::SignInFailed | Action::LockedOut)
}

const STRANGER: Text = Text { de: "Unbekannt", nl: "Onbekend", fr: "Inconnu", en: "Unknown" };

const CUSTOMER: Text = Text { de: "Kunde", nl: "Klant", fr: "Client", en: "Customer" };
const TWIKEY: Text = Text { de: "Twikey", nl: "Twikey", fr: "Twikey", en: "Twikey" };
const COMMAND: Text = Text { de: "Befehlszeile", nl: "Opdrachtregel", fr: "Ligne de commande", en: "Command line" };
const PORTAL: Text = Text { de: "Mandato", nl: "Mandato", fr: "Mandato", en: "Mandato" };
