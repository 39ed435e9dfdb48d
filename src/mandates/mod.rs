//! Mandates: asked for, signed, kept true by what Twikey reports.

mod account; // who decides about a customer's bank account
pub mod ask; // the task that asks Twikey
pub mod by_hand;
mod by_hand_form;
pub mod cancel;
mod channels; // pure: which ways there are to ask
pub mod check; // asks how a mandate stands
mod collector; // pure: which mandate collects, and who
mod dialogs; // the dialogs of a request as markup
pub mod document; // the signed PDF
pub mod finance; // the tile
pub mod list;
mod mandate; // pure: states and what leads from one to another
mod profile; // pure: of a scheme, at Twikey
mod progress; // how far a request is, in words
mod queries;
mod reply; // how the dialogs answer
mod report; // pure: what Twikey's word changes
pub mod request;
pub mod sheet;
mod situation; // pure: what the dialogs of a request are about
pub mod sync; // what Twikey reports
mod words;

pub use crate::messages::Channel;
pub use account::account;
pub use cancel::no_twikey;
pub use collector::Collector;
pub use mandate::{Invitation, Mandate, Origin, Paper, Request, Scheme, Signature, State};
pub use queries::{
    Signer, find, find_by_reference, forget_sequences, insert, of_customer, remember_way, signer, take,
    take_by_reference, take_live, update, way_back,
};
pub use words::{COLLECT, FINANCE, MANDATES, label, method_name, readable, reason_name, state_name};
