//! What was typed about an invoice, and what is wrong with it. No I/O.

mod line;

use chrono::{Days, NaiveDate};
use uuid::Uuid;

pub use line::TypedLine;

use super::{
    Invoice, Line, MOST_LINES, Totals,
    problem::{Problem, Problems},
};
use crate::{
    domain::{money::Cents, text::lines, vat_rate::VatRate},
    i18n::{Language, read},
    invoices::written::Written,
};

const NOTE: usize = 2000;

/// The choice of a VAT rate that says: the one typed beside it.
pub const OTHER_RATE: &str = "other";

/// More lines than this of one form are not kept. A request has room for a hundred times as many as an invoice may have,
/// and a page that shows them would have a hundred times the size of the request.
const KEPT: usize = 2 * MOST_LINES;

/// The form as it was sent. Everything is kept as typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The invoice that a credit note takes back: nothing falls due, and the form does not ask when.
    pub credits: Option<Uuid>,
    pub customer: String,
    pub language: String,
    pub issued_on: String,
    pub due_on: String,
    pub note: String,
    /// In their order, empty ones too.
    pub lines: Vec<TypedLine>,
}

/// What the lines that can be read come to while others cannot yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// None where a line cannot be read, or is empty.
    pub nets: Vec<Option<Cents>>,
    /// None when they come to too much.
    pub totals: Option<Totals>,
    /// Lines with something in them that cannot be read.
    pub left_out: usize,
}

impl Typed {
    /// Of names and values in the order of the form. A field that every line has comes once for each.
    pub fn read(sent: &[(String, String)]) -> Self {
        let mut typed = Self::default();
        let mut seen = [0; 6];
        for (name, value) in sent {
            let of_line: (usize, fn(&mut TypedLine) -> &mut String) = match name.as_str() {
                "description" => (0, |line| &mut line.description),
                "quantity" => (1, |line| &mut line.quantity),
                "unit" => (2, |line| &mut line.unit),
                "unit_price" => (3, |line| &mut line.unit_price),
                "vat_rate" => (4, |line| &mut line.vat_rate),
                "other_rate" => (5, |line| &mut line.other_rate),
                other => {
                    typed.read_whole(other, value);
                    continue;
                }
            };
            let (column, field) = of_line;
            let position = seen[column];
            seen[column] += 1;
            if position == typed.lines.len() && position < KEPT {
                typed.lines.push(TypedLine::default());
            }
            if let Some(line) = typed.lines.get_mut(position) {
                value.clone_into(field(line));
            }
        }
        typed
    }

    /// A field that is about the whole invoice.
    fn read_whole(&mut self, name: &str, value: &str) {
        let field = match name {
            "customer" => &mut self.customer,
            "language" => &mut self.language,
            "issued_on" => &mut self.issued_on,
            "due_on" => &mut self.due_on,
            "note" => &mut self.note,
            _ => return,
        };
        value.clone_into(field);
    }

    /// A new invoice before anything was typed.
    pub fn blank(language: Language, today: NaiveDate, payment_days: i64, usual: VatRate) -> Self {
        let days = Days::new(payment_days.try_into().unwrap_or_default());
        Self {
            language: language.code().to_owned(),
            issued_on: today.to_string(),
            due_on: today.checked_add_days(days).unwrap_or(today).to_string(),
            lines: vec![TypedLine::blank(usual)],
            ..Self::default()
        }
    }

    /// A draft as it stands in the form, in the language of whoever edits it. Rates that are no choice are typed ones.
    pub fn of(invoice: &Invoice, lines: &[Line], reader: Language, choices: &[VatRate]) -> Self {
        Self {
            credits: invoice.credits_id,
            customer: invoice.customer_id.to_string(),
            language: invoice.language.code().to_owned(),
            issued_on: invoice.issued_on.to_string(),
            due_on: invoice.due_on.to_string(),
            note: invoice.note.clone(),
            lines: lines.iter().map(|line| TypedLine::of(line, reader, choices)).collect(),
        }
    }

    /// The invoice with what was typed, or what is wrong with it. Numbers are read in the language of whoever typed them.
    pub fn check(&self, reader: Language) -> Result<Written, Problems> {
        let mut problems = Problems::default();
        let customer = problems.noting("customer", self.customer.parse().map_err(|_| Problem::NoCustomer));
        let language = problems.noting("language", self.language.parse().map_err(|_| Problem::NoChoice));
        let issued_on = problems.noting("issued_on", read::date(&self.issued_on).map_err(Problem::Date));
        let due_on = if self.credits.is_some() {
            issued_on
        } else {
            problems.noting("due_on", read::date(&self.due_on).map_err(Problem::Date))
        };
        if issued_on.zip(due_on).is_some_and(|(issued, due)| due < issued) {
            problems.add("due_on", Problem::DueBeforeIssue);
        }
        let note = problems.noting("note", text(&lines(&self.note), NOTE, false));
        let lines = self.check_lines(&mut problems, reader);
        let totals = problems.noting("lines", Totals::of(&lines).map_err(|_| Problem::TooMuch));
        match (customer, language, issued_on, due_on, note, totals) {
            (Some(customer), Some(language), Some(issued_on), Some(due_on), Some(note), Some(totals))
                if problems.is_empty() =>
            {
                Ok(Written { credits: self.credits, customer, language, issued_on, due_on, note, lines, totals })
            }
            _ => Err(problems),
        }
    }

    fn check_lines(&self, problems: &mut Problems, reader: Language) -> Vec<Line> {
        let mut read = Vec::new();
        for (position, line) in self.lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
            match line.check(reader) {
                Ok(line) => read.push(line),
                Err(wrong) => {
                    for (field, problem) in wrong {
                        problems.add(&format!("{field}-{position}"), problem);
                    }
                }
            }
        }
        let count = self.lines.iter().filter(|line| !line.is_empty()).count();
        if count == 0 {
            problems.add("lines", Problem::NoLines);
        } else if count > MOST_LINES {
            problems.add("lines", Problem::TooManyLines);
        }
        read
    }

    /// What the lines come to so far.
    pub fn preview(&self, reader: Language) -> Preview {
        let (mut nets, mut read, mut left_out) = (Vec::new(), Vec::new(), 0);
        for typed in &self.lines {
            let line = typed.check(reader).ok().filter(|_| !typed.is_empty());
            let net = line.as_ref().and_then(|line| line.net().ok());
            left_out += usize::from(net.is_none() && !typed.is_empty());
            read.extend(line.filter(|_| net.is_some()));
            nets.push(net);
        }
        Preview { nets, totals: Totals::of(&read).ok(), left_out }
    }
}

fn text(text: &str, longest: usize, required: bool) -> Result<String, Problem> {
    match text.chars().count() {
        0 if required => Err(Problem::Missing),
        length if length > longest => Err(Problem::TooLong(longest)),
        _ => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests;
