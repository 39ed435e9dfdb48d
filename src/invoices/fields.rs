//! The fields of an invoice's form: dates, lines, what they come to; and what is wrong beside them.

use maud::{Markup, html};

use super::{
    Totals,
    form::{OTHER_RATE, Preview, Typed, TypedLine},
    problem::Problems,
    words::{
        DESCRIPTION, DUE_ON, ISSUED_ON, LANGUAGE, LINES, NET, NOTE, QUANTITY, TOTAL, UNIT, UNIT_PRICE, VAT, money,
    },
};
use crate::{
    domain::vat_rate::VatRate,
    i18n::{Counted, Language, Text, format},
    ui::{
        badge::Tone,
        field::{Choice, Control, Field, Width},
        icon::{Icon, icon},
        notice::notice,
    },
};

/// The element that adding and removing a line exchanges.
const LINES_ID: &str = "lines";

/// What the form is made of.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    pub typed: &'a Typed,
    pub problems: &'a Problems,
    /// Where the form goes.
    pub action: &'a str,
    /// The rates to choose from.
    pub rates: &'a [VatRate],
    /// The line to begin in.
    pub focus: Option<usize>,
    pub reader: Language,
}

impl Fields<'_> {
    pub fn dates(&self) -> Markup {
        let languages = Language::ALL.map(|language| (language.code(), language.own_name()));
        html! {
            (self.field(ISSUED_ON, Field {
                name: "issued_on", value: &self.typed.issued_on, control: Control::Date, required: true,
                width: Width::Third, ..Field::default()
            }))
            @if self.typed.credits.is_none() {
                (self.field(DUE_ON, Field {
                    name: "due_on", value: &self.typed.due_on, control: Control::Date, required: true,
                    width: Width::Third, ..Field::default()
                }))
            }
            (self.field(LANGUAGE, Field {
                name: "language", value: &self.typed.language, control: Control::Select(&languages),
                width: Width::Third, ..Field::default()
            }))
        }
    }

    pub fn note(&self) -> Markup {
        let note = Field {
            name: "note",
            value: &self.typed.note,
            control: Control::Area(2),
            hint: Some(NOTE_HINT.get(self.reader)),
            ..Field::default()
        };
        self.field(NOTE, note)
    }

    /// The lines with their buttons, and what they come to.
    pub fn lines(&self) -> Markup {
        let preview = self.typed.preview(self.reader);
        let lines = &self.typed.lines;
        html! {
            div.invoice-lines id=(LINES_ID) {
                div.line-head aria-hidden="true" {
                    @for label in [DESCRIPTION, QUANTITY, UNIT, UNIT_PRICE, VAT, NET] { span { (label.get(self.reader)) } }
                }
                @for (position, line) in lines.iter().enumerate() {
                    (self.line(position, line, &net(&preview, position, self.reader), lines.len() > 1))
                }
                @if let Some(problem) = self.problems.at(LINES_ID, self.reader) {
                    (notice(Tone::Danger, html! { p { (problem) } }))
                }
                div.line-end {
                    div.row-of {
                        (self.line_button("add", Icon::Plus, ADD.get(self.reader)))
                        button.button.quiet.without-script type="submit" name="do" value="calculate" {
                            (icon(Icon::RotateCcw)) span { (CALCULATE.get(self.reader)) }
                        }
                    }
                    div.totals id="totals" hx-post="/invoices/calculation" hx-trigger={ "input from:#" (LINES_ID) " delay:300ms" }
                        hx-sync="this:replace" hx-swap="innerHTML" data-lookup aria-live="polite" {
                        (totals(&preview, self.reader))
                    }
                }
            }
        }
    }

    fn line(&self, position: usize, line: &TypedLine, net: &str, removable: bool) -> Markup {
        let rates: Vec<_> =
            self.rates.iter().map(|rate| (rate.hundredths().to_string(), self.rate_name(*rate))).collect();
        let mut choices: Vec<Choice<'_>> = rates.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect();
        choices.push((OTHER_RATE, OTHER.get(self.reader)));
        let cell = |label: Text, name: &'static str, value, control| {
            self.cell(position, label, Field { name, value, control, ..Field::default() })
        };
        html! {
            div.invoice-line role="group" aria-label=(line_name(position, self.reader)) {
                (self.cell(position, DESCRIPTION, Field {
                    name: "description", value: &line.description, autofocus: self.focus == Some(position), ..Field::default()
                }))
                (cell(QUANTITY, "quantity", &line.quantity, Control::Amount))
                (cell(UNIT, "unit", &line.unit, Control::Text))
                (cell(UNIT_PRICE, "unit_price", &line.unit_price, Control::Amount))
                div.rate {
                    (cell(VAT, "vat_rate", &line.vat_rate, Control::Select(&choices)))
                    div.other { (cell(OTHER_RATE_LABEL, "other_rate", &line.other_rate, Control::Amount)) }
                }
                div.net {
                    span.label aria-hidden="true" { (NET.get(self.reader)) }
                    output id={ "net-" (position) } aria-label=(NET.get(self.reader)) { (net) }
                }
                @if removable {
                    (self.line_button(&format!("remove-{position}"), Icon::Trash, &remove(position, self.reader)))
                }
            }
        }
    }

    /// A field of a line: what is wrong with it stands below the line, so it says which field it means.
    fn cell(&self, position: usize, label: Text, field: Field<'_>) -> Markup {
        let id = format!("{}-{position}", field.name);
        let label = label.get(self.reader);
        let error = self.problems.at(&id, self.reader).map(|problem| format!("{label}: {problem}"));
        html! { (Field { label, id: Some(&id), error: error.as_deref(), ..field }) }
    }

    fn line_button(&self, what: &str, sign: Icon, label: &str) -> Markup {
        let is_small = sign == Icon::Trash;
        let class = if is_small { "quiet square remove" } else { "secondary" };
        html! {
            button.button.(class) type="submit" name="do" value=(what) hx-post=(self.action) hx-target={ "#" (LINES_ID) }
                hx-select={ "#" (LINES_ID) } hx-swap="outerHTML" data-lookup title=[is_small.then_some(label)]
                aria-label=[is_small.then_some(label)] {
                (icon(sign)) @if !is_small { span { (label) } }
            }
        }
    }

    fn rate_name(&self, rate: VatRate) -> String {
        let percent = format::percent(rate.hundredths(), self.reader);
        if rate == VatRate::ZERO { format!("{percent} {}", FREE.get(self.reader)) } else { percent }
    }

    fn field(&self, label: Text, field: Field<'_>) -> Markup {
        let error = self.problems.at(field.name, self.reader);
        html! { (Field { label: label.get(self.reader), error: error.as_deref(), ..field }) }
    }
}

/// Answers while one types: what the lines come to, and the net amount of each.
pub fn calculation(typed: &Typed, reader: Language) -> Markup {
    let preview = typed.preview(reader);
    html! {
        (totals(&preview, reader))
        @for position in 0..preview.nets.len() {
            hx-partial hx-target={ "#net-" (position) } hx-swap="innerHTML" { (net(&preview, position, reader)) }
        }
    }
}

fn net(preview: &Preview, position: usize, reader: Language) -> String {
    preview.nets.get(position).copied().flatten().map_or_else(|| "–".to_owned(), |net| money(net, reader))
}

fn totals(preview: &Preview, reader: Language) -> Markup {
    html! {
        @match &preview.totals {
            Some(totals) => (sums(totals, reader)),
            None => p.muted { (TOO_MUCH.get(reader)) },
        }
        @if preview.left_out > 0 { p.left-out { (LEFT_OUT.of(preview.left_out, reader)) } }
    }
}

/// Net, VAT by rate and total under each other.
pub fn sums(totals: &Totals, reader: Language) -> Markup {
    html! {
        dl.sums {
            div { dt { (NET.get(reader)) } dd { (money(totals.net, reader)) } }
            @for taxed in &totals.by_rate {
                div {
                    dt { (VAT.get(reader)) " " (format::percent(taxed.rate.hundredths(), reader))
                        span.muted { " " (OF.get(reader)) " " (money(taxed.net, reader)) } }
                    dd { (money(taxed.vat, reader)) }
                }
            }
            div.total { dt { (TOTAL.get(reader)) } dd { (money(totals.total, reader)) } }
        }
    }
}

/// How many fields need attention, with links to them.
pub fn summary(problems: &Problems, reader: Language) -> Markup {
    let fields: Vec<&str> = problems.fields().collect();
    if fields.is_empty() {
        return html! {};
    }
    notice(
        Tone::Danger,
        html! {
            p { (NOT_SAVED.get(reader)) }
            ul { @for field in fields { li { a href={ "#" (field) } { (field_name(field, reader)) } } } }
        },
    )
}

/// What a field is called, by its id: "Position 3: Menge".
fn field_name(id: &str, reader: Language) -> String {
    let (name, position) = match id.split_once('-') {
        Some((name, position)) => (name, position.parse::<usize>().ok()),
        None => (id, None),
    };
    let label = match name {
        "customer" => super::words::CUSTOMER,
        "language" => LANGUAGE,
        "issued_on" => ISSUED_ON,
        "due_on" => DUE_ON,
        "note" => NOTE,
        "description" => DESCRIPTION,
        "quantity" => QUANTITY,
        "unit" => UNIT,
        "unit_price" => UNIT_PRICE,
        "vat_rate" | "other_rate" => VAT,
        _ => LINES,
    };
    match position {
        Some(position) => format!("{}: {}", line_name(position, reader), label.get(reader)),
        None => label.get(reader).to_owned(),
    }
}

fn line_name(position: usize, reader: Language) -> String {
    format!("{} {}", LINE.get(reader), position + 1)
}

fn remove(position: usize, reader: Language) -> String {
    let line = line_name(position, reader);
    match reader {
        Language::De => format!("{line} entfernen"),
        Language::Nl => format!("{line} verwijderen"),
        Language::Fr => format!("Supprimer\u{a0}: {line}"),
        Language::En => format!("Remove: {line}"),
    }
}

const LEFT_OUT: Counted = Counted {
    one: Text {
        de: "{} Position ist noch nicht mitgerechnet.",
        nl: "{} regel is nog niet meegerekend.",
        fr: "{} ligne n’est pas encore comptée.",
        en: "{} line is not counted yet.",
    },
    more: Text {
        de: "{} Positionen sind noch nicht mitgerechnet.",
        nl: "{} regels zijn nog niet meegerekend.",
        fr: "{} lignes ne sont pas encore comptées.",
        en: "{} lines are not counted yet.",
    },
};
const LINE: Text = Text { de: "Position", nl: "Regel", fr: "Ligne", en: "Line" };
const ADD: Text = Text { de: "Position hinzufügen", nl: "Regel toevoegen", fr: "Ajouter une ligne", en: "Add a line" };
const CALCULATE: Text = Text { de: "Neu berechnen", nl: "Herberekenen", fr: "Recalculer", en: "Recalculate" };
const FREE: Text = Text { de: "(frei)", nl: "(vrij)", fr: "(exonéré)", en: "(free)" };
const OTHER: Text = Text { de: "anderer …", nl: "ander …", fr: "autre …", en: "other …" };
const OTHER_RATE_LABEL: Text =
    Text { de: "Anderer Satz in %", nl: "Ander tarief in %", fr: "Autre taux en %", en: "Other rate in %" };
const OF: Text = Text { de: "auf", nl: "op", fr: "sur", en: "on" };
const NOTE_HINT: Text = Text {
    de: "Steht unter den Positionen auf der Rechnung.",
    nl: "Staat onder de regels op de factuur.",
    fr: "Figure sous les lignes de la facture.",
    en: "Stands below the lines on the invoice.",
};
const TOO_MUCH: Text = Text {
    de: "Die Summe ist zu groß für eine Rechnung.",
    nl: "Het totaal is te groot voor een factuur.",
    fr: "Le total est trop élevé pour une facture.",
    en: "The total is too large for an invoice.",
};
const NOT_SAVED: Text = Text {
    de: "Noch nicht gespeichert. Bitte berichtigen Sie:",
    nl: "Nog niet opgeslagen. Verbeter:",
    fr: "Pas encore enregistré. Veuillez corriger\u{a0}:",
    en: "Not saved yet. Please correct:",
};
