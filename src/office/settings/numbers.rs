//! How invoices and credit notes are numbered, with an example beside it that follows what is typed: `GET /settings/numbers`.

use actix_web::web::{Data, Query};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::problems::{Problems, field};
use crate::{
    app::App,
    db::{self, Tx},
    domain::number_pattern::{Pattern, PatternError},
    i18n::{Language, Text, format},
    invoices::{self, Kind},
    settings::Settings,
    ui::{
        field::{Control, Field, Width},
        form::group,
    },
    viewer::Admin,
};

/// Beyond this a pattern's numbers would become longer than they may.
const LARGEST: i64 = 999_999_999;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Typed {
    invoice_numbers: String,
    next_invoice: String,
    credit_note_numbers: String,
    next_credit_note: String,
}

/// The running number that comes next in a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Next {
    pub kind: Kind,
    /// Of the series: see [`Pattern::series_year`].
    series_year: i64,
    pub before: i64,
    pub after: i64,
}

impl Next {
    /// The name of its field, in the form and in the audit trail.
    pub fn field(self) -> &'static str {
        next_field(self.kind)
    }

    /// Lets the series go on there.
    pub async fn save(self, tx: &mut Tx) -> db::Result<()> {
        if self.after == self.before {
            return Ok(());
        }
        invoices::raise_series(tx, self.kind.code(), self.series_year, self.after - 1).await
    }
}

/// `GET /settings/numbers`
pub async fn show(app: Data<App>, viewer: Admin, typed: Query<Typed>) -> Markup {
    typed.examples(year(&app), viewer.language())
}

/// The year that numbers given now would have.
pub(super) fn year(app: &App) -> i32 {
    chrono::Datelike::year(&app.clock.today())
}

impl Typed {
    /// The patterns, and the running numbers that come next.
    pub(super) async fn read(tx: &mut Tx, settings: &Settings, year: i32) -> db::Result<Self> {
        let (invoices, credit_notes) = (&settings.invoice_numbers, &settings.credit_note_numbers);
        Ok(Self {
            invoice_numbers: invoices.to_string(),
            next_invoice: next(tx, Kind::Invoice, invoices, year).await?.to_string(),
            credit_note_numbers: credit_notes.to_string(),
            next_credit_note: next(tx, Kind::CreditNote, credit_notes, year).await?.to_string(),
        })
    }

    pub(super) fn check(&self, after: &mut Settings, problems: &mut Problems) {
        let language = problems.language();
        match self.invoice_numbers.parse() {
            Ok(pattern) => after.invoice_numbers = pattern,
            Err(error) => problems.add("invoice_numbers", explain(error, language)),
        }
        match self.credit_note_numbers.parse::<Pattern>() {
            Ok(pattern) if pattern.may_collide(&after.invoice_numbers) => {
                problems.add("credit_note_numbers", COLLIDES.get(language));
            }
            Ok(pattern) => after.credit_note_numbers = pattern,
            Err(error) => problems.add("credit_note_numbers", explain(error, language)),
        }
    }

    /// The running numbers that were typed. They may skip some, but no number is given twice.
    pub(super) async fn check_next(
        &self,
        tx: &mut Tx,
        after: &Settings,
        year: i32,
        problems: &mut Problems,
    ) -> db::Result<Vec<Next>> {
        let series = [
            (Kind::Invoice, &after.invoice_numbers, &self.next_invoice),
            (Kind::CreditNote, &after.credit_note_numbers, &self.next_credit_note),
        ];
        let mut all = Vec::new();
        for (kind, pattern, typed) in series {
            let before = invoices::last_in_series(tx, kind.code(), pattern.series_year(year)).await? + 1;
            let least = before.max(invoices::highest_written(tx, pattern, year).await? + 1);
            match typed.trim().parse().ok().filter(|next| (least..=LARGEST).contains(next)) {
                Some(next) => all.push(Next { kind, series_year: pattern.series_year(year), before, after: next }),
                None => problems.add(next_field(kind), number_from(least, problems.language())),
            }
        }
        Ok(all)
    }

    pub(super) fn fields(&self, year: i32, problems: &Problems) -> Markup {
        let language = problems.language();
        let pattern = |name, value| {
            field(problems, Field { name, value, required: true, width: Width::TwoThirds, ..Field::default() })
        };
        let next = |name, value| {
            let control = Control::Number;
            field(problems, Field { name, value, control, required: true, width: Width::Third, ..Field::default() })
        };
        let fields = html! {
            p.muted.full { (explanation(language)) }
            div.contents id="numbers" hx-get="/settings/numbers" hx-trigger="input delay:300ms"
                hx-include="#numbers input" hx-target="#number-examples" hx-swap="outerMorph" {
                (pattern("invoice_numbers", &self.invoice_numbers))
                (next("next_invoice", &self.next_invoice))
                (pattern("credit_note_numbers", &self.credit_note_numbers))
                (next("next_credit_note", &self.next_credit_note))
            }
            (self.examples(year, language))
        };
        group(NUMBERS.get(language), fields)
    }

    /// What the next numbers would be. A pattern that is wrong has none.
    fn examples(&self, year: i32, language: Language) -> Markup {
        let example = |pattern: &str, next: &str| {
            let pattern: Pattern = pattern.parse().ok()?;
            let next = next.trim().parse().ok().filter(|next| (1..=LARGEST).contains(next))?;
            Some(pattern.write(year, next))
        };
        let examples = [
            (&NEXT_INVOICE, example(&self.invoice_numbers, &self.next_invoice)),
            (&NEXT_CREDIT_NOTE, example(&self.credit_note_numbers, &self.next_credit_note)),
        ];
        html! {
            p.full id="number-examples" aria-live="polite" {
                @for (label, number) in examples {
                    (label.get(language)) " "
                    @match number { Some(number) => strong.code { (number) }, None => "–" }
                    br;
                }
            }
        }
    }
}

async fn next(tx: &mut Tx, kind: Kind, pattern: &Pattern, year: i32) -> db::Result<i64> {
    Ok(invoices::last_in_series(tx, kind.code(), pattern.series_year(year)).await? + 1)
}

const fn next_field(kind: Kind) -> &'static str {
    match kind {
        Kind::Invoice => "next_invoice",
        Kind::CreditNote => "next_credit_note",
    }
}

fn explanation(language: Language) -> Markup {
    let (year, number, wide) =
        (html! { code { "{year}" } }, html! { code { "{number}" } }, html! { code { "{number:4}" } });
    match language {
        Language::De => html! {
            (number) " ist die laufende Nummer, " (wide) " schreibt sie mindestens vierstellig. Mit " (year)
            " beginnt sie jedes Jahr neu."
        },
        Language::Nl => html! {
            (number) " is het volgnummer, " (wide) " schrijft het met minstens vier cijfers. Met " (year)
            " begint het elk jaar opnieuw."
        },
        Language::Fr => html! {
            (number) " est le numéro d’ordre, " (wide) " l’écrit avec au moins quatre chiffres. Avec " (year)
            ", il recommence chaque année."
        },
        Language::En => html! {
            (number) " is the running number, " (wide) " writes it with four digits at least. With " (year)
            " it begins anew each year."
        },
    }
}

fn explain(error: PatternError, language: Language) -> String {
    match error {
        PatternError::Number => MISSING_NUMBER.get(language).to_owned(),
        PatternError::Placeholder => PLACEHOLDER.get(language).to_owned(),
        PatternError::Sign(sign) => match language {
            Language::De => format!("„{sign}“ ist nicht erlaubt: nur Buchstaben ohne Akzente, Ziffern und . - _"),
            Language::Nl => format!("‘{sign}’ mag niet: enkel letters zonder accenten, cijfers en . - _"),
            Language::Fr => {
                format!("«\u{a0}{sign}\u{a0}» n’est pas permis\u{a0}: lettres sans accents, chiffres et . - _")
            }
            Language::En => format!("“{sign}” is not allowed: only letters without accents, digits and . - _"),
        },
        PatternError::Long => LONG.get(language).to_owned(),
    }
}

fn number_from(least: i64, language: Language) -> String {
    let [least, most] = [least, LARGEST].map(|number| format::number(number, language));
    match language {
        Language::De => format!("Eine Zahl von {least} bis {most}; kleinere sind schon vergeben."),
        Language::Nl => format!("Een getal van {least} tot {most}; kleinere zijn al gebruikt."),
        Language::Fr => format!("Un nombre de {least} à {most}\u{a0}; les plus petits sont déjà attribués."),
        Language::En => format!("A number from {least} to {most}; smaller ones are taken."),
    }
}

const NUMBERS: Text = Text { de: "Nummern", nl: "Nummers", fr: "Numéros", en: "Numbers" };
const NEXT_INVOICE: Text = Text {
    de: "Die nächste Rechnung:",
    nl: "De volgende factuur:",
    fr: "La prochaine facture\u{a0}:",
    en: "The next invoice:",
};
const NEXT_CREDIT_NOTE: Text = Text {
    de: "Die nächste Gutschrift:",
    nl: "De volgende creditnota:",
    fr: "La prochaine note de crédit\u{a0}:",
    en: "The next credit note:",
};
const MISSING_NUMBER: Text = Text {
    de: "{number} oder etwa {number:4} muss genau einmal darin stehen.",
    nl: "{number} of bijvoorbeeld {number:4} moet er precies één keer in staan.",
    fr: "{number} ou par exemple {number:4} doit y figurer exactement une fois.",
    en: "{number}, or for example {number:4}, must stand in it exactly once.",
};
const PLACEHOLDER: Text = Text {
    de: "In geschweiften Klammern stehen nur {year}, {number} oder {number:1} bis {number:9}.",
    nl: "Tussen accolades staan enkel {year}, {number} of {number:1} tot {number:9}.",
    fr: "Entre accolades, seuls {year}, {number} ou {number:1} à {number:9} sont permis.",
    en: "Only {year}, {number} or {number:1} to {number:9} may stand in braces.",
};
const LONG: Text = Text {
    de: "Damit können Nummern länger als 30 Zeichen werden. Bitte kürzen.",
    nl: "Zo kunnen nummers langer worden dan 30 tekens. Kort in.",
    fr: "Les numéros pourraient dépasser 30 caractères. Raccourcissez.",
    en: "Numbers could become longer than 30 characters. Please shorten it.",
};
const COLLIDES: Text = Text {
    de: "So könnten eine Rechnung und eine Gutschrift dieselbe Nummer bekommen. Bitte anders beginnen, zum Beispiel mit G.",
    nl: "Zo zouden een factuur en een creditnota hetzelfde nummer kunnen krijgen. Laat ze anders beginnen, bijvoorbeeld met C.",
    fr: "Une facture et une note de crédit pourraient porter le même numéro. Commencez autrement, par exemple par NC.",
    en: "An invoice and a credit note could get the same number. Please begin differently, for example with C.",
};
