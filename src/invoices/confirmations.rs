//! Confirming many drafts.
//!
//! The drafts are written down when they are chosen, with what was seen of them; a job confirms them. What cannot be confirmed
//! is left as it is and reported, and holds up nobody.

mod choose; // the dialog
mod progress; // how far it is
mod queries;
mod work; // the job

pub use choose::{create, new};
pub use progress::show;
pub use work::run;

use uuid::Uuid;

use crate::i18n::Text;

fn address(id: Uuid) -> String {
    format!("/invoices/confirmations/{id}")
}

const TITLE: Text = Text {
    de: "Rechnungen bestätigen",
    nl: "Facturen bevestigen",
    fr: "Confirmer des factures",
    en: "Confirm invoices",
};
