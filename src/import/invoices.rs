//! Invoices from a file: drafts, by the rules of the form in which staff write them.
//!
//! An invoice is made whole or not at all: one line that is refused refuses it. What the file calls it is remembered, so that
//! the same file brings nothing twice.

use chrono::Days;

use super::{
    Context,
    columns::{Column, Layout},
    customers::{language_code, unknown},
    problem::quoted,
    queries,
    report::{Entry, Outcome},
    source::Group,
    table::Record,
};
use crate::{
    customers::{self, Customer},
    db::{Result, Tx},
    domain::vat_rate::VatRate,
    i18n::{Language, Text, read},
    invoices::{self, OTHER_RATE, Problems, Typed, TypedLine, Written, words},
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
    let (rows, remarks) = Rows::read(layout, records, context.language);
    let number = rows.first("customer");
    let mut entry = Entry {
        line: group.line(),
        // Without a name of its own it is called by its customer.
        key: if layout.has("invoice") { group.key.clone() } else { number.to_owned() },
        outcome: Outcome::Refused,
        record: None,
        remarks: [remarks, rows.differences(), rows.check_key(&group.key)].concat(),
    };
    let customer = customers::by_number(tx, number).await?;
    let Some(customer) = customer else {
        entry.remarks.push(rows.at("customer", &no_customer(number, context.language)));
        return Ok(entry);
    };
    if let Some(known) = queries::imported_invoice(tx, customer.id, &group.key).await? {
        let remarks = vec![KNOWN.get(context.language).to_owned()];
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
                Err(damage) => remarks.push(in_line(line, &damage.explain(language), language)),
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
                let (said, label) = (self.layout.get(fields, field), label(field, self.language));
                remarks.push(in_line(
                    *line,
                    &format!("{label}: {}", differs_from(said, first, self.language)),
                    self.language,
                ));
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
        let problem = format!("{}: {}", label("description", self.language), MISSING.get(self.language));
        let empty = self.readable.iter().filter(|(_, fields)| is_empty(fields));
        empty.map(|(line, _)| in_line(*line, &problem, self.language)).collect()
    }

    /// As if somebody had typed it into the form.
    fn typed(&self, context: &Context<'_>, customer: &Customer, language: &str) -> Typed {
        let issued_on = match self.first("issued_on") {
            "" => context.today.to_string(),
            said => said.to_owned(),
        };
        let due_on = match self.first("due_on") {
            "" => {
                let from = read::date(&issued_on).unwrap_or(context.today);
                let days = Days::new(context.settings.payment_days.try_into().unwrap_or_default());
                from.checked_add_days(days).unwrap_or(from).to_string()
            }
            said => said.to_owned(),
        };
        let usual = VatRate::usual(context.settings.country).first().copied().unwrap_or_default();
        let mut typed = Typed::blank(customer.language, context.today, context.settings.payment_days, usual);
        typed.customer = customer.id.to_string();
        language.clone_into(&mut typed.language);
        self.first("note").clone_into(&mut typed.note);
        (typed.issued_on, typed.due_on) = (issued_on, due_on);
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
        let explain = |id: &str| {
            let problem = problems.at(id, self.language).unwrap_or_default();
            let (field, position) =
                match id.rsplit_once('-').map(|(field, position)| (field, position.parse::<usize>())) {
                    Some((field, Ok(position))) => (field, Some(position)),
                    _ => (id, None),
                };
            let field = if field == "other_rate" { "vat_rate" } else { field };
            match position.and_then(|position| self.readable.get(position)) {
                Some((line, _)) => {
                    in_line(*line, &format!("{}: {problem}", label(field, self.language)), self.language)
                }
                None => self.at(field, &problem),
            }
        };
        problems.fields().map(explain).collect()
    }

    /// Of the whole invoice.
    fn at(&self, field: &str, problem: &str) -> String {
        match label(field, self.language) {
            "" => problem.to_owned(),
            label => format!("{label}: {problem}"),
        }
    }
}

/// What a column is called; nothing if there is none for it.
fn label(field: &str, language: Language) -> &'static str {
    COLUMNS.iter().find(|column| column.field == field).map_or("", |column| column.label(language))
}

fn in_line(line: usize, problem: &str, language: Language) -> String {
    match language {
        Language::De => format!("Zeile {line}, {problem}"),
        Language::Nl => format!("Rij {line}, {problem}"),
        Language::Fr => format!("Ligne {line}, {problem}"),
        Language::En => format!("Line {line}, {problem}"),
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
            format!("{said} au lieu de {first} ; toutes les lignes d’une facture doivent dire la même chose.")
        }
        Language::En => format!("{said} instead of {first}; all rows of an invoice must say the same."),
    }
}

const fn column(field: &'static str, label: Text, names: &'static [&'static str], hint: Text) -> Column {
    Column { field, label: Some(label), names, required: false, hint }
}

/// Every column, in the order of the sample.
pub const COLUMNS: &[Column] = &[
    column(
        "invoice",
        words::INVOICE,
        &[
            "rechnungsnummer",
            "rechnungsnr",
            "beleg",
            "belegnummer",
            "factuurnummer",
            "factuurnr",
            "numerodefacture",
            "invoicenumber",
            "invoiceno",
        ],
        KEY_HINT,
    ),
    Column {
        required: true,
        ..column(
            "customer",
            CUSTOMER,
            &[
                "kunde",
                "kundennr",
                "kundenr",
                "kdnr",
                "debitor",
                "klant",
                "klantnr",
                "client",
                "numeroclient",
                "noclient",
                "codeclient",
                "customer",
                "customerno",
                "customerid",
            ],
            CUSTOMER_HINT,
        )
    },
    Column {
        required: true,
        ..column(
            "description",
            words::DESCRIPTION,
            &["beschreibung", "leistung", "artikel", "text", "position", "libelle", "article", "item"],
            NO_HINT,
        )
    },
    column("quantity", words::QUANTITY, &["anzahl", "stuckzahl", "hoeveelheid", "nombre", "qty"], QUANTITY_HINT),
    column("unit", words::UNIT, &["me"], UNIT_HINT),
    Column {
        required: true,
        ..column(
            "unit_price",
            words::UNIT_PRICE,
            &["preis", "nettopreis", "einzelpreisnetto", "prijs", "prix", "prixht", "price", "netprice"],
            PRICE_HINT,
        )
    },
    column(
        "vat_rate",
        words::VAT,
        &["mwst", "mwstsatz", "ustsatz", "steuersatz", "btwtarief", "tauxtva", "tauxdetva", "vatrate"],
        RATE_HINT,
    ),
    column("issued_on", words::ISSUED_ON, &["datum", "belegdatum", "date", "datefacture"], DATE_HINT),
    column(
        "due_on",
        words::DUE_ON,
        &["fallig", "falligkeit", "zahlbarbis", "datedecheance", "due", "duedate"],
        DUE_HINT,
    ),
    column("language", LANGUAGE, &[], LANGUAGE_HINT),
    column("note", words::NOTE, &["hinweis", "notiz", "nota", "mededeling", "remarques"], NOTE_HINT),
];

const CUSTOMER: Text = Text { de: "Kundennummer", nl: "Klantnummer", fr: "Numéro de client", en: "Customer number" };
const LANGUAGE: Text = Text { de: "Sprache", nl: "Taal", fr: "Langue", en: "Language" };
const NO_HINT: Text = Text { de: "", nl: "", fr: "", en: "" };
const KEY_HINT: Text = Text {
    de: "Ein beliebiger Text, der die Zeilen einer Rechnung verbindet. Die Rechnungsnummer kommt beim Bestätigen aus dem Nummernkreis.",
    nl: "Een willekeurige tekst die de rijen van een factuur verbindt. Het factuurnummer komt bij het bevestigen uit de nummerreeks.",
    fr: "Un texte quelconque qui relie les lignes d’une facture. Son numéro vient de la série lors de la confirmation.",
    en: "Any text that ties the rows of an invoice together. Its number comes from the series when it is confirmed.",
};
const CUSTOMER_HINT: Text = Text {
    de: "Den Kunden muss es schon geben.",
    nl: "De klant moet al bestaan.",
    fr: "Le client doit déjà exister.",
    en: "The customer must exist already.",
};
const QUANTITY_HINT: Text =
    Text { de: "Ohne Angabe 1.", nl: "Zonder opgave 1.", fr: "Sans indication 1.", en: "1 if not given." };
const UNIT_HINT: Text =
    Text { de: "h, Stück, km …", nl: "u, stuk, km …", fr: "h, pièce, km …", en: "h, piece, km …" };
const PRICE_HINT: Text = Text {
    de: "Ohne Steuer, zum Beispiel 1.234,50.",
    nl: "Zonder btw, bijvoorbeeld 1.234,50.",
    fr: "Hors TVA, par exemple 1 234,50.",
    en: "Without VAT, for example 1,234.50.",
};
const RATE_HINT: Text = Text {
    de: "In Prozent. Ohne Angabe der Regelsatz im Land Ihres Unternehmens.",
    nl: "In procent. Zonder opgave het gewone tarief in het land van uw onderneming.",
    fr: "En pour cent. Sans indication le taux normal du pays de votre entreprise.",
    en: "In percent. If not given the standard rate in the country of your company.",
};
const DATE_HINT: Text = Text {
    de: "Ohne Angabe heute.",
    nl: "Zonder opgave vandaag.",
    fr: "Sans indication aujourd’hui.",
    en: "Today if not given.",
};
const DUE_HINT: Text = Text {
    de: "Ohne Angabe nach der Frist in den Einstellungen.",
    nl: "Zonder opgave na de termijn in de instellingen.",
    fr: "Sans indication selon le délai des paramètres.",
    en: "If not given after the days in the settings.",
};
const LANGUAGE_HINT: Text = Text {
    de: "Ohne Angabe die des Kunden.",
    nl: "Zonder opgave die van de klant.",
    fr: "Sans indication celle du client.",
    en: "That of the customer if not given.",
};
const NOTE_HINT: Text = Text {
    de: "Steht auf der Rechnung.",
    nl: "Staat op de factuur.",
    fr: "Figure sur la facture.",
    en: "Stands on the invoice.",
};
const KNOWN: Text =
    Text { de: "Schon importiert.", nl: "Al geïmporteerd.", fr: "Déjà importé.", en: "Imported already." };
const MISSING: Text =
    Text { de: "Bitte ausfüllen.", nl: "Vul dit in.", fr: "À compléter.", en: "Please fill this in." };
const LONG_KEY: Text = Text {
    de: "Höchstens 100 Zeichen.",
    nl: "Hoogstens 100 tekens.",
    fr: "100 caractères au plus.",
    en: "At most 100 signs.",
};
