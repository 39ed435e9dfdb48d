//! A signature drawn on the screen, or typed: `/{company}/{key}/methods/digisign`.

use actix_web::{HttpResponse, http::StatusCode, web::Form};
use base64::{Engine, engine::general_purpose::STANDARD};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Ended, Shared, Visit, attempt, finish, provider, see_other};
use crate::{
    assets,
    i18n::{Language, Text},
    sandbox::{
        pages::shell::Hosted,
        state::{
            method::Method,
            signing::{Attempt, Outcome},
        },
    },
    ui::{
        field::Field,
        form::{Answer, Form as FormMarkup},
        icon::{Icon, icon},
    },
};

const LEAD: Text = Text {
    de: "Unterschreiben Sie im Feld oder tippen Sie Ihren Namen.",
    nl: "Teken in het vak of typ uw naam.",
    fr: "Signez dans le cadre ou tapez votre nom.",
    en: "Sign in the box or type your name.",
};
const BOX: Text = Text {
    de: "Feld für Ihre Unterschrift. Mit der Tastatur tippen Sie stattdessen Ihren Namen.",
    nl: "Vak voor uw handtekening. Met het toetsenbord typt u in plaats daarvan uw naam.",
    fr: "Cadre pour votre signature. Au clavier, tapez plutôt votre nom.",
    en: "Box for your signature. With the keyboard, type your name instead.",
};
const CLEAR: Text = Text { de: "Löschen", nl: "Wissen", fr: "Effacer", en: "Clear" };
const NAME: Text = Text { de: "Ihr Name", nl: "Uw naam", fr: "Votre nom", en: "Your name" };
const NEEDED: Text = Text {
    de: "Bitte unterschreiben Sie oder tippen Sie Ihren Namen.",
    nl: "Teken of typ uw naam.",
    fr: "Signez ou tapez votre nom.",
    en: "Please sign or type your name.",
};
const TOO_LONG: Text = Text {
    de: "Bitte höchstens 140 Zeichen.",
    nl: "Hoogstens 140 tekens.",
    fr: "140 caractères au maximum.",
    en: "140 characters at most.",
};
const NO_PICTURE: Text = Text {
    de: "Die Zeichnung kam nicht an. Bitte unterschreiben Sie noch einmal oder tippen Sie Ihren Namen.",
    nl: "De tekening is niet aangekomen. Teken opnieuw of typ uw naam.",
    fr: "Le dessin n’est pas arrivé. Signez à nouveau ou tapez votre nom.",
    en: "The drawing did not arrive. Please sign again or type your name.",
};

/// Twikey takes pictures of at most so many bytes (source 2.2).
const LARGEST_PICTURE: usize = 150_000;
const LONGEST_NAME: usize = 140;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    outcome: Outcome,
    name: String,
    /// `data:image/png;base64,…` from the canvas, or nothing.
    drawing: String,
}

/// `GET …/methods/digisign`
pub async fn show(visit: Visit) -> HttpResponse {
    if visit.mandate.iban.is_none() {
        return see_other(&visit.step("account"));
    }
    let typed = Typed { name: visit.customer.signer(), ..Typed::default() };
    page(&visit, &typed, None)
}

/// `POST …/methods/digisign`
pub async fn submit(shared: Shared, visit: Result<Visit, Ended>, typed: Form<Typed>) -> HttpResponse {
    let visit = match visit {
        Ok(visit) => visit,
        Err(ended) => return ended.answer_again(),
    };
    let attempt = attempt(Method::Digisign, typed.outcome);
    if typed.outcome != Outcome::Success {
        return finish(&shared, &visit, attempt);
    }
    match typed.check() {
        Ok((signer, payload)) => finish(&shared, &visit, Attempt { signer, payload, ..attempt }),
        Err(problem) => page(&visit, &typed, Some(problem.get(visit.language))),
    }
}

impl Typed {
    /// Who signed, when a name was typed, and the picture in base64, when one was drawn.
    fn check(&self) -> Result<(Option<String>, Option<String>), Text> {
        let name = Some(self.name.trim().to_owned()).filter(|name| !name.is_empty());
        if name.as_ref().is_some_and(|name| name.chars().count() > LONGEST_NAME) {
            return Err(TOO_LONG);
        }
        if self.drawing.is_empty() {
            return name.map(|name| (Some(name), None)).ok_or(NEEDED);
        }
        let encoded = self.drawing.strip_prefix("data:image/png;base64,").ok_or(NO_PICTURE)?;
        let picture = STANDARD.decode(encoded).map_err(|_| NO_PICTURE)?;
        if picture.starts_with(PNG) && picture.len() <= LARGEST_PICTURE {
            Ok((name, Some(encoded.to_owned())))
        } else {
            Err(NO_PICTURE)
        }
    }
}

fn page(visit: &Visit, typed: &Typed, error: Option<&str>) -> HttpResponse {
    let language = visit.language;
    let title = super::methods::name_of(Method::Digisign, language);
    let content = html! {
        (provider::heading(visit, Method::Digisign))
        (provider::request(visit))
        p.lead { (LEAD.get(language)) }
        (FormMarkup { action: &visit.method(Method::Digisign), csrf: "", answer: Answer::Page, content: html! {
            (canvas(language))
            (Field { label: NAME.get(language), name: "name", value: &typed.name, autocomplete: Some("name"), error,
                ..Field::default() })
            (provider::outcomes(language))
        } })
    };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Hosted { script: Some(assets::url("sandbox/signature.js")), ..visit.page(title, content) }.answer(status)
}

/// The box to draw in; the script shows it, so that nobody without JavaScript draws in vain.
fn canvas(language: Language) -> Markup {
    html! {
        div.drawing data-signature hidden {
            canvas width="640" height="220" role="img" aria-label=(BOX.get(language)) {}
            input type="hidden" name="drawing" value="";
            button.button.quiet type="button" data-clear { (icon(Icon::Trash)) span { (CLEAR.get(language)) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(drawing: &str) -> Typed {
        Typed { drawing: drawing.into(), ..Typed::default() }
    }

    #[test]
    fn a_name_or_a_picture_is_enough() {
        let png = format!("data:image/png;base64,{}", STANDARD.encode([PNG, &[0; 40]].concat()));
        assert!(drawn(&png).check().is_ok_and(|(name, picture)| name.is_none() && picture.is_some()));
        assert!(
            Typed { name: " Jan ".into(), ..Typed::default() }.check().is_ok_and(|it| it.0.as_deref() == Some("Jan"))
        );
        assert_eq!(Typed::default().check(), Err(NEEDED));
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_refused() {
        let encoded = |bytes: &[u8]| drawn(&format!("data:image/png;base64,{}", STANDARD.encode(bytes)));
        assert_eq!(encoded(b"<svg onload=alert(1)>").check(), Err(NO_PICTURE));
        assert_eq!(encoded(&[PNG, &vec![0; LARGEST_PICTURE]].concat()).check(), Err(NO_PICTURE));
        assert_eq!(drawn("data:text/html,<script>").check(), Err(NO_PICTURE));
    }
}
