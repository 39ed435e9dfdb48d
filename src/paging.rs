//! Lists that are paged by key: where a page begins, what lies around it, the addresses of its neighbours.
//!
//! Pages are never counted by offset: a list of any length costs the same on every page, and nothing is skipped or shown
//! twice when records come in between.

use url::form_urlencoded::Serializer;
use uuid::Uuid;

use crate::{
    i18n::{Language, Text},
    ui::list::Pager,
};

/// Rows on a page.
const PAGE: usize = 50;

/// Rows to ask the database for: one more than is shown tells whether there is more.
pub const LIMIT: i64 = 51;

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    First,
    After(Uuid),
    /// What stands before this record. It is read backwards: nearest first.
    Before(Uuid),
}

impl Start {
    /// From `after` and `before` in the address. What names no record means the beginning.
    pub fn read(after: &str, before: &str) -> Self {
        match (after.parse(), before.parse()) {
            (Ok(id), _) => Self::After(id),
            (_, Ok(id)) => Self::Before(id),
            _ => Self::First,
        }
    }
}

/// A page: its rows in the order of the list, and what lies around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<T> {
    pub rows: Vec<T>,
    has_previous: bool,
    has_next: bool,
}

impl<T> Part<T> {
    /// Of rows as they were read with [`LIMIT`].
    pub fn new(mut rows: Vec<T>, start: Start) -> Self {
        let has_more = rows.len() > PAGE;
        rows.truncate(PAGE);
        match start {
            Start::First => Self { rows, has_previous: false, has_next: has_more },
            Start::After(_) => Self { rows, has_previous: true, has_next: has_more },
            Start::Before(_) => {
                rows.reverse();
                Self { rows, has_previous: has_more, has_next: true }
            }
        }
    }

    /// How many rows are shown, and whether these are all there are.
    pub fn summary(&self, language: Language, counted: impl FnOnce(i64) -> String) -> String {
        let number = counted(i64::try_from(self.rows.len()).unwrap_or(i64::MAX));
        if self.has_previous || self.has_next { format!("{number} {}", ON_THIS_PAGE.get(language)) } else { number }
    }

    /// The links to its neighbours. `id` names a row, `address` is the list's from there on.
    pub fn pager(
        &self,
        language: Language,
        summary: String,
        id: impl Fn(&T) -> Uuid,
        address: impl Fn(Start) -> String,
    ) -> Pager {
        let first = self.rows.first().filter(|_| self.has_previous).map(&id);
        let last = self.rows.last().filter(|_| self.has_next).map(&id);
        Pager {
            language,
            first: first.map(|_| address(Start::First)),
            previous: first.map(|id| address(Start::Before(id))),
            next: last.map(|id| address(Start::After(id))),
            summary,
        }
    }
}

const ON_THIS_PAGE: Text =
    Text { de: "auf dieser Seite", nl: "op deze pagina", fr: "sur cette page", en: "on this page" };

/// The address of a list with its filters; those that are empty are left out.
pub fn address(path: &str, filters: &[(&str, &str)], start: Start) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(filters.iter().filter(|(_, value)| !value.is_empty()));
    match start {
        Start::First => {}
        Start::After(id) => _ = query.append_pair("after", &id.to_string()),
        Start::Before(id) => _ = query.append_pair("before", &id.to_string()),
    }
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_what_lies_around_it() {
        let id = Uuid::nil();
        let full = |start| Part::new((0..51).collect::<Vec<_>>(), start);
        assert_eq!(full(Start::First), Part { rows: (0..50).collect(), has_previous: false, has_next: true });
        assert_eq!(full(Start::After(id)), Part { rows: (0..50).collect(), has_previous: true, has_next: true });
        let before = Part { rows: (0..50).rev().collect(), has_previous: true, has_next: true };
        assert_eq!(full(Start::Before(id)), before);
        let said = |part: Part<i32>| part.summary(Language::En, |rows| format!("{rows} shown"));
        assert_eq!(said(full(Start::First)), "50 shown on this page");
        assert_eq!(said(Part::new(vec![1], Start::After(id))), "1 shown on this page");
        assert_eq!(said(Part::new(vec![1, 2], Start::First)), "2 shown");
    }

    #[test]
    fn an_address_keeps_the_filters_and_leaves_out_what_is_empty() {
        assert_eq!(address("/customers", &[("q", ""), ("sort", "")], Start::First), "/customers");
        let filtered = address("/customers", &[("q", "a&b ü"), ("sort", "-name")], Start::After(Uuid::nil()));
        assert_eq!(filtered, "/customers?q=a%26b+%C3%BC&sort=-name&after=00000000-0000-0000-0000-000000000000");
    }
}
