//! How long a text from outside may be, before anything is done with it. No I/O.
//!
//! A form says of its own fields, at the field, what is too long for an invoice or a bank. This is for what no form of
//! ours sends, in any field, whether its form looks at it or not.

/// A line of text. An index of PostgreSQL takes 2704 bytes, and a character has up to four.
pub const LINE: usize = 500;

/// Fields with room for more than a line.
const LONGER: [(&str, usize); 5] = [
    // What somebody writes.
    ("notes", 20_000),
    ("note", 20_000),
    ("body", 100_000),
    // A record as it was when its form was shown, as JSON.
    ("base", 100_000),
    // The address of a page of ours, with what was searched for there.
    ("to", 10_000),
];

/// Says how long a text in the field of this name may be, when it is longer. Names come from outside as well.
pub fn check(field: &str, text: &str) -> Result<(), usize> {
    for (length, most) in [(of(field), LINE), (of(text), most(field))] {
        if length > most {
            return Err(most);
        }
    }
    Ok(())
}

/// How many characters may stand in the field of this name.
pub fn most(field: &str) -> usize {
    LONGER.iter().find(|(name, _)| *name == field).map_or(LINE, |(_, most)| *most)
}

/// How many characters a text has; a line break counts as one, however a browser sends it.
pub fn of(text: &str) -> usize {
    text.chars().filter(|character| *character != '\r').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_long_as_its_characters_and_a_line_break_is_one() {
        assert_eq!(of("Müller\r\nZoë"), 10);
        assert_eq!((most("email"), most("body")), (LINE, 100_000));
        assert_eq!(check("email", &"é".repeat(LINE)), Ok(()));
        assert_eq!(check("email", &"é".repeat(LINE + 1)), Err(LINE));
        assert_eq!(check(&"x".repeat(LINE + 1), ""), Err(LINE));
    }
}
