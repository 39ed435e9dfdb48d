//! All talk with Twikey, and nobody else's: the portal knows Twikey only through this module.

mod client;
mod error;
mod explain;
mod identity; // of the account
mod lenient; // JSON with characters that are none
mod link; // held to Twikey's hosts
mod request;
mod session;
pub mod signature;
mod transport;
mod wait;
mod wire;

#[cfg(test)]
mod fake;

pub use client::{Client, Credentials, LARGEST_BATCH, SetupError};
pub use error::{Error, Remedy, code};
pub use explain::explain;
pub use identity::Identity;
pub use link::{CustomerLink, Hosts, KeptLink};
pub use request::{Action, Change, Debtor, Invite, InvoiceAction, NewInvoice, Payer, PutState, SmsSignature};
pub use session::Login;
pub use wire::{
    BatchRow, Event, EventKind, Invited, InvoiceEntry, InvoicePage, InvoiceSnapshot, InvoiceState, LastPayment,
    Malformed, Mandate, MandateDetail, MandateEntry, MandatePage, MandateState, MandateSummary, Moment, PaymentEntry,
    PaymentEvent, PaymentEventKind, PaymentPage, PaymentSource, number_made_of,
};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Chooses the cryptography of HTTPS for the whole process; may be called again. Before the first [`Client`].
pub fn install_crypto() {
    // An error says that one is installed already, which is what we want.
    rustls::crypto::ring::default_provider().install_default().ok();
}
