//! The body of an e-mail as people write it: simple formatting, cleaned on the way in, with the link to sign or to pay as a
//! marked piece that can be moved and reworded but not lost.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use ammonia::{Builder, UrlRelative};
use url::Url;

use super::{Kind, refused::Refused};

/// The marked piece. Its words are the writer's; its address is filled in when the message is sent. One mark does for every
/// kind of e-mail, for each has one link at most: `signing` is what the first kind's link was for, and stands in stored texts.
pub const LINK_START: &str = r#"<a data-link="signing">"#;
pub const LINK_END: &str = "</a>";

/// What a body may hold; anything else is taken out and its text kept.
const TAGS: [&str; 15] =
    ["a", "b", "blockquote", "br", "div", "em", "h2", "h3", "i", "li", "ol", "p", "strong", "u", "ul"];
/// The tags that make lines of their own. A text without any is taken for plain text.
const BLOCKS: [&str; 9] = ["blockquote", "br", "div", "h2", "h3", "li", "ol", "p", "ul"];
/// Characters of markup; far more than any letter, and little enough for every mail server.
const LONGEST: usize = 20_000;

/// Tags within tags.
const DEEPEST: usize = 50;

/// Clean markup: only [`TAGS`], no attribute but an allowed address, nothing that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body(String);

impl Body {
    /// Takes what was typed: markup from the editor, or plain text, whose line breaks are kept.
    pub fn read(typed: &str, links: &Links) -> Result<Self, Refused> {
        if typed.len() > LONGEST {
            return Err(Refused::TooLong);
        }
        // Cleaning misnested markup may leave some that the next reader nests differently, so it is cleaned until it
        // stays as it is.
        let mut body = tidy(&markup(typed), links)?;
        for _ in 0..5 {
            let again = tidy(&body, links)?;
            if again == body {
                break;
            }
            body = again;
        }
        if depth(&body) > DEEPEST {
            return Err(Refused::TooNested);
        }
        if has_words(&body) { Ok(Self(body)) } else { Err(Refused::Empty) }
    }

    /// Markup that was read before it was stored, or that comes with Mandato.
    pub fn stored(html: String) -> Self {
        Self(html)
    }

    /// The body, if it holds the link that this kind of e-mail needs.
    pub fn fit_for(self, kind: Kind) -> Result<Self, Refused> {
        let Some(destination) = kind.destination() else { return Ok(self) };
        let has_link = self.0.split(LINK_START).skip(1).any(|rest| rest.split(LINK_END).next().is_some_and(has_words));
        if has_link { Ok(self) } else { Err(Refused::NoLink(destination)) }
    }

    /// As it is stored, edited and shown.
    pub fn as_html(&self) -> &str {
        &self.0
    }
}

/// The sites that a message may link to.
#[derive(Clone, Debug)]
pub struct Links(Vec<String>);

impl Links {
    /// The portal itself, and Twikey where its programming interface is (in production that means all of Twikey's sites).
    pub fn to(portal: &Url, twikey: Option<&Url>) -> Self {
        Self([Some(portal), twikey].into_iter().flatten().filter_map(site).collect())
    }

    fn allow(&self, url: &Url) -> bool {
        let twikey = |host: &str| matches!(host, "twikey.com" | "twikey.to") || host.ends_with(".twikey.com");
        site(url).is_some_and(|site| self.0.contains(&site)) || url.host_str().is_some_and(twikey)
    }
}

/// Host and port.
fn site(url: &Url) -> Option<String> {
    Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}

fn tidy(markup: &str, links: &Links) -> Result<String, Refused> {
    Ok(joined(&in_paragraphs(mark_links(&clean(markup, links)?))))
}

/// Without the line breaks between blocks, which only make markup easier to read in a textarea.
fn joined(cleaned: &str) -> String {
    const ENDS: [&str; 8] = ["</p>", "</ul>", "</ol>", "</li>", "</div>", "</h2>", "</h3>", "</blockquote>"];
    ENDS.iter().fold(cleaned.to_owned(), |text, end| {
        let pieces: Vec<_> = text.split(end).collect();
        let rest = pieces.iter().skip(1).map(|piece| {
            let trimmed = piece.trim_start_matches('\n');
            if trimmed.starts_with('<') || trimmed.is_empty() { trimmed } else { piece }
        });
        pieces.iter().take(1).copied().chain(rest).collect::<Vec<_>>().join(end)
    })
}

fn clean(markup: &str, links: &Links) -> Result<String, Refused> {
    let foreign = Arc::new(Mutex::new(None));
    let mut builder = Builder::empty();
    builder
        .add_tags(TAGS)
        .generic_attributes(HashSet::new())
        .add_clean_content_tags(["script", "style", "title", "template", "textarea", "iframe", "object", "svg", "math"])
        .add_tag_attributes("a", ["href"])
        .add_tag_attribute_values("a", "data-link", ["signing"])
        .add_url_schemes(["http", "https"])
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .attribute_filter({
            let (links, foreign) = (links.clone(), Arc::clone(&foreign));
            move |_, attribute, value| match Url::parse(value) {
                Ok(url) if attribute == "href" && !links.allow(&url) => {
                    let host = url.host_str().unwrap_or_default().to_owned();
                    foreign.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(host);
                    None
                }
                _ => Some(value.into()),
            }
        });
    let cleaned = builder.clean(markup).to_string();
    match foreign.lock().unwrap_or_else(PoisonError::into_inner).take() {
        Some(host) => Err(Refused::ForeignLink(host)),
        None => Ok(cleaned),
    }
}

/// Writes every marked link as [`LINK_START`], whatever address somebody put into it.
/// Relies on the serializer, which writes `>` inside an attribute as `&gt;`.
fn mark_links(cleaned: &str) -> String {
    let mut pieces = cleaned.split("<a ");
    let mut body = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once('>') {
            Some((attributes, rest)) if attributes.contains(r#"data-link="signing""#) => {
                body.push_str(LINK_START);
                body.push_str(rest);
            }
            _ => {
                body.push_str("<a ");
                body.push_str(piece);
            }
        }
    }
    body
}

/// Plain text becomes paragraphs; a text that has lines of markup is left as it is.
fn markup(typed: &str) -> String {
    let typed: String = typed.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || *c == '\n').collect();
    if holds_tag(&typed, &BLOCKS) {
        return typed;
    }
    let inline = if holds_tag(&typed, &TAGS) { typed } else { escape(&typed) };
    let paragraphs = inline.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let paragraphs = paragraphs.map(|paragraph| paragraph.replace('\n', "<br>")).collect::<Vec<_>>();
    format!("<p>{}</p>", paragraphs.join("</p><p>"))
}

/// How many tags are open at most. Relies on the serializer, which closes every tag but `<br>`.
fn depth(cleaned: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for piece in cleaned.split('<').skip(1) {
        if piece.starts_with('/') {
            open = open.saturating_sub(1);
        } else if !piece.starts_with("br>") {
            open += 1;
            deepest = deepest.max(open);
        }
    }
    deepest
}

/// A body always has lines of its own, so that reading it again takes it for markup.
fn in_paragraphs(cleaned: String) -> String {
    if holds_tag(&cleaned, &BLOCKS) { cleaned } else { format!("<p>{cleaned}</p>") }
}

fn holds_tag(text: &str, tags: &[&str]) -> bool {
    text.split('<').skip(1).any(|piece| {
        let name = piece.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        piece.contains('>') && tags.iter().any(|tag| name.eq_ignore_ascii_case(tag))
    })
}

/// The text as HTML that shows it as it is.
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
    html
}

/// Whether a reader would see anything.
fn has_words(html: &str) -> bool {
    let outside_tags = html.split('<').flat_map(|piece| piece.rsplit('>').next().unwrap_or_default().chars());
    let text: String = outside_tags.collect();
    text.replace("&nbsp;", "").chars().any(|c| !c.is_whitespace() && !is_invisible(c))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FEFF}')
}

/// The marked link with these words, as it stands in a template.
pub fn marked_link(words: &str) -> String {
    format!("{}{}{}", LINK_START, escape(words), LINK_END)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::templates::Destination;

    fn links() -> Links {
        Links::to(
            &"https://portal.firma.example".parse().unwrap(),
            Some(&"http://127.0.0.1:8081/creditor".parse().unwrap()),
        )
    }

    fn read(typed: &str) -> Result<Body, Refused> {
        Body::read(typed, &links())
    }

    fn html(typed: &str) -> String {
        read(typed).unwrap().as_html().to_owned()
    }

    #[test]
    fn plain_text_is_shown_as_typed() {
        assert_eq!(
            html("Guten Tag & \"hallo\" 🎉,\r\n\r\nZeile 1\r\nZeile 2 <script>alert(1)</script>"),
            "<p>Guten Tag &amp; \"hallo\" 🎉,</p><p>Zeile 1<br>Zeile 2 &lt;script&gt;alert(1)&lt;/script&gt;</p>"
        );
    }

    #[test]
    fn plain_text_around_the_link_keeps_its_lines() {
        assert_eq!(
            html("Hallo\n\n<a data-link=\"signing\">Unterzeichnen</a>\nGruß"),
            "<p>Hallo</p><p><a data-link=\"signing\">Unterzeichnen</a><br>Gruß</p>"
        );
    }

    #[test]
    fn line_breaks_between_paragraphs_mean_nothing() {
        let one = "<p>Hallo</p><ul><li>eins</li><li>zwei</li></ul><p>Gruß</p>";
        let lines = "<p>Hallo</p>\r\n<ul><li>eins</li>\r\n<li>zwei</li>\r\n</ul>\r\n\r\n<p>Gruß</p>\r\n";
        assert_eq!(html(lines), one);
    }

    #[test]
    fn formatting_stays_and_everything_else_goes() {
        assert_eq!(
            html(
                "<P STYLE='color:red' onclick=x()><b>Guten</b> <font size=7>Tag</font></P><script>alert(1)</script>\
                 <img src=x onerror=alert(1)><style>p{}</style><ul><li>eins</ul>"
            ),
            "<p><b>Guten</b> Tag</p><ul><li>eins</li></ul>"
        );
    }

    #[test]
    fn the_link_to_sign_takes_no_address_from_anybody() {
        let typed =
            r#"<p><a href="https://www.twikey.com/x" data-link="signing" onclick="x()">Hier <b>klicken</b></a></p>"#;
        assert_eq!(html(typed), r#"<p><a data-link="signing">Hier <b>klicken</b></a></p>"#);
    }

    #[test]
    fn a_body_without_its_link_is_refused() {
        assert!(read(r#"<p>Bitte <a data-link="signing">hier</a></p>"#).unwrap().fit_for(Kind::MandateRequest).is_ok());
        for lost in [
            "<p>Bitte unterzeichnen</p>",
            r#"<p>Bitte <a data-link="signing"> &nbsp;<br></a></p>"#,
            "<p>Bitte <a data-link=\"signing\">\u{200B}</a></p>",
            r#"<p>Bitte <a data-link="other">hier</a></p>"#,
            r#"<p>Bitte &lt;a data-link="signing"&gt;hier&lt;/a&gt;</p>"#,
        ] {
            for (kind, destination) in
                [(Kind::MandateRequest, Destination::Signing), (Kind::Invoice, Destination::Invoice)]
            {
                assert_eq!(read(lost).unwrap().fit_for(kind), Err(Refused::NoLink(destination)), "{lost}");
            }
            assert!(read(lost).unwrap().fit_for(Kind::CreditNote).is_ok(), "{lost}");
        }
    }

    #[test]
    fn links_lead_to_the_portal_and_to_twikey_only() {
        for good in [
            "https://portal.firma.example/pay/1?a=1&b=2",
            "http://127.0.0.1:8081/x",
            "https://acme.beta.twikey.com/y",
            "http://twikey.to/acme/xlBF",
        ] {
            assert!(html(&format!("<p><a href=\"{good}\">da</a></p>")).contains("href"), "{good}");
        }
        for (bad, host) in [
            ("https://evil.example/", "evil.example"),
            ("https://portal.firma.example.evil.example", "portal.firma.example.evil.example"),
            ("https://portal.firma.example@evil.example", "evil.example"),
            ("https://portal.firma.example:444/", "portal.firma.example"),
            ("https://nottwikey.com", "nottwikey.com"),
        ] {
            let refused = read(&format!("<p><a href=\"{bad}\">da</a></p>"));
            assert_eq!(refused, Err(Refused::ForeignLink(host.to_owned())), "{bad}");
        }
        for dead in ["javascript:alert(1)", "data:text/html,x", "/pay/1", "//evil.example/"] {
            assert!(!html(&format!("<p><a href=\"{dead}\">da</a></p>")).contains("href"), "{dead}");
        }
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        for empty in ["", " \n ", "<p><br></p>", "<p>&nbsp;\u{200B}</p>", "<script>x</script><p></p>"] {
            assert_eq!(read(empty), Err(Refused::Empty), "{empty:?}");
        }
        assert_eq!(read(&"x".repeat(20_001)), Err(Refused::TooLong));
        assert_eq!(read(&format!("{}x", "<div>".repeat(3_900))), Err(Refused::TooNested));
        assert_eq!(read(&format!("{}x", "<b><i>".repeat(3_000))), Err(Refused::TooNested));
    }

    /// Markup as an attacker or a careless paste would put it together.
    fn markup_soup() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just(r#"<a data-link="signing">"#.to_owned()),
            Just("</a>".to_owned()),
            "</?(p|div|b|ul|li|svg|math|script|style|table|td|form|textarea|title|noscript|a|img|iframe)>",
            "<(a|p|img|svg) (href|onclick|onerror|src|style|data-link)=[\"']?(javascript:alert\\(1\\)|x|signing)[\"']?>",
            "<!--|-->|<!\\[CDATA\\[|\\]\\]>|&lt;|&#60;|&amp;|\"|'|\u{0}|\u{a0}|🎉",
            "[a-z ]{1,8}",
            ".{0,12}",
        ];
        proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_typed_nothing_that_runs_survives(typed in markup_soup()) {
            let Ok(body) = read(&typed) else { return Ok(()) };
            let page = scraper::Html::parse_fragment(body.as_html());
            for node in page.root_element().descendants().skip(1) {
                let Some(element) = node.value().as_element() else { continue };
                prop_assert!(TAGS.contains(&element.name()), "{:?} {}", element, body.as_html());
                for (name, value) in element.attrs() {
                    prop_assert!(name == "data-link" && value == "signing", "{name} {}", body.as_html());
                }
            }
            prop_assert!(!body.as_html().contains('\0'));
        }

        #[test]
        fn a_body_with_link_shows_it(typed in markup_soup()) {
            let Ok(body) = read(&typed).and_then(|body| body.fit_for(Kind::MandateRequest)) else { return Ok(()) };
            let page = scraper::Html::parse_fragment(body.as_html());
            let link = scraper::Selector::parse(r#"a[data-link="signing"]"#).unwrap();
            prop_assert!(page.select(&link).any(|link| !link.text().collect::<String>().trim().is_empty()), "{}", body.as_html());
        }

        #[test]
        fn reading_a_body_again_changes_nothing(typed in markup_soup()) {
            let Ok(body) = read(&typed) else { return Ok(()) };
            prop_assert_eq!(read(body.as_html()).unwrap(), body);
        }

        #[test]
        fn plain_text_comes_through_unchanged(typed in "[^<\u{0}-\u{1f}\u{7f}-\u{9f}]{1,60}") {
            let Ok(body) = read(&typed) else { return Ok(()) };
            let text: String = scraper::Html::parse_fragment(body.as_html()).root_element().text().collect();
            prop_assert_eq!(text, typed.trim());
        }
    }
}
