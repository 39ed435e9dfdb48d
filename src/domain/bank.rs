//! Which bank keeps an account: name and BIC, from the bank code inside the IBAN.

use std::sync::LazyLock;

use super::{bic::Bic, iban::Iban};

/// A bank as its country's register of bank codes lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bank {
    /// Missing where the register names several for one code.
    pub bic: Option<Bic>,
    pub name: &'static str,
}

/// The bank that keeps an account, for the countries whose registers we have. A proposal: banks merge faster than registers
/// change, so people may choose another BIC.
pub fn of(iban: &Iban) -> Option<Bank> {
    let code = iban.national().get(..code_length(iban.country())?)?;
    let after = LINES.partition_point(|line| (line.country, line.first) <= (iban.country(), code));
    let line = LINES.get(after.checked_sub(1)?)?;
    let found = line.country == iban.country() && line.first <= code && code <= line.last;
    found.then(|| Bank { bic: line.bic.parse().ok(), name: line.name })
}

/// The BIC to keep beside an account: the one that was typed, else what the IBAN tells. One that the IBAN before told, and
/// nobody touched, follows the new IBAN.
pub fn bic_of(iban: &Iban, typed: Option<Bic>, iban_before: Option<&Iban>, bic_before: Option<&Bic>) -> Option<Bic> {
    let told = |iban| of(iban)?.bic;
    let is_new = iban_before != Some(iban);
    let follows = iban_before.is_some_and(|before| told(before).as_ref() == bic_before);
    if typed.is_none() || (is_new && follows && typed.as_ref() == bic_before) { told(iban) } else { typed }
}

/// How many signs after the check digits are the bank code (IBAN registry, "Bank identifier position").
fn code_length(country: &str) -> Option<usize> {
    match country {
        "BE" | "LU" => Some(3),
        "ES" | "IE" | "NL" | "PT" => Some(4),
        "AT" | "FR" => Some(5),
        "DE" => Some(8),
        _ => None,
    }
}

/// A line of `data/banks.tsv`: one bank code, or an unbroken run of them.
struct Line {
    country: &'static str,
    first: &'static str,
    last: &'static str,
    bic: &'static str,
    name: &'static str,
}

static LINES: LazyLock<Vec<Line>> =
    LazyLock::new(|| include_str!("data/banks.tsv").lines().filter_map(read_line).collect());

fn read_line(line: &'static str) -> Option<Line> {
    let (codes, bank) = line.split_once('\t')?; // comments have no tab
    let (bic, name) = bank.split_once('\t')?;
    let (country, codes) = codes.split_at_checked(2)?;
    let (first, last) = codes.split_once('-').unwrap_or((codes, codes));
    Some(Line { country, first, last, bic, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bank(iban: &str) -> Option<(String, &'static str)> {
        let bank = of(&iban.parse().unwrap())?;
        Some((bank.bic.map(String::from).unwrap_or_default(), bank.name))
    }

    #[test]
    fn the_bank_code_tells_bic_and_name() {
        let expected = [
            ("BE16 6453 4897 1174", "JVBABE22", "Bank J. Van Breda & C°"),
            ("BE68 5390 0754 7034", "", ""),
            ("BE71 0961 2345 6769", "GKCCBEBB", "BELFIUS BANK"),
            ("DE89 3704 0044 0532 0130 00", "COBADEFF", "Commerzbank"),
            ("NL91 ABNA 0417 1643 00", "ABNANL2A", "ABN AMRO BANK N.V."),
            ("FR14 2004 1010 0505 0001 3M02 606", "PSSTFRPP", "LA BANQUE POSTALE"),
            ("AT15 1200 0000 0000 0000", "BKAUATWW", "UniCredit Bank Austria AG"),
            ("LU28 0019 4006 4475 0000", "BCEELULL", "Banque et Caisse d'Épargne de l'État, Luxembourg"),
        ];
        for (iban, bic, name) in expected {
            let found = bank(iban);
            let expected = (!name.is_empty()).then(|| (bic.to_owned(), name));
            assert_eq!(found, expected, "{iban}");
        }
    }

    #[test]
    fn a_country_whose_register_we_lack_has_no_proposal() {
        assert_eq!(bank("NO93 8601 1117 947"), None);
    }

    #[test]
    fn every_line_of_the_register_can_be_used_and_stands_in_order() {
        let text = include_str!("data/banks.tsv");
        assert_eq!(LINES.len(), text.lines().filter(|line| !line.starts_with('#')).count());
        for line in LINES.iter() {
            let length = code_length(line.country).unwrap();
            assert!(line.first.len() == length && line.last.len() == length, "{}{}", line.country, line.first);
            assert!(line.bic.is_empty() || line.bic.parse::<Bic>().is_ok(), "{}", line.bic);
            assert!(!line.name.is_empty());
        }
        assert!(LINES.is_sorted_by(|a, b| (a.country, a.last) < (b.country, b.first)));
    }
}
