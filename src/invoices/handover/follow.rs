//! What follows once Twikey has an invoice: the customer is told, and whatever changed since Twikey was told follows.

use uuid::Uuid;

use super::super::{Invoice, Kind, State, collect, mail};
use crate::{
    app::App,
    customers,
    db::{self, Tx},
    domain::money::Cents,
    invoices::untold,
    jobs::{self, Priority, Task},
    mandates::{self, Collector},
    payments,
    settings::{CollectOpen, Settings},
};

/// For an invoice that has just been handed over, and taken in this transaction.
pub async fn follow(tx: &mut Tx, app: &App, settings: &Settings, invoice: &Invoice) -> db::Result<()> {
    if invoice.kind == Kind::CreditNote {
        // Twikey has taken the note: now its record of the invoice can say what is owed.
        return match invoice.credits_id {
            Some(credited) => amount_changed(tx, app, credited).await,
            None => Ok(()),
        };
    }
    if !invoice.state.is_open() || is_untold(tx, invoice).await? {
        amount_changed(tx, app, invoice.id).await?;
    }
    if !invoice.state.is_open() {
        return Ok(());
    }
    if let Some(mandate) = invoice.mandate_id {
        let mandate = mandates::find(tx, mandate).await?;
        return mail::announce(tx, app, settings, invoice, mandate.as_ref()).await;
    }
    let customer = customers::by_id(tx, invoice.customer_id).await?.ok_or(db::Error::RowNotFound)?;
    let mandates = mandates::of_customer(tx, customer.id).await?;
    let collector = Collector::of(app.config.account(settings.twikey_on), &customer, &mandates);
    let mut mandate = collector.mandate();
    // The customer may have signed while Twikey was being told that there is no mandate.
    if invoice.state == State::HandedOver && collector.at_twikey().is_some() {
        collect::plan_one(tx, &app.clock, invoice, settings.collect_open, Priority::Mass).await?;
        match settings.collect_open {
            // The debit that is about to begin tells the customer, with its own date.
            CollectOpen::AtOnce => return Ok(()),
            CollectOpen::OnDueDate => {}
            CollectOpen::Never => mandate = None,
        }
    }
    mail::announce(tx, app, settings, invoice, mandate).await
}

/// Less is owed than Twikey was told, and not because it brought the money itself: its record follows.
pub async fn amount_changed(tx: &mut Tx, app: &App, invoice: Uuid) -> db::Result<()> {
    if app.twikey.is_none() {
        return Ok(());
    }
    jobs::enqueue_unless_waiting(tx, app.clock.now(), &Task::TellPayment { invoice }).await
}

/// Twikey has reported that money came, failed or went back. What it did not bring itself is told to it now: a debit that
/// went through before is none that it could still ask the customer for, one that came back or was refunded is.
pub async fn money_moved(tx: &mut Tx, app: &App, invoice: &Invoice) -> db::Result<()> {
    let is_at_rest = matches!(invoice.state, State::HandedOver | State::Paid | State::Cancelled);
    if is_at_rest && invoice.handed_over_at.is_some() && is_untold(tx, invoice).await? {
        amount_changed(tx, app, invoice.id).await?;
    }
    Ok(())
}

async fn is_untold(tx: &mut Tx, invoice: &Invoice) -> db::Result<bool> {
    let payments = payments::of_invoice(tx, invoice.id).await?;
    Ok(untold(invoice, &payments) != Cents::ZERO)
}
