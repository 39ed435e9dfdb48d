//! Why a record of a file cannot be read. No I/O.

/// Why a record cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// Its fields, as far as they can be told apart, are not as many as the header has.
    Fields { found: Vec<String>, expected: usize },
    /// A field begins with a quotation mark and has none at its end.
    OpenQuote { found: Vec<String> },
    /// Bytes that are no letters.
    Unreadable { found: Vec<String> },
}

impl Damage {
    /// What can be made out of the fields.
    pub fn found(&self) -> &[String] {
        match self {
            Self::Fields { found, .. } | Self::OpenQuote { found } | Self::Unreadable { found } => found,
        }
    }
}
