//! Customers: who is asked for mandates and gets invoices.

pub mod contact; // the tile with name, address and how to reach
mod customer; // pure: what a customer is
mod debtor; // as Twikey is told of one
pub mod fields; // the fields of the form
mod form; // pure: what was typed, and what is wrong with it
mod queries;
mod words; // what the fields are called

pub mod bank;
pub mod list;
pub mod payment; // follows from the mandate

pub use customer::{Customer, Kind, PaymentMethod, called, number_after};
pub use fields::Account;
pub use form::{BIC_ALONE, Problem, Problems, Typed};
pub use queries::{Listed, Saved, by_email, by_id, by_number, create, lock, newest_number, save, suggestions};
pub use words::{CUSTOMERS, EDIT, NEW, kind_name, label, own_label, readable};
