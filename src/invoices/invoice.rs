//! An invoice: its states, and what leads from one to another. No I/O.
//!
//! `draft → confirmed → handed over → collecting → paid`; a failed or reversed debit leads back to `handed over` with its
//! reason; `cancelled` by credit notes. Pending is not paid: only money that was reported settles an invoice, and what is
//! owed is computed from payments each time. Past its due date an invoice is overdue, which is no state: it stays payable.
//!
//! Every transition can be repeated: it says whether it changed something.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Kind, State, line::Totals};
use crate::{
    domain::{
        money::{Cents, Currency},
        reference::Reference,
    },
    i18n::{Language, fold},
    invoices::written::Written,
    payments::Balance,
    twikey::KeptLink,
};

/// What a customer owes, or with a credit note does not owe any more.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Invoice {
    pub id: Uuid,
    pub kind: Kind,
    pub customer_id: Uuid,
    /// The invoice that a credit note takes back, in part or whole.
    pub credits_id: Option<Uuid>,
    /// Of the unbroken series; none until it is confirmed.
    pub number: Option<String>,
    /// What the customer gives with a transfer; none until it is confirmed, nor for a credit note.
    pub reference: Option<Reference>,
    /// The customer's when the draft was made.
    pub language: Language,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    /// Stands on the invoice; may be empty.
    pub note: String,
    pub currency: Currency,
    pub net: Cents,
    pub vat: Cents,
    /// A credit note's is positive, too.
    pub total: Cents,
    pub state: State,
    pub confirmed_at: Option<DateTime<Utc>>,
    pub confirmed_by: Option<Uuid>,
    /// Opens the landing page: 128 random bits or more; none until it is confirmed.
    pub token: Option<String>,
    /// What Twikey knows it by; chosen by us when it is confirmed, and anew when it has to be handed over once more.
    pub twikey_id: Option<Uuid>,
    /// Twikey's batch with which it was handed over, while the outcome is not known.
    pub twikey_batch: Option<String>,
    /// The page at Twikey where it can be paid.
    pub link: Option<KeptLink>,
    /// The mandate that Twikey collects it with.
    pub mandate_id: Option<Uuid>,
    /// Since when Twikey has it under this id.
    pub handed_over_at: Option<DateTime<Utc>>,
    /// What was settled when Twikey was told of it: it asks for the rest. Written down before, and gone when Twikey has
    /// nothing of it.
    pub told_settled: Option<Cents>,
    /// Why Twikey did not take it: a code for [`crate::explain`]. It waits for a person.
    pub refusal_code: Option<String>,
    /// Which of its fields Twikey named.
    pub refusal_detail: Option<String>,
    pub collecting_since: Option<DateTime<Utc>>,
    /// The day of the last debit that we asked for; none when Twikey began it by itself.
    pub asked_on: Option<NaiveDate>,
    /// The bank's code for the last debit that failed or came back; gone with the next try or the money.
    pub failure_code: Option<String>,
    pub failed_at: Option<DateTime<Utc>>,
    pub paid_at: Option<DateTime<Utc>>,
    pub cancelled_at: Option<DateTime<Utc>>,
    /// More was paid than is owed.
    pub overpaid_at: Option<DateTime<Utc>>,
    /// Counts what staff save: who saves must have seen the newest.
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub created_by: Option<Uuid>,
    pub updated_at: DateTime<Utc>,
}

/// What a draft says, lines aside.
#[derive(Clone, Debug)]
pub struct Draft {
    pub kind: Kind,
    pub customer: Uuid,
    pub credits: Option<Uuid>,
    pub language: Language,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub note: String,
    pub by: Option<Uuid>,
}

/// What an invoice gets when it is confirmed.
#[derive(Clone, Debug)]
pub struct Confirmation {
    pub number: String,
    /// None for a credit note.
    pub reference: Option<Reference>,
    pub token: String,
    pub twikey_id: Uuid,
    pub by: Option<Uuid>,
    pub at: DateTime<Utc>,
}

impl Invoice {
    pub fn draft(id: Uuid, draft: Draft, totals: &Totals, at: DateTime<Utc>) -> Self {
        Self {
            id,
            kind: draft.kind,
            customer_id: draft.customer,
            credits_id: draft.credits,
            number: None,
            reference: None,
            language: draft.language,
            issued_on: draft.issued_on,
            due_on: draft.due_on,
            note: draft.note,
            currency: Currency::Eur,
            net: totals.net,
            vat: totals.vat,
            total: totals.total,
            state: State::Draft,
            confirmed_at: None,
            confirmed_by: None,
            token: None,
            twikey_id: None,
            twikey_batch: None,
            link: None,
            mandate_id: None,
            handed_over_at: None,
            told_settled: None,
            refusal_code: None,
            refusal_detail: None,
            collecting_since: None,
            asked_on: None,
            failure_code: None,
            failed_at: None,
            paid_at: None,
            cancelled_at: None,
            overpaid_at: None,
            version: 1,
            created_at: at,
            created_by: draft.by,
            updated_at: at,
        }
    }

    /// Staff have saved the draft with other words.
    pub fn revise(&mut self, written: &Written, at: DateTime<Utc>) -> bool {
        if self.state != State::Draft {
            return false;
        }
        self.language = written.language;
        self.issued_on = written.issued_on;
        self.due_on = written.due_on;
        self.note.clone_from(&written.note);
        self.net = written.totals.net;
        self.vat = written.totals.vat;
        self.total = written.totals.total;
        self.version += 1;
        self.updated_at = at;
        true
    }

    /// Staff say that it is right. From then on only a credit note changes what it says.
    pub fn confirm(&mut self, confirmation: Confirmation) -> bool {
        if self.state != State::Draft {
            return false;
        }
        self.number = Some(confirmation.number);
        self.reference = confirmation.reference;
        self.token = Some(confirmation.token);
        self.twikey_id = Some(confirmation.twikey_id);
        self.confirmed_at = Some(confirmation.at);
        self.confirmed_by = confirmation.by;
        self.enter(State::Confirmed, confirmation.at)
    }

    /// Twikey is about to be told of it. What it was told once it is told again, until it has answered.
    pub fn tell(&mut self, settled: Cents, mandate: Option<Uuid>, at: DateTime<Utc>) -> bool {
        if self.state != State::Confirmed || self.told_settled.is_some() {
            return false;
        }
        self.told_settled = Some(settled);
        self.mandate_id = mandate;
        self.updated_at = at;
        true
    }

    /// Twikey has taken it. What was settled meanwhile stays settled.
    pub fn hand_over(&mut self, link: Option<KeptLink>, at: DateTime<Utc>) -> bool {
        if self.state == State::Draft || (self.handed_over_at.is_some() && self.twikey_batch.is_none()) {
            return false;
        }
        self.link = link.or(self.link.take());
        self.handed_over_at.get_or_insert(at);
        self.twikey_batch = None;
        self.refusal_code = None;
        self.refusal_detail = None;
        self.updated_at = at;
        if self.state == State::Confirmed {
            self.enter(State::HandedOver, at);
        }
        true
    }

    /// Twikey does not take it as it is. It waits for a person.
    pub fn refuse(&mut self, code: &str, detail: Option<&str>, at: DateTime<Utc>) -> bool {
        if self.handed_over_at.is_some() {
            return false;
        }
        self.forget_what_was_told(at);
        if self.state == State::Confirmed {
            self.refusal_code = Some(code.to_owned());
            self.refusal_detail = detail.map(str::to_owned);
        }
        true
    }

    /// Staff want Twikey to be asked again.
    pub fn try_again(&mut self, at: DateTime<Utc>) -> bool {
        let was_refused = self.refusal_code.take().is_some();
        if was_refused {
            self.refusal_detail = None;
            self.updated_at = at;
        }
        was_refused
    }

    /// Twikey does not know what became of it. It is told again in the same words, for it may have it all the same; unless
    /// nothing is owed any more.
    pub fn lose(&mut self, at: DateTime<Utc>) -> bool {
        if self.handed_over_at.is_some() {
            return false;
        }
        if self.state == State::Confirmed {
            self.twikey_batch = None;
            self.updated_at = at;
        } else {
            self.forget_what_was_told(at);
        }
        true
    }

    /// Twikey knows nothing of it.
    fn forget_what_was_told(&mut self, at: DateTime<Utc>) {
        self.twikey_batch = None;
        self.told_settled = None;
        self.mandate_id = None;
        self.updated_at = at;
    }

    /// Twikey has given it back. What is still open is handed over under another id: Twikey's record of it no longer said
    /// what is owed.
    pub fn hand_over_anew(&mut self, twikey_id: Uuid, at: DateTime<Utc>) -> bool {
        if matches!(self.state, State::Draft | State::Collecting) || self.handed_over_at.is_none() {
            return false;
        }
        self.twikey_id = Some(twikey_id);
        self.link = None;
        self.handed_over_at = None;
        self.forget_what_was_told(at);
        if self.state == State::HandedOver {
            self.enter(State::Confirmed, at);
        }
        true
    }

    /// A debit is under way.
    pub fn collect(&mut self, at: DateTime<Utc>) -> bool {
        if !matches!(self.state, State::Confirmed | State::HandedOver) {
            return false;
        }
        self.handed_over_at.get_or_insert(at);
        self.collecting_since = Some(at);
        self.asked_on = None;
        self.failure_code = None;
        self.failed_at = None;
        self.refusal_code = None;
        self.refusal_detail = None;
        self.enter(State::Collecting, at)
    }

    /// Twikey has begun a debit because we asked for it on this day, whether or not its feed said so before.
    pub fn collect_asked(&mut self, on: NaiveDate, at: DateTime<Utc>) -> bool {
        let began = self.collect(at);
        if self.state == State::Collecting {
            self.asked_on = Some(on);
        }
        began
    }

    /// The day from which a debit takes the money: one that Twikey begins by itself when it is due, one that it is asked
    /// for at once.
    pub fn debited_on(&self) -> NaiveDate {
        let began = self.collecting_since.filter(|_| self.state == State::Collecting);
        let by_itself = || began.map_or(self.due_on, |began| began.date_naive().max(self.due_on));
        self.asked_on.filter(|_| self.state == State::Collecting).unwrap_or_else(by_itself)
    }

    /// The debit under way has ended, and the invoice is as open as before.
    pub fn stop_collecting(&mut self, at: DateTime<Utc>) -> bool {
        self.state == State::Collecting && self.enter(State::HandedOver, at)
    }

    /// Whether a debit has begun since and is under way: what failed before was another one.
    pub fn is_collecting_anew_since(&self, failed_at: DateTime<Utc>) -> bool {
        self.state == State::Collecting && self.collecting_since.is_some_and(|began| failed_at < began)
    }

    /// A debit has failed or come back, for the bank's reason. It changes nothing when the money came another way.
    pub fn fail(&mut self, code: &str, balance: Balance, at: DateTime<Utc>) -> bool {
        if self.state == State::Draft || balance.open() == Cents::ZERO {
            return false;
        }
        let reopened = self.settle(balance, at) | self.stop_collecting(at);
        // Both feeds tell of it; the next debit takes the reason away before it can fail anew.
        if self.failure_code.as_deref() == Some(code) {
            return reopened;
        }
        self.failure_code = Some(code.to_owned());
        self.failed_at = Some(at);
        self.updated_at = at;
        true
    }

    /// Payments have changed: paid when nothing is owed any more, open again when something is. Returns whether the state
    /// is another one; that too much was paid may have changed without.
    pub fn settle(&mut self, balance: Balance, at: DateTime<Utc>) -> bool {
        self.overpaid_at = (balance.overpaid() > Cents::ZERO).then(|| self.overpaid_at.unwrap_or(at));
        let is_settled = balance.open() == Cents::ZERO;
        match self.state {
            State::Draft => false,
            State::Paid | State::Cancelled if !is_settled => {
                self.paid_at = None;
                self.cancelled_at = None;
                let open = if self.handed_over_at.is_some() { State::HandedOver } else { State::Confirmed };
                self.enter(open, at)
            }
            _ if !is_settled => false,
            // Credit notes alone have settled it: no money came, and none is expected.
            _ if balance.received() == Cents::ZERO && balance.credited > Cents::ZERO => {
                self.cancelled_at.get_or_insert(at);
                self.paid_at = None;
                self.end(State::Cancelled, at)
            }
            _ => {
                self.paid_at.get_or_insert(at);
                self.cancelled_at = None;
                self.end(State::Paid, at)
            }
        }
    }

    /// The due date has passed, and the money is not there.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.kind == Kind::Invoice && self.state.is_open() && self.due_on < today
    }

    /// Everything a search looks at besides the customer, folded.
    pub fn searchable(&self) -> String {
        let number = self.number.as_deref().unwrap_or_default();
        let reference = self.reference.as_ref().map_or("", Reference::as_str);
        fold(&format!("{number} {reference}"))
    }

    fn end(&mut self, state: State, at: DateTime<Utc>) -> bool {
        self.failure_code = None;
        self.failed_at = None;
        self.refusal_code = None;
        self.refusal_detail = None;
        self.enter(state, at)
    }

    fn enter(&mut self, state: State, at: DateTime<Utc>) -> bool {
        let changed = self.state != state;
        if changed {
            self.state = state;
            self.updated_at = at;
        }
        changed
    }
}

#[cfg(test)]
mod tests;
