//! What the values over a text have in common: how to read them out, and that whatever comes in is checked.

/// Gives a newtype over `String` that implements `FromStr` its reading side: `as_str`, `Display`, and the conversions through
/// which serde checks on the way in.
macro_rules! text_value {
    ($value:ident) => {
        impl $value {
            /// The one normal writing, as it is stored.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $value {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $value {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $value {
            type Error = <Self as std::str::FromStr>::Err;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$value> for String {
            fn from(value: $value) -> Self {
                value.0
            }
        }
    };
}

/// Writes the masked form wherever a value is logged with `{:?}`: logs carry no personal data.
macro_rules! masked_debug {
    ($value:ident) => {
        impl std::fmt::Debug for $value {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($value), "({})"), self.masked())
            }
        }
    };
}

pub(super) use {masked_debug, text_value};

/// What people put between the signs of a number they copy from somewhere: spaces of every kind, hyphens, dots, and the
/// invisible marks that word processors and web pages leave behind.
pub(super) fn is_filler(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '.' | '\u{2010}'..='\u{2015}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}
