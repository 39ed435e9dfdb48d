//! Who we are, as it stands on invoices: name, address, VAT number, whom customers ask.

use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::problems::{Problems, field};
use crate::{
    domain::{
        country::Country,
        email::EmailError,
        text::one_line,
        vat::{VatError, VatNumber},
    },
    i18n::{Language, Text},
    settings::Settings,
    ui::{
        field::{Choice, Control, Field, Width},
        form::group,
    },
};

/// The longest name that payment files take (EPC130-08).
const NAME: usize = 70;
const STREET: usize = 70;
const PLACE: usize = 50;
const PHONE: usize = 30;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Typed {
    creditor_name: String,
    street: String,
    postal_code: String,
    city: String,
    country: String,
    vat_number: String,
    contact_email: String,
    contact_phone: String,
}

impl Typed {
    pub(super) fn of(settings: &Settings) -> Self {
        Self {
            creditor_name: settings.creditor_name.clone(),
            street: settings.street.clone(),
            postal_code: settings.postal_code.clone(),
            city: settings.city.clone(),
            country: settings.country.code().to_owned(),
            vat_number: settings.vat_number.as_ref().map(ToString::to_string).unwrap_or_default(),
            contact_email: settings.contact_email.as_ref().map(ToString::to_string).unwrap_or_default(),
            contact_phone: settings.contact_phone.clone(),
        }
    }

    pub(super) fn check(&self, after: &mut Settings, problems: &mut Problems) {
        after.creditor_name = line("creditor_name", &self.creditor_name, NAME, problems);
        if after.creditor_name.is_empty() {
            problems.add("creditor_name", NAME_MISSING.get(problems.language()));
        }
        after.street = line("street", &self.street, STREET, problems);
        after.postal_code = line("postal_code", &self.postal_code, PLACE, problems);
        after.city = line("city", &self.city, PLACE, problems);
        match self.country.parse::<Country>() {
            Ok(country) => after.country = country,
            Err(error) => problems.add("country", error.explain(problems.language())),
        }
        let country = after.country;
        after.vat_number = problems.optional(
            "vat_number",
            &self.vat_number,
            |text| VatNumber::parse(text, country),
            VatError::explain,
        );
        after.contact_email = problems.optional("contact_email", &self.contact_email, str::parse, EmailError::explain);
        after.contact_phone = line("contact_phone", &self.contact_phone, PHONE, problems);
    }

    pub(super) fn fields(&self, problems: &Problems) -> Markup {
        let language = problems.language();
        let countries = Country::all(language);
        let countries: Vec<Choice<'_>> =
            countries.iter().map(|country| (country.code(), country.name(language))).collect();
        let fields = html! {
            (field(problems, Field {
                name: "creditor_name", value: &self.creditor_name, required: true, hint: Some(NAME_HINT.get(language)),
                ..Field::default()
            }))
            (field(problems, Field { name: "street", value: &self.street, ..Field::default() }))
            (field(problems, Field {
                name: "postal_code", value: &self.postal_code, width: Width::Third, ..Field::default()
            }))
            (field(problems, Field { name: "city", value: &self.city, width: Width::TwoThirds, ..Field::default() }))
            (field(problems, Field {
                name: "country", value: &self.country, control: Control::Select(&countries), width: Width::Half,
                hint: Some(COUNTRY_HINT.get(language)), ..Field::default()
            }))
            (field(problems, Field {
                name: "vat_number", value: &self.vat_number, control: Control::Code, width: Width::Half,
                ..Field::default()
            }))
            (field(problems, Field {
                name: "contact_email", value: &self.contact_email, control: Control::Email, width: Width::Half,
                hint: Some(CONTACT_HINT.get(language)), ..Field::default()
            }))
            (field(problems, Field {
                name: "contact_phone", value: &self.contact_phone, control: Control::Mobile, width: Width::Half,
                ..Field::default()
            }))
        };
        group(COMPANY.get(language), fields)
    }
}

fn line(name: &'static str, typed: &str, longest: usize, problems: &mut Problems) -> String {
    let line = one_line(typed);
    if line.chars().count() > longest {
        problems.add(name, too_long(longest, problems.language()));
    }
    line
}

fn too_long(longest: usize, language: Language) -> String {
    match language {
        Language::De => format!("Bitte höchstens {longest} Zeichen."),
        Language::Nl => format!("Hoogstens {longest} tekens, alstublieft."),
        Language::Fr => format!("{longest} caractères au maximum."),
        Language::En => format!("At most {longest} characters, please."),
    }
}

const COMPANY: Text = Text { de: "Firma", nl: "Bedrijf", fr: "Entreprise", en: "Company" };
const NAME_HINT: Text = Text {
    de: "So, wie Kunden sie kennen; steht auf Rechnungen, in E-Mails und auf Seiten für Kunden.",
    nl: "Zoals klanten het kennen; staat op facturen, in e-mails en op pagina’s voor klanten.",
    fr: "Tel que les clients le connaissent\u{a0}; figure sur les factures, dans les e-mails et les pages des clients.",
    en: "As customers know it; stands on invoices, in e-mails and on pages for customers.",
};
const NAME_MISSING: Text = Text {
    de: "Bitte geben Sie den Namen ein.",
    nl: "Vul de naam in.",
    fr: "Veuillez saisir le nom.",
    en: "Please enter the name.",
};
const COUNTRY_HINT: Text = Text {
    de: "Bestimmt die MwSt.-Sätze und die Form der Zahlungsreferenz.",
    nl: "Bepaalt de btw-tarieven en de vorm van de mededeling.",
    fr: "Détermine les taux de TVA et la forme de la communication.",
    en: "Decides which VAT rates are offered and how the payment reference looks.",
};
const CONTACT_HINT: Text = Text {
    de: "Hier fragen Kunden, wenn etwas unklar ist.",
    nl: "Hier kunnen klanten terecht met vragen.",
    fr: "C’est ici que les clients posent leurs questions.",
    en: "Where customers ask when something is unclear.",
};
