//! Which column of a file means what. No I/O.

use super::problem::FileProblem;
use crate::import::column::{Column, plain};

/// Which field of a record holds what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    places: Vec<(&'static str, usize)>,
    /// What the columns are called that nobody knows.
    pub unknown: Vec<String>,
}

fn meaning(name: &str, columns: &'static [Column]) -> Option<&'static Column> {
    let name = plain(name);
    columns.iter().find(|column| column.is_called(&name))
}

/// How many of the names are known.
pub fn known(header: &[String], columns: &'static [Column]) -> usize {
    header.iter().filter(|name| meaning(name, columns).is_some()).count()
}

impl Layout {
    pub fn read(header: &[String], columns: &'static [Column]) -> Result<Self, FileProblem> {
        let mut layout = Self { places: Vec::new(), unknown: Vec::new() };
        for (place, name) in header.iter().enumerate() {
            match meaning(name, columns) {
                Some(column) if layout.place(column.field).is_some() => return Err(FileProblem::Twice(column)),
                Some(column) => layout.places.push((column.field, place)),
                None if name.is_empty() => {}
                None => layout.unknown.push(name.clone()),
            }
        }
        let missing: Vec<_> =
            columns.iter().filter(|column| column.required && layout.place(column.field).is_none()).collect();
        if missing.is_empty() { Ok(layout) } else { Err(FileProblem::NoColumn(missing)) }
    }

    pub fn has(&self, field: &str) -> bool {
        self.place(field).is_some()
    }

    /// What a record says; empty where the file has no such column.
    pub fn get<'a>(&self, fields: &'a [String], field: &str) -> &'a str {
        self.place(field).and_then(|place| fields.get(place)).map_or("", String::as_str)
    }

    fn place(&self, field: &str) -> Option<usize> {
        self.places.iter().find(|(name, _)| *name == field).map(|(_, place)| *place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::import::Kind;

    fn layout(header: &[&str]) -> Result<Layout, FileProblem> {
        let header: Vec<_> = header.iter().map(|&name| name.to_owned()).collect();
        Layout::read(&header, Kind::Customers.columns())
    }

    #[test]
    fn columns_are_known_in_every_language_whatever_their_capitals_accents_and_signs() {
        for (name, field) in [
            ("Kunden-Nr.", "number"),
            ("KUNDENNUMMER", "number"),
            ("Numéro de client", "number"),
            ("customer_number", "number"),
            ("Straße und Hausnummer", "street"),
            ("STRASSE", "street"),
            ("E-mailadres", "email"),
            ("Prenom", "first_name"),
        ] {
            let layout = layout(&["klantnr", name]).or_else(|_| layout(&[name])).unwrap();
            assert!(layout.has(field), "{name}");
        }
    }

    #[test]
    fn no_name_means_two_columns() {
        for kind in Kind::ALL {
            for column in kind.columns() {
                let labels = Language::ALL.map(|language| plain(column.label(language)));
                for name in column.names.iter().copied().chain(labels.iter().map(String::as_str)) {
                    assert_eq!(plain(name), name, "{name} is never met");
                    let meant: Vec<_> = kind.columns().iter().filter(|other| other.is_called(name)).collect();
                    assert_eq!(meant, [column], "{name}");
                }
            }
        }
    }

    #[test]
    fn unknown_columns_are_named_and_missing_ones_asked_for() {
        let known = layout(&["Kundennummer", "Schuhgröße", "", "Ort"]).unwrap();
        assert_eq!(known.unknown, ["Schuhgröße"]);
        let fields = ["C-1", "43", "", "Köln"].map(str::to_owned);
        assert_eq!((known.get(&fields, "city"), known.get(&fields, "iban")), ("Köln", ""));
        assert!(matches!(layout(&["Ort"]), Err(FileProblem::NoColumn(columns)) if columns[0].field == "number"));
        assert!(matches!(
            layout(&["Kundennummer", "Ort", "Stadt"]),
            Err(FileProblem::Twice(column)) if column.field == "city"
        ));
    }
}
