//! Reads what people type and what files hold: amounts, quantities, percentages, dates.
//!
//! The counterpart of [`format`](super::format): whatever that writes, this reads in the same language. Beyond that it takes
//! what people mean, as long as it can mean one thing only. Numbers are read digit by digit and never pass through a float.

use chrono::NaiveDate;

use super::{Language, Text};

/// Why a text is no number that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    #[error("nothing was typed")]
    Missing,
    #[error("not a number")]
    NotANumber,
    #[error("less than nothing")]
    Negative,
    #[error("more than {0} decimals")]
    TooManyDecimals(u32),
    #[error("too large")]
    TooLarge,
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    #[error("nothing was typed")]
    Missing,
    #[error("not a date")]
    NotADate,
    #[error("no such day in the calendar")]
    NoSuchDay,
    #[error("not in this century or the next")]
    FarAway,
}

/// An amount in cents: `1.234,50`, `1234.5`, `1 234,50 €`.
pub fn amount(text: &str, language: Language) -> Result<i64, NumberError> {
    let text = text.trim();
    let bare = text.strip_prefix('€').or_else(|| text.strip_suffix('€')).unwrap_or(text);
    let code = |text: &str| text.eq_ignore_ascii_case("EUR");
    let bare = match (bare.get(..3), bare.len().checked_sub(3).and_then(|at| bare.split_at_checked(at))) {
        (Some(first), _) if code(first) => &bare[3..],
        (_, Some((rest, last))) if code(last) => rest,
        _ => bare,
    };
    decimal(bare, 2, language)
}

/// A quantity in thousandths: `2,5`.
pub fn quantity(text: &str, language: Language) -> Result<i64, NumberError> {
    decimal(text, 3, language)
}

/// A percentage in hundredths of a percent: `21`, `5,5 %`.
pub fn percent(text: &str, language: Language) -> Result<i64, NumberError> {
    let text = text.trim();
    decimal(text.strip_suffix('%').unwrap_or(text), 2, language)
}

/// A day: as the language writes it, with any of the usual signs between, or as in ISO 8601. The day always comes before
/// the month; a year of two digits is one of this century.
pub fn date(text: &str) -> Result<NaiveDate, DateError> {
    let parts: Vec<&str> = text.split(|c: char| c.is_whitespace() || ".-/,".contains(c)).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let (day, month, year) = match parts[..] {
        [] => return Err(DateError::Missing),
        [year, month, day] if year.len() == 4 => (day, month, year),
        [day, month, year] => (day, month, year),
        _ => return Err(DateError::NotADate),
    };
    let year = match (year.len(), digits(year)) {
        (2, Some(year)) => 2000 + year,
        (4, Some(year)) => year,
        _ => return Err(DateError::NotADate),
    };
    let month = digits(month).or_else(|| month_named(month)).ok_or(DateError::NotADate)?;
    let day = digits(day).ok_or(DateError::NotADate)?;
    if !(2000..2200).contains(&year) {
        return Err(DateError::FarAway);
    }
    let year = year.try_into().map_err(|_| DateError::FarAway)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::NoSuchDay)
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// The English months, the only ones that [`format`](super::format) writes in letters; three of them tell which it is.
fn month_named(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = text.get(..3)?.to_ascii_lowercase();
    let is_word = text.bytes().all(|byte| byte.is_ascii_alphabetic());
    (1..).zip(MONTHS).find(|(_, month)| is_word && *month == start).map(|(number, _)| number)
}

/// The number times ten to the power of `places`.
fn decimal(text: &str, places: u32, language: Language) -> Result<i64, NumberError> {
    let signs: Vec<char> = text.chars().filter(|&c| !is_gap(c)).collect();
    let signs = match signs[..] {
        [] => return Err(NumberError::Missing),
        ['-' | '−' | '–', ref rest @ ..] if is_number(rest) => return Err(NumberError::Negative),
        // "50,-" is fifty and nothing more.
        ['+', ref rest @ ..] | [ref rest @ .., ',' | '.', '-' | '−' | '–' | '—'] => rest,
        ref all => all,
    };
    let (whole, fraction) = split(signs, language).ok_or(NumberError::NotANumber)?;
    let width = usize::try_from(places).unwrap_or(usize::MAX);
    if fraction.len() > width {
        return Err(NumberError::TooManyDecimals(places));
    }
    let padding = std::iter::repeat_n('0', width - fraction.len());
    let mut number: i64 = 0;
    for digit in whole.into_iter().chain(fraction).chain(padding) {
        let digit = digit.to_digit(10).ok_or(NumberError::NotANumber)?;
        number = number.checked_mul(10).and_then(|ten| ten.checked_add(digit.into())).ok_or(NumberError::TooLarge)?;
    }
    Ok(number)
}

fn is_number(signs: &[char]) -> bool {
    signs.iter().any(char::is_ascii_digit) && signs.iter().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

/// Spaces of every kind, and the apostrophes that the Swiss put between groups.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\'' | '’' | '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// The digits before and after the decimal sign, if these signs are a number.
///
/// With both dot and comma in it, the last one is the decimal sign. With one of them, once, it is the decimal sign, unless
/// the language groups with it and a group follows: `1.234` is a thousand and more in German, and little more than one in
/// English.
fn split(signs: &[char], language: Language) -> Option<(Vec<char>, Vec<char>)> {
    if !is_number(signs) {
        return None;
    }
    let group = if language == Language::En { ',' } else { '.' };
    let last = signs.iter().rposition(|&c| matches!(c, '.' | ','));
    let decimal = last.filter(|&at| {
        let sign = signs[at];
        let is_mixed = signs.iter().any(|&c| matches!(c, '.' | ',') && c != sign);
        let is_alone = signs.iter().filter(|&&c| c == sign).count() == 1;
        is_alone && (is_mixed || sign != group || !is_grouped(signs, group))
    });
    let (whole, fraction) = match decimal {
        Some(at) => (&signs[..at], &signs[at + 1..]),
        None => (signs, &[][..]),
    };
    let other = whole.iter().copied().find(|c| matches!(c, '.' | ','));
    if other.is_some_and(|sign| !is_grouped(whole, sign)) {
        return None;
    }
    Some((whole.iter().copied().filter(char::is_ascii_digit).collect(), fraction.to_vec()))
}

/// Whether `sign` stands between groups of three digits, the first one shorter perhaps: `1.234.567`.
fn is_grouped(signs: &[char], sign: char) -> bool {
    let mut groups = signs.split(|&c| c == sign);
    let is_digits = |group: &[char]| group.iter().all(char::is_ascii_digit);
    let starts = groups.next().is_some_and(|first| matches!(first.len(), 1..=3) && first[0] != '0' && is_digits(first));
    starts && groups.all(|group| group.len() == 3 && is_digits(group))
}

impl NumberError {
    /// Says to the person who typed it what to do.
    pub fn explain(self, language: Language) -> String {
        let text = match self {
            Self::Missing => MISSING,
            Self::NotANumber => NOT_A_NUMBER,
            Self::Negative => NEGATIVE,
            Self::TooLarge => TOO_LARGE,
            Self::TooManyDecimals(places) => return too_many_decimals(places, language),
        };
        text.get(language).to_owned()
    }
}

impl DateError {
    /// Says to the person who typed it what to do.
    pub const fn explain(self, language: Language) -> &'static str {
        match self {
            Self::Missing => DATE_MISSING.get(language),
            Self::NotADate => NOT_A_DATE.get(language),
            Self::NoSuchDay => NO_SUCH_DAY.get(language),
            Self::FarAway => FAR_AWAY.get(language),
        }
    }
}

fn too_many_decimals(places: u32, language: Language) -> String {
    match language {
        Language::De => format!("Höchstens {places} Stellen nach dem Komma."),
        Language::Nl => format!("Hoogstens {places} cijfers na de komma."),
        Language::Fr => format!("Au plus {places} chiffres après la virgule."),
        Language::En => format!("At most {places} digits after the point."),
    }
}

const MISSING: Text =
    Text { de: "Bitte ausfüllen.", nl: "Vul dit in.", fr: "À compléter.", en: "Please fill this in." };
const NOT_A_NUMBER: Text = Text {
    de: "Das ist keine Zahl. Schreiben Sie zum Beispiel 1.234,50.",
    nl: "Dit is geen getal. Schrijf bijvoorbeeld 1.234,50.",
    fr: "Ce n’est pas un nombre. Écrivez par exemple 1 234,50.",
    en: "This is not a number. Write for example 1,234.50.",
};
const NEGATIVE: Text = Text {
    de: "Die Zahl darf nicht negativ sein.",
    nl: "Het getal mag niet negatief zijn.",
    fr: "Le nombre ne peut pas être négatif.",
    en: "The number must not be negative.",
};
const TOO_LARGE: Text = Text {
    de: "Die Zahl ist zu groß.",
    nl: "Het getal is te groot.",
    fr: "Le nombre est trop grand.",
    en: "The number is too large.",
};
const DATE_MISSING: Text = Text {
    de: "Bitte geben Sie ein Datum an.",
    nl: "Vul een datum in.",
    fr: "Veuillez indiquer une date.",
    en: "Please give a date.",
};
const NOT_A_DATE: Text = Text {
    de: "Das ist kein Datum. Schreiben Sie zum Beispiel 23.11.2026.",
    nl: "Dit is geen datum. Schrijf bijvoorbeeld 23-11-2026.",
    fr: "Ce n’est pas une date. Écrivez par exemple 23/11/2026.",
    en: "This is not a date. Write for example 23 Nov 2026.",
};
const NO_SUCH_DAY: Text = Text {
    de: "Diesen Tag gibt es im Kalender nicht.",
    nl: "Deze dag bestaat niet in de kalender.",
    fr: "Ce jour n’existe pas dans le calendrier.",
    en: "There is no such day in the calendar.",
};
const FAR_AWAY: Text = Text {
    de: "Bitte ein Jahr von 2000 bis 2199.",
    nl: "Kies een jaar van 2000 tot 2199.",
    fr: "Veuillez choisir une année de 2000 à 2199.",
    en: "Please choose a year from 2000 to 2199.",
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::format, *};

    #[test]
    fn an_amount_is_read_as_its_language_writes_it_and_in_other_usual_ways() {
        for (text, language, cents) in [
            ("1.234,50", Language::De, 123_450),
            ("1234.5", Language::De, 123_450),
            ("1 234,50 €", Language::Fr, 123_450),
            ("€ 1.234,50", Language::Nl, 123_450),
            ("EUR 12", Language::De, 1200),
            ("12,5 eur", Language::De, 1250),
            ("1'234.50", Language::De, 123_450),
            ("1.234.567", Language::De, 123_456_700),
            ("1,234,567.89", Language::De, 123_456_789),
            ("1.234", Language::De, 123_400),
            ("1,234", Language::En, 123_400),
            ("0.5", Language::De, 50),
            (",5", Language::De, 50),
            ("50,-", Language::De, 5000),
            ("50,–", Language::De, 5000),
            ("+7", Language::De, 700),
            ("7,", Language::De, 700),
        ] {
            assert_eq!(amount(text, language), Ok(cents), "{text} in {language}");
        }
    }

    #[test]
    fn what_can_mean_two_things_or_none_is_no_amount() {
        for (text, language, error) in [
            ("", Language::De, NumberError::Missing),
            ("€", Language::De, NumberError::Missing),
            ("zehn", Language::De, NumberError::NotANumber),
            ("1,2,3", Language::De, NumberError::NotANumber),
            ("1.23.456", Language::De, NumberError::NotANumber),
            ("12.34,5.6", Language::De, NumberError::NotANumber),
            ("1e5", Language::En, NumberError::NotANumber),
            ("٣", Language::En, NumberError::NotANumber),
            ("--5", Language::De, NumberError::NotANumber),
            ("-5", Language::De, NumberError::Negative),
            ("−1.234,50", Language::De, NumberError::Negative),
            ("1,234", Language::De, NumberError::TooManyDecimals(2)),
            ("1.234", Language::En, NumberError::TooManyDecimals(2)),
            ("0.123", Language::De, NumberError::TooManyDecimals(2)),
            ("99999999999999999999", Language::De, NumberError::TooLarge),
        ] {
            assert_eq!(amount(text, language), Err(error), "{text} in {language}");
        }
    }

    #[test]
    fn quantities_and_percentages_have_their_own_decimals() {
        assert_eq!(quantity("2,5", Language::De), Ok(2500));
        assert_eq!(quantity("0,125", Language::De), Ok(125));
        assert_eq!(quantity("1.000", Language::De), Ok(1_000_000));
        assert_eq!(quantity("0.1234", Language::En), Err(NumberError::TooManyDecimals(3)));
        assert_eq!(percent("21", Language::De), Ok(2100));
        assert_eq!(percent("5,5 %", Language::Fr), Ok(550));
        assert_eq!(percent("300%", Language::De), Ok(30_000));
    }

    #[test]
    fn a_date_is_read_in_every_usual_way() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 3).unwrap();
        for text in ["3.11.2026", "03-11-2026", "03/11/2026", "3 Nov 2026", "3. 11. 26", "2026-11-03", " 03.11.2026 "] {
            assert_eq!(date(text), Ok(day), "{text}");
        }
        for (text, error) in [
            ("", DateError::Missing),
            ("morgen", DateError::NotADate),
            ("3.11.", DateError::NotADate),
            ("2026-11", DateError::NotADate),
            ("3.11.202", DateError::NotADate),
            ("31.2.2026", DateError::NoSuchDay),
            ("3.13.2026", DateError::NoSuchDay),
            ("99999999999.1.2026", DateError::NotADate),
            ("1.1.1026", DateError::FarAway),
        ] {
            assert_eq!(date(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn an_amount_that_we_wrote_is_read_back(cents in 0_i64..=i64::MAX) {
            for language in Language::ALL {
                prop_assert_eq!(amount(&format::amount(cents, "EUR", language), language), Ok(cents));
            }
        }

        #[test]
        fn a_date_that_we_wrote_is_read_back(days in 0_i64..73_000) {
            let day = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::TimeDelta::days(days);
            for language in Language::ALL {
                prop_assert_eq!(date(&format::date(day, language)), Ok(day));
            }
        }

        #[test]
        fn nothing_that_can_be_typed_breaks_the_reading(text in "\\PC{0,12}|[-0-9., €%']{0,12}") {
            for language in Language::ALL {
                let _ = (amount(&text, language), quantity(&text, language), percent(&text, language));
            }
            let _ = date(&text);
        }
    }
}
