//! The finished e-mail: a body in its sheet as HTML that mail programs show alike, and the same as plain text.

use std::sync::LazyLock;

use css_inline::CSSInliner;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::body::{Body, LINK_END, LINK_START, escape};
use crate::i18n::Language;

const STYLE: &str = include_str!("mail.css");

/// Writes the style into the tags. Media queries cannot be written there and stay a style sheet.
static INLINER: LazyLock<CSSInliner<'_>> =
    LazyLock::new(|| CSSInliner::options().load_remote_stylesheets(false).keep_at_rules(true).build());

/// An e-mail to lay out.
#[derive(Debug)]
pub struct Mail<'a> {
    pub language: Language,
    pub subject: &'a str,
    pub body: &'a Body,
    /// Where the marked link leads.
    pub link: Option<&'a str>,
    /// The company that writes.
    pub sender: &'a str,
}

impl Mail<'_> {
    pub fn html(&self) -> String {
        let page = self.page().into_string();
        // The style sheet is ours and the markup well-formed; a mail without its look still says everything.
        INLINER.inline(&page).unwrap_or(page)
    }

    /// The same for mail programs that show text only.
    pub fn text(&self) -> String {
        let body = self.body_with_link(|url, words, alone| {
            let url = escape(url);
            if alone { format!("{words}:<br>{url}") } else { format!("{words} ({url})") }
        });
        // Lines are left to the reader's mail program to break, so that no address is broken.
        html2text::config::plain_no_decorate()
            .string_from_read(body.as_bytes(), 10_000)
            .unwrap_or_else(|_| body.clone())
            .lines()
            .map(str::trim_end)
            .collect::<Vec<_>>()
            .join("\n")
            .trim()
            .to_owned()
            + "\n"
    }

    fn page(&self) -> Markup {
        let body = self.body_with_link(|url, words, alone| {
            let class = if alone { r#" class="button""# } else { "" };
            format!(r#"<a href="{}"{class}>{words}</a>"#, escape(url))
        });
        html! {
            (DOCTYPE)
            html lang=(self.language) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="supported-color-schemes" content="light dark";
                    title { (self.subject) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    table.ground role="presentation" width="100%" cellpadding="0" cellspacing="0" {
                        tr { td.edge align="center" { (self.sheet(&body)) } }
                    }
                }
            }
        }
    }

    fn sheet(&self, body: &str) -> Markup {
        html! {
            table.sheet role="presentation" width="600" cellpadding="0" cellspacing="0" {
                tr { td.sender { (self.sender) } }
                tr { td.letter { (PreEscaped(body)) } }
                @if let Some(url) = self.link {
                    tr { td.aside { (if_the_button_fails(self.language)) br; a href=(url) { (url) } } }
                }
            }
        }
    }

    /// The body with each marked link written by `write(url, words, whether it stands alone in its paragraph)`.
    /// Without an address (in a preview) the link leads nowhere.
    fn body_with_link(&self, write: impl Fn(&str, &str, bool) -> String) -> String {
        let mut pieces = self.body.as_html().split(LINK_START);
        let mut html = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (words, rest) = piece.split_once(LINK_END).unwrap_or((piece, ""));
            let alone = html.ends_with("<p>") && rest.starts_with("</p>");
            html.push_str(&write(self.link.unwrap_or("#"), words, alone));
            html.push_str(rest);
        }
        html
    }
}

const fn if_the_button_fails(language: Language) -> &'static str {
    match language {
        Language::De => "Falls sich die Seite nicht öffnet, kopieren Sie bitte diese Adresse in Ihren Browser:",
        Language::Nl => "Opent de pagina niet? Kopieer dan dit adres naar uw browser:",
        Language::Fr => "Si la page ne s’ouvre pas, copiez cette adresse dans votre navigateur\u{a0}:",
        Language::En => "If the page does not open, please copy this address into your browser:",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::Links;

    const URL: &str = "https://acme.twikey.com/xlBF?a=1&b=2";

    fn body(html: &str) -> Body {
        Body::read(html, &Links::to(&"https://portal.firma.example".parse().unwrap(), None)).unwrap()
    }

    fn mail<'a>(body: &'a Body, link: Option<&'a str>) -> Mail<'a> {
        Mail { language: Language::De, subject: "Müller & \"Söhne\" <b>", body, link, sender: "Firma & Co" }
    }

    #[test]
    fn a_link_alone_in_its_paragraph_becomes_a_button_and_its_address_stands_below() {
        let body = body(r#"<p>Guten Tag</p><p><a data-link="signing">Unterzeichnen</a></p>"#);
        let page = scraper::Html::parse_document(&mail(&body, Some(URL)).html());
        let links = scraper::Selector::parse("a").unwrap();
        let links: Vec<_> = page.select(&links).collect();
        assert_eq!(links.len(), 2);
        assert!(links.iter().all(|link| link.attr("href") == Some(URL)));
        assert_eq!(links[0].text().collect::<String>(), "Unterzeichnen");
        assert!(links[0].attr("style").unwrap().contains("background-color"));
        assert_eq!(links[1].text().collect::<String>(), URL);
    }

    #[test]
    fn a_link_within_a_sentence_stays_there() {
        let body = body(r#"<p>Bitte <a data-link="signing">hier &amp; jetzt</a> klicken</p>"#);
        assert!(!mail(&body, Some(URL)).html().contains(r#"class="button""#));
        assert_eq!(mail(&body, Some(URL)).text(), format!("Bitte hier & jetzt ({URL}) klicken\n"));
    }

    #[test]
    fn the_plain_text_says_the_same_and_breaks_no_address() {
        let long = format!("https://acme.twikey.com/{}", "x".repeat(300));
        let body = body(
            r#"<p>Guten Tag <b>Anna</b> 🎉,</p><p><a data-link="signing">Unterzeichnen</a></p>
            <ul><li>eins</li><li>zwei</li></ul><p>Grüße<br>Firma</p>"#,
        );
        assert_eq!(
            mail(&body, Some(&long)).text(),
            format!("Guten Tag Anna 🎉,\n\nUnterzeichnen:\n{long}\n* eins\n* zwei\n\nGrüße\nFirma\n")
        );
    }

    #[test]
    fn the_style_stands_in_the_tags_and_only_media_queries_stay_a_sheet() {
        let html = mail(&body("<p>x</p>"), None).html();
        assert!(html.contains(r#"<p style="margin: 0 0 16px"#), "{html}");
        let sheet = html.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        assert!(sheet.contains("prefers-color-scheme: dark") && !sheet.contains("border-collapse"), "{sheet}");
    }

    #[test]
    fn subject_and_sender_are_shown_as_typed() {
        let page = scraper::Html::parse_document(&mail(&body("<p>x</p>"), None).html());
        let text =
            |css| page.select(&scraper::Selector::parse(css).unwrap()).flat_map(|e| e.text()).collect::<String>();
        assert_eq!(text("title"), "Müller & \"Söhne\" <b>");
        assert_eq!(text(".sender"), "Firma & Co");
    }
}
