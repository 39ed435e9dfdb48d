//! Amounts as Twikey reads and writes them: euros with a dot.

use serde_json::Number;

use crate::domain::money::Cents;

/// A larger amount is a mistake: a hundred million euros.
const LARGEST: i64 = 10_000_000_000;

/// An amount to the cent: what clients calculate with floating point is rounded.
pub fn parse(text: &str) -> Option<Cents> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let mut places = fraction.bytes().chain(*b"000").map(|digit| i64::from(digit - b'0'));
    let mut next = || places.next().unwrap_or_default();
    let (tenths, hundredths, rest) = (next(), next(), next());
    let euros: i64 = whole.parse().ok().filter(|euros| *euros <= LARGEST / 100)?;
    let cents = euros * 100 + tenths * 10 + hundredths + i64::from(rest >= 5);
    (cents <= LARGEST).then_some(Cents(if negative { -cents } else { cents }))
}

/// An amount in euros with its cents: `121.50`.
pub fn text(amount: Cents) -> String {
    let (sign, cents) = (if amount.0 < 0 { "-" } else { "" }, amount.0.unsigned_abs());
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// An amount as a JSON number in euros, always with a decimal: PHP's own tests want `10.0` (5).
pub fn number(amount: Cents) -> Number {
    text(amount).parse().expect("digits with a dot are a JSON number")
}

/// As the payment feed writes it: whole euros without a decimal, since .NET reads an integer there and JV's recorded
/// example has `30` (4.7).
pub fn shortest_number(amount: Cents) -> Number {
    let text = text(amount);
    let number = text.strip_suffix(".00").unwrap_or(&text);
    number.parse().expect("digits with a dot are a JSON number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_cent() {
        assert_eq!(parse("121"), Some(Cents(12_100)));
        assert_eq!(parse("121.5"), Some(Cents(12_150)));
        assert_eq!(parse("-0.05"), Some(Cents(-5)));
        assert_eq!(parse("0.30000000000000004"), Some(Cents(30)));
        assert_eq!(parse("9.999"), Some(Cents(1_000)));
        for wrong in ["", "-", ".5", "1,5", "1e3", "12.3.4", "NaN", "100000000.01", "99999999999999999999"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn amounts_are_written_as_json_numbers() {
        let written = |cents| number(Cents(cents)).to_string();
        assert_eq!(
            [written(12_100), written(12_150), written(12_105), written(-5), written(0)],
            ["121.0", "121.5", "121.05", "-0.05", "0.0"]
        );
        assert_eq!(
            [12_100, 12_150].map(|cents| shortest_number(Cents(cents)).to_string()),
            ["121", "121.5"],
            "in the payment feed"
        );
        assert_eq!([text(Cents(12_150)), text(Cents(-5))], ["121.50", "-0.05"]);
    }
}
