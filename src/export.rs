//! Lists as CSV files: the rows of a list with its filter, streamed page by page, so that any length costs the same memory.
//!
//! The files open in a spreadsheet by a double click. Hence the byte order mark, without which Excel takes UTF-8 for an old
//! Windows code; semicolons where the comma is the decimal sign, as Excel expects there, and commas in English; numbers with
//! the language's decimal sign; dates as in ISO 8601, which every spreadsheet knows. A text that a spreadsheet would take for
//! a formula gets an apostrophe before it (OWASP, *CSV Injection*).

use actix_web::{
    HttpResponse,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    web::Bytes,
};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use csv::WriterBuilder;
use futures_util::stream;
use maud::{Markup, html};
use uuid::Uuid;

use crate::{
    app::App,
    audit::{self, Actor, Entry, Subject},
    db,
    domain::money::Cents,
    error::Result,
    i18n::{Language, Text},
    paging::Start,
    ui::icon::{Icon, icon},
    viewer::Viewer,
};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A value in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Amount(Cents),
    Date(NaiveDate),
    Time(DateTime<Utc>),
    Empty,
}

/// A row and what it is paged by.
pub type Row = (Uuid, Vec<Cell>);

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn write(&self, viewer: &Viewer) -> String {
        match self {
            Self::Text(text) => harmless(text),
            Self::Amount(cents) => decimal(*cents, viewer.language()),
            Self::Date(date) => date.to_string(),
            Self::Time(at) => time(*at, viewer.zone),
            Self::Empty => String::new(),
        }
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl From<Cents> for Cell {
    fn from(cents: Cents) -> Self {
        Self::Amount(cents)
    }
}

impl From<NaiveDate> for Cell {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<DateTime<Utc>> for Cell {
    fn from(at: DateTime<Utc>) -> Self {
        Self::Time(at)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

/// A list as a file.
pub struct File<'a> {
    /// Which list, as the audit trail has it and as the file is called.
    pub list: audit::Action,
    pub title: &'a Text,
    pub columns: &'a [&'a str],
}

/// Answers with a file, once it is written down who takes it along. `read` gives the rows from a place on, as the list's
/// pages do; none at the end.
pub async fn answer<F>(
    app: &App,
    viewer: Viewer,
    file: File<'_>,
    read: impl Fn(Start) -> F + 'static,
) -> Result<HttpResponse>
where
    F: Future<Output = db::Result<Vec<Row>>> + 'static,
{
    let mut tx = app.db.write().await?;
    let who = Actor::User(viewer.id());
    audit::record(&mut tx, app.clock.now(), Entry::without_record(who, Subject::Export, file.list)).await?;
    tx.commit().await?;

    let language = viewer.language();
    let name = format!("{}-{}.csv", file.title.get(language), app.clock.today());
    let head: Vec<String> = file.columns.iter().map(|&column| column.to_owned()).collect();
    let head = format!("{BYTE_ORDER_MARK}{}", lines(&[head], language));
    let pages = stream::try_unfold((Some(Start::First), read), move |(start, read)| {
        let viewer = viewer.clone();
        async move {
            let Some(start) = start else { return Ok(None) };
            let rows = read(start).await?;
            let Some((last, _)) = rows.last() else { return Ok(None) };
            let next = Some(Start::After(*last));
            let rows: Vec<Vec<String>> =
                rows.iter().map(|(_, cells)| cells.iter().map(|cell| cell.write(&viewer)).collect()).collect();
            Ok::<_, db::Error>(Some((Bytes::from(lines(&rows, viewer.language())), (next, read))))
        }
    });
    let whole = stream::StreamExt::chain(stream::once(async move { Ok(Bytes::from(head)) }), pages);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .streaming::<_, db::Error>(whole))
}

/// The link to the file of a list, below it: what the filter shows is what the file has.
pub fn link(address: &str, language: Language) -> Markup {
    html! { p.export { a href=(address) download { (icon(Icon::Download)) (DOWNLOAD.get(language)) } } }
}

fn lines(rows: &[Vec<String>], language: Language) -> String {
    let separator = if language == Language::En { b',' } else { b';' };
    let mut writer = WriterBuilder::new().delimiter(separator).flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("writing to memory does not fail");
    }
    let bytes = writer.into_inner().expect("writing to memory does not fail");
    String::from_utf8(bytes).expect("it was made of texts")
}

/// What a spreadsheet would take for a formula is a text. That begins also after a sign that separates cells where the
/// spreadsheet of somebody else is set up so, quotation marks around it or not.
fn harmless(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 1);
    if text.trim_start_matches(' ').starts_with(['\t', '\r', '\n']) {
        written.push('\'');
    }
    for piece in text.split_inclusive(SEPARATORS) {
        if is_formula(piece) {
            written.push('\'');
        }
        written.push_str(piece);
    }
    written
}

/// The text that such a file stands for: without the apostrophes that were put there.
pub fn meant(text: &str) -> String {
    let meant = |piece| match str::strip_prefix(piece, '\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => piece,
    };
    text.split_inclusive(SEPARATORS).map(meant).collect()
}

fn is_formula(text: &str) -> bool {
    text.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

const SEPARATORS: [char; 5] = [';', ',', '\t', '\r', '\n'];

fn time(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

fn decimal(cents: Cents, language: Language) -> String {
    let sign = if cents.0 < 0 { "-" } else { "" };
    let point = if language == Language::En { '.' } else { ',' };
    let amount = cents.0.unsigned_abs();
    format!("{sign}{}{point}{:02}", amount / 100, amount % 100)
}

const DOWNLOAD: Text =
    Text { de: "Als CSV herunterladen", nl: "Als CSV downloaden", fr: "Télécharger en CSV", en: "Download as CSV" };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_a_formula_is_a_text_and_a_negative_amount_a_number() {
        for formula in
            ["=1+1", "+32 470", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", " =cmd", "＝1", "＋1", "－1", "＠SUM(A1)"]
        {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for separator in SEPARATORS {
            assert_eq!(harmless(&format!("x{separator}=1+1")), format!("x{separator}'=1+1"));
            assert_eq!(harmless(&format!("x{separator} @a")), format!("x{separator}' @a"));
        }
        assert_eq!(harmless("Bäckerei = gut"), "Bäckerei = gut");
        assert_eq!(decimal(Cents(-123_405), Language::De), "-1234,05");
        assert_eq!(decimal(Cents(7), Language::En), "0.07");
    }

    #[test]
    fn a_text_that_was_made_harmless_is_read_back_as_it_was() {
        for text in ["=1", " =1", "x;=1, +2", "'tis", "a, 'tis", "-", "5 - 3", "＝1\n－2"] {
            assert_eq!(meant(&harmless(text)), text);
        }
    }

    #[test]
    fn a_moment_is_written_in_the_zone_of_the_office() {
        let at = "2026-11-23T23:30:00Z".parse().unwrap();
        assert_eq!(time(at, chrono_tz::Europe::Brussels), "2026-11-24 00:30");
    }

    #[test]
    fn a_separator_in_a_text_does_not_make_another_column() {
        let row = [vec!["a;b".to_owned(), "say \"c\"".to_owned(), "two\nlines".to_owned()]];
        assert_eq!(lines(&row, Language::De), "\"a;b\";\"say \"\"c\"\"\";\"two\nlines\"\n");
        assert_eq!(lines(&row, Language::En), "a;b,\"say \"\"c\"\"\",\"two\nlines\"\n");
    }
}
