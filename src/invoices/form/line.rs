//! One line of the form, and what is wrong with it. No I/O.

use super::{
    super::{Line, line::LARGEST_PRICE, problem::Problem},
    OTHER_RATE, text,
};
use crate::{
    domain::{money::Cents, quantity::Quantity, text::one_line, vat_rate::VatRate},
    i18n::{Language, format, read},
};

const DESCRIPTION: usize = 500;
const UNIT: usize = 20;

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

impl TypedLine {
    /// One of something, at the usual rate.
    pub fn blank(usual: VatRate) -> Self {
        Self { quantity: "1".to_owned(), vat_rate: usual.hundredths().to_string(), ..Self::default() }
    }

    pub(super) fn of(line: &Line, reader: Language, choices: &[VatRate]) -> Self {
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
    pub(super) fn check(&self, reader: Language) -> Result<Line, Vec<(&'static str, Problem)>> {
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
