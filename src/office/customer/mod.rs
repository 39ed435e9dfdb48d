//! The customer sheet, what each slice knows of a customer, and the form behind it.

mod conflict; // two people edited one customer
pub mod edit;
pub mod finance; // the tile alone
pub mod sheet;
