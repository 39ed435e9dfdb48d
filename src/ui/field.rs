//! Form fields: label, control, hint and error, tied together for screen readers.
//!
//! The id of a control is its name, so `/customers/1/edit#mobile` leads to the field.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon};
use crate::domain::length;

/// What is typed or chosen in a field; each brings the right keyboard on a phone.
#[derive(Clone, Copy, Debug, Default)]
pub enum Control<'a> {
    #[default]
    Text,
    Email,
    Mobile,
    Password,
    /// Whole numbers.
    Number,
    /// Amounts, with the decimal keyboard.
    Amount,
    /// IBAN, BIC, VAT number, reference: upper case, fixed pitch, no spelling help.
    Code,
    Date,
    Url,
    /// Several lines; the number says how many are shown.
    Area(u8),
    Select(&'a [Choice<'a>]),
    /// A file of these kinds: `.csv,text/csv`.
    File(&'a str),
}

/// One choice of a select; `(value, label)`.
pub type Choice<'a> = (&'a str, &'a str);

/// How wide a field is in a form's grid of six columns.
#[derive(Clone, Copy, Debug, Default)]
pub enum Width {
    #[default]
    Full,
    TwoThirds,
    Half,
    Third,
}

/// `Field { label, name: "email", value: &form.email, control: Control::Email, error, ..Field::default() }`
#[derive(Clone, Copy, Debug, Default)]
pub struct Field<'a> {
    pub label: &'a str,
    pub name: &'a str,
    /// As typed, also when it was wrong.
    pub value: &'a str,
    pub control: Control<'a>,
    /// Shown under the field, always.
    pub hint: Option<&'a str>,
    /// What is wrong and what to do.
    pub error: Option<&'a str>,
    pub required: bool,
    pub read_only: bool,
    pub autofocus: bool,
    /// The HTML token (`email`, `tel`, `street-address`); `None` turns the browser's memory off, which is right for
    /// data about customers.
    pub autocomplete: Option<&'a str>,
    pub width: Width,
    /// Only when the name occurs twice on a page.
    pub id: Option<&'a str>,
}

impl Field<'_> {
    fn id(&self) -> &str {
        self.id.unwrap_or(self.name)
    }

    fn input(&self, kind: &str, mode: Option<&str>, class: Option<&str>) -> Markup {
        let is_code = class == Some("code");
        html! {
            input.input.(class.unwrap_or("line")) id=(self.id()) name=(self.name) value=(self.value) type=(kind)
                maxlength=(length::most(self.name))
                inputmode=[mode] autocomplete=(self.autocomplete.unwrap_or("off")) required[self.required]
                readonly[self.read_only] autofocus[self.autofocus] spellcheck=[is_code.then_some("false")]
                autocapitalize=[is_code.then_some("characters")]
                aria-invalid=[self.error.map(|_| "true")] aria-describedby=[self.described_by()];
        }
    }

    fn control(&self) -> Markup {
        match self.control {
            Control::Text => self.input("text", None, None),
            Control::Email => self.input("email", Some("email"), None),
            Control::Mobile => self.input("tel", Some("tel"), None),
            Control::Password => self.input("password", None, None),
            Control::Number => self.input("text", Some("numeric"), Some("number")),
            Control::Amount => self.input("text", Some("decimal"), Some("number")),
            Control::Code => self.input("text", None, Some("code")),
            Control::Date => self.input("date", None, None),
            Control::Url => self.input("url", Some("url"), None),
            Control::Area(rows) => html! {
                textarea.input id=(self.id()) name=(self.name) rows=(rows) maxlength=(length::most(self.name)) required[self.required]
                    readonly[self.read_only] autofocus[self.autofocus]
                    aria-invalid=[self.error.map(|_| "true")] aria-describedby=[self.described_by()] {
                    // A parser drops the first line break of a textarea; this one is for it.
                    "\n" (self.value)
                }
            },
            Control::File(accept) => self.file(accept),
            Control::Select(choices) => html! {
                select.input id=(self.id()) name=(self.name) required[self.required] autofocus[self.autofocus]
                    autocomplete=(self.autocomplete.unwrap_or("off"))
                    aria-invalid=[self.error.map(|_| "true")] aria-describedby=[self.described_by()] {
                    @for &(value, label) in choices {
                        option value=(value) selected[value == self.value] { (label) }
                    }
                }
            },
        }
    }

    fn file(&self, accept: &str) -> Markup {
        html! {
            input.input.file id=(self.id()) name=(self.name) type="file" accept=(accept) required[self.required]
                autofocus[self.autofocus] aria-invalid=[self.error.map(|_| "true")]
                aria-describedby=[self.described_by()];
        }
    }

    fn described_by(&self) -> Option<String> {
        describe(self.id(), self.hint, self.error)
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        let width = match self.width {
            Width::Full => "full",
            Width::TwoThirds => "two-thirds",
            Width::Half => "half",
            Width::Third => "third",
        };
        html! {
            div.field.(width).invalid[self.error.is_some()] {
                label for=(self.id()) { (self.label) @if self.required { span.required aria-hidden="true" { "\u{a0}*" } } }
                (self.control())
                (notes(self.id(), self.hint, self.error))
            }
        }
    }
}

/// One box to tick.
#[derive(Clone, Copy, Debug, Default)]
pub struct Checkbox<'a> {
    pub label: &'a str,
    pub name: &'a str,
    /// Sent as this value when ticked; nothing is sent otherwise.
    pub value: &'a str,
    pub checked: bool,
    pub hint: Option<&'a str>,
    pub error: Option<&'a str>,
}

impl Render for Checkbox<'_> {
    fn render(&self) -> Markup {
        let described_by = describe(self.name, self.hint, self.error);
        html! {
            div.field.full.check.invalid[self.error.is_some()] {
                label {
                    input type="checkbox" id=(self.name) name=(self.name) value=(self.value) checked[self.checked]
                        aria-invalid=[self.error.map(|_| "true")] aria-describedby=[described_by];
                    span { (self.label) }
                }
                (notes(self.name, self.hint, self.error))
            }
        }
    }
}

/// One of several, each with room for an explanation: `RadioCards { legend, name, chosen, cards: &[…], error }`.
#[derive(Clone, Copy, Debug, Default)]
pub struct RadioCards<'a> {
    pub legend: &'a str,
    pub name: &'a str,
    /// The value that is chosen now.
    pub chosen: &'a str,
    pub cards: &'a [Card<'a>],
    pub error: Option<&'a str>,
}

/// A card of [`RadioCards`].
#[derive(Clone, Debug, Default)]
pub struct Card<'a> {
    pub value: &'a str,
    pub title: &'a str,
    pub text: &'a str,
    pub icon: Option<Icon>,
    /// Why it cannot be chosen, with a link to what would help.
    pub unavailable: Option<Markup>,
}

impl Render for RadioCards<'_> {
    fn render(&self) -> Markup {
        html! {
            fieldset.cards.invalid[self.error.is_some()] aria-describedby=[describe(self.name, None, self.error)] {
                legend { (self.legend) }
                @for card in self.cards {
                    @let id = format!("{}-{}", self.name, card.value);
                    div.card.unavailable[card.unavailable.is_some()] {
                        input type="radio" id=(id) name=(self.name) value=(card.value)
                            checked[card.value == self.chosen && card.unavailable.is_none()]
                            disabled[card.unavailable.is_some()] aria-describedby={ (id) "-text" };
                        label for=(id) { @if let Some(sign) = card.icon { (icon(sign)) } (card.title) }
                        div.text id={ (id) "-text" } {
                            @if !card.text.is_empty() { p { (card.text) } }
                            @if let Some(reason) = &card.unavailable {
                                div.reason { (icon(Icon::Info)) div { (reason) } }
                            }
                        }
                    }
                }
                (notes(self.name, None, self.error))
            }
        }
    }
}

fn describe(id: &str, hint: Option<&str>, error: Option<&str>) -> Option<String> {
    match (hint, error) {
        (None, None) => None,
        (Some(_), None) => Some(format!("{id}-hint")),
        (None, Some(_)) => Some(format!("{id}-error")),
        (Some(_), Some(_)) => Some(format!("{id}-error {id}-hint")),
    }
}

fn notes(id: &str, hint: Option<&str>, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error {
            p.error id={ (id) "-error" } { (icon(Icon::CircleAlert)) span { (error) } }
        }
        @if let Some(hint) = hint { p.hint id={ (id) "-hint" } { (hint) } }
    }
}
