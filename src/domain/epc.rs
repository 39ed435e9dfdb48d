//! The text of the QR code with which banking apps fill in a transfer (EPC069-12, version 002).

use std::fmt::Write;

use deunicode::deunicode;

use super::{bic::Bic, iban::Iban, money::Cents, reference::Reference};

/// The guideline allows so many signs for the name.
const NAME: usize = 70;

/// What a transfer needs.
#[derive(Clone, Copy, Debug)]
pub struct Transfer<'a> {
    pub beneficiary: &'a str,
    pub iban: &'a Iban,
    /// Not needed within the European Economic Area.
    pub bic: Option<&'a Bic>,
    pub amount: Cents,
    pub reference: Option<&'a Reference>,
}

impl Transfer<'_> {
    /// The text to be encoded with error correction M. None when there is nothing to pay or nobody to pay to.
    pub fn qr_text(&self) -> Option<String> {
        let name = latin(self.beneficiary);
        // The guideline: from 0.01 to 999999999.99.
        if !(1..=99_999_999_999).contains(&self.amount.0) || name.is_empty() {
            return None;
        }
        let bic = self.bic.map_or("", Bic::as_str);
        let (euros, cents) = (self.amount.0 / 100, self.amount.0 % 100);
        // Service tag, version, character set (1: UTF-8), identification; an empty line is the purpose.
        let mut text = format!("BCD\n002\n1\nSCT\n{bic}\n{name}\n{}\nEUR{euros}.{cents:02}\n", self.iban);
        // The structured line takes ISO 11649 only; banks know Belgium's own form by its signs.
        match self.reference {
            Some(reference) if reference.is_iso() => write!(text, "\n{reference}").ok()?,
            Some(reference) => write!(text, "\n\n{}", reference.written()).ok()?,
            None => text.truncate(text.trim_end().len()),
        }
        Some(text)
    }
}

/// A name in letters that every bank takes: some apps misread UTF-8.
fn latin(name: &str) -> String {
    let allowed = |sign: &char| sign.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(*sign);
    let words = name.split_whitespace().map(|word| deunicode(&word.replace('&', "+")));
    let name: String = words.collect::<Vec<_>>().join(" ").chars().filter(allowed).take(NAME).collect();
    name.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::country::Country;

    fn text(beneficiary: &str, bic: Option<&str>, amount: i64, reference: Option<&Reference>) -> Option<String> {
        let (iban, bic) = ("BE68539007547034".parse().unwrap(), bic.map(|bic| bic.parse().unwrap()));
        let transfer = Transfer { beneficiary, iban: &iban, bic: bic.as_ref(), amount: Cents(amount), reference };
        transfer.qr_text()
    }

    #[test]
    fn an_iso_reference_stands_in_the_structured_line() {
        let reference = Reference::of(2_348_231, Country::GERMANY).unwrap();
        assert_eq!(
            text("Firma Beispiel", Some("KREDBEBB"), 12_100, Some(&reference)).unwrap(),
            "BCD\n002\n1\nSCT\nKREDBEBB\nFirma Beispiel\nBE68539007547034\nEUR121.00\n\nRF712348231"
        );
    }

    #[test]
    fn a_belgian_reference_stands_in_the_free_line_and_the_bic_may_be_missing() {
        let reference = Reference::of(909_337_554, Country::BELGIUM).unwrap();
        assert_eq!(
            text("Firma Beispiel", None, 5, Some(&reference)).unwrap(),
            "BCD\n002\n1\nSCT\n\nFirma Beispiel\nBE68539007547034\nEUR0.05\n\n\n+++090/9337/55493+++"
        );
    }

    #[test]
    fn nothing_stands_after_the_last_line_that_is_filled() {
        assert_eq!(
            text("Firma", None, 99_999_999_999, None).unwrap(),
            "BCD\n002\n1\nSCT\n\nFirma\nBE68539007547034\nEUR999999999.99"
        );
    }

    #[test]
    fn a_name_is_written_in_the_letters_of_the_banks_and_cut_to_length() {
        let name = |text: &str| latin(text);
        assert_eq!(name("Bäckerei Groß & Söhne"), "Backerei Gross + Sohne");
        assert_eq!(name("Łukasz\nŻółć \"NV\""), "Lukasz Zolc NV");
        assert_eq!(name(&"a ".repeat(50)).len(), 70 - 1, "no space at the end");
        assert_eq!(name("Ελλάδα"), "Ellada");
    }

    #[test]
    fn what_cannot_be_paid_has_no_code() {
        assert_eq!(text("Firma", None, 0, None), None);
        assert_eq!(text("Firma", None, 100_000_000_000, None), None);
        assert_eq!(text("", None, 100, None), None);
    }
}
