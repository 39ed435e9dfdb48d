//! Money in by week, as a chart on the overview.

use chrono::{Datelike, Days, NaiveDate};
use maud::{Markup, Render};

use super::queries::Income;
use crate::{
    i18n::{Language, Text, format},
    ui::chart::{Bar, Chart},
};

/// A quarter, about: enough to see how it goes.
const WEEKS: usize = 12;

/// The Monday of the first week that is shown.
pub(super) fn since(today: NaiveDate) -> NaiveDate {
    let back = 7 * (WEEKS as u64 - 1);
    monday(today).checked_sub_days(Days::new(back)).unwrap_or(today)
}

fn monday(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())).unwrap_or(day)
}

/// What came in in each of the weeks, oldest first, with their Mondays.
fn weeks(income: &[Income], today: NaiveDate) -> Vec<(NaiveDate, i64)> {
    let first = since(today);
    let mondays = first.iter_days().step_by(7).take(WEEKS);
    let sum =
        |monday: NaiveDate| income.iter().filter(|day| self::monday(day.day) == monday).map(|day| day.amount.0).sum();
    mondays.map(|monday| (monday, sum(monday))).collect()
}

pub(super) fn chart(income: &[Income], today: NaiveDate, language: Language) -> Markup {
    let weeks = weeks(income, today);
    let total = weeks.iter().map(|(_, amount)| amount).sum();
    let bars = weeks.iter().map(|(monday, amount)| Bar {
        label: day_and_month(*monday, language),
        value: *amount,
        written: format::amount(*amount, "EUR", language),
    });
    let chart = Chart {
        id: "income",
        title: TITLE.get(language),
        summary: &summary(total, language),
        nothing: NOTHING.get(language),
        columns: [WEEK.get(language), AMOUNT.get(language)],
        as_table: AS_TABLE.get(language),
        bars: bars.collect(),
    };
    chart.render()
}

fn day_and_month(day: NaiveDate, language: Language) -> String {
    match language {
        Language::De => day.format("%-d.%-m.").to_string(),
        Language::Nl => day.format("%-d-%-m").to_string(),
        Language::Fr | Language::En => day.format("%-d/%-m").to_string(),
    }
}

fn summary(total: i64, language: Language) -> String {
    let total = format::amount(total, "EUR", language);
    match language {
        Language::De => format!("{total} in zwölf Wochen, diese eingeschlossen; Rückgaben sind abgezogen."),
        Language::Nl => format!("{total} in twaalf weken, deze inbegrepen; terugboekingen zijn afgetrokken."),
        Language::Fr => format!("{total} en douze semaines, celle-ci comprise\u{a0}; les restitutions sont déduites."),
        Language::En => format!("{total} in twelve weeks, this one included; what went back is taken off."),
    }
}

pub(super) const TITLE: Text = Text {
    de: "Geldeingang nach Wochen",
    nl: "Ontvangsten per week",
    fr: "Encaissements par semaine",
    en: "Money in by week",
};
const NOTHING: Text = Text {
    de: "In den letzten zwölf Wochen ist kein Geld eingegangen. Hier steht, was eingezogen, überwiesen oder online bezahlt wird.",
    nl: "De laatste twaalf weken is er geen geld binnengekomen. Hier staat wat geïnd, overgeschreven of online betaald wordt.",
    fr: "Aucun encaissement ces douze dernières semaines. Ce qui est prélevé, viré ou payé en ligne s’affichera ici.",
    en: "No money came in during the last twelve weeks. What is collected, transferred or paid online will show here.",
};
const WEEK: Text = Text { de: "Woche ab", nl: "Week vanaf", fr: "Semaine du", en: "Week from" };
const AMOUNT: Text = Text { de: "Betrag", nl: "Bedrag", fr: "Montant", en: "Amount" };
const AS_TABLE: Text = Text { de: "Als Tabelle", nl: "Als tabel", fr: "Sous forme de tableau", en: "As a table" };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Cents;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_begins_on_monday_and_what_went_back_is_taken_off() {
        let today = day("2026-11-25"); // a Wednesday
        assert_eq!(since(today), day("2026-09-07"));
        let income = [("2026-11-23", 500), ("2026-11-25", -200), ("2026-11-22", 700), ("2026-09-07", 9)];
        let income = income.map(|(text, cents)| Income { day: day(text), amount: Cents(cents) });

        let weeks = weeks(&income, today);

        assert_eq!(weeks.len(), WEEKS);
        assert_eq!(weeks[0], (day("2026-09-07"), 9));
        assert_eq!(weeks[10..], [(day("2026-11-16"), 700), (day("2026-11-23"), 300)]);
    }
}
