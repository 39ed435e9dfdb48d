//! First step: who signs, `/{company}/{key}/details`. Left out when the invitation said it all.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, http::StatusCode, web::Form};
use maud::{Markup, html};
use serde::Deserialize;

use super::{CONTINUE, Shared, Step, Visit, see_other, steps};
use crate::{
    domain::{country::Country, email::EmailAddress, mobile::Mobile},
    i18n::{Language, Text},
    sandbox::state::{account::Attribute, customer::Customer},
    ui::{
        button::submit as submit_button,
        field::{Checkbox, Control, Field, Width},
        form::{Answer, Form as FormMarkup, actions, group},
    },
};

const TITLE: Text = Text { de: "Ihre Angaben", nl: "Uw gegevens", fr: "Vos données", en: "Your details" };
const PERSON: Text = Text { de: "Person", nl: "Persoon", fr: "Personne", en: "Person" };
const ADDRESS: Text = Text { de: "Adresse", nl: "Adres", fr: "Adresse", en: "Address" };
const FURTHER: Text =
    Text { de: "Weitere Angaben", nl: "Verdere gegevens", fr: "Autres données", en: "Further details" };
const FIRST_NAME: Text = Text { de: "Vorname", nl: "Voornaam", fr: "Prénom", en: "First name" };
const LAST_NAME: Text = Text { de: "Nachname", nl: "Naam", fr: "Nom", en: "Last name" };
const COMPANY: Text = Text { de: "Firma", nl: "Bedrijf", fr: "Société", en: "Company" };
const VAT_NUMBER: Text =
    Text { de: "Unternehmensnummer", nl: "Ondernemingsnummer", fr: "Numéro d’entreprise", en: "Enterprise number" };
const EMAIL: Text = Text { de: "E-Mail", nl: "E-mail", fr: "E-mail", en: "E-mail" };
const MOBILE: Text = Text { de: "Mobilnummer", nl: "Gsm-nummer", fr: "Numéro de mobile", en: "Mobile number" };
const STREET: Text =
    Text { de: "Straße und Hausnummer", nl: "Straat en nummer", fr: "Rue et numéro", en: "Street and number" };
const ZIP: Text = Text { de: "Postleitzahl", nl: "Postcode", fr: "Code postal", en: "Postcode" };
const CITY: Text = Text { de: "Ort", nl: "Gemeente", fr: "Localité", en: "Town" };
const COUNTRY: Text = Text { de: "Land", nl: "Land", fr: "Pays", en: "Country" };
const NO_NAME: Text = Text {
    de: "Bitte geben Sie Ihren Namen oder Ihre Firma an.",
    nl: "Vul uw naam of uw bedrijf in.",
    fr: "Indiquez votre nom ou votre société.",
    en: "Please enter your name or your company.",
};
const NEEDED: Text = Text {
    de: "Diese Angabe wird benötigt.",
    nl: "Dit gegeven is nodig.",
    fr: "Cette donnée est nécessaire.",
    en: "This is needed.",
};
const TOO_LONG: Text = Text {
    de: "Bitte höchstens 140 Zeichen.",
    nl: "Hoogstens 140 tekens.",
    fr: "140 caractères au maximum.",
    en: "140 characters at most.",
};

/// SEPA allows names and address lines of 140 characters.
const LONGEST: usize = 140;

/// In forms, the profile's attributes have this before their name.
const ATTRIBUTE: &str = "attribute-";

/// The kind of attribute that may stay without an answer.
const CHECKBOX: &str = "checkbox";

/// What the form sends, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    first_name: String,
    last_name: String,
    company: String,
    vat_number: String,
    email: String,
    mobile: String,
    address: String,
    zip: String,
    city: String,
    country: String,
    /// The profile's attributes.
    #[serde(flatten)]
    more: BTreeMap<String, String>,
}

/// What is wrong, by the name of the field.
type Problems = BTreeMap<String, String>;

/// Whether the profile asks something that the invitation did not answer.
pub fn has_open_questions(visit: &Visit) -> bool {
    let typed = Typed::of(visit);
    let open = |attribute: &Attribute| attribute.kind != CHECKBOX && typed.attribute(&attribute.name).is_empty();
    visit.attributes.iter().any(open)
}

/// `GET …/details`
pub async fn show(visit: Visit) -> HttpResponse {
    page(&visit, &Typed::of(&visit), &Problems::default())
}

/// `POST …/details`
pub async fn submit(shared: Shared, visit: Visit, typed: Form<Typed>) -> HttpResponse {
    let (details, attributes) = match typed.check(&visit) {
        Ok(checked) => checked,
        Err(problems) => return page(&visit, &typed, &problems),
    };
    shared.change(|world, _| world.confirm_details(&visit.mandate.reference, details, attributes));
    see_other(&visit.step("account"))
}

impl Typed {
    /// What is known of the customer already.
    fn of(visit: &Visit) -> Self {
        let known = |value: &Option<String>| value.clone().unwrap_or_default();
        let customer = &visit.customer;
        let country = customer.country.clone().unwrap_or_else(|| visit.creditor.country.clone());
        Self {
            first_name: known(&customer.first_name),
            last_name: known(&customer.last_name),
            company: known(&customer.company),
            vat_number: known(&customer.vat_number),
            email: known(&customer.email),
            mobile: known(&customer.mobile),
            address: known(&customer.address),
            zip: known(&customer.zip),
            city: known(&customer.city),
            country,
            more: visit
                .mandate
                .attributes
                .iter()
                .map(|(name, it)| (format!("{ATTRIBUTE}{name}"), it.clone()))
                .collect(),
        }
    }

    fn attribute(&self, name: &str) -> &str {
        self.more.get(&format!("{ATTRIBUTE}{name}")).map_or("", |value| value.trim())
    }

    /// The customer's details and the answers to the profile's questions, or what is wrong with them.
    fn check(&self, visit: &Visit) -> Result<(Customer, BTreeMap<String, String>), Problems> {
        let language = visit.language;
        let mut problems = Problems::new();
        let mut wrong = |field: &str, problem: String| {
            problems.entry(field.to_owned()).or_insert(problem);
        };
        let given = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());

        for (name, value) in self.plain_fields() {
            if value.trim().chars().count() > LONGEST {
                wrong(name, TOO_LONG.get(language).into());
            }
        }
        if given(&self.last_name).is_none() && given(&self.company).is_none() {
            wrong("last_name", NO_NAME.get(language).into());
        }
        let country = self.country.parse::<Country>().map_err(|error| wrong("country", error.explain(language))).ok();
        let email = self.email.parse::<EmailAddress>().map_err(|error| wrong("email", error.explain(language))).ok();
        let mobile = match (given(&self.mobile), country) {
            (Some(number), Some(country)) => {
                Mobile::parse(&number, country).map_err(|error| wrong("mobile", error.explain(language))).ok()
            }
            _ => None,
        };
        let mut attributes = BTreeMap::new();
        for attribute in &visit.attributes {
            let answer = self.attribute(&attribute.name);
            if answer.chars().count() > LONGEST {
                wrong(&format!("{ATTRIBUTE}{}", attribute.name), TOO_LONG.get(language).into());
            } else if answer.is_empty() && attribute.kind != CHECKBOX {
                wrong(&format!("{ATTRIBUTE}{}", attribute.name), NEEDED.get(language).into());
            }
            attributes.insert(attribute.name.clone(), answer.to_owned());
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let details = Customer {
            first_name: given(&self.first_name),
            last_name: given(&self.last_name),
            company: given(&self.company),
            vat_number: given(&self.vat_number),
            email: email.map(|email| email.as_str().to_owned()),
            mobile: mobile.map(|mobile| mobile.as_str().to_owned()),
            address: given(&self.address),
            zip: given(&self.zip),
            city: given(&self.city),
            country: country.map(|country| country.code().to_owned()),
            ..Customer::default()
        };
        Ok((details, attributes))
    }

    fn plain_fields(&self) -> [(&'static str, &str); 7] {
        [
            ("first_name", &self.first_name),
            ("last_name", &self.last_name),
            ("company", &self.company),
            ("vat_number", &self.vat_number),
            ("address", &self.address),
            ("zip", &self.zip),
            ("city", &self.city),
        ]
    }
}

fn page(visit: &Visit, typed: &Typed, problems: &Problems) -> HttpResponse {
    let language = visit.language;
    let title = TITLE.get(language);
    let content = html! {
        (steps(visit, Step::Details))
        h1 { (title) }
        p.lead { (lead(&visit.creditor.name, language)) }
        (FormMarkup { action: &visit.step("details"), csrf: "", answer: Answer::Page, content: html! {
            (fields(visit, typed, problems))
            (actions(submit_button(CONTINUE.get(language))))
        } })
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page(title, content).answer(status)
}

fn lead(creditor: &str, language: Language) -> String {
    match language {
        Language::De => {
            format!("{creditor} bittet Sie um ein SEPA-Mandat. Bitte prüfen und ergänzen Sie Ihre Angaben.")
        }
        Language::Nl => format!("{creditor} vraagt u een SEPA-mandaat. Controleer uw gegevens en vul ze aan."),
        Language::Fr => format!("{creditor} vous demande un mandat SEPA. Vérifiez vos données et complétez-les."),
        Language::En => format!("{creditor} asks you for a SEPA mandate. Please check and complete your details."),
    }
}

fn fields(visit: &Visit, typed: &Typed, problems: &Problems) -> Markup {
    let language = visit.language;
    let problem = |name: &str| problems.get(name).map(String::as_str);
    let text = |label: Text, name, value, autocomplete, width| Field {
        label: label.get(language),
        name,
        value,
        error: problem(name),
        autocomplete: Some(autocomplete),
        width,
        ..Field::default()
    };
    let countries = Country::all(language);
    let countries: Vec<_> = countries.iter().map(|country| (country.code(), country.name(language))).collect();
    html! {
        (group(PERSON.get(language), html! {
            (text(FIRST_NAME, "first_name", &typed.first_name, "given-name", Width::Half))
            (text(LAST_NAME, "last_name", &typed.last_name, "family-name", Width::Half))
            (text(COMPANY, "company", &typed.company, "organization", Width::Half))
            (text(VAT_NUMBER, "vat_number", &typed.vat_number, "off", Width::Half))
            (Field { required: true, control: Control::Email, ..text(EMAIL, "email", &typed.email, "email", Width::Full) })
            (Field { control: Control::Mobile, ..text(MOBILE, "mobile", &typed.mobile, "tel", Width::Full) })
        }))
        (group(ADDRESS.get(language), html! {
            (text(STREET, "address", &typed.address, "street-address", Width::Full))
            (text(ZIP, "zip", &typed.zip, "postal-code", Width::Third))
            (text(CITY, "city", &typed.city, "address-level2", Width::TwoThirds))
            (Field { control: Control::Select(&countries), ..text(COUNTRY, "country", &typed.country, "country", Width::Full) })
        }))
        @if !visit.attributes.is_empty() {
            (group(FURTHER.get(language), html! {
                @for attribute in &visit.attributes { (question(attribute, typed, problems)) }
            }))
        }
    }
}

/// A question of the profile's own.
fn question(attribute: &Attribute, typed: &Typed, problems: &Problems) -> Markup {
    let name = format!("{ATTRIBUTE}{}", attribute.name);
    let (value, error) = (typed.attribute(&attribute.name), problems.get(&name).map(String::as_str));
    let choices: Vec<_> = attribute.options.iter().map(|option| (option.as_str(), option.as_str())).collect();
    let control = match attribute.kind.as_str() {
        _ if !choices.is_empty() => Control::Select(&choices),
        "number" => Control::Number,
        "amount" => Control::Amount,
        "email" => Control::Email,
        "url" => Control::Url,
        "iban" => Control::Code,
        _ => Control::Text,
    };
    html! {
        @if attribute.kind == CHECKBOX {
            (Checkbox { label: &attribute.name, name: &name, value: "true", checked: value == "true", error, hint: None })
        } @else {
            (Field { label: &attribute.name, name: &name, value, control, error, ..Field::default() })
        }
    }
}
