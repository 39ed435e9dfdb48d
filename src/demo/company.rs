//! The pretended company whose portal it is, in the portal's own settings and as Twikey knows it: what customers sign at
//! Twikey is for whoever sent them the mail.

use mandato::{domain::bank, sandbox::state::account::Creditor, settings::Settings};

const NAME: &str = "Musterwerk GmbH";
const STREET: &str = "Werkstraße 1";
const POSTAL_CODE: &str = "4700";
const CITY: &str = "Eupen";
const VAT_NUMBER: &str = "BE0533800797";
const EMAIL: &str = "buero@musterwerk.example";
const PHONE: &str = "+32 87 12 34 56";
const IBAN: &str = "BE43068999999501";
const CREDITOR_IDENTIFIER: &str = "BE54ZZZ0533800797";

/// Who sends the e-mails.
pub fn mailbox() -> String {
    format!("Musterwerk <{EMAIL}>")
}

/// The company in the settings; without an account nobody could transfer anything to it.
pub fn name_in(settings: &mut Settings) -> anyhow::Result<()> {
    NAME.clone_into(&mut settings.creditor_name);
    STREET.clone_into(&mut settings.street);
    POSTAL_CODE.clone_into(&mut settings.postal_code);
    CITY.clone_into(&mut settings.city);
    settings.vat_number = Some(VAT_NUMBER.parse()?);
    settings.contact_email = Some(EMAIL.parse()?);
    PHONE.clone_into(&mut settings.contact_phone);
    settings.iban = Some(IBAN.parse()?);
    settings.bic = settings.iban.as_ref().and_then(bank::of).and_then(|bank| bank.bic);
    settings.creditor_identifier = Some(CREDITOR_IDENTIFIER.parse()?);
    Ok(())
}

/// The same company with its account at Twikey.
pub fn at_twikey() -> anyhow::Result<Creditor> {
    let bank = bank::of(&IBAN.parse()?).and_then(|bank| bank.bic);
    Ok(Creditor {
        company: "musterwerk".to_owned(),
        name: NAME.to_owned(),
        scheme_id: CREDITOR_IDENTIFIER.to_owned(),
        enterprise_number: VAT_NUMBER.to_owned(),
        address: STREET.to_owned(),
        zip: POSTAL_CODE.to_owned(),
        city: CITY.to_owned(),
        country: "BE".to_owned(),
        email: EMAIL.to_owned(),
        iban: IBAN.to_owned(),
        bic: bank.map(|bic| bic.to_string()).unwrap_or_default(),
        ..Creditor::default()
    })
}
