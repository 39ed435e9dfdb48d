//! Third step: the choice of a way to sign, `/{company}/{key}/methods`.

use actix_web::{HttpResponse, http::StatusCode, web::Query};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Step, Visit, see_other, steps};
use crate::{
    domain::{bank, iban::Iban},
    i18n::{Language, Text},
    sandbox::state::method::Method,
    ui::{
        badge::Tone,
        facts::{code, facts},
        icon::{Icon, icon},
        notice::notice,
    },
};

const TITLE: Text = Text {
    de: "Wie möchten Sie unterzeichnen?",
    nl: "Hoe wilt u ondertekenen?",
    fr: "Comment souhaitez-vous signer ?",
    en: "How would you like to sign?",
};
const ACCOUNT: Text = Text { de: "Konto", nl: "Rekening", fr: "Compte", en: "Account" };
const BANK: Text = Text { de: "Bank", nl: "Bank", fr: "Banque", en: "Bank" };
const CHANGE: Text = Text { de: "Ändern", nl: "Wijzigen", fr: "Modifier", en: "Change" };
const FAILED: Text = Text {
    de: "Das Unterzeichnen ist nicht gelungen. Ihr Mandat ist noch nicht unterzeichnet; Sie können es noch einmal versuchen oder einen anderen Weg wählen.",
    nl: "Het ondertekenen is niet gelukt. Uw mandaat is nog niet ondertekend; u kunt het opnieuw proberen of een andere manier kiezen.",
    fr: "La signature n’a pas abouti. Votre mandat n’est pas encore signé ; vous pouvez réessayer ou choisir une autre méthode.",
    en: "Signing did not succeed. Your mandate is not signed yet; you can try again or choose another way.",
};
const CANCELLED: Text = Text {
    de: "Sie haben abgebrochen. Ihr Mandat ist noch nicht unterzeichnet; Sie können jederzeit weitermachen.",
    nl: "U hebt afgebroken. Uw mandaat is nog niet ondertekend; u kunt op elk moment verdergaan.",
    fr: "Vous avez annulé. Votre mandat n’est pas encore signé ; vous pouvez continuer à tout moment.",
    en: "You cancelled. Your mandate is not signed yet; you can go on at any time.",
};

/// How an earlier attempt ended, when the creditor has no exit address to go to.
#[derive(Debug, Default, Deserialize)]
pub struct Earlier {
    ended: Option<String>,
}

/// `GET …/methods`
pub async fn show(visit: Visit, earlier: Query<Earlier>) -> HttpResponse {
    let Some(account) = account(&visit) else { return see_other(&visit.step("account")) };
    let language = visit.language;
    let title = TITLE.get(language);
    let content = html! {
        (steps(&visit, Step::Signature))
        h1 { (title) }
        @match earlier.ended.as_deref() {
            Some("fail") => (notice(Tone::Danger, html! { p { (FAILED.get(language)) } })),
            Some("cancel") => (notice(Tone::Info, html! { p { (CANCELLED.get(language)) } })),
            _ => {}
        }
        (account)
        ul.methods {
            @for &method in &visit.methods {
                li {
                    a.method href=(visit.method(method)) {
                        (sign_of(method))
                        span { strong { (name_of(method, language)) } span.muted { (explanation_of(method, language)) } }
                        (icon(Icon::ChevronRight))
                    }
                }
            }
        }
    };
    visit.page(title, content).answer(StatusCode::OK)
}

/// The account that was entered; `None` when it is still missing.
fn account(visit: &Visit) -> Option<Markup> {
    let iban: Iban = visit.mandate.iban.as_deref()?.parse().ok()?;
    let language = visit.language;
    let name = bank::of(&iban).map(|bank| bank.name);
    let bic = visit.mandate.bic.as_deref().unwrap_or_default();
    Some(html! {
        div.chosen {
            (facts(&[
                (ACCOUNT.get(language), code(&iban.grouped())),
                (BANK.get(language), html! { @if let Some(name) = name { (name) " · " } (code(bic)) }),
            ]))
            a href=(visit.step("account")) { (CHANGE.get(language)) }
        }
    })
}

/// A coloured sign in place of the provider's own logo.
pub fn sign_of(method: Method) -> Markup {
    let sign = match method {
        Method::Itsme => Icon::Smartphone,
        Method::Eid => Icon::User,
        Method::Visa | Method::Mastercard | Method::Maestro | Method::Bancontact => Icon::CreditCard,
        Method::Ideal | Method::Emachtiging | Method::Idin => Icon::Landmark,
        Method::Sms => Icon::Sms,
        Method::Digisign => Icon::Signature,
        Method::Paper | Method::Import | Method::Mock => Icon::FileText,
    };
    html! { span.provider-sign data-method=(method) { (icon(sign)) } }
}

/// What customers call it.
pub const fn name_of(method: Method, language: Language) -> &'static str {
    match method {
        Method::Itsme => "itsme",
        Method::Eid => Text {
            de: "Elektronischer Personalausweis (eID)",
            nl: "Elektronische identiteitskaart (eID)",
            fr: "Carte d’identité électronique (eID)",
            en: "Electronic identity card (eID)",
        }
        .get(language),
        Method::Visa => "Visa",
        Method::Mastercard => "Mastercard",
        Method::Maestro => "Maestro",
        Method::Bancontact => "Bancontact",
        Method::Ideal => "iDEAL | Wero",
        Method::Sms => "SMS",
        Method::Digisign => Text {
            de: "Unterschrift auf dem Bildschirm",
            nl: "Handtekening op het scherm",
            fr: "Signature à l’écran",
            en: "Signature on the screen",
        }
        .get(language),
        Method::Paper => Text { de: "Auf Papier", nl: "Op papier", fr: "Sur papier", en: "On paper" }.get(language),
        Method::Emachtiging => "Incassomachtigen",
        Method::Idin => "iDIN",
        Method::Import => "Import",
        Method::Mock => "Mock",
    }
}

/// What the customer needs for it.
const fn explanation_of(method: Method, language: Language) -> &'static str {
    let text = match method {
        Method::Itsme => Text {
            de: "Mit der App auf Ihrem Handy bestätigen",
            nl: "Bevestigen met de app op uw gsm",
            fr: "Confirmer avec l’app sur votre mobile",
            en: "Confirm with the app on your phone",
        },
        Method::Eid => Text {
            de: "Mit Kartenleser und PIN",
            nl: "Met kaartlezer en pincode",
            fr: "Avec un lecteur de carte et le code PIN",
            en: "With a card reader and your PIN",
        },
        Method::Visa | Method::Mastercard | Method::Maestro | Method::Bancontact => Text {
            de: "Mit Ihrer Karte; es wird nichts abgebucht",
            nl: "Met uw kaart; er wordt niets afgeschreven",
            fr: "Avec votre carte ; rien n’est débité",
            en: "With your card; nothing is charged",
        },
        Method::Ideal | Method::Emachtiging | Method::Idin => Text {
            de: "Im Online-Banking Ihrer Bank",
            nl: "Via internetbankieren bij uw bank",
            fr: "Via la banque en ligne",
            en: "In your bank’s online banking",
        },
        Method::Sms => Text {
            de: "Auf eine SMS mit OK antworten",
            nl: "Een sms beantwoorden met OK",
            fr: "Répondre OK à un SMS",
            en: "Reply OK to a text message",
        },
        Method::Digisign => Text {
            de: "Mit dem Finger, der Maus oder der Tastatur",
            nl: "Met uw vinger, de muis of het toetsenbord",
            fr: "Avec le doigt, la souris ou le clavier",
            en: "With your finger, the mouse or the keyboard",
        },
        Method::Paper | Method::Import | Method::Mock => Text {
            de: "Nur in der Sandbox",
            nl: "Alleen in de sandbox",
            fr: "Uniquement dans le bac à sable",
            en: "In the sandbox only",
        },
    };
    text.get(language)
}
