//! Invoices: written, confirmed, handed over, followed until the money is there.

mod invoice; // pure: states and what leads from one to another
mod line; // pure: lines and what they come to
mod number; // pure: how numbers are written
pub mod paper; // drawn: the invoice, the receipt
mod queries;

pub use invoice::{Confirmation, Draft, Invoice, Kind, State};
pub use line::{LARGEST_PRICE, LARGEST_TOTAL, Line, MOST_LINES, Taxed, TooMuch, Totals};
pub use number::{Pattern, PatternError};
pub use queries::{find, insert, lines, next_in_series, replace_lines, take, take_by_twikey_id, update};
