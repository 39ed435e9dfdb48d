//! Payments: every movement of money for an invoice, and what is still owed.

mod booking; // pure: what a report of money adds
mod payment; // pure: what a movement changes
mod queries;
mod reason; // pure: the banks' reasons in words
pub mod refund; // pure: what is given back
pub mod words;

pub use booking::{Booking, Line, Report, book};
pub use payment::{Balance, Kind, Payment, Source};
pub use queries::{balance, claim, exists, of_invoice, record};
pub use reason::{Group, Reason, Remedy, reason};
pub use words::{label, means, readable};
