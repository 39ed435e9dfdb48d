//! The screens of the settings: `/settings`.

mod account; // IBAN, BIC, creditor identifier
mod company; // name, address, contact
pub mod edit;
mod form;
pub mod logo;
mod logo_tile;
pub mod numbers;
mod problems;
mod rules; // days, when to collect, which e-mails
