//! How VAT numbers look in each country, and their check digits where the rule is published.
//!
//! Forms after the European Commission's VIES ("VAT number structure") and the tax offices of Switzerland, Norway and the
//! United Kingdom. Check digits only where the rule holds for every number; Spain and others have too many exceptions.

/// What a country's numbers look like.
pub(super) struct Rule {
    pub prefix: &'static str,
    /// After the prefix: `9` a digit, `A` a letter, `*` either, anything else itself.
    forms: &'static [&'static str],
    check: fn(&[u8]) -> bool,
    /// A right number, for the message about a wrong one.
    pub example: &'static str,
}

/// The rule for a number written with its prefix.
pub(super) fn of(number: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| number.starts_with(rule.prefix))
}

/// The prefix of a country's numbers; that of Greece is not its ISO code.
pub(super) fn prefix_of(country: &str) -> &str {
    match country {
        "GR" => "EL",
        "CH" | "LI" => "CHE",
        code => code,
    }
}

impl Rule {
    pub fn has_form(&self, number: &str) -> bool {
        self.forms
            .iter()
            .any(|form| form.len() == number.len() && form.bytes().zip(number.bytes()).all(|(f, n)| fits(f, n)))
    }

    /// Only for a number that has the form.
    pub fn has_check_digits(&self, number: &str) -> bool {
        (self.check)(number.as_bytes())
    }
}

fn fits(form: u8, sign: u8) -> bool {
    match form {
        b'9' => sign.is_ascii_digit(),
        b'A' => sign.is_ascii_uppercase(),
        b'*' => sign.is_ascii_digit() || sign.is_ascii_uppercase(),
        literal => sign == literal,
    }
}

const fn rule(
    prefix: &'static str,
    forms: &'static [&'static str],
    check: fn(&[u8]) -> bool,
    example: &'static str,
) -> Rule {
    Rule { prefix, forms, check, example }
}

const BRITISH: &[&str] = &["999999999", "999999999999", "GD999", "HA999"];
const IRISH: &[&str] = &["9999999A", "9999999AA", "9A99999A"];
const ROMANIAN: &[&str] = &["99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"];
const SWISS: &[&str] = &["999999999", "999999999MWST", "999999999TVA", "999999999IVA"];

static RULES: [Rule; 31] = [
    rule("AT", &["U99999999"], austrian, "ATU13585627"),
    rule("BE", &["0999999999", "1999999999"], belgian, "BE0533800797"),
    rule("BG", &["999999999", "9999999999"], unchecked, "BG175074752"),
    rule("CHE", SWISS, swiss, "CHE107787577"),
    rule("CY", &["99999999A"], unchecked, "CY10259033P"),
    rule("CZ", &["99999999", "999999999", "9999999999"], unchecked, "CZ25123891"),
    rule("DE", &["999999999"], german, "DE136695976"),
    rule("DK", &["99999999"], danish, "DK13585628"),
    rule("EE", &["999999999"], unchecked, "EE100931558"),
    rule("EL", &["999999999"], unchecked, "EL094259216"),
    rule("ES", &["A99999999", "A9999999A", "99999999A"], unchecked, "ESB58378431"),
    rule("FI", &["99999999"], finnish, "FI20774740"),
    rule("FR", &["**999999999"], french, "FR40303265045"),
    rule("GB", BRITISH, unchecked, "GB980780684"),
    rule("HR", &["99999999999"], unchecked, "HR33392005961"),
    rule("HU", &["99999999"], unchecked, "HU12892312"),
    rule("IE", IRISH, unchecked, "IE6433435F"),
    rule("IT", &["99999999999"], italian, "IT00743110157"),
    rule("LT", &["999999999", "999999999999"], unchecked, "LT119511515"),
    rule("LU", &["99999999"], luxembourgish, "LU15027442"),
    rule("LV", &["99999999999"], unchecked, "LV40003521600"),
    rule("MT", &["99999999"], unchecked, "MT11679112"),
    rule("NL", &["999999999B99"], dutch, "NL004495445B01"),
    rule("NO", &["999999999", "999999999MVA"], unchecked, "NO995525828MVA"),
    rule("PL", &["9999999999"], polish, "PL8567346215"),
    rule("PT", &["999999999"], portuguese, "PT501964843"),
    rule("RO", ROMANIAN, unchecked, "RO18547290"),
    rule("SE", &["999999999999"], unchecked, "SE123456789701"),
    rule("SI", &["99999999"], unchecked, "SI50223054"),
    rule("SK", &["9999999999"], unchecked, "SK2022749619"),
    rule("XI", BRITISH, unchecked, "XI980780684"),
];

fn unchecked(_: &[u8]) -> bool {
    true
}

fn digit(sign: u8) -> u32 {
    u32::from(sign) - u32::from(b'0')
}

fn value(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |value, &sign| value * 10 + digit(sign))
}

fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(&sign, weight)| digit(sign) * weight).sum()
}

/// Every second digit counts double, its own digits added: 7 counts 1 + 4.
fn doubled(sign: u8) -> u32 {
    let double = digit(sign) * 2;
    double / 10 + double % 10
}

fn austrian(number: &[u8]) -> bool {
    let digits = &number[1..];
    let sum: u32 = (0..7).map(|at| if at % 2 == 0 { digit(digits[at]) } else { doubled(digits[at]) }).sum();
    (10 - (sum + 4) % 10) % 10 == digit(digits[7])
}

fn belgian(digits: &[u8]) -> bool {
    97 - value(&digits[..8]) % 97 == value(&digits[8..])
}

fn danish(digits: &[u8]) -> bool {
    weighted(digits, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Two letters or a letter and a digit in front are of a newer series without a published rule.
fn french(number: &[u8]) -> bool {
    let (key, company) = number.split_at(2);
    !key.iter().all(u8::is_ascii_digit) || (12 + 3 * (value(company) % 97)) % 97 == value(key)
}

fn finnish(digits: &[u8]) -> bool {
    match weighted(digits, &[7, 9, 10, 5, 8, 4, 2]) % 11 {
        0 => digit(digits[7]) == 0,
        rest => 11 - rest == digit(digits[7]),
    }
}

/// ISO 7064, MOD 11,10.
fn german(digits: &[u8]) -> bool {
    let product = digits[..8].iter().fold(10, |product, &sign| match (digit(sign) + product) % 10 {
        0 => 20 % 11,
        sum => sum * 2 % 11,
    });
    (11 - product) % 10 == digit(digits[8])
}

fn italian(digits: &[u8]) -> bool {
    let sum: u32 = (0..11).map(|at| if at % 2 == 0 { digit(digits[at]) } else { doubled(digits[at]) }).sum();
    sum.is_multiple_of(10)
}

fn luxembourgish(digits: &[u8]) -> bool {
    value(&digits[..6]) % 89 == value(&digits[6..])
}

/// Companies have the old check digit, sole traders since 2020 the one of ISO 7064, MOD 97-10, over the whole number.
fn dutch(number: &[u8]) -> bool {
    let old = weighted(&number[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == digit(number[8]);
    let new = b"NL".iter().chain(number).fold(0, |rest, &sign| match sign {
        b'0'..=b'9' => (rest * 10 + digit(sign)) % 97,
        letter => (rest * 100 + u32::from(letter - b'A') + 10) % 97,
    });
    old || new == 1
}

fn polish(digits: &[u8]) -> bool {
    weighted(digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digit(digits[9])
}

fn portuguese(digits: &[u8]) -> bool {
    let check = 11 - weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    check % 11 % 10 == digit(digits[8])
}

fn swiss(number: &[u8]) -> bool {
    (11 - weighted(number, &[5, 4, 3, 2, 7, 6, 5, 4]) % 11) % 11 == digit(number[8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_right() {
        for rule in &RULES {
            let number = rule.example.strip_prefix(rule.prefix).unwrap();
            assert!(rule.has_form(number), "{}", rule.example);
            assert!(rule.has_check_digits(number), "{}", rule.example);
        }
    }

    #[test]
    fn a_wrong_digit_is_noticed_where_the_rule_is_published() {
        for wrong in [
            "ATU13585626",
            "BE0533800798",
            "CHE107787576",
            "DE136695975",
            "DK13585627",
            "FI20774741",
            "FR41303265045",
            "IT00743110158",
            "LU15027443",
            "NL004495446B01",
            "PL8567346216",
            "PT501964844",
        ] {
            let rule = of(wrong).unwrap();
            assert!(!rule.has_check_digits(&wrong[rule.prefix.len()..]), "{wrong}");
        }
    }

    #[test]
    fn a_dutch_sole_trader_has_the_new_check_digits() {
        assert!(of("NL").unwrap().has_check_digits("000099998B57"));
        assert!(!of("NL").unwrap().has_check_digits("000099998B58"));
    }
}
