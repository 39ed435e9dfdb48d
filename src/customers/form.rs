//! What was typed about a customer, and what is wrong with it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::customer::{Customer, Kind};
use crate::{
    domain::{
        bank,
        bic::BicError,
        country::{Country, CountryError},
        email::EmailError,
        iban::{Iban, IbanError},
        mobile::{Mobile, MobileError},
        text::{lines, one_line},
        vat::{VatError, VatNumber},
    },
    i18n::{Language, Text},
};

/// The form as it was sent. Everything is kept as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub number: String,
    pub kind: String,
    pub company_name: String,
    pub first_name: String,
    pub last_name: String,
    pub vat_number: String,
    pub language: String,
    pub email: String,
    pub mobile: String,
    pub street: String,
    pub postal_code: String,
    pub city: String,
    pub country: String,
    pub iban: String,
    pub bic: String,
    pub notes: String,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    Missing,
    /// Longer than so many signs.
    TooLong(usize),
    /// Another customer has this number.
    Taken,
    /// Not one of the choices.
    NoChoice,
    /// A BIC without the account it belongs to.
    BicAlone,
    /// The account belongs to a mandate in force and is not changed here.
    OfMandate,
    VatNumber(VatError),
    Email(EmailError),
    Mobile(MobileError),
    Country(CountryError),
    Iban(IbanError),
    Bic(BicError),
}

/// All that is wrong, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<(&'static str, Problem)>);

impl Problems {
    pub fn one(field: &'static str, problem: Problem) -> Self {
        Self(vec![(field, problem)])
    }

    /// What to tell the reader at this field.
    pub fn at(&self, field: &str, language: Language) -> Option<String> {
        let (_, problem) = self.0.iter().find(|(name, _)| *name == field)?;
        Some(problem.explain(language))
    }

    /// The fields concerned, in the order of the form.
    pub fn fields(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(field, _)| *field)
    }

    fn add(&mut self, field: &'static str, problem: Problem) {
        self.0.push((field, problem));
    }
}

impl From<&Customer> for Typed {
    /// As it stands in the form: accounts and numbers grouped, so that people can compare them.
    fn from(customer: &Customer) -> Self {
        Self {
            number: customer.number.clone(),
            kind: customer.kind.code().to_owned(),
            company_name: customer.company_name.clone(),
            first_name: customer.first_name.clone(),
            last_name: customer.last_name.clone(),
            vat_number: customer.vat_number.as_ref().map(ToString::to_string).unwrap_or_default(),
            language: customer.language.code().to_owned(),
            email: customer.email.as_ref().map(ToString::to_string).unwrap_or_default(),
            mobile: customer.mobile.as_ref().map(Mobile::grouped).unwrap_or_default(),
            street: customer.street.clone(),
            postal_code: customer.postal_code.clone(),
            city: customer.city.clone(),
            country: customer.country.code().to_owned(),
            iban: customer.iban.as_ref().map(Iban::grouped).unwrap_or_default(),
            bic: customer.bic.as_ref().map(ToString::to_string).unwrap_or_default(),
            notes: customer.notes.clone(),
        }
    }
}

impl Typed {
    /// The customer with what was typed, or what is wrong with it.
    ///
    /// A BIC that was left out is filled in where the IBAN tells it; one that was filled in so follows a new IBAN.
    pub fn check(&self, before: &Customer) -> Result<Customer, Problems> {
        let mut problems = Problems::default();
        let mut after = before.clone();
        self.check_who(&mut after, &mut problems);
        self.check_where(&mut after, &mut problems);
        // A mobile or VAT number without a country's code belongs to the customer's country, so that comes first.
        after.vat_number = optional(&self.vat_number, "vat_number", &mut problems, |text| {
            VatNumber::parse(text, after.country).map_err(Problem::VatNumber)
        });
        after.email = optional(&self.email, "email", &mut problems, |text| text.parse().map_err(Problem::Email));
        after.mobile = optional(&self.mobile, "mobile", &mut problems, |text| {
            Mobile::parse(text, after.country).map_err(Problem::Mobile)
        });
        self.check_bank(before, &mut after, &mut problems);
        after.notes = lines(&self.notes);
        if after.notes.chars().count() > NOTES {
            problems.add("notes", Problem::TooLong(NOTES));
        }
        if problems.0.is_empty() { Ok(after) } else { Err(problems) }
    }

    /// The same for a customer whose account a mandate in force names: that is left as it is, and another one is refused.
    pub fn check_beside_mandate(&self, before: &Customer) -> Result<Customer, Problems> {
        let mut after = self.check(before)?;
        let is_other_bic = !self.bic.trim().is_empty() && after.bic != before.bic;
        if after.iban != before.iban || is_other_bic {
            return Err(Problems::one("iban", Problem::OfMandate));
        }
        after.bic.clone_from(&before.bic);
        Ok(after)
    }

    fn check_who(&self, after: &mut Customer, problems: &mut Problems) {
        after.number = line(&self.number, "number", NUMBER, true, problems);
        after.kind = choice(&self.kind, "kind", problems).unwrap_or(after.kind);
        let is_company = after.kind == Kind::Company;
        // What belongs to the other kind is not asked for and does not stay behind.
        after.company_name =
            if is_company { line(&self.company_name, "company_name", COMPANY, true, problems) } else { String::new() };
        after.first_name = line(&self.first_name, "first_name", NAME, false, problems);
        after.last_name = line(&self.last_name, "last_name", NAME, !is_company, problems);
        after.language = choice(&self.language, "language", problems).unwrap_or(after.language);
    }

    fn check_where(&self, after: &mut Customer, problems: &mut Problems) {
        after.street = line(&self.street, "street", STREET, false, problems);
        after.postal_code = line(&self.postal_code, "postal_code", PLACE, false, problems);
        after.city = line(&self.city, "city", PLACE, false, problems);
        match self.country.parse::<Country>() {
            Ok(country) => after.country = country,
            Err(error) => problems.add("country", Problem::Country(error)),
        }
    }

    fn check_bank(&self, before: &Customer, after: &mut Customer, problems: &mut Problems) {
        after.iban = optional(&self.iban, "iban", problems, |text| text.parse().map_err(Problem::Iban));
        after.bic = optional(&self.bic, "bic", problems, |text| text.parse().map_err(Problem::Bic));
        if after.bic.is_some() && self.iban.trim().is_empty() {
            problems.add("bic", Problem::BicAlone);
        }
        if let Some(iban) = &after.iban {
            after.bic = bank::bic_of(iban, after.bic.take(), before.iban.as_ref(), before.bic.as_ref());
        }
    }
}

// What Twikey keeps of `customerNumber`, `companyName`, `firstname` and `lastname`, `address`, `city` and `zip`.
const NUMBER: usize = 50;
const COMPANY: usize = 140;
const NAME: usize = 50;
const STREET: usize = 70;
const PLACE: usize = 50;
const NOTES: usize = 10_000;

/// The field as one line of text.
fn line(text: &str, field: &'static str, longest: usize, required: bool, problems: &mut Problems) -> String {
    let line = one_line(text);
    if line.is_empty() && required {
        problems.add(field, Problem::Missing);
    } else if line.chars().count() > longest {
        problems.add(field, Problem::TooLong(longest));
    }
    line
}

fn optional<T>(
    text: &str,
    field: &'static str,
    problems: &mut Problems,
    read: impl FnOnce(&str) -> Result<T, Problem>,
) -> Option<T> {
    if text.trim().is_empty() {
        return None;
    }
    read(text).map_err(|problem| problems.add(field, problem)).ok()
}

fn choice<T: FromStr>(text: &str, field: &'static str, problems: &mut Problems) -> Option<T> {
    text.parse().map_err(|_| problems.add(field, Problem::NoChoice)).ok()
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, ()> {
        [Self::Person, Self::Company].into_iter().find(|kind| kind.code() == code).ok_or(())
    }
}

impl Problem {
    /// Says to the person who typed it what to do.
    pub fn explain(&self, language: Language) -> String {
        match self {
            Self::Missing => MISSING.get(language).to_owned(),
            Self::TooLong(longest) => too_long(*longest, language),
            Self::Taken => TAKEN.get(language).to_owned(),
            Self::NoChoice => NO_CHOICE.get(language).to_owned(),
            Self::BicAlone => BIC_ALONE.get(language).to_owned(),
            Self::OfMandate => OF_MANDATE.get(language).to_owned(),
            Self::VatNumber(error) => error.explain(language),
            Self::Email(error) => error.explain(language),
            Self::Mobile(error) => error.explain(language),
            Self::Country(error) => error.explain(language),
            Self::Iban(error) => error.explain(language),
            Self::Bic(error) => error.explain(language),
        }
    }
}

const MISSING: Text =
    Text { de: "Bitte ausfüllen.", nl: "Vul dit in.", fr: "À compléter.", en: "Please fill this in." };
const TAKEN: Text = Text {
    de: "Ein anderer Kunde hat diese Nummer schon. Bitte eine freie wählen.",
    nl: "Een andere klant heeft dit nummer al. Kies een vrij nummer.",
    fr: "Un autre client porte déjà ce numéro. Choisissez un numéro libre.",
    en: "Another customer already has this number. Please choose a free one.",
};
const NO_CHOICE: Text =
    Text { de: "Bitte auswählen.", nl: "Maak een keuze.", fr: "Faites un choix.", en: "Please choose." };
pub const BIC_ALONE: Text = Text {
    de: "Zum BIC fehlt die IBAN. Bitte ergänzen oder den BIC löschen.",
    nl: "Bij de BIC ontbreekt de IBAN. Vul aan of wis de BIC.",
    fr: "Le BIC est donné sans IBAN. Complétez l’IBAN ou effacez le BIC.",
    en: "The BIC has no IBAN beside it. Please add the IBAN or remove the BIC.",
};
const OF_MANDATE: Text = Text {
    de: "Ein Mandat nennt ein anderes Konto; hier kann es nicht geändert werden.",
    nl: "Een mandaat vermeldt een andere rekening; hier kan ze niet worden gewijzigd.",
    fr: "Un mandat désigne un autre compte\u{a0}; il ne peut être modifié ici.",
    en: "A mandate names another account; it cannot be changed here.",
};

fn too_long(longest: usize, language: Language) -> String {
    match language {
        Language::De => format!("Höchstens {longest} Zeichen, sonst nimmt Twikey es nicht an. Bitte kürzen."),
        Language::Nl => format!("Maximaal {longest} tekens, anders aanvaardt Twikey het niet. Kort in."),
        Language::Fr => format!("{longest} caractères au plus, sinon Twikey le refuse. Raccourcissez."),
        Language::En => format!("{longest} characters at most, or Twikey refuses it. Please shorten."),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    fn blank() -> Customer {
        Customer::new(Uuid::nil(), DateTime::UNIX_EPOCH, "", Language::De, Country::GERMANY)
    }

    fn typed() -> Typed {
        Typed {
            number: " C-1001 ".to_owned(),
            kind: "company".to_owned(),
            company_name: "Bäckerei  Müller\r\nGmbH".to_owned(),
            language: "de".to_owned(),
            country: "BE".to_owned(),
            ..Typed::default()
        }
    }

    fn problems(typed: &Typed) -> Vec<(&'static str, Problem)> {
        typed.check(&blank()).unwrap_err().0
    }

    #[test]
    fn a_name_is_one_line_without_spaces_at_its_ends() {
        let customer = typed().check(&blank()).unwrap();
        assert_eq!((customer.number.as_str(), customer.company_name.as_str()), ("C-1001", "Bäckerei Müller GmbH"));
    }

    #[test]
    fn numbers_without_country_code_belong_to_the_customers_country() {
        let typed = Typed { mobile: "0470 12 34 56".to_owned(), vat_number: "0533.800.797".to_owned(), ..typed() };
        let customer = typed.check(&blank()).unwrap();
        assert_eq!(customer.mobile.unwrap().as_str(), "+32470123456");
        assert_eq!(customer.vat_number.unwrap().as_str(), "BE0533800797");
    }

    #[test]
    fn a_bic_left_out_is_filled_in_from_the_iban() {
        let account = Typed { iban: "BE16 6453 4897 1174".to_owned(), ..typed() };
        assert_eq!(account.check(&blank()).unwrap().bic.unwrap().as_str(), "JVBABE22");
        let other = Typed { bic: "KREDBEBB".to_owned(), ..account };
        assert_eq!(other.check(&blank()).unwrap().bic.unwrap().as_str(), "KREDBEBB");
    }

    #[test]
    fn a_bic_that_came_from_the_iban_follows_a_new_iban() {
        let first = Typed { iban: "BE16 6453 4897 1174".to_owned(), ..typed() }.check(&blank()).unwrap();
        let moved = Typed { iban: "NL91 ABNA 0417 1643 00".to_owned(), ..Typed::from(&first) };
        assert_eq!(moved.check(&first).unwrap().bic.unwrap().as_str(), "ABNANL2A");
        let chosen = Typed { bic: "KREDBEBB".to_owned(), ..Typed::from(&first) }.check(&first).unwrap();
        let moved = Typed { iban: "NL91 ABNA 0417 1643 00".to_owned(), ..Typed::from(&chosen) };
        assert_eq!(moved.check(&chosen).unwrap().bic.unwrap().as_str(), "KREDBEBB");
    }

    #[test]
    fn a_bic_cannot_stand_alone() {
        let alone = Typed { bic: "KREDBEBB".to_owned(), ..typed() };
        assert_eq!(problems(&alone), [("bic", Problem::BicAlone)]);
        // With a wrong IBAN beside it that one is the problem.
        let beside = Typed { iban: "BE00".to_owned(), ..alone };
        assert_eq!(problems(&beside).len(), 1);
    }

    #[test]
    fn a_person_needs_a_last_name_and_a_company_its_own() {
        assert_eq!(problems(&Typed { company_name: " ".to_owned(), ..typed() }), [("company_name", Problem::Missing)]);
        let person = Typed { kind: "person".to_owned(), ..typed() };
        assert_eq!(problems(&person), [("last_name", Problem::Missing)]);
        let named = Typed { last_name: "Peeters".to_owned(), ..person };
        assert_eq!(named.check(&blank()).unwrap().company_name, "");
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = Typed {
            number: String::new(),
            email: "els".to_owned(),
            mobile: "12".to_owned(),
            iban: "BE68 5390 0754 7035".to_owned(),
            bic: "KRED".to_owned(),
            country: "ZZ".to_owned(),
            language: "xx".to_owned(),
            street: "x".repeat(71),
            ..typed()
        };
        let fields: Vec<_> = wrong.check(&blank()).unwrap_err().fields().collect();
        assert_eq!(fields, ["number", "language", "street", "country", "email", "mobile", "iban", "bic"]);
    }

    #[test]
    fn what_a_form_shows_of_a_customer_is_read_back_unchanged() {
        let full = Typed {
            first_name: "Els".to_owned(),
            last_name: "Müller".to_owned(),
            email: "els@firma.example".to_owned(),
            mobile: "+32 470 12 34 56".to_owned(),
            vat_number: "BE0533800797".to_owned(),
            iban: "BE16 6453 4897 1174".to_owned(),
            notes: " Ruft gern an.\r\nNur vormittags. \u{0}".to_owned(),
            ..typed()
        };
        let customer = full.check(&blank()).unwrap();
        assert_eq!(customer.notes, "Ruft gern an.\nNur vormittags.");
        assert_eq!(Typed::from(&customer).check(&customer).unwrap(), customer);
    }
}
