//! Values that several slices use. Each has one constructor that checks; past it nobody checks again. No I/O here.

pub mod bank; // which bank keeps an account, and its BIC
pub mod bic;
pub mod country;
mod country_table;
pub mod creditor_identifier;
pub mod email;
pub mod epc; // the QR code of a transfer
pub mod iban;
pub mod length; // of texts from outside
pub mod mobile;
pub mod money;
pub mod network; // of an address
pub mod number_pattern; // of invoices and credit notes
pub mod quantity;
pub mod reference; // of a transfer
pub mod text; // as it is kept
mod typed; // what the values over a text have in common
pub mod vat;
pub mod vat_rate;
mod vat_rules;
