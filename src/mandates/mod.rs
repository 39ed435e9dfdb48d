//! Mandates: asked for, signed, kept true by what Twikey reports.

mod mandate;
mod queries;

pub use mandate::{Invitation, Mandate, Origin, Paper, Request, Scheme, Signature, State};
pub use queries::{find, find_by_reference, insert, live, of_customer, update};
