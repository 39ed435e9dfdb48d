//! The choice of a way to pay: `/payment/{key}`

use actix_web::{HttpResponse, http::StatusCode};
use maud::{Markup, html};

use super::Visit;
use crate::{
    i18n::{Language, Text},
    sandbox::{
        pages::{invoice, provider},
        state::link::{METHODS, Outcome},
    },
    ui::{
        badge::Tone,
        icon::{Icon, icon},
        notice::notice,
    },
};

const TITLE: Text = Text {
    de: "Wie möchten Sie bezahlen?",
    nl: "Hoe wilt u betalen?",
    fr: "Comment souhaitez-vous payer ?",
    en: "How would you like to pay?",
};
const FAILED: Text = Text {
    de: "Die Zahlung ist nicht gelungen; es wurde nichts abgebucht. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.",
    nl: "De betaling is niet gelukt; er is niets afgeschreven. Probeer het opnieuw of kies een andere manier.",
    fr: "Le paiement n’a pas abouti ; rien n’a été débité. Réessayez ou choisissez un autre moyen.",
    en: "The payment did not succeed; nothing was charged. Try again or choose another way.",
};
const CANCELLED: Text = Text {
    de: "Sie haben abgebrochen; es wurde nichts bezahlt. Sie können jederzeit weitermachen.",
    nl: "U hebt afgebroken; er is niets betaald. U kunt op elk moment verdergaan.",
    fr: "Vous avez annulé ; rien n’a été payé. Vous pouvez continuer à tout moment.",
    en: "You cancelled; nothing was paid. You can go on at any time.",
};
const DOUBLE: Text = Text {
    de: "Diese Rechnung ist schon bezahlt. Wenn Sie weitermachen, bezahlen Sie zweimal.",
    nl: "Deze factuur is al betaald. Als u verdergaat, betaalt u twee keer.",
    fr: "Cette facture est déjà payée. Si vous continuez, vous paierez deux fois.",
    en: "This invoice is paid already. If you go on, you pay twice.",
};

pub fn answer(visit: &Visit, earlier: Option<Outcome>) -> HttpResponse {
    let language = visit.language;
    let title = TITLE.get(language);
    let content = html! {
        @if let Some(id) = visit.link.invoice { (provider::back(&invoice::address(id), language)) }
        h1 { (title) }
        @match earlier {
            Some(Outcome::Failure) => (notice(Tone::Danger, html! { p { (FAILED.get(language)) } })),
            Some(Outcome::Cancel) => (notice(Tone::Info, html! { p { (CANCELLED.get(language)) } })),
            _ => {}
        }
        @if visit.is_double { (notice(Tone::Warning, html! { p { (DOUBLE.get(language)) } })) }
        (visit.request())
        ul.methods {
            @for method in METHODS {
                li {
                    a.method href=(visit.method(method)) {
                        (sign_of(method))
                        span { strong { (name_of(method)) } span.muted { (explanation_of(method, language)) } }
                        (icon(Icon::ChevronRight))
                    }
                }
            }
        }
    };
    visit.page(title, content).answer(StatusCode::OK)
}

/// Whether the way to pay is a card.
pub fn is_card(method: &str) -> bool {
    matches!(method, "bancontact" | "mastercard" | "visa" | "maestro")
}

/// A coloured sign in place of the provider's own logo.
pub fn sign_of(method: &str) -> Markup {
    let sign = if is_card(method) { Icon::CreditCard } else { Icon::Landmark };
    html! { span.provider-sign data-method=(method) { (icon(sign)) } }
}

/// What customers call it. Creditors may choose more ways than the page offers.
pub fn name_of(method: &str) -> &str {
    match method {
        "bancontact" => "Bancontact",
        "ideal" => "iDEAL | Wero",
        "mastercard" => "Mastercard",
        "maestro" => "Maestro",
        "visa" => "Visa",
        "kbc" => "KBC/CBC",
        "belfius" => "Belfius",
        other => other,
    }
}

fn explanation_of(method: &str, language: Language) -> &'static str {
    let text = match method {
        "bancontact" => Text {
            de: "Mit Karte oder App",
            nl: "Met kaart of app",
            fr: "Par carte ou avec l’app",
            en: "With your card or the app",
        },
        method if is_card(method) => {
            Text { de: "Mit Ihrer Karte", nl: "Met uw kaart", fr: "Avec votre carte", en: "With your card" }
        }
        _ => Text {
            de: "Im Online-Banking Ihrer Bank",
            nl: "Via internetbankieren bij uw bank",
            fr: "Via la banque en ligne",
            en: "In your bank’s online banking",
        },
    };
    text.get(language)
}
