//! Invoices as the creditor hands them over, changes them and takes them back (source 4.1, 4.2, 4.4).

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{
    World,
    agenda::Work,
    customer::Customer,
    documents::Kind,
    feed::Changed,
    invoice::{Invoice, State},
    mandate::{Mandate, Standing},
    posting::{Posting, PostingKind, Source},
};
use crate::{domain::money::Cents, sandbox::refusal::Refusal};

/// What `POST /invoice` is given, checked.
#[derive(Clone, Debug)]
pub struct NewInvoice {
    /// Chosen by the creditor, or made by the caller.
    pub id: Uuid,
    pub number: String,
    pub title: Option<String>,
    pub remittance: Option<String>,
    pub reference: Option<String>,
    pub profile: Option<u32>,
    pub amount: Cents,
    pub paid_before: Cents,
    pub date: NaiveDate,
    pub due: NaiveDate,
    pub locale: Option<String>,
    pub payer: Payer,
    pub manual: bool,
    /// `X-Force-Transaction`: a debit is made even with a suspended or cancelled mandate.
    pub force: bool,
    /// Base64.
    pub pdf: Option<String>,
    pub pdf_url: Option<String>,
    pub ubl: Option<String>,
    pub redirect_url: Option<String>,
    pub email: Option<String>,
    pub related: Option<String>,
    pub campaign: Option<String>,
    pub extra: BTreeMap<String, String>,
    pub lines: Vec<Value>,
    pub registered_via: String,
}

/// Whose invoice it is.
#[derive(Clone, Debug)]
pub enum Payer {
    /// By number or e-mail address; made when unknown.
    Details(Box<Customer>),
    /// The debtor of this mandate, and collected with it: `customerByDocument`.
    Mandate(String),
    /// A known customer number: `customerByRef`.
    Number(String),
}

/// What `PUT /invoice/{id}` is given, checked. Absent means unchanged.
#[derive(Clone, Debug, Default)]
pub struct InvoiceChange {
    pub title: Option<String>,
    pub date: Option<NaiveDate>,
    pub due: Option<NaiveDate>,
    pub reference: Option<String>,
    pub pdf: Option<String>,
    pub state: Option<State>,
    pub extra: BTreeMap<String, String>,
}

impl World {
    /// An invoice of the API.
    pub fn invoice(&self, id: Uuid) -> Result<&Invoice, Refusal> {
        self.invoices.get(&id).ok_or_else(|| Refusal::about("err_not_found", id.to_string()))
    }

    /// The invoice with this id or, failing that, this number.
    pub fn invoice_named(&self, name: &str) -> Result<&Invoice, Refusal> {
        let by_id = Uuid::try_parse(name).ok().and_then(|id| self.invoices.get(&id));
        by_id.or_else(|| self.invoices.by_number(name)).ok_or_else(|| Refusal::about("err_not_found", name))
    }

    /// The address of an invoice's page, in the form of Twikey's answers (4.3).
    pub fn invoice_url(&self, invoice: &Invoice) -> String {
        format!("{}/invoice.html?{}", self.public_url, invoice.id)
    }

    /// Whose invoice it is.
    pub fn payer_of(&self, invoice: &Invoice) -> Customer {
        self.customers.get(&invoice.customer).cloned().unwrap_or_default()
    }

    /// Books an invoice, unless there is one with its number: then that is the answer (4.1).
    pub fn book_or_find(&mut self, new: NewInvoice, now: DateTime<Utc>) -> Result<Uuid, Refusal> {
        match self.invoices.by_number(&new.number) {
            Some(known) if !self.invoices.contains_key(&new.id) => Ok(known.id),
            _ => self.book(new, now),
        }
    }

    /// Books an invoice. With a signed mandate in its profile it is collected at once (4.2). An id that is known is the
    /// same invoice handed over again, and changes nothing (4.1).
    pub fn book(&mut self, mut new: NewInvoice, now: DateTime<Utc>) -> Result<Uuid, Refusal> {
        if self.invoices.contains_key(&new.id) {
            return Ok(new.id);
        }
        let profile = self.profile_for(&new)?;
        self.check_free(&new)?;
        let (customer, mandate) = self.payer(&new, profile)?;
        let id = new.id;
        let (manual, force, related) = (new.manual, new.force, new.related.clone());
        for (kind, content) in [(Kind::Pdf, new.pdf.take()), (Kind::Ubl, new.ubl.take())] {
            if let Some(content) = content {
                self.documents.keep(id, kind, content);
            }
        }
        let due = new.due;
        let mut invoice = booked(new, profile, customer, now);
        invoice.state = invoice.state_on(now.date_naive());
        self.invoices.insert(invoice);
        self.plan_due(id, due, now);
        if let Some(related) = related {
            self.credit(id, &related, now);
        }
        let mandate = mandate.or_else(|| self.collecting_mandate(customer, profile, force));
        let collectable = self.invoices.get(&id).is_some_and(|it| it.state.is_open() && !it.is_credit_note());
        if let Some(mandate) = mandate.filter(|_| collectable && !manual) {
            self.collect_invoice(id, &mandate, force, now);
        }
        // No webhook: who handed it over has the answer (emulator choice).
        self.invoice_logged(id, now);
        Ok(id)
    }

    fn profile_for(&self, new: &NewInvoice) -> Result<u32, Refusal> {
        let default = self.profiles.keys().next().copied();
        let profile = new.profile.or(default).ok_or(Refusal::new("err_no_such_ct"))?;
        self.profiles.contains_key(&profile).then_some(profile).ok_or(Refusal::new("err_no_such_ct"))
    }

    fn check_free(&self, new: &NewInvoice) -> Result<(), Refusal> {
        if self.invoices.by_number(&new.number).is_some() {
            return Err(Refusal::about("err_duplicate_ref", "number"));
        }
        match &new.related {
            Some(related) if self.invoices.by_number(related).is_none() => {
                Err(Refusal::about("err_not_found", "relatedInvoiceNumber"))
            }
            _ => Ok(()),
        }
    }

    /// The customer, and the mandate when the call names one.
    fn payer(&mut self, new: &NewInvoice, profile: u32) -> Result<(u64, Option<String>), Refusal> {
        match &new.payer {
            Payer::Details(details) if details.number.is_none() && details.email.is_none() => {
                Err(Refusal::missing("customerNumber"))
            }
            Payer::Details(details) => {
                let known = self.customer_like(details);
                Ok((self.keep_customer(known, details), None))
            }
            Payer::Mandate(reference) => {
                let mandate = self.mandate(reference)?;
                let usable = mandate.profile == profile && (mandate.is_collectable() || new.force);
                Ok((mandate.customer, usable.then(|| reference.clone())))
            }
            Payer::Number(number) => {
                let details = Customer { number: Some(number.clone()), ..Customer::default() };
                let known = self.customer_like(&details);
                known.map(|id| (id, None)).ok_or(Refusal::about("err_debtor_not_found", number))
            }
        }
    }

    /// The newest signed mandate of a customer in a profile (4.2); `force` takes suspended and cancelled ones too.
    pub fn collecting_mandate(&self, customer: u64, profile: u32, force: bool) -> Option<String> {
        let forced = |mandate: &Mandate| {
            force && mandate.signature.is_some() && mandate.standing != Standing::SignedPendingDebtorBank
        };
        let fits = |mandate: &&Mandate| mandate.profile == profile && (mandate.is_collectable() || forced(mandate));
        let signed_at = |mandate: &&Mandate| mandate.signature.as_ref().map(|signature| signature.at);
        self.mandates.of(customer).filter(fits).max_by_key(signed_at).map(|mandate| mandate.reference.clone())
    }

    /// A credit note takes its amount off the invoice it is about, as far as that is open (emulator choice, 4.9). A debit
    /// that is not at the bank yet becomes smaller, or is withdrawn.
    fn credit(&mut self, note: Uuid, related: &str, now: DateTime<Utc>) {
        let Some(original) = self.invoices.by_number(related).map(|invoice| invoice.id) else { return };
        let open = |id| self.invoices.get(&id).map_or(Cents::ZERO, Invoice::open);
        let taken = open(original).min(Cents(-open(note).0)).max(Cents::ZERO);
        if taken == Cents::ZERO {
            return;
        }
        for (id, amount) in [(original, taken), (note, Cents(-taken.0))] {
            if let Some(invoice) = self.invoices.get_mut(id) {
                invoice.credited = Cents(invoice.credited.0 + amount.0);
                invoice.state = invoice.state_on(now.date_naive());
            }
        }
        self.adjust_debit(original, now);
        self.invoice_changed(original, now);
    }

    /// The creditor changes an invoice. While a debit is under way its state stays as it is (4.5).
    pub fn change_invoice(&mut self, id: Uuid, change: InvoiceChange, now: DateTime<Utc>) -> Result<(), Refusal> {
        let invoice = self.invoice(id)?;
        let (state, owed) = (invoice.state, invoice.open());
        let wanted = change.state.filter(|wanted| *wanted != state);
        let allowed = match wanted {
            Some(_) if state == State::Pending => false,
            // Only what somebody said by hand is taken back by hand (12, question 22).
            Some(State::Booked) => state != State::Paid || is_paid_by_hand(invoice),
            Some(State::Paid) => state.is_open() && owed > Cents::ZERO,
            Some(State::Pending | State::Expired) => false,
            None | Some(State::Archived) => true,
        };
        if !allowed {
            return Err(Refusal::about("err_invalid_state", state.code()));
        }
        if let Some(pdf) = change.pdf {
            self.documents.keep(id, Kind::Pdf, pdf);
        }
        if let Some(due) = change.due {
            self.plan_due(id, due, now);
        }
        let Some(invoice) = self.invoices.get_mut(id) else { return Ok(()) };
        invoice.title = change.title.unwrap_or(std::mem::take(&mut invoice.title));
        invoice.reference = change.reference.or(invoice.reference.take());
        (invoice.date, invoice.due) = (change.date.unwrap_or(invoice.date), change.due.unwrap_or(invoice.due));
        invoice.extra.extend(change.extra);
        invoice.archived = if wanted.is_some() { wanted == Some(State::Archived) } else { invoice.archived };
        match wanted {
            Some(State::Paid) => self.pay_by_hand(id, owed, "Set to paid".into(), now.date_naive(), now),
            Some(State::Booked) => self.take_back_payments_by_hand(id, now),
            _ => {}
        }
        self.invoice_changed(id, now);
        Ok(())
    }

    /// Payments that somebody said there were are undone.
    fn take_back_payments_by_hand(&mut self, id: Uuid, now: DateTime<Utc>) {
        let Some(invoice) = self.invoices.get(&id) else { return };
        let by_hand = |posting: &&Posting| matches!(posting.source, Source::Manual { .. });
        let said: i64 = invoice.postings.iter().filter(by_hand).map(Posting::effect).sum();
        // Not what was paid back already.
        let said = said.min(invoice.paid().0);
        let Some(last) = invoice.postings.iter().rfind(by_hand).filter(|_| said > 0) else { return };
        let source = last.source.clone();
        self.post(id, PostingKind::Failure { code: None, undoes: true }, Cents(said), source, now);
    }

    /// The creditor takes an invoice back. Not while a debit is under way (4.4).
    pub fn remove_invoice(&mut self, id: Uuid, now: DateTime<Utc>) -> Result<(), Refusal> {
        let invoice = self.invoice(id)?;
        if invoice.collecting.is_some() {
            return Err(Refusal::about("err_invalid_state", State::Pending.code()));
        }
        self.invoices.remove(id);
        self.documents.forget(id);
        self.ring_payment(now);
        Ok(())
    }

    fn plan_due(&mut self, invoice: Uuid, due: NaiveDate, now: DateTime<Utc>) {
        let after = due.checked_add_days(Days::new(1)).map(|day| day.and_time(NaiveTime::MIN).and_utc());
        if let Some(at) = after.filter(|at| *at > now) {
            self.agenda.add(at, Work::InvoiceDue { invoice });
        }
    }

    /// The due date of an invoice has passed.
    pub(super) fn pass_due(&mut self, id: Uuid, now: DateTime<Utc>) {
        let changes = |invoice: &Invoice| invoice.state_on(now.date_naive()) != invoice.state;
        if self.invoices.get(&id).is_some_and(changes) {
            self.invoice_changed(id, now);
        }
    }

    /// Something about an invoice is different: its state follows, the feed has it, the webhooks are called.
    pub(super) fn invoice_changed(&mut self, id: Uuid, now: DateTime<Utc>) {
        self.invoice_logged(id, now);
        self.ring_payment(now);
    }

    fn invoice_logged(&mut self, id: Uuid, now: DateTime<Utc>) {
        let Some(invoice) = self.invoices.get_mut(id) else { return };
        invoice.state = invoice.state_on(now.date_naive());
        invoice.sequence = self.invoice_changes.append(now, Changed { changed: id });
    }
}

fn booked(new: NewInvoice, profile: u32, customer: u64, now: DateTime<Utc>) -> Invoice {
    let title = new.title.unwrap_or_else(|| format!("Invoice {}", new.number));
    Invoice {
        id: new.id,
        remittance: new.remittance.unwrap_or_else(|| title.clone()),
        number: new.number,
        title,
        reference: new.reference,
        profile,
        customer,
        amount: new.amount,
        paid_before: new.paid_before,
        date: new.date,
        due: new.due,
        locale: new.locale,
        manual: new.manual,
        state: State::Booked,
        mandate: None,
        debits: Vec::new(),
        collecting: None,
        credited: Cents::ZERO,
        related: new.related,
        postings: Vec::new(),
        archived: false,
        pdf_url: new.pdf_url,
        redirect_url: new.redirect_url,
        email: new.email,
        campaign: new.campaign,
        extra: new.extra,
        lines: new.lines,
        reminder_level: 0,
        last_error: None,
        created_at: now,
        registered_via: new.registered_via,
        sequence: 0,
    }
}

fn is_paid_by_hand(invoice: &Invoice) -> bool {
    invoice.last_payment().is_some_and(|payment| matches!(payment.source, Source::Manual { .. }))
}
