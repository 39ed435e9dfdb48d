//! Dates, amounts and numbers as each language writes them (Unicode CLDR).

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use icu_calendar::Gregorian;
use icu_datetime::{FixedCalendarDateTimeFormatter, fieldsets::YMD, input::Date, options::YearStyle};
use icu_decimal::{DecimalFormatter, input::Decimal, options::DecimalFormatterOptions};
use icu_locale_core::{Locale, locale};

use super::Language;

/// A day: `23.11.2026`, `23-11-2026`, `23/11/2026`, `23 Nov 2026`.
///
/// English has the month in letters, because its readers disagree on whether day or month comes first. Years of five digits
/// are beyond the language data and written as in ISO 8601.
pub fn date(date: NaiveDate, language: Language) -> String {
    match gregorian(date) {
        Some(day) => with(language, |formats| formats.date.format(&day).to_string()),
        None => date.to_string(),
    }
}

/// A moment on the clock of `zone`, to the minute: `23.11.2026, 14:05`.
pub fn date_time(time: DateTime<Utc>, zone: Tz, language: Language) -> String {
    let local = time.with_timezone(&zone);
    format!("{}, {}", date(local.date_naive(), language), local.format("%H:%M"))
}

/// An amount in hundredths of its currency (ISO 4217): `1.234,50 €`, `€ 1.234,50`, `1 234,50 €`, `€1,234.50`.
///
/// No line can break inside it.
pub fn amount(cents: i64, currency: &str, language: Language) -> String {
    let mut decimal = Decimal::from(cents.unsigned_abs());
    decimal.multiply_pow10(-2);
    let number = with(language, |formats| formats.number.format(&decimal).to_string());
    let sign = if cents < 0 { "-" } else { "" };
    let (symbol, gap) = match currency {
        "EUR" => ("€", ""),
        code => (code, NO_BREAK_SPACE),
    };
    match language {
        Language::De | Language::Fr => format!("{sign}{number}{NO_BREAK_SPACE}{symbol}"),
        Language::Nl => format!("{symbol}{NO_BREAK_SPACE}{sign}{number}"),
        Language::En => format!("{sign}{symbol}{gap}{number}"),
    }
}

/// An amount in hundredths without its currency, as it stands in a field: `1.234,50`.
pub fn bare_amount(cents: i64, language: Language) -> String {
    let mut decimal = Decimal::from(cents);
    decimal.multiply_pow10(-2);
    with(language, |formats| formats.number.format(&decimal).to_string())
}

/// A quantity in thousandths, without zeros at its end: `2,5`, `12.345`.
pub fn quantity(thousandths: i64, language: Language) -> String {
    decimal(thousandths, 3, language)
}

/// A rate in hundredths of a percent: `21 %`, `5,5 %`; `5.5%` in English.
pub fn percent(hundredths: i64, language: Language) -> String {
    let gap = if language == Language::En { "" } else { NO_BREAK_SPACE };
    format!("{}{gap}%", decimal(hundredths, 2, language))
}

/// A number of so many decimal places, without zeros at its end.
fn decimal(value: i64, places: i16, language: Language) -> String {
    let mut decimal = Decimal::from(value);
    decimal.multiply_pow10(-places);
    decimal.absolute.trim_end();
    with(language, |formats| formats.number.format(&decimal).to_string())
}

/// A whole number: `12.345`.
pub fn number(number: i64, language: Language) -> String {
    with(language, |formats| formats.number.format(&Decimal::from(number)).to_string())
}

const NO_BREAK_SPACE: &str = "\u{a0}";

/// What writes one language. Made once per thread: the patterns are looked up only then.
struct Formats {
    date: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    number: DecimalFormatter,
}

thread_local! {
    static FORMATS: [Formats; 4] = Language::ALL.map(Formats::new);
}

fn with<T>(language: Language, write: impl FnOnce(&Formats) -> T) -> T {
    FORMATS.with(|formats| write(&formats[language as usize]))
}

impl Formats {
    fn new(language: Language) -> Self {
        let locale = locale_of(language);
        let length = match language {
            Language::En => YMD::medium(),
            _ => YMD::short(),
        };
        let date = FixedCalendarDateTimeFormatter::try_new((&locale).into(), length.with_year_style(YearStyle::Full));
        let number = DecimalFormatter::try_new((&locale).into(), DecimalFormatterOptions::default());
        Self {
            date: date.expect("the data of all our languages is compiled in"),
            number: number.expect("the data of all our languages is compiled in"),
        }
    }
}

/// English as written in Europe: the day before the month.
pub(super) const fn locale_of(language: Language) -> Locale {
    match language {
        Language::De => locale!("de"),
        Language::Nl => locale!("nl"),
        Language::Fr => locale!("fr"),
        Language::En => locale!("en-GB"),
    }
}

fn gregorian(date: NaiveDate) -> Option<Date<Gregorian>> {
    let [month, day] = [date.month(), date.day()].map(|number| number.to_le_bytes()[0]);
    Date::try_new_gregorian(date.year(), month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_all(write: impl Fn(Language) -> String) -> [String; 4] {
        Language::ALL.map(write)
    }

    #[test]
    fn a_date_is_written_as_its_language_writes_it() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        assert_eq!(in_all(|l| date(day, l)), ["23.11.2026", "23-11-2026", "23/11/2026", "23 Nov 2026"]);
        let day = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
        assert_eq!(in_all(|l| date(day, l)), ["05.03.2026", "05-03-2026", "05/03/2026", "5 Mar 2026"]);
    }

    #[test]
    fn the_first_and_the_last_day_that_can_be_stored_can_be_written() {
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            assert!(!date(day, Language::De).is_empty());
        }
    }

    #[test]
    fn a_moment_is_written_on_the_clock_of_the_office() {
        let time = "2026-11-23T23:05:59Z".parse().unwrap();
        let written = in_all(|l| date_time(time, chrono_tz::Europe::Brussels, l));
        assert_eq!(written, ["24.11.2026, 00:05", "24-11-2026, 00:05", "24/11/2026, 00:05", "24 Nov 2026, 00:05"]);
    }

    #[test]
    fn an_amount_is_written_as_its_language_writes_it() {
        let written = in_all(|l| amount(123_450, "EUR", l));
        assert_eq!(written, ["1.234,50\u{a0}€", "€\u{a0}1.234,50", "1\u{202f}234,50\u{a0}€", "€1,234.50"]);
        assert_eq!(in_all(|l| amount(5, "EUR", l)), ["0,05\u{a0}€", "€\u{a0}0,05", "0,05\u{a0}€", "€0.05"]);
        assert_eq!(in_all(|l| amount(0, "EUR", l)), ["0,00\u{a0}€", "€\u{a0}0,00", "0,00\u{a0}€", "€0.00"]);
    }

    #[test]
    fn a_negative_amount_keeps_its_sign() {
        let written = in_all(|l| amount(-123_450, "EUR", l));
        assert_eq!(written, ["-1.234,50\u{a0}€", "€\u{a0}-1.234,50", "-1\u{202f}234,50\u{a0}€", "-€1,234.50"]);
        assert_eq!(amount(i64::MIN, "EUR", Language::De), "-92.233.720.368.547.758,08\u{a0}€");
    }

    #[test]
    fn another_currency_is_written_with_its_code() {
        let written = in_all(|l| amount(100, "CHF", l));
        assert_eq!(written, ["1,00\u{a0}CHF", "CHF\u{a0}1,00", "1,00\u{a0}CHF", "CHF\u{a0}1.00"]);
    }

    #[test]
    fn decimals_end_with_the_last_that_says_something() {
        assert_eq!(in_all(|l| quantity(2500, l)), ["2,5", "2,5", "2,5", "2.5"]);
        assert_eq!(in_all(|l| quantity(1_234_000, l)), ["1.234", "1.234", "1\u{202f}234", "1,234"]);
        assert_eq!(quantity(1, Language::De), "0,001");
        assert_eq!(in_all(|l| percent(2100, l)), ["21\u{a0}%", "21\u{a0}%", "21\u{a0}%", "21%"]);
        assert_eq!(percent(550, Language::Fr), "5,5\u{a0}%");
        assert_eq!(percent(0, Language::En), "0%");
    }

    #[test]
    fn a_number_is_grouped_as_its_language_groups_it() {
        assert_eq!(
            in_all(|l| number(1_234_567, l)),
            ["1.234.567", "1.234.567", "1\u{202f}234\u{202f}567", "1,234,567"]
        );
        assert_eq!(number(-7, Language::De), "-7");
    }
}
