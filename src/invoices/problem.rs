//! What can be wrong with what is typed about an invoice, in words for whoever typed it.

use std::collections::HashMap;

use super::{LARGEST_TOTAL, MOST_LINES, line::LARGEST_PRICE};
use crate::i18n::{
    Language, Text, format,
    read::{DateError, NumberError},
};

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    Missing,
    /// Longer than so many signs.
    TooLong(usize),
    /// Not one of the choices.
    NoChoice,
    NoCustomer,
    Number(NumberError),
    Date(DateError),
    DueBeforeIssue,
    /// Nothing, or beyond all measure.
    Quantity,
    Price,
    Rate,
    NoLines,
    TooManyLines,
    /// More than an invoice can come to.
    TooMuch,
    /// More than is left of the invoice that a credit note takes back.
    MoreThanLeft(i64),
}

/// All that is wrong, in the order of the form: the id of the field, and what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    all: Vec<(String, Problem)>,
    /// Where the first of each field stands: a long form asks for many.
    first: HashMap<String, usize>,
}

impl Problems {
    pub fn one(field: &str, problem: Problem) -> Self {
        let mut problems = Self::default();
        problems.add(field, problem);
        problems
    }

    pub fn add(&mut self, field: &str, problem: Problem) {
        self.first.entry(field.to_owned()).or_insert(self.all.len());
        self.all.push((field.to_owned(), problem));
    }

    /// The value, unless it is wrong.
    pub fn noting<T>(&mut self, field: &str, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.add(field, problem)).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    #[cfg(test)]
    pub fn all(&self) -> &[(String, Problem)] {
        &self.all
    }

    /// What to tell the reader at this field.
    pub fn at(&self, field: &str, reader: Language) -> Option<String> {
        let (_, problem) = self.all.get(*self.first.get(field)?)?;
        Some(problem.explain(reader))
    }

    /// All of them in the order of the form: the field, and what to tell the reader.
    pub fn explained(&self, reader: Language) -> impl Iterator<Item = (&str, String)> {
        self.all.iter().map(move |(field, problem)| (field.as_str(), problem.explain(reader)))
    }

    /// The fields concerned, in the order of the form.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|(field, _)| field.as_str())
    }
}

impl Problem {
    /// Says to the person who typed it what to do.
    pub fn explain(&self, language: Language) -> String {
        let text = match self {
            Self::Missing => MISSING,
            Self::NoChoice => NO_CHOICE,
            Self::NoCustomer => NO_CUSTOMER,
            Self::DueBeforeIssue => DUE_BEFORE_ISSUE,
            Self::Quantity => QUANTITY,
            Self::Rate => RATE,
            Self::NoLines => NO_LINES,
            Self::Number(error) => return error.explain(language),
            Self::Date(error) => return error.explain(language).to_owned(),
            Self::TooLong(longest) => return too_long(*longest, language),
            Self::TooManyLines => return too_many_lines(language),
            Self::Price => return at_most(LARGEST_PRICE.0, language),
            Self::TooMuch => return too_much(language),
            Self::MoreThanLeft(left) => return more_than_left(*left, language),
        };
        text.get(language).to_owned()
    }
}

fn too_long(longest: usize, language: Language) -> String {
    match language {
        Language::De => format!("Höchstens {longest} Zeichen. Bitte kürzen."),
        Language::Nl => format!("Hoogstens {longest} tekens. Kort dit in."),
        Language::Fr => format!("{longest} caractères au plus. Raccourcissez."),
        Language::En => format!("{longest} characters at most. Please shorten."),
    }
}

fn too_many_lines(language: Language) -> String {
    match language {
        Language::De => format!("Eine Rechnung hat höchstens {MOST_LINES} Positionen. Bitte teilen Sie sie auf."),
        Language::Nl => format!("Een factuur heeft hoogstens {MOST_LINES} regels. Splits ze op."),
        Language::Fr => format!("Une facture compte {MOST_LINES} lignes au plus. Veuillez la scinder."),
        Language::En => format!("An invoice has {MOST_LINES} lines at most. Please split it."),
    }
}

fn at_most(cents: i64, language: Language) -> String {
    let most = format::amount(cents, "EUR", language);
    match language {
        Language::De => format!("Höchstens {most}."),
        Language::Nl => format!("Hoogstens {most}."),
        Language::Fr => format!("{most} au plus."),
        Language::En => format!("{most} at most."),
    }
}

fn too_much(language: Language) -> String {
    let most = format::amount(LARGEST_TOTAL.0, "EUR", language);
    match language {
        Language::De => format!("Das ergibt mehr als {most}; mehr bewegt SEPA nicht auf einmal."),
        Language::Nl => format!("Dat is meer dan {most}; meer verplaatst SEPA niet in één keer."),
        Language::Fr => format!("Cela dépasse {most}, le maximum d’une opération SEPA."),
        Language::En => format!("This comes to more than {most}, the most that SEPA moves at once."),
    }
}

fn more_than_left(left: i64, language: Language) -> String {
    let left = format::amount(left, "EUR", language);
    match language {
        Language::De => format!("Gutzuschreiben sind höchstens {left}. Bitte kürzen Sie Mengen oder Preise."),
        Language::Nl => format!("Er kan hoogstens {left} worden gecrediteerd. Verlaag aantallen of prijzen."),
        Language::Fr => format!("Vous pouvez créditer {left} au plus. Réduisez les quantités ou les prix."),
        Language::En => format!("At most {left} is left to credit. Please reduce quantities or prices."),
    }
}

const MISSING: Text =
    Text { de: "Bitte ausfüllen.", nl: "Vul dit in.", fr: "À compléter.", en: "Please fill this in." };
const NO_CHOICE: Text =
    Text { de: "Bitte auswählen.", nl: "Maak een keuze.", fr: "Faites un choix.", en: "Please choose." };
const NO_CUSTOMER: Text = Text {
    de: "Bitte wählen Sie den Kunden.",
    nl: "Kies de klant.",
    fr: "Veuillez choisir le client.",
    en: "Please choose the customer.",
};
const DUE_BEFORE_ISSUE: Text = Text {
    de: "Fällig werden kann sie erst am Rechnungsdatum oder danach.",
    nl: "De vervaldatum kan niet vóór de factuurdatum liggen.",
    fr: "L’échéance ne peut pas précéder la date de la facture.",
    en: "It cannot be due before its own date.",
};
const QUANTITY: Text = Text {
    de: "Bitte mehr als 0 und höchstens 10.000.000.",
    nl: "Meer dan 0 en hoogstens 10.000.000, alstublieft.",
    fr: "Plus de 0 et au plus 10 000 000.",
    en: "Please more than 0 and at most 10,000,000.",
};
const RATE: Text = Text {
    de: "Ein Steuersatz liegt zwischen 0 und 100 %.",
    nl: "Een btw-tarief ligt tussen 0 en 100 %.",
    fr: "Un taux de TVA se situe entre 0 et 100 %.",
    en: "A VAT rate lies between 0 and 100%.",
};
const NO_LINES: Text = Text {
    de: "Bitte tragen Sie mindestens eine Position ein.",
    nl: "Vul minstens één regel in.",
    fr: "Veuillez saisir au moins une ligne.",
    en: "Please enter at least one line.",
};
