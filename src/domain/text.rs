//! Text that people type, as it is kept.

/// One line of text: spaces at the ends go, line breaks and other control signs count as spaces.
pub fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Several lines of text, without the control signs that no editor shows and PostgreSQL in part refuses.
pub fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|&c| c == '\n' || c == '\t' || !c.is_control())
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_no_breaks_and_no_spaces_at_its_ends() {
        assert_eq!(one_line(" Bäckerei  Müller\r\nGmbH\u{0} "), "Bäckerei Müller GmbH");
    }

    #[test]
    fn lines_keep_their_breaks_and_nothing_that_cannot_be_seen() {
        assert_eq!(lines(" Ruft gern an.\r\nNur vormittags. \u{0}"), "Ruft gern an.\nNur vormittags.");
    }
}
