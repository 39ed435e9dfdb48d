//! IBAN and BIC as Twikey takes them: any usual writing in, compact upper case out.

use super::refusal::Refusal;
use crate::domain::{bank, bic::Bic, iban::Iban};

/// An IBAN in compact form, or `err_invalid_iban`.
pub fn iban(text: &str) -> Result<String, Refusal> {
    let iban: Iban = text.parse().map_err(|_| Refusal::about("err_invalid_iban", "iban"))?;
    Ok(iban.as_str().to_owned())
}

/// A BIC in upper case, or `err_invalid_params`: Twikey's list has no code of its own for it.
pub fn bic(text: &str) -> Result<String, Refusal> {
    let bic: Bic = text.parse().map_err(|_| Refusal::invalid("bic"))?;
    Ok(bic.as_str().to_owned())
}

/// The BIC that belongs to an IBAN, where the bank code tells it.
pub fn bic_of(iban: &str) -> Option<String> {
    let iban: Iban = iban.parse().ok()?;
    bank::of(&iban)?.bic.map(|bic| bic.as_str().to_owned())
}

/// The name of the bank an IBAN belongs to.
pub fn bank_name(iban: &str) -> Option<&'static str> {
    let iban: Iban = iban.parse().ok()?;
    bank::of(&iban).map(|bank| bank.name)
}

/// An IBAN as people read it, in fours.
pub fn grouped(iban: &str) -> String {
    iban.parse::<Iban>().map_or_else(|_| iban.to_owned(), |iban| iban.grouped())
}
