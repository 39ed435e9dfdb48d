//! Invoices from a file: drafts, by the rules of the form in which staff write them.
//!
//! An invoice is made whole or not at all: one line that is refused refuses it. What the file calls it is remembered, so that
//! the same file brings nothing twice.

use super::{
    Context,
    columns::Layout,
    invoice_columns::label,
    problem::{about, quoted},
    queries,
    report::{Entry, Outcome},
    said::{language_code, unknown},
    source::Group,
    table::Record,
};
use crate::{
    customers::{self, Customer},
    db::{Result, Tx},
    domain::{text::one_line, vat_rate::VatRate},
    i18n::{Language, Text, read},
    invoices::{self, MOST_LINES, OTHER_RATE, Problem, Problems, Typed, TypedLine, Written},
};

/// The longest name that a file may give an invoice.
const LONGEST_KEY: usize = 100;

/// What becomes of the rows of an invoice; it is stored if `context` says so.
pub async fn import(
    tx: &mut Tx,
    context: &Context<'_>,
    layout: &Layout,
    group: &Group,
    records: &[Record],
) -> Result<Entry> {
    let language = context.language;
    let mut entry = Entry {
        line: group.line(),
        key: group.key.clone(),
        outcome: Outcome::Refused,
        record: None,
        remarks: Vec::new(),
    };
    // A file may give all its rows to one invoice; looking at each of them would not help anybody.
    if records.len() > MOST_LINES {
        entry.remarks.push(Problem::TooManyLines.explain(language));
        return Ok(entry);
    }
    let (rows, remarks) = Rows::read(layout, records, language);
    let number = one_line(rows.first("customer"));
    entry.remarks = [remarks, rows.differences(), rows.check_key(&group.key)].concat();
    if !layout.has("invoice") {
        // Without a name of its own it is called by its customer.
        entry.key.clone_from(&number);
    }
    let Some(customer) = customers::by_number(tx, &number).await? else {
        entry.remarks.push(rows.at("customer", &no_customer(&number, language)));
        return Ok(entry);
    };
    if let Some(known) = queries::imported_invoice(tx, customer.id, &group.key).await? {
        let remarks = vec![KNOWN.get(language).to_owned()];
        return Ok(Entry { outcome: Outcome::Unchanged, record: Some(known), remarks, ..entry });
    }
    let written = match rows.check(context, &customer) {
        Ok(written) if entry.remarks.is_empty() => written,
        Ok(_) => return Ok(entry),
        Err(remarks) => {
            entry.remarks.extend(remarks);
            return Ok(entry);
        }
    };
    entry.outcome = Outcome::Created;
    if !context.is_dry_run {
        let draft = invoices::write_draft(tx, context.now, context.actor, &written).await?;
        queries::remember_key(tx, draft.id, &group.key).await?;
        entry.record = Some(draft.id);
    }
    Ok(entry)
}

/// The rows that can be read: the line where each stands, and its fields.
struct Rows<'a> {
    layout: &'a Layout,
    readable: Vec<(usize, &'a [String])>,
    language: Language,
}

impl<'a> Rows<'a> {
    /// What can be read of the rows, and what to say of the others.
    fn read(layout: &'a Layout, records: &'a [Record], language: Language) -> (Self, Vec<String>) {
        let (mut readable, mut remarks) = (Vec::new(), Vec::new());
        for record in records {
            let line = record.place.line;
            match &record.fields {
                Ok(fields) => readable.push((line, fields.as_slice())),
                Err(damage) => remarks.push(in_line(line, "", &damage.explain(language), language)),
            }
        }
        (Self { layout, readable, language }, remarks)
    }

    /// What the first row that says something says in a column that is about the whole invoice.
    fn first(&self, field: &str) -> &'a str {
        let said = self.readable.iter().map(|(_, fields)| self.layout.get(fields, field));
        said.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// Rows that do not agree about the whole invoice.
    fn differences(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        for field in ["customer", "issued_on", "due_on", "language", "note"] {
            let first = self.first(field);
            let differs = |fields: &[String]| !["", first].contains(&self.layout.get(fields, field));
            if let Some((line, fields)) = self.readable.iter().find(|(_, fields)| differs(fields)) {
                let problem = differs_from(self.layout.get(fields, field), first, self.language);
                remarks.push(in_line(*line, field, &problem, self.language));
            }
        }
        remarks
    }

    fn check_key(&self, key: &str) -> Vec<String> {
        let problem = match key.chars().count() {
            _ if !self.layout.has("invoice") => return Vec::new(),
            0 => MISSING.get(self.language),
            1..=LONGEST_KEY => return Vec::new(),
            _ => LONG_KEY.get(self.language),
        };
        vec![self.at("invoice", problem)]
    }

    /// The draft, or all that is wrong with it.
    fn check(&self, context: &Context<'_>, customer: &Customer) -> std::result::Result<Written, Vec<String>> {
        let mut remarks = self.empty_lines();
        let language = match self.first("language") {
            "" => Some(customer.language.code()),
            said => language_code(said),
        };
        if language.is_none() {
            remarks.push(self.at("language", &unknown(self.first("language"), self.language)));
        }
        let typed = self.typed(context, customer, language.unwrap_or_default());
        match typed.check(self.language) {
            Ok(written) if remarks.is_empty() => Ok(written),
            Ok(_) => Err(remarks),
            Err(problems) => {
                remarks.extend(self.explain(&problems));
                Err(remarks)
            }
        }
    }

    /// The form leaves out lines with nothing in them; here a row is there for something.
    fn empty_lines(&self) -> Vec<String> {
        let is_empty = |fields: &[String]| {
            ["description", "unit", "unit_price"].iter().all(|it| self.layout.get(fields, it).is_empty())
        };
        let problem = MISSING.get(self.language);
        let empty = self.readable.iter().filter(|(_, fields)| is_empty(fields));
        empty.map(|(line, _)| in_line(*line, "description", problem, self.language)).collect()
    }

    /// As if somebody had typed it into the form, which begins with the day it is issued on.
    fn typed(&self, context: &Context<'_>, customer: &Customer, language: &str) -> Typed {
        let issued_on = read::date(self.first("issued_on")).unwrap_or(context.today);
        let usual = VatRate::usual(context.settings.country).first().copied().unwrap_or_default();
        let mut typed = Typed::blank(customer.language, issued_on, context.settings.payment_days, usual);
        typed.customer = customer.id.to_string();
        language.clone_into(&mut typed.language);
        for (field, target) in
            [("issued_on", &mut typed.issued_on), ("due_on", &mut typed.due_on), ("note", &mut typed.note)]
        {
            match self.first(field) {
                "" => {}
                said => said.clone_into(target),
            }
        }
        typed.lines = self.readable.iter().map(|(_, fields)| self.line(fields, usual)).collect();
        typed
    }

    fn line(&self, fields: &[String], usual: VatRate) -> TypedLine {
        let get = |field| self.layout.get(fields, field).to_owned();
        let mut line = TypedLine {
            description: get("description"),
            unit: get("unit"),
            unit_price: get("unit_price"),
            ..TypedLine::blank(usual)
        };
        for (field, target) in [("quantity", &mut line.quantity), ("vat_rate", &mut line.other_rate)] {
            if !get(field).is_empty() {
                *target = get(field);
            }
        }
        if !line.other_rate.is_empty() {
            OTHER_RATE.clone_into(&mut line.vat_rate);
        }
        line
    }

    /// Every problem with the line it stands in. The form counts lines from 0 behind the field's name.
    fn explain(&self, problems: &Problems) -> Vec<String> {
        let explain = |(id, problem): (&str, String)| {
            let (field, position) =
                match id.rsplit_once('-').map(|(field, position)| (field, position.parse::<usize>())) {
                    Some((field, Ok(position))) => (field, Some(position)),
                    _ => (id, None),
                };
            let field = if field == "other_rate" { "vat_rate" } else { field };
            match position.and_then(|position| self.readable.get(position)) {
                Some((line, _)) => in_line(*line, field, &problem, self.language),
                None => self.at(field, &problem),
            }
        };
        problems.explained(self.language).map(explain).collect()
    }

    /// Of the whole invoice.
    fn at(&self, field: &str, problem: &str) -> String {
        match label(field, self.language) {
            "" => problem.to_owned(),
            label => about(label, problem, self.language),
        }
    }
}

/// `Zeile 2, Menge: …`; without a field of the row `Zeile 2: …`.
fn in_line(line: usize, field: &str, problem: &str, language: Language) -> String {
    let line = match language {
        Language::De => format!("Zeile {line}"),
        Language::Nl => format!("Rij {line}"),
        Language::Fr => format!("Ligne {line}"),
        Language::En => format!("Line {line}"),
    };
    match label(field, language) {
        "" => about(&line, problem, language),
        label => about(&format!("{line}, {label}"), problem, language),
    }
}

fn no_customer(number: &str, language: Language) -> String {
    if number.is_empty() {
        return MISSING.get(language).to_owned();
    }
    let number = quoted(number, language);
    match language {
        Language::De => format!("Kein Kunde hat die Nummer {number}."),
        Language::Nl => format!("Geen klant heeft het nummer {number}."),
        Language::Fr => format!("Aucun client ne porte le numéro {number}."),
        Language::En => format!("No customer has the number {number}."),
    }
}

fn differs_from(said: &str, first: &str, language: Language) -> String {
    let (said, first) = (quoted(said, language), quoted(first, language));
    match language {
        Language::De => format!("{said} statt {first}; alle Zeilen einer Rechnung müssen dasselbe sagen."),
        Language::Nl => format!("{said} in plaats van {first}; alle rijen van een factuur moeten hetzelfde zeggen."),
        Language::Fr => {
            format!("{said} au lieu de {first}\u{a0}; toutes les lignes d’une facture doivent dire la même chose.")
        }
        Language::En => format!("{said} instead of {first}; all rows of an invoice must say the same."),
    }
}

const KNOWN: Text = Text {
    de: "Schon importiert; die Zeilen wurden nicht verglichen.",
    nl: "Al geïmporteerd; de rijen werden niet vergeleken.",
    fr: "Déjà importée\u{a0}; les lignes n’ont pas été comparées.",
    en: "Imported already; the rows were not compared.",
};
const MISSING: Text =
    Text { de: "Bitte ausfüllen.", nl: "Vul dit in.", fr: "À compléter.", en: "Please fill this in." };
const LONG_KEY: Text = Text {
    de: "Höchstens 100 Zeichen.",
    nl: "Hoogstens 100 tekens.",
    fr: "100 caractères au plus.",
    en: "At most 100 characters.",
};
