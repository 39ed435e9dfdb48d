//! How much of something a line of an invoice charges.

use serde::{Deserialize, Serialize};

/// More than nothing, at most ten million, to three decimals; in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(try_from = "i64", into = "i64")]
pub struct Quantity(i64);

/// Nothing, less than nothing, or beyond all measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a quantity is more than 0 and at most 10 000 000")]
pub struct QuantityError;

impl Quantity {
    pub const ONE: Self = Self(1000);

    /// Of thousandths.
    pub const fn new(thousandths: i64) -> Result<Self, QuantityError> {
        match thousandths {
            1..=10_000_000_000 => Ok(Self(thousandths)),
            _ => Err(QuantityError),
        }
    }

    pub const fn thousandths(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Quantity {
    type Error = QuantityError;

    fn try_from(thousandths: i64) -> Result<Self, QuantityError> {
        Self::new(thousandths)
    }
}

impl From<Quantity> for i64 {
    fn from(quantity: Quantity) -> Self {
        quantity.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_more_than_nothing_and_has_an_end() {
        assert_eq!(Quantity::new(0), Err(QuantityError));
        assert_eq!(Quantity::new(-1000), Err(QuantityError));
        assert_eq!(Quantity::new(1_000_000_000_000 * 1000), Err(QuantityError));
        assert_eq!(Quantity::new(2500).map(Quantity::thousandths), Ok(2500));
    }
}
