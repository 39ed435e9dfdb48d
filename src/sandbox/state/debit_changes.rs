//! What the creditor does to a debit: `/transaction/action`, changes, removal (source 5).

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    World,
    debit::{Debit, Finish, PaidBy, State},
    posting::{PostingKind, Source},
};
use crate::{domain::money::Cents, sandbox::refusal::Refusal};

/// What `PUT /transaction` is given, checked. Absent means unchanged.
#[derive(Clone, Debug, Default)]
pub struct DebitChange {
    pub requested_on: Option<NaiveDate>,
    pub message: Option<String>,
    pub reference: Option<String>,
    pub amount: Option<Cents>,
    pub place: Option<String>,
}

/// What `POST /transaction/action` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DebitAction {
    /// It was paid in another way.
    Paid,
    Reoffer,
    /// It was not paid after all.
    Unsettle,
    Archive,
}

impl World {
    /// Changes a debit that is not at the bank yet.
    pub fn change_debit(&mut self, id: u64, change: DebitChange, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.unsent_debit(id)?;
        if let Some(debit) = self.debits.get_mut(&id) {
            debit.requested_on = change.requested_on.or(debit.requested_on);
            debit.message = change.message.unwrap_or(std::mem::take(&mut debit.message));
            debit.reference = change.reference.or(debit.reference.take());
            debit.amount = change.amount.unwrap_or(debit.amount);
            debit.place = change.place.or(debit.place.take());
        }
        self.plan_answer(id, now);
        self.debit_logged(id, now);
        Ok(())
    }

    /// Takes a debit back that is not at the bank yet; its invoice is open again.
    pub fn remove_debit(&mut self, id: u64, now: DateTime<Utc>) -> Result<(), Refusal> {
        let invoice = self.unsent_debit(id)?.invoice;
        self.withdraw(id, now);
        let collecting = invoice.and_then(|invoice| self.invoices.get_mut(invoice));
        if let Some(invoice) = collecting.filter(|invoice| invoice.collecting == Some(id)) {
            invoice.collecting = None;
            let id = invoice.id;
            self.invoice_changed(id, now);
        }
        Ok(())
    }

    fn unsent_debit(&self, id: u64) -> Result<&Debit, Refusal> {
        let debit = self.debit(id)?;
        match debit.state {
            State::Open if self.unsent.contains(&id) => Ok(debit),
            State::Open => Err(Refusal::about("err_not_authorised", id.to_string())),
            state => Err(Refusal::about("err_transaction_invalid_action", state.code())),
        }
    }

    /// Carries out an action on a debit, where its state allows it.
    pub fn act_on_debit(&mut self, id: u64, action: DebitAction, now: DateTime<Utc>) -> Result<(), Refusal> {
        let debit = self.debit(id)?;
        let (state, paid_by, invoice) = (debit.state, debit.paid_by, debit.invoice);
        match (action, state) {
            (DebitAction::Paid, State::Open | State::Error) => self.settle_by_hand(id, now),
            // It is under way already: JV reoffers what it has just made and expects a success.
            (DebitAction::Reoffer, State::Open) => {}
            (DebitAction::Reoffer, State::Error) => match invoice {
                // An invoice gets another debit, so that no two are under way.
                Some(invoice) => return self.reoffer(invoice, now),
                None => return self.offer_again(id, now),
            },
            (DebitAction::Unsettle, State::Paid) => match paid_by {
                Some(by @ (PaidBy::Bank | PaidBy::Hand)) => self.unsettle(id, by, now),
                // The money of a link is paid back over the link.
                _ => return Err(Refusal::about("err_transaction_invalid_action", state.code())),
            },
            (DebitAction::Archive, State::Paid | State::Error) => {
                if let Some(debit) = self.debits.get_mut(&id) {
                    debit.archived = true;
                }
                self.debit_logged(id, now);
            }
            _ => return Err(Refusal::about("err_transaction_invalid_action", state.code())),
        }
        Ok(())
    }

    fn settle_by_hand(&mut self, id: u64, now: DateTime<Utc>) {
        self.finish_debit(id, Finish::Paid(PaidBy::Hand), now);
        let Some((invoice, amount)) = self.debits.get(&id).and_then(|debit| Some((debit.invoice?, debit.amount)))
        else {
            return;
        };
        self.pay_by_hand(invoice, amount, "Set to paid".into(), now.date_naive(), now);
    }

    /// What the bank or a person said is undone.
    fn unsettle(&mut self, id: u64, by: PaidBy, now: DateTime<Utc>) {
        self.finish_debit(id, Finish::Failed(None), now);
        let undone = PostingKind::Failure { code: None, undoes: true };
        let of_invoice = self.debits.get(&id).and_then(|debit| Some((debit.invoice?, debit.amount)));
        match of_invoice {
            Some((invoice, amount)) if by == PaidBy::Hand => {
                let source = Source::Manual { message: "Not paid after all".into(), date: now.date_naive() };
                self.post(invoice, undone, amount, source, now);
            }
            _ => self.post_debit(id, undone, now),
        }
    }

    fn offer_again(&mut self, id: u64, now: DateTime<Utc>) -> Result<(), Refusal> {
        let reference = self.debit(id)?.mandate.clone();
        if !self.mandate(&reference)?.is_collectable() {
            return Err(Refusal::about("err_no_contract", reference));
        }
        if let Some(debit) = self.debits.get_mut(&id) {
            (debit.state, debit.code, debit.booked_at, debit.collection) = (State::Open, None, None, None);
        }
        self.await_bank(id, now);
        Ok(())
    }
}
