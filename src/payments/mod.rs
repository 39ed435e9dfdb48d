//! Payments: every movement of money for an invoice, and what is still owed.

mod booking; // pure: what a report of money adds
mod give_back; // tells Twikey to give money back
pub mod manual; // the dialog that records one
mod offer; // what the invoice sheet offers to do
mod payment; // pure: what a movement changes
mod queries;
mod reason; // pure: the banks' reasons in words
pub mod refund; // pure: what is given back; and the dialog for it
mod tell; // tells Twikey of money that came another way
mod words;

pub use booking::{Booking, Line, Report, book};
pub use give_back::{run as give_back, settle as settle_refunds};
pub use offer::{buttons, further};
pub use payment::{Balance, Kind, Payment, Source};
pub use queries::{balance, claim, of_invoice, record};
pub use reason::{Group, Reason, Remedy, reason};
pub use tell::{run as tell, untold};
pub use words::means;
