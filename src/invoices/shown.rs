//! An invoice with all that its page shows, read at once.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Invoice, Kind, Line, State, handover,
    queries::{self, CreditNote},
};
use crate::{
    app::App,
    customers::{self, Customer},
    db::Tx,
    error::{Error, Result},
    jobs,
    mandates::{self, Collector, Mandate},
    messages::{self, Message},
    payments::{self, Balance, Payment, refund::Refund},
    viewer::Viewer,
};

/// An invoice with all that its page shows.
pub struct Sheet {
    pub invoice: Invoice,
    pub customer: Customer,
    pub lines: Vec<Line>,
    pub payments: Vec<Payment>,
    /// What Twikey was asked to give back.
    pub refunds: Vec<Refund>,
    /// What it is collected with.
    pub mandate: Option<Mandate>,
    /// The invoice that a credit note takes back.
    pub(super) original: Option<Invoice>,
    pub(super) credit_notes: Vec<CreditNote>,
    pub(super) messages: Vec<Message>,
    pub today: NaiveDate,
    /// Twikey has it, and a mandate to collect it with.
    pub may_collect: bool,
    /// What Twikey was to do or to hear about it, and did not yet.
    pub in_trouble: Vec<jobs::Status>,
}

impl Sheet {
    pub async fn read(tx: &mut Tx, app: &App, viewer: &Viewer, id: Uuid) -> Result<Self> {
        let invoice = queries::find(tx, id).await?.ok_or(Error::NotFound)?;
        let customer = customers::by_id(tx, invoice.customer_id).await?.ok_or(Error::NotFound)?;
        let mandate = match invoice.mandate_id {
            Some(mandate) => mandates::find(tx, mandate).await?,
            None => None,
        };
        let original = match invoice.credits_id {
            Some(original) => queries::find(tx, original).await?,
            None => None,
        };
        let mandates = mandates::of_customer(tx, customer.id).await?;
        let collector = Collector::of(app.config.account(viewer.twikey_on), &customer, &mandates);
        let may_collect =
            invoice.kind == Kind::Invoice && invoice.state == State::HandedOver && collector.at_twikey().is_some();
        Ok(Self {
            lines: queries::lines(tx, id).await?,
            payments: payments::of_invoice(tx, id).await?,
            refunds: payments::refund::of_invoice(tx, id).await?,
            credit_notes: queries::credit_notes(tx, id).await?,
            messages: messages::of_invoice(tx, id, messages::SHOWN).await?,
            in_trouble: handover::in_trouble(tx, id).await?,
            invoice,
            customer,
            mandate,
            original,
            today: app.clock.today(),
            may_collect,
        })
    }

    /// What it comes to and what was done about it.
    pub fn balance(&self) -> Balance {
        Balance::of(self.invoice.total, &self.payments)
    }
}
