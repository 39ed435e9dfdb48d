//! A file that can be imported: its rows, put together to what becomes one record. No I/O.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use sha2::{Digest, Sha256};

use super::{
    Kind,
    columns::{self, Layout},
    decode::{self, Encoding},
    problem::{FileProblem, MOST_OPEN, MOST_ROWS, quoted},
    table::{Place, Record, Table},
};
use crate::{domain::text::one_line, i18n::Language, import::damage::Damage};

/// The longest file that is read; a form has room for a little more.
pub const LIMIT: usize = 15 * 1024 * 1024;

/// A file with its meaning known.
#[derive(Clone, Debug)]
pub struct Source {
    pub kind: Kind,
    pub layout: Layout,
    pub groups: Vec<Group>,
    table: Table,
    encoding: Encoding,
}

/// The rows that become one record: one of a customer, one for each line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What tells it from the others: the customer's number, the name of the invoice in the file.
    pub key: String,
    places: Vec<Place>,
    /// The line where the same customer stands already.
    pub stands_in: Option<usize>,
}

impl Group {
    /// Where it begins.
    pub fn line(&self) -> usize {
        self.places.first().map_or(0, |place| place.line)
    }

    pub fn rows(&self) -> usize {
        self.places.len()
    }
}

impl Source {
    pub fn read(kind: Kind, bytes: &[u8]) -> Result<Self, FileProblem> {
        if bytes.len() > LIMIT {
            return Err(FileProblem::TooLong);
        }
        let (text, encoding) = decode::decode(bytes)?;
        let known = |header: &[String]| columns::known(header, kind.columns());
        let table = Table::new(text, known).ok_or(FileProblem::Empty)?;
        let layout = Layout::read(table.header(), kind.columns())?;
        let groups = match kind {
            Kind::Customers => one_each(&table, &layout)?,
            Kind::Invoices if layout.has("invoice") => by_invoice(&table, &layout)?,
            Kind::Invoices => by_content(&table)?,
        };
        if groups.is_empty() {
            return Err(FileProblem::NoRows);
        }
        Ok(Self { kind, layout, groups, table, encoding })
    }

    /// The rows of a group.
    pub fn records(&self, group: &Group) -> Vec<Record> {
        self.table.records_at(&group.places)
    }

    /// How many rows there are under the header.
    pub fn rows(&self) -> usize {
        self.groups.iter().map(Group::rows).sum()
    }

    /// What the reader should know of the file as it was read.
    pub fn notes(&self, language: Language) -> Vec<String> {
        let mut notes = vec![self.reading(language)];
        if !self.layout.unknown.is_empty() {
            let names: Vec<_> = self.layout.unknown.iter().map(|name| quoted(name, language)).collect();
            notes.push(ignored(&names.join(", "), language));
        }
        notes
    }

    fn reading(&self, language: Language) -> String {
        let encoding = match self.encoding {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16 => "UTF-16",
            Encoding::Windows1252 => "Windows-1252 (Latin-1)",
        };
        let separator = match (self.table.separator(), language) {
            (b'\t', Language::De) => "Tabulator".to_owned(),
            (b'\t', Language::Fr) => "tabulation".to_owned(),
            (b'\t', Language::Nl | Language::En) => "tab".to_owned(),
            (sign, _) => quoted(&char::from(sign).to_string(), language),
        };
        match language {
            Language::De => format!("Gelesen als {encoding}, Trennzeichen {separator}."),
            Language::Nl => format!("Gelezen als {encoding}, scheidingsteken {separator}."),
            Language::Fr => format!("Lu en {encoding}, séparateur {separator}."),
            Language::En => format!("Read as {encoding}, separator {separator}."),
        }
    }
}

fn ignored(names: &str, language: Language) -> String {
    match language {
        Language::De => format!("Unbekannt und übergangen: {names}."),
        Language::Nl => format!("Onbekend en overgeslagen: {names}."),
        Language::Fr => format!("Inconnu et ignoré\u{a0}: {names}."),
        Language::En => format!("Unknown and left out: {names}."),
    }
}

/// The records, unless there are too many, or too many without an end.
fn records(table: &Table) -> impl Iterator<Item = Result<Record, FileProblem>> {
    let mut open = Vec::new();
    table.records().enumerate().map(move |(count, record)| {
        if matches!(record.fields, Err(Damage::OpenQuote { .. })) {
            open.push(record.place.line);
        }
        match open[..] {
            _ if count == MOST_ROWS => Err(FileProblem::TooManyRows),
            [first, ..] if open.len() > MOST_OPEN => Err(FileProblem::OpenQuotes(first)),
            _ => Ok(record),
        }
    })
}

/// The text in a field as far as it can be made out, as it is stored: so rows that mean the same have the same key.
fn text_in(record: &Record, layout: &Layout, field: &str) -> String {
    let fields = record.fields.as_ref().map_or_else(|damage| damage.found(), Vec::as_slice);
    one_line(layout.get(fields, field))
}

/// A row is a customer; a number that comes again is said where it comes again.
fn one_each(table: &Table, layout: &Layout) -> Result<Vec<Group>, FileProblem> {
    let mut first = HashMap::new();
    let mut groups = Vec::new();
    for record in records(table) {
        let record = record?;
        let key = text_in(&record, layout, "number");
        let mut stands_in = None;
        if record.fields.is_ok() && !key.is_empty() {
            match first.entry(key.clone()) {
                Entry::Occupied(line) => stands_in = Some(*line.get()),
                Entry::Vacant(free) => {
                    free.insert(record.place.line);
                }
            }
        }
        groups.push(Group { key, places: vec![record.place], stands_in });
    }
    Ok(groups)
}

/// Rows with the same text in the column are one invoice, wherever they stand. A broken row belongs to the invoice that it
/// names; if it names none, to the one above, which may lack a line without it.
fn by_invoice(table: &Table, layout: &Layout) -> Result<Vec<Group>, FileProblem> {
    let mut keys = HashSet::new();
    let mut rows = Vec::new();
    for record in records(table) {
        let record = record?;
        let key = text_in(&record, layout, "invoice");
        // Of a row whose fields cannot be told apart, what stands there is a name only if others have it, too.
        let is_readable = matches!(record.fields, Ok(_) | Err(Damage::Fields { .. }));
        if is_readable {
            keys.insert(key.clone());
        }
        rows.push((record.place, key, record.fields.is_ok()));
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    let mut above = None;
    for (place, key, is_whole) in rows {
        let is_named = !key.is_empty() && keys.contains(&key);
        let known = if is_named { by_key.get(&key).copied() } else { above.filter(|_| !is_whole) };
        let group = known.unwrap_or_else(|| {
            groups.push(Group { key: key.clone(), places: Vec::new(), stands_in: None });
            groups.len() - 1
        });
        groups[group].places.push(place);
        if is_named {
            by_key.entry(key).or_insert(group);
        }
        above = Some(group);
    }
    Ok(groups)
}

/// Every row is an invoice. It is known again by what it says, and by how many before it say the same.
fn by_content(table: &Table) -> Result<Vec<Group>, FileProblem> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut groups = Vec::new();
    for record in records(table) {
        let record = record?;
        let fields = record.fields.as_ref().map_or_else(|damage| damage.found(), Vec::as_slice);
        let digest = hex::encode(Sha256::digest(fields.join("\u{1f}")));
        let count = seen.entry(digest.clone()).or_default();
        *count += 1;
        let key = format!("={}-{count}", &digest[..32]);
        groups.push(Group { key, places: vec![record.place], stands_in: None });
    }
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(kind: Kind, text: &str) -> Vec<(String, Vec<usize>)> {
        let source = Source::read(kind, text.as_bytes()).unwrap();
        let lines = |group: &Group| source.records(group).iter().map(|record| record.place.line).collect();
        source.groups.iter().map(|group| (group.key.clone(), lines(group))).collect()
    }

    #[test]
    fn rows_that_name_the_same_invoice_are_one_wherever_they_stand() {
        let text = "Rechnung;Kundennummer;Beschreibung;Einzelpreis\nA;1;x;1\nB;1;x;1\n A ;1;y;1\n";
        assert_eq!(lines(Kind::Invoices, text), [("A".to_owned(), vec![2, 4]), ("B".to_owned(), vec![3])]);
    }

    #[test]
    fn a_broken_row_belongs_to_the_invoice_it_names_or_to_the_one_above() {
        let text = "Rechnung;Kundennummer;Beschreibung;Einzelpreis\nA;1;x;1\nB;1;x;1\nA;1\n\"B;1;x;1\nC;1;x;1\n";
        let expected = [("A".to_owned(), vec![2, 4, 5]), ("B".to_owned(), vec![3]), ("C".to_owned(), vec![6])];
        assert_eq!(lines(Kind::Invoices, text), expected);
    }

    #[test]
    fn rows_that_all_have_a_field_too_many_are_an_invoice_each() {
        let text = "Rechnung,Kundennummer,Beschreibung,Einzelpreis\nA,1,x,1,50\nB,1,x,2,50\nA,1,y,1,50\n";
        assert_eq!(lines(Kind::Invoices, text), [("A".to_owned(), vec![2, 4]), ("B".to_owned(), vec![3])]);
    }

    #[test]
    fn keys_that_are_stored_alike_are_the_same() {
        let text = "Kundennummer;Ort\nA 1;Gent\nA\u{1}1;Gent\nA\u{a0} 1;Gent\n";
        let source = Source::read(Kind::Customers, text.as_bytes()).unwrap();
        assert_eq!(source.groups.iter().map(|group| group.stands_in).collect::<Vec<_>>(), [None, Some(2), Some(2)]);
    }

    #[test]
    fn a_file_full_of_quotation_marks_without_an_end_is_refused_soon() {
        let broken = |count| format!("Kundennummer;Ort\n{}", "1;\"Gent \n".repeat(count));
        let few = Source::read(Kind::Customers, broken(MOST_OPEN).as_bytes()).unwrap();
        assert_eq!(few.groups.len(), MOST_OPEN);
        let many = Source::read(Kind::Customers, broken(90_000).as_bytes());
        assert_eq!(many.unwrap_err(), FileProblem::OpenQuotes(2));
    }

    #[test]
    fn without_a_name_every_row_is_an_invoice_and_known_again_by_what_it_says() {
        let text = "Kundennummer;Beschreibung;Einzelpreis\n1;x;1\n1;x;1\n1;y;1\n";
        let first = lines(Kind::Invoices, text);
        assert_eq!(first.len(), 3);
        assert_ne!(first[0].0, first[1].0);
        let longer = lines(Kind::Invoices, &format!("{text}1;x;1\n"));
        assert_eq!(longer[..3], first);
        assert!(!first.iter().any(|(key, _)| *key == longer[3].0));
    }

    #[test]
    fn a_customer_that_stands_twice_is_found() {
        let text = "Kundennummer;Ort\nC-1;Gent\nC-2;Gent\nC-1;Brugge\n";
        let source = Source::read(Kind::Customers, text.as_bytes()).unwrap();
        assert_eq!(source.groups.iter().map(|group| group.stands_in).collect::<Vec<_>>(), [None, None, Some(2)]);
        assert_eq!(source.rows(), 3);
    }

    #[test]
    fn a_file_without_rows_or_with_too_many_is_refused() {
        assert_eq!(Source::read(Kind::Customers, b"Kundennummer\n").unwrap_err(), FileProblem::NoRows);
        let many = format!("Kundennummer\n{}", "1\n".repeat(MOST_ROWS + 1));
        assert_eq!(Source::read(Kind::Customers, many.as_bytes()).unwrap_err(), FileProblem::TooManyRows);
        assert_eq!(Source::read(Kind::Customers, &vec![b' '; LIMIT + 1]).unwrap_err(), FileProblem::TooLong);
    }

    #[test]
    fn the_report_says_how_the_file_was_read() {
        let source = Source::read(Kind::Customers, b"Kundennummer;Gr\xf6\xdfe\n1;2\n").unwrap();
        let expected = ["Gelesen als Windows-1252 (Latin-1), Trennzeichen „;“.", "Unbekannt und übergangen: „Größe“."];
        assert_eq!(source.notes(Language::De), expected);
    }
}
