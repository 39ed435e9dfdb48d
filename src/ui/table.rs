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
    /// Left out where the page has no room for all: on a phone, a tablet, or beside the navigation.
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
    /// One for each column.
    pub cells: Vec<Markup>,
}

/// Boxes before the rows, to tick several for one button of the form around the table.
#[derive(Clone, Debug)]
pub struct Choices<'a> {
    /// The name that every ticked box sends.
    pub name: &'a str,
    /// Read out for the box that ticks all.
    pub all: &'a str,
    /// For each row the value and what is read out; none where there is nothing to choose.
    pub boxes: Vec<Option<(String, String)>>,
}

impl Render for Table<'_> {
    fn render(&self) -> Markup {
        self.draw(None)
    }
}

impl Table<'_> {
    /// The table with boxes to tick.
    pub fn with_choices(&self, choices: &Choices<'_>) -> Markup {
        self.draw(Some(choices))
    }

    fn draw(&self, choices: Option<&Choices<'_>>) -> Markup {
        // The roles are said because the phone's card layout (display: grid) takes them away.
        html! {
            table.table.choosable[choices.is_some()] role="table" {
                caption.visually-hidden { (self.caption) }
                thead role="rowgroup" { tr role="row" {
                    @if let Some(choices) = choices {
                        th.choose scope="col" role="columnheader" {
                            // Ticking all takes JavaScript.
                            input.with-script type="checkbox" data-choose-all=(choices.name) aria-label=(choices.all);
                        }
                    }
                    @for column in &self.columns { (self.header(column)) }
                } }
                tbody role="rowgroup" {
                    @for (position, row) in self.rows.iter().enumerate() {
                        (self.row(row, choices.map(|choices| choice(choices, position))))
                    }
                }
            }
        }
    }

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

    fn row(&self, row: &Row, choice: Option<Markup>) -> Markup {
        html! {
            tr.leads[row.href.is_some()] role="row" {
                @if let Some(choice) = choice { td.choose role="cell" { (choice) } }
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

fn choice(choices: &Choices<'_>, position: usize) -> Markup {
    html! {
        @if let Some(Some((value, label))) = choices.boxes.get(position) {
            input type="checkbox" name=(choices.name) value=(value) aria-label=(label);
        }
    }
}

fn hidden(text: &str) -> Markup {
    html! { span.visually-hidden { " (" (text) ")" } }
}
