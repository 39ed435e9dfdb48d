//! The mandate as a PDF, in the customer's language: what `GET /creditor/mandate/pdf` and the signing page hand out.

use krilla::error::KrillaError;

use super::{
    account_number,
    state::{World, account::Scheme, letters::language, mandate::Mandate},
    terms,
    typeset::{Paper, Style},
};
use crate::{
    domain::country::Country,
    i18n::{Language, Text, format},
};

const PLAIN: Style = Style { size: 10.0, bold: false, grey: false };
const HEADING: Style = Style { size: 12.0, bold: true, grey: false };
const TITLE: Style = Style { size: 20.0, bold: true, grey: false };
const SMALL: Style = Style { size: 8.5, bold: false, grey: true };

const PAYMENT_TYPE: Text =
    Text { de: "Zahlungsart", nl: "Type betaling", fr: "Type de paiement", en: "Type of payment" };
const RECURRENT: Text = Text { de: "wiederkehrend", nl: "terugkerend", fr: "récurrent", en: "recurrent" };
const NAME: Text = Text { de: "Name", nl: "Naam", fr: "Nom", en: "Name" };
const ADDRESS: Text = Text { de: "Anschrift", nl: "Adres", fr: "Adresse", en: "Address" };
const SIGNATURE: Text = Text { de: "Unterschrift", nl: "Handtekening", fr: "Signature", en: "Signature" };
const PLACE: Text = Text { de: "Ort", nl: "Plaats", fr: "Lieu", en: "Place" };
const DATE: Text = Text { de: "Datum", nl: "Datum", fr: "Date", en: "Date" };
const METHOD: Text = Text { de: "Unterzeichnet mit", nl: "Ondertekend met", fr: "Signé avec", en: "Signed with" };
const SIGNER: Text = Text { de: "Unterzeichner", nl: "Ondertekenaar", fr: "Signataire", en: "Signer" };
const TO_SIGN: Text = Text {
    de: "Noch nicht unterzeichnet: ________________________________",
    nl: "Nog niet ondertekend: ________________________________",
    fr: "Pas encore signé : ________________________________",
    en: "Not signed yet: ________________________________",
};
const PRETENDED: Text = Text {
    de: "Ausgestellt von der Twikey-Sandbox. Dieses Mandat gilt nirgends.",
    nl: "Opgemaakt door de Twikey-sandbox. Dit mandaat is nergens geldig.",
    fr: "Établi par le bac à sable Twikey. Ce mandat n’est valable nulle part.",
    en: "Issued by the Twikey sandbox. This mandate is valid nowhere.",
};

/// The mandate as a file.
pub fn mandate(world: &World, mandate: &Mandate) -> Result<Vec<u8>, KrillaError> {
    let customer = world.customer_of(mandate);
    let language = language(customer.language.as_deref());
    let scheme = world.scheme_of(mandate);
    let title = match scheme {
        Scheme::Core => terms::CORE,
        Scheme::B2b => terms::B2B,
    };
    let mut paper = Paper::default();
    paper.text(title.get(language), TITLE);
    paper.space(12.0);
    paper.fact(terms::REFERENCE.get(language), &mandate.reference, PLAIN);
    paper.fact(PAYMENT_TYPE.get(language), RECURRENT.get(language), PLAIN);

    heading(&mut paper, terms::CREDITOR.get(language));
    let creditor = &world.creditor;
    paper.fact(NAME.get(language), &creditor.name, PLAIN);
    let town = format!("{} {}", creditor.zip, creditor.city);
    let address = [&creditor.address, &town, country(Some(&creditor.country), language)];
    paper.fact(ADDRESS.get(language), &joined(address), PLAIN);
    paper.fact(terms::CREDITOR_ID.get(language), &creditor.scheme_id, PLAIN);

    heading(&mut paper, terms::DEBTOR.get(language));
    paper.fact(NAME.get(language), &customer.name(), PLAIN);
    let part = |text: &Option<String>| text.clone().unwrap_or_default();
    let town = format!("{} {}", part(&customer.zip), part(&customer.city));
    let address = [&part(&customer.address), town.trim(), country(customer.country.as_deref(), language)];
    paper.fact(ADDRESS.get(language), &joined(address), PLAIN);
    paper.fact("IBAN", &account_number::grouped(mandate.iban.as_deref().unwrap_or_default()), PLAIN);
    paper.fact("BIC", mandate.bic.as_deref().unwrap_or("–"), PLAIN);

    paper.space(16.0);
    paper.text(terms::BY_SIGNING.get(language), PLAIN);
    paper.space(6.0);
    let rights = match scheme {
        Scheme::Core => terms::RIGHTS_CORE,
        Scheme::B2b => terms::RIGHTS_B2B,
    };
    paper.text(rights.get(language), PLAIN);
    signature(&mut paper, mandate, language);
    paper.space(24.0);
    paper.text(PRETENDED.get(language), SMALL);
    paper.finish(&mandate.reference, language.code())
}

fn signature(paper: &mut Paper, mandate: &Mandate, language: Language) {
    heading(paper, SIGNATURE.get(language));
    let Some(signature) = &mandate.signature else {
        paper.text(TO_SIGN.get(language), PLAIN);
        return;
    };
    paper.fact(SIGNER.get(language), &signature.signer, PLAIN);
    paper.fact(PLACE.get(language), signature.place.as_deref().unwrap_or("–"), PLAIN);
    paper.fact(DATE.get(language), &format::date(signature.at.date_naive(), language), PLAIN);
    paper.fact(METHOD.get(language), signature.method.code(), PLAIN);
}

/// The parts of an address that are known.
fn joined(parts: [&str; 3]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn country(code: Option<&str>, language: Language) -> &'static str {
    code.and_then(|code| code.parse::<Country>().ok()).map_or("", |country| country.name(language))
}

fn heading(paper: &mut Paper, text: &str) {
    paper.space(16.0);
    paper.text(text, HEADING);
    paper.space(4.0);
}
