//! JSON with characters that are none: one of them would make a whole answer unreadable.

/// What stands for a character that is none.
const REPLACEMENT: &str = "\\ufffd";

/// The bytes as text in which serde sees no impossible character: no bytes that are not UTF-8, no bare control characters,
/// no half of a surrogate pair. Text without any of them stays as it is.
pub fn readable(json: &[u8]) -> String {
    let text = String::from_utf8_lossy(json);
    let mut readable = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(found) = rest.find(|c: char| c == '\\' || c.is_ascii_control()) {
        readable.push_str(&rest[..found]);
        rest = &rest[found..];
        // Outside of texts control characters are white space, or nothing that JSON has.
        let Some(escape) = rest.strip_prefix('\\') else {
            readable.push(' ');
            rest = &rest[1..];
            continue;
        };
        let length = match unit(escape) {
            Some(0xD800..=0xDBFF) if matches!(second_unit(escape), Some(0xDC00..=0xDFFF)) => 12,
            Some(0xD800..=0xDFFF) => {
                readable.push_str(REPLACEMENT);
                rest = &rest[6..];
                continue;
            }
            Some(_) => 6,
            None => 1 + escape.chars().next().map_or(0, char::len_utf8),
        };
        readable.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    readable.push_str(rest);
    readable
}

/// The number of `uXXXX`.
fn unit(escape: &str) -> Option<u32> {
    let digits = escape.strip_prefix('u')?.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

/// The number of the escape right after the first.
fn second_unit(escape: &str) -> Option<u32> {
    unit(escape.get(5..)?.strip_prefix('\\')?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(json: &str) -> serde_json::Value {
        serde_json::from_str(&readable(json.as_bytes())).unwrap()
    }

    #[test]
    fn what_is_good_json_stays_as_it_is() {
        for json in [r#"{"a": "\ud83d\ude00 \\ud800 \n \"é\" \u0041"}"#, "[1, null]", r#""\\""#, "😀"] {
            assert_eq!(readable(json.as_bytes()), json);
        }
    }

    #[test]
    fn half_a_character_is_replaced_and_the_rest_is_read() {
        for (json, text) in [
            (r#""a\ud800b""#, "a\u{fffd}b"),
            (r#""\udc00\ud800""#, "\u{fffd}\u{fffd}"),
            (r#""\ud800\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\ud800\\n""#, "\u{fffd}\\n"),
            (r#""\ud800\u0041""#, "\u{fffd}A"),
            ("\"a\u{0}\n\u{7f}b\"", "a   b"),
        ] {
            assert_eq!(read(json), text, "{json}");
        }
        assert_eq!(readable(b"\"\xff\""), "\"\u{fffd}\"");
    }

    proptest! {
        #[test]
        fn any_text_with_any_escapes_can_be_read(units in proptest::collection::vec(any::<u16>(), 0..20)) {
            let text = units.iter().fold(String::new(), |text, unit| text + format!("\\u{unit:04x}").as_str());
            let read: String = serde_json::from_str(&readable(format!("\"{text}\"").as_bytes())).unwrap();
            prop_assert_eq!(read, String::from_utf16_lossy(&units));
        }
    }
}
