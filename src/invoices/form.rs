//! What was typed about an invoice, and what is wrong with it. No I/O.

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::{Invoice, Kind, Line, MOST_LINES, Totals, line::LARGEST_PRICE, problem::Problem};
use crate::{
    domain::{
        money::Cents,
        quantity::Quantity,
        text::{lines, one_line},
        vat_rate::VatRate,
    },
    i18n::{Language, format, read},
};

const DESCRIPTION: usize = 500;
const UNIT: usize = 20;
const NOTE: usize = 2000;

/// The choice of a VAT rate that says: the one typed beside it.
pub const OTHER_RATE: &str = "other";

/// The form as it was sent: a field that every line has comes once for each. Everything is kept as typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// A credit note: nothing falls due, and the form does not ask when.
    pub is_credit: bool,
    pub customer: String,
    pub language: String,
    pub issued_on: String,
    pub due_on: String,
    pub note: String,
    description: Vec<String>,
    quantity: Vec<String>,
    unit: Vec<String>,
    unit_price: Vec<String>,
    vat_rate: Vec<String>,
    other_rate: Vec<String>,
}

/// One line as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedLine {
    pub description: String,
    pub quantity: String,
    pub unit: String,
    pub unit_price: String,
    /// One of the choices, in hundredths of a percent, or [`OTHER_RATE`].
    pub vat_rate: String,
    pub other_rate: String,
}

/// What was typed, once everything is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub customer: Uuid,
    pub language: Language,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub note: String,
    pub lines: Vec<Line>,
    pub totals: Totals,
}

/// All that is wrong, in the order of the form: the id of the field, and what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<(String, Problem)>);

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
    /// Of names and values in the order of the form.
    pub fn read(sent: &[(String, String)]) -> Self {
        let mut typed = Self::default();
        for (name, value) in sent {
            let value = value.clone();
            match name.as_str() {
                "customer" => typed.customer = value,
                "language" => typed.language = value,
                "issued_on" => typed.issued_on = value,
                "due_on" => typed.due_on = value,
                "note" => typed.note = value,
                "description" => typed.description.push(value),
                "quantity" => typed.quantity.push(value),
                "unit" => typed.unit.push(value),
                "unit_price" => typed.unit_price.push(value),
                "vat_rate" => typed.vat_rate.push(value),
                "other_rate" => typed.other_rate.push(value),
                _ => {}
            }
        }
        typed
    }

    /// A new invoice before anything was typed.
    pub fn blank(language: Language, today: NaiveDate, payment_days: i64, usual: VatRate) -> Self {
        let days = Days::new(payment_days.try_into().unwrap_or_default());
        let mut typed = Self {
            language: language.code().to_owned(),
            issued_on: today.to_string(),
            due_on: today.checked_add_days(days).unwrap_or(today).to_string(),
            ..Self::default()
        };
        typed.set_lines(vec![TypedLine::blank(usual)]);
        typed
    }

    /// A draft as it stands in the form, in the language of whoever edits it. Rates that are no choice are typed ones.
    pub fn of(invoice: &Invoice, lines: &[Line], reader: Language, choices: &[VatRate]) -> Self {
        let mut typed = Self {
            is_credit: invoice.kind == Kind::CreditNote,
            customer: invoice.customer_id.to_string(),
            language: invoice.language.code().to_owned(),
            issued_on: invoice.issued_on.to_string(),
            due_on: invoice.due_on.to_string(),
            note: invoice.note.clone(),
            ..Self::default()
        };
        typed.set_lines(lines.iter().map(|line| TypedLine::of(line, reader, choices)).collect());
        typed
    }

    /// The lines in their order, empty ones too.
    pub fn lines(&self) -> Vec<TypedLine> {
        let count = self.description.len().max(self.unit_price.len());
        let at = |column: &[String], position: usize| column.get(position).cloned().unwrap_or_default();
        let line = |position| TypedLine {
            description: at(&self.description, position),
            quantity: at(&self.quantity, position),
            unit: at(&self.unit, position),
            unit_price: at(&self.unit_price, position),
            vat_rate: at(&self.vat_rate, position),
            other_rate: at(&self.other_rate, position),
        };
        (0..count).map(line).collect()
    }

    pub fn set_lines(&mut self, lines: Vec<TypedLine>) {
        let columns = [
            &mut self.description,
            &mut self.quantity,
            &mut self.unit,
            &mut self.unit_price,
            &mut self.vat_rate,
            &mut self.other_rate,
        ];
        for column in columns {
            column.clear();
        }
        for line in lines {
            self.description.push(line.description);
            self.quantity.push(line.quantity);
            self.unit.push(line.unit);
            self.unit_price.push(line.unit_price);
            self.vat_rate.push(line.vat_rate);
            self.other_rate.push(line.other_rate);
        }
    }

    /// The invoice with what was typed, or what is wrong with it. Numbers are read in the language of whoever typed them.
    pub fn check(&self, reader: Language) -> Result<Written, Problems> {
        let mut problems = Problems::default();
        let customer = problems.noting("customer", self.customer.parse().map_err(|_| Problem::NoCustomer));
        let language = problems.noting("language", self.language.parse().map_err(|_| Problem::NoChoice));
        let issued_on = problems.noting("issued_on", read::date(&self.issued_on).map_err(Problem::Date));
        let due_on = if self.is_credit {
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
                if problems.0.is_empty() =>
            {
                Ok(Written { customer, language, issued_on, due_on, note, lines, totals })
            }
            _ => Err(problems),
        }
    }

    fn check_lines(&self, problems: &mut Problems, reader: Language) -> Vec<Line> {
        let mut read = Vec::new();
        for (position, line) in self.lines().iter().enumerate().filter(|(_, line)| !line.is_empty()) {
            match line.check(reader) {
                Ok(line) => read.push(line),
                Err(wrong) => {
                    for (field, problem) in wrong {
                        problems.add(&format!("{field}-{position}"), problem);
                    }
                }
            }
        }
        let count = self.lines().iter().filter(|line| !line.is_empty()).count();
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
        for typed in self.lines() {
            let line = typed.check(reader).ok().filter(|_| !typed.is_empty());
            let net = line.as_ref().and_then(|line| line.net().ok());
            left_out += usize::from(net.is_none() && !typed.is_empty());
            read.extend(line.filter(|_| net.is_some()));
            nets.push(net);
        }
        Preview { nets, totals: Totals::of(&read).ok(), left_out }
    }
}

impl TypedLine {
    /// One of something, at the usual rate.
    pub fn blank(usual: VatRate) -> Self {
        Self { quantity: "1".to_owned(), vat_rate: usual.hundredths().to_string(), ..Self::default() }
    }

    fn of(line: &Line, reader: Language, choices: &[VatRate]) -> Self {
        let (vat_rate, other_rate) = if choices.contains(&line.vat_rate) {
            (line.vat_rate.hundredths().to_string(), String::new())
        } else {
            (OTHER_RATE.to_owned(), format::percent(line.vat_rate.hundredths(), reader))
        };
        Self {
            description: line.description.clone(),
            quantity: format::quantity(line.quantity.thousandths(), reader),
            unit: line.unit.clone(),
            unit_price: format::bare_amount(line.unit_price.0, reader),
            vat_rate,
            other_rate,
        }
    }

    /// Nothing that says what is charged: how many and which rate stand there from the beginning.
    pub fn is_empty(&self) -> bool {
        [&self.description, &self.unit, &self.unit_price].iter().all(|text| text.trim().is_empty())
    }

    /// The line, or what is wrong with it by field.
    fn check(&self, reader: Language) -> Result<Line, Vec<(&'static str, Problem)>> {
        let mut wrong = Vec::new();
        let mut note = |field, problem| wrong.push((field, problem));
        let description = text(&one_line(&self.description), DESCRIPTION, true).map_err(|p| note("description", p));
        let quantity = read::quantity(&self.quantity, reader).map_err(Problem::Number);
        let quantity = quantity.and_then(|quantity| Quantity::new(quantity).map_err(|_| Problem::Quantity));
        let quantity = quantity.map_err(|p| note("quantity", p));
        let unit = text(&one_line(&self.unit), UNIT, false).map_err(|p| note("unit", p));
        let price = read::amount(&self.unit_price, reader).map_err(Problem::Number).map(Cents);
        let price = price.and_then(|price| if price > LARGEST_PRICE { Err(Problem::Price) } else { Ok(price) });
        let price = price.map_err(|p| note("unit_price", p));
        let rate = self.rate(reader).map_err(|(field, p)| note(field, p));
        match (description, quantity, unit, price, rate) {
            (Ok(description), Ok(quantity), Ok(unit), Ok(unit_price), Ok(vat_rate)) => {
                let line = Line { description, quantity, unit, unit_price, vat_rate };
                if line.net().is_ok() { Ok(line) } else { Err(vec![("unit_price", Problem::TooMuch)]) }
            }
            _ => Err(wrong),
        }
    }

    fn rate(&self, reader: Language) -> Result<VatRate, (&'static str, Problem)> {
        if self.vat_rate != OTHER_RATE {
            let chosen = self.vat_rate.parse().ok().and_then(|hundredths| VatRate::new(hundredths).ok());
            return chosen.ok_or(("vat_rate", Problem::Rate));
        }
        let hundredths = read::percent(&self.other_rate, reader).map_err(|e| ("other_rate", Problem::Number(e)))?;
        VatRate::new(hundredths).map_err(|_| ("other_rate", Problem::Rate))
    }
}

impl Problems {
    pub fn one(field: &str, problem: Problem) -> Self {
        Self(vec![(field.to_owned(), problem)])
    }

    /// What to tell the reader at this field.
    pub fn at(&self, field: &str, reader: Language) -> Option<String> {
        let (_, problem) = self.0.iter().find(|(name, _)| name == field)?;
        Some(problem.explain(reader))
    }

    /// The fields concerned, in the order of the form.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(field, _)| field.as_str())
    }

    fn add(&mut self, field: &str, problem: Problem) {
        self.0.push((field.to_owned(), problem));
    }

    fn noting<T>(&mut self, field: &str, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.add(field, problem)).ok()
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
mod tests {
    use super::*;
    use crate::i18n::read::{DateError, NumberError};

    fn line(quantity: &str, price: &str, rate: &str) -> TypedLine {
        TypedLine {
            description: "Wartung".to_owned(),
            quantity: quantity.to_owned(),
            unit_price: price.to_owned(),
            vat_rate: OTHER_RATE.to_owned(),
            other_rate: rate.to_owned(),
            ..TypedLine::default()
        }
    }

    fn typed(lines: Vec<TypedLine>) -> Typed {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let mut typed = Typed::blank(Language::Nl, today, 14, VatRate::ZERO);
        typed.customer = Uuid::nil().to_string();
        typed.set_lines(lines);
        typed
    }

    fn problems(typed: &Typed) -> Vec<(String, Problem)> {
        typed.check(Language::De).unwrap_err().0
    }

    #[test]
    fn numbers_are_read_as_they_are_typed_and_empty_lines_left_out() {
        let lines = vec![line("2,5", "1.234,50 €", "21"), TypedLine::blank(VatRate::ZERO), line("1", "10", "5,5 %")];
        let written = typed(lines).check(Language::De).unwrap();
        assert_eq!(written.lines.len(), 2);
        assert_eq!(written.lines[0].net(), Ok(Cents(308_625)));
        assert_eq!(written.totals.total, Cents(308_625 + 64_811 + 1000 + 55));
        assert_eq!(written.due_on.to_string(), "2026-12-07");
    }

    #[test]
    fn every_wrong_value_is_named_at_its_field() {
        let wrong = Typed { due_on: "2026-11-22".to_owned(), ..typed(vec![line("1000000000000", "-5", "300")]) };
        let expected = [
            ("due_on", Problem::DueBeforeIssue),
            ("quantity-0", Problem::Quantity),
            ("unit_price-0", Problem::Number(NumberError::Negative)),
            ("other_rate-0", Problem::Rate),
        ];
        assert_eq!(problems(&wrong), expected.map(|(field, problem)| (field.to_owned(), problem)));
        let wrong = Typed { customer: String::new(), issued_on: "31.2.2026".to_owned(), ..typed(Vec::new()) };
        let expected = [
            ("customer", Problem::NoCustomer),
            ("issued_on", Problem::Date(DateError::NoSuchDay)),
            ("lines", Problem::NoLines),
        ];
        assert_eq!(problems(&wrong), expected.map(|(field, problem)| (field.to_owned(), problem)));
    }

    #[test]
    fn what_comes_to_too_much_is_said_where_it_begins() {
        let wrong = typed(vec![line("10000000", "999.999.999,99", "0")]);
        assert_eq!(problems(&wrong), [("unit_price-0".to_owned(), Problem::TooMuch)]);
        let wrong = typed(vec![line("1", "999.999.999,99", "0"); 2]);
        assert_eq!(problems(&wrong), [("lines".to_owned(), Problem::TooMuch)]);
        assert_eq!(problems(&typed(vec![line("1", "1", "0"); 600])), [("lines".to_owned(), Problem::TooManyLines)]);
    }

    #[test]
    fn lines_that_can_be_read_are_counted_while_others_cannot() {
        let preview = typed(vec![line("2", "5", "21"), line("x", "5", "21"), line("", "", "")]).preview(Language::De);
        assert_eq!((preview.nets.as_slice(), preview.left_out), (&[Some(Cents(1000)), None, None][..], 2));
        assert_eq!(preview.totals.unwrap().total, Cents(1210));
    }

    #[test]
    fn what_a_form_shows_of_a_draft_is_read_back_unchanged() {
        let usual = [VatRate::new(2100).unwrap()];
        let lines = typed(vec![line("2,5", "1.234,50", "21"), line("1.000,125", "0,07", "5,5")]);
        let lines = lines.check(Language::De).unwrap().lines;
        for reader in Language::ALL {
            let shown: Vec<_> = lines.iter().map(|line| TypedLine::of(line, reader, &usual)).collect();
            assert_eq!(typed(shown).check(reader).unwrap().lines, lines, "{reader}");
        }
    }
}
