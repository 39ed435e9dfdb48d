//! The customer sheet: what each slice knows of a customer.

pub mod finance; // the tile alone
