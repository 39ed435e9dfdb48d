//! What the words in the cells of a file mean, in any of our languages. No I/O.

use super::problem::quoted;
use crate::{
    customers::{self, Kind},
    domain::country::Country,
    i18n::{Language, fold},
};

/// A code, or what else a kind of customer is called.
pub fn kind_code(said: &str) -> Option<&'static str> {
    let said = fold(said);
    let is_called = |kind: Kind| {
        let also: &[&str] = match kind {
            Kind::Person => &["privat", "prive", "prive persoon", "natural person", "personne", "persoon"],
            Kind::Company => &["unternehmen", "onderneming", "societe", "zakelijk", "business"],
        };
        said == kind.code()
            || also.contains(&said.as_str())
            || Language::ALL.into_iter().any(|language| fold(customers::kind_name(kind, language)) == said)
    };
    [Kind::Person, Kind::Company].into_iter().find(|kind| is_called(*kind)).map(Kind::code)
}

/// A code, or the name of a country.
pub fn country_code(said: &str) -> Option<&'static str> {
    let known = said.parse::<Country>().ok();
    let said = fold(said);
    let is_called = |country: &Country| Language::ALL.into_iter().any(|language| fold(country.name(language)) == said);
    known.or_else(|| Country::all(Language::En).into_iter().find(is_called)).map(Country::code)
}

/// A code, or the name of a language in any of them.
pub fn language_code(said: &str) -> Option<&'static str> {
    let said = fold(said);
    let names: [(Language, &[&str]); 4] = [
        (Language::De, &["de", "deutsch", "duits", "allemand", "german"]),
        (Language::Nl, &["nl", "niederlandisch", "nederlands", "neerlandais", "dutch"]),
        (Language::Fr, &["fr", "franzosisch", "frans", "francais", "french"]),
        (Language::En, &["en", "englisch", "engels", "anglais", "english"]),
    ];
    names.into_iter().find(|(_, names)| names.contains(&said.as_str())).map(|(language, _)| language.code())
}

/// A word that is none of those that may stand there.
pub fn unknown(said: &str, language: Language) -> String {
    let said = quoted(said, language);
    match language {
        Language::De => format!("{said} ist hier nicht bekannt."),
        Language::Nl => format!("{said} is hier niet bekend."),
        Language::Fr => format!("{said} n’est pas connu ici."),
        Language::En => format!("{said} is not known here."),
    }
}
