//! What the pages of pretended providers have in common: the head, a card to type, three ways to end.

use maud::{Markup, html};

use crate::{
    i18n::{Language, Text},
    ui::{
        button::{Action, Button, Weight},
        field::{Control, Field, Width},
        form::actions,
        icon::{Icon, icon},
    },
};

const BACK: Text = Text { de: "Zurück", nl: "Terug", fr: "Retour", en: "Back" };
const FAIL: Text = Text { de: "Fehlschlagen lassen", nl: "Laten mislukken", fr: "Faire échouer", en: "Let it fail" };
const CANCEL: Text = Text { de: "Abbrechen", nl: "Annuleren", fr: "Annuler", en: "Cancel" };
const CARD_NUMBER: Text = Text { de: "Kartennummer", nl: "Kaartnummer", fr: "Numéro de carte", en: "Card number" };
const EXPIRY: Text = Text { de: "Gültig bis", nl: "Vervaldatum", fr: "Date d’expiration", en: "Expiry date" };
const CARD_HINT: Text = Text {
    de: "Sandbox: Ein gerader Monat gelingt, ein ungerader schlägt fehl.",
    nl: "Sandbox: een even maand lukt, een oneven maand mislukt.",
    fr: "Bac à sable : un mois pair réussit, un mois impair échoue.",
    en: "Sandbox: an even month succeeds, an odd one fails.",
};

/// Said at the field of an expiry date that is none.
pub const CARD_WRONG: Text = Text {
    de: "Bitte wie auf der Karte angeben, zum Beispiel 12/29.",
    nl: "Vul de datum in zoals op de kaart, bijvoorbeeld 12/29.",
    fr: "Indiquez-la comme sur la carte, par exemple 12/29.",
    en: "Please enter it as on the card, for example 12/29.",
};

/// A card that works.
pub const GOOD_EXPIRY: &str = "12/29";

/// The provider's own head of page, with the way back to the choice.
pub fn heading(choice: &str, sign: impl maud::Render, name: &str, language: Language) -> Markup {
    html! {
        (back(choice, language))
        header.provider { (sign) h1 { (name) } }
    }
}

/// The way back to an earlier page.
pub fn back(href: &str, language: Language) -> Markup {
    html! { a.back href=(href) { (icon(Icon::ChevronLeft)) (BACK.get(language)) } }
}

/// The three ends, sent as `outcome`; `succeed` is the label of the first.
pub fn outcomes(succeed: &str, language: Language) -> Markup {
    let button =
        |label, outcome, weight| Button { label, weight, action: Action::SubmitAs("outcome", outcome), icon: None };
    actions(html! {
        (button(succeed, "success", Weight::Primary))
        (button(CANCEL.get(language), "cancel", Weight::Secondary))
        (button(FAIL.get(language), "failure", Weight::Quiet))
    })
}

/// The fields of a card; its expiry date decides what comes of it (source 9).
pub fn card(expiry: &str, error: Option<&str>, language: Language) -> Markup {
    html! {
        (Field { label: CARD_NUMBER.get(language), name: "card", value: "4111 1111 1111 1111", control: Control::Code,
            width: Width::TwoThirds, ..Field::default() })
        (Field { label: EXPIRY.get(language), name: "expiry", value: expiry, width: Width::Third, error, ..Field::default() })
        p.hint { (CARD_HINT.get(language)) }
    }
}

/// The month of `12/29`.
pub fn expiry_month(expiry: &str) -> Option<u32> {
    let (month, year) = expiry.split_once('/')?;
    year.trim().parse::<u32>().ok()?;
    month.trim().parse().ok().filter(|month| (1..=12).contains(month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_is_read_from_the_expiry_date_of_a_card() {
        assert_eq!(expiry_month("12/29"), Some(12));
        assert_eq!(expiry_month(" 1 / 2030"), Some(1));
        assert_eq!(expiry_month("13/29"), None);
        assert_eq!(expiry_month("1229"), None);
        assert_eq!(expiry_month("12/"), None);
    }
}
