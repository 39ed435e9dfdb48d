//! Customers from a file: the number says who it is; the rules are those of the form.
//!
//! A customer that exists is changed where the file has a column. An empty cell leaves what is stored, because exports are full
//! of them; a hyphen removes it. What is not given of a new customer is taken as the form proposes it.

use uuid::Uuid;

use super::{
    Context,
    columns::Layout,
    problem::about,
    report::{Entry, Outcome},
    said::{country_code, kind_code, language_code, unknown},
    source::Group,
    table::Record,
};
use crate::{
    customers::{self, Account, Customer, Kind, Problems, Saved, Typed},
    db::{Result, Tx},
    domain::{country::Country, iban::Iban},
    i18n::Language,
    mandates,
};

/// What becomes of the row of a customer; it is stored if `context` says so.
pub async fn import(
    tx: &mut Tx,
    context: &Context<'_>,
    layout: &Layout,
    group: &Group,
    records: &[Record],
) -> Result<Entry> {
    let language = context.language;
    let entry =
        |outcome, record, remarks| Entry { line: group.line(), key: group.key.clone(), outcome, record, remarks };
    let refused = |remarks| Ok(entry(Outcome::Refused, None, remarks));
    let fields = match records.first().map(|record| &record.fields) {
        Some(Ok(fields)) => fields,
        Some(Err(damage)) => return refused(vec![damage.explain(language)]),
        None => return refused(Vec::new()), // a group has a row
    };
    if let Some(line) = group.stands_in {
        return refused(vec![twice(line, language)]);
    }
    loop {
        let stored = customers::by_number(tx, &group.key).await?;
        let before = stored.clone().unwrap_or_else(|| {
            let now = context.now;
            Customer::new(Uuid::now_v7(), now, "", language, context.settings.country)
        });
        let typed = match overlay(stored.as_ref(), context, layout, fields) {
            Ok(typed) => typed,
            Err(remarks) => return refused(remarks),
        };
        let after = match check(tx, &typed, &before, stored.is_some()).await? {
            Ok(after) => after,
            Err(problems) => return refused(explain(&problems, language)),
        };
        let outcome = match &stored {
            None => Outcome::Created,
            Some(stored) if stored.changes_to(&after).is_empty() => Outcome::Unchanged,
            Some(_) => Outcome::Changed,
        };
        let id = stored.is_some().then_some(before.id);
        if context.is_dry_run {
            return Ok(entry(outcome, id, Vec::new()));
        }
        match outcome {
            Outcome::Created => customers::create(tx, context.actor, &after).await?,
            // Somebody may save the sheet between reading and writing; then their change is read and kept.
            _ if customers::save(tx, context.now, context.actor, &before, &after).await? == Saved::Outdated => continue,
            _ => {}
        }
        return Ok(entry(outcome, Some(after.id), Vec::new()));
    }
}

/// The checks of the form; the account of a mandate in force stays as it is.
async fn check(
    tx: &mut Tx,
    typed: &Typed,
    before: &Customer,
    exists: bool,
) -> Result<std::result::Result<Customer, Problems>> {
    let checked = typed.check(before);
    let has_other_account = |after: &Customer| after.iban != before.iban || after.bic != before.bic;
    if exists && checked.as_ref().is_ok_and(has_other_account) {
        let account = mandates::account(tx, before.id).await?;
        if account != Account::Free {
            return Ok(typed.check_beside_mandate(before));
        }
    }
    Ok(checked)
}

fn explain(problems: &Problems, language: Language) -> Vec<String> {
    let sentence = |field| {
        let problem = problems.at(field, language).unwrap_or_default();
        about(customers::label(field, language), &problem, language)
    };
    problems.fields().map(sentence).collect()
}

/// The form of the customer with what the row says typed over it.
fn overlay(
    stored: Option<&Customer>,
    context: &Context<'_>,
    layout: &Layout,
    fields: &[String],
) -> std::result::Result<Typed, Vec<String>> {
    let language = context.language;
    let mut typed = stored.map(Typed::from).unwrap_or_default();
    let row = Row { layout, fields };
    row.write("number", &mut typed.number);
    row.write("company_name", &mut typed.company_name);
    row.write("first_name", &mut typed.first_name);
    row.write("last_name", &mut typed.last_name);
    row.write("vat_number", &mut typed.vat_number);
    row.write("email", &mut typed.email);
    row.write("mobile", &mut typed.mobile);
    row.write("street", &mut typed.street);
    row.write("postal_code", &mut typed.postal_code);
    row.write("city", &mut typed.city);
    row.write("notes", &mut typed.notes);
    row.write("iban", &mut typed.iban);
    if typed.iban.parse::<Iban>().ok().as_ref() != stored.and_then(|stored| stored.iban.as_ref()) {
        typed.bic.clear(); // of another account; the form finds the new one
    }
    row.write("bic", &mut typed.bic);

    let mut remarks = Vec::new();
    let mut word = |field: &str, target: &mut String, code: fn(&str) -> Option<&'static str>| match row.given(field) {
        None => {}
        Some(said) => match code(said) {
            Some(code) => code.clone_into(target),
            None => remarks.push(about(customers::label(field, language), &unknown(said, language), language)),
        },
    };
    word("kind", &mut typed.kind, kind_code);
    word("country", &mut typed.country, country_code);
    word("language", &mut typed.language, language_code);
    if !remarks.is_empty() {
        return Err(remarks);
    }
    if typed.country.is_empty() {
        context.settings.country.code().clone_into(&mut typed.country);
    }
    if typed.language.is_empty() {
        let country = typed.country.parse::<Country>().ok();
        country.and_then(Country::language).unwrap_or(language).code().clone_into(&mut typed.language);
    }
    if typed.kind.is_empty() {
        let is_person = typed.company_name.is_empty() && !(typed.first_name.is_empty() && typed.last_name.is_empty());
        let kind = if is_person { Kind::Person } else { Kind::Company };
        kind.code().clone_into(&mut typed.kind);
    }
    let is_company = typed.kind == Kind::Company.code();
    row.write("name", if is_company { &mut typed.company_name } else { &mut typed.last_name });
    Ok(typed)
}

struct Row<'a> {
    layout: &'a Layout,
    fields: &'a [String],
}

impl<'a> Row<'a> {
    /// What the row says, if it says something.
    fn given(&self, field: &str) -> Option<&'a str> {
        Some(self.layout.get(self.fields, field)).filter(|text| !text.is_empty())
    }

    fn write(&self, field: &str, target: &mut String) {
        match self.given(field) {
            None => {}
            Some("-" | "–") => target.clear(),
            Some(text) => text.clone_into(target),
        }
    }
}

fn twice(line: usize, language: Language) -> String {
    match language {
        Language::De => format!("Diese Kundennummer steht schon in Zeile {line}."),
        Language::Nl => format!("Dit klantnummer staat al in rij {line}."),
        Language::Fr => format!("Ce numéro de client figure déjà à la ligne {line}."),
        Language::En => format!("This customer number stands in line {line} already."),
    }
}
