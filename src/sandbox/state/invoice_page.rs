//! What a customer does on the page of an invoice, besides paying by link (source 8.2).

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    World,
    account::Scheme,
    debit::NewDebit,
    exit,
    invite::{Invitation, Invited},
    invoice::Invoice,
    mandate::{FirstDebit, Mandate, Standing},
};
use crate::sandbox::refusal::Refusal;

/// What follows when a customer sets up direct debit from an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetUp {
    /// The customer goes on to sign this mandate.
    Sign { reference: String, url: String },
    /// B2B begins with an e-mail that has the link.
    Mailed { reference: String },
    /// There is a signed mandate already: the invoice is collected with it.
    Collecting,
}

impl World {
    /// Sets up direct debit for an invoice's customer and profile. The invoice is collected by itself once the mandate is
    /// signed. Pressed twice, or after an invitation that is not signed yet, it leads to the same mandate.
    pub fn set_up_debit(&mut self, id: Uuid, key: String, now: DateTime<Utc>) -> Result<SetUp, Refusal> {
        let invoice = self.invoice(id)?;
        if !invoice.state.is_open() {
            return Err(Refusal::about("err_invalid_state", invoice.state.code()));
        }
        let (customer, profile) = (invoice.customer, invoice.profile);
        if self.collecting_mandate(customer, profile, false).is_some() {
            self.reoffer(id, now)?;
            return Ok(SetUp::Collecting);
        }
        let details = self.payer_of(invoice);
        let reference = match self.unsigned_mandate(customer, profile) {
            Some(reference) => reference,
            None => match self.prepare(Invitation { profile, details, key, ..Invitation::default() }, now)? {
                Invited::New { reference } | Invited::Existing { reference } => reference,
            },
        };
        let mandate = self.mandate_mut(&reference)?;
        mandate.set_up_on = Some(id);
        if !mandate.invoices.contains(&id) {
            mandate.invoices.push(id);
        }
        let mandate = self.mandate(&reference)?;
        if self.scheme_of(mandate) == Scheme::B2b {
            self.mail_invite(&reference, now)?;
            return Ok(SetUp::Mailed { reference });
        }
        let url = self.signing_url(mandate);
        Ok(SetUp::Sign { reference, url })
    }

    fn unsigned_mandate(&self, customer: u64, profile: u32) -> Option<String> {
        let open = |it: &&Mandate| it.profile == profile && it.standing == Standing::Prepared;
        self.mandates.of(customer).filter(open).max_by_key(|it| it.created_at).map(|it| it.reference.clone())
    }

    /// A mandate is in use from now on: the debit of its invitation is made, and the invoices on whose pages it was set up
    /// are collected with it (2.1, 4.2).
    pub(super) fn collect_linked(&mut self, reference: &str, now: DateTime<Utc>) {
        let Some(mandate) = self.mandates.get_mut(reference) else { return };
        let invoices = std::mem::take(&mut mandate.invoices);
        if let Some(FirstDebit { amount, message, reference: own }) = mandate.first_debit.take() {
            let mandate = reference.to_owned();
            let debit = NewDebit { mandate, amount, message, reference: own, ..NewDebit::default() };
            // It is in use, so the debit can be made.
            drop(self.add_debit(debit, now));
        }
        for id in invoices {
            if self.invoices.get(&id).is_some_and(|invoice| invoice.state.is_open() && !invoice.is_credit_note()) {
                self.collect_invoice(id, reference, false, now);
                self.invoice_changed(id, now);
            }
        }
    }

    /// Where a customer goes after paying an invoice: its `redirectUrl`, or the profile's thank-you address, with the
    /// placeholders filled in (7.1).
    pub fn invoice_exit(&self, invoice: &Invoice) -> Option<String> {
        let template = invoice.redirect_url.as_ref().or(self.settings.invoice_exit_url.as_ref())?;
        Some(self.fill_for(invoice, template))
    }

    /// Where a customer goes who set up direct debit on the page of an invoice and has signed (8.2): where the invoice
    /// leads, or the address that every mandate has, or back to the invoice.
    pub(super) fn exit_of_set_up(&self, mandate: &Mandate) -> Option<String> {
        let invoice = self.invoices.get(&mandate.set_up_on?)?;
        match &invoice.redirect_url {
            Some(template) => Some(self.fill_for(invoice, template)),
            None => self.settings.exit_url.is_none().then(|| self.invoice_url(invoice)),
        }
    }

    fn fill_for(&self, invoice: &Invoice, template: &str) -> String {
        let id = invoice.id.to_string();
        let language = self.payer_of(invoice).language;
        let locale = invoice.locale.as_deref().or(language.as_deref()).unwrap_or("en");
        let values = [
            ("{{id}}", id.as_str()),
            ("{{number}}", &invoice.number),
            ("{{locale}}", locale),
            // In lower case, as the global thank-you page has it (7.1).
            ("{{state}}", &invoice.state.code().to_ascii_lowercase()),
            ("{{ref}}", invoice.reference.as_deref().unwrap_or_default()),
        ];
        exit::fill(template, &values)
    }
}
