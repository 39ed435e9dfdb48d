//! The text of a file, whatever program wrote it. No I/O.

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::problem::FileProblem;

/// How the letters of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16,
    /// What Windows in Western Europe writes; Latin-1 is a part of it.
    Windows1252,
}

/// Stands where bytes were no letter.
pub const UNREADABLE: char = char::REPLACEMENT_CHARACTER;

/// Reads the letters, and says how they were written.
pub fn decode(bytes: &[u8]) -> Result<(String, Encoding), FileProblem> {
    // The first bytes of .xlsx and .ods (a ZIP archive), and of .xls.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(FileProblem::Workbook);
    }
    let encoding = match encoding_rs::Encoding::for_bom(bytes) {
        Some((marked, _)) => marked,
        None if is_utf8(bytes) => UTF_8,
        None => WINDOWS_1252,
    };
    // Also takes the mark away.
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    if text.trim().is_empty() {
        return Err(FileProblem::Empty);
    }
    // Here and there one may get into a text; many are a picture, or UTF-16 without its mark.
    if text.matches('\0').count() * 20 > text.len() {
        return Err(FileProblem::NoText);
    }
    let written = match encoding {
        it if it == UTF_16LE || it == UTF_16BE => Encoding::Utf16,
        it if it == WINDOWS_1252 => Encoding::Windows1252,
        _ => Encoding::Utf8,
    };
    Ok((text.into_owned(), written))
}

/// Letters that are not UTF-8 may look like it by accident, and in UTF-8 a letter may be cut in two: what there is more of
/// decides.
fn is_utf8(bytes: &[u8]) -> bool {
    let (mut letters, mut odd) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        odd += chunk.invalid().len();
    }
    letters >= odd
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Encoding) {
        decode(bytes).unwrap()
    }

    #[test]
    fn the_encoding_is_told_by_the_mark_or_by_the_letters() {
        let muller = "Müller €".to_owned();
        assert_eq!(read("Müller €".as_bytes()), (muller.clone(), Encoding::Utf8));
        assert_eq!(read("\u{feff}Müller €".as_bytes()), (muller.clone(), Encoding::Utf8));
        assert_eq!(read(b"M\xfcller \x80"), (muller.clone(), Encoding::Windows1252));
        let little: Vec<u8> = "\u{feff}Müller €".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&little), (muller.clone(), Encoding::Utf16));
        let big: Vec<u8> = "\u{feff}Müller €".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&big), (muller, Encoding::Utf16));
        assert_eq!(read(b"plain"), ("plain".to_owned(), Encoding::Utf8));
    }

    #[test]
    fn one_letter_cut_in_two_does_not_spoil_the_others() {
        let mut bytes = "Müller, Größe, Café".as_bytes().to_vec();
        bytes.truncate(bytes.len() - 1);
        let (text, encoding) = read(&bytes);
        assert_eq!(encoding, Encoding::Utf8);
        assert_eq!(text, format!("Müller, Größe, Caf{UNREADABLE}"));
    }

    #[test]
    fn one_row_in_another_encoding_does_not_spoil_the_letters_of_the_others() {
        let bytes = ["Kunde;Ort\n1;Köln\n".as_bytes(), b"2;M\xfcnchen\n"].concat();
        assert_eq!(read(&bytes), (format!("Kunde;Ort\n1;Köln\n2;M{UNREADABLE}nchen\n"), Encoding::Utf8));
    }

    #[test]
    fn what_is_no_text_is_not_read_as_one() {
        assert_eq!(decode(b"PK\x03\x04 and more").unwrap_err(), FileProblem::Workbook);
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0").unwrap_err(), FileProblem::NoText);
        let unmarked: Vec<u8> = "Kunde;Name".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&unmarked).unwrap_err(), FileProblem::NoText);
        for empty in [&b""[..], b"\xef\xbb\xbf", b" \r\n\r\n"] {
            assert_eq!(decode(empty).unwrap_err(), FileProblem::Empty);
        }
    }
}
