//! Text on its way into a statement.

use sqlx::{Encode, Postgres, Type, TypeInfo, postgres::PgArgumentBuffer};

use super::Value;

/// The text to bind for `column LIKE $n ESCAPE '\'`: anything that contains `words`, which are taken literally.
pub fn contains(words: &str) -> String {
    let mut pattern = String::with_capacity(words.len() + 2);
    pattern.push('%');
    for character in words.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// The text of a value that has NUL in it, without. Whatever type the value has: that it is text, and which, is seen in
/// how it is written for PostgreSQL.
pub(super) fn without_nul<'t, T: Value<'t>>(value: &T) -> Option<String> {
    let kind = Encode::<Postgres>::produces(value).unwrap_or_else(<T as Type<Postgres>>::type_info);
    if !TEXT.contains(&kind.name()) {
        return None;
    }
    let mut written = PgArgumentBuffer::default();
    // What cannot be written fails when it is bound.
    let _ = Encode::<Postgres>::encode_by_ref(value, &mut written).ok()?;
    let has_nul = written.contains(&0);
    has_nul.then(|| String::from_utf8_lossy(&written).replace('\0', ""))
}

/// What PostgreSQL calls its types of text.
const TEXT: [&str; 6] = ["TEXT", "VARCHAR", "CHAR", "NAME", "CITEXT", "UNKNOWN"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_searched_for_is_taken_literally() {
        assert_eq!(contains("50%_a\\b"), "%50\\%\\_a\\\\b%");
    }
}
