//! Payment links: the customer pays once, at a payment provider (source 5, 8.2).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    World,
    agenda::Work,
    customer::Customer,
    feed::Changed,
    invoice::Invoice,
    next_id,
    posting::{PostingKind, Source, derived},
};
use crate::{domain::money::Cents, sandbox::refusal::Refusal};

/// All payment links, by id.
pub type Links = BTreeMap<u64, PaymentLink>;

/// The ways to pay that the pretended provider offers.
pub const METHODS: [&str; 6] = ["bancontact", "ideal", "mastercard", "visa", "kbc", "belfius"];

/// Where a payment link stands, in Twikey's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Created,
    /// Opened by the customer.
    Started,
    /// The provider does not know yet.
    Pending,
    Paid,
    Declined,
    Expired,
}

impl State {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Started => "started",
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::Declined => "declined",
            Self::Expired => "expired",
        }
    }

    /// Whether the customer can still pay. That a declined link can be tried again is an emulator choice.
    pub const fn is_payable(self) -> bool {
        matches!(self, Self::Created | Self::Started | Self::Declined)
    }
}

/// A payment link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentLink {
    pub id: u64,
    /// The part of its address that nobody can guess, with Twikey's `tr_`.
    pub key: String,
    /// The customer, when the link names one.
    pub customer: Option<u64>,
    /// Whom it is for, as far as it says.
    pub name: String,
    pub profile: Option<u32>,
    /// On the bank statement.
    pub title: String,
    /// `remittance`, also called `ref`: the creditor's own key.
    pub reference: String,
    pub amount: Cents,
    pub state: State,
    /// The invoice it pays.
    pub invoice: Option<Uuid>,
    /// The failed debits it pays (`txref`).
    pub debits: Vec<u64>,
    /// The way to pay that the creditor chose, or the customer used.
    pub method: Option<String>,
    pub redirect_url: Option<String>,
    pub place: Option<String>,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub paid_at: Option<DateTime<Utc>>,
    pub refunds: Vec<LinkRefund>,
    /// Taken away by the creditor after it was used.
    pub archived: bool,
    /// The number of its latest entry in the link feed.
    pub sequence: u64,
}

impl PaymentLink {
    /// Whether the customer can still pay with it.
    pub const fn can_be_paid(&self) -> bool {
        self.state.is_payable() && !self.archived
    }
}

/// Money paid back over the provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkRefund {
    /// `re_…`.
    pub id: String,
    pub amount: Cents,
    pub message: String,
    pub at: DateTime<Utc>,
}

/// What `POST /payment/link` is given, checked.
#[derive(Clone, Debug, Default)]
pub struct NewLink {
    /// Without `tr_`; made by the caller.
    pub key: String,
    /// The customer's details, when it is for one.
    pub details: Customer,
    pub profile: Option<u32>,
    pub title: String,
    pub reference: Option<String>,
    pub amount: Cents,
    /// The number of the invoice it pays.
    pub invoice: Option<String>,
    pub debits: Vec<u64>,
    pub method: Option<String>,
    pub redirect_url: Option<String>,
    pub place: Option<String>,
    pub expires_at: Option<DateTime<Utc>>,
}

/// How the pretended provider answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    #[default]
    Success,
    Failure,
    /// The customer turns back without paying.
    Cancel,
    /// The provider will know later: then it answers again.
    Pending,
}

/// Where paying led.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Visited {
    pub link: u64,
    pub state: State,
    /// Where the browser goes now, when the creditor named an address.
    pub exit_url: Option<String>,
}

impl World {
    /// The payment link behind an address, whatever became of it. `key` is with `tr_`.
    pub fn link_by_key(&self, key: &str) -> Option<&PaymentLink> {
        self.links.values().find(|link| link.key == key)
    }

    /// A payment link of the API.
    pub fn link(&self, id: u64) -> Result<&PaymentLink, Refusal> {
        self.links.get(&id).ok_or_else(|| Refusal::about("err_not_found", id.to_string()))
    }

    /// The address of a link's payment page.
    pub fn link_url(&self, link: &PaymentLink) -> String {
        format!("{}/payment/{}", self.public_url, link.key)
    }

    /// Makes a payment link. One for an invoice cannot ask for more than is open of it.
    pub fn add_link(&mut self, new: NewLink, now: DateTime<Utc>) -> Result<u64, Refusal> {
        let invoice = new.invoice.as_ref().map(|number| self.invoice_to_pay(number, new.amount)).transpose()?;
        if new.profile.is_some_and(|profile| !self.profiles.contains_key(&profile)) {
            return Err(Refusal::new("err_no_such_ct"));
        }
        let named = new.details.number.is_some() || new.details.email.is_some();
        let known = self.customer_like(&new.details);
        let name = new.details.name();
        let customer = named.then(|| self.keep_customer(known, &new.details));
        let id = next_id(&self.links).max(self.last_link + 1);
        // A link that nobody opened can be taken back: its id is not used again.
        self.last_link = id;
        let link = PaymentLink {
            id,
            key: format!("tr_{}", new.key),
            customer,
            name,
            profile: new.profile,
            reference: new.reference.unwrap_or_else(|| new.title.clone()),
            title: new.title,
            amount: new.amount,
            state: State::Created,
            invoice,
            debits: new.debits,
            method: new.method,
            redirect_url: new.redirect_url,
            place: new.place,
            created_at: now,
            expires_at: new.expires_at,
            paid_at: None,
            refunds: Vec::new(),
            archived: false,
            sequence: 0,
        };
        if let Some(at) = link.expires_at {
            self.agenda.add(at, Work::LinkEnd { link: id });
        }
        self.links.insert(id, link);
        self.link_logged(id, now);
        Ok(id)
    }

    fn invoice_to_pay(&self, number: &str, amount: Cents) -> Result<Uuid, Refusal> {
        let invoice = self.invoice_named(number)?;
        let payable = invoice.state.is_open() || invoice.state == super::invoice::State::Pending;
        if !payable || invoice.is_credit_note() {
            return Err(Refusal::about("err_invalid_state", invoice.state.code()));
        }
        // "Invoice not found or amount exceeded" (OA).
        if amount > invoice.open() { Err(Refusal::about("err_not_found", "amount")) } else { Ok(invoice.id) }
    }

    /// The customer opens the link.
    pub fn start_link(&mut self, id: u64, now: DateTime<Utc>) {
        if let Some(link) = self.links.get_mut(&id).filter(|link| link.state == State::Created) {
            link.state = State::Started;
            self.link_changed(id, now);
        }
    }

    /// The customer comes back from the provider. Cancelling leaves the link usable; a success pays its invoice, double if
    /// that was paid in the meantime.
    pub fn pay_link(
        &mut self,
        id: u64,
        method: &str,
        outcome: Outcome,
        now: DateTime<Utc>,
    ) -> Result<Visited, Refusal> {
        let link = self.links.get_mut(&id).ok_or_else(|| Refusal::about("err_not_found", id.to_string()))?;
        if !link.can_be_paid() && link.state != State::Pending {
            return Err(Refusal::about("err_invalid_state", link.state.code()));
        }
        let (state, invoice, amount) = match outcome {
            Outcome::Success => (State::Paid, link.invoice, link.amount),
            Outcome::Failure => (State::Declined, None, Cents::ZERO),
            Outcome::Pending => (State::Pending, None, Cents::ZERO),
            Outcome::Cancel => (State::Started, None, Cents::ZERO),
        };
        let debits = if state == State::Paid { link.debits.clone() } else { Vec::new() };
        let mut left = link.amount;
        let before = std::mem::replace(&mut link.state, state);
        link.method = Some(method.to_owned());
        link.paid_at = (state == State::Paid).then_some(now);
        if before != state {
            self.link_changed(id, now);
        }
        if let Some(invoice) = invoice {
            let source = Source::PaymentLink { link: id, method: method.to_owned() };
            self.post(invoice, PostingKind::Payment, amount, source, now);
            left = Cents::ZERO;
        }
        // The money is booked once: on the link's invoice, or else on those of the debits it stands for.
        for debit in debits {
            left = Cents(left.0 - self.pay_debit_by_link(debit, id, method, left, now).0);
        }
        let exit_url = self.links.get(&id).and_then(|link| self.exit_of_link(link));
        Ok(Visited { link: id, state, exit_url })
    }

    /// Where a customer goes after paying by link: the link's own address, or that of its invoice (7.1).
    pub fn exit_of_link(&self, link: &PaymentLink) -> Option<String> {
        let invoice = link.invoice.and_then(|id| self.invoices.get(&id));
        link.redirect_url.clone().or_else(|| invoice.and_then(|invoice| self.invoice_exit(invoice)))
    }

    /// A link reaches the end of its life.
    pub(super) fn expire_link(&mut self, id: u64, now: DateTime<Utc>) {
        let over = |link: &&mut PaymentLink| link.state.is_payable() && link.expires_at.is_some_and(|at| at <= now);
        if let Some(link) = self.links.get_mut(&id).filter(over) {
            link.state = State::Expired;
            self.link_changed(id, now);
        }
    }

    /// The creditor takes a link back: one that nobody opened is gone, any other one is archived.
    pub fn remove_link(&mut self, id: u64, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.link(id)?.state == State::Created {
            self.links.remove(&id);
        } else if let Some(link) = self.links.get_mut(&id) {
            link.archived = true;
            self.link_logged(id, now);
        }
        Ok(())
    }

    /// Pays back what a link brought, or a part of it; says how much. The same amount twice is taken for a mistake, as at
    /// Twikey.
    pub fn refund_link(
        &mut self,
        id: u64,
        amount: Option<Cents>,
        message: String,
        now: DateTime<Utc>,
    ) -> Result<Cents, Refusal> {
        let link = self.links.get_mut(&id).ok_or_else(|| Refusal::about("err_not_found", id.to_string()))?;
        if link.state != State::Paid {
            return Err(Refusal::about("err_invalid_state", link.state.code()));
        }
        let amount = amount.unwrap_or(link.amount);
        if link.refunds.iter().any(|refund| refund.amount == amount) {
            return Err(Refusal::about("err_fail_integration", "amount"));
        }
        let before: i64 = link.refunds.iter().map(|refund| refund.amount.0).sum();
        if amount <= Cents::ZERO || before + amount.0 > link.amount.0 {
            return Err(Refusal::about("err_invalid_amount", "amount"));
        }
        let number = link.refunds.len().to_be_bytes();
        let refund = format!("re_{}", derived(&[link.key.as_bytes(), &number], 21));
        link.refunds.push(LinkRefund { id: refund, amount, message, at: now });
        let method = link.method.clone().unwrap_or_default();
        let invoice = link.invoice;
        self.link_logged(id, now);
        if let Some(invoice) = invoice {
            self.post(invoice, PostingKind::Refund, amount, Source::PaymentLink { link: id, method }, now);
        }
        Ok(amount)
    }

    /// The link by which an invoice is paid on its page: the one that is there already, as long as it fits.
    pub fn link_for_invoice(&mut self, id: Uuid, key: String, now: DateTime<Utc>) -> Result<u64, Refusal> {
        let invoice = self.invoice(id)?;
        if invoice.is_settled() || invoice.is_credit_note() {
            return Err(Refusal::about("err_invalid_state", invoice.state.code()));
        }
        let (amount, number) = (invoice.open(), invoice.number.clone());
        let usable = |link: &&PaymentLink| link.invoice == Some(id) && link.can_be_paid() && link.amount == amount;
        if let Some(link) = self.links.values().rev().find(usable) {
            return Ok(link.id);
        }
        let (title, reference) =
            (invoice.title.clone(), invoice.reference.clone().or(Some(invoice.remittance.clone())));
        let (profile, customer) = (Some(invoice.profile), invoice.customer);
        let new = NewLink { key, title, reference, amount, profile, invoice: Some(number), ..NewLink::default() };
        let link = self.add_link(new, now)?;
        let name = self.invoices.get(&id).map(|invoice: &Invoice| self.payer_of(invoice).name());
        if let Some(link) = self.links.get_mut(&link) {
            link.customer = Some(customer);
            link.name = name.unwrap_or_default();
        }
        Ok(link)
    }

    fn link_changed(&mut self, id: u64, now: DateTime<Utc>) {
        self.link_logged(id, now);
        let Some(link) = self.links.get(&id) else { return };
        let (number, reference, state) = (id.to_string(), link.reference.clone(), link.state);
        let params = [("type", "payment"), ("id", &number), ("ref", &reference), ("status", state.code())];
        self.ring(&params, now);
    }

    fn link_logged(&mut self, id: u64, now: DateTime<Utc>) {
        if let Some(link) = self.links.get_mut(&id) {
            link.sequence = self.link_changes.append(now, Changed { changed: id });
        }
    }
}
