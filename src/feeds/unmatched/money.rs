//! Money that Twikey reported for an invoice that we do not know: what is said of it, and assigning it to an invoice.

use maud::{Markup, html};

use super::words;
use crate::{
    app::App,
    audit::{self, Action, Actor, Subject},
    db::{Result, Tx},
    feeds::queries::{self, Decision, Kept},
    i18n::{Text, format},
    invoices::{self, sync::Outcome},
    twikey::PaymentEvent,
    ui::facts::{code, or_absent},
    viewer::Viewer,
};

/// Books the money on the invoice with this number. The text says why not.
pub async fn assign(tx: &mut Tx, app: &App, viewer: &Viewer, entry: &Kept, number: &str) -> Result<Option<Text>> {
    let Ok(event) = PaymentEvent::parse(&entry.payload) else { return Ok(Some(words::NOT_READABLE)) };
    let Some(invoice) = invoices::take_by_number(tx, number).await? else {
        return Ok(Some(words::NO_SUCH_INVOICE));
    };
    let customer = invoice.customer_id;
    let outcome = invoices::sync::apply_payment_to(tx, app, &viewer.settings, invoice, &event).await?;
    let (Outcome::Applied(invoice) | Outcome::Unchanged(invoice)) = outcome else {
        return Ok(Some(words::NOT_READABLE));
    };
    let now = app.clock.now();
    let decision = Decision { state: "assigned", mandate: None, invoice: Some(invoice), by: viewer.id(), at: now };
    queries::resolve(tx, entry.id, decision).await?;
    let trail = audit::Entry::new(Actor::User(viewer.id()), Subject::TwikeyEvent, entry.id, Action::Assigned);
    audit::record(tx, now, trail.of_customer(customer)).await?;
    Ok(None)
}

/// What Twikey says of it.
pub fn known(viewer: &Viewer, event: &PaymentEvent) -> Vec<(&'static str, Markup)> {
    let language = viewer.language();
    vec![
        (words::AMOUNT.get(language), html! { (format::amount(event.amount.0, "EUR", language)) }),
        (words::INVOICE_NUMBER.get(language), event.number.as_deref().map_or_else(|| or_absent(None, language), code)),
        (words::REASON.get(language), or_absent(event.description.as_deref(), language)),
    ]
}
