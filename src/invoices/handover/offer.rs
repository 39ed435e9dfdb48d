//! What Twikey is told of an invoice: who owes it, how much is open, with which mandate it is collected, and its drawing.

use uuid::Uuid;

use super::super::{
    Invoice, Kind,
    paper::{Creditor, Paper},
};
use crate::{
    app::App,
    customers,
    db::{self, Tx},
    domain::money::Cents,
    jobs::Failure,
    mandates::{self, Collector, Scheme, ask::profile},
    settings::Settings,
    twikey::{NewInvoice, Payer},
};

/// An invoice on its way, read and not yet drawn.
pub struct Offer {
    pub paper: Paper,
    /// The profile at Twikey.
    template: u32,
    /// The reference of the mandate that collects it.
    mandate: Option<String>,
    redirect: Option<url::Url>,
}

/// The mandate that Twikey is to collect with.
pub async fn mandate_for(tx: &mut Tx, app: &App, settings: &Settings, invoice: &Invoice) -> db::Result<Option<Uuid>> {
    if invoice.kind == Kind::CreditNote {
        return Ok(None);
    }
    let Some(customer) = customers::by_id(tx, invoice.customer_id).await? else { return Ok(None) };
    let mandates = mandates::of_customer(tx, customer.id).await?;
    let collector = Collector::of(app.config.account(settings.twikey_on), &customer, &mandates);
    Ok(collector.at_twikey().map(|mandate| mandate.id))
}

/// Reads what Twikey is to be told of invoices, in their order.
pub async fn read(app: &App, invoices: &[Uuid]) -> Result<Vec<Offer>, Failure> {
    let mut tx = app.db.read().await?;
    let creditor = Creditor::read(&mut tx).await?;
    let mut offers = Vec::with_capacity(invoices.len());
    for invoice in invoices {
        let Some(paper) = Paper::of(&mut tx, &app.config, creditor.clone(), *invoice).await? else { continue };
        let mandate = match paper.invoice.mandate_id {
            Some(mandate) => mandates::find(&mut tx, mandate).await?,
            None => None,
        };
        // The profile may have gone from the configuration since.
        let mandate = mandate.filter(|mandate| profile(app, mandate.scheme).is_ok());
        let scheme = mandate.as_ref().map_or(Scheme::Core, |mandate| mandate.scheme);
        let redirect = paper.page.as_ref().filter(|_| paper.invoice.kind == Kind::Invoice);
        offers.push(Offer {
            template: profile(app, scheme)?,
            mandate: mandate.and_then(|mandate| mandate.reference),
            redirect: redirect.and_then(|page| format!("{page}/return").parse().ok()),
            paper,
        });
    }
    Ok(offers)
}

impl Offer {
    /// The invoice in Twikey's terms, with its drawing.
    pub fn draw(self) -> NewInvoice {
        let pdf = self.paper.pdf();
        let Paper { invoice, customer, credits, .. } = self.paper;
        let is_credit_note = invoice.kind == Kind::CreditNote;
        let manual = self.mandate.is_none();
        NewInvoice {
            // Confirmed invoices have all three.
            id: invoice.twikey_id.unwrap_or(invoice.id),
            number: invoice.number.unwrap_or_default(),
            remittance: invoice.reference.map(|reference| reference.written()),
            reference: invoice.id.to_string(),
            template: self.template,
            amount: if is_credit_note { Cents(-invoice.total.0) } else { invoice.total },
            paid: invoice.told_settled.filter(|_| !is_credit_note).unwrap_or_default(),
            issued_on: invoice.issued_on,
            due_on: invoice.due_on,
            language: invoice.language,
            payer: match self.mandate {
                Some(reference) => Payer::Mandate(reference),
                None => Payer::Debtor(Box::new(customer.debtor())),
            },
            // Without a mandate of ours Twikey must not begin a debit by itself: the customer pays as agreed.
            manual,
            pdf: Some(pdf),
            redirect: self.redirect,
            credits,
        }
    }
}
