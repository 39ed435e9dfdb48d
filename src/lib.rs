//! Mandato: SEPA mandates and collections through Twikey. This is the table of contents.

pub mod assets; // static/ embedded under hashed names
pub mod clock; // what time it is, movable in tests
pub mod domain; // values used by several slices, no I/O
pub mod i18n; // languages, texts, dates and amounts as each language writes them
pub mod mail; // lettre, and nothing but
pub mod templates; // how e-mails are written
pub mod twikey; // all talk with Twikey
pub mod ui; // maud components: page, field, button, dialog, table
