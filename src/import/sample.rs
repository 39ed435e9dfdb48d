//! A file to begin with, in the reader's language: `/customers/import/sample`, `/invoices/import/sample`.

use actix_web::{HttpResponse, http::header};

use super::Kind;
use crate::{
    error::Result,
    i18n::{Language, Text},
    viewer::Viewer,
};

/// `GET /customers/import/sample`
pub async fn customers(viewer: Viewer) -> Result<HttpResponse> {
    sample(Kind::Customers, viewer.language())
}

/// `GET /invoices/import/sample`
pub async fn invoices(viewer: Viewer) -> Result<HttpResponse> {
    sample(Kind::Invoices, viewer.language())
}

fn sample(kind: Kind, language: Language) -> Result<HttpResponse> {
    let name = match kind {
        Kind::Customers => CUSTOMERS,
        Kind::Invoices => INVOICES,
    };
    let disposition = format!("attachment; filename=\"{}.csv\"", name.get(language));
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .body(write(kind, language)?))
}

/// As spreadsheets of the language write and read it: marked as UTF-8, and separated by semicolon where the comma is in
/// numbers.
fn write(kind: Kind, language: Language) -> Result<Vec<u8>> {
    let separator = if language == Language::En { b',' } else { b';' };
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer("\u{feff}".as_bytes().to_vec());
    let columns = kind.columns().iter().filter(|column| column.field != "name");
    let written = |error: csv::Error| anyhow::Error::from(error);
    writer.write_record(columns.clone().map(|column| column.label(language))).map_err(written)?;
    for row in rows(kind, language) {
        writer.write_record(row.split('|')).map_err(written)?;
    }
    Ok(writer.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?)
}

/// Two rows, in the order of the columns.
const fn rows(kind: Kind, language: Language) -> [&'static str; 2] {
    match (kind, language) {
        (Kind::Customers, Language::De) => [
            "K-2001|Firma|Bäckerei Müller GmbH||||de|post@mueller.example||Marktstraße 4|50667|Köln|DE|DE89 3704 0044 0532 0130 00||",
            "K-2002|Privatperson||Jörg|Weiß||de||0151 23456789|||Aachen|DE|||",
        ],
        (Kind::Customers, Language::Nl) => [
            "K-2001|Bedrijf|Bakkerij Peeters||||nl|post@peeters.example||Kouter 4|9000|Gent|BE|BE68 5390 0754 7034||",
            "K-2002|Particulier||Els|Maes||nl||0470 12 34 56|||Brugge|BE|||",
        ],
        (Kind::Customers, Language::Fr) => [
            "C-2001|Entreprise|Boulangerie Lefèvre||||fr|contact@lefevre.example||Rue Neuve 4|5000|Namur|BE|BE68 5390 0754 7034||",
            "C-2002|Particulier||Zoé|Dubois||fr||0470 12 34 56|||Liège|BE|||",
        ],
        (Kind::Customers, Language::En) => [
            "C-2001|Company|Miller’s Bakery||||en|hello@miller.example||4 Main Street|D02 XY00|Dublin|IE|IE29 AIBK 9311 5212 3456 78||",
            "C-2002|Private person||Sinéad|Byrne||en||+353 85 012 3456|||Cork|IE|||",
        ],
        (Kind::Invoices, Language::De) => [
            "Wartung November|K-2001|Wartung der Backöfen|2,5|h|1.080,50|19|24.11.2026|||Vielen Dank für Ihren Auftrag.",
            "Wartung November|K-2001|Anfahrt|1||45,00|19|24.11.2026|||",
        ],
        (Kind::Invoices, Language::Nl) => [
            "Onderhoud november|K-2001|Onderhoud van de ovens|2,5|u|1.080,50|21|24-11-2026|||Hartelijk dank voor uw opdracht.",
            "Onderhoud november|K-2001|Verplaatsing|1||45,00|21|24-11-2026|||",
        ],
        (Kind::Invoices, Language::Fr) => [
            "Entretien novembre|C-2001|Entretien des fours|2,5|h|1 080,50|21|24/11/2026|||Merci de votre confiance.",
            "Entretien novembre|C-2001|Déplacement|1||45,00|21|24/11/2026|||",
        ],
        (Kind::Invoices, Language::En) => [
            "Maintenance November|C-2001|Maintenance of the ovens|2.5|h|1,080.50|21|24 Nov 2026|||Thank you for your order.",
            "Maintenance November|C-2001|Travel|1||45.00|21|24 Nov 2026|||",
        ],
    }
}

const CUSTOMERS: Text = Text { de: "kunden", nl: "klanten", fr: "clients", en: "customers" };
const INVOICES: Text = Text { de: "rechnungen", nl: "facturen", fr: "factures", en: "invoices" };
