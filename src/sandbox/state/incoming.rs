//! Money that comes or goes outside of debits and payment links: transfers, payments by hand, refunds (source 4.5, 4.9).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    World,
    invoice::Invoice,
    posting::{PostingKind, Source, bytes, derived_hex},
};
use crate::{domain::money::Cents, sandbox::refusal::Refusal};

/// A transfer that arrived at the creditor's account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    pub id: u64,
    pub at: DateTime<Utc>,
    pub amount: Cents,
    /// What the customer wrote.
    pub message: String,
    pub iban: Option<String>,
    pub bic: Option<String>,
    pub name: Option<String>,
    /// The invoice it was recognised as paying.
    pub invoice: Option<Uuid>,
}

/// What arrives: who sends how much, saying what.
#[derive(Clone, Debug, Default)]
pub struct Arrival {
    pub amount: Cents,
    pub message: String,
    pub iban: Option<String>,
    pub bic: Option<String>,
    pub name: Option<String>,
}

impl World {
    /// A transfer arrives. It pays the invoice whose payment message or number it names; less than is open pays a part,
    /// and an invoice that is paid already is paid double (4.5). The answer says which invoice, if any.
    pub fn receive_transfer(&mut self, arrival: Arrival, now: DateTime<Utc>) -> Option<Uuid> {
        let invoice = self.invoice_meant(&arrival.message, arrival.amount);
        let id = self.transfers.last().map_or(1, |last| last.id + 1);
        let Arrival { amount, message, iban, bic, name } = arrival;
        let source = Source::Transfer { transfer: id, iban: iban.clone(), bic: bic.clone(), message: message.clone() };
        self.transfers.push(Transfer { id, at: now, amount, message, iban, bic, name, invoice });
        if let Some(invoice) = invoice {
            self.post(invoice, PostingKind::Payment, amount, source, now);
        }
        invoice
    }

    /// Among invoices that fit equally, one of which just this is open comes first, then any open one.
    fn invoice_meant(&self, message: &str, amount: Cents) -> Option<Uuid> {
        let wanted = plain(message);
        let words: Vec<_> = message.split_whitespace().map(plain).collect();
        let named = |invoice: &&Invoice| {
            !invoice.is_credit_note()
                && !wanted.is_empty()
                && (plain(&invoice.remittance) == wanted || words.contains(&plain(&invoice.number)))
        };
        let fit = |invoice: &&Invoice| (invoice.open() == amount, !invoice.is_settled());
        self.invoices.values().filter(named).max_by_key(fit).map(|invoice| invoice.id)
    }

    /// Somebody at the creditor says that an invoice was paid: all that is open, or less.
    pub fn pay_manually(
        &mut self,
        id: Uuid,
        amount: Option<Cents>,
        message: String,
        date: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let invoice = self.invoice(id)?;
        if invoice.is_settled() || invoice.archived || invoice.is_credit_note() {
            return Err(Refusal::about("err_invalid_state", invoice.state.code()));
        }
        let open = invoice.open();
        let amount = amount.unwrap_or(open);
        if amount <= Cents::ZERO || amount > open {
            return Err(Refusal::about("err_invalid_amount", "amount"));
        }
        self.pay_by_hand(id, amount, message, date, now);
        Ok(())
    }

    pub(super) fn pay_by_hand(
        &mut self,
        id: Uuid,
        amount: Cents,
        message: String,
        date: NaiveDate,
        now: DateTime<Utc>,
    ) {
        self.post(id, PostingKind::Payment, amount, Source::Manual { message, date }, now);
    }

    /// Pays back what was paid, or a part of it, to the customer's account.
    pub fn refund(
        &mut self,
        id: Uuid,
        amount: Option<Cents>,
        message: String,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let invoice = self.invoice(id)?;
        let paid = invoice.paid();
        let amount = amount.unwrap_or(paid.min(invoice.amount));
        if amount <= Cents::ZERO || amount > paid {
            return Err(Refusal::about("err_invalid_amount", "amount"));
        }
        let iban = self.account_of_payer(invoice);
        let count = invoice.postings.len().to_be_bytes();
        let e2e = derived_hex(&[id.as_bytes(), b"refund", &count, &bytes(now)]);
        self.post(id, PostingKind::Refund, amount, Source::CreditTransfer { iban, e2e, message }, now);
        Ok(())
    }

    /// The account that an invoice was last paid from, as far as that is known.
    fn account_of_payer(&self, invoice: &Invoice) -> Option<String> {
        let payments = invoice.postings.iter().rev().filter(|posting| posting.kind == PostingKind::Payment);
        let from = payments.into_iter().find_map(|posting| match &posting.source {
            Source::DirectDebit { iban, .. } | Source::Transfer { iban, .. } => iban.clone(),
            Source::PaymentLink { .. } | Source::Manual { .. } | Source::CreditTransfer { .. } => None,
        });
        let mandate = || invoice.mandate.as_ref().and_then(|reference| self.mandates.get(reference)?.iban.clone());
        from.or_else(mandate)
    }
}

/// A payment message without spaces and signs, as banks and people write them differently.
pub fn plain(text: &str) -> String {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
