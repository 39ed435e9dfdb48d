//! The records of a CSV file (RFC 4180), as offices really have them. No I/O.
//!
//! The separator is told from the header. A record may go over several lines inside quotation marks; where one of these is
//! missing, what follows would be swallowed: then the first line alone is broken, and reading goes on with the second.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::decode::UNREADABLE;
use crate::{export, import::damage::Damage};

/// The most bytes a record may have: the notes of a customer are 40 kB at most. A longer one lacks a quotation mark.
const LONGEST: usize = 64 * 1024;

/// The most fields a record may have.
const MOST_FIELDS: usize = 256;

const SEPARATORS: [u8; 3] = [b';', b',', b'\t'];

/// A file with its header read.
#[derive(Clone, Debug)]
pub struct Table {
    text: String,
    separator: u8,
    header: Vec<String>,
    /// Where the first record under the header may begin.
    start: Place,
}

/// Where a record begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    offset: usize,
    /// From 1, as editors count.
    pub line: usize,
}

/// A record: its fields without spaces at their ends, as many as the header has; or what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub place: Place,
    pub fields: Result<Vec<String>, Damage>,
}

impl Table {
    /// Reads the header; `score` says how many of its names make sense. None if there is no header.
    pub fn new(mut text: String, score: impl Fn(&[String]) -> usize) -> Option<Self> {
        text.push('\n'); // the last line may lack its end
        let mut start = Place { offset: 0, line: 1 };
        let mut separators = SEPARATORS.to_vec();
        // Excel's way of saying it: a first line "sep=;".
        let first = &text[..line_end(&text)];
        if let Some(&[separator]) = first.trim_end().strip_prefix("sep=").map(str::as_bytes) {
            separators = vec![separator];
            start = past(&text, start, first.len());
        }
        let candidates = separators.into_iter().filter_map(|separator| {
            let (place, cut) = Parser::new(separator).next(&text, start)?;
            Some((score(&cut.fields), separator, cut.fields, past(&text, place, cut.length)))
        });
        let (_, separator, header, start) =
            candidates.max_by_key(|(score, separator, fields, _)| (*score, fields.len(), *separator == b';'))?;
        Some(Self { text, separator, header, start })
    }

    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    pub const fn separator(&self) -> u8 {
        self.separator
    }

    /// Every record under the header; empty lines are none.
    pub fn records(&self) -> impl Iterator<Item = Record> {
        let mut parser = Parser::new(self.separator);
        let mut place = self.start;
        std::iter::from_fn(move || {
            let (record, next) = self.record(place, &mut parser)?;
            place = next;
            Some(record)
        })
    }

    /// The records at places that [`Self::records`] gave.
    pub fn records_at(&self, places: &[Place]) -> Vec<Record> {
        let mut parser = Parser::new(self.separator);
        places.iter().filter_map(|&place| Some(self.record(place, &mut parser)?.0)).collect()
    }

    /// The next record from a place on, and where the one after it may begin.
    fn record(&self, place: Place, parser: &mut Parser) -> Option<(Record, Place)> {
        let expected = self.header.len();
        let (place, cut) = parser.next(&self.text, place)?;
        let next = past(&self.text, place, cut.length);
        let record = &self.text[place.offset..][..cut.length];
        let runs_on = next.line > place.line + 1
            && !(fits(&cut.fields, expected) && closes_well(record, char::from(self.separator)));
        if !cut.is_open && !runs_on {
            return Some((Record { place, fields: check(cut.fields, expected) }, next));
        }
        let rest = &self.text[place.offset..];
        let line = &rest[..line_end(rest)];
        let found = parser.cut(line).fields;
        Some((Record { place, fields: Err(Damage::OpenQuote { found }) }, past(&self.text, place, line.len())))
    }
}

/// A record as separators and quotation marks cut it out.
struct Cut {
    fields: Vec<String>,
    /// In bytes, with the end of its line.
    length: usize,
    /// It ends inside quotation marks, or is too long to be one.
    is_open: bool,
}

struct Parser {
    separator: u8,
    reader: Reader,
    output: Vec<u8>,
}

impl Parser {
    fn new(separator: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(separator).build();
        Self { separator, reader, output: vec![0; LONGEST] }
    }

    /// The next record that is not empty, and where it begins.
    fn next(&mut self, text: &str, mut place: Place) -> Option<(Place, Cut)> {
        loop {
            let rest = &text[place.offset..];
            let line = &rest[..line_end(rest)];
            if line.is_empty() {
                return None;
            }
            // Spreadsheets write rows of nothing but separators.
            let is_sign =
                |c: char| c.is_whitespace() || matches!(c, '"' | ';' | ',') || c == char::from(self.separator);
            if !line.chars().all(is_sign) {
                return Some((place, self.cut(rest)));
            }
            place = past(text, place, line.len());
        }
    }

    fn cut(&mut self, text: &str) -> Cut {
        let mut ends = [0; MOST_FIELDS];
        let window = &text.as_bytes()[..text.len().min(LONGEST)];
        self.reader.reset();
        let (result, length, written, count) = self.reader.read_record(window, &mut self.output, &mut ends);
        let is_open = result != ReadRecordResult::Record;
        let mut starts = 0;
        let mut fields = Vec::with_capacity(count + 1);
        for &end in &ends[..count] {
            fields.push(field(&self.output[starts..end]));
            starts = end;
        }
        if is_open {
            fields.push(field(&self.output[starts..written]));
        }
        // The parser stops between the two signs that end a line on Windows.
        let is_between = text.as_bytes()[..length].ends_with(b"\r") && text.as_bytes()[length..].starts_with(b"\n");
        Cut { fields, length: length + usize::from(is_between), is_open }
    }
}

fn field(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    // Our own lists may come back.
    export::meant(text.trim()).trim().to_owned()
}

/// Whether a record has a field for every column; more of them may follow if they are empty.
fn fits(fields: &[String], expected: usize) -> bool {
    fields.len() >= expected && fields[expected..].iter().all(String::is_empty)
}

/// Whether each quotation mark that closes a field stands at its end. One that does not was meant to open a field of a line
/// further down.
fn closes_well(record: &str, separator: char) -> bool {
    let (mut is_quoted, mut is_start) = (false, true);
    let mut signs = record.chars().peekable();
    while let Some(sign) = signs.next() {
        if is_quoted && sign == '"' {
            match signs.peek() {
                Some('"') => _ = signs.next(), // two stand for one
                Some(&next) if next != separator && !next.is_whitespace() => return false,
                _ => is_quoted = false,
            }
        } else if is_start && sign == '"' {
            is_quoted = true;
        }
        is_start = !is_quoted && sign == separator;
    }
    true
}

fn check(mut fields: Vec<String>, expected: usize) -> Result<Vec<String>, Damage> {
    if !fits(&fields, expected) {
        return Err(Damage::Fields { found: fields, expected });
    }
    if fields.iter().any(|field| field.contains(['\0', UNREADABLE])) {
        return Err(Damage::Unreadable { found: fields });
    }
    fields.truncate(expected);
    Ok(fields)
}

/// The place this many bytes further on.
fn past(text: &str, place: Place, length: usize) -> Place {
    let mut passed = &text[place.offset..][..length];
    let mut line = place.line;
    while !passed.is_empty() {
        passed = &passed[line_end(passed)..];
        line += 1;
    }
    Place { offset: place.offset + length, line }
}

/// Where the first line ends, its end included: `\n`, `\r\n`, or `\r` as on an old Macintosh.
fn line_end(text: &str) -> usize {
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => at + 2,
        Some(at) => at + 1,
        None => text.len(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table(text: &str) -> Table {
        Table::new(text.to_owned(), |names| {
            names.iter().filter(|name| ["a", "b", "c"].contains(&name.as_str())).count()
        })
        .unwrap()
    }

    /// The line and the fields of each record; what is broken as its damage.
    fn rows(text: &str) -> Vec<(usize, Result<Vec<String>, Damage>)> {
        let table = table(text);
        let records: Vec<_> = table.records().collect();
        let places: Vec<_> = records.iter().map(|record| record.place).collect();
        assert_eq!(table.records_at(&places), records);
        records.into_iter().map(|record| (record.place.line, record.fields)).collect()
    }

    fn texts(fields: &[&str]) -> Vec<String> {
        fields.iter().map(|&field| field.to_owned()).collect()
    }

    #[test]
    fn the_separator_is_told_from_the_header() {
        for (text, separator) in
            [("a;b;c\n", b';'), ("a,b,c\n", b','), ("a\tb\tc\n", b'\t'), ("sep=|\na|b|c", b'|'), ("\n\na", b';')]
        {
            assert_eq!(table(text).separator(), separator, "{text}");
        }
        assert_eq!(table("\"a\",\"b;x;y;z\",c").header(), ["a", "b;x;y;z", "c"]);
        assert!(Table::new(" \n;;\n".to_owned(), |_| 0).is_none());
    }

    #[test]
    fn line_ends_of_every_system_and_empty_lines_count_as_editors_count_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("a;b{end}{end}1;2{end};;{end} {end}3;4");
            assert_eq!(rows(&text), [(3, Ok(texts(&["1", "2"]))), (6, Ok(texts(&["3", "4"])))], "{end:?}");
        }
    }

    #[test]
    fn a_field_in_quotation_marks_holds_line_breaks_separators_and_quotation_marks() {
        let text = "a;b\r\n1;\"one\r\ntwo; \"\"three\"\"\"\r\n2;5\" pipe\r\n";
        let expected = [(2, Ok(texts(&["1", "one\r\ntwo; \"three\""]))), (4, Ok(texts(&["2", "5\" pipe"])))];
        assert_eq!(rows(text), expected);
    }

    #[test]
    fn fields_are_too_many_or_too_few_but_may_be_empty() {
        let found = rows("a;b;c\n1;2\n1;2;3;4\n1;;\n1;2;3;;\n");
        let damage = |fields: &[&str]| Err(Damage::Fields { found: texts(fields), expected: 3 });
        assert_eq!(found[0], (2, damage(&["1", "2"])));
        assert_eq!(found[1], (3, damage(&["1", "2", "3", "4"])));
        assert_eq!(found[2..], [(4, Ok(texts(&["1", "", ""]))), (5, Ok(texts(&["1", "2", "3"])))]);
    }

    #[test]
    fn a_missing_quotation_mark_breaks_its_own_line_only() {
        let found = rows("a;b\n1;\"x\n2;y\n3;z\n");
        assert_eq!(found[0], (2, Err(Damage::OpenQuote { found: texts(&["1", "x"]) })));
        assert_eq!(found[1..], [(3, Ok(texts(&["2", "y"]))), (4, Ok(texts(&["3", "z"])))]);
        // The same when a later record has the mark that seems to end it.
        let found = rows("a;b\n1;\"x\n2;\"y\"\n3;z\n");
        assert_eq!(found[0], (2, Err(Damage::OpenQuote { found: texts(&["1", "x"]) })));
        assert_eq!(found[1..], [(3, Ok(texts(&["2", "y"]))), (4, Ok(texts(&["3", "z"])))]);
    }

    #[test]
    fn signs_that_are_none_break_their_record_only() {
        let found = rows("a;b\n1;x\0\n2;\u{fffd}\n3;z\n");
        assert!(matches!(found[0].1, Err(Damage::Unreadable { .. })));
        assert!(matches!(found[1].1, Err(Damage::Unreadable { .. })));
        assert_eq!(found[2], (4, Ok(texts(&["3", "z"]))));
    }

    #[test]
    fn what_our_own_lists_put_before_a_formula_is_taken_away() {
        assert_eq!(rows("a;b\n'+32470;'tis\n"), [(2, Ok(texts(&["+32470", "'tis"])))]);
    }

    #[test]
    fn a_record_that_never_ends_is_not_swallowed_whole() {
        let text = format!("a;b\n1;{}\n2;y\n", "x".repeat(2 * LONGEST));
        let found = rows(&text);
        assert!(matches!(found[0], (2, Err(Damage::OpenQuote { .. }))));
        assert_eq!(found[1], (3, Ok(texts(&["2", "y"]))));
    }

    proptest! {
        #[test]
        fn every_text_comes_to_an_end(text in "([a-c;,\"\t\r\n é\\x00]{0,40})") {
            if let Some(table) = Table::new(text, |_| 0) {
                let lines: Vec<_> = table.records().map(|record| record.place.line).collect();
                prop_assert!(lines.is_sorted_by(|one, next| one < next));
            }
        }
    }
}
