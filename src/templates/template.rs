//! A template: subject and body of an e-mail, with placeholders such as `{{ customer_name }}` in them. No
//! I/O.

use minijinja::{AutoEscape, Environment, UndefinedBehavior};

use super::{
    body::{Body, Links},
    defaults,
    kind::{Kind, Values},
    mistake::{Mistake, Part, What},
    placeholders,
};
use crate::{i18n::Language, mail::Subject, templates::mistake::LONGEST_SUBJECT};

/// Subject and body with placeholders that are all known and well-formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    kind: Kind,
    subject: String,
    body: Body,
}

/// An e-mail made from a template: the body still has the marked link, without an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub subject: String,
    pub body: Body,
}

impl Template {
    /// Takes what an administrator typed, or says everything that is wrong with it.
    pub fn read(kind: Kind, subject: &str, typed: &str, links: &Links) -> Result<Self, Vec<Mistake>> {
        let subject = Subject::new(subject).as_str().to_owned();
        let mut mistakes = Vec::new();
        mistakes.extend(mistake_in_subject(&subject));
        mistakes.extend(check(kind, Part::Subject, &subject));
        let body = Body::read(typed, links).and_then(|body| body.fit_for(kind));
        match body {
            Err(refused) => mistakes.push(Mistake::in_body(What::Refused(refused))),
            Ok(body) => {
                mistakes.extend(check(kind, Part::Body, &plain_spaces(body.as_html())));
                if mistakes.is_empty() {
                    return Self { kind, subject, body }.proven(links);
                }
            }
        }
        Err(mistakes)
    }

    /// Fills itself with every value there and with every value empty, so that no condition can lose the link for some
    /// customers only.
    fn proven(self, links: &Links) -> Result<Self, Vec<Mistake>> {
        let empty = placeholders::of(self.kind).map(|known| (known.name, String::new())).collect();
        for values in [self.kind.samples(Language::En), empty] {
            self.fill(&values, links).map_err(|mistake| vec![mistake])?;
        }
        Ok(self)
    }

    /// The text that comes with Mandato.
    pub fn built_in(kind: Kind, language: Language) -> Self {
        let (subject, body) = defaults::built_in(kind, language);
        Self { kind, subject: subject.to_owned(), body: Body::stored(body) }
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn subject(&self) -> &str {
        &self.subject
    }

    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Puts the values in place. A value that is missing, or a condition that leaves the link out, is a mistake.
    pub fn fill(&self, values: &Values, links: &Links) -> Result<Draft, Mistake> {
        let subject = render(Part::Subject, &self.subject, values)?;
        let html = render(Part::Body, &plain_spaces(self.body.as_html()), values)?;
        let body = Body::read(&html, links).and_then(|body| body.fit_for(self.kind));
        let body = body.map_err(|refused| Mistake::in_body(What::Refused(refused)))?;
        Ok(Draft { subject: Subject::new(&subject).as_str().to_owned(), body })
    }
}

/// What is wrong with a subject, whatever stands in it.
pub fn mistake_in_subject(subject: &str) -> Option<Mistake> {
    match subject.chars().count() {
        0 => Some(Mistake::in_subject(What::EmptySubject)),
        length if length > LONGEST_SUBJECT => Some(Mistake::in_subject(What::LongSubject)),
        _ => None,
    }
}

/// The mistakes in one part. Only two things are understood, `{{ name }}` and `{% if name %}…{% else %}…{% endif %}`: enough
/// for letters, and nothing that could run long or grow large.
fn check(kind: Kind, part: Part, source: &str) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut at = 0;
    while let Some(piece) = Piece::next(source, at) {
        at = piece.end;
        if let Some(what) = piece.mistake(kind) {
            mistakes.push(Mistake::at(part, what, source, piece.start));
        }
    }
    if mistakes.is_empty()
        && let Err(mistake) = render(part, source, &kind.samples(Language::En))
    {
        mistakes.push(mistake);
    }
    mistakes
}

/// One `{{ … }}`, `{% … %}` or `{# … #}`.
struct Piece<'a> {
    start: usize,
    end: usize,
    opening: &'a str,
    /// What stands between the braces; nothing if they are never closed.
    inside: Option<&'a str>,
}

impl<'a> Piece<'a> {
    fn next(source: &'a str, from: usize) -> Option<Self> {
        let rest = &source[from..];
        let opening = ["{{", "{%", "{#"].into_iter().filter_map(|opening| rest.find(opening)).min()?;
        let start = from + opening;
        let (opening, rest) = source[start..].split_at(2);
        let closing = match opening {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        // Another piece or paragraph before the end means that this one has none.
        let inside = rest.split_once(closing).map(|(inside, _)| inside);
        Some(match inside.filter(|inside| !inside.contains("{{") && !inside.contains("</p>")) {
            Some(inside) => {
                let end = start + opening.len() + inside.len() + closing.len();
                Self { start, end, opening, inside: Some(inside.trim()) }
            }
            None => Self { start, end: start + opening.len(), opening, inside: None },
        })
    }

    fn mistake(&self, kind: Kind) -> Option<What> {
        let Some(inside) = self.inside else { return Some(What::Unclosed) };
        let name = match (self.opening, &inside.split_whitespace().collect::<Vec<_>>()[..]) {
            ("{{", _) => inside,
            ("{%", ["else" | "endif"]) => return None,
            ("{%", ["if" | "elif", name] | ["if" | "elif", "not", name]) => name,
            _ => return Some(What::NotUnderstood(inside.to_owned())),
        };
        if kind.knows(name) {
            None
        } else if is_name(name) {
            Some(What::UnknownPlaceholder(name.to_owned()))
        } else {
            Some(What::NotUnderstood(inside.to_owned()))
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// Editors write a space beside braces as `&nbsp;`.
fn plain_spaces(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    let mut at = 0;
    while let Some(piece) = Piece::next(html, at) {
        plain.push_str(&html[at..piece.start]);
        plain.push_str(&html[piece.start..piece.end].replace("&nbsp;", " "));
        at = piece.end;
    }
    plain.push_str(&html[at..]);
    plain
}

fn render(part: Part, source: &str, values: &Values) -> Result<String, Mistake> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(20_000));
    environment.set_auto_escape_callback(move |_| match part {
        Part::Body => AutoEscape::Html,
        Part::Subject => AutoEscape::None,
    });
    environment.render_named_str("template", source, values).map_err(|error| {
        let at = error.range().map_or(0, |range| range.start);
        Mistake::at(part, What::Unbalanced, source, at)
    })
}

/// How a person is addressed; without a name, the whole house is.
pub fn salutation(person: Option<&str>, language: Language) -> String {
    match (person, language) {
        (Some(name), Language::De) => format!("Guten Tag {name}"),
        (Some(name), Language::Nl) => format!("Beste {name}"),
        (Some(name), Language::Fr) => format!("Bonjour {name}"),
        (Some(name), Language::En) => format!("Dear {name}"),
        (None, Language::De) => "Sehr geehrte Damen und Herren".to_owned(),
        (None, Language::Nl) => "Geachte heer of mevrouw".to_owned(),
        (None, Language::Fr) => "Madame, Monsieur".to_owned(),
        (None, Language::En) => "Dear Sir or Madam".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links() -> Links {
        Links::to(&"https://portal.firma.example".parse().unwrap(), None)
    }

    const LINK: &str = r#"<p><a data-link="signing">Hier</a></p>"#;

    fn read(subject: &str, body: &str) -> Result<Template, Vec<Mistake>> {
        Template::read(Kind::MandateRequest, subject, &format!("{body}{LINK}"), &links())
    }

    fn complaint(subject: &str, body: &str) -> String {
        let mistakes = read(subject, body).unwrap_err();
        assert_eq!(mistakes.len(), 1, "{mistakes:?}");
        mistakes[0].explain(Language::En)
    }

    #[test]
    fn the_templates_that_come_with_mandato_are_right_in_every_language() {
        for (kind, language) in Kind::ALL.into_iter().flat_map(|kind| Language::ALL.map(|language| (kind, language))) {
            let built_in = Template::built_in(kind, language);
            let read = Template::read(kind, built_in.subject(), built_in.body().as_html(), &links()).unwrap();
            let draft = read.fill(&kind.samples(language), &links()).unwrap();
            assert!(!format!("{draft:?}").contains("{{"), "{draft:?}");
            assert_eq!(draft.body.clone().fit_for(kind), Ok(draft.body));
            assert_eq!(read, built_in, "the editor shows it as it is written");
        }
    }

    #[test]
    fn whoever_is_asked_for_a_transfer_is_told_where_to() {
        let asks = ["berweis", "schrijft u", "overschrij", "overmaken", "virement", "transfer"];
        let mut asked = 0;
        for (kind, language) in Kind::ALL.into_iter().flat_map(|kind| Language::ALL.map(|language| (kind, language))) {
            let body = Template::built_in(kind, language).body().as_html().to_owned();
            // A request for a mandate says that transfers come to an end.
            if kind.asks_for_money() && asks.iter().any(|word| body.to_lowercase().contains(word)) {
                asked += 1;
                for needed in ["{{ beneficiary }}", "{{ creditor_iban }}", "{{ reference }}"] {
                    assert!(body.contains(needed), "{needed}: {body}");
                }
            }
        }
        assert_eq!(asked, 8, "an invoice and a failed debit, in each language");
    }

    #[test]
    fn values_are_shown_as_they_are_and_never_read_as_markup() {
        let template = read("Für {{ customer_name }}", "<p>{{ salutation }}, {{company}}</p>").unwrap();
        let mut values = Kind::MandateRequest.samples(Language::De);
        values.insert("customer_name", "Müller & \"Söhne\"\r\nBcc: x 🎉".into());
        values.insert("salutation", "<script>alert(1)</script>".into());
        values.insert("company", "{{ creditor }} & Co".into());

        let draft = template.fill(&values, &links()).unwrap();

        assert_eq!(draft.subject, "Für Müller & \"Söhne\" Bcc: x 🎉");
        assert_eq!(
            draft.body.as_html(),
            format!("<p>&lt;script&gt;alert(1)&lt;/script&gt;, {{{{ creditor }}}} &amp; Co</p>{LINK}")
        );
    }

    #[test]
    fn an_unknown_placeholder_is_named_with_its_place() {
        assert_eq!(
            complaint("Hallo", "<p>{{ salutation }}</p><p>{{ nmae }}</p>"),
            "Paragraph 2: There is no placeholder “nmae”. Choose one from the list of placeholders."
        );
        assert_eq!(
            complaint("Hallo {{ betreff }}", ""),
            "There is no placeholder “betreff”. Choose one from the list of placeholders."
        );
    }

    #[test]
    fn what_is_no_placeholder_is_not_understood() {
        for body in [
            "<p>{{ salutation | upper }}</p>",
            "<p>{{ 'x' * 100000000 }}</p>",
            "<p>{{ customer_name.x }}</p>",
            "<p>{{ customer<b>_name</b> }}</p>",
            "<p>{% for x in company %}{% endfor %}</p>",
            "<p>{% set company = 1 %}</p>",
            "<p>{% include 'x' %}</p>",
            "<p>{{}}</p>",
            "<p>{# note #}</p>",
        ] {
            assert!(matches!(read("Hallo", body).unwrap_err()[0].what, What::NotUnderstood(_)), "{body}");
        }
    }

    #[test]
    fn braces_and_conditions_must_be_closed() {
        assert!(complaint("Hallo {{ creditor", "").contains("not closed"));
        assert!(complaint("Hallo", "<p>a</p><p>{{ creditor </p>").starts_with("Paragraph 2"));
        assert!(
            complaint("Hallo", "<p>{{ creditor</p><p>{{ company }}</p>")
                .starts_with("Paragraph 1: A brace is not closed")
        );
        assert!(complaint("Hallo", "<p>{% if company %}</p>").contains("{% endif %}"));
        assert!(complaint("Hallo", "<p>{% endif %}</p>").contains("{% endif %}"));
    }

    #[test]
    fn a_space_that_an_editor_made_unbreakable_still_ends_a_placeholder() {
        let template = read("Hallo", "<p>{{&nbsp;creditor\u{a0}}}&nbsp;x</p>").unwrap();
        let draft = template.fill(&Kind::MandateRequest.samples(Language::De), &links()).unwrap();
        assert!(draft.body.as_html().starts_with("<p>Beispiel GmbH&nbsp;x</p>"), "{draft:?}");
    }

    #[test]
    fn a_condition_may_leave_out_anything_but_the_link() {
        let body = |text: &str| Template::read(Kind::MandateRequest, "Hallo", text, &links());
        assert!(body(&format!("<p>{{% if company %}}{{{{ company }}}}{{% endif %}}</p>{LINK}")).is_ok());
        let mistakes = body(&format!("<p>Hallo{{% if company %}}</p>{LINK}{{% endif %}}")).unwrap_err();
        assert!(mistakes[0].explain(Language::En).contains("signing link is missing"));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let mistakes = Template::read(Kind::MandateRequest, " \r\n ", "<p>{{ x }} {{ y }}</p>", &links()).unwrap_err();
        assert_eq!(mistakes.len(), 2, "the empty subject and the missing link: {mistakes:?}");
        assert_eq!(read("{{ a }}", "<p>{{ x }} {{ y }}</p>").unwrap_err().len(), 3);
    }
}
