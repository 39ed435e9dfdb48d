//! What the invoice sheet offers to do about money.

use maud::{Markup, html};

use super::{Balance, manual, refund};
use crate::{
    domain::money::Cents,
    i18n::Language,
    invoices::Invoice,
    ui::{
        button::{Action, Button},
        icon::Icon,
    },
};

/// Buttons that open the dialogs: recording a payment while something is owed, giving back what was paid too much.
pub fn buttons(invoice: &Invoice, balance: Balance, language: Language) -> Markup {
    let address = |last| format!("/invoices/{}/{last}", invoice.id);
    html! {
        @if invoice.state.is_open() && manual::takes_payments(invoice) {
            (Button {
                label: manual::RECORD.get(language), icon: Some(Icon::Wallet),
                action: Action::Dialog(&address("payments/new")), ..Button::default()
            })
        }
        @if balance.overpaid() > Cents::ZERO && manual::takes_payments(invoice) {
            (Button {
                label: refund::dialog::GIVE_BACK.get(language), icon: Some(Icon::Undo),
                action: Action::Dialog(&address("refunds/new")), ..Button::default()
            })
        }
    }
}
