//! UBL 2.1 invoices and credit notes: as much of them as `POST /creditor/invoice/ubl` needs (source 4.4).

use std::collections::HashMap;

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesRef, Event},
};

/// Real documents are less deep; deeper ones are not read.
const DEEPEST: usize = 32;

/// What is not well-formed, has a document type, or is neither invoice nor credit note.
#[derive(Debug, thiserror::Error)]
#[error("not a UBL invoice")]
pub struct InvalidFile;

/// The texts of a document by the path of their elements, without namespaces: `AccountingCustomerParty/Party/Contact/Name`.
/// Of elements that come several times, the first one counts. Lines are left out.
#[derive(Debug)]
pub struct Document {
    pub is_credit_note: bool,
    texts: HashMap<String, String>,
}

impl Document {
    /// A text without the spaces around it; an empty one counts as absent.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// Whether there is anything below a path.
    pub fn has(&self, path: &str) -> bool {
        let below = format!("{path}/");
        self.texts.keys().any(|known| known.starts_with(&below))
    }
}

pub fn read(xml: &[u8]) -> Result<Document, InvalidFile> {
    let mut reader = Reader::from_reader(xml);
    let (mut open, mut texts, mut root) = (Vec::new(), HashMap::new(), None);
    loop {
        let text = match reader.read_event().map_err(|_| InvalidFile)? {
            Event::Start(start) => {
                let name = start.local_name();
                let name = std::str::from_utf8(name.as_ref()).map_err(|_| InvalidFile)?.to_owned();
                if root.is_none() {
                    root = Some(name);
                } else {
                    open.push(name);
                }
                if open.len() > DEEPEST {
                    return Err(InvalidFile);
                }
                continue;
            }
            Event::End(_) => {
                // What follows the same path later is another element.
                let path = open.join("/");
                texts.entry(path).and_modify(|(_, closed)| *closed = true);
                open.pop();
                continue;
            }
            Event::Text(text) => text.decode().map_err(|_| InvalidFile)?.into_owned(),
            Event::CData(text) => text.decode().map_err(|_| InvalidFile)?.into_owned(),
            Event::GeneralRef(reference) => resolved(&reference)?,
            // Entities of its own would be a way to make much out of little.
            Event::DocType(_) => return Err(InvalidFile),
            Event::Eof => break,
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
        };
        let is_line = open.first().is_some_and(|first| matches!(first.as_str(), "InvoiceLine" | "CreditNoteLine"));
        if !open.is_empty() && !is_line {
            let (known, closed) = texts.entry(open.join("/")).or_insert((String::new(), false));
            if !*closed {
                known.push_str(&text);
            }
        }
    }
    let is_credit_note = match root.as_deref() {
        Some("Invoice") => false,
        Some("CreditNote") => true,
        _ => return Err(InvalidFile),
    };
    let texts = texts.into_iter().map(|(path, (text, _))| (path, text)).collect();
    Ok(Document { is_credit_note, texts })
}

/// The character behind `&amp;` or `&#101;`.
fn resolved(reference: &BytesRef<'_>) -> Result<String, InvalidFile> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| InvalidFile)? {
        return Ok(character.to_string());
    }
    let name = reference.decode().map_err(|_| InvalidFile)?;
    resolve_predefined_entity(&name).map(str::to_owned).ok_or(InvalidFile)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_their_path() {
        let xml = r#"<?xml version="1.0"?><u:Invoice xmlns:u="urn:u" xmlns:c="urn:c"><c:ID> 7 </c:ID><c:Party><c:Name>Jan
            &amp; Zn&#101;n</c:Name></c:Party><c:Party><c:Name>Other</c:Name></c:Party>
            <c:InvoiceLine><c:ID>1</c:ID></c:InvoiceLine></u:Invoice>"#;
        let document = read(xml.as_bytes()).unwrap();

        assert!(!document.is_credit_note);
        assert_eq!(document.text("ID"), Some("7"));
        assert_eq!(
            document.text("Party/Name").map(|it| it.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap(),
            "Jan & Znen"
        );
        assert!(document.has("Party") && !document.has("InvoiceLine"));
    }

    #[test]
    fn what_is_no_invoice_is_refused() {
        let deep = format!("<Invoice>{}", "<a>".repeat(100));
        let bomb = r#"<!DOCTYPE Invoice [<!ENTITY a "aaaa">]><Invoice><ID>&a;</ID></Invoice>"#;
        for wrong in
            ["", "no xml", "<Order></Order>", "<Invoice><ID></Invoice>", bomb, &deep, "<Invoice><ID>&b;</ID></Invoice>"]
        {
            assert!(read(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
