//! What is wrong with a template, and where, in words for whoever writes it.

use super::refused::Refused;
use crate::i18n::Language;

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub part: Part,
    pub what: What,
    /// The paragraph of the body it is in, counted from 1.
    paragraph: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Subject,
    Body,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    EmptySubject,
    LongSubject,
    UnknownPlaceholder(String),
    /// Braces with something in them that is neither a placeholder nor a condition.
    NotUnderstood(String),
    /// `{{` without `}}`.
    Unclosed,
    /// A condition without its end, or an end without its condition.
    Unbalanced,
    Refused(Refused),
}

impl Mistake {
    pub(super) fn in_subject(what: What) -> Self {
        Self { part: Part::Subject, what, paragraph: None }
    }

    pub(super) fn in_body(what: What) -> Self {
        Self { part: Part::Body, what, paragraph: None }
    }

    /// `at` is the byte of `source` where the mistake begins.
    pub(super) fn at(part: Part, what: What, source: &str, at: usize) -> Self {
        let paragraph = match part {
            Part::Subject => None,
            Part::Body => Some(paragraph_at(source, at)),
        };
        Self { part, what, paragraph }
    }

    /// What is wrong, where, and what to do.
    pub fn explain(&self, language: Language) -> String {
        let sentence = match &self.what {
            What::EmptySubject => empty_subject(language).to_owned(),
            What::LongSubject => long_subject(language),
            What::UnknownPlaceholder(name) => unknown(name, language),
            What::NotUnderstood(piece) => not_understood(&without_tags(piece), language),
            What::Unclosed => unclosed(language).to_owned(),
            What::Unbalanced => unbalanced(language).to_owned(),
            What::Refused(refused) => refused.explain(language),
        };
        match self.paragraph {
            Some(paragraph) => format!("{}: {sentence}", place(paragraph, language)),
            None => sentence,
        }
    }
}

/// Counts what the editor shows as paragraphs: blocks that hold text themselves.
fn paragraph_at(html: &str, at: usize) -> usize {
    let before = html.get(..at).unwrap_or(html);
    let starts = ["<p>", "<div>", "<li>", "<h2>", "<h3>"];
    starts.iter().map(|start| before.matches(start).count()).sum::<usize>().max(1)
}

fn without_tags(html: &str) -> String {
    let text: String = html.split('<').map(|piece| piece.rsplit('>').next().unwrap_or_default()).collect();
    let text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn place(paragraph: usize, language: Language) -> String {
    match language {
        Language::De => format!("Absatz {paragraph}"),
        Language::Nl => format!("Alinea {paragraph}"),
        Language::Fr => format!("Paragraphe {paragraph}"),
        Language::En => format!("Paragraph {paragraph}"),
    }
}

const fn empty_subject(language: Language) -> &'static str {
    match language {
        Language::De => "Bitte geben Sie einen Betreff ein.",
        Language::Nl => "Vul een onderwerp in.",
        Language::Fr => "Veuillez indiquer un objet.",
        Language::En => "Please enter a subject.",
    }
}

fn long_subject(language: Language) -> String {
    let longest = LONGEST_SUBJECT;
    match language {
        Language::De => format!("Der Betreff ist zu lang. Höchstens {longest} Zeichen sind möglich."),
        Language::Nl => format!("Het onderwerp is te lang. Hoogstens {longest} tekens zijn mogelijk."),
        Language::Fr => format!("L’objet est trop long. {longest} caractères au maximum."),
        Language::En => format!("The subject is too long. At most {longest} characters are possible."),
    }
}

fn unknown(name: &str, language: Language) -> String {
    match language {
        Language::De => {
            format!("Den Platzhalter „{name}“ gibt es nicht. Wählen Sie einen aus der Liste der Platzhalter.")
        }
        Language::Nl => format!("De plaatshouder ‘{name}’ bestaat niet. Kies er een uit de lijst met plaatshouders."),
        Language::Fr => {
            format!("Le champ «\u{a0}{name}\u{a0}» n’existe pas. Choisissez-en un dans la liste des champs.")
        }
        Language::En => format!("There is no placeholder “{name}”. Choose one from the list of placeholders."),
    }
}

fn not_understood(piece: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "„{piece}“ in geschweiften Klammern ist unverständlich. Zwischen {{{{ und }}}} steht der Name eines Platzhalters, \
             sonst nichts."
        ),
        Language::Nl => format!(
            "‘{piece}’ tussen accolades is onbegrijpelijk. Tussen {{{{ en }}}} staat de naam van een plaatshouder en verder \
             niets."
        ),
        Language::Fr => format!(
            "«\u{a0}{piece}\u{a0}» entre accolades est incompréhensible. Entre {{{{ et }}}} figure le nom d’un champ, rien d’autre."
        ),
        Language::En => format!(
            "“{piece}” in braces makes no sense. Between {{{{ and }}}} stands the name of a placeholder and nothing else."
        ),
    }
}

const fn unclosed(language: Language) -> &'static str {
    match language {
        Language::De => "Eine geschweifte Klammer wird nicht geschlossen. Ein Platzhalter endet mit }}.",
        Language::Nl => "Een accolade wordt niet gesloten. Een plaatshouder eindigt met }}.",
        Language::Fr => "Une accolade n’est pas refermée. Un champ se termine par }}.",
        Language::En => "A brace is not closed. A placeholder ends with }}.",
    }
}

const fn unbalanced(language: Language) -> &'static str {
    match language {
        Language::De => "Eine Bedingung ist unvollständig. Zu jedem {% if … %} gehört ein {% endif %}.",
        Language::Nl => "Een voorwaarde is onvolledig. Bij elke {% if … %} hoort een {% endif %}.",
        Language::Fr => "Une condition est incomplète. À chaque {% if … %} correspond un {% endif %}.",
        Language::En => "A condition is incomplete. Each {% if … %} needs an {% endif %}.",
    }
}

/// Characters of a subject; mail programs show fewer.
pub const LONGEST_SUBJECT: usize = 150;
