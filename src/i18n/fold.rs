//! Text as people look for it: neither capitals nor accents count.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// Lower case, without accents, letters of their own spelled out: `Straße` and `STRASSE` are the same, `Müller` is found by
/// `muller`. Spaces at the ends go, several become one; control signs count as spaces, as PostgreSQL takes no NUL in a text.
///
/// Folded here and stored, because databases fold differently, and some ASCII only.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in DecomposingNormalizerBorrowed::new_nfkd().normalize(text).split(is_gap) {
        if word.is_empty() {
            continue;
        }
        if !folded.is_empty() {
            folded.push(' ');
        }
        for letter in word.chars().flat_map(char::to_lowercase) {
            match letter {
                // What NFKD leaves beside the letter: accents, and the dot that a Turkish İ keeps.
                '\u{300}'..='\u{36f}' => {}
                'ß' => folded.push_str("ss"),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'ø' => folded.push('o'),
                'đ' | 'ð' => folded.push('d'),
                'ł' => folded.push('l'),
                'ı' => folded.push('i'),
                'þ' => folded.push_str("th"),
                other => folded.push(other),
            }
        }
    }
    folded
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_and_accents_do_not_count() {
        for (text, folded) in [
            ("Müller", "muller"),
            ("MÜLLER", "muller"),
            ("Mu\u{308}ller", "muller"),
            ("Straße", "strasse"),
            ("Œuvre  Française ", "oeuvre francaise"),
            ("Łódź", "lodz"),
            ("Ørsted Æble", "orsted aeble"),
            ("İstanbul Işık", "istanbul isik"),
            ("Ａｃｍｅ", "acme"),
            ("a\0b\r\nc", "a b c"),
            ("  ", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }
}
