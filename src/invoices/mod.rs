//! Invoices: written, confirmed, handed over, followed until the money is there.

mod addressee; // whom it is for
pub mod collect; // with a mandate that came later
mod collector; // pure: which mandate takes what is open of an invoice
pub mod confirm; // numbers it, and writes down what follows
pub mod confirmation; // the dialog for one
pub mod confirmations; // many at once
mod contents; // the tile with the lines
pub mod credit; // takes an invoice back, in part or whole
mod draft; // writes a new one
pub mod edit;
mod fields; // the fields of the form
mod filter; // which invoices a list is about
mod form; // pure: what was typed, and what is wrong with it
pub mod give_back; // asks Twikey to
pub mod handover; // to Twikey
mod invoice; // pure: what leads from one state to another
mod line; // pure: lines and what they come to
pub mod list;
mod list_queries;
pub mod mail; // what customers are told
mod money; // the tile with what is open, came and failed
mod offer; // what its sheet offers to do about money
mod outdated; // two people edited one draft
pub mod paper; // drawn: the invoice, the receipt
mod planned; // whether a debit is going to be asked for
mod problem; // what is wrong with what was typed, in words
mod progress; // how far an invoice is, in steps
mod queries;
pub mod record_payment; // that came another way than by Twikey
pub mod refund; // the dialog: by Twikey, or by ourselves
pub mod refund_trouble; // one that Twikey did not make: what pages say, and the ways on
pub mod removal;
pub mod reply; // how the dialogs answer
pub mod sheet;
mod shown; // all that its sheet shows
mod state; // pure: what kind it is and how far
pub mod sync; // what Twikey reports
pub mod tell; // Twikey, of money that came another way
mod tile; // on the customer sheet
mod untold; // pure: what Twikey has not heard of yet
pub mod words;
mod written; // pure: what was typed, once it is right // what they and their parts are called

pub use draft::write_draft;
pub use form::{OTHER_RATE, Typed, TypedLine};
pub use invoice::{Confirmation, Draft, Invoice};
pub use line::{LARGEST_PRICE, LARGEST_TOTAL, Line, MOST_LINES, Taxed, TooMuch, Totals};
pub use paper::Picture;
pub use problem::{Problem, Problems};
pub use queries::{
    find, find_by_token, highest_written, insert, last_in_series, lines, next_in_series, raise_series, replace_lines,
    take, take_by_number, take_by_twikey_id, update,
};
pub use shown::Sheet;
pub use state::{Kind, State};
pub use tile::Invoices;
pub use untold::untold;
pub use written::Written;
