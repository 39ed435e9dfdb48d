//! Money that the creditor sends to customers' accounts, by itself or to pay a debit back. Twikey calls it a credit
//! transfer (source 5.1).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    World,
    agenda::Work,
    debit,
    feed::Changed,
    next_id,
    posting::{PostingKind, Source, bytes, derived_hex},
};
use crate::{domain::money::Cents, sandbox::refusal::Refusal};

/// Where a refund stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// For its batch.
    Waiting,
    /// With its batch, to the creditor's bank.
    Sent,
    #[default]
    Paid,
    /// Taken back before it was sent. The API no longer knows it.
    Removed,
}

/// Money to a customer's account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refund {
    /// Its end-to-end id.
    pub id: String,
    /// The debit it pays back, if it does.
    pub debit: Option<u64>,
    #[serde(default)]
    pub customer: Option<u64>,
    pub amount: Cents,
    pub message: String,
    pub reference: Option<String>,
    pub place: Option<String>,
    pub iban: Option<String>,
    pub bic: Option<String>,
    /// When it was asked for.
    pub at: DateTime<Utc>,
    /// `date`: not to be sent before.
    #[serde(default)]
    pub wanted_on: Option<NaiveDate>,
    #[serde(default)]
    pub state: State,
    /// The batch it was sent with.
    #[serde(default)]
    pub batch: Option<u64>,
    #[serde(default)]
    pub paid_at: Option<DateTime<Utc>>,
    /// The number of its entry in the feed of refunds, once it is paid.
    #[serde(default)]
    pub sequence: u64,
}

/// What `POST /transaction/refund` is given, checked.
#[derive(Clone, Debug)]
pub struct DebitRefund {
    pub amount: Cents,
    pub message: String,
    pub reference: Option<String>,
    pub place: Option<String>,
    /// The mandate's account when not given.
    pub iban: Option<String>,
    pub bic: Option<String>,
}

/// What `POST /transfer` is given, checked.
#[derive(Clone, Debug)]
pub struct NewRefund {
    /// The customer's number.
    pub customer: Option<String>,
    pub iban: String,
    pub amount: Cents,
    pub message: String,
    pub reference: Option<String>,
    pub place: Option<String>,
    pub wanted_on: Option<NaiveDate>,
}

/// Refunds that went to the bank together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefundBatch {
    pub id: u64,
    /// Its name at the bank.
    pub pmtinf: String,
    pub at: DateTime<Utc>,
    pub entries: usize,
}

/// All batches of refunds, by id.
pub type RefundBatches = BTreeMap<u64, RefundBatch>;

impl World {
    /// A refund of the API.
    pub fn refund_named(&self, id: &str) -> Result<&Refund, Refusal> {
        let known = self.refunds.iter().find(|refund| refund.id == id && refund.state != State::Removed);
        known.ok_or_else(|| Refusal::about("err_no_transaction", id))
    }

    /// Money to an account that the creditor registered, or to that of the customer's mandate.
    pub fn add_refund(&mut self, new: NewRefund, now: DateTime<Utc>) -> Result<&Refund, Refusal> {
        let id_of = |number: &String| {
            let known = self.customers.by_number(number).map(|customer| customer.id);
            known.ok_or_else(|| Refusal::about("err_not_found", number))
        };
        let customer = new.customer.as_ref().map(id_of).transpose()?;
        let bic = self.account_to_pay(customer, &new.iban)?;
        if new.amount <= Cents::ZERO {
            return Err(Refusal::about("err_invalid_amount", "amount"));
        }
        // PY's own tests use the same key for several customers.
        let taken =
            |it: &Refund| it.state != State::Removed && it.customer == customer && it.reference == new.reference;
        if new.reference.is_some() && self.refunds.iter().any(taken) {
            return Err(Refusal::about("err_duplicate_ref", "ref"));
        }
        let refund = Refund {
            id: self.refund_id(now),
            debit: None,
            customer,
            amount: new.amount,
            message: new.message,
            reference: new.reference,
            place: new.place,
            iban: Some(new.iban),
            bic,
            at: now,
            wanted_on: new.wanted_on,
            state: State::Waiting,
            batch: None,
            paid_at: None,
            sequence: 0,
        };
        Ok(self.refunds.push_mut(refund))
    }

    /// Pays a debit back, or a part of it. The same amount twice is taken for a mistake, as at Twikey.
    pub fn refund_debit(&mut self, id: u64, refund: DebitRefund, now: DateTime<Utc>) -> Result<&Refund, Refusal> {
        let debit = self.debit(id)?;
        if debit.state != debit::State::Paid {
            return Err(Refusal::about("err_invalid_state", debit.state.code()));
        }
        let before = || self.refunds.iter().filter(|it| it.debit == Some(id) && it.state != State::Removed);
        if before().any(|it| it.amount == refund.amount) {
            return Err(Refusal::about("err_fail_integration", "amount"));
        }
        let total: i64 = before().map(|it| it.amount.0).sum();
        if refund.amount <= Cents::ZERO || total + refund.amount.0 > debit.amount.0 {
            return Err(Refusal::about("err_invalid_amount", "amount"));
        }
        let mandate = self.mandates.get(&debit.mandate);
        let own = mandate.map(|mandate| (mandate.iban.clone(), mandate.bic.clone())).unwrap_or_default();
        let (iban, bic) = if refund.iban.is_some() { (refund.iban, refund.bic) } else { own };
        let refund = Refund {
            id: self.refund_id(now),
            debit: Some(id),
            customer: mandate.map(|mandate| mandate.customer),
            amount: refund.amount,
            message: refund.message,
            reference: refund.reference,
            place: refund.place,
            iban,
            bic,
            at: now,
            wanted_on: None,
            state: State::Waiting,
            batch: None,
            paid_at: None,
            sequence: 0,
        };
        Ok(self.refunds.push_mut(refund))
    }

    /// In Twikey's form: eight hexadecimal digits and the time.
    fn refund_id(&self, now: DateTime<Utc>) -> String {
        let start = derived_hex(&[b"refund", &self.refunds.len().to_be_bytes(), &bytes(now)]);
        format!("{start:.8}{}", now.format("%Y%m%d%H%M%S%3f"))
    }

    /// Takes a refund back that was not sent yet.
    pub fn remove_refund(&mut self, id: &str) -> Result<(), Refusal> {
        let sent = self.refund_named(id)?.state != State::Waiting;
        if sent {
            return Err(Refusal::about("err_not_authorised", id));
        }
        if let Some(refund) = self.refunds.iter_mut().find(|refund| refund.id == id) {
            refund.state = State::Removed;
        }
        Ok(())
    }

    /// Sends all refunds whose day has come. `None` when there are none.
    pub fn send_refunds(&mut self, now: DateTime<Utc>) -> Option<&RefundBatch> {
        let today = now.date_naive();
        let id = next_id(&self.refund_batches);
        let mut entries = 0;
        let due = |it: &&mut Refund| it.state == State::Waiting && it.wanted_on.is_none_or(|day| day <= today);
        for refund in self.refunds.iter_mut().filter(due) {
            (refund.state, refund.batch) = (State::Sent, Some(id));
            entries += 1;
        }
        if entries == 0 {
            return None;
        }
        self.agenda.add(now + self.settings.bank_delay(), Work::RefundsPaid { batch: id });
        let pmtinf = format!("Twikey-{}", now.format("%Y%m%d%H%M%S%3f"));
        Some(self.refund_batches.entry(id).or_insert(RefundBatch { id, pmtinf, at: now, entries }))
    }

    /// The bank carries out a batch, or all of them. Says which refunds that were.
    pub(super) fn pay_refunds(&mut self, batch: Option<u64>, now: DateTime<Utc>) -> Vec<String> {
        let sent = |it: &Refund| it.state == State::Sent && (batch.is_none() || it.batch == batch);
        let sent: Vec<_> = (0..self.refunds.len()).filter(|at| sent(&self.refunds[*at])).collect();
        sent.into_iter().map(|at| self.pay_refund(at, now)).collect()
    }

    fn pay_refund(&mut self, at: usize, now: DateTime<Utc>) -> String {
        let sequence = self.refund_changes.append(now, Changed { changed: at });
        let refund = &mut self.refunds[at];
        (refund.state, refund.paid_at, refund.sequence) = (State::Paid, Some(now), sequence);
        let (id, iban, amount, message) =
            (refund.id.clone(), refund.iban.clone(), refund.amount, refund.message.clone());
        match refund.debit.and_then(|debit| self.debits.get(&debit)?.invoice) {
            Some(invoice) => {
                let source = Source::CreditTransfer { iban, e2e: id.clone(), message };
                self.post(invoice, PostingKind::Refund, amount, source, now);
            }
            None => self.ring_payment(now),
        }
        id
    }
}
