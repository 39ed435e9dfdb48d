//! An invoice, a credit note or a receipt as it is drawn: everything that stands on it, and the PDF.
//!
//! The same records give the same bytes: nothing in the file depends on when or how often it was drawn.

mod collected; // how the money comes, as far as the paper says
pub mod download; // what staff open
mod layout; // pages that are filled from top to bottom
mod letter; // the letter around the table
mod pay; // how to pay, or how it was paid
mod render; // the pages as PDF
mod table; // the lines and what they come to
mod words;

use std::sync::Arc;

use uuid::Uuid;

use super::{Invoice, Kind, Line, Totals, queries};
use crate::{
    config::Config,
    customers::{self, Customer},
    db::{Result, Tx},
    domain::epc::Transfer,
    i18n::Language,
    invoices::planned::is_planned,
    mandates::{self, Collector},
    payments::{self, Balance, Payment},
    settings::{self, Settings},
};

pub use self::{collected::Collected, render::Picture};

/// Everything that stands on an invoice.
#[derive(Clone, Debug)]
pub struct Paper {
    pub creditor: Arc<Creditor>,
    pub customer: Customer,
    pub invoice: Invoice,
    /// The number of the invoice that a credit note takes back.
    pub credits: Option<String>,
    pub lines: Vec<Line>,
    pub totals: Totals,
    /// Oldest first.
    pub payments: Vec<Payment>,
    /// How the money comes.
    pub collected: Collected,
    /// Where the customer reads and pays it.
    pub page: Option<String>,
}

/// Who sends invoices. The same for all of them: read once for many.
#[derive(Clone, Debug)]
pub struct Creditor {
    pub settings: Settings,
    pub logo: Option<Picture>,
}

/// Which of an invoice's papers is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Invoice,
    Receipt,
}

impl Creditor {
    pub async fn read(tx: &mut Tx) -> Result<Arc<Self>> {
        let settings = settings::read(tx).await?;
        let logo = settings::logo(tx).await?.and_then(|logo| Picture::of(&logo));
        Ok(Arc::new(Self { settings, logo }))
    }

    /// For what is only read and not drawn.
    pub async fn without_logo(tx: &mut Tx) -> Result<Arc<Self>> {
        Ok(Arc::new(Self { settings: settings::read(tx).await?, logo: None }))
    }
}

impl Paper {
    /// What stands on this invoice. None: there is no such invoice.
    pub async fn read(tx: &mut Tx, config: &Config, invoice: Uuid) -> Result<Option<Self>> {
        let creditor = Creditor::read(tx).await?;
        Self::of(tx, config, creditor, invoice).await
    }

    /// The same for one of many, by a creditor that was read before.
    pub async fn of(tx: &mut Tx, config: &Config, creditor: Arc<Creditor>, invoice: Uuid) -> Result<Option<Self>> {
        let Some(invoice) = queries::find(tx, invoice).await? else { return Ok(None) };
        let Some(customer) = customers::by_id(tx, invoice.customer_id).await? else { return Ok(None) };
        let lines = queries::lines(tx, invoice.id).await?;
        let payments = payments::of_invoice(tx, invoice.id).await?;
        let mandates = match invoice.kind {
            Kind::Invoice => mandates::of_customer(tx, customer.id).await?,
            Kind::CreditNote => Vec::new(),
        };
        let collector = Collector::of(config.account(creditor.settings.twikey_on), &customer, &mandates);
        let mandate = collector.of_invoice(&invoice, &mandates, is_planned(tx, &invoice).await?);
        let collected = Collected::of(&invoice, balance(&invoice, &payments), mandate);
        let credits = match invoice.credits_id {
            Some(credited) => queries::find(tx, credited).await?.and_then(|credited| credited.number),
            None => None,
        };
        let page = invoice.token.as_ref().map(|token| config.public_url.page(&format!("/pay/{token}")));
        // Lines that were stored come to what was stored with them.
        let totals = Totals::of(&lines).unwrap_or_default();
        Ok(Some(Self { creditor, customer, invoice, credits, lines, totals, payments, collected, page }))
    }

    /// The invoice, or the credit note.
    pub fn pdf(&self) -> Vec<u8> {
        render::pdf(self, &letter::laid_out(self, Sort::Invoice), &letter::title(self, Sort::Invoice))
    }

    /// What was paid, when and how.
    pub fn receipt(&self) -> Vec<u8> {
        render::pdf(self, &letter::laid_out(self, Sort::Receipt), &letter::title(self, Sort::Receipt))
    }

    /// What a downloaded file is called.
    pub fn file_name(&self) -> String {
        let name = self.invoice.number.as_deref().unwrap_or("draft");
        let plain = |sign: char| if sign.is_ascii_alphanumeric() { sign } else { '-' };
        format!("{}.pdf", name.chars().map(plain).collect::<String>())
    }

    pub fn language(&self) -> Language {
        self.invoice.language
    }

    /// What the invoice comes to, and what was done about it.
    pub fn balance(&self) -> Balance {
        balance(&self.invoice, &self.payments)
    }

    /// What a transfer of what is open needs. None: nothing is to be transferred, or the settings name no account.
    pub fn transfer(&self) -> Option<Transfer<'_>> {
        let settings = &self.creditor.settings;
        let amount = self.balance().open();
        let is_asked_for = self.invoice.kind == Kind::Invoice && self.invoice.state.is_open() && amount.0 > 0;
        Some(Transfer {
            beneficiary: &settings.creditor_name,
            iban: settings.iban.as_ref().filter(|_| is_asked_for)?,
            bic: settings.bic.as_ref(),
            amount,
            reference: self.invoice.reference.as_ref(),
        })
    }
}

fn balance(invoice: &Invoice, payments: &[Payment]) -> Balance {
    Balance::of(invoice.total, payments)
}

#[cfg(test)]
mod tests;
