//! The text of the QR code with which banking apps fill in a transfer (EPC069-12, version 002).

use deunicode::deunicode;

use super::{bic::Bic, iban::Iban, money::Cents, reference::Reference};

/// The guideline allows so many signs for the name, and for the message.
const NAME: usize = 70;
const MESSAGE: usize = 140;

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
        let message = self.reference.map(Reference::written).unwrap_or_default();
        qr_text(self.beneficiary, self.iban.as_ref(), self.bic.map_or("", Bic::as_str), self.amount, &message)
    }
}

/// The same for whoever has the account in writing, and a message of any kind: a creditor reference, or free text.
pub fn qr_text(beneficiary: &str, iban: &str, bic: &str, amount: Cents, message: &str) -> Option<String> {
    let name = latin(beneficiary, NAME);
    // The guideline: from 0.01 to 999999999.99.
    if !(1..=99_999_999_999).contains(&amount.0) || name.is_empty() {
        return None;
    }
    let (euros, cents) = (amount.0 / 100, amount.0 % 100);
    // The structured line takes ISO 11649 only; banks know Belgium's own form by its signs.
    let (structured, free) = match message.parse::<Reference>() {
        Ok(reference) if reference.is_iso() => (reference.to_string(), String::new()),
        _ => (String::new(), latin(message, MESSAGE)),
    };
    // Service tag, version, character set (1: UTF-8), identification; the empty line is the purpose.
    let text = format!("BCD\n002\n1\nSCT\n{bic}\n{name}\n{iban}\nEUR{euros}.{cents:02}\n\n{structured}\n{free}");
    Some(text.trim_end().to_owned())
}

/// Text in letters that every bank takes: some apps misread UTF-8.
fn latin(text: &str, longest: usize) -> String {
    let allowed = |sign: &char| sign.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(*sign);
    let words = text.split_whitespace().map(|word| deunicode(&word.replace('&', "+")));
    let text: String = words.collect::<Vec<_>>().join(" ").chars().filter(allowed).take(longest).collect();
    text.trim_end().to_owned()
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
    fn a_message_is_taken_for_the_reference_that_it_is() {
        let written = |message| qr_text("Sandbox NV", "BE71096123456769", "GKCCBEBB", Cents(12_150), message).unwrap();
        let begin = "BCD\n002\n1\nSCT\nGKCCBEBB\nSandbox NV\nBE71096123456769\nEUR121.50\n\n";
        assert_eq!(written("+++090/9337/55493+++"), format!("{begin}\n+++090/9337/55493+++"));
        assert_eq!(written("RF71 2348 231"), format!("{begin}RF712348231"));
        assert_eq!(written("Für Erika\nim Mai"), format!("{begin}\nFur Erika im Mai"));
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
        let name = |text: &str| latin(text, NAME);
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
