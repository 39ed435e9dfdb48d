//! The document around the sandbox's pages: [`Hosted`] for customers, as at a payment provider's.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, http::header::ContentType};
use maud::{DOCTYPE, Markup, Render, html};

use crate::{
    assets,
    i18n::{Language, Text},
    ui::icon::{Icon, icon},
};

const SKIP: Text =
    Text { de: "Zum Inhalt springen", nl: "Naar de inhoud", fr: "Aller au contenu", en: "Skip to content" };
const LANGUAGE: Text = Text { de: "Sprache", nl: "Taal", fr: "Langue", en: "Language" };
const PRETENDED: Text = Text {
    de: "Übungsumgebung – nichts hier ist rechtsgültig",
    nl: "Oefenomgeving – niets hier is rechtsgeldig",
    fr: "Environnement d’essai – rien ici n’a de valeur juridique",
    en: "Practice environment – nothing here is legally binding",
};
const PROVIDER: Text = Text {
    de: "Mandate und Zahlungen werden von der Twikey-Sandbox verarbeitet.",
    nl: "Mandaten en betalingen worden verwerkt door de Twikey-sandbox.",
    fr: "Les mandats et paiements sont traités par le bac à sable Twikey.",
    en: "Mandates and payments are processed by the Twikey sandbox.",
};

/// A page that a customer sees. It needs no script; `script` may make it nicer.
#[derive(Clone, Debug)]
pub struct Hosted<'a> {
    pub language: Language,
    pub title: &'a str,
    /// The creditor, who asked the customer here.
    pub from: &'a str,
    /// Whether the language can be chosen: the page takes `?language=`.
    pub choice: bool,
    pub script: Option<&'a str>,
    /// Beginning with the page's one `h1`.
    pub content: Markup,
}

impl Hosted<'_> {
    pub fn answer(&self, status: StatusCode) -> HttpResponse {
        HttpResponse::build(status).content_type(ContentType::html()).body(self.render().into_string())
    }
}

impl Render for Hosted<'_> {
    fn render(&self) -> Markup {
        let language = self.language;
        let body = html! {
            header {
                p.ribbon { strong { "Sandbox" } span { (PRETENDED.get(language)) } }
                div.letterhead {
                    p.from { span.sign { (icon(Icon::ShieldCheck)) } span { (self.from) } }
                    @if self.choice { (languages(language)) }
                }
            }
            main.sheet-of-paper id="content" tabindex="-1" { (self.content) }
            footer.imprint { p { (PROVIDER.get(language)) } }
        };
        let title = format!("{} · {}", self.title, self.from);
        Document { language, title: &title, layout: "hosted", script: self.script, body }.render()
    }
}

fn languages(current: Language) -> Markup {
    html! {
        nav.languages aria-label=(LANGUAGE.get(current)) {
            @for choice in Language::ALL {
                a href={ "?language=" (choice) } lang=(choice) hreflang=(choice) title=(choice.own_name())
                    aria-current=[(choice == current).then_some("true")] { (choice.code()) }
            }
        }
    }
}

struct Document<'a> {
    language: Language,
    title: &'a str,
    layout: &'a str,
    script: Option<&'a str>,
    body: Markup,
}

impl Render for Document<'_> {
    fn render(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang=(self.language) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    title { (self.title) }
                    link rel="icon" href=(assets::url("sandbox/icon.svg")) type="image/svg+xml";
                    link rel="stylesheet" href=(assets::url("css/app.css"));
                    link rel="stylesheet" href=(assets::url("sandbox/sandbox.css"));
                    link rel="stylesheet" href={ (assets::url("sandbox/hosted.css")) };
                    @if let Some(script) = self.script { script src=(script) defer {} }
                }
                body.(self.layout) {
                    a.skip href="#content" { (SKIP.get(self.language)) }
                    (self.body)
                }
            }
        }
    }
}

/// The language a browser asks for, where nothing else tells one.
pub fn language_of(request: &HttpRequest) -> Language {
    let header = request.headers().get("accept-language").and_then(|value| value.to_str().ok());
    header.and_then(Language::from_accept_language).unwrap_or_default()
}
