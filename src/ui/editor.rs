//! Writing a formatted e-mail: an editor around a textarea (static/editor.js), and a frame that shows the finished mail.
//!
//! Without JavaScript the textarea takes plain text or simple markup, and its hint says so.

use maud::{Markup, Render, html};

use super::{
    field::Field,
    icon::{Icon, icon},
};
use crate::{
    assets,
    i18n::{Language, Text},
};

/// Name and id of the field.
const BODY: &str = "body";

/// `Editor { language, text_language, subject: &typed.subject, body: &typed.body, link: Some(…), ..Editor::default() }`
///
/// Two fields, `subject` and `body`, as typed also when they were wrong.
#[derive(Clone, Copy, Debug, Default)]
pub struct Editor<'a> {
    pub language: Language,
    /// What is written in it: for spelling, and for being read out.
    pub text_language: Language,
    pub subject: &'a str,
    pub subject_error: Option<&'a str>,
    /// Markup.
    pub body: &'a str,
    /// What is wrong and what to do, a line each.
    pub body_errors: &'a [String],
    /// The marked piece that the text must keep.
    pub link: Option<&'a Link<'a>>,
    /// Pieces that can be put in.
    pub pieces: &'a [Piece<'a>],
}

/// The marked piece that a text must keep.
#[derive(Clone, Debug)]
pub struct Link<'a> {
    /// To put in where it is missing.
    pub markup: String,
    /// What it is called in the reader's language: `Signing link`.
    pub name: &'a str,
}

/// A piece of text to put in, with what it stands for.
#[derive(Clone, Debug)]
pub struct Piece<'a> {
    pub text: String,
    pub description: &'a str,
    pub sample: &'a str,
}

impl Render for Editor<'_> {
    fn render(&self) -> Markup {
        let language = self.language;
        html! {
            div.letter-subject lang=(self.text_language) {
                (Field {
                    label: SUBJECT.get(language), name: "subject", value: self.subject, error: self.subject_error,
                    required: true, ..Field::default()
                })
            }
            div.field.full.invalid[!self.body_errors.is_empty()] {
                label for=(BODY) { (TEXT.get(language)) span.required aria-hidden="true" { " *" } }
                rich-text data-squire=(assets::url("vendor/squire-rte-2.4.8/squire.js"))
                    data-purify=(assets::url("vendor/dompurify-3.4.18/purify.min.js"))
                    data-link=[self.link.map(|link| &link.markup)] data-words=[self.link.map(|link| link.words(language))]
                    data-stays=[self.link.map(|link| link.stays(language))]
                    data-missing=[self.link.map(|link| link.missing(language))] {
                    div.desk { (self.toolbar()) (self.textarea()) }
                    p role="status" {}
                    p.hint.without-script id="body-hint" { (PLAIN.get(language)) }
                    (self.errors())
                    @if !self.pieces.is_empty() { (self.palette()) }
                }
            }
        }
    }
}

impl Editor<'_> {
    fn toolbar(&self) -> Markup {
        let language = self.language;
        let tool = |command: &str, name: Text, sign, toggles: bool| {
            html! {
                button.button.quiet.square type="button" data-command=(command) title=(name.get(language))
                    aria-label=(name.get(language)) aria-pressed=[toggles.then_some("false")] { (icon(sign)) }
            }
        };
        html! {
            div role="toolbar" aria-label=(FORMATTING.get(language)) aria-controls=(BODY) {
                (tool("bold", BOLD, Icon::Bold, true))
                (tool("italic", ITALIC, Icon::Italic, true))
                (tool("bullets", BULLETS, Icon::List, true))
                (tool("numbers", NUMBERS, Icon::ListOrdered, true))
                (tool("undo", UNDO, Icon::Undo, false))
                @if let Some(link) = self.link {
                    span.link-tools {
                        button.button.quiet type="button" data-command="link" title=(link.place(language)) {
                            (icon(Icon::Signature)) (link.name)
                        }
                        (tool("words", REWORD, Icon::Pencil, false))
                    }
                }
            }
        }
    }

    fn textarea(&self) -> Markup {
        let is_wrong = !self.body_errors.is_empty();
        let described_by = if is_wrong { "body-error body-hint" } else { "body-hint" };
        html! {
            textarea.input id=(BODY) name=(BODY) rows="16" lang=(self.text_language) spellcheck="true" required
                aria-invalid=[is_wrong.then_some("true")] aria-describedby=(described_by) {
                // A parser drops the first line break of a textarea; this one is for it.
                "\n" (lines(self.body))
            }
        }
    }

    fn errors(&self) -> Markup {
        html! {
            @if !self.body_errors.is_empty() {
                div id="body-error" {
                    @for error in self.body_errors { p.error { (icon(Icon::CircleAlert)) span { (error) } } }
                }
            }
        }
    }

    fn palette(&self) -> Markup {
        let language = self.language;
        html! {
            div.palette {
                p { (PLACEHOLDERS.get(language)) }
                ul {
                    @for piece in self.pieces {
                        li {
                            div {
                                code { (&piece.text) }
                                button.button.quiet.insert type="button" data-insert=(&piece.text)
                                    aria-label={ (INSERT.get(language)) ": " (piece.description) } {
                                    (INSERT.get(language))
                                }
                            }
                            span { (piece.description) }
                            span.muted { (piece.sample) }
                        }
                    }
                }
            }
        }
    }
}

/// A button that shows what the form would become, and the frame it is shown in. `address` takes the form and answers with
/// a document of its own.
#[derive(Clone, Copy, Debug)]
pub struct Preview<'a> {
    pub language: Language,
    pub address: &'a str,
}

impl Preview<'_> {
    pub fn button(&self) -> Markup {
        html! {
            button.button.secondary type="submit" formaction=(self.address) formtarget="preview" formnovalidate {
                (icon(Icon::Eye)) span { (PREVIEW.get(self.language)) }
            }
        }
    }

    pub fn frame(&self) -> Markup {
        html! {
            section.preview data-preview {
                h3 { (PREVIEW.get(self.language)) }
                (frame(self.language, "preview", None))
            }
        }
    }
}

/// A finished mail in a frame of its own, where neither its style nor anything in it reaches the page. The page may look
/// into the frame to make it as high as the mail; nothing in the mail can run and look out.
pub fn frame(language: Language, name: &str, address: Option<&str>) -> Markup {
    html! { iframe name=(name) src=[address] title=(MAIL.get(language)) sandbox="allow-same-origin" {} }
}

/// The markup with a line for each paragraph, so that it can be read in a textarea.
fn lines(markup: &str) -> String {
    ["</p>", "</ul>", "</ol>", "</li>", "</div>", "</h2>", "</h3>", "</blockquote>"]
        .iter()
        .fold(markup.to_owned(), |text, end| text.replace(&format!("{end}<"), &format!("{end}\n<")))
}

const SUBJECT: Text = Text { de: "Betreff", nl: "Onderwerp", fr: "Objet", en: "Subject" };
const TEXT: Text = Text { de: "Text", nl: "Tekst", fr: "Texte", en: "Text" };
const FORMATTING: Text = Text { de: "Formatierung", nl: "Opmaak", fr: "Mise en forme", en: "Formatting" };
const BOLD: Text = Text { de: "Fett (Strg+B)", nl: "Vet (Ctrl+B)", fr: "Gras (Ctrl+B)", en: "Bold (Ctrl+B)" };
const ITALIC: Text =
    Text { de: "Kursiv (Strg+I)", nl: "Cursief (Ctrl+I)", fr: "Italique (Ctrl+I)", en: "Italic (Ctrl+I)" };
const BULLETS: Text = Text { de: "Aufzählung", nl: "Opsomming", fr: "Liste à puces", en: "Bulleted list" };
const NUMBERS: Text =
    Text { de: "Nummerierte Liste", nl: "Genummerde lijst", fr: "Liste numérotée", en: "Numbered list" };
const UNDO: Text =
    Text { de: "Rückgängig (Strg+Z)", nl: "Ongedaan maken (Ctrl+Z)", fr: "Annuler (Ctrl+Z)", en: "Undo (Ctrl+Z)" };
const REWORD: Text = Text {
    de: "Wortlaut des Links ändern",
    nl: "Tekst van de link wijzigen",
    fr: "Modifier le texte du lien",
    en: "Change the words of the link",
};
const PLAIN: Text = Text {
    de: "Sie können einfachen Text oder einfaches HTML schreiben. Eine Leerzeile beginnt einen neuen Absatz.",
    nl: "U kunt gewone tekst of eenvoudige HTML schrijven. Een lege regel begint een nieuwe alinea.",
    fr: "Vous pouvez écrire du texte simple ou du HTML simple. Une ligne vide commence un nouveau paragraphe.",
    en: "You can write plain text or simple HTML. An empty line begins a new paragraph.",
};
const PLACEHOLDERS: Text = Text { de: "Platzhalter", nl: "Plaatshouders", fr: "Champs", en: "Placeholders" };
const INSERT: Text = Text { de: "Einfügen", nl: "Invoegen", fr: "Insérer", en: "Insert" };
const PREVIEW: Text = Text { de: "Vorschau", nl: "Voorbeeld", fr: "Aperçu", en: "Preview" };
const MAIL: Text =
    Text { de: "Die fertige E-Mail", nl: "De afgewerkte e-mail", fr: "L’e-mail terminé", en: "The finished e-mail" };

impl Link<'_> {
    /// The name within a sentence.
    fn noun(&self, language: Language) -> String {
        // German alone writes nouns with a capital wherever they stand.
        let mut signs = self.name.chars();
        match (language, signs.next()) {
            (Language::De, _) | (_, None) => self.name.to_owned(),
            (_, Some(first)) => first.to_lowercase().chain(signs).collect(),
        }
    }

    fn place(&self, language: Language) -> String {
        let link = self.noun(language);
        match language {
            Language::De => format!("Den {link} an diese Stelle setzen"),
            Language::Nl => format!("De {link} hier plaatsen"),
            Language::Fr => format!("Placer le {link} à cet endroit"),
            Language::En => format!("Put the {link} here"),
        }
    }

    fn words(&self, language: Language) -> String {
        let link = self.noun(language);
        match language {
            Language::De => format!("Wortlaut des Links ({link}):"),
            Language::Nl => format!("Tekst van de {link}:"),
            Language::Fr => format!("Texte du {link}\u{a0}:"),
            Language::En => format!("Words of the {link}:"),
        }
    }

    fn stays(&self, language: Language) -> String {
        let link = self.noun(language);
        match language {
            Language::De => {
                format!("Der {link} bleibt im Text. Zum Verschieben schneiden Sie ihn aus und fügen ihn anderswo ein.")
            }
            Language::Nl => format!("De {link} blijft in de tekst. Knip en plak hem om hem te verplaatsen."),
            Language::Fr => {
                format!("Le {link} reste dans le texte. Pour le déplacer, coupez-le et collez-le ailleurs.")
            }
            Language::En => format!("The {link} stays in the text. To move it, cut it and paste it elsewhere."),
        }
    }

    fn missing(&self, language: Language) -> String {
        let (link, button) = (self.noun(language), self.name);
        match language {
            Language::De => format!("Der {link} fehlt. Fügen Sie ihn wieder ein: mit Strg+V oder mit „{button}“."),
            Language::Nl => format!("De {link} ontbreekt. Voeg hem weer toe: met Ctrl+V of met ‘{button}’."),
            Language::Fr => format!("Le {link} manque. Remettez-le\u{a0}: avec Ctrl+V ou avec «\u{a0}{button}\u{a0}»."),
            Language::En => format!("The {link} is missing. Put it back: with Ctrl+V or with “{button}”."),
        }
    }
}
