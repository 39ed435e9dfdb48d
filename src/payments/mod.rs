//! Payments: every movement of money for an invoice, and what is still owed.

mod payment; // pure: what a movement changes
mod queries;
mod reason; // pure: the banks' reasons in words

pub use payment::{Balance, Kind, Payment, Source};
pub use queries::{balance, find_by_transaction, of_invoice, record};
pub use reason::{Group, Reason, Remedy, reason};
