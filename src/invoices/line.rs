//! The lines of an invoice, and what they come to (EN 16931). No I/O.
//!
//! The net amount of a line is quantity times price, rounded to the cent (BR-DEC-23). VAT is computed once per rate, on the
//! sum of its lines, and rounded then (BR-CO-17); so the VAT of the lines, each rounded, need not add up to it.
//! Half a cent is rounded away from nothing, as tax offices expect.

use std::collections::BTreeMap;

use sqlx::FromRow;

use crate::domain::{money::Cents, quantity::Quantity, vat_rate::VatRate};

/// The most that SEPA moves at once (EPC130-08, AT-06): 999 999 999,99 €.
pub const LARGEST_TOTAL: Cents = Cents(99_999_999_999);

/// The highest price of a unit.
pub const LARGEST_PRICE: Cents = LARGEST_TOTAL;

/// The most lines an invoice may have.
pub const MOST_LINES: usize = 500;

/// One thing that is charged.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Line {
    pub description: String,
    pub quantity: Quantity,
    /// `h`, `Stück`; may be empty.
    pub unit: String,
    /// Without VAT, not negative.
    pub unit_price: Cents,
    pub vat_rate: VatRate,
}

/// What lines come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub net: Cents,
    pub vat: Cents,
    pub total: Cents,
    /// Highest rate first.
    pub by_rate: Vec<Taxed>,
}

/// What the lines of one VAT rate come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taxed {
    pub rate: VatRate,
    pub net: Cents,
    pub vat: Cents,
}

/// The lines come to more than [`LARGEST_TOTAL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an invoice comes to at most 999 999 999.99")]
pub struct TooMuch;

impl Line {
    /// Quantity times price, in cents.
    pub fn net(&self) -> Result<Cents, TooMuch> {
        let exact = i128::from(self.quantity.thousandths()) * i128::from(self.unit_price.0);
        rounded(exact, 1000)
    }
}

impl Totals {
    pub fn of(lines: &[Line]) -> Result<Self, TooMuch> {
        let mut nets: BTreeMap<VatRate, Cents> = BTreeMap::new();
        for line in lines {
            let net = nets.entry(line.vat_rate).or_default();
            *net = net.checked_add(line.net()?).ok_or(TooMuch)?;
        }
        let taxed = |(rate, net): (VatRate, Cents)| {
            let vat = rounded(i128::from(net.0) * i128::from(rate.hundredths()), 10_000)?;
            Ok(Taxed { rate, net, vat })
        };
        let by_rate: Vec<Taxed> = nets.into_iter().rev().map(taxed).collect::<Result<_, _>>()?;
        let net = Cents::checked_sum(by_rate.iter().map(|taxed| taxed.net)).ok_or(TooMuch)?;
        let vat = Cents::checked_sum(by_rate.iter().map(|taxed| taxed.vat)).ok_or(TooMuch)?;
        let total = net.checked_add(vat).filter(|total| *total <= LARGEST_TOTAL).ok_or(TooMuch)?;
        Ok(Self { net, vat, total, by_rate })
    }
}

/// `exact / divisor`, half rounded up. Amounts here are never negative.
fn rounded(exact: i128, divisor: i128) -> Result<Cents, TooMuch> {
    let cents = (exact + divisor / 2) / divisor;
    i64::try_from(cents).ok().map(Cents).filter(|cents| *cents <= LARGEST_TOTAL).ok_or(TooMuch)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(thousandths: i64, cents: i64, rate: i64) -> Line {
        Line {
            description: "Work".to_owned(),
            quantity: Quantity::new(thousandths).unwrap(),
            unit: "h".to_owned(),
            unit_price: Cents(cents),
            vat_rate: VatRate::new(rate).unwrap(),
        }
    }

    #[test]
    fn a_line_is_rounded_to_the_cent_half_of_one_upwards() {
        assert_eq!(line(1500, 333, 0).net(), Ok(Cents(500))); // 4.995
        assert_eq!(line(333, 1000, 0).net(), Ok(Cents(333)));
        assert_eq!(line(1, 499, 0).net(), Ok(Cents(0)));
        assert_eq!(line(1, 500, 0).net(), Ok(Cents(1)));
    }

    #[test]
    fn vat_is_computed_once_per_rate_and_not_per_line() {
        // Each line alone would have 0.21 × 0.35 = 0.0735 → 0.07; together 0.2205 → 0.22.
        let totals = Totals::of(&[line(1000, 35, 2100), line(1000, 35, 2100), line(1000, 35, 2100)]).unwrap();
        assert_eq!((totals.net, totals.vat, totals.total), (Cents(105), Cents(22), Cents(127)));
    }

    #[test]
    fn each_rate_is_told_apart_highest_first() {
        let totals = Totals::of(&[line(1000, 10_000, 600), line(2000, 5_000, 2100), line(1000, 1_000, 0)]).unwrap();
        let rates: Vec<_> = totals.by_rate.iter().map(|it| (it.rate.hundredths(), it.net.0, it.vat.0)).collect();
        assert_eq!(rates, [(2100, 10_000, 2_100), (600, 10_000, 600), (0, 1_000, 0)]);
        assert_eq!(totals.total, Cents(23_700));
    }

    #[test]
    fn no_lines_come_to_nothing() {
        assert_eq!(Totals::of(&[]), Ok(Totals::default()));
    }

    #[test]
    fn what_no_bank_could_move_is_refused() {
        assert_eq!(Totals::of(&[line(10_000_000_000, LARGEST_PRICE.0, 2100)]), Err(TooMuch));
        assert_eq!(Totals::of(&[line(1000, LARGEST_TOTAL.0, 0), line(1000, 1, 0)]), Err(TooMuch));
        assert!(Totals::of(&[line(1000, LARGEST_TOTAL.0, 0)]).is_ok());
    }
}
