//! The document around the sandbox's pages: [`Hosted`] for customers, as at a payment provider's, and [`Desk`] for
//! whoever plays the world. The desk speaks English only; so do the words that `ui` puts around its content.

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

/// What htmx is told: no inline styles, our own timeout, menus that are open stay open when a part refreshes.
const HTMX: &str = r#"{"includeIndicatorCSS": false, "defaultTimeout": 20000, "history": "reload", "morphIgnore": ["data-htmx-powered", "open"]}"#;

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
        let scripts = self.script.into_iter().collect();
        Document { language, title: &title, layout: "hosted", look: assets::url("sandbox/hosted.css"), scripts, body }
            .render()
    }
}

/// Where one is at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Console,
    Invoices,
    Mailbox,
    Phone,
}

impl Place {
    const ALL: [(Self, &'static str, &'static str, Icon); 4] = [
        (Self::Console, "Console", "/", Icon::Dashboard),
        (Self::Invoices, "Invoices", "/console/invoices", Icon::Receipt),
        (Self::Mailbox, "Mailbox", "/mailbox", Icon::Mail),
        (Self::Phone, "Phone", "/phone", Icon::Smartphone),
    ];
}

/// A page of the desk.
#[derive(Clone, Debug)]
pub struct Desk<'a> {
    pub place: Place,
    pub title: &'a str,
    /// The sandbox's time.
    pub now: &'a str,
    /// Beginning with the page's one `h1`.
    pub content: Markup,
}

impl Desk<'_> {
    pub fn answer(&self, status: StatusCode) -> HttpResponse {
        HttpResponse::build(status).content_type(ContentType::html()).body(self.render().into_string())
    }
}

impl Render for Desk<'_> {
    fn render(&self) -> Markup {
        let body = html! {
            header.desk-bar {
                a.brand href="/" { span.sign { (icon(Icon::Signature)) } span { "Twikey sandbox" } }
                nav aria-label="Main" {
                    @for (place, name, href, sign) in Place::ALL {
                        a href=(href) aria-current=[(place == self.place).then_some("page")] { (icon(sign)) (name) }
                    }
                }
                p.time { (icon(Icon::Clock)) span { span.visually-hidden { "Time in the sandbox: " } (self.now) } }
            }
            main.main id="content" tabindex="-1" { (self.content) }
            div id="dialog" {}
            div.toasts id="toasts" role="status" aria-live="polite" aria-label="Messages" {}
        };
        let title = format!("{} · Twikey sandbox", self.title);
        let scripts = vec![assets::url("vendor/htmx-4.0.1/htmx.min.js"), assets::url("app.js")];
        Document {
            language: Language::En,
            title: &title,
            layout: "desk",
            look: assets::url("sandbox/desk.css"),
            scripts,
            body,
        }
        .render()
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
    /// The stylesheet of the layout.
    look: &'a str,
    scripts: Vec<&'a str>,
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
                    meta name="htmx-config" content=(HTMX);
                    title { (self.title) }
                    link rel="icon" href=(assets::url("sandbox/icon.svg")) type="image/svg+xml";
                    link rel="stylesheet" href=(assets::url("css/app.css"));
                    link rel="stylesheet" href=(assets::url("sandbox/sandbox.css"));
                    link rel="stylesheet" href=(self.look);
                    @for script in &self.scripts { script src=(script) defer {} }
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
