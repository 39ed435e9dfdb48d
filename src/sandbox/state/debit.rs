//! Direct debits, which Twikey calls transactions (source 4.2, 5).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    World,
    agenda::Work,
    feed::Changed,
    next_id,
    posting::{PostingKind, Source, bytes, derived_hex},
};
use crate::{domain::money::Cents, sandbox::refusal::Refusal};

/// Where a debit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum State {
    /// Not sent yet, or at the bank.
    Open,
    Paid,
    Error,
    /// Taken back before it was sent. The API no longer knows it.
    Withdrawn,
}

impl State {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Paid => "PAID",
            Self::Error => "ERROR",
            Self::Withdrawn => "WITHDRAWN",
        }
    }
}

/// Who says that a debit was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaidBy {
    Bank,
    /// Somebody at the creditor.
    Hand,
    /// A payment link took its place.
    Link,
}

/// One debit, for an invoice or on its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Debit {
    pub id: u64,
    pub mandate: String,
    pub invoice: Option<Uuid>,
    pub amount: Cents,
    /// On the bank statement.
    pub message: String,
    /// `ref`: the creditor's own key.
    pub reference: Option<String>,
    pub place: Option<String>,
    /// `refase2e`: the creditor's key is the end-to-end id.
    pub reference_is_e2e: bool,
    /// The end-to-end id of the latest offer.
    pub e2e: String,
    /// `date`: when what is billed happened.
    pub date: DateTime<Utc>,
    /// `reqcolldt`: not to be collected before.
    pub requested_on: Option<NaiveDate>,
    pub state: State,
    pub paid_by: Option<PaidBy>,
    /// The bank's reason for `ERROR`.
    pub code: Option<String>,
    /// When the bank answered.
    pub booked_at: Option<DateTime<Utc>>,
    /// The collection it was sent with.
    pub collection: Option<u64>,
    /// Made although its mandate was suspended or cancelled.
    pub forced: bool,
    pub archived: bool,
    /// The number of its latest entry in the transaction feed.
    pub sequence: u64,
}

/// What `POST /transaction` is given, checked.
#[derive(Clone, Debug, Default)]
pub struct NewDebit {
    pub mandate: String,
    pub amount: Cents,
    pub message: String,
    pub reference: Option<String>,
    pub reference_is_e2e: bool,
    pub place: Option<String>,
    pub date: Option<DateTime<Utc>>,
    pub requested_on: Option<NaiveDate>,
}

/// How a debit ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Finish<'code> {
    Paid(PaidBy),
    /// With the bank's reason, if it is the bank that says so.
    Failed(Option<&'code str>),
}

impl World {
    /// A debit of the API.
    pub fn debit(&self, id: u64) -> Result<&Debit, Refusal> {
        let known = self.debits.get(&id).filter(|debit| debit.state != State::Withdrawn);
        known.ok_or_else(|| Refusal::about("err_no_transaction", id.to_string()))
    }

    /// A debit on its own, with a mandate that is in use.
    pub fn add_debit(&mut self, new: NewDebit, now: DateTime<Utc>) -> Result<u64, Refusal> {
        let mandate = self.mandate(&new.mandate)?;
        if !mandate.is_collectable() {
            return Err(Refusal::about("err_invalid_state", mandate.standing.code()));
        }
        let debit = Debit {
            id: 0,
            mandate: new.mandate,
            invoice: None,
            amount: new.amount,
            message: new.message,
            reference: new.reference,
            place: new.place,
            reference_is_e2e: new.reference_is_e2e,
            e2e: String::new(),
            date: new.date.unwrap_or(now),
            requested_on: new.requested_on,
            state: State::Open,
            paid_by: None,
            code: None,
            booked_at: None,
            collection: None,
            forced: false,
            archived: false,
            sequence: 0,
        };
        Ok(self.offer(debit, now))
    }

    /// What is open of an invoice will be debited: it is pending from now on.
    pub(super) fn collect_invoice(&mut self, id: Uuid, mandate: &str, forced: bool, now: DateTime<Utc>) {
        let open = self.invoices.get(&id).map_or(Cents::ZERO, super::invoice::Invoice::open);
        self.collect_part(id, mandate, open, forced, now);
    }

    /// A part of an invoice will be debited.
    pub(super) fn collect_part(&mut self, id: Uuid, mandate: &str, amount: Cents, forced: bool, now: DateTime<Utc>) {
        let Some(invoice) = self.invoices.get(&id) else { return };
        let debit = Debit {
            id: 0,
            mandate: mandate.to_owned(),
            invoice: Some(id),
            amount,
            message: invoice.remittance.clone(),
            reference: Some(invoice.number.clone()),
            place: None,
            reference_is_e2e: false,
            e2e: String::new(),
            date: now,
            requested_on: None,
            state: State::Open,
            paid_by: None,
            code: None,
            booked_at: None,
            collection: None,
            forced,
            archived: false,
            sequence: 0,
        };
        let debit = self.offer(debit, now);
        if let Some(invoice) = self.invoices.get_mut(id) {
            invoice.collecting = Some(debit);
            invoice.debits.push(debit);
            invoice.mandate = Some(mandate.to_owned());
        }
    }

    /// Debits what is open of an invoice with the customer's newest signed mandate of the profile (4.2, `reoffer`).
    pub fn reoffer(&mut self, id: Uuid, now: DateTime<Utc>) -> Result<(), Refusal> {
        let invoice = self.invoice(id)?;
        if !invoice.state.is_open() || invoice.is_credit_note() {
            return Err(Refusal::about("err_invalid_state", invoice.state.code()));
        }
        let mandate = self.collecting_mandate(invoice.customer, invoice.profile, false);
        let mandate = mandate.ok_or(Refusal::about("err_no_contract", "mndtId"))?;
        self.collect_invoice(id, &mandate, false, now);
        self.invoice_changed(id, now);
        Ok(())
    }

    /// A debit waits for its collection. Its bank answers in time (9).
    fn offer(&mut self, mut debit: Debit, now: DateTime<Utc>) -> u64 {
        let id = next_id(&self.debits);
        debit.id = id;
        self.debits.insert(id, debit);
        self.await_bank(id, now);
        id
    }

    pub(super) fn await_bank(&mut self, id: u64, now: DateTime<Utc>) {
        let Some(debit) = self.debits.get_mut(&id) else { return };
        debit.e2e = match &debit.reference {
            Some(reference) if debit.reference_is_e2e => reference.clone(),
            _ => derived_hex(&[debit.mandate.as_bytes(), &id.to_be_bytes(), &bytes(now)]),
        };
        self.unsent.insert(id);
        self.plan_answer(id, now);
        self.debit_logged(id, now);
    }

    /// The bank answers after its usual time, not before the day that was asked for.
    pub(super) fn plan_answer(&mut self, id: u64, now: DateTime<Utc>) {
        let Some(debit) = self.debits.get(&id) else { return };
        let usual = now + self.settings.bank_delay();
        let wanted = debit.requested_on.map(|day| day.and_time(NaiveTime::MIN).and_utc());
        self.agenda.add(wanted.map_or(usual, |wanted| usual.max(wanted)), Work::DebitResult { debit: id });
    }

    pub(super) fn book_debit(&mut self, id: u64, now: DateTime<Utc>) {
        self.finish_debit(id, Finish::Paid(PaidBy::Bank), now);
        self.post_debit(id, PostingKind::Payment, now);
    }

    pub(super) fn fail_debit(&mut self, id: u64, code: &str, now: DateTime<Utc>) {
        self.finish_debit(id, Finish::Failed(Some(code)), now);
        self.post_debit(id, PostingKind::Failure { code: Some(code.into()), undoes: false }, now);
    }

    /// A debit that was paid comes back: weeks later, or two seconds (4.5).
    pub fn reverse_debit(&mut self, id: u64, code: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let debit = self.debit(id)?;
        if debit.paid_by != Some(PaidBy::Bank) {
            return Err(Refusal::about("err_invalid_state", debit.state.code()));
        }
        self.finish_debit(id, Finish::Failed(Some(code)), now);
        self.post_debit(id, PostingKind::Failure { code: Some(code.into()), undoes: true }, now);
        Ok(())
    }

    /// The latest debit that paid an invoice comes back.
    pub fn reverse(&mut self, invoice: Uuid, code: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let debits = self.invoice(invoice)?.debits.iter().rev();
        let paid = |id: &&u64| self.debits.get(id).is_some_and(|debit| debit.paid_by == Some(PaidBy::Bank));
        let id = *debits.into_iter().find(paid).ok_or(Refusal::about("err_no_transaction", invoice.to_string()))?;
        self.reverse_debit(id, code, now)
    }

    pub(super) fn finish_debit(&mut self, id: u64, finish: Finish<'_>, now: DateTime<Utc>) {
        self.unsent.remove(&id);
        let Some(debit) = self.debits.get_mut(&id) else { return };
        (debit.state, debit.paid_by, debit.code) = match finish {
            Finish::Paid(by) => (State::Paid, Some(by), None),
            Finish::Failed(code) => (State::Error, None, code.map(str::to_owned)),
        };
        debit.booked_at = Some(now);
        let invoice = debit.invoice.and_then(|invoice| self.invoices.get_mut(invoice));
        if let Some(invoice) = invoice.filter(|invoice| invoice.collecting == Some(id)) {
            invoice.collecting = None;
        }
        self.debit_logged(id, now);
    }

    pub(super) fn post_debit(&mut self, id: u64, kind: PostingKind, now: DateTime<Utc>) {
        let Some(debit) = self.debits.get(&id) else { return };
        let Some(invoice) = debit.invoice else {
            self.ring_payment(now);
            return;
        };
        let collection = debit.collection.and_then(|collection| self.collections.get(&collection));
        let source = Source::DirectDebit {
            debit: id,
            e2e: debit.e2e.clone(),
            pmtinf: collection.map(|collection| collection.pmtinf.clone()).unwrap_or_default(),
            mandate: debit.mandate.clone(),
            iban: self.mandates.get(&debit.mandate).and_then(|mandate| mandate.iban.clone()),
        };
        self.post(invoice, kind, debit.amount, source, now);
    }

    /// A failed debit was paid by link instead (`txref`). Says how much of the link's money, of which `left` is not booked
    /// yet, went to it.
    pub(super) fn pay_debit_by_link(
        &mut self,
        id: u64,
        link: u64,
        method: &str,
        left: Cents,
        now: DateTime<Utc>,
    ) -> Cents {
        let Some(debit) = self.debits.get(&id).filter(|debit| debit.state == State::Error) else { return Cents::ZERO };
        let (invoice, amount) = (debit.invoice, debit.amount.min(left));
        self.finish_debit(id, Finish::Paid(PaidBy::Link), now);
        if let Some(invoice) = invoice.filter(|_| amount > Cents::ZERO) {
            let source = Source::PaymentLink { link, method: method.to_owned() };
            self.post(invoice, PostingKind::Payment, amount, source, now);
        }
        amount
    }

    /// The debit of an invoice follows what is still open, as long as it is not at the bank.
    pub(super) fn adjust_debit(&mut self, invoice: Uuid, now: DateTime<Utc>) {
        let Some(invoice) = self.invoices.get_mut(invoice) else { return };
        let Some(id) = invoice.collecting.filter(|id| self.unsent.contains(id)) else { return };
        let open = invoice.open();
        if open <= Cents::ZERO {
            invoice.collecting = None;
            self.withdraw(id, now);
        } else if let Some(debit) = self.debits.get_mut(&id).filter(|debit| debit.amount > open) {
            debit.amount = open;
            self.debit_logged(id, now);
        }
    }

    /// A debit is taken back before it was sent.
    pub(super) fn withdraw(&mut self, id: u64, now: DateTime<Utc>) {
        self.unsent.remove(&id);
        if let Some(debit) = self.debits.get_mut(&id) {
            debit.state = State::Withdrawn;
            self.debit_logged(id, now);
        }
    }

    pub(super) fn debit_logged(&mut self, id: u64, now: DateTime<Utc>) {
        if let Some(debit) = self.debits.get_mut(&id) {
            debit.sequence = self.transaction_changes.append(now, Changed { changed: id });
        }
    }
}

/// All debits, by id.
pub type Debits = BTreeMap<u64, Debit>;
