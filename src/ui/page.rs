//! The whole document: the office's pages with their navigation, and the bare pages that customers and the sign-in see.

use maud::{DOCTYPE, Markup, Render, html};

use super::{
    navigation::{Around, Navigation, mark},
    theme::Theme,
};
use crate::{
    assets,
    i18n::{Language, Text},
};

const SKIP: Text =
    Text { de: "Zum Inhalt springen", nl: "Naar de inhoud", fr: "Aller au contenu", en: "Skip to content" };
const MESSAGES: Text = Text { de: "Meldungen", nl: "Meldingen", fr: "Messages", en: "Messages" };
const LANGUAGE: Text = Text { de: "Sprache", nl: "Taal", fr: "Langue", en: "Language" };
const OFFLINE: Text = Text {
    de: "Keine Verbindung zum Server. Ihre Eingaben sind noch da; versuchen Sie es gleich noch einmal.",
    nl: "Geen verbinding met de server. Uw invoer is er nog; probeer het zo meteen opnieuw.",
    fr: "Pas de connexion au serveur. Votre saisie est conservée\u{a0}; réessayez dans un instant.",
    en: "No connection to the server. What you typed is still there; please try again in a moment.",
};
const FAILED: Text = Text {
    de: "Das hat nicht geklappt. Ihre Eingaben sind noch da; versuchen Sie es noch einmal.",
    nl: "Dat is niet gelukt. Uw invoer is er nog; probeer het opnieuw.",
    fr: "Cela n’a pas fonctionné. Votre saisie est conservée\u{a0}; réessayez.",
    en: "That did not work. What you typed is still there; please try again.",
};

const LEAVE: Text = Text {
    de: "Was Sie eingegeben haben, ist noch nicht gespeichert. Trotzdem schließen?",
    nl: "Wat u hebt ingevuld, is nog niet opgeslagen. Toch sluiten?",
    fr: "Votre saisie n’est pas encore enregistrée. Fermer quand même\u{a0}?",
    en: "What you typed is not saved yet. Close anyway?",
};

/// What htmx is told: no inline styles, nothing evaluated, our own timeouts, menus that are open stay open when a tile
/// refreshes.
const HTMX: &str = r#"{"includeIndicatorCSS": false, "defaultTimeout": 20000, "history": "reload", "morphIgnore": ["data-htmx-powered", "open"]}"#;

/// A page. With a navigation it is the office's; without one a bare page in Mandato's name, such as the sign-in.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    pub language: Language,
    pub theme: Theme,
    pub title: &'a str,
    /// The token that changing requests carry; empty where there are none.
    pub csrf: &'a str,
    pub navigation: Option<Navigation<'a>>,
    /// Beginning with the page's one `h1`, such as [`super::heading::Heading`].
    pub content: Markup,
}

impl Render for Page<'_> {
    fn render(&self) -> Markup {
        let Some(navigation) = &self.navigation else {
            return Bare {
                language: self.language,
                theme: self.theme,
                title: self.title,
                from: "Mandato",
                csrf: self.csrf,
                languages: None,
                content: self.content.clone(),
            }
            .render();
        };
        let Self { language, theme, csrf, .. } = *self;
        let title = format!("{} · {}", self.title, navigation.product);
        let body = html! {
            (navigation.render(Around { language, theme, csrf }))
            main.main id="content" tabindex="-1" { (self.content) }
        };
        Document { language, theme, title: &title, csrf, layout: "office", body }.render()
    }
}

/// A page without navigation, made for a phone first: sign-in, thank-you, landing page.
#[derive(Clone, Debug)]
pub struct Bare<'a> {
    pub language: Language,
    pub theme: Theme,
    pub title: &'a str,
    /// Who speaks: for customers the company they know, otherwise "Mandato".
    pub from: &'a str,
    /// As in [`Page`].
    pub csrf: &'a str,
    /// The address that takes `?language=`, for pages whose reader has not told a language.
    pub languages: Option<&'a str>,
    pub content: Markup,
}

impl Render for Bare<'_> {
    fn render(&self) -> Markup {
        let Self { language, theme, csrf, .. } = *self;
        let body = html! {
            header.letterhead {
                @if self.from == "Mandato" { (mark()) }
                span { (self.from) }
            }
            main.main id="content" tabindex="-1" { (self.content) }
            @if let Some(address) = self.languages {
                footer.languages {
                    nav aria-label=(LANGUAGE.get(language)) {
                        @for choice in Language::ALL {
                            a href={ (address) "?language=" (choice) } lang=(choice) hreflang=(choice)
                                aria-current=[(choice == language).then_some("true")] { (choice.own_name()) }
                        }
                    }
                }
            }
        };
        let title = format!("{} · {}", self.title, self.from);
        Document { language, theme, title: &title, csrf, layout: "bare", body }.render()
    }
}

struct Document<'a> {
    language: Language,
    theme: Theme,
    title: &'a str,
    csrf: &'a str,
    layout: &'a str,
    body: Markup,
}

impl Render for Document<'_> {
    fn render(&self) -> Markup {
        let token = format!(r#"{{"X-CSRF-Token": "{}"}}"#, self.csrf);
        html! {
            (DOCTYPE)
            html lang=(self.language) data-theme=(self.theme.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="htmx-config" content=(HTMX);
                    title { (self.title) }
                    link rel="icon" href=(assets::url("icons/mandato.svg")) type="image/svg+xml";
                    link rel="preload" href=(assets::url("vendor/figtree-5.3.0/figtree-latin-wght-normal.woff2"))
                        as="font" type="font/woff2" crossorigin;
                    link rel="stylesheet" href=(assets::url("css/app.css"));
                    script src=(assets::url("vendor/htmx-4.0.1/htmx.min.js")) defer {}
                    script src=(assets::url("app.js")) defer {}
                    script src=(assets::url("editor.js")) defer {}
                }
                body.(self.layout) hx-headers:inherited=(token) data-offline=(OFFLINE.get(self.language))
                    data-failed=(FAILED.get(self.language)) data-leave=(LEAVE.get(self.language)) {
                    a.skip href="#content" { (SKIP.get(self.language)) }
                    (self.body)
                    div id="dialog" {}
                    div.toasts id="toasts" role="status" aria-live="polite" aria-label=(MESSAGES.get(self.language)) {}
                    template id="toast" { (blank_toast(self.language)) }
                }
            }
        }
    }
}

/// The toast that app.js fills in when the server cannot be reached.
fn blank_toast(language: Language) -> Markup {
    super::toast::Toast { language, tone: super::badge::Tone::Danger, text: "" }.render()
}
