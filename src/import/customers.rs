//! Customers from a file: the number says who it is; the rules are those of the form.
//!
//! A customer that exists is changed where the file has a column. An empty cell leaves what is stored, because exports are full
//! of them; a hyphen removes it. What is not given of a new customer is taken as the form proposes it.

use uuid::Uuid;

use super::{
    Context,
    columns::{Column, Layout},
    problem::quoted,
    report::{Entry, Outcome},
    source::Group,
    table::Record,
};
use crate::{
    customers::{self, Account, Customer, Kind, Problems, Saved, Typed},
    db::{Result, Tx},
    domain::{country::Country, iban::Iban},
    i18n::{Language, Text, fold},
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
        let account = customers::account(tx, before.id).await?;
        if account != Account::Free {
            return Ok(typed.check_beside_mandate(before));
        }
    }
    Ok(checked)
}

fn explain(problems: &Problems, language: Language) -> Vec<String> {
    let sentence = |field| {
        let problem = problems.at(field, language).unwrap_or_default();
        format!("{}: {problem}", customers::label(field, language))
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
            None => remarks.push(format!("{}: {}", customers::label(field, language), unknown(said, language))),
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
        language_of(&typed.country).unwrap_or(language).code().clone_into(&mut typed.language);
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

fn kind_code(said: &str) -> Option<&'static str> {
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

fn country_code(said: &str) -> Option<&'static str> {
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

/// What is spoken in a country, where that is one of our languages.
fn language_of(country: &str) -> Option<Language> {
    match country {
        "DE" | "AT" | "LI" => Some(Language::De),
        "NL" => Some(Language::Nl),
        "FR" | "MC" => Some(Language::Fr),
        "GB" | "IE" => Some(Language::En),
        _ => None,
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

const fn column(field: &'static str, names: &'static [&'static str], hint: Text) -> Column {
    Column { field, label: None, names, required: false, hint }
}

const NO_HINT: Text = Text { de: "", nl: "", fr: "", en: "" };

/// Every column, in the order of the sample.
pub const COLUMNS: &[Column] = &[
    Column {
        required: true,
        ..column(
            "number",
            &[
                "kundennr",
                "kundenr",
                "kdnr",
                "debitor",
                "debitorennummer",
                "nummer",
                "nr",
                "klantnr",
                "klantcode",
                "numeroclient",
                "noclient",
                "codeclient",
                "customerno",
                "customerid",
                "number",
            ],
            NUMBER_HINT,
        )
    },
    column("kind", &["typ", "type", "kundenart"], KIND_HINT),
    column(
        "company_name",
        &["firma", "unternehmen", "bedrijf", "onderneming", "societe", "entreprise", "company", "organisation"],
        NO_HINT,
    ),
    column("first_name", &["firstname", "givenname"], NO_HINT),
    column("last_name", &["familienname", "familienaam", "nomdefamille", "surname"], NO_HINT),
    Column {
        label: Some(NAME),
        ..column("name", &["kundenname", "klantnaam", "nomduclient", "customername"], NAME_HINT)
    },
    column(
        "vat_number",
        &[
            "ustid",
            "umsatzsteuerid",
            "umsatzsteueridentifikationsnummer",
            "btw",
            "tva",
            "numerotva",
            "notva",
            "vat",
            "vatno",
        ],
        NO_HINT,
    ),
    column("language", &["sprache", "taal", "langue", "language"], LANGUAGE_HINT),
    column("email", &["email", "mail", "courriel", "adressemail"], NO_HINT),
    column("mobile", &["mobil", "mobile", "handy", "handynummer", "gsm", "gsmnummer", "mobiel", "portable"], NO_HINT),
    column(
        "street",
        &["strasse", "strassehausnummer", "anschrift", "straat", "adres", "rue", "adresse", "street", "address"],
        NO_HINT,
    ),
    column("postal_code", &["plz", "cp", "zip", "zipcode"], NO_HINT),
    column(
        "city",
        &["stadt", "wohnort", "gemeente", "woonplaats", "stad", "ville", "commune", "city", "town"],
        NO_HINT,
    ),
    column("country", &["landercode", "landcode", "countrycode", "codepays"], COUNTRY_HINT),
    column("iban", &["ibannummer"], IBAN_HINT),
    column("bic", &["swift", "swiftbic", "bicswift"], NO_HINT),
    column(
        "notes",
        &["notiz", "bemerkung", "bemerkungen", "opmerking", "opmerkingen", "remarque", "remarques", "note", "remarks"],
        NO_HINT,
    ),
];

const NAME: Text = Text { de: "Name", nl: "Naam", fr: "Nom complet", en: "Name" };
const NUMBER_HINT: Text = Text {
    de: "Sagt, wer es ist: Kunden mit dieser Nummer werden geändert, andere angelegt.",
    nl: "Zegt wie het is: klanten met dit nummer worden gewijzigd, andere aangemaakt.",
    fr: "Dit de qui il s’agit : un client portant ce numéro est modifié, un autre est créé.",
    en: "Says who it is: a customer with this number is changed, another one made.",
};
const KIND_HINT: Text = Text {
    de: "Firma oder Privatperson. Ohne Angabe: Firma, wenn ein Firmenname da ist.",
    nl: "Bedrijf of particulier. Zonder opgave: bedrijf als er een bedrijfsnaam is.",
    fr: "Entreprise ou particulier. Sans indication : entreprise s’il y a une raison sociale.",
    en: "Company or private person. If not given: a company when there is a company name.",
};
const NAME_HINT: Text = Text {
    de: "Bei einer Firma der Firmenname, sonst der Nachname.",
    nl: "Bij een bedrijf de bedrijfsnaam, anders de achternaam.",
    fr: "Pour une entreprise la raison sociale, sinon le nom de famille.",
    en: "Of a company the company name, otherwise the last name.",
};
const LANGUAGE_HINT: Text = Text {
    de: "de, nl, fr oder en, oder der Name der Sprache. Ohne Angabe: die des Landes, sonst Ihre.",
    nl: "de, nl, fr of en, of de naam van de taal. Zonder opgave: die van het land, anders de uwe.",
    fr: "de, nl, fr ou en, ou le nom de la langue. Sans indication : celle du pays, sinon la vôtre.",
    en: "de, nl, fr or en, or the language’s name. If not given: that of the country, otherwise yours.",
};
const COUNTRY_HINT: Text = Text {
    de: "Zwei Buchstaben (BE) oder der Name. Ohne Angabe: das Land Ihres Unternehmens.",
    nl: "Twee letters (BE) of de naam. Zonder opgave: het land van uw onderneming.",
    fr: "Deux lettres (BE) ou le nom. Sans indication : le pays de votre entreprise.",
    en: "Two letters (BE) or the name. If not given: the country of your company.",
};
const IBAN_HINT: Text = Text {
    de: "Nennt ein gültiges Mandat das Konto, wird ein anderes abgelehnt.",
    nl: "Noemt een geldig mandaat de rekening, dan wordt een andere geweigerd.",
    fr: "Si un mandat en vigueur désigne le compte, un autre est refusé.",
    en: "While a mandate in force names the account, another one is refused.",
};
