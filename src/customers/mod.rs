//! Customers: who is asked for mandates and gets invoices.

mod conflict; // two people edited one customer
mod contact; // the tile with name, address and how to reach
mod customer; // pure: what a customer is
mod debtor; // as Twikey is told of one
mod fields; // the fields of the form
mod form; // pure: what was typed, and what is wrong with it
mod history; // the tile with what happened
mod queries;
mod words; // what the fields are called

pub mod bank;
pub mod edit;
pub mod list;
pub mod payment; // follows from the mandate
pub mod sheet;

pub use customer::{Customer, Kind, PaymentMethod, called};
pub use edit::account;
pub use fields::Account;
pub use form::{BIC_ALONE, Problems, Typed};
pub use history::{SHOWN as HISTORY_SHOWN, changes, changes_in_words, tile as history_tile};
pub use queries::{Listed, Saved, by_email, by_id, by_number, create, lock, save, suggestions};
pub use words::{CUSTOMERS, kind_name, label, readable};
