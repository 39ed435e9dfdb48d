//! Tables: sortable headers, rows that lead somewhere, cards on a phone.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon};
use crate::i18n::{Language, Text};

const SORTED_UP: Text = Text { de: "aufsteigend", nl: "oplopend", fr: "croissant", en: "ascending" };
const SORTED_DOWN: Text = Text { de: "absteigend", nl: "aflopend", fr: "décroissant", en: "descending" };

/// A table of records.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    pub language: Language,
    /// What the table lists; read out, not shown.
    pub caption: &'a str,
    pub columns: Vec<Column<'a>>,
    pub rows: Vec<Row>,
}

/// A column. The first one names the record.
#[derive(Clone, Debug, Default)]
pub struct Column<'a> {
    pub label: &'a str,
    /// Amounts and counts: aligned right, digits of one width.
    pub numeric: bool,
    pub sort: Option<Sort>,
    /// Left out on a phone.
    pub minor: bool,
}

/// The column can be sorted by.
#[derive(Clone, Debug)]
pub struct Sort {
    /// The list sorted by this column, the other way round when it already is.
    pub href: String,
    pub now: Option<Direction>,
}

/// Which way a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

/// A row; `href` is where a click on it leads, through the link that its first cell becomes.
#[derive(Clone, Debug)]
pub struct Row {
    pub href: Option<String>,
    /// As many as there are columns.
    pub cells: Vec<Markup>,
}

impl Render for Table<'_> {
    fn render(&self) -> Markup {
        // The roles are said because the phone's card layout (display: grid) takes them away.
        html! {
            table.table role="table" {
                caption.visually-hidden { (self.caption) }
                thead role="rowgroup" { tr role="row" { @for column in &self.columns { (self.header(column)) } } }
                tbody role="rowgroup" { @for row in &self.rows { (self.row(row)) } }
            }
        }
    }
}

impl Table<'_> {
    fn header(&self, column: &Column<'_>) -> Markup {
        let now = column.sort.as_ref().and_then(|sort| sort.now);
        let order = now.map(|direction| match direction {
            Direction::Up => "ascending",
            Direction::Down => "descending",
        });
        html! {
            th.numeric[column.numeric].minor[column.minor] scope="col" role="columnheader" aria-sort=[order] {
                @if let Some(sort) = &column.sort {
                    a.sort href=(sort.href) {
                        (column.label)
                        @match now {
                            Some(Direction::Up) => { (icon(Icon::ArrowUp)) (hidden(SORTED_UP.get(self.language))) }
                            Some(Direction::Down) => { (icon(Icon::ArrowDown)) (hidden(SORTED_DOWN.get(self.language))) }
                            None => (icon(Icon::ChevronsUpDown)),
                        }
                    }
                } @else { (column.label) }
            }
        }
    }

    fn row(&self, row: &Row) -> Markup {
        html! {
            tr.leads[row.href.is_some()] role="row" {
                @for (position, (column, cell)) in self.columns.iter().zip(&row.cells).enumerate() {
                    @if position == 0 {
                        th scope="row" role="rowheader" {
                            @if let Some(href) = &row.href { a.row-link href=(href) { (cell) } } @else { (cell) }
                        }
                    } @else {
                        td.numeric[column.numeric].minor[column.minor] role="cell" data-label=(column.label) {
                            div { (cell) }
                        }
                    }
                }
            }
        }
    }
}

fn hidden(text: &str) -> Markup {
    html! { span.visually-hidden { " (" (text) ")" } }
}
