//! The landing page: what a customer owes, and the ways to pay it. Opened by the token in the link, without a login.
//!
//! It never waits for Twikey: what it shows is what the portal knows, and it is complete without JavaScript.

pub mod back; // back from Twikey's payment page
mod doors; // the ways to pay
pub mod download; // the invoice and the receipt
pub mod mandate; // sign a mandate
mod opened; // the invoice behind the token
pub mod page;
pub mod payment; // pay once
mod shell; // the document around it all
pub mod thanks; // back from signing
mod unknown; // nothing to show, and whom to ask
mod visit; // who opens it, by which token, in which language
mod words;
