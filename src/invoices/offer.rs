//! What the invoice sheet offers to do about money.

use maud::{Markup, Render, html};

use super::{Invoice, record_payment, refund};
use crate::{
    domain::money::Cents,
    i18n::Language,
    payments::Balance,
    ui::{
        button::{Action, Button, Weight},
        icon::Icon,
    },
};

/// Buttons that open the dialogs: recording a payment while something is owed, giving back what was paid too much.
/// Money that comes when nothing is owed any more is recorded from the menu ([`further`]).
pub fn buttons(invoice: &Invoice, balance: Balance, language: Language) -> Markup {
    let address = |last| format!("/invoices/{}/{last}", invoice.id);
    html! {
        @if invoice.state.is_open() && record_payment::takes_payments(invoice) {
            (Button { icon: Some(Icon::Wallet), ..record(&address("payments/new"), language) })
        }
        @if balance.overpaid() > Cents::ZERO && record_payment::takes_payments(invoice) {
            (Button {
                label: refund::GIVE_BACK.get(language), icon: Some(Icon::Undo),
                action: Action::Dialog(&address("refunds/new")), ..Button::default()
            })
        }
    }
}

/// For the menu of an invoice that was paid: customers pay twice.
pub fn further(invoice: &Invoice, language: Language) -> Option<Markup> {
    let address = format!("/invoices/{}/payments/new", invoice.id);
    let is_further = !invoice.state.is_open() && record_payment::takes_payments(invoice);
    is_further.then(|| Button { weight: Weight::Quiet, ..record(&address, language) }.render())
}

fn record(address: &str, language: Language) -> Button<'_> {
    Button { label: record_payment::RECORD.get(language), action: Action::Dialog(address), ..Button::default() }
}
