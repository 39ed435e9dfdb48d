//! Where customers land after Twikey's signing page: thanks, or what to do next. `GET /twikey/return`, no login.
//!
//! The exit address in Twikey's profile names its parts like this:
//! `…/twikey/return?mandate={{mandateNumber}}&status={{status}}&signature={{s}}&token={{token}}`.
//! It is a word of courtesy only: what really happened is asked of the feed. Who came from an invoice's landing page goes
//! back there.

use actix_web::{
    HttpResponse,
    http::header::{CONTENT_TYPE, HeaderName, REFERRER_POLICY},
    web::{Data, Query},
};
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::shell::{Came, see_other};
use crate::{
    app::App,
    error::Result,
    feeds,
    i18n::{Language, Text},
    mandates::{self, Signer},
    settings,
    twikey::CustomerLink,
    ui::{
        button::{Action, Button, Weight},
        icon::{Icon, icon},
        page::Bare,
    },
    viewer::Reader,
};

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// What Twikey adds to the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Exit {
    mandate: String,
    status: String,
    signature: String,
    token: String,
}

/// How signing ended, as far as the address can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Signed,
    /// The bank has to confirm, or the printed mandate has to come back.
    Pending,
    Cancelled,
    Failed,
    /// Not signed by Twikey, or in words we do not know.
    Unknown,
}

/// `GET /twikey/return`
pub async fn show(app: Data<App>, reader: Reader, exit: Query<Exit>) -> Result<HttpResponse> {
    let ending = ending(&app, &exit);
    let mut tx = app.db.read().await?;
    let creditor = settings::read(&mut tx).await?.creditor_name;
    let signer = match ending {
        Ending::Unknown => None,
        _ => mandates::signer(&mut tx, &exit.mandate).await?,
    };
    let way_back = match ending {
        Ending::Unknown => None,
        _ => mandates::way_back(&mut tx, &exit.mandate).await?,
    };
    drop(tx);
    if ending != Ending::Unknown {
        feeds::ask(&app).await?;
    }
    if let Some(token) = way_back {
        let came = match ending {
            Ending::Cancelled => Came::Stopped,
            Ending::Failed => Came::Failed,
            _ => Came::FromMandate,
        };
        return Ok(see_other(&came.address(&token, None)));
    }
    let language = signer.as_ref().map_or(reader.language, |signer| signer.language);
    let page = Bare {
        language,
        theme: reader.theme,
        title: title(ending).get(language),
        from: if creditor.is_empty() { "Mandato" } else { &creditor },
        csrf: "",
        languages: None,
        content: content(&app, ending, signer.as_ref(), language),
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .insert_header((ROBOTS, "noindex, nofollow"))
        .body(page.render().into_string()))
}

fn ending(app: &App, exit: &Exit) -> Ending {
    let token = (!exit.token.is_empty()).then_some(exit.token.as_str());
    let genuine = app
        .twikey
        .as_ref()
        .is_some_and(|twikey| twikey.exit_is_genuine(&exit.mandate, &exit.status, token, &exit.signature));
    match exit.status.as_str() {
        _ if !genuine => Ending::Unknown,
        "ok" => Ending::Signed,
        "pending" | "print" => Ending::Pending,
        "cancel" => Ending::Cancelled,
        "fail" | "error" => Ending::Failed,
        _ => Ending::Unknown,
    }
}

fn content(app: &App, ending: Ending, signer: Option<&Signer>, language: Language) -> Markup {
    let (tone, sign) = match ending {
        Ending::Signed => ("success", Icon::CircleCheck),
        Ending::Pending => ("info", Icon::Clock),
        Ending::Cancelled | Ending::Unknown => ("neutral", Icon::CircleDashed),
        Ending::Failed => ("warning", Icon::TriangleAlert),
    };
    let again = signer.and_then(|signer| app.check_link(signer.link.as_ref()?).ok());
    let again = again.as_ref().map(CustomerLink::as_str);
    let offers_again = matches!(ending, Ending::Cancelled | Ending::Failed);
    html! {
        section.ending.(tone) {
            div.sign { (icon(sign)) }
            h1 { (title(ending).get(language)) }
            p { (text(ending).get(language)) }
            @if let (true, Some(link)) = (offers_again, again) {
                (Button { label: AGAIN.get(language), weight: Weight::Primary, action: Action::Go(link), ..Button::default() })
            }
            @if ending == Ending::Signed || ending == Ending::Pending {
                p.close { (CLOSE.get(language)) }
            }
        }
    }
}

const fn title(ending: Ending) -> &'static Text {
    match ending {
        Ending::Signed => {
            &Text { de: "Vielen Dank!", nl: "Hartelijk dank!", fr: "Merci beaucoup\u{a0}!", en: "Thank you!" }
        }
        Ending::Pending => {
            &Text { de: "Fast geschafft", nl: "Bijna klaar", fr: "C’est presque fait", en: "Almost done" }
        }
        Ending::Cancelled => &Text {
            de: "Noch nicht unterzeichnet",
            nl: "Nog niet ondertekend",
            fr: "Pas encore signé",
            en: "Not signed yet",
        },
        Ending::Failed => &Text {
            de: "Das hat nicht geklappt",
            nl: "Dat is niet gelukt",
            fr: "Cela n’a pas fonctionné",
            en: "That did not work",
        },
        Ending::Unknown => &Text { de: "Willkommen zurück", nl: "Welkom terug", fr: "Bon retour", en: "Welcome back" },
    }
}

const fn text(ending: Ending) -> &'static Text {
    match ending {
        Ending::Signed => &Text {
            de: "Ihr SEPA-Mandat ist unterzeichnet. Wir ziehen fällige Beträge künftig von Ihrem Konto ein; Sie brauchen nichts weiter zu tun.",
            nl: "Uw SEPA-mandaat is ondertekend. Voortaan innen we verschuldigde bedragen van uw rekening; u hoeft niets meer te doen.",
            fr: "Votre mandat SEPA est signé. Les montants dus seront désormais prélevés sur votre compte\u{a0}; vous n’avez plus rien à faire.",
            en: "Your SEPA mandate is signed. From now on, amounts due are collected from your account; there is nothing more to do.",
        },
        Ending::Pending => &Text {
            de: "Ihr SEPA-Mandat ist eingegangen. Es muss noch bestätigt werden, bei Firmenkonten durch Ihre Bank. Das kann einige Tage dauern; wir kümmern uns darum.",
            nl: "Uw SEPA-mandaat is aangekomen. Het moet nog worden bevestigd, bij zakelijke rekeningen door uw bank. Dat kan enkele dagen duren; wij volgen het op.",
            fr: "Votre mandat SEPA nous est parvenu. Il doit encore être confirmé, par votre banque s’il s’agit d’un compte professionnel. Cela peut prendre quelques jours\u{a0}; nous nous en occupons.",
            en: "We have received your SEPA mandate. It still has to be confirmed, for business accounts by your bank. This can take a few days; we take care of it.",
        },
        Ending::Cancelled => &Text {
            de: "Sie haben abgebrochen; es wurde nichts unterzeichnet. Der Link bleibt gültig: Sie können es jederzeit nachholen.",
            nl: "U hebt afgebroken; er is niets ondertekend. De link blijft geldig: u kunt het op elk moment alsnog doen.",
            fr: "Vous avez interrompu la procédure\u{a0}; rien n’a été signé. Le lien reste valable\u{a0}: vous pouvez y revenir à tout moment.",
            en: "You stopped before the end; nothing was signed. The link stays valid, so you can do it at any time.",
        },
        Ending::Failed => &Text {
            de: "Die Unterzeichnung ist nicht gelungen; es wurde nichts von Ihrem Konto eingezogen. Versuchen Sie es noch einmal, vielleicht auf einem anderen Weg, oder melden Sie sich bei uns.",
            nl: "De ondertekening is niet gelukt; er is niets van uw rekening geïnd. Probeer het opnieuw, misschien op een andere manier, of neem contact met ons op.",
            fr: "La signature n’a pas abouti\u{a0}; rien n’a été prélevé sur votre compte. Réessayez, peut-être d’une autre manière, ou contactez-nous.",
            en: "The signature did not go through; nothing was taken from your account. Try again, perhaps in another way, or get in touch with us.",
        },
        Ending::Unknown => &Text {
            de: "Wir sehen nach, wie es um Ihr Mandat steht. Sobald es unterzeichnet ist, erfahren wir es von Twikey; Sie können dieses Fenster schließen.",
            nl: "We gaan na hoe het met uw mandaat staat. Zodra het ondertekend is, horen we het van Twikey; u kunt dit venster sluiten.",
            fr: "Nous vérifions où en est votre mandat. Dès qu’il est signé, Twikey nous en informe\u{a0}; vous pouvez fermer cette fenêtre.",
            en: "We will check how your mandate stands. As soon as it is signed, Twikey tells us; you can close this window.",
        },
    }
}

const AGAIN: Text = Text { de: "Noch einmal öffnen", nl: "Opnieuw openen", fr: "Rouvrir", en: "Open it again" };
const CLOSE: Text = Text {
    de: "Sie können dieses Fenster schließen.",
    nl: "U kunt dit venster sluiten.",
    fr: "Vous pouvez fermer cette fenêtre.",
    en: "You can close this window.",
};
