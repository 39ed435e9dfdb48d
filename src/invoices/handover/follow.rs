//! What follows once Twikey has an invoice: the customer is told, and whatever changed since Twikey was told follows.

use uuid::Uuid;

use super::{super::collect, offer};
use crate::{
    app::App,
    db::{self, Tx},
    domain::money::Cents,
    invoices::{Invoice, Kind, State, mail},
    jobs, mandates, payments,
    settings::Settings,
    tasks::Task,
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
    let mandate = match invoice.mandate_id {
        Some(mandate) => mandates::find(tx, mandate).await?,
        None => None,
    };
    mail::announce(tx, app, settings, invoice, mandate.as_ref()).await?;
    // The customer may have signed while Twikey was being told that there is no mandate.
    if invoice.state == State::HandedOver && mandate.is_none() && offer::mandate_for(tx, app, invoice).await?.is_some()
    {
        collect::plan_one(tx, &app.clock, invoice, settings.collect_open).await?;
    }
    Ok(())
}

/// Less is owed than Twikey was told, and not because it brought the money itself: its record follows.
pub async fn amount_changed(tx: &mut Tx, app: &App, invoice: Uuid) -> db::Result<()> {
    jobs::enqueue_unless_waiting(tx, app.clock.now(), &Task::TellPayment { invoice }).await
}

/// A debit has ended without bringing the money: what was settled meanwhile can be told now.
pub async fn debit_ended(tx: &mut Tx, app: &App, invoice: &Invoice) -> db::Result<()> {
    if invoice.state == State::HandedOver && is_untold(tx, invoice).await? {
        amount_changed(tx, app, invoice.id).await?;
    }
    Ok(())
}

async fn is_untold(tx: &mut Tx, invoice: &Invoice) -> db::Result<bool> {
    let payments = payments::of_invoice(tx, invoice.id).await?;
    Ok(payments::untold(invoice, &payments) != Cents::ZERO)
}
