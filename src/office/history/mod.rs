//! What happened, who did it and when: the audit trail in words, for the sheets of records and as a list of its own.

mod access; // who came in, who did not, who took lists along
mod fields; // what fields are called, and their values in words
pub mod list;
mod tile;
mod titles; // what was done

pub use fields::{label, readable};
pub use tile::{SHOWN, tile};
