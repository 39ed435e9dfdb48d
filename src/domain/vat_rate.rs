//! A rate of value added tax.

use serde::{Deserialize, Serialize};

use super::country::Country;

/// A rate from 0 to 100 percent, in hundredths of a percent: 2100 is 21 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(try_from = "i64", into = "i64")]
pub struct VatRate(i64);

/// Not from 0 to 100 percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a VAT rate lies between 0 and 100 percent")]
pub struct VatRateError;

impl VatRate {
    pub const ZERO: Self = Self(0);

    /// Of hundredths of a percent.
    pub const fn new(hundredths: i64) -> Result<Self, VatRateError> {
        match hundredths {
            0..=10_000 => Ok(Self(hundredths)),
            _ => Err(VatRateError),
        }
    }

    /// In hundredths of a percent.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// The rates that creditors in a country use, the usual one first (European Commission, *VAT rates applied in the Member
    /// States*). Any other can be typed.
    pub fn usual(country: Country) -> &'static [Self] {
        match country.code() {
            "BE" => &[Self(2100), Self(1200), Self(600), Self(0)],
            "DE" => &[Self(1900), Self(700), Self(0)],
            "NL" => &[Self(2100), Self(900), Self(0)],
            "FR" => &[Self(2000), Self(1000), Self(550), Self(0)],
            "LU" => &[Self(1700), Self(1400), Self(800), Self(300), Self(0)],
            "AT" => &[Self(2000), Self(1300), Self(1000), Self(0)],
            _ => &[Self(0)],
        }
    }
}

impl TryFrom<i64> for VatRate {
    type Error = VatRateError;

    fn try_from(hundredths: i64) -> Result<Self, VatRateError> {
        Self::new(hundredths)
    }
}

impl From<VatRate> for i64 {
    fn from(rate: VatRate) -> Self {
        rate.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_beyond_a_hundred_percent_is_none() {
        assert_eq!(VatRate::new(30_000), Err(VatRateError));
        assert_eq!(VatRate::new(-1), Err(VatRateError));
        assert_eq!(VatRate::new(550).map(VatRate::hundredths), Ok(550));
    }

    #[test]
    fn each_country_has_its_usual_rate_first() {
        assert_eq!(VatRate::usual(Country::BELGIUM)[0], VatRate(2100));
        assert_eq!(VatRate::usual(Country::GERMANY)[0], VatRate(1900));
        assert!(VatRate::usual(Country::FRANCE).contains(&VatRate(550)));
    }
}
